"""The articles of held documents by their addresses: shown, cited, found, and named where words stand in them."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parsers.grammar.articles.cutting import cut_text
from storage.articles.history import Source, versions_of
from storage.articles.references import links_in
from storage.database import Database, open_database
from tests.command_line import zhengce
from tests.test_cli import one_line
from tests.zhengce.holding import hold
from tests.zhengce.rules import FIRST, LIBRARY
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


# --- history -------------------------------------------------------------------------------------------------------


def history(address: str, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(address, f"/api/documents/{path}")["history"]
    return found


def test_an_article_is_followed_through_its_versions(address: str) -> None:
    first, second, third = history(address, "1/articles/4")
    assert (first["article"], first["since"], first["until"]) == ("art-4", "2019-05-01", "2021-06-30")
    assert (second["article"], second["document_id"], second["state"]) == ("art-5", 4, "equal")
    assert second["decided_by"]["document_id"] == 3
    assert "将其中的“警告”修改为“通报批评”" in second["words"]
    assert history(address, "4/articles/5") == [first, second, third]


def test_words_that_no_decision_names_are_told(address: str) -> None:
    changed = history(address, "4/articles/1")[1]
    assert (changed["kind"], changed["state"], changed["words"]) == ("changed", "silent", [])
    assert changed["text"].startswith("为了管好闸板")
    assert changed["computed"].startswith("为了管理闸板")


def test_what_only_a_decision_gives_is_called_computed_and_what_is_not_read_unread(address: str) -> None:
    computed = history(address, "4/articles/3")[-1]
    assert (computed["basis"], computed["text"], computed["kind"]) == ("computed", "登记免费。", "changed")
    assert history(address, "4/articles/5")[-1]["state"] == "unread"


def test_a_document_of_another_body_is_no_version(address: str) -> None:
    assert [one["document_id"] for one in history(address, "5/articles/1")] == [5]


@pytest.mark.parametrize(("day", "words"), [("2020-01-01", "予以警告。"), ("2022-01-01", "予以通报批评。")])
def test_the_text_of_an_article_on_a_day(data: Path, address: str, day: str, words: str) -> None:
    assert zhengce("show", "1", "--article", "4", "--on", day, data=data).stdout.rstrip().endswith(words)
    assert ask(address, f"/api/documents/1/articles/4?on={day}")["wording"]["text"].endswith(words)


def test_a_day_before_all_held_texts_has_none(data: Path, address: str) -> None:
    refused = one_line(zhengce("show", "1", "--article", "4", "--on", "2018-01-01", data=data))
    assert "the first held one is of 2019-05-01" in refused
    assert ask(address, "/api/documents/1/articles/4?on=2018-01-01")["wording"] is None


def test_the_history_is_printed_with_the_words_that_changed_it(data: Path) -> None:
    printed = zhengce("show", "1#art-4", "--history", data=data).stdout
    assert "2021-07-01 to 2023-06-30  changed" in printed
    assert "decision: 将第四条改为第五条" in printed
    assert "belong to an article" in one_line(zhengce("show", "1", "--history", data=data))


def test_the_page_shows_wordings_side_by_side_with_links(address: str) -> None:
    with urllib.request.urlopen(f"{address}/documents/1/articles/4?on=2022-01-01", timeout=30) as response:
        shown = response.read().decode()
    assert "<del>警告</del>" in shown
    assert "<ins>通报批评</ins>" in shown
    assert "href=/documents/4/articles/art-2>" in shown
    assert 'href="/documents/1/articles/art-3"' in shown  # the one before it
    assert 'href="/compare?one=1&amp;other=4"' in shown


def test_a_draft_is_compared_with_its_final_by_articles(data: Path) -> None:
    rows = json.loads(zhengce("articles", "6", "--against", "1", "--format", "json", data=data).stdout)
    assert [row["kind"] for row in rows] == ["changed", "same", "removed", "added", "same", "same"]
    assert "- 鼓励使用新式闸板" in zhengce("articles", "6", "--against", "1", data=data).stdout


def test_two_versions_are_compared_by_article_with_what_the_decision_says(address: str) -> None:
    answer = ask(address, "/api/compare?one=1&other=4")
    assert answer["decided_by"]["document_id"] == 3
    assert [(row["kind"], row["is_renumbered"], row["state"]) for row in answer["items"]] == [
        *(("changed", False, "silent"), ("changed", False, "equal"), ("added", False, "equal")),
        *(("same", True, "equal"), ("changed", True, "equal"), ("same", True, "equal")),
    ]
    assert answer["items"][1]["words"] == ["将第二条第一项修改为：“（一）名称和编号；”"]
    back = ask(address, "/api/compare?one=4&other=1")
    assert [row["state"] for row in back["items"]] == [None] * 6


def test_the_page_compares_by_article_and_shows_what_stands_outside(address: str) -> None:
    with urllib.request.urlopen(f"{address}/compare?one=1&other=4", timeout=30) as response:
        shown = " ".join(response.read().decode().split())
    assert "3 changed, 1 added, 2 renumbered only" in shown
    assert "(was article 4)" in shown
    assert "<del>警告</del>" in shown
    assert "the decision does not name this article" in shown
    assert shown.count("登记不收费。") == 2  # in the words of the decision, and as article 3
    assert "修正）</ins>" in shown[shown.index("Outside the articles") :]


def test_texts_whose_numbering_breaks_are_not_compared_by_article() -> None:
    whole, broken = cut_text("第一条 甲。\n第二条 乙。\n第三条 丙。"), cut_text("第一条 甲。\n第二条 乙。\n第五条 丙。")
    assert any(unit.level == "uncut" for unit in broken)
    assert [row["kind"] for row in compare_units(whole, whole)] == ["same"] * 3
    assert compare_units(whole, broken) == []


def version(number: int, day: date, text: str, **values: Any) -> Source:
    return Source(number, "样例", None, day, frozenset({day}), text, **values)


def test_nothing_is_computed_over_a_version_that_is_not_held() -> None:
    old = version(1, date(2010, 1, 1), "第一条 甲。\n第二条 乙。")
    head = "（2009年1月1日公布　根据2014年3月4日《决定》第一次修正　根据2020年5月6日《决定》第二次修正）\n"
    new = version(2, date(2020, 5, 6), f"{head}第一条 甲。\n第二条 丁。")
    decision = version(3, date(2020, 5, 6), "对《样例》作如下修改：\n将第二条修改为：“丁。”")
    first, last = versions_of([old, new], [decision])
    assert (last.gap, last.missing_since) == ("not held: the version of 2014-03-04", date(2014, 3, 4))
    assert last.changes[2, 0].state is None
    assert [one.gap for one in versions_of([old, new], [])] == [
        None,
        "not held: the decision of 2014-03-04, 2020-05-06",
    ]
    assert first.gap is None


def test_a_decision_that_does_not_fit_the_text_before_it_is_a_gap() -> None:
    old = version(1, date(2010, 1, 1), "第一条 甲。\n第二条 乙。\n第三条 丙。")
    new = version(2, date(2020, 5, 6), "（根据2020年5月6日《决定》修正）\n第一条 子丑。\n第二条 丁。\n第三条 寅卯。")
    decision = version(3, date(2020, 5, 6), "对《样例》作如下修改：\n将第二条修改为：“丁。”")
    assert "does not fit" in (versions_of([old, new], [decision])[1].gap or "")
