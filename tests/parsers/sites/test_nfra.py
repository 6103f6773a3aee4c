"""www.nfra.gov.cn: lists and documents are answers of its API, the pages for readers are shells."""

import json
from datetime import date
from typing import Any

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.page import Page
from parsers.sites import nfra
from parsers.sites.nfra import document_address
from scrapers.network.page_request import PageRequest
from scrapers.spiders.nfra import Nfra
from storage.crawl.pages import PendingPage
from tests.parsers.sites.saved import printed, saved
from tests.parsers.sites.test_captures_of_four_sites import captured_of, page_of
from tests.scrapers.asking import asking
from tests.tables import from_table

SITE = "https://www.nfra.gov.cn"
CALL = f"{SITE}/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId=928&pageSize=18&pageIndex=1"
DOCUMENT = f"{SITE}/cbircweb/DocInfo/SelectByDocId?docId=1192308"
PUBLIC = f"{SITE}/cn/view/pages/ItemDetail.html?docId=1192308"


def answer(**changed: object) -> Page:
    """The answer for the saved document with other values."""
    whole = json.loads(saved("nfra/document.json", DOCUMENT).body)
    return Page(DOCUMENT, json.dumps({**whole, "data": {**whole["data"], **changed}}).encode())


def test_a_list_gives_titles_days_and_the_pages_for_readers() -> None:
    listing = nfra.SITE.read_listing(saved("nfra/list.json", CALL))
    first, second = listing.entries
    assert first.title == "国家金融监督管理总局关于银行业保险业人工智能安全开发应用的指导意见"
    assert (first.published_on, second.published_on) == (date(2026, 6, 18), date(2024, 12, 27))
    assert second.url == PUBLIC
    assert listing.total == 412


@pytest.mark.parametrize(
    "body",
    [
        b'{"rptCode": 500, "msg": "error", "data": null}',
        b'{"rptCode": 200, "data": {"total": 1, "lists": [{"docId": 1, "docSubtitle": "\xe6\x89\xb9\xe5\xa4\x8d"}]}}',
        b'{"rptCode": 200, "data": {"rows": [{"title": "x", "id": 1}]}}',
        b"<html ng-app='app'><ul><li><a href='{{x.url}}'>{{x.docSubtitle}}</a> 2026-01-01</li></ul></html>",
    ],
)
def test_another_answer_than_a_list_of_policies_is_none(body: bytes) -> None:
    with pytest.raises(UnknownTemplate):
        nfra.SITE.read_listing(Page(CALL, body))


def test_a_row_is_asked_as_a_document_and_kept_under_the_page_for_readers() -> None:
    row = nfra.SITE.read_listing(saved("nfra/list.json", CALL)).entries[1]
    assert Nfra.notice.fullmatch(row.url)
    ask: PageRequest = asking(Nfra()).notice_page(PendingPage(row, "new")).send(None)
    assert (ask.url, ask.referer) == (DOCUMENT, PUBLIC)
    assert nfra.SITE.read_notice(saved("nfra/document.json", ask.url)).url == row.url


def test_the_documents_address_is_found_whatever_else_its_link_says() -> None:
    link = f"{SITE}/cn/view/pages/governmentDetail.html?docId=1192308&itemId=4215&generaltype=1"
    assert document_address(link) == DOCUMENT


@pytest.mark.parametrize(("broken", "titles"), [(None, 1), ("国家金融监督管理总局\n另一标题的通知", 2)])
def test_the_heading_is_a_second_title_only_where_it_differs_in_words(broken: str | None, titles: int) -> None:
    page = answer(docTitle=broken) if broken else saved("nfra/document.json", DOCUMENT)
    assert len(printed(nfra.SITE.read_notice(page), "title")) == titles


def test_a_text_that_is_a_file_is_an_attachment() -> None:
    page = answer(docClob=None, attachmentInfoVOList=None, pdfFileUrl="/chinese/OFFICE/PDF/1192308.pdf")
    [file] = nfra.SITE.read_notice(page).attachments
    assert (file.url, file.media_type) == (f"{SITE}/chinese/OFFICE/PDF/1192308.pdf", "application/pdf")
    with pytest.raises(UnknownTemplate, match="docClob"):
        nfra.SITE.read_notice(answer(docClob=" ", attachmentInfoVOList=[]))


@from_table
def test_the_columns_of_a_document_tell_its_stage_where_they_agree(columns: list[str], stage: str | None) -> None:
    assert nfra.SITE.read_notice(answer(listTwoItem=[{"ItemName": name} for name in columns])).stage == stage


@pytest.mark.parametrize("row", [row for row in captured_of(("nfra",), "api") if "DocId" in str(row.id)])
def test_a_real_document_is_read(row: dict[str, Any]) -> None:
    document, raw = parse(page_of(row)), json.loads(page_of(row).body)["data"]
    assert (document.title, document.index_number) == (raw["docSubtitle"], raw["indexNo"])
    assert document.document_number_as_printed == raw["documentNo"]
    assert str(document.published_on) == raw["publishDate"][:10]
    assert str(document.written_on) != raw["builddate"]
    assert [body.id for body in document.issuing_bodies] == ["nfra"]


@pytest.mark.parametrize("row", [row for row in captured_of(("nfra",), "api") if "openGov" in str(row.id)])
def test_the_real_list_of_licences_is_no_list_of_policies(row: dict[str, Any]) -> None:
    with pytest.raises(UnknownTemplate):
        nfra.SITE.read_listing(page_of(row))
