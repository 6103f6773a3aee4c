"""A document as it is read: addresses in its text, tables, English beside it, what it holds itself, and its changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from parsel import Selector

from parsers.record import Attachment, Relation
from storage.database import open_database
from storage.documents.writing import revisions
from storage.relations.status import today
from storage.schema import attachments
from storage.translations.queries import store_translation
from storage.translations.texts import Text
from tests.storage.test_translations import made
from tests.zhengce.holding import NOW, hold
from tests.zhengce.lives import of_ministry
from tests.zhengce.serving import served
from tests.zhengce.web.asking import Site, ask
from zhengce.english.titles.shown import MARK

RULES = of_ministry(
    "关于印发《埽工办法》的通知",
    date(2024, 3, 1),
    issued_title="埽工办法",
    body="现印发给你们。\n埽工办法\n第一章　总则\n第一条　为了埽工，制定本办法。\n第二条　单位按照第一条应当：\n"
    "（一）每月检查；\n（二）随时修补。\n第二章　附则\n第三条　本办法自公布之日起施行。\n"
    "指标\t2020年\t2025年\n完好率\t80\t95",
    relations=(
        Relation("issues", "埽工办法", words="关于印发《埽工办法》的通知", place="title"),
        Relation("issues", "埽工标准", words="附件：埽工标准", place="paragraph 1"),
        Relation("based_on", "水库条例", words="根据《水库条例》", place="paragraph 1"),
    ),
    attachments=(Attachment("附件", "https://www.miit.gov.cn/a.pdf", "application/pdf"),),
)
DRAFT = of_ministry(
    "公开征求对《闸门办法（征求意见稿）》的意见",
    today() - timedelta(20),
    stage="draft",
    comments_due_on=today() + timedelta(5),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("reading")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(("rules", "draft"), hold(database, RULES, DRAFT), strict=True))
    with database.write() as connection:
        connection.execute(sa.update(attachments).values(carries="埽工标准"))  # as when the file is read
        store_translation(connection, made(Text("sentence", "（一）每月检查；"), "inspect every month;", engine="m"))
        file = {"title": "附件", "url": "https://www.miit.gov.cn/a.pdf", "state": None, "sha256": None}
        read = {"attachments": {"old": [file], "new": [file | {"state": "ok", "sha256": "0" * 64}]}}
        revisions.add(connection, ids["rules"], "read", RULES.url, read | {"targets": {"old": [], "new": []}}, NOW)
        revisions.add(connection, ids["rules"], "merged", RULES.url, read, NOW)
    with served(database, folder / "archive") as address:
        yield address, ids, database
    database.close()


@pytest.fixture(scope="module")
def page(site: Site) -> Selector:
    return Selector(ask(site, f"/documents/{site[1]['rules']}"))


def test_every_unit_has_its_address_at_its_words(page: Selector) -> None:
    for path, words in {"art-2": "第二条", "art-2/item-1": "（一）每月检查；", "ch-2": "第二章"}.items():
        assert page.xpath(f"//*[*[@id='{path}']]").xpath("string()").get("").count(words) == 1, path
    assert [link.attrib["href"] for link in page.css(".text a[id]")] == ["1/articles/1", "1/articles/2", "1/articles/3"]
    assert page.css("#p5 a:not([id])::attr(href)").get() == "#art-1"
    links = page.css(".toc a")
    assert [link.attrib["href"] for link in links] == ["#ch-1", "#ch-2"]
    assert page.css(".text h3::text").getall() == ["第一章　总则", "第二章　附则"]
    assert len(set(page.css("[id]::attr(id)").getall())) == len(page.css("[id]"))


def test_a_table_is_a_table_and_the_english_stands_beside_its_paragraph(site: Site, page: Selector) -> None:
    assert page.css(".text table th::text").getall() == ["指标", "2020年", "2025年"]
    assert page.css("#p11 td::text").getall() == ["完好率", "80", "95"]
    assert page.css("#p6 + .en").xpath("normalize-space()").get() == f"inspect every month; {MARK}"
    alone = Selector(ask(site, f"/documents/{site[1]['rules']}?bilingual=0"))
    assert not alone.css(".en")


def test_reading_a_file_is_no_change_of_the_document(site: Site, page: Selector) -> None:
    assert not page.css("main a[href$='/changes']")
    assert "Nothing has changed" in ask(site, f"/documents/{site[1]['rules']}/changes")


def test_a_draft_says_how_many_days_are_left_for_comments(site: Site) -> None:
    draft = Selector(ask(site, f"/documents/{site[1]['draft']}"))
    assert "Comments end in 5 days" in draft.css(".status .warn::text").get("")
    assert draft.css(".meter .past::attr(d)").get() == "M0 0H80V3H0z"  # 20 of 25 days


def test_a_document_without_a_day_or_a_body_is_shown(site: Site) -> None:
    bare = replace(of_ministry("关于埽工的公告", date(2024, 1, 1)), published_on=None, body="", issuing_bodies=())
    [number] = hold(site[2], bare)
    assert "No text was read" in ask(site, f"/documents/{number}")
    assert "关于埽工的公告" in ask(site, f"/documents/{number}/life")
