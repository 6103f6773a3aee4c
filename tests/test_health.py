"""What `zhengce health` says of a source: what is wrong, since when, and that failed, empty and nothing new differ."""

import json
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler
from sqlalchemy.engine import Connection

from outputs.notifications import message as words
from parsers.errors import Challenge, NotReadable, UnknownTemplate
from parsers.extraction import Entry, Listing
from parsers.grammar.agencies import AGENCIES
from parsers.record import IssuingBody
from parsers.registry.closed_sites import closed_sites
from samples import SOURCES
from scrapers.exceptions import Blocked, Challenged, DataLoss, DownloadFailed, EmptyListing, NotFound, Unavailable
from scrapers.run import baselines, process
from scrapers.run.stats import CrawlStats, trouble_of
from storage import health
from storage.crawl import leases, pages, runs
from storage.crawl.stop_reason import StopReason
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.health import Health, Normal, Watched
from storage.schema import leases as leases_table
from storage.schema import runs as runs_table
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.storage.making import BODIES, document, entry
from web.api import documents

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIIT = Watched("miit", (Normal("通知", rows=24, quiet_days=21, always=("document_number",)),), every=6 * HOUR)
GOOD = {"answered_at": NOW.isoformat(), "rows": 24, "dated": 24}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('health') / 'zhengce.db'}")
    yield opened
    opened.close()


@pytest.fixture
def connection(db: Database) -> Iterator[Connection]:
    """A database without runs, whatever an earlier test left."""
    with db.write() as opened:
        opened.execute(sa.delete(runs_table))
        opened.execute(sa.delete(leases_table))
        yield opened


def column(seen: dict[str, Any] | None = None, **state: Any) -> dict[str, Any]:
    """What a run kept of a column that was walked to its end and whose newest row is of yesterday."""
    whole = {"pages": 1, "rows": 24, "ended": "nothing new", "newest": "2026-11-23", "resume_from": None}
    return {**whole, **state, "seen": {**GOOD, **(seen or {})}}


def crawled(
    connection: Connection,
    ago: timedelta,
    seen: dict[str, Any] | None = None,
    *,
    reason: str | None = "finished",
    stop: StopReason = StopReason.FINISHED,
    seconds: int = 60,
    state: dict[str, Any] | None = None,
    **figures: Any,
) -> datetime:
    """Records a crawl that began so long ago; without a reason, one that was killed. Gives when it began."""
    began = NOW - ago
    number = runs.begin(connection, "miit", now=began)
    columns = figures.pop("columns", None) or {"通知": column(seen, **(state or {}))}
    if reason is None:
        runs.note(connection, number, columns)
    else:
        facts = runs.RunFacts(reason, stop, requests=10, columns=columns, **figures)
        runs.finish(connection, number, facts, began + timedelta(seconds=seconds))
    return began


FINISHED = runs.RunFacts("finished", StopReason.FINISHED)
REFUSED: dict[str, Any] = {
    "reason": "stopped: refused 2 times in a row; https://www.miit.gov.cn/: 403",
    "stop": StopReason.REFUSED,
}
PAUSED: dict[str, Any] = {"reason": "paused: quiet hours 08:30-18:00 in China", "stop": StopReason.PAUSED}
SILENT: dict[str, Any] = {"reason": "stopped: no answer 5 times in a row; 502", "stop": StopReason.SILENT}


def retry_later(seconds: int) -> dict[str, Any]:
    why = f"stopped: www.miit.gov.cn wants us to wait for {seconds} s"
    return {"reason": why, "stop": StopReason.RETRY_LATER, "retry_after": seconds}


def judged(connection: Connection, watched: Watched = MIIT, now: datetime = NOW) -> Health:
    return health.check(connection, [watched], now)[0]


def kinds(found: Health) -> list[str]:
    return [problem.kind for problem in found.problems]


# Failed, empty and nothing new


def test_a_source_whose_last_crawl_found_nothing_new_is_well(connection: Connection) -> None:
    crawled(connection, HOUR)
    found = judged(connection)
    assert found.ok
    assert words.well(found) == "nothing new at 2026-11-24 07:00 UTC, its newest document is of 2026-11-23"


def test_an_emptied_list_is_told_as_empty_and_not_as_nothing_new(connection: Connection) -> None:
    said = "emptied listing: page 1 holds no row where rows were always found"
    crawled(connection, HOUR, {"rows": None, "dated": None, "listing": ["empty listing", said]}, state={"ended": None})
    assert kinds(judged(connection)) == ["empty listing"]


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (EmptyListing("no row"), "empty listing"),
        (Challenged("a script"), "challenge"),
        (Challenge("a script"), "challenge"),
        (Blocked("403"), "blocked"),
        (Unavailable("502"), "no answer"),
        (DataLoss("half"), "cut answer"),
        (NotFound("404"), "dead link"),
        (UnknownTemplate("redesigned"), "new template"),
        (NotReadable("no title"), "unreadable"),
        (DownloadFailed("status 302"), "failed"),
        (KeyError("ours"), "failed"),
    ],
)
def test_each_trouble_has_its_name(happened: Exception, told: str) -> None:
    assert trouble_of(happened) == told


@pytest.mark.parametrize("trouble", ["challenge", "blocked", "no answer", "new template", "unreadable", "failed"])
def test_a_list_that_could_not_be_had_or_read_is_told_by_what_happened(connection: Connection, trouble: str) -> None:
    crawled(connection, HOUR, {"listing": [trouble, "https://www.miit.gov.cn/: so it was"]})
    [problem] = judged(connection).problems
    assert (problem.kind, problem.what, problem.column) == (trouble, "https://www.miit.gov.cn/: so it was", "通知")


def test_single_notices_that_failed_are_told_with_their_number(connection: Connection) -> None:
    crawled(connection, HOUR, {"notices": {"new template": [7, "https://www.miit.gov.cn/a: none of the templates"]}})
    [problem] = judged(connection).problems
    assert problem.kind == "new template"
    assert problem.what == "7 notices, the first: https://www.miit.gov.cn/a: none of the templates"
    one = {"notices": {"dead link": [1, "a: 404"], "blocked": [2, "b: 403"]}, "listing": ["blocked", "403"]}
    crawled(connection, HOUR / 2, one)
    assert [(one.kind, one.what) for one in judged(connection).problems] == [
        ("blocked", "403"),
        ("dead link", "a: 404"),
    ]


@pytest.mark.parametrize(
    ("number", "strangers", "told"),
    [
        (3, 0.0, ["3 of 20 rows lead to no notice that is known, such as /a"]),
        (5, 0.2, ["5 of 20 rows lead to no notice that is known, such as /a; 20% are normal"]),
        (4, 0.2, []),
    ],
)
def test_rows_that_lead_nowhere_are_told_where_they_are_more_than_normal(
    connection: Connection, number: int, strangers: float, told: list[str]
) -> None:
    crawled(connection, HOUR, {"passed_over": [number, 20, ["/a", "/b"]]})
    found = judged(connection, Watched("miit", (Normal("通知", rows=24, strangers=strangers),)))
    assert [problem.what for problem in found.problems] == told


# Since when


def test_a_trouble_is_told_since_the_first_crawl_of_the_unbroken_series_that_met_it(connection: Connection) -> None:
    blocked = {"listing": ["blocked", "403"]}
    crawled(connection, 30 * HOUR, blocked)
    crawled(connection, 24 * HOUR)
    began = crawled(connection, 12 * HOUR, blocked)
    crawled(connection, 6 * HOUR, blocked)
    crawled(connection, HOUR, blocked)
    assert judged(connection).since == began


def test_a_trouble_that_is_over_is_not_told(connection: Connection) -> None:
    crawled(connection, 6 * HOUR, {"listing": ["blocked", "403"]})
    crawled(connection, HOUR)
    assert judged(connection).ok


def test_a_column_that_the_last_crawl_did_not_reach_is_judged_by_the_one_that_did(connection: Connection) -> None:
    crawled(connection, 6 * HOUR, {"listing": ["new template", "redesigned"]})
    crawled(
        connection,
        HOUR,
        reason="stopped: no answer 5 times in a row; 502",
        stop=StopReason.SILENT,
        columns={"公告": column()},
    )
    assert kinds(judged(connection)) == ["stopped", "new template"]


# Lists


def test_rows_that_lost_their_dates_are_told(connection: Connection) -> None:
    crawled(connection, HOUR, {"dated": 0}, state={"newest": None})
    assert kinds(judged(connection)) == ["rows without dates"]


def test_rows_that_never_had_dates_are_well(connection: Connection) -> None:
    crawled(connection, HOUR, {"dated": 0}, state={"newest": None})
    assert judged(connection, Watched("miit", (Normal("通知", rows=24, dated=False),))).ok


@pytest.mark.parametrize(("rows", "told"), [(24, []), (12, []), (11, ["few rows"]), (1, ["few rows"])])
def test_a_list_of_less_than_half_its_normal_rows_is_told(connection: Connection, rows: int, told: list[str]) -> None:
    crawled(connection, HOUR, {"rows": rows, "dated": rows})
    assert kinds(judged(connection)) == told


@pytest.mark.parametrize(("newest", "told"), [("2026-11-03", []), ("2026-11-02", ["silent"])])
def test_a_list_is_silent_when_its_newest_row_is_older_than_normal(
    connection: Connection, newest: str, told: list[str]
) -> None:
    crawled(connection, HOUR, state={"newest": newest})
    found = judged(connection)
    assert kinds(found) == told
    if told:
        assert found.since is not None
        assert found.since.date() <= date(2026, 11, 2)


def test_a_column_without_a_known_rhythm_is_never_silent(connection: Connection) -> None:
    crawled(connection, HOUR, state={"newest": "2020-01-01"})
    assert judged(connection, Watched("miit", (Normal("通知"),))).ok


def test_a_recording_says_nothing_of_age_and_size(connection: Connection) -> None:
    crawled(connection, 90 * DAY, {"rows": 2, "dated": 2, "recorded": True}, state={"newest": "2020-01-01"})
    found = judged(connection)
    assert found.ok
    assert found.is_recorded


# Fields and templates


def test_a_field_that_is_always_there_and_was_not_found_is_told(connection: Connection) -> None:
    crawled(connection, 12 * HOUR, {"read": 9, "found": {"document_number": 9}})
    began = crawled(connection, 6 * HOUR, {"read": 6, "found": {"document_number": 0}})
    crawled(connection, HOUR, {"read": 10, "found": {}})
    [problem] = judged(connection).problems
    assert (problem.kind, problem.column, problem.since) == ("field lost", "通知", began)
    assert problem.what == "document_number in 0 of the last 16 documents, where it is always found"


@pytest.mark.parametrize(("read", "found"), [(1, 0), (3, 2), (10, 8)])
def test_one_odd_document_or_few_among_many_do_not_tell_that_a_field_is_lost(
    connection: Connection, read: int, found: int
) -> None:
    crawled(connection, HOUR, {"read": read, "found": {"document_number": found}})
    assert judged(connection).ok


def test_a_field_that_most_documents_had_and_few_have_now_is_told_though_nobody_called_it_constant(
    connection: Connection,
) -> None:
    full = {"document_number": 10, "topic": 10}
    for ago in (30, 24, 18):
        crawled(connection, ago * HOUR, {"read": 10, "found": full})
    crawled(connection, HOUR, {"read": 8, "found": {"document_number": 8, "topic": 1}})
    [problem] = judged(connection).problems
    assert problem.kind == "field lost"
    assert problem.what == "topic in 1 of the last 8 documents, 30 of 30 before"


def test_a_field_that_comes_and_goes_is_not_told(connection: Connection) -> None:
    for ago in (30, 24, 18):
        crawled(connection, ago * HOUR, {"read": 10, "found": {"document_number": 10, "topic": 5}})
    crawled(connection, HOUR, {"read": 8, "found": {"document_number": 8, "topic": 1}})
    assert judged(connection).ok


# Crawls


def test_a_source_that_was_never_crawled_is_told(connection: Connection) -> None:
    assert kinds(judged(connection)) == ["never ran"]


def test_a_first_crawl_that_is_going_on_is_no_trouble(connection: Connection) -> None:
    leases.take(connection, leases.crawl_of("miit"), leases.holder_name(), NOW)
    crawled(connection, timedelta(minutes=5), reason=None)
    found = judged(connection)
    assert found.ok
    assert words.well(found) == "its first crawl is going on"


def test_a_source_whose_crawl_takes_long_is_not_late_while_it_goes_on(connection: Connection) -> None:
    crawled(connection, 40 * HOUR, state={"ended": None, "resume_from": "2026-10-01"})
    leases.take(connection, leases.crawl_of("miit"), leases.holder_name(), NOW)
    crawled(connection, 20 * HOUR, reason=None)
    assert judged(connection).ok


def test_a_crawl_that_was_killed_is_told(connection: Connection) -> None:
    began = crawled(connection, HOUR, reason=None)
    [problem] = judged(connection).problems
    assert (problem.kind, problem.since) == ("killed", began)


def test_a_crawl_that_stopped_early_is_told_with_its_reason(connection: Connection) -> None:
    crawled(connection, HOUR, **retry_later(3600))
    [problem] = judged(connection).problems
    assert (problem.kind, problem.what) == ("stopped", "www.miit.gov.cn wants us to wait for 3600 s")


def test_a_crawl_that_our_own_quiet_hours_ended_is_no_trouble(connection: Connection) -> None:
    crawled(
        connection,
        HOUR,
        reason="paused: quiet hours 08:30-18:00 in China",
        stop=StopReason.PAUSED,
        state={"ended": None, "resume_from": "2026-11-01"},
    )
    assert judged(connection).ok


def test_a_source_that_rests_says_until_when_and_why_beside_what_is_wrong(connection: Connection) -> None:
    crawled(connection, HOUR, **retry_later(36000))
    found = judged(connection)
    assert kinds(found) == ["stopped"]
    [line] = words.lines([found])
    assert line.endswith("www.miit.gov.cn wants us to wait for 36000 s; no requests before 2026-11-24 17:01 UTC")
    assert [*words.details(found)][1:] == [
        "  no requests before 2026-11-24 17:01 UTC: www.miit.gov.cn wants us to wait for 36000 s"
    ]
    rest = {"until": "2026-11-24T17:01:00Z", "why": "www.miit.gov.cn wants us to wait for 36000 s"}
    assert found.to_dict()["rest"] == rest
    assert judged(connection, now=NOW + 10 * HOUR).to_dict()["rest"] is None


def test_a_source_that_has_refused_us_for_months_is_told(connection: Connection) -> None:
    for days in range(60, 0, -1):
        crawled(
            connection,
            days * DAY,
            reason="stopped: refused 2 times in a row; https://www.miit.gov.cn/: 403",
            stop=StopReason.REFUSED,
        )
    found = judged(connection, now=NOW - DAY + 2 * HOUR)
    assert found.backoff
    assert found.backoff.until == NOW - HOUR + timedelta(minutes=1)


def test_the_analysts_page_says_until_when_a_source_rests(connection: Connection) -> None:
    crawled(connection, HOUR, **retry_later(36000))
    shown = documents.source(connection, "miit", lambda opened: health.check(opened, [MIIT], NOW))
    assert shown
    assert shown.rest
    assert shown.rest.until == NOW + 9 * HOUR + timedelta(minutes=1)
    assert shown.rest.why == "www.miit.gov.cn wants us to wait for 36000 s"
    assert any(problem.startswith("no requests before 2026-11-24 17:01 UTC: ") for problem in shown.problems)
    assert shown.state == "failing"


def test_a_source_that_rests_is_not_well_though_its_last_crawl_did_not_get_to_anything(connection: Connection) -> None:
    crawled(
        connection,
        2 * HOUR,
        reason="stopped: refused 2 times in a row; https://www.miit.gov.cn/: status 403",
        stop=StopReason.REFUSED,
    )
    crawled(
        connection,
        HOUR,
        reason="paused: quiet hours 08:30-18:00 in China",
        stop=StopReason.PAUSED,
        columns={"通知": {"seen": {}}},
    )
    found = judged(connection)
    assert (found.problems, found.ok) == ((), False)
    assert [*words.lines([found])] == ["miit  WANTING  no requests before 2026-11-24 09:01 UTC"]


def test_a_source_is_not_late_while_it_rests_and_is_late_when_nobody_asks_it_afterwards(connection: Connection) -> None:
    for ago in (60, 50, 40):
        crawled(
            connection,
            ago * HOUR,
            reason="stopped: refused 2 times in a row; https://www.miit.gov.cn/: 403",
            stop=StopReason.REFUSED,
        )
    crawled(
        connection,
        20 * HOUR,
        reason="stopped: refused 2 times in a row; https://www.miit.gov.cn/: 403",
        stop=StopReason.REFUSED,
    )
    over = NOW + timedelta(hours=3, minutes=1)  # 23 hours after the last of them ended
    assert kinds(judged(connection)) == ["stopped"]
    assert kinds(judged(connection, now=over + 5 * HOUR)) == ["stopped"]
    found = judged(connection, now=over + 7 * HOUR)
    assert kinds(found) == ["stopped", "late"]
    assert found.problems[1].since == over


@pytest.mark.parametrize(("hours", "told"), [(11, []), (13, ["late"])])
def test_a_source_is_late_after_twice_its_cadence(connection: Connection, hours: int, told: list[str]) -> None:
    crawled(connection, hours * HOUR)
    assert kinds(judged(connection)) == told


def test_a_list_that_was_not_walked_to_its_end_is_told_as_behind(connection: Connection) -> None:
    began = crawled(connection, 12 * HOUR, state={"ended": None, "resume_from": "2026-10-01"})
    crawled(connection, HOUR, state={"ended": None, "resume_from": "2026-10-01"})
    [problem] = judged(connection).problems
    assert (problem.kind, problem.since) == ("behind", began)
    assert problem.what == "the list was not walked back to 2026-10-01 yet"


def test_a_crawl_that_takes_many_times_as_long_for_a_request_is_told_as_slow(connection: Connection) -> None:
    for ago in (30, 24, 18, 12):
        crawled(connection, ago * HOUR, seconds=40)
    crawled(connection, HOUR, seconds=400)
    [problem] = judged(connection).problems
    assert (problem.kind, problem.what) == ("slow", "a request took 40 s, 4.0 s before")


def test_a_site_that_was_always_slow_is_not_told(connection: Connection) -> None:
    for ago in (30, 24, 18, 12, 1):
        crawled(connection, ago * HOUR, seconds=200)
    assert judged(connection).ok


# Pages and documents


def moved(database: Database, title: str, *, days: int, **values: Any) -> None:
    """A document on gov.cn alone, published so many days ago."""
    record = document(
        source="state_council",
        url=f"https://www.gov.cn/zhengce/zhengceku/202611/content_{abs(hash(title)) % 10**7}.htm",
        title=title,
        document_number=None,
        document_number_as_printed=None,
        issued_title=None,
        published_on=(NOW - days * DAY).date(),
        published_at=None,
        evidence={},
        **values,
    )
    with database.write() as opened:
        saving.save(opened, record, None, entry(record), NOW - days * DAY)


def miit(database: Database, now: datetime = NOW) -> Health:
    watched = [MIIT, Watched("state_council", ())]
    with database.read() as opened:
        return health.check(opened, watched, now)[0]


def test_a_document_that_gov_cn_has_of_a_ministry_and_its_own_site_has_not_is_told(database: Database) -> None:
    with database.write() as opened:
        crawled(opened, HOUR)
    moved(database, "工业和信息化部关于开展第一项工作的通知", days=9)
    [problem] = miit(database).problems
    assert problem.kind == "missed"
    assert "1 document, such as 《工业和信息化部关于开展第一项工作的通知》" in problem.what


def test_of_every_source_it_is_told_what_gov_cn_shows_and_its_own_lists_never_did(database: Database) -> None:
    """Whatever sources there are: a source bears the id of its body."""
    sources = baselines.watched(process.sources())
    names = [source.name for source in sources if source.name != "state_council"]
    for name in names:
        with database.write() as opened:
            runs.finish(
                opened, runs.begin(opened, name, now=NOW - HOUR), runs.RunFacts("finished", StopReason.FINISHED), NOW
            )
        body = IssuingBody(name, AGENCIES[name].zh_short, AGENCIES[name].zh_short, None, None)
        moved(database, f"{body.name}关于开展{AGENCIES[name].en_name}工作的通知", days=9, issuing_bodies=(body,))
    with database.read() as opened:
        found = {one.source: kinds(one).count("missed") for one in health.check(opened, sources, NOW)}
    assert found == {"state_council": 0, **dict.fromkeys(names, 1)}


@pytest.mark.parametrize(
    ("days", "values"),
    [
        (3, {}),  # its own site may follow
        (200, {}),  # says nothing of a list that stops now
        (9, {"issuing_bodies": (BODIES["cac"], BODIES["miit"])}),  # the first issuer is to print it
        (9, {"stage": "interpretation"}),
    ],
)
def test_documents_that_need_not_stand_on_the_ministrys_site_are_not_missed(
    database: Database, days: int, values: dict[str, Any]
) -> None:
    with database.write() as opened:
        crawled(opened, HOUR)
    moved(database, "工业和信息化部关于开展第二项工作的通知", days=days, **values)
    assert miit(database).ok


@pytest.mark.parametrize(("since", "told"), [("2026-11-20", []), ("2026-11-01", ["missed"])])
def test_a_document_from_before_the_day_back_to_which_the_lists_are_walked_is_not_missed(
    database: Database, since: str, told: list[str]
) -> None:
    with database.write() as opened:
        crawled(opened, 2 * HOUR, state={"since": since})
        crawled(opened, HOUR, state={"since": since})
    moved(database, "工业和信息化部关于开展第三项工作的通知", days=9)
    assert kinds(miit(database)) == told


def test_a_document_that_both_sites_have_is_not_missed(database: Database) -> None:
    with database.write() as opened:
        crawled(opened, HOUR)
        own = document(published_on=(NOW - 9 * DAY).date(), published_at=None, written_on=None)
        saving.save(opened, own, None, entry(own), NOW - 9 * DAY)
        there = replace(own, source="state_council", url="https://www.gov.cn/zhengce/content/202611/content_1.htm")
        outcome = saving.save(opened, there, None, entry(there), NOW - 8 * DAY)
        assert outcome.kind == "merged"
    assert "missed" not in kinds(miit(database))


def test_pages_that_failed_before_and_were_not_asked_again_are_still_told(database: Database) -> None:
    row = Entry("https://www.miit.gov.cn/art/1.html", "关于做好一项工作的通知", date(2026, 11, 1))
    with database.write() as opened:
        pages.failed(opened, "miit", row.url, row, f"{row.url}: status 500", NOW - 3 * DAY)
        crawled(opened, HOUR)
    [problem] = miit(database).problems
    assert problem.kind == "pages failing"
    assert problem.what == f"1 page could not be read when last requested, such as {row.url}: status 500"
    assert problem.since == NOW - 3 * DAY


def test_pages_that_wait_for_days_to_be_looked_at_are_told_as_behind(database: Database) -> None:
    row = Entry("https://www.miit.gov.cn/art/1.html", "关于做好一项工作的通知", date(2026, 11, 1))
    with database.write() as opened:
        pages.pages_to_fetch(opened, "miit", [row], NOW - 4 * DAY)
        crawled(opened, HOUR)
    [problem] = miit(database).problems
    assert (problem.kind, problem.since) == ("behind", NOW - 4 * DAY)


# What a run writes down


def test_the_figures_of_a_column_stand_in_scrapys_stats_and_are_kept_without_what_is_empty() -> None:
    collector = StatsCollector(get_crawler())
    stats = CrawlStats(collector, "miit")
    seen = stats.column("通知")
    seen.add_listing(Listing((Entry("https://a/1", "a", date(2026, 1, 1)), Entry("https://a/2", "b"))), NOW)
    seen.add_document(document())
    seen.count_failure("dead link", "https://a/2: 404")
    seen.count_failure("dead link", "https://a/3: 404")
    state = seen.state()
    assert (state["rows"], state["dated"], state["read"]) == (2, 1, 1)
    assert state["found"]["document_number"] == 1
    assert state["notices"] == {"dead link": [2, "https://a/2: 404"]}
    assert stats.column("公告").state() == {}
    assert collector.get_value("zhengce/miit/通知/rows") == 2
    assert stats.facts({}).filled["document_number"] == 1.0
    json.dumps(state)


# Words and whole crawls


def test_problems_of_one_kind_share_a_line_and_the_worst_comes_first(connection: Connection) -> None:
    names = ("通知", "公告", "令", "解读", "规划")
    watched = Watched("miit", tuple(Normal(name) for name in names))
    states = {name: column({"listing": ["challenge", "a script"]}) for name in names}
    states["规划"] = column({"notices": {"dead link": [1, "404"]}})
    crawled(connection, HOUR, columns=states)
    [line] = words.lines([judged(connection, watched)])
    assert line == (
        "miit  WANTING  challenge since 2026-11-24 in 通知、公告、令 and 1 more column; "
        "dead link since 2026-11-24 in 规划"
    )


def health_of(crawled: Sample, names: Collection[str], folder: Path) -> list[Health]:
    """Health after the crawl of a bundled recording, of a copy of what it stored."""
    copy = shutil.copy(crawled.folder / "zhengce.db", folder)
    database = open_database(f"sqlite:///{copy}", upgrade=False)
    with database.read() as opened:
        watched = [one for one in baselines.watched(process.sources()) if one.name in names]
        found = health.check(opened, watched, datetime.now(UTC))
    database.close()
    return found


def test_a_source_of_the_sample_is_well(sample: Sample, tmp_path: Path) -> None:
    assert [(one.source, one.problems) for one in health_of(sample, ["mot"], tmp_path)] == [("mot", ())]


def test_after_the_bad_day_every_trouble_is_named(bad_day: Sample, tmp_path: Path) -> None:
    found = {one.source: sorted(set(kinds(one))) for one in health_of(bad_day, SOURCES, tmp_path)}
    assert found == {
        **{name: [] for name in SOURCES},
        "state_council": ["empty listing"],
        "miit": ["challenge"],
        "ndrc": ["cut answer", "dead link"],
        "mot": ["challenge", "stopped"],
    }


# The normals themselves


@pytest.mark.parametrize("source", process.sources(), ids=lambda source: source.name)
def test_every_column_says_what_is_normal_of_it(source: Any) -> None:
    from parsers.record import PolicyDocument

    for named in source.columns:
        assert named.rows >= 1
        assert named.quiet_days is None or named.quiet_days >= 7, "holidays of a week are normal"
        assert set(named.always) <= set(PolicyDocument.__dataclass_fields__)
    assert any(named.quiet_days for named in source.columns), "a source that may be silent for ever is never missed"


# The command and its page


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A data folder in which MIIT blocked the last crawl and the others were never crawled."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.write() as opened:
        seen = {"listing": ["blocked", "https://www.miit.gov.cn/: blocked with status 403"]}
        crawled(opened, timedelta(0), columns={"文件发布·通知": column(seen)})
    database.close()
    return tmp_path


def test_the_command_prints_a_line_a_source_and_exits_with_1(blocked: Path) -> None:
    result = zhengce("health", data=blocked)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.split()[1] == "WANTING"] == process.source_names()
    assert [line.split()[0] for line in lines if line.split()[1] == "closed"] == list(closed_sites())


def test_a_named_source_is_told_in_detail_and_in_json(blocked: Path) -> None:
    assert (
        "· 文件发布·通知: https://www.miit.gov.cn/: blocked with status 403"
        in zhengce("health", "miit", data=blocked).stdout
    )
    [told] = json.loads(zhengce("health", "miit", "--format", "json", data=blocked).stdout)
    assert told["ok"] is False
    assert told["problems"][0]["kind"] == "blocked"


def test_notify_without_an_address_is_wrong_usage(blocked: Path) -> None:
    result = zhengce("health", "--notify", data=blocked)
    assert result.returncode == 2
    assert "notifications.webhooks" in result.stderr


def test_every_kind_of_problem_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "health.md").read_text(encoding="utf-8")
    assert [kind for kind in get_args(health.ProblemKind) if f"| `{kind}` |" not in text] == []
    assert set(get_args(health.Trouble)) <= set(get_args(health.ProblemKind))


def test_files_by_state_are_told_and_are_no_problem_of_a_source() -> None:
    found = Health("miit", files={"ok": 5, "scan": 1})
    assert [*words.details(found)] == []
    assert [*words.files_by_state(found)] == ["  files: 5 ok, 1 scan"]
