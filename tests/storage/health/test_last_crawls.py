"""What `zhengce health` says of crawls: never begun, killed, stopped, late, behind, slow, or left alone for a while."""

from datetime import timedelta

from sqlalchemy.engine import Connection

from storage import health
from storage.crawl import leases
from storage.crawl.stop_reason import StopReason
from tests.storage.health.crawls import HOUR, MIIT, NOW, crawled, judged, kinds, retry_later
from zhengce.notifications import message as words
from zhengce.web.coverage import CoverageReader

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
