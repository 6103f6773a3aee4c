"""Which page of a document speaks for it."""

from dataclasses import replace
from datetime import date

from parsers.record import PolicyDocument
from storage.resolution.merging import PageRecord, merge_pages
from tests.storage.making import BODIES, document

OWN = document(issuing_bodies=(BODIES["mwr"],))  # of a ministry whose site none of the pages stands on


def page(record: PolicyDocument, number: int) -> PageRecord:
    return PageRecord(number, record.url, None, record)


def test_a_page_with_the_text_speaks_before_one_without_though_that_came_first() -> None:
    empty = replace(
        OWN, url="https://www.miit.gov.cn/1.html", body="", published_on=date(2021, 11, 2), title="规划印发了"
    )
    whole = replace(
        OWN,
        source="ndrc",
        url="https://www.ndrc.gov.cn/2.html",
        published_on=date(2021, 11, 9),
        title="关于印发规划的通知",
    )
    for members in ([page(empty, 1), page(whole, 2)], [page(whole, 2), page(empty, 1)]):
        record, _ = merge_pages(members)
        assert (record.title, record.published_on, record.url) == (whole.title, whole.published_on, whole.url)


def test_the_issuers_own_page_speaks_first_though_it_has_no_text_and_lends_the_text() -> None:
    own = replace(OWN, source="mwr", url="https://www.mwr.gov.cn/1.html", body="", title="水利部的标题")
    other = replace(OWN, source="ndrc", url="https://www.ndrc.gov.cn/2.html")
    record, origin = merge_pages([page(other, 2), page(own, 1)])
    assert (record.title, record.body) == (own.title, other.body)
    assert origin["title"] == own.url


def test_a_time_of_day_stays_with_its_day() -> None:
    timeless = replace(OWN, source="mwr", url="https://www.mwr.gov.cn/1.html", published_at=None)
    later = replace(OWN, source="ndrc", url="https://www.ndrc.gov.cn/2.html", published_on=date(2021, 11, 20))
    record, _ = merge_pages([page(timeless, 1), page(later, 2)])
    assert (record.published_on, record.published_at) == (timeless.published_on, None)
    record, _ = merge_pages([page(timeless, 1), page(replace(later, published_on=timeless.published_on), 2)])
    assert record.published_at == OWN.published_at
