"""A recorded archive in place of the network: every middleware and pipeline runs, and nobody is requested."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from scrapers.network.replay import ReplayOrder
from scrapers.probe import probe
from scrapers.run import process
from scrapers.run.stats import RunSummary
from storage.archive import Archive, ArchiveError, exchanges
from storage.schema import documents, pages
from tests.scrapers.loopback import LISTS, NDRC, READINGS, Sites, alone, listing, notice, notice_url
from tests.scrapers.test_crawl import READING, THREE, held, publish
from tests.storage.test_archive import exchange


@pytest.fixture
def recording(sites: Sites, tmp_path: Path) -> Path:
    """The archive of a crawl of four documents."""
    publish(sites)
    sites.begin(tmp_path / "live")
    [file] = (tmp_path / "live" / "archive").glob("*.warc.gz")
    return file


def replay(recording: Path, folder: Path) -> RunSummary:
    settings = alone(NDRC)
    url = f"sqlite:///{folder / 'zhengce.db'}"
    [summary] = process.crawl(["ndrc"], database_url=url, data_dir=folder, replay=recording, settings=settings)
    return summary


def test_a_replayed_crawl_gives_the_documents_of_the_live_one_and_asks_nobody(
    sites: Sites, tmp_path: Path, recording: Path
) -> None:
    summary = replay(recording, tmp_path / "again")
    assert (summary.new, summary.ok) == (4, True)
    assert sites.requests == []
    live, again = (held(tmp_path / name, documents, "title", "body", "published_on") for name in ("live", "again"))
    assert again == live


def test_a_replayed_crawl_writes_an_archive_of_its_own_with_the_same_answers(tmp_path: Path, recording: Path) -> None:
    replay(recording, tmp_path / "again")
    [file] = (tmp_path / "again" / "archive").glob("*.warc.gz")
    both = [{(exchange.url, exchange.body) for _, exchange in exchanges(path)} for path in (recording, file)]
    assert both[0] == both[1]


def test_a_recording_that_requested_with_https_answers_for_a_row_that_prints_http(tmp_path: Path) -> None:
    title, day = "关于做好第1项工作的通知", "2026/04/01"
    answers = {
        LISTS: listing(("http://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id=1", title, day)),
        READINGS: listing(READING),
        READING[0]: notice(READING[1], day=READING[2]),
        "https://zfxxgk.ndrc.gov.cn/web/iteminfo.jsp?id=1": notice(title),
    }
    with Archive(tmp_path / "old") as archive:
        for url, text in answers.items():
            archive.write(exchange(url=url, body=text.encode()))
    [file] = (tmp_path / "old").glob("*.warc.gz")
    summary = replay(file, tmp_path / "again")
    assert (summary.new, summary.failed) == (2, 0)


def test_a_recording_does_not_tell_how_far_a_list_of_the_site_was_walked(
    sites: Sites, tmp_path: Path, recording: Path
) -> None:
    replay(recording, tmp_path / "again")
    sites.answers[LISTS] = listing(*THREE, pages=2)
    sites.answers[f"{LISTS}index_1.html"] = listing(THREE[0], pages=2, current=1)
    sites.crawl(tmp_path / "again")
    assert f"{LISTS}index_1.html" in sites.requested


def test_the_site_does_not_tell_how_far_a_list_of_a_recording_was_walked(sites: Sites, tmp_path: Path) -> None:
    older = (notice_url(5), "关于做好第5项工作的通知", "2026/04/01")
    publish(sites)
    sites.begin(tmp_path / "again")  # its one page, to the end
    publish(sites, [*THREE, older])
    sites.answers[LISTS] = listing(*THREE, pages=2)
    sites.answers[f"{LISTS}index_1.html"] = listing(older, pages=2, current=1)
    sites.crawl(tmp_path / "live")
    [recording] = (tmp_path / "live" / "archive").glob("*.warc.gz")
    assert replay(recording, tmp_path / "again").new == 1
    assert older[0] in held(tmp_path / "again", documents, "url")


def test_a_held_page_that_the_recording_lacks_is_named_and_is_not_gone(
    sites: Sites, tmp_path: Path, recording: Path, later: Callable[[float], None]
) -> None:
    extra = ("https://www.ndrc.gov.cn/xxgk/zcfb/tz/202604/t20260402_0000005.html", "关于某事的通知", "2026/04/02")
    publish(sites, [extra, *THREE])
    sites.crawl(tmp_path / "more")
    later(400)
    summary = replay(recording, tmp_path / "more")
    assert summary.messages == (f"{extra[0]}: not in the recording",)
    assert (summary.unchanged, summary.gone) == (4, 0)
    assert held(tmp_path / "more", pages, "gone_at") == [None] * 5


def test_a_listing_that_the_recording_lacks_fails_its_column(tmp_path: Path) -> None:
    with Archive(tmp_path / "other") as archive:
        place = archive.write(exchange())
    summary = replay(tmp_path / "other" / place.file, tmp_path / "again")
    assert summary.messages[0] == f"通知: {LISTS}: not in the recording"
    assert summary.failed == 2


@pytest.mark.parametrize("data", [b"", b"root:x:0:0", b"\x1f\x8b", gzip.compress(b"root:x:0:0", mtime=0)])
def test_a_file_that_is_no_recording_is_refused_before_anything_is_made(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "odd.warc.gz"
    file.write_bytes(data)
    with pytest.raises(ArchiveError, match="no WARC recording"):
        replay(file, tmp_path / "again")
    with pytest.raises(ArchiveError, match="no WARC recording"):
        probe(["ndrc"], database_url="sqlite:///none.db", data_dir=tmp_path / "again", replay=file)
    assert not (tmp_path / "again").exists()


def test_sources_of_a_replay_ask_in_turn_and_one_that_ends_is_passed_over() -> None:
    requested: list[str] = []

    async def source(turns: ReplayOrder, name: str, requests: int) -> None:
        for _ in range(requests):
            await turns.take(name)
            requested.append(name)
            await asyncio.sleep(0.001 * len(requested))  # what an answer leads to takes now more, now less
        turns.leave(name)

    async def replay() -> None:
        turns = ReplayOrder.here()
        for name in "abc":
            turns.join(name)
        await asyncio.gather(*(source(turns, name, number) for name, number in (("a", 3), ("b", 1), ("c", 2))))

    asyncio.run(replay())
    assert requested == ["c", "b", "a", "c", "a", "a"]
