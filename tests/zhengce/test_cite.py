"""Citations of documents, as text and as files."""

import json
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON

from parsers.record import IssuingBody, Stage
from storage.database import Database
from storage.documents import queries
from storage.documents.writing.saving import save
from tests.command_line import zhengce
from tests.storage.making import BODIES
from tests.zhengce.shelf import DATA_DRAFT, DIGEST, ICT_PLAN, IPR_PLAN, NOON, capture, cite, keep, stored
from zhengce.citations import STYLES, cite_facts
from zhengce.citations.facts import CitationFacts

# Citations name the bodies, the number, the day, the address, and the archived copy with its digest and time


FOUR = (BODIES["ndrc"], BODIES["mee"], BODIES["miit"], IssuingBody("mot", "交通运输部", "交通运输部", None, "MOT"))


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_has_what_makes_it_checkable(style: str) -> None:
    text = cite(stored(ICT_PLAN), style)
    title = ICT_PLAN.title.replace("“", "‘").replace("”", "’") if style == "chicago" else ICT_PLAN.title
    for part in (title, ICT_PLAN.url, "工信部规〔2021〕164号", DIGEST, "2021-11-24T04:00:00Z"):
        assert part in text


OFFICE = (replace(BODIES["miit"], unit="办公厅"),)
MARKS = {"title": "关于印发“十四五”规划和“‘专精特新’企业”名单的通知"}
NDRC, MEE = (
    "国家发展改革委 [National Development and Reform Commission]",
    "生态环境部 [Ministry of Ecology and Environment]",
)
MIIT = "工业和信息化部 [Ministry of Industry and Information Technology]"
OF_MIIT = "^工业和信息化部办公厅 [Ministry of Industry and Information Technology, General Office]. "
SOME: dict[str, Any] = {"issuing_bodies_complete": False}


@pytest.mark.parametrize(
    ("changes", "style", "words"),
    [
        ({"issuing_bodies": FOUR}, "gb7714", "^国家发展改革委，生态环境部，工业和信息化部，等. "),
        ({"issuing_bodies": FOUR}, "chicago", f"^{NDRC}, {MEE}, {MIIT}, and 交通运输部. “"),
        (
            {"issuing_bodies": FOUR},
            "bibtex",
            "{{国家发展改革委} and {生态环境部} and {工业和信息化部} and {交通运输部}}",
        ),
        (SOME, "gb7714", "^工业和信息化部，等. "),
        (SOME | {"issuing_bodies": FOUR[:1]}, "chicago", f"^{NDRC}, et al. “"),
        (SOME | {"issuing_bodies": FOUR[:2]}, "chicago", f"^{NDRC}, {MEE}, et al. “"),
        ({"issuing_bodies": OFFICE}, "chicago", OF_MIIT),
        ({"issuing_bodies": OFFICE}, "gb7714", "^工业和信息化部办公厅. "),
        ({"issuing_bodies": OFFICE}, "bibtex", "author = {{工业和信息化部办公厅}}"),
        (MARKS, "chicago", ". “关于印发‘十四五’规划和‘“专精特新”企业’名单的通知.” 工信部规"),
    ],
)
def test_bodies_and_marks_stand_as_a_style_has_them(changes: dict[str, Any], style: str, words: str) -> None:
    assert words in f"^{cite(stored(replace(ICT_PLAN, **changes)), style)}"


def test_chicago_gives_the_editors_english_title() -> None:
    text = cite(stored(ICT_PLAN, "14th Five-Year Plan for the ICT Industry"), "chicago")
    assert "的通知” [14th Five-Year Plan for the ICT Industry]. 工信部规〔2021〕164号. November 16, 2021. https" in text


def test_a_document_without_a_day_has_no_date() -> None:
    undated = replace(ICT_PLAN, published_on=None, published_at=None, written_on=None)
    item = stored(undated)
    assert ". n.d. " in cite(item, "chicago")
    assert "[EB/OL]. [2021-11-24]" in cite(item, "gb7714")
    assert "year = " not in cite(item, "bibtex")


def test_a_number_that_the_title_has_is_not_said_twice() -> None:
    title = f"关于印发“十四五”信息通信行业发展规划的通知({ICT_PLAN.document_number})"
    item = stored(replace(ICT_PLAN, title=title))
    assert [cite(item, "gb7714").count("164号"), cite(item, "chicago").count("164号")] == [1, 1]


def test_bibtex_escapes_what_tex_takes_for_commands() -> None:
    record = replace(ICT_PLAN, title=r"关于50%_#{甲}\乙&丙$~^的通知", url="https://www.miit.gov.cn/a_b%20{c}.html")
    text = cite(stored(record), "bibtex")
    assert r"关于50\%\_\#\{甲\}\textbackslash{}乙\&丙\$\textasciitilde{}\textasciicircum{}的通知" in text
    assert "url = {https://www.miit.gov.cn/a_b%20%7Bc%7D.html}" in text
    plain = re.sub(r"\\.", "", text)
    assert plain.count("{") == plain.count("}")
    assert re.match(r"@techreport\{miit2021-7,\n", text)


def test_an_interpretation_and_news_are_pages_and_all_else_is_an_issued_document() -> None:
    stages: tuple[Stage, ...] = ("final", "draft", "interpretation", "news")
    kinds = [cite(stored(replace(ICT_PLAN, stage=stage)), "ris").split("\n")[0] for stage in stages]
    assert kinds == ["TY  - RPRT", "TY  - RPRT", "TY  - ELEC", "TY  - ELEC"]


def test_no_value_makes_a_line_of_its_own_in_ris() -> None:
    record = replace(
        ICT_PLAN, title="甲的通知\nER  - \r\nTY  - BOOK", issuing_bodies=(IssuingBody(None, "甲,乙局", "甲,乙局"),)
    )
    (entry,) = rispy.loads(cite(stored(record), "ris"))
    assert (entry["type_of_reference"], entry["title"]) == ("RPRT", "甲的通知 ER - TY - BOOK")
    assert entry["authors"] == ["甲，乙局"]


def test_several_documents_are_one_array_and_several_references() -> None:
    several = [CitationFacts(stored(one)) for one in (ICT_PLAN, replace(ICT_PLAN, title='乙的"通知"'))]
    assert [item["title"] for item in json.loads(cite_facts(several, "csl-json"))] == [ICT_PLAN.title, '乙的"通知"']
    assert len(rispy.loads(cite_facts(several, "ris"))) == 2


def test_without_an_archived_copy_the_day_first_seen_is_the_day_of_access() -> None:
    item = stored(ICT_PLAN, is_archived=False)
    for style in STYLES:
        assert DIGEST not in cite(item, style)
    assert "[2021-11-24]" in cite(item, "gb7714")


def test_the_newest_answer_is_cited(database: Database) -> None:
    keep(database, ICT_PLAN)
    later = capture(NOON.replace(month=12))
    with database.write() as connection:
        save(connection, ICT_PLAN, later, None, NOON.replace(month=12))
    with database.read() as connection:
        item = queries.by_id(connection, 1)
    assert item
    assert item.archived
    assert item.archived.offset == later.location.offset
    assert "[2021-12-24]" in cite(item, "gb7714")


# The citations of a whole search and of an issue of the newsletter, as files that reference managers import


HARD = replace(
    DATA_DRAFT, url="https://www.cac.gov.cn/h.htm", title="关于{闸板}100% & _埽工_的规划\\通知", body="规划。"
)
"""A title with every character that TeX takes for its own."""


def titles_in_ris(content: bytes) -> list[str]:
    text = content.decode()
    assert text.count("\r\n") == text.count("\n")
    entries = rispy.loads(text)
    assert not [entry for entry in entries if "unknown_tag" in entry]
    return [entry["title"] for entry in entries]


def titles_in_bibtex(content: bytes) -> list[str]:
    library = bibtexparser.entrypoint.parse_string(content.decode())
    assert not library.failed_blocks
    assert len(library.entries_dict) == len(library.entries)
    found = [entry.fields_dict["title"].value.strip("{}") for entry in library.entries]
    return [HARD.title if "埽工" in title else title for title in found]


def titles_in_csl(content: bytes) -> list[str]:
    items = json.loads(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of keys that are made lower
        assert len(CiteProcJSON(items)) == len(items)
    return [item["title"] for item in items]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "bib": titles_in_bibtex,
    "ris": titles_in_ris,
    "json": titles_in_csl,
}


@pytest.fixture(scope="module")
def held(make_database: Callable[[], Database]) -> tuple[Database, str]:
    """Four documents."""
    database = make_database()
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, HARD)
    return database, database.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("ending", READERS)
def test_a_search_is_cited_whole_in_its_order(held: tuple[Database, str], ending: str, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = zhengce("--database", held[1], *words, data=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    found = [row["title"] for row in json.loads(run("search", "规划", "--format", "json", "--limit", "100", "--exact"))]
    assert len(found) > 1
    file = tmp_path / f"found.{ending}"
    run("export", str(file), "--q", "规划")
    assert READERS[ending](file.read_bytes()) == found


@pytest.mark.parametrize(("ending", "empty"), [("bib", b"\n"), ("ris", b"\r\n"), ("json", b"[]\n")])
def test_nothing_found_is_an_empty_file(held: tuple[Database, str], ending: str, empty: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"nothing.{ending}"
    assert zhengce("--database", held[1], "export", str(file), "--tag", "nowhere", data=tmp_path).returncode == 0
    assert file.read_bytes() == empty
    assert READERS[ending](empty) == []
