"""The first live day: what `zhengce probe` asks of a site, which facts it checks, and what it says where one fails."""

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug import Response as Reply

from parsers.extraction import Entry, Listing
from parsers.page import Page
from parsers.record import Evidence
from scrapers.exceptions import HostUnavailable, TlsFailed
from scrapers.network.page_request import Answer
from scrapers.probe import checks
from scrapers.probe.checks import Seen
from scrapers.probe.spider import Probed, probe
from scrapers.walk.column import Column
from storage.archive import exchanges
from storage.crawl import leases
from storage.database import open_database
from storage.errors import StorageError
from storage.schema import documents, runs
from tests.adopt import NotAdopted, adopt
from tests.scrapers.loopback import CHALLENGE, LISTS, LOOPBACK_SETTINGS, READINGS, Sites, listing, notice, notice_url
from tests.scrapers.small import NDRC, alone
from tests.storage.making import document
from zhengce.cli.terminal.probe import print_facts
from zhengce.sample import BAD_DAY, SAMPLE

TODAY = datetime.now(UTC).date()
YESTERDAY = (TODAY - timedelta(days=1)).strftime("%Y/%m/%d")
ROWS = [(notice_url(key), f"关于做好第{key}项工作的通知", YESTERDAY) for key in range(60, 10, -1)]
READING = [(notice_url(key, column=READINGS), f"《第{key}项工作》解读", YESTERDAY) for key in range(60, 10, -1)]


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
    return {(fact.where, fact.name): fact.seen for fact in found.facts if fact.verdict not in ("holds", "noted")}


# What is requested


def test_a_probe_asks_each_column_two_listing_pages_and_three_notices_once(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    found = probed(sites, tmp_path)
    expected = []
    for home, rows in ((LISTS, ROWS), (READINGS, READING)):
        expected += [home, f"{home}index_1.html", *(row[0] for row in rows[:3])]
    assert sites.requested == expected
    assert failing(found) == {}
    assert found.ok


def test_a_probe_obeys_robots_txt(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    rules = "User-agent: *\nDisallow: /xxgk/jd/\nCrawl-delay: 1\n"
    sites.answers["https://www.ndrc.gov.cn/robots.txt"] = Reply(rules, content_type="text/plain")
    found = probed(sites, tmp_path)
    assert not [url for url in sites.requested if url.startswith(READINGS)]
    assert list(failing(found)) == [("解读", "listing")]
    [robots] = [fact for fact in found.facts if fact.name == "robots.txt"]
    assert (robots.where, robots.verdict) == ("www.ndrc.gov.cn", "holds")
    assert robots.seen == "200: Disallow: /xxgk/jd/; Crawl-delay: 1"


def test_a_probe_asks_nothing_of_a_host_whose_robots_txt_fails_and_says_so(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers["https://www.ndrc.gov.cn/robots.txt"] = Reply("", status=503)
    found = probed(sites, tmp_path)
    assert sites.requested == []
    said = "www.ndrc.gov.cn: robots.txt answers 503; nothing is requested now"
    assert failing(found) == {
        ("www.ndrc.gov.cn", "robots.txt"): "503: nothing is requested now",
        ("通知", "listing"): said,
        ("解读", "listing"): said,
    }
    assert {fact.verdict for fact in found.facts if fact.name == "listing"} == {"not checked"}


@pytest.mark.parametrize(
    ("why", "name"), [(TlsFailed("a: expired"), "certificate"), (HostUnavailable("a: down"), "robots.txt")]
)
def test_what_kept_a_host_from_being_requested_is_a_fact_that_differs(why: HostUnavailable, name: str) -> None:
    assert list(checks.check_closed_host(why)) == [(name, "differs", str(why))]


def test_a_probe_stores_no_document_and_no_run(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    probed(sites, tmp_path)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.read() as connection:
        held = [
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() for table in (documents, runs)
        ]
    database.close()
    assert held == [0, 0]


def test_a_source_of_which_the_database_gives_no_lease_is_not_probed(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)

    def full(*arguments: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(leases, "take", full)
    found = probed(sites, tmp_path)
    assert sites.requested == []
    assert "no requests without a lease on ndrc: the disk is full" in failing(found)[("通知", "listing")]


def test_a_source_that_is_being_crawled_is_not_probed(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as connection:
        leases.take(connection, leases.crawl_of("ndrc"), leases.holder_name(), datetime.now(UTC))
    found = probed(sites, tmp_path)
    assert sites.requested == []
    assert "a crawl of ndrc is going on" in failing(found)[("通知", "listing")]
    with database.write() as connection:  # the lease is still the crawl's
        assert leases.take(connection, leases.crawl_of("ndrc"), "other:1:a", datetime.now(UTC)) is not None
    database.close()


def test_a_probe_gives_its_lease_back(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    probed(sites, tmp_path)
    for home, rows in ((LISTS, ROWS), (READINGS, READING)):
        sites.answers[home] = listing(*rows[:2])
    [summary] = sites.crawl(tmp_path)
    assert summary.reason == "finished"
    assert summary.new == 4


def test_a_host_that_cannot_be_reached_is_reported_without_the_innards_of_the_network_library(tmp_path: Path) -> None:
    plain = "scrapers.network.downloadhandlers.Network"
    settings = {
        **LOOPBACK_SETTINGS,
        "DOWNLOAD_HANDLERS": {"http": plain, "https": plain},
        "RETRY_TIMES": 0,
        "ROBOTSTXT_OBEY": False,
        "ZHENGCE_PROXY": "http://127.0.0.1:1",
    }
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    found = failing(probe(["ndrc"], database_url=url, data_dir=tmp_path, settings=settings))
    assert found[("通知", "listing")].startswith(f"{LISTS}: no answer: Cannot connect to host 127.0.0.1:1 [")


# What is kept


def test_the_answers_are_kept_and_a_replay_of_them_finds_the_same(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    live = probed(sites, tmp_path)
    assert live.recording is not None
    kept = [exchange.url for _, exchange in exchanges(live.recording)]
    assert kept == ["https://www.ndrc.gov.cn/robots.txt", *sites.requested]
    settings = alone(NDRC)
    nowhere = tmp_path / "nowhere"
    again = probe(["ndrc"], database_url="sqlite:///none", data_dir=nowhere, replay=live.recording, settings=settings)
    assert again.facts == live.facts
    assert again.recording is None
    assert not nowhere.exists()


STATEMENT = "https://www.ndrc.gov.cn/wzsm/"
FOOT = '<ul class="foot"><li><a href="/wzsm/"> 网站 声明</a></li></ul></body>'


def test_the_statement_of_a_site_about_its_reuse_is_requested_once_and_kept(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    for page in (LISTS, READINGS, ROWS[0][0]):
        sites.answers[page] = sites.answers[page].replace("</body>", FOOT)
    sites.answers[STATEMENT] = "<html><body><p>本网站内容转载请注明来源。</p></body></html>"
    live = probed(sites, tmp_path)
    assert live.ok
    assert sites.requested.count(STATEMENT) == 1
    assert live.recording is not None
    assert (
        "转载请注明来源"
        in {exchange.url: exchange.body.decode() for _, exchange in exchanges(live.recording)}[STATEMENT]
    )
    [fact] = [fact for fact in live.facts if fact.name == "terms of reuse"]
    assert fact.seen == f"13 characters at {STATEMENT}; read it and add its row to parsers/registry/rights.csv"


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("", "no page about them is known, and none was linked"),
        ("/none/", "https://www.ndrc.gov.cn/none/: 404, no such page"),
        ("https://www.mct.gov.cn/s", "linked and not requested, for it is another site: https://www.mct.gov.cn/s"),
    ],
)
def test_a_site_without_a_statement_is_reported_and_fails_nothing(
    sites: Sites, tmp_path: Path, link: str, seen: str
) -> None:
    publish(sites)
    sites.answers[LISTS] = sites.answers[LISTS].replace("</body>", FOOT.replace("/wzsm/", link))
    found = probed(sites, tmp_path)
    assert found.ok
    assert [fact.seen for fact in found.facts if fact.name == "terms of reuse"] == [seen]


# What does not hold


def test_a_site_that_answers_a_challenge_is_left_after_two(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[LISTS] = sites.answers[READINGS] = CHALLENGE
    found = probed(sites, tmp_path)
    assert sites.requested == [LISTS, READINGS]
    assert [(fact.where, fact.verdict) for fact in found.facts if fact.name == "listing"] == [
        ("通知", "differs"),
        ("解读", "not checked"),
    ]
    assert not found.ok


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pages: {LISTS: listing(*ROWS[:3], pages=2)}, {("通知", "rows"): "3 where 25 are normal"}),
        (
            lambda pages: {LISTS: listing().replace("<ul", "<h1>通知</h1><ul")},
            {("通知", "rows"): "none, where rows were always found"},
        ),
        (
            lambda pages: {f"{LISTS}index_1.html": pages[LISTS]},
            {("通知", "second page"): "0 of 25 rows are not on the first: is it requested right?"},
        ),
        (
            lambda pages: {ROWS[1][0]: Reply("gone", status=404)},
            {("通知", "notices"): f"2 of 3 answered and read; {ROWS[1][0]}: 404, no such page"},
        ),
    ],
)
def test_a_site_that_changed_fails_in_the_facts_that_changed_and_no_others(
    sites: Sites,
    tmp_path: Path,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    expected: dict[tuple[str, str], str],
) -> None:
    publish(sites)
    sites.answers.update(change(sites.answers))
    assert failing(probed(sites, tmp_path)) == expected


def test_a_redesigned_notice_is_reported_as_a_template_not_seen_before(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers[ROWS[0][0]] = "<html><body><div id='app'><p>全新的页面，与从前不同。</p></div></body></html>"
    [(where, seen)] = failing(probed(sites, tmp_path)).items()
    assert where == ("通知", "notices")
    assert "a template not seen before" in seen
    assert ROWS[0][0] in seen


# Facts one by one

COLUMN = Column(name="通知", stage="final", home=LISTS, rows=4, quiet_days=30, always=("document_number",))
DAY = date(2026, 11, 24)


def rows(*days: date | None) -> tuple[Entry, ...]:
    return tuple(Entry(f"https://a/{n}", f"通知{n}", day) for n, day in enumerate(days))


def verdicts(checked: checks.Checks) -> dict[str, str]:
    return {name: verdict for name, verdict, _ in checked}


def listed(entries: Sequence[Entry], led: Sequence[Entry] | None = None, recorded: bool = False) -> dict[str, str]:
    return verdicts(
        checks.check_listing(COLUMN, Listing(tuple(entries)), entries if led is None else led, DAY, recorded=recorded)
    )


NEW = tuple(DAY - timedelta(days=n) for n in range(4))


def test_a_list_in_order_holds() -> None:
    assert set(listed(rows(*NEW)).values()) == {"holds"}


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (NEW[:1], "rows"),
        ((*NEW[:3], None), "row dates"),
        ((DAY + timedelta(days=2), *NEW), "row dates"),
        (tuple(reversed(NEW)), "newest first"),
        (tuple(day - timedelta(days=40) for day in NEW), "age"),
    ],
)
def test_a_list_that_lost_something_differs_there(days: Sequence[date | None], name: str) -> None:
    assert [fact for fact, verdict in listed(rows(*days)).items() if verdict == "differs"] == [name]


def test_a_pinned_row_is_no_disorder() -> None:
    assert listed(rows(date(2026, 11, 1), *NEW))["newest first"] == "holds"


def test_rows_that_lead_elsewhere_tell_that_the_pattern_of_addresses_is_wrong() -> None:
    entries = rows(*NEW)
    assert listed(entries, led=entries[:1])["notice addresses"] == "differs"
    assert listed(entries, led=entries[:3])["notice addresses"] == "noted"


def test_rows_that_are_known_to_be_no_notices_are_no_strangers() -> None:
    column, entries = replace(COLUMN, ignored={"https://a/[13]": "pictures"}), rows(*NEW)
    found = checks.check_listing(column, Listing(entries), entries[:1] + entries[2:3], DAY, recorded=False)
    said = {name: (verdict, seen) for name, verdict, seen in found}["notice addresses"]
    assert said == ("holds", "2 of 4 rows lead to notices of this site, 2 are known to be none")


def test_a_recording_may_be_small_and_old_but_not_undated() -> None:
    old = tuple(day - timedelta(days=400) for day in NEW[:1])
    found = listed(rows(*old, None), recorded=True)
    assert (found["rows"], found["age"], found["row dates"]) == ("holds", "noted", "differs")
    assert listed(rows(*old), recorded=True)["rows"] == "noted"


@pytest.mark.parametrize(
    ("status", "body", "seen"),
    [
        (200, b"User-agent: *\nDisallow: /admin/\n", "200: Disallow: /admin/"),
        (200, b"User-agent: *\nDisallow:\n", "200: Disallow:"),
        (200, b"Sitemap: https://a/\n", "200: forbids nothing"),
        (200, b"<html>home</html>", "200, a web page: no rules"),
        (403, b"<html>no</html>", "403: no rules"),
        (404, b"", "404: no rules"),
    ],
)
def test_robots_txt_is_read_as_the_crawler_reads_it(status: int, body: bytes, seen: str) -> None:
    assert list(checks.check_robots(status, body)) == [("robots.txt", "holds", seen)]


def answer(body: bytes, content_type: str = "text/html") -> Answer:
    return Answer(Page("https://a/", body, content_type=content_type), None, media_type="text/html")


def test_an_answer_tells_its_charset_whatever_the_header_says() -> None:
    found = {name: (verdict, seen) for name, verdict, seen in checks.check_answer(answer("工作通知".encode("gb18030")))}
    assert found["charset"] == ("holds", "gb18030; the header says none")
    broken = answer("工作通知".encode()[:-1] + b"\xff\xff<p>", "text/html; charset=utf-8")
    assert verdicts(checks.check_answer(broken))["charset"] == "differs"


def seen(**values: Any) -> Seen:
    record = document(
        evidence={"title": Evidence("heading: h1", "t"), "document_number": Evidence("table: 发文字号", "n")}
    )
    record = replace(record, **values)
    return Seen(Entry(record.url, record.title, record.published_on), answer(b"<p>"), record)


def test_notices_with_their_fields_hold_and_name_the_labels() -> None:
    found = {
        name: (verdict, said)
        for name, verdict, said in checks.check_notices(COLUMN, [seen(), seen()], datetime.now(UTC))
    }
    assert found["document_number"] == ("holds", "2 of 2 (table: 发文字号)")
    assert found["title"] == ("holds", "2 of 2, 2 as in the list (heading: h1)")
    assert [name for name, (verdict, _) in found.items() if verdict == "differs"] == []


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"document_number": None}, "document_number"),
        ({"published_on": None, "published_at": None}, "published_on"),
        ({"body": "", "attachments": ()}, "body"),
        ({"evidence": {"title": Evidence("listing: row", "t")}}, "title"),
        ({"written_on": date(2999, 1, 1)}, "fit to be stored"),
    ],
)
def test_a_notice_without_what_it_must_have_differs_there(values: dict[str, Any], name: str) -> None:
    checked = verdicts(checks.check_notices(COLUMN, [seen(**values)], datetime.now(UTC)))
    assert [fact for fact, verdict in checked.items() if verdict == "differs"] == [name]


def test_a_field_that_nobody_calls_constant_may_be_missing() -> None:
    assert verdicts(checks.check_notices(COLUMN, [seen(topic=None)], datetime.now(UTC)))["topic"] == "noted"


# The bundled recordings, and the words


@pytest.fixture(scope="module")
def recorded() -> dict[str, Probed]:
    """Probes of the two bundled recordings."""
    return {
        path.name: probe(names, database_url="sqlite:///none", data_dir=Path("none"), replay=path)
        for path, names in ((SAMPLE, ["miit", "cac"]), (BAD_DAY, ["mot", "ndrc"]))
    }


def test_every_fact_holds_on_the_sample(recorded: dict[str, Probed]) -> None:
    assert failing(recorded[SAMPLE.name]) == {}
    names = {fact.name for fact in recorded[SAMPLE.name].facts}
    assert {"identifiers", "spare way", "second page", "robots.txt", "charset", "validators"} <= names


def test_the_bad_day_is_reported(recorded: dict[str, Probed]) -> None:
    found = failing(recorded[BAD_DAY.name])
    assert sorted(found) == [
        ("其他政策性文件", "listing"),
        ("意见征集", "listing"),
        ("政策解读", "listing"),
        ("规章", "listing"),
        ("规范性文件", "notices"),
        ("通知", "notices"),
    ]


def test_a_fact_is_a_line_and_what_does_not_hold_stands_at_the_end_once_more(
    recorded: dict[str, Probed], capsys: pytest.CaptureFixture[str]
) -> None:
    found = recorded[BAD_DAY.name]
    print_facts(found.facts, Path("answers.warc.gz"))
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("    ") for line in lines) == len(found.facts)
    assert lines[-1].endswith("Send the file with a bug report.")
    assert sum(" · " in line for line in lines) == len(failing(found))


def test_facts_are_plain_data_for_programs(recorded: dict[str, Probed]) -> None:
    [first, *_] = [fact.to_dict() for fact in recorded[SAMPLE.name].facts]
    assert list(json.loads(json.dumps(first))) == ["source", "where", "name", "verdict", "seen"]


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
