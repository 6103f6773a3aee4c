"""Where things stand in the answers of the National Financial Regulatory Administration's API (金融监管总局).

Its pages are Angular shells without text; lists (`SelectDocByItemIdAndChild`) and documents (`SelectByDocId`) are JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parsers.addresses import comparable
from parsers.extraction import Field, Finding, Listing, Notice, Place, gather_facts
from parsers.markup.attachments import file_of, files
from parsers.markup.paragraphs import paragraphs
from parsers.page import Page, html_tree
from parsers.platforms.common import DOCUMENT_TITLE, answer_of, rows_of, text_at, title_at, unknown_template
from parsers.platforms.json_list import JsonList
from parsers.record import Attachment
from parsers.sites.generic import COLUMN_STAGES
from parsers.sites.site_table import Site
from parsers.text import compact

SOURCE = "nfra"

_SITE = "https://www.nfra.gov.cn"
_PUBLIC = f"{_SITE}/cn/view/pages/ItemDetail.html?docId={{docId}}"
"""The page for readers. The site's own links to it, and to two more such pages, also name a column, which varies."""

_LIST = JsonList(rows=("data.rows",), titles=("docSubtitle", "docTitle"), addresses=(_PUBLIC,), days=("publishDate",))

_FACTS: tuple[tuple[str, Field], ...] = (
    ("documentNo", "document_number"),
    ("indexNo", "index_number"),
    ("publishDate", "published_on"),
)
"""builddate is not the day of signing; docSource and agencyTypeName name departments."""


def document_address(url: str) -> str:
    """The API's address of the document that a page for readers shows."""
    [number] = parse_qs(urlsplit(url).query)["docId"]
    return f"{_SITE}/cbircweb/DocInfo/SelectByDocId?docId={number}"


def read_listing(page: Page) -> Listing:
    """Rows of `SelectDocByItemIdAndChild`, or of the copy of its first pages as a file.

    The list of all disclosures, which are mostly licences (`openGovSerch`, `data.lists`), is none that we read. Raises
    UnknownTemplate for it, for a refusal and for a shell.
    """
    answer = answer_of(page)
    if answer is None:
        raise unknown_template(page, "JSON; the pages for readers are empty shells")
    return _LIST.read(page, answer)


def _document(page: Page, answer: Any) -> Notice:
    """Findings of an answer of `SelectByDocId`. Raises UnknownTemplate without a title, or without text and files.

    docSubtitle is the title on one line, docTitle the same as the heading breaks it. `title` of an attachment is its
    name, its address a hash.
    """
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not any(title_at(data, name) for name in ("docSubtitle", "docTitle")):
        raise unknown_template(page, "JSON with data.docTitle")
    content = html_tree(str(data.get("docClob") or ""))
    text = paragraphs(content)
    attached = [*_attachments(data, page), *files([content], page)]
    if not text:  # the text is a file
        attached += filter(None, (file_of(text_at(data, name), page) for name in ("docFileUrl", "pdfFileUrl")))
    attachments = tuple({comparable(file.url): file for file in reversed(attached)}.values())[::-1]
    if not text and not attachments and content.find(".//img") is None:
        raise unknown_template(page, "data.docClob with text, or files")
    facts = gather_facts(_findings(data))
    url = _PUBLIC.format(docId=text_at(data, "docId")) if text_at(data, "docId") else page.url
    # The stage by the columns in which the document stands, where they agree; a 公文 among news stays a document.
    columns = [text_at(row, "ItemName") for row in rows_of(data.get("listTwoItem"))]
    stages = {next((stage for words, stage in COLUMN_STAGES if words.search(name)), None) for name in columns}
    stage = stages.pop() if len(stages) == 1 else None
    stage = None if stage == "news" and DOCUMENT_TITLE.search(facts["title"][0].text) else stage
    return Notice(SOURCE, url, facts, text, attachments, stage, fetched_at=page.fetched_at)


def _findings(data: Mapping[str, Any]) -> Iterator[tuple[Field, Finding]]:
    clean, broken = title_at(data, "docSubtitle"), title_at(data, "docTitle")
    yield "title", Finding(clean, Place.API, "docSubtitle")
    if compact(broken) != compact(clean):
        yield "title", Finding(broken, Place.API, "docTitle")
    for name, field in _FACTS:
        yield field, Finding(text_at(data, name), Place.API, name)


def _attachments(data: Mapping[str, Any], page: Page) -> Iterator[Attachment]:
    for row in rows_of(data.get("attachmentInfoVOList")):
        if file := file_of(text_at(row, "urlOtherName"), page):
            title = text_at(row, "title") or text_at(row, "attachmentName") or file.title
            yield Attachment(title, file.url, file.media_type)


SITE = Site(
    hosts=("www.nfra.gov.cn",),
    expects="JSON; the pages for readers are empty shells",
    read_answer=_document,
    read_listing=read_listing,
)
