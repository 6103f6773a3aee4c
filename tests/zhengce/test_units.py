"""The articles of held documents by their addresses: shown, cited, found, and named where words stand in them."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from parsers.grammar.articles.cutting import cut_text
from storage.articles.references import links_in
from storage.database import Database, open_database
from tests.command_line import zhengce
from tests.test_cli import one_line
from tests.zhengce.holding import hold
from tests.zhengce.lives import FIRST, LIBRARY
from tests.zhengce.serving import served
from zhengce.citations import STYLES
from zhengce.documents.articles import compare_units


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, *LIBRARY)
    database.close()
    return folder


@pytest.fixture(scope="module")
def database(data: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(database: Database, data: Path) -> Iterator[str]:
    with served(database, data / "archive") as address:
        yield address


def ask(address: str, path: str) -> Any:
    with urllib.request.urlopen(address + urllib.parse.quote(path, safe="/?=&"), timeout=30) as response:
        return json.loads(response.read())


def test_a_held_document_is_cut_into_its_units(data: Path) -> None:
    found = json.loads(zhengce("articles", "1", "--format", "json", data=data).stdout)
    assert [unit["path"] for unit in found if unit["level"] == "article"] == [f"art-{number}" for number in range(1, 6)]
    assert "art-2/para-1/item-2  （二） 用途。" in zhengce("articles", "1", data=data).stdout


@pytest.mark.parametrize("name", ["4", "第四条", "四", "art-4"])
def test_one_article_is_shown_by_its_number(data: Path, name: str) -> None:
    shown = "第四条　违反本办法第二条规定的，予以警告。\n"
    assert zhengce("show", "1", "--article", name, data=data).stdout == shown
    assert zhengce("show", "工业和信息化部令第40号#art-4", data=data).stdout == shown


def test_an_article_that_is_not_there_is_refused(data: Path) -> None:
    assert "has no such article" in one_line(zhengce("show", "1", "--article", "9", data=data))
    assert "has no such article" in one_line(zhengce("cite", "1#art-9", data=data))


def test_a_key_with_an_article_is_taken_wherever_a_key_is(data: Path) -> None:
    assert zhengce("life", "1#art-2", data=data).stdout == zhengce("life", "1", data=data).stdout


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_citation_names_the_article(data: Path, style: str) -> None:
    text = zhengce("cite", "1#art-2/item-2", "--style", style, data=data).stdout
    assert "第二条第二项" in text or "article 2, item 2" in text


def test_the_api_gives_the_units_with_their_names_and_places(address: str) -> None:
    units = {unit["path"]: unit for unit in ask(address, "/api/documents/1/articles")["items"]}
    found = units["art-2/para-1/item-2"]
    assert (found["text"], units["art-2"]["name_en"]) == ("用途。", "article 2")
    assert FIRST.body[found["start"] : found["end"]] == "（二）用途。"
    assert [unit["path"] for unit in ask(address, "/api/documents/2/articles")["items"]][:2] == [
        "art-1",
        "art-1/para-1",
    ]


def test_what_is_found_names_the_article_that_it_stands_in(address: str, data: Path) -> None:
    assert ask(address, "/api/search?q=闸板应当登记")["items"][0]["passage_articles"] == ["art-2"]
    [target] = json.loads(zhengce("targets", "--format", "json", data=data).stdout)
    assert (target["article"], target["article_name"]) == ("art-3", "第三条")


def test_references_lead_to_held_articles(database: Database) -> None:
    with database.read() as connection:
        lines = [
            *FIRST.body.split("\n"),
            "按照公司法第九条和本办法第二条第一款、第三条执行",
            "依照《埽工养护条例》（国令第9号）第二条第二款和《没有的办法》第四条",
        ]
        links = links_in(connection, 1, lines)
    found = [(lines[row][one.start : one.end], one.document_id, one.path) for row in range(10) for one in links[row]]
    assert found == [
        ("第二条", 2, "art-2"),
        ("第二条", 1, "art-2"),
        ("第二条第一款", 1, "art-2/para-1"),
        ("第三条", 1, "art-3"),
        ("第二条第二款", 2, "art-2/para-2"),
    ]


def test_the_address_of_an_article_leads_to_its_place_and_its_words_to_others(address: str) -> None:
    with urllib.request.urlopen(f"{address}/documents/1/articles/{quote('第四条')}", timeout=30) as response:
        shown = response.read().decode()
        assert response.url == f"{address}/documents/1#art-4"
    assert "<a id=art-4 href=#art-4>第四条</a>" in shown
    assert "<a href=#art-2>第二条</a>" in shown


def test_an_article_has_no_text_on_a_day(data: Path) -> None:
    assert "articles KEY --against KEY" in one_line(zhengce("show", "1#art-4", "--on", "2020-01-01", data=data))
    assert "articles KEY --against KEY" in one_line(zhengce("amend", "--lines", data=data))


@pytest.mark.parametrize(("day", "status"), [("2019-04-30", "not_yet_in_force"), ("2020-01-01", "in_force")])
def test_a_document_is_shown_with_its_status_on_a_day(data: Path, day: str, status: str) -> None:
    assert json.loads(zhengce("show", "1", "--on", day, "--json", data=data).stdout)["status"] == status
    assert status.replace("_", " ") in zhengce("show", "1", "--on", day, data=data).stdout


def test_a_draft_is_compared_with_its_final_by_articles(data: Path) -> None:
    rows = json.loads(zhengce("articles", "5", "--against", "1", "--format", "json", data=data).stdout)
    assert [row["kind"] for row in rows] == ["changed", "same", "removed", "added", "same", "same"]
    assert "- 鼓励使用新式闸板" in zhengce("articles", "5", "--against", "1", data=data).stdout


def test_the_page_compares_by_article_and_shows_what_stands_outside(address: str) -> None:
    with urllib.request.urlopen(f"{address}/compare?one=1&other=4", timeout=30) as response:
        shown = " ".join(response.read().decode().split())
    assert "3 changed, 1 added, 2 renumbered only" in shown
    assert "(was article 4)" in shown
    assert "予以警告。</del>" in shown
    assert shown.count("登记不收费。") == 1
    assert "修正）</ins>" in shown[shown.index("Outside the articles") :]


def test_texts_whose_numbering_breaks_are_not_compared_by_article() -> None:
    whole, broken = cut_text("第一条 甲。\n第二条 乙。\n第三条 丙。"), cut_text("第一条 甲。\n第二条 乙。\n第五条 丙。")
    assert any(unit.level == "uncut" for unit in broken)
    assert [row["kind"] for row in compare_units(whole, whole)] == ["same"] * 3
    assert compare_units(whole, broken) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhengce.documents.articles.MOST_COMPARED", 2)
        assert compare_units(whole, whole) == []
