"""The units of held texts: written with the text, found at their places in it, gone with it. Texts are our own."""

from dataclasses import replace

import sqlalchemy as sa

from parsers.files.text import FilePage, FileText
from storage.articles.units import units_of, units_of_body
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import saving
from storage.schema import units
from tests.storage.making import document, moment
from tests.storage.test_attached import fetch

BODY = (
    "棚架管理办法\n\n第一章 总则\n第一条 为了棚架，制定本办法。\n\n"
    "第二条 棚架应当登记：\n（一）名称；\n（二）用途。\n第三条 本办法自公布之日起施行。"
)
RULES = document(title="棚架管理办法", body=BODY, issued_title=None)


def save(database: Database, body: str = BODY, day: float = 0) -> int:
    with database.write() as connection:
        return saving.save(connection, replace(RULES, body=body), None, None, moment(day)).document_id


def test_units_are_held_by_their_places_in_the_text(database: Database) -> None:
    held = save(database)
    with database.read() as connection:
        found = units_of_body(connection, held, BODY)
    assert [one.path for one in found if one.level in ("chapter", "article")] == ["ch-1", "art-1", "art-2", "art-3"]
    by_path = {one.path: one for one in found}
    assert by_path["art-2/para-1/item-2"].text == "用途。"
    assert by_path["art-2"].paragraph == 6
    assert all(BODY[one.start : one.end].startswith(one.number_as_printed) for one in found if one.number_as_printed)
    assert BODY[by_path["art-3"].start : by_path["art-3"].end] == "第三条 本办法自公布之日起施行。"


def test_units_follow_the_text(database: Database) -> None:
    held = save(database)
    edited = BODY.replace("第三条 本办法自公布之日起施行。", "第三条 登记不收费。\n第四条 本办法自公布之日起施行。")
    save(database, edited, day=1)
    with database.read() as connection:
        assert units_of_body(connection, held, edited)[-2].path == "art-4"
    save(database, "本办法废止。", day=2)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(units)).scalar() == 0


def test_units_of_a_file_are_found_over_its_pages(database: Database) -> None:
    held = save(database, "现印发办法，请执行。")
    pages = (
        FilePage(1, ("第一条 为了棚架，", "制定本办法。")),
        FilePage(3, ("第二条 棚架应当登记。", "第三条 施行。")),
    )
    fetch(database, text=FileText("ok", "application/pdf", "pdf 1", pages))
    with database.read() as connection:
        found = units_of(connection, held, queries.record(connection, held).body)
    articles = [(one.path, one.attachment, one.page, one.paragraph) for one in found if one.level == "article"]
    assert articles == [("file-1/art-1", 1, 1, 1), ("file-1/art-2", 1, 3, 1), ("file-1/art-3", 1, 3, 2)]
    assert found[0].text == "为了棚架，\n制定本办法。"
