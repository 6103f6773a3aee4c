"""The articles of held documents by their addresses: shown, cited, found, and named where words stand in them."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outputs.citations import STYLES
from storage.articles.references import links_in
from storage.database import Database, open_database
from tests.command_line import zhengce
from tests.outputs.holding import hold
from tests.outputs.rules import FIRST, LIBRARY
from tests.outputs.serving import served
from tests.test_cli import one_line


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


def test_the_api_gives_a_unit_by_any_of_its_names(address: str) -> None:
    found = ask(address, "/api/documents/1/articles/第二条第二项")["unit"]
    assert (found["path"], found["text"]) == ("art-2/item-2", "用途。")
    assert FIRST.body[found["start"] : found["end"]] == "（二）用途。"
    assert ask(address, "/api/documents/1/articles/2")["unit"]["name_en"] == "article 2"
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
