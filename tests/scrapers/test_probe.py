"""The first live day: what `zhengce probe` asks of a site, which facts it checks, and what it says where one fails."""

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response as Reply

from scrapers.probe import Probed, probe
from storage.archive import exchanges
from storage.crawl import leases
from storage.database import open_database
from storage.errors import StorageError
from tests.adopt import NotAdopted, adopt
from tests.scrapers.loopback import (
    CHALLENGE,
    LISTS,
    LOOPBACK_SETTINGS,
    NDRC,
    READINGS,
    Sites,
    alone,
    listing,
    notice,
    notice_url,
)
from zhengce.cli.crawl import print_facts
from zhengce.sample import BAD_DAY, SAMPLE

TODAY = datetime.now(UTC).date()
YESTERDAY = (TODAY - timedelta(days=1)).strftime("%Y/%m/%d")
LONG_AGO = (TODAY - timedelta(days=900)).strftime("%Y/%m/%d")
ROWS = [(notice_url(key), f"关于做好第{key}项工作的通知", YESTERDAY) for key in range(60, 10, -1)]
READING = [(notice_url(key, column=READINGS), f"《第{key}项工作》解读", YESTERDAY) for key in range(60, 10, -1)]
ROBOTS = "https://www.ndrc.gov.cn/robots.txt"


def publish(sites: Sites) -> None:
    """A site in order: two pages of 25 rows in each column, every notice there."""
    for home, rows in ((LISTS, ROWS), (READINGS, READING)):
        sites.answers[home] = listing(*rows[:25], pages=2)
        sites.answers[f"{home}index_1.html"] = listing(*rows[25:], pages=2, current=1)
        for url, title, day in rows:
            sites.answers[url] = notice(title, day=day)


def probed(sites: Sites, folder: Path, **options: Any) -> Probed:
    """A probe of the small NDRC of the loopback."""
    sites.requested.clear()
    settings = {**LOOPBACK_SETTINGS, "LOOPBACK": sites.server.url_for("").rstrip("/")}
    url = f"sqlite:///{folder / 'zhengce.db'}"
    return probe(["ndrc"], database_url=url, data_dir=folder, settings=settings, **options)


def failing(found: Probed) -> dict[tuple[str, str], str]:
    """Column and name of every fact that does not hold -> what was seen."""
    return {(fact.where, fact.name): fact.seen for fact in found.facts if fact.verdict != "holds"}


# What is requested and kept


def test_a_probe_asks_each_column_two_listing_pages_and_three_notices_once(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    found = probed(sites, tmp_path)
    expected = []
    for home, rows in ((LISTS, ROWS), (READINGS, READING)):
        expected += [home, *(row[0] for row in rows[:3]), f"{home}index_1.html"]
    assert sites.requested == expected
    assert failing(found) == {}
    assert found.ok
    assert found.recording is not None
    assert [exchange.url for _, exchange in exchanges(found.recording)] == [ROBOTS, *expected]
    again = probe(["ndrc"], database_url="sqlite:///none", data_dir=tmp_path / "nowhere", replay=found.recording,
                  settings=alone(NDRC))  # fmt: skip
    assert again.facts == found.facts
    assert again.recording is None
    assert not (tmp_path / "nowhere").exists()
    [summary] = sites.crawl(tmp_path)  # the lease was given back, and nothing is known of what was probed
    assert (summary.reason, summary.new) == ("finished", 100)


def test_a_source_that_is_being_crawled_is_not_probed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:
        leases.take(connection, leases.crawl_of("ndrc"), leases.holder_name(), datetime.now(UTC))
    found = probed(sites, tmp_path)
    assert sites.requested == []
    assert "a crawl of ndrc is going on" in failing(found)[("", "list")]
    with database.write() as connection:  # the lease is still the crawl's
        assert leases.take(connection, leases.crawl_of("ndrc"), "other:1:a", datetime.now(UTC)) is not None
    database.close()


def test_a_probe_that_breaks_off_gives_its_leases_back(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise StorageError("no room")

    monkeypatch.setattr("scrapers.probe._crawl", broken)
    with pytest.raises(StorageError):
        probed(sites, tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:
        assert leases.take(connection, leases.crawl_of("ndrc"), "other:1:a", datetime.now(UTC)) is None
    database.close()


# What does not hold


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pages: {LISTS: listing(*ROWS[:3], pages=2)}, {("通知", "few rows"): "3 rows where 25 are normal"}),
        (
            lambda pages: {LISTS: listing(*((url, title, LONG_AGO) for url, title, _ in ROWS[:25]))},
            {("通知", "silent"): "no row newer than"},
        ),
        (
            lambda pages: {LISTS: listing().replace("<ul", "<h1>通知</h1><ul")},
            {("通知", "empty listing"): "emptied listing: page 1 holds no row where rows were always found"},
        ),
        (
            lambda pages: {f"{LISTS}index_1.html": pages[LISTS]},
            {("通知", "second page"): "repeats the first: is it requested right?"},
        ),
        (lambda pages: {ROWS[1][0]: Reply("gone", status=404)}, {("通知", "missing page"): f"{ROWS[1][0]}: 404"}),
        (
            lambda pages: {ROWS[0][0]: "<html><body><div id='app'><p>全新的页面，与从前不同。</p></div></body></html>"},
            {("通知", "new template"): ROWS[0][0]},
        ),
        (
            lambda pages: (
                {url: pages[url].replace("<p>", "<i>").replace("</p>", "</i>") for url, *_ in ROWS[:0]}
                | {ROBOTS: Reply("User-agent: *\nDisallow: /xxgk/jd/\n", content_type="text/plain")}
            ),
            {("解读", "failed"): "robots.txt"},
        ),
        (
            lambda pages: {ROBOTS: Reply("", status=503)},
            {(name, "no answer"): "www.ndrc.gov.cn: robots.txt answers 503" for name in ("通知", "解读")},
        ),
        (
            lambda pages: {LISTS: CHALLENGE, READINGS: CHALLENGE},
            {
                ("通知", "challenge"): LISTS,
                ("解读", "challenge"): READINGS,
                ("", "stopped"): "refused 2 times in a row",
            },
        ),
    ],
)
def test_a_site_that_changed_fails_in_the_facts_that_changed_and_no_others(
    sites: Sites, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], expected: dict[Any, str]
) -> None:
    publish(sites)
    sites.answers.update(change(sites.answers))
    found = failing(probed(sites, tmp_path))
    assert found.keys() == expected.keys()
    assert all(words in found[key] for key, words in expected.items())


# The bundled recordings, and the words


def test_the_bundled_recordings_show_what_holds_and_what_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = (
        probe(names, database_url="sqlite:///none", data_dir=Path("none"), replay=path)
        for path, names in ((SAMPLE, ["miit", "cac"]), (BAD_DAY, ["mot", "ndrc"]))
    )
    assert failing(good) == {}
    assert {fact.name for fact in good.facts} == {"list", "second page", "notices"}
    assert sorted(failing(bad)) == [
        ("", "stopped"),
        ("其他政策性文件", "challenge"),
        ("意见征集", "list"),
        ("政策解读", "list"),
        ("规章", "challenge"),
        ("规范性文件", "missing page"),
        ("通知", "no answer"),
    ]
    print_facts(bad.facts, Path("answers.warc.gz"))
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("    ") for line in lines) == len(bad.facts)
    assert lines[-1].endswith("Send the file with a bug report.")
    assert sum(" · " in line for line in lines) == len(failing(bad))
    assert list(json.loads(json.dumps(bad.facts[0].to_dict()))) == ["source", "where", "name", "verdict", "seen"]


# What tests take over from it


def test_a_notice_of_a_recording_becomes_a_saved_page_with_its_address(tmp_path: Path) -> None:
    url = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
    page = tmp_path / "cac" / "rules.html"
    assert adopt(SAMPLE, url, page, pages=tmp_path)
    assert "<h1" in page.read_text(encoding="utf-8")
    assert tomllib.loads((tmp_path / "cac/pages.toml").read_text()) == {"notices": {"rules.html": url}}
    with pytest.raises(NotAdopted, match="exists"):
        adopt(SAMPLE, url, page, pages=tmp_path)


def test_a_listing_page_is_saved_without_a_record(tmp_path: Path) -> None:
    page = tmp_path / "ndrc" / "list.html"
    assert not adopt(SAMPLE, "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/", page, pages=tmp_path)
    assert page.stat().st_size > 0
    assert not (tmp_path / "cac/pages.toml").exists()


def test_an_address_that_the_recording_does_not_hold_is_reported_with_those_that_it_does(tmp_path: Path) -> None:
    with pytest.raises(NotAdopted, match=r"it has\nhttps://www\.gov\.cn/robots\.txt\n"):
        adopt(SAMPLE, "https://www.gov.cn/nowhere", tmp_path / "page.html", pages=tmp_path)
