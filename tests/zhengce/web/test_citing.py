"""What a document page tells reference managers: metas that Zotero reads, JSON-LD, and citations as files."""

import json
from dataclasses import replace
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import parsel
import pytest
import rispy

from parsers.record import PolicyDocument
from storage.archive import Exchange
from storage.database import open_database
from storage.documents import queries
from tests.zhengce.citing import JOINT_PLAN, LAW, ORDER, stored
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, NOON, keep
from zhengce.citations import STYLES, cite
from zhengce.citations.facts import CitationFacts
from zhengce.web.api import captures
from zhengce.web.pages.rendering import metadata

HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_language": "language",
    "citation_public_url": "url",
    "citation_technical_report_institution": "institution",
    "citation_technical_report_number": "reportNumber",
}
"""`HIGHWIRE_MAPPINGS` of Zotero's translator Embedded Metadata, as far as these pages use it."""

RDF = {"DC.type": "reportType", "DC.date": "date", "DC.language": "language", "DC.title": "title"}
"""What the translator RDF, which it calls, makes of Dublin Core; `citation_*` go before."""

FIELDS = {
    "report": {"title", "reportNumber", "reportType", "institution", "date", "language", "url"},
    "statute": {"title", "publicLawNumber", "dateEnacted", "date", "language", "url"},
    "webpage": {"title", "date", "language", "url"},
}
"""Zotero's fields of an item type; its title and date are nameOfAct and dateEnacted of a statute."""


def zotero_item(record: PolicyDocument, title_en: str | None = None) -> dict[str, Any]:
    """The item that those two translators make of the metas of a page."""
    metas = metadata.metas(CitationFacts(stored(record, title_en)))
    item: dict[str, Any] = {RDF[meta.name]: meta.content for meta in metas if meta.name in RDF}
    item |= {meta.name.removeprefix("z:"): meta.content for meta in metas if meta.name.startswith("z:")}
    item |= {HIGHWIRE[meta.name]: meta.content for meta in metas if meta.name in HIGHWIRE}
    known = FIELDS[item["itemType"]]
    creators = [meta.content for meta in metas if meta.name == "citation_author"]
    return {name: value for name, value in item.items() if name in known | {"itemType"}} | {"creators": creators}


def test_zotero_takes_a_notice_as_a_report_of_its_bodies() -> None:
    assert zotero_item(JOINT_PLAN) == {
        "itemType": "report",
        "title": JOINT_PLAN.title,
        "creators": ["国家发展改革委办公厅", "生态环境部", "工业和信息化部", "交通运输部"],
        "institution": "国家发展改革委办公厅、生态环境部、工业和信息化部、交通运输部",
        "reportNumber": "发改经贸〔2022〕78号",
        "reportType": "通知",
        "date": "2022/01/24",
        "language": "zh-CN",
        "url": JOINT_PLAN.url,
    }


@pytest.mark.parametrize(("record", "number", "day"), [
    (LAW, "主席令第八十四号", "2021-06-10"), (ORDER, "国家互联网信息办公室令第11号", "2022-07-07")
])  # fmt: skip
def test_zotero_takes_a_law_and_an_order_as_statutes(record: PolicyDocument, number: str, day: str) -> None:
    item = zotero_item(record)
    assert (item["itemType"], item["publicLawNumber"], item["dateEnacted"]) == ("statute", number, day)
    assert (item["title"], item["creators"]) == (record.title, [body.name for body in record.issuing_bodies])


def test_a_page_without_number_and_day_says_nothing_of_them() -> None:
    bare = replace(DATA_DRAFT, published_on=None, document_type=None, url="javascript:alert(1)")
    assert set(zotero_item(bare)) == {"itemType", "title", "creators", "institution", "language"}
    assert "" not in [meta.content for meta in metadata.metas(CitationFacts(stored(bare)))]


@pytest.mark.parametrize(
    ("record", "kind", "shown"),
    [
        (ICT_PLAN, "Report", {"reportNumber": "工信部规〔2021〕164号", "genre": "通知", "datePublished": "2021-11-16"}),
        (
            LAW,
            "Legislation",
            {
                "legislationIdentifier": "主席令第八十四号",
                "legislationType": "法",
                "legislationDate": "2021-06-10",
                "legislationDateOfApplicability": "2021-09-01",
                "legislationJurisdiction": "CN",
            },
        ),
        (replace(ICT_PLAN, stage="interpretation"), "Article", {"url": ICT_PLAN.url}),
    ],
)
def test_json_ld_is_in_terms_of_schema_org(record: PolicyDocument, kind: str, shown: dict[str, str]) -> None:
    item = json.loads(metadata.json_ld(CitationFacts(stored(record)), "https://example.org/archive/3"))
    assert (item["@context"], item["@type"]) == ("https://schema.org", kind)
    assert (item["name"], item["archivedAt"]) == (record.title, "https://example.org/archive/3")
    assert item["author"][0]["name"] == record.issuing_bodies[0].name
    assert shown.items() <= item.items()


HOSTILE = replace(ICT_PLAN, title='</script><script>alert("1")</script>&amp;\u2028的通知', document_number='"><b>1号')


def test_a_page_carries_its_metas_and_every_citation_and_no_markup_of_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    database = open_database(url)
    keep(database, HOSTILE)
    with database.read() as connection:
        held = queries.by_id(connection, 1)
    assert held
    with served(database, tmp_path) as address:
        with urlopen(f"{address}/documents/1") as answer:
            page = parsel.Selector(answer.read().decode())
        files = {style: fetch(f"{address}/documents/1/cite/{style}") for style in STYLES}
    database.close()
    assert page.css("head meta[name='citation_title']::attr(content)").get() == HOSTILE.title
    assert page.css("head meta[name='DC.identifier']::attr(content)").get() == HOSTILE.document_number
    (block,) = page.css("script[type='application/ld+json']::text").getall()
    assert json.loads(block)["name"] == HOSTILE.title
    assert json.loads(block)["archivedAt"] == f"{address}/archive/1"
    assert len(page.css("script")) == 3  # the block and our two
    assert {style: page.css(f"#citation-{style}::text").get() for style in STYLES} == {
        style: cite(held, style) for style in STYLES
    }
    assert {style: text.decode().replace("\r\n", "\n").removesuffix("\n") for style, (text, _) in files.items()} == {
        style: cite(held, style) for style in STYLES
    }
    text, headers = files["ris"]
    assert text.count(b"\n") == text.count(b"\r\n") > 5
    assert rispy.loads(text.decode())[0]["title"].startswith("</script>")
    assert headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="miit2021-1.ris"'
    assert files["apa"][1]["Content-Type"] == "text/plain; charset=utf-8"


def fetch(address: str) -> "tuple[bytes, Message[str, str]]":
    with urlopen(address) as answer:
        return answer.read(), answer.headers


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.miit.gov.cn/1.html?a=1&b=%20", '<https://www.miit.gov.cn/1.html?a=1&b=%20>; rel="original"'),
        ("https://www.miit.gov.cn/规划.html", f'<https://www.miit.gov.cn/{quote("规划")}.html>; rel="original"'),
        ('https://www.miit.gov.cn/a>; rel="x"', '<https://www.miit.gov.cn/a%3E;%20rel=%22x%22>; rel="original"'),
        ("javascript:alert(1)", None),
    ],
)
def test_an_archived_copy_says_when_it_was_captured_and_of_which_address(url: str, link: str | None) -> None:
    headers = captures.memento_headers(Exchange("GET", url, (), b"", 200, "OK", (), b"x", NOON))
    assert headers["Memento-Datetime"] == "Wed, 24 Nov 2021 04:00:00 GMT"
    assert headers.get("Link") == link
