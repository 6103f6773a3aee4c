"""Citations name the bodies, the number, the day, the address, and the archived copy with its digest and time."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from outputs.brief import items
from outputs.brief.items import Item
from outputs.cite import STYLES, bibtex, chicago, gb7714
from parsers.record import IssuingBody, PolicyDocument
from storage.database import Database, open_database
from storage.documents.queries import annotate
from storage.documents.saving import save
from tests.outputs.shelf import DIGEST, ICT_PLAN, NOON, capture, keep
from tests.storage.making import BODIES

FOUR = (BODIES["ndrc"], BODIES["mee"], BODIES["miit"], IssuingBody("mot", "交通运输部", "交通运输部", None, "MOT"))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Database]:
    """An empty database on SQLite."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    yield database
    database.close()


def cited(database: Database, record: PolicyDocument = ICT_PLAN, title_en: str | None = None) -> Item:
    (document,) = keep(database, record)
    with database.write() as connection:
        if title_en:
            annotate(connection, document, title_en, NOON)
    with database.read() as connection:
        (item,) = items.load(connection, [document])
    return item


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_has_what_makes_it_checkable(shelf: Database, style: str) -> None:
    text = STYLES[style](cited(shelf))
    title = ICT_PLAN.title.replace("“", "‘").replace("”", "’") if style == "chicago" else ICT_PLAN.title
    for part in (title, ICT_PLAN.url, "工信部规〔2021〕164号", DIGEST, "2021-11-24T04:00:00Z"):
        assert part in text


def test_gb7714_is_an_electronic_source_with_both_days(shelf: Database) -> None:
    assert gb7714(cited(shelf)) == (
        "工业和信息化部. 工业和信息化部关于印发“十四五”信息通信行业发展规划的通知: 工信部规〔2021〕164号[EB/OL]. "
        f"(2021-11-16)[2021-11-24]. {ICT_PLAN.url}. 存档 {DIGEST}, 2021-11-24T04:00:00Z 采集."
    )


def test_gb7714_names_three_of_more_bodies(shelf: Database) -> None:
    text = gb7714(cited(shelf, replace(ICT_PLAN, issuing_bodies=FOUR)))
    assert text.startswith("国家发展改革委, 生态环境部, 工业和信息化部, 等. ")


def test_gb7714_says_that_the_page_names_not_all(shelf: Database) -> None:
    text = gb7714(cited(shelf, replace(ICT_PLAN, issuing_bodies_complete=False)))
    assert text.startswith("工业和信息化部, 等. ")


@pytest.mark.parametrize(
    ("bodies", "beginning"),
    [
        (FOUR[:1], "国家发展改革委 [National Development and Reform Commission], et al. “"),
        (
            FOUR[:2],
            "国家发展改革委 [National Development and Reform Commission], "
            "生态环境部 [Ministry of Ecology and Environment], et al. “",
        ),
    ],
)
def test_chicago_says_that_the_page_names_not_all(
    shelf: Database, bodies: tuple[IssuingBody, ...], beginning: str
) -> None:
    record = replace(ICT_PLAN, issuing_bodies=bodies, issuing_bodies_complete=False)
    assert chicago(cited(shelf, record)).startswith(beginning)


def test_the_other_styles_name_every_body(shelf: Database) -> None:
    item = cited(shelf, replace(ICT_PLAN, issuing_bodies=FOUR))
    assert "author = {{国家发展改革委} and {生态环境部} and {工业和信息化部} and {交通运输部}}" in bibtex(item)
    assert chicago(item).startswith(
        "国家发展改革委 [National Development and Reform Commission], "
        "生态环境部 [Ministry of Ecology and Environment], "
        "工业和信息化部 [Ministry of Industry and Information Technology], and 交通运输部. “"
    )


def test_no_style_takes_a_letter_of_an_office_for_its_ministrys(shelf: Database) -> None:
    item = cited(shelf, replace(ICT_PLAN, issuing_bodies=(replace(BODIES["miit"], unit="办公厅"),)))
    author = "工业和信息化部办公厅 [Ministry of Industry and Information Technology, General Office]. "
    assert chicago(item).startswith(author)
    assert gb7714(item).startswith("工业和信息化部办公厅. ")
    assert "author = {{工业和信息化部办公厅}}" in bibtex(item)


def test_chicago_has_single_marks_inside_its_own(shelf: Database) -> None:
    title = "关于印发“十四五”规划和“‘专精特新’企业”名单的通知"
    item = cited(shelf, replace(ICT_PLAN, title=title))
    assert ". “关于印发‘十四五’规划和‘“专精特新”企业’名单的通知.” 工信部规" in chicago(item)
    assert item.record.title == title


def test_chicago_gives_the_editors_english_title(shelf: Database) -> None:
    text = chicago(cited(shelf, title_en="14th Five-Year Plan for the ICT Industry"))
    assert "的通知” [14th Five-Year Plan for the ICT Industry]. 工信部规〔2021〕164号. November 16, 2021. https" in text


def test_a_document_without_a_day_has_no_date(shelf: Database) -> None:
    undated = replace(ICT_PLAN, published_on=None, published_at=None, written_on=None)
    item = cited(shelf, undated)
    assert ". n.d. " in chicago(item)
    assert "[EB/OL]. [2021-11-24]" in gb7714(item)
    assert "year = " not in bibtex(item)


def test_a_number_that_the_title_has_is_not_said_twice(shelf: Database) -> None:
    title = f"关于印发“十四五”信息通信行业发展规划的通知({ICT_PLAN.document_number})"
    item = cited(shelf, replace(ICT_PLAN, title=title))
    assert [gb7714(item).count("164号"), chicago(item).count("164号")] == [1, 1]


def test_bibtex_escapes_what_tex_takes_for_commands(shelf: Database) -> None:
    record = replace(ICT_PLAN, title=r"关于50%_#{甲}\乙&丙$~^的通知", url="https://www.miit.gov.cn/a_b%20{c}.html")
    text = bibtex(cited(shelf, record))
    assert r"关于50\%\_\#\{甲\}\textbackslash{}乙\&丙\$\textasciitilde{}\textasciicircum{}的通知" in text
    assert "url = {https://www.miit.gov.cn/a_b%20%7Bc%7D.html}" in text
    plain = re.sub(r"\\.", "", text)
    assert plain.count("{") == plain.count("}")
    assert re.match(r"@misc\{miit2021-1,\n", text)


def test_without_an_archived_copy_the_day_first_seen_is_the_day_of_access(shelf: Database) -> None:
    with shelf.write() as connection:
        document = save(connection, ICT_PLAN, None, None, NOON).document_id
    with shelf.read() as connection:
        (item,) = items.load(connection, [document])
    assert "[2021-11-24]" in gb7714(item)
    assert "存档" not in gb7714(item)


def test_the_newest_answer_is_cited(shelf: Database) -> None:
    keep(shelf, ICT_PLAN)
    later = capture(NOON.replace(month=12))
    with shelf.write() as connection:
        save(connection, ICT_PLAN, later, None, NOON.replace(month=12))
    with shelf.read() as connection:
        (item,) = items.load(connection, [1])
    assert item.archived
    assert item.archived.offset == later.location.offset
