"""Documents as Akoma Ntoso: valid by the schema of OASIS, every character of the text once, units, days, changes."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import parsel
import pytest
from lxml import etree

from parsers.grammar.articles.model import Level, Unit
from parsers.record import Attachment, Relation
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.relations.life import Event
from tests.command_line import zhengce
from tests.conftest import Sample
from tests.shared import SHARED
from tests.test_cli import one_line
from tests.zhengce.holding import hold
from tests.zhengce.lives import of_ministry
from tests.zhengce.rules import LIBRARY
from tests.zhengce.serving import served
from zhengce.akomantoso.document import render
from zhengce.akomantoso.text import NAMESPACE, Reference, TextWriter, arrange
from zhengce.brief.render_html import clean
from zhengce.web.pages.rendering.metadata import legal_force

AKN = {"a": NAMESPACE, "z": "urn:zhengce"}
_TEXTS = ("preamble", "body", "mainBody", "conclusions")

LADDER = of_ministry(
    "鱼梯设置规定",
    date(2020, 2, 3),
    document_type="条例",
    document_number="国务院令第9号",
    written_on=date(2020, 2, 1),
    effective_on=date(2020, 3, 1),
    body="\n".join(
        (
            "第一编 总　则",
            "第一章　一般规定",
            "第一节 目的",
            "第一条【目的】为了设置鱼梯，制定本规定。",
            "第一条之一 鱼梯的宽度按照下表确定：",
            "河流\t宽度",
            "甲河\t3米",
            "第二章 设置",
            "第二条 设置鱼梯应当具备下列条件：",
            "（一）水量，包括：",
            "1.枯水期的；",
            "2.丰水期的；",
            "（二）坡度。",
            "前款条件由<渔业>部门核定。",
            "第三条 依照《埽工养护条例》第二条办理。不符合本规定第二条第一款的，不得设置。",
            "附件1",
            "鱼梯登记表",
            "名称\t位置",
        )
    ),
    attachments=(Attachment("鱼梯图样", "https://www.miit.gov.cn/a b.pdf"), Attachment("目录", "javascript:alert(1)")),
)
PAUSE = of_ministry(
    "关于暂停实施鱼梯设置规定的公告",
    date(2021, 1, 1),
    document_type="公告",
    body="一、暂停实施。\n二、按期恢复。",
    relations=(
        Relation("suspends", "鱼梯设置规定", date=date(2021, 1, 1), until=date(2021, 6, 30), words="暂停实施。"),
        Relation("suspends", "鱼梯设置规定", date=date(2022, 1, 1), until=date(2022, 1, 31), words="再次暂停实施。"),
        Relation(
            "suspends",
            "闸板管理办法",
            "工业和信息化部令第40号",
            date=date(2021, 1, 1),
            part="第四条",
            words="第四条暂停实施。",
        ),
    ),
)


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "akomantoso30.xsd"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("akn")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, *LIBRARY, LADDER, PAUSE)
    database.close()
    return folder


@pytest.fixture(scope="module")
def library(data: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    yield opened
    opened.close()


def written(database: Database, number: int) -> etree._Element:
    """A document as Akoma Ntoso, once the schema and its text have been looked at."""
    with database.read() as connection:
        held = queries.by_id(connection, number)
        assert held
        root = etree.fromstring(render(connection, held))
    assert schema().validate(root), (held.record.title, schema().error_log)
    assert squeezed(text_of(root[0])) == squeezed(clean(held.record.body)), held.record.title
    return root


def text_of(document: etree._Element) -> str:
    """What stands in the text of a document and in its annexes, without its attached files."""
    parts = [one for one in document if etree.QName(one).localname in _TEXTS]
    for annex in document.xpath("a:attachments/a:attachment[starts-with(@eId, 'att_')]", namespaces=AKN):
        parts += [one for one in annex if etree.QName(one).localname != "doc"]
        parts += annex.xpath("a:doc/a:mainBody", namespaces=AKN)
    return "".join("".join(part.itertext()) for part in parts)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def found(root: etree._Element, path: str) -> Any:
    return root.xpath(path, namespaces=AKN)


def test_every_document_of_the_sample_is_valid_and_whole(sample: Sample) -> None:
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}", upgrade=False)
    with database.read() as connection:
        ids = queries.ids(connection, Filters())
    kinds = {etree.QName(written(database, number)[0]).localname for number in ids}
    database.close()
    assert len(ids) > 50
    assert kinds == {"act", "doc"}


@pytest.mark.needs_shared("truth/texts.jsonl")
def test_whole_texts_as_sites_print_them_are_valid_and_whole(tmp_path: Path) -> None:
    lines = (SHARED / "truth/texts.jsonl").read_text("utf-8").splitlines()[5::110]
    rows = [json.loads(line) for line in lines]
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    records = [of_ministry(row["title"], date(2020, 1, day), body=row["text"]) for day, row in enumerate(rows, 1)]
    ids = hold(database, *records)
    for number in ids:
        written(database, number)
    database.close()
    assert len(ids) >= 10


def test_units_become_the_elements_of_their_levels(library: Database) -> None:
    root = written(library, 8)
    act = root[0]
    assert (etree.QName(act).localname, act.get("name"), act.get("contains")) == ("act", "条例", "originalVersion")
    assert [(etree.QName(one).localname, one.get("eId")) for one in found(act, "a:body//*[@eId]")] == [
        ("part", "part_1"),
        ("chapter", "part_1__chp_1"),
        ("section", "part_1__chp_1__sec_1"),
        ("article", "art_1"),
        ("paragraph", "art_1__para_1"),
        ("article", "art_1-1"),
        ("paragraph", "art_1-1__para_1"),
        ("paragraph", "art_1-1__para_2"),
        ("chapter", "part_1__chp_2"),
        ("article", "art_2"),
        ("paragraph", "art_2__para_1"),
        ("point", "art_2__para_1__point_1"),
        ("indent", "art_2__para_1__point_1__indent_1"),
        ("indent", "art_2__para_1__point_1__indent_2"),
        ("point", "art_2__para_1__point_2"),
        ("paragraph", "art_2__para_2"),
        ("article", "art_3"),
        ("paragraph", "art_3__para_1"),
    ]
    assert found(act, "//a:part/a:heading/text()") == ["总　则"]
    assert found(act, "//a:article[@eId='art_1']/a:heading/text()") == ["【目的】"]
    assert found(act, "//a:article[@eId='art_1']//a:p/text()") == ["为了设置鱼梯，制定本规定。"]
    assert found(act, "a:body//a:table/a:tr[2]/a:td/a:p/text()") == ["甲河", "3米"]
    assert found(act, "a:attachments/a:attachment/a:num/text()") == ["附件1"]
    assert found(act, "a:attachments/a:attachment/@eId") == ["att_1", "file_1", "file_2"]


def test_words_between_and_behind_units_are_kept_in_their_places() -> None:
    text = "第二条 前言\n（一）甲；\n夹叙\n（二）乙。\n后语"
    places: list[tuple[str, Level, str, int, int]] = [
        ("art-2", "article", "第二条", 0, 27),
        ("art-2/item-1", "item", "（一）", 7, 12),
    ]
    places.append(("art-2/item-2", "item", "（二）", 16, 21))
    units = [
        Unit(path, level, 1, 0, printed, None, "", start, end, text_start=start + len(printed))
        for path, level, printed, start, end in places
    ]
    body = etree.Element(f"{{{NAMESPACE}}}body")
    TextWriter(text, ()).write_within(body, 0, len(text), arrange(units))
    (article,) = body
    assert [(etree.QName(one).localname, "".join(one.itertext()).strip()) for one in article] == [
        ("num", "第二条"),
        ("intro", "前言"),
        ("point", "（一）甲；"),
        ("hcontainer", "夹叙"),
        ("point", "（二）乙。"),
        ("wrapUp", "后语"),
    ]


def test_a_text_that_names_an_article_in_each_of_many_lines_has_all_its_references() -> None:
    line = "依照第二条办理。\n"
    references = [Reference(at, at + 3, "#art_2") for at in range(2, len(line) * 20_000, len(line))]
    body = etree.Element(f"{{{NAMESPACE}}}mainBody")
    TextWriter(line * 20_000, references).write_open(body, 0, len(line) * 20_000, ())
    assert len(found(body, ".//a:ref[text()='第二条']")) == 20_000


def test_articles_that_a_text_names_are_references(library: Database) -> None:
    named = found(written(library, 8), "//a:article[@eId='art_3']//a:ref")
    work = "/akn/cn/doc/miit/2010-03-02/zhengce-2"
    assert [(one.text, one.get("href")) for one in named] == [
        ("第二条", f"{work}/!main~art_2"),
        ("第二条第一款", "#art_2__para_1"),
    ]
    assert found(written(library, 8), f"//a:activeRef[@href='{work}']/@showAs") == ["埽工养护条例"]
    assert not found(written(library, 8), "//*[contains(@href, 'javascript')]")


def test_a_suspension_is_an_interval_of_its_own(library: Database) -> None:
    root = written(library, 8)
    events = {f"#{one.get('eId')}": one.get("date") for one in found(root, "//a:eventRef")}
    spells = [
        (one.get("refersTo"), events[one.get("start")], events.get(one.get("end")))
        for one in found(root, "//a:timeInterval")
    ]
    assert spells == [
        ("#in_force", "2020-03-01", "2021-01-01"),
        ("#suspended", "2021-01-01", "2021-07-01"),
        ("#in_force", "2021-07-01", "2022-01-01"),
        ("#suspended", "2022-01-01", "2022-02-01"),
        ("#in_force", "2022-02-01", None),
    ]
    change, _ = found(root, "//a:passiveModifications/a:efficacyMod")
    assert change.get("type") == "inapplication"
    assert found(change, "a:source/z:words/text()") == ["暂停实施。"]
    active = written(library, 9)
    assert len(found(active, "//a:activeModifications/a:efficacyMod")) == 3
    work = "/akn/cn/act/miit/2019-03-01/工业和信息化部令第40号"
    assert f"{work}/!main~art_4" in found(active, "//a:destination/@href")


def test_an_amended_text_is_a_version_of_its_last_amendment(library: Database) -> None:
    root = written(library, 4)
    assert root[0].get("contains") == "singleVersion"
    (uri,) = found(root, "//a:FRBRExpression/a:FRBRuri/@value")
    assert uri.endswith("/zho@2021-06-01")


def test_it_is_given_by_the_command_and_by_the_page(data: Path, library: Database) -> None:
    printed = zhengce("show", "8", "--format", "akn", data=data).stdout
    assert "leave out the article" in one_line(zhengce("show", "8#art-1", "--format", "akn", data=data))
    with served(library, data / "archive") as address:
        page = parsel.Selector(urlopen(f"{address}/documents/8").read().decode())
        link = page.css("link[type='application/akn+xml']::attr(href)").get()
        assert page.css("a[download='8.akn.xml']::attr(href)").get() == link
        with urlopen(f"{address}{link}") as answer:
            assert answer.headers["Content-Type"] == "application/akn+xml"
            assert answer.read().decode().strip() == printed.strip()


def test_both_databases_give_the_same(library: Database, database: Database) -> None:
    hold(database, *LIBRARY, LADDER, PAUSE)
    for number in (1, 3, 8, 9):
        assert etree.tostring(written(database, number)) == etree.tostring(written(library, number))


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def test_the_page_says_whether_it_is_in_force_and_what_it_changes(data: Path, library: Database) -> None:
    with served(library, data / "archive") as address:
        shown = {}
        for number in (1, 4, 6, 8, 9):
            page = parsel.Selector(urlopen(f"{address}/documents/{number}").read().decode())
            shown[number] = json.loads(page.css("script[type='application/ld+json']::text").get() or "")
    assert shown[8]["@type"] == "Legislation"
    assert shown[9]["@type"] == ["Report", "Legislation"]
    assert {one["name"] for one in shown[9]["legislationChanges"]} == {"鱼梯设置规定", "闸板管理办法"}
    assert shown[8]["legislationLegalForce"] == "https://schema.org/InForce"
    assert shown[1]["legislationLegalForce"] == "https://schema.org/PartiallyInForce"
    assert shown[4]["legislationDateVersion"] == "2021-06-01"
    assert "legislationLegalForce" not in shown[6]  # a draft


@pytest.mark.parametrize(
    ("status", "day", "force"),
    [
        (None, date(2021, 1, 1), None),
        ("suspended", date(2021, 1, 1), "NotInForce"),
        ("repealed", date(2021, 1, 1), "NotInForce"),
        ("in_force", date(2020, 12, 31), "InForce"),
        ("in_force", date(2021, 1, 1), "PartiallyInForce"),
        ("in_force", date(2021, 4, 1), "InForce"),
        ("in_force", date(2021, 5, 1), "PartiallyInForce"),
        ("in_force", date(2021, 7, 1), "InForce"),
        ("in_force", date(2022, 1, 1), "PartiallyInForce"),
    ],
)
def test_what_is_suspended_or_repealed_in_part_is_partially_in_force(
    status: str | None, day: date, force: str | None
) -> None:
    events = [
        Event("suspended_by", date(2021, 1, 1), 2, None, None, "第三条"),
        Event("resumed_by", date(2021, 4, 1), 3, None, None),
        Event("suspended_by", date(2021, 5, 1), 4, None, None, "第四条", until=date(2021, 6, 30)),
        Event("repealed_by", date(2022, 1, 1), 5, None, None, "第五条"),
    ]
    assert legal_force(status, events, day) == force
