"""What `zhengce health` says of lists and fields: what is wrong, since when; failed, empty and nothing new differ."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from parsers.errors import Challenge, NotReadable, UnknownTemplate
from parsers.extraction import Entry, Listing
from scrapers.exceptions import Blocked, Challenged, DataLoss, DownloadFailed, EmptyListing, NotFound, Unavailable
from scrapers.run import process
from scrapers.run.stats import CrawlStats, trouble_of
from storage import health
from storage.crawl import leases
from storage.crawl.stop_reason import StopReason
from storage.health import Normal, Watched
from tests.storage.health.crawls import DAY, HOUR, MIIT, NOW, column, crawled, judged, kinds, retry_later
from tests.storage.making import document
from zhengce.notifications import message as words
from zhengce.web.coverage import CoverageReader

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
        (DataLoss("half"), "no answer"),
        (NotFound("404"), "missing page"),
        (UnknownTemplate("redesigned"), "new template"),
        (NotReadable("no title"), "new template"),
        (DownloadFailed("status 302"), "failed"),
        (KeyError("ours"), "failed"),
    ],
)
def test_each_trouble_has_its_name(happened: Exception, told: str) -> None:
    assert trouble_of(happened) == told


@pytest.mark.parametrize("trouble", ["challenge", "blocked", "no answer", "new template", "failed"])
def test_a_list_that_could_not_be_had_or_read_is_told_by_what_happened(connection: Connection, trouble: str) -> None:
    crawled(connection, HOUR, {"listing": [trouble, "https://www.miit.gov.cn/: so it was"]})
    [problem] = judged(connection).problems
    assert (problem.kind, problem.what, problem.column) == (trouble, "https://www.miit.gov.cn/: so it was", "通知")


def test_single_notices_that_failed_are_told_with_their_number(connection: Connection) -> None:
    crawled(connection, HOUR, {"notices": {"new template": [7, "https://www.miit.gov.cn/a: none of the templates"]}})
    [problem] = judged(connection).problems
    assert problem.kind == "new template"
    assert problem.what == "7 notices, the first: https://www.miit.gov.cn/a: none of the templates"
    one = {"notices": {"missing page": [1, "a: 404"], "blocked": [2, "b: 403"]}, "listing": ["blocked", "403"]}
    crawled(connection, HOUR / 2, one)
    assert [(one.kind, one.what) for one in judged(connection).problems] == [
        ("blocked", "403"),
        ("missing page", "a: 404"),
    ]


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


# What a run writes down


def test_the_figures_of_a_column_are_kept_without_what_is_empty() -> None:
    stats = CrawlStats("miit")
    seen = stats.columns["通知"]
    seen.add_listing(Listing((Entry("https://a/1", "a", date(2026, 1, 1)), Entry("https://a/2", "b"))), NOW)
    seen.add_document(document())
    seen.count_failure("missing page", "https://a/2: 404")
    seen.count_failure("missing page", "https://a/3: 404")
    state = seen.state()
    assert (state["rows"], state["dated"], state["read"]) == (2, 1, 1)
    assert state["found"]["document_number"] == 1
    assert state["notices"] == {"missing page": [2, "https://a/2: 404"]}
    assert stats.columns["公告"].state() == {}
    json.dumps(state)


# The normals themselves


@pytest.mark.parametrize("source", process.sources(), ids=lambda source: source.name)
def test_every_column_says_what_is_normal_of_it(source: Any) -> None:
    from parsers.record import PolicyDocument

    for named in source.columns:
        assert named.rows >= 1
        assert named.quiet_days is None or named.quiet_days >= 7, "holidays of a week are normal"
        assert set(named.always) <= set(PolicyDocument.__dataclass_fields__)
    assert any(named.quiet_days for named in source.columns), "a source that may be silent for ever is never missed"


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
    assert (problem.kind, problem.since) == ("stopped", began)


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


def test_the_analysts_page_says_until_when_a_source_rests(connection: Connection) -> None:
    crawled(connection, HOUR, **retry_later(36000))
    [shown] = CoverageReader(("miit",), lambda opened: health.check(opened, [MIIT], NOW)).read(connection).sources
    assert "www.miit.gov.cn wants us to wait for 36000 s; no requests before 2026-11-24 17:01 UTC" in shown.missing[0]
    assert shown.state == "wanting"


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


def test_a_list_that_was_not_walked_to_its_end_is_told_as_behind(connection: Connection) -> None:
    began = crawled(connection, 12 * HOUR, state={"ended": None, "resume_from": "2026-10-01"})
    crawled(connection, HOUR, state={"ended": None, "resume_from": "2026-10-01"})
    [problem] = judged(connection).problems
    assert (problem.kind, problem.since) == ("behind", began)
    assert problem.what == "the list was not walked back to 2026-10-01 yet"
