"""What Scrapy's own commands do, and what a crawl shows on a terminal."""

import io
import json
import os
import pty
import re
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response as Reply

from parsers.record import PolicyDocument
from scrapers.run import progress
from scrapers.run.progress import CrawlProgress
from storage.archive import Archive
from storage.schema import documents, runs
from tests import forked_commands
from tests.command_line import Result
from tests.scrapers.loopback import LISTS, Sites, listing, notice
from tests.scrapers.test_crawl import THREE, held, publish
from tests.storage.test_archive import exchange
from zhengce.cli.program import main
from zhengce.sample import SAMPLE

# Plain Scrapy works on the same project


ROOT = Path(__file__).parents[2]


@pytest.fixture
def scrapy(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Runs a command of Scrapy with a data folder and more variables."""

    def run(*words: str, folder: Path, **variables: str) -> Result:
        printed, said = (tmp_path_factory.mktemp("streams") / name for name in ("stdout", "stderr"))
        environment = {**os.environ, "ZHENGCE_DATA": str(folder), **variables}
        environment.pop("ZHENGCE_DATABASE", None)
        code = forked_commands.run(*words, stdout=printed, stderr=said, program="scrapy", environment=environment)
        return Result(code, printed.read_text(encoding="utf-8"), said.read_text(encoding="utf-8"))

    return run


def test_scrapy_list_names_the_sources(scrapy: Callable[..., Result], tmp_path: Path) -> None:
    names = scrapy("list", folder=tmp_path).stdout.split()
    assert {"cac", "miit", "mot", "ndrc", "state_council"} <= set(names)


@pytest.fixture
def replay(scrapy: Callable[..., Result]) -> Callable[..., Result]:
    """Crawls mot over a recording."""
    return lambda recording, folder, *options: scrapy(
        "crawl", "mot", "-s", f"ZHENGCE_REPLAY={recording}", *options, folder=folder
    )


def test_scrapy_crawl_stores_through_the_same_pipelines(replay: Callable[..., Result], tmp_path: Path) -> None:
    done = replay(SAMPLE, tmp_path, "-a", "since=2021-11-11")
    assert done.returncode == 0, done.stderr
    days = {str(day) for day in held(tmp_path, documents, "published_on")}
    assert days == {"2026-09-07", "2024-04-23", "2021-12-28", "2021-11-12"}
    assert held(tmp_path, runs, "source", "reason") == [("mot", "finished")]


def test_scrapy_crawl_writes_the_records_to_a_file_as_parse_prints_them(
    replay: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    done = replay(SAMPLE, tmp_path, "-O", str(out))
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    records = [PolicyDocument.from_dict(json.loads(line)) for line in text.splitlines()]
    assert {(record.url, record.title) for record in records} == set(held(tmp_path, documents, "url", "title"))
    assert [record.to_dict() for record in records] == [json.loads(line) for line in text.splitlines()]
    assert records[0].title in text  # Chinese, not escapes


def test_scrapy_crawl_over_a_recording_never_asks_the_network_for_what_is_not_in_it(
    scrapy: Callable[..., Result], tmp_path: Path, httpserver: HTTPServer
) -> None:
    """Every request that left the process would go through this proxy, which refuses."""
    httpserver.expect_request(re.compile(".*")).respond_with_data("requested", status=403)
    with Archive(tmp_path / "other") as archive:
        place = archive.write(exchange())
    environment = dict.fromkeys(("http_proxy", "https_proxy"), httpserver.url_for("").rstrip("/"))
    command = ("crawl", "mot", "-s", f"ZHENGCE_REPLAY={tmp_path / 'other' / place.file}", "-s", "DOWNLOAD_TIMEOUT=5")
    done = scrapy(*command, folder=tmp_path / "data", **environment)
    assert done.returncode == 0, done.stderr
    assert httpserver.log == []
    [messages] = held(tmp_path / "data", runs, "messages")
    assert len(messages) == 4
    assert all(message.endswith(": not in the recording") for message in messages)

    live = ("crawl", "mot", "-s", "DOWNLOAD_TIMEOUT=5", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0")
    scrapy(*live, folder=tmp_path / "live", **environment)
    assert httpserver.log != []  # a live crawl does go that way


def test_scrapy_crawl_over_a_recording_ends(scrapy: Callable[..., Result], tmp_path: Path) -> None:
    done = scrapy("crawl", "mot", "-s", f"ZHENGCE_REPLAY={SAMPLE}", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert held(tmp_path, runs, "reason") == ["finished"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "{file}: No such file or directory"), (b"", "{file}: no WARC recording")],
    ids=["missing", "empty"],
)
def test_scrapy_crawl_over_a_recording_that_is_none_says_so_in_one_line(
    replay: Callable[..., Result], tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "recording.warc.gz"
    if content is not None:
        file.write_bytes(content)
    done = replay(file, tmp_path / "data")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    line = done.stderr.splitlines()[-1]  # Scrapy's log stands above it
    assert line.startswith(f"zhengce: ZHENGCE_REPLAY: {said.format(file=file)}")
    assert not (tmp_path / "data").exists()


# Where a crawl is, while it goes on: for a terminal a line a source, for the log a line a minute


def test_a_crawl_says_where_each_source_is_and_what_is_left(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0)  # at each turn of the loop
    monkeypatch.setattr(progress, "SECONDS_IN_LOG", 0.01)
    publish(sites)
    [first, second, third] = THREE
    sites.answers[LISTS] = listing(first, pages=2)
    sites.answers[f"{LISTS}index_1.html"] = listing(second, third, pages=2, current=1)
    sites.answers[second[0]] = Reply("no", status=403)
    sites.answers[third[0]] = notice(third[1])
    seen: list[CrawlProgress] = []

    def note(found: Sequence[CrawlProgress]) -> None:
        seen.extend(found)

    [summary] = sites.crawl(tmp_path, on_progress=note)
    places = list(dict.fromkeys((one.column, one.page, one.last_page) for one in seen))
    notices, readings = "通知", "解读"
    for place in ((notices, 1, None), (notices, 1, 2), (notices, 2, 2), (readings, 1, 1)):
        assert place in places
    assert summary.new == 3
    assert (max(one.documents for one in seen), max(one.refused for one in seen)) == (3, 1)
    log = (tmp_path / "crawl-ndrc.log").read_text(encoding="utf-8")
    assert re.search(r": ndrc: (?:通知|解读), page \d of [12?], \d documents, 0 files, [01] refused", log)


def test_a_terminal_has_a_line_for_each_source_that_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.1)
    monkeypatch.setattr(progress, "describe", lambda one: f"{one.source}: [/]")  # no markup
    ours, theirs = pty.openpty()
    shown = bytearray()

    def read() -> None:
        while not shown.endswith(b"#end"):
            shown.extend(os.read(ours, 1 << 16))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(tmp_path), "crawl", "nea", "nda", "--sample"])
    monkeypatch.setattr(sys, "stdout", printed := io.TextIOWrapper(io.BytesIO()))
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main() == 0
        terminal.write("#end")
        terminal.flush()
        reader.join(60)
    os.close(ours)
    screen = shown.decode()
    frames = screen.split("\x1b[?25l")[1].split("\x1b[1A\x1b[2K")
    assert [frame.splitlines()[:2] for frame in frames[:2]] == [["nea: [/]", "nda: [/]"]] * 2
    assert "\x1b[?25h" in screen[screen.rindex("\x1b[?25l") :]  # the cursor is back
    assert screen.endswith("\x1b[2K#end")
    printed.flush()
    assert printed.buffer.getvalue().startswith(b"source  ")
