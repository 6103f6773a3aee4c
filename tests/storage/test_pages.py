"""Which pages a crawl asks for: what is new or changed, what is due by its age, what failed; and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from parsers.extraction import Entry, Finding, Link, Place
from parsers.record import Attachment, PolicyDocument
from storage.archive import Location
from storage.crawl import pages
from storage.crawl.captures import CaptureFacts
from storage.crawl.pages import PendingPage
from storage.crawl.revisits import AGEING, MOST_DAYS, due_at
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import saving
from storage.schema import pages as pages_table
from tests.storage.making import NOON, days, entry, moment, plain_document

RECORDS = [plain_document(number) for number in range(4)]
ROWS = [entry(record) for record in RECORDS]


def wanted(database: Database, rows: Sequence[Entry], day: float = 0) -> list[PendingPage]:
    with database.write() as connection:
        return pages.pages_to_fetch(connection, "miit", rows, moment(day))


def due(database: Database, day: float = 0, source: str = "miit") -> list[PendingPage]:
    with database.read() as connection:
        return pages.due(connection, source, moment(day))


def read(database: Database, record: PolicyDocument, day: float = 0, row: Entry | None = None) -> None:
    location = Location("a.warc.gz", int(day * 1000), "sha256:0", 1)
    facts = CaptureFacts(location, 200, '"tag"', "Tue, 16 Nov 2021 02:00:00 GMT", "text/html", moment(day))
    with database.write() as connection:
        saving.save(connection, record, facts, row or entry(record), moment(day))


def failed(database: Database, row: Entry, day: float) -> None:
    with database.write() as connection:
        pages.failed(connection, "miit", row.url, row, "HTTP 500", moment(day))


def reasons(found: Sequence[PendingPage]) -> list[str]:
    return [one.reason for one in found]


def test_what_was_never_seen_is_new_in_the_listings_order_and_once(database: Database) -> None:
    found = wanted(database, [ROWS[2], ROWS[0], ROWS[2], ROWS[1]])
    assert [one.entry for one in found] == [ROWS[2], ROWS[0], ROWS[1]]
    assert set(reasons(found)) == {"new"}


def test_what_a_killed_crawl_listed_and_did_not_fetch_stays_wanted(database: Database) -> None:
    wanted(database, ROWS)
    read(database, RECORDS[0])
    assert [one.entry for one in wanted(database, ROWS, 0.1)] == ROWS[1:]
    assert [(one.entry, one.reason) for one in due(database, 0.1)] == [(row, "new") for row in ROWS[1:]]


@pytest.mark.parametrize(
    "values", [{"title": "关于做好口岸信息化设施改造工作的通知（更正）"}, {"published_on": date(2021, 11, 19)}]
)
def test_a_new_title_or_day_in_the_listing_asks_for_the_whole_page(
    database: Database, values: dict[str, object]
) -> None:
    wanted(database, ROWS)
    read(database, RECORDS[0])
    changed = replace(ROWS[0], **values)  # type: ignore[arg-type]
    (found,) = wanted(database, [changed], 0.5)
    assert found == PendingPage(changed, "changed")  # without validators: the body is wanted
    read(database, RECORDS[0], 0.5, changed)
    assert wanted(database, [changed], 0.6) == []
    assert wanted(database, [ROWS[0]], 0.6) == []  # the column that still shows the old row


def test_a_change_in_the_listing_is_not_forgotten_when_the_crawl_is_killed(database: Database) -> None:
    read(database, RECORDS[0])
    changed = replace(ROWS[0], title="另一标题")
    wanted(database, [changed], 0.5)
    assert [(one.entry, one.reason) for one in due(database, 0.6)] == [(changed, "due")]


def test_an_address_in_two_columns_under_two_titles_is_fetched_once(database: Database) -> None:
    short = replace(ROWS[0], title="国办印发通知")
    assert reasons(wanted(database, [ROWS[0]])) == ["new"]
    assert reasons(wanted(database, [short], 0.001)) == ["new"]  # still in flight
    read(database, RECORDS[0], 0.002)
    for day in (0.01, 0.5):
        assert wanted(database, [ROWS[0], short], day) == []


def test_a_second_column_read_after_the_page_does_not_ask_for_it_again(database: Database) -> None:
    wanted(database, [ROWS[0]])
    read(database, RECORDS[0], 0.001)
    short = replace(ROWS[0], title="国办印发通知")
    assert wanted(database, [short], 0.01) == []
    assert wanted(database, [short], 0.5) == []


@pytest.mark.parametrize(
    "confirm",
    [
        lambda database, day: read(database, RECORDS[0], day),
        lambda database, day: not_modified(database, day),
    ],
    ids=["read again", "304"],
)
def test_a_page_that_stays_as_it_is_is_looked_at_ever_more_rarely(
    database: Database, confirm: Callable[[Database, float], None]
) -> None:
    read(database, RECORDS[0])
    day, waits = 0.0, []
    for _ in range(40):
        later = due_on(database, RECORDS[0].url)
        waits.append(round(later - day, 3))
        day = later
        confirm(database, day)
    assert waits[0] <= 1
    assert 60 < waits[-1] <= 90
    assert waits == sorted(waits)


def not_modified(database: Database, day: float) -> None:
    with database.write() as connection:
        pages.not_modified(connection, "miit", RECORDS[0].url, moment(day))


def test_the_schedule_is_the_same_for_the_same_facts_and_spreads_pages(database: Database) -> None:
    moments = {due_at(f"https://x/{number}", date(2015, 1, 1), None, NOON) for number in range(100)}
    assert len(moments) == 100
    longest = AGEING[-1][1]
    assert all(0.79 * longest < at - NOON <= longest for at in moments)
    assert moments == {due_at(f"https://x/{number}", date(2015, 1, 1), None, NOON) for number in range(100)}


def test_a_page_that_failed_is_tried_by_the_next_crawl_and_shown(database: Database) -> None:
    wanted(database, ROWS[:1])
    failed(database, ROWS[0], 0)
    assert wanted(database, ROWS[:1], 0.01) == [PendingPage(ROWS[0], "failed")]
    assert [one.reason for one in due(database, 0.01)] == ["failed"]
    with database.read() as connection:
        row = connection.execute(sa.select(pages_table)).one()
    assert (row.failed_why, row.failures, row.document_id) == ("HTTP 500", 1, None)


def test_a_page_that_always_fails_is_tried_ever_more_rarely_and_never_given_up(database: Database) -> None:
    day, waits = 0.0, []
    for _ in range(12):
        failed(database, ROWS[0], day)
        later = due_on(database, ROWS[0].url)
        waits.append(round(later - day, 3))
        day = later
    assert waits[:3] == [0, 0, 0]
    assert waits == sorted(waits)
    assert waits[-1] == MOST_DAYS
    assert [one.reason for one in due(database, day)] == ["failed"]


def test_a_failure_does_not_touch_what_is_held_and_a_good_answer_ends_it(database: Database) -> None:
    read(database, RECORDS[0])
    failed(database, ROWS[0], 1)
    with database.read() as connection:
        assert [found.gone_at for found in queries.select(connection)] == [None]
    assert reasons(wanted(database, ROWS[:1], 1)) == ["failed"]
    read(database, RECORDS[0], 1)
    assert wanted(database, ROWS[:1], 1.1) == []


def test_a_page_that_was_never_held_cannot_be_gone(database: Database) -> None:
    wanted(database, ROWS[:1])
    with database.write() as connection:
        assert not pages.gone(connection, "miit", ROWS[0].url, "404", NOON)
        assert not pages.gone(connection, "miit", "https://www.miit.gov.cn/none.html", "404", NOON)


def test_a_page_that_is_gone_is_asked_for_by_its_age_only_though_still_listed(database: Database) -> None:
    wanted(database, ROWS[:1])
    read(database, RECORDS[0])
    with database.write() as connection:
        assert pages.gone(connection, "miit", ROWS[0].url, "404", moment(1))
    assert wanted(database, ROWS[:1], 1.1) == []
    assert wanted(database, ROWS[:1], 2.1) == []
    assert [one.reason for one in due(database, 2.1)] == ["due"]


def test_a_page_that_was_never_read_comes_before_those_that_are_due_for_another_look(database: Database) -> None:
    wanted(database, ROWS[:1])
    read(database, RECORDS[0])
    wanted(database, ROWS[1:2], 100)
    assert [one.reason for one in due(database, 200)][:2] == ["new", "due"]


@pytest.mark.both_engines
def test_due_pages_come_in_the_order_in_which_they_waited_and_no_more_than_asked(database: Database) -> None:
    for day, record in enumerate(RECORDS):
        read(database, record, day / 10)
    with database.read() as connection:
        found = pages.due(connection, "miit", moment(30), limit=3)
    waited = sorted(RECORDS, key=lambda record: due_at_of(database, record.url))
    assert [one.entry.url for one in found] == [record.url for record in waited[:3]]


def due_at_of(database: Database, url: str) -> datetime:
    with database.read() as connection:
        found = connection.execute(sa.select(pages_table.c.due_at).where(pages_table.c.url == url)).scalar_one()
    assert isinstance(found, datetime)
    return found


def due_on(database: Database, url: str) -> float:
    """The day, counted from NOON, on which a page is due."""
    return round((due_at_of(database, url) - NOON) / days(1), 6)


def test_a_rows_facts_come_back_with_it(database: Database) -> None:
    row = replace(
        ROWS[0],
        stage="interpretation",
        facts={"document_number": (Finding("工信部规〔2021〕164号", Place.API, "fileno"),)},
        related=(
            Link("解读", "https://www.miit.gov.cn/jd.html"),
            Link("样例办法", "https://www.miit.gov.cn/zc.html", "相关政策"),
        ),
    )
    wanted(database, [row])
    assert due(database, 0.1)[0].entry == row


@pytest.mark.both_engines
def test_a_title_that_no_database_can_hold_does_not_spoil_the_listing(database: Database) -> None:
    odd = replace(ROWS[0], title="关于\x00印发\ud83d的通知")
    assert [one.reason for one in wanted(database, [odd, *ROWS[1:]])] == ["new"] * 4
    read(database, RECORDS[0], 0, odd)
    assert wanted(database, [odd], 0.5) == []


@pytest.mark.both_engines
def test_an_address_without_end_is_passed_over(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    endless = replace(ROWS[0], url="https://www.miit.gov.cn/" + "a/" * 2000)
    assert [one.entry for one in wanted(database, [endless, ROWS[1]])] == [ROWS[1]]
    assert "passed over" in caplog.text


HTTP, HTTPS = "http://szs.mof.gov.cn/zhengcefabu/t1.htm", "https://szs.mof.gov.cn/zhengcefabu/t1.htm"


def test_a_page_that_is_listed_with_http_today_and_https_tomorrow_is_one_page(database: Database) -> None:
    record = plain_document(7, url=HTTP)
    assert [one.entry.url for one in wanted(database, [entry(record), entry(record, url=HTTPS)])] == [HTTP]
    read(database, record)
    assert wanted(database, [entry(record, url=HTTPS)], 0.5) == []
    assert wanted(database, [entry(record, url=HTTPS)], 400) == []
    with database.read() as connection:
        [again] = pages.due(connection, "miit", moment(400))
        assert (again.reason, again.entry.url) == ("due", HTTP)
        assert connection.execute(sa.select(sa.func.count()).select_from(pages_table)).scalar_one() == 1
        [held] = queries.select(connection)
    assert held.record.url == HTTP
    assert [page.url for page in held.pages] == [HTTP]


@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_a_failure_and_an_end_are_noted_at_the_page_in_either_form(database: Database, url: str) -> None:
    record = plain_document(7, url=HTTP)
    read(database, record)
    with database.write() as connection:
        pages.failed(connection, "miit", url, None, "HTTP 500", moment(1))
        pages.not_modified(connection, "miit", url, moment(2))
        assert pages.gone(connection, "miit", url, "404", moment(3))
        row = connection.execute(sa.select(pages_table)).one()
    assert (row.failed_why, row.checked_at, row.gone_why) == ("HTTP 500", moment(3), "404")


def test_a_file_linked_with_http_and_then_with_https_is_no_revision(database: Database) -> None:
    files = [Attachment("附件", f"{scheme}://szs.mof.gov.cn/a.pdf") for scheme in ("http", "https")]
    records = [plain_document(7, url=HTTP, attachments=(file,)) for file in files]
    read(database, records[0])
    read(database, records[1], 1)
    with database.read() as connection:
        [held] = queries.select(connection)
    assert held.revised_at is None
    assert held.record.attachments == (files[1],)
