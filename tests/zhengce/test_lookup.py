"""Documents by number, address and title, and by the commands that search."""

import csv
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.addresses import address_key
from parsers.extraction import Entry
from parsers.record import Citation, IssuingBody
from storage.crawl import pages
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.schema import documents
from tests.command_line import Result, zhengce
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from tests.zhengce.serving import MIIT
from zhengce.search import identifiers
from zhengce.web.api import documents as services

# A document is found by its id, by any way to print its number, and by any way to write its address


NDRC = IssuingBody("ndrc", "国家发展改革委", "国家发展改革委", None, "NDRC")
ADDRESS = "https://www.gov.cn/zhengce/content_5647274.htm"


@pytest.fixture(scope="module")
def shelf(make_database: Callable[[], Database]) -> Database:
    """Documents 1 to 5; the numbers of 3, 4 and 5 are alike."""
    database = make_database()
    hold(
        database,
        invented(title="关于闸板的通知", document_number="工信部规〔2021〕164号", url=ADDRESS),
        invented(title="水渠条例", document_number="国令第790号"),
        invented(title="水闸管理办法", document_number="国家发展和改革委员会令2026年第41号", issuing_bodies=(NDRC,)),
        invented(title="水车管理办法", document_number="国家发展和改革委员会令2024年第20号", issuing_bodies=(NDRC,)),
        invented(title="水轮公告", document_number="工业和信息化部公告2026年第20号", published_on=date(2026, 7, 30)),
    )
    return database


def ids(database: Database, key: str) -> list[int]:
    with database.read() as connection:
        return [found.id for found in identifiers.find(connection, key)]


@pytest.mark.parametrize("key", ["工信部规〔2021〕164号", "工信部规[2021]164号", " 工信部规（2021） 164号 ", "1"])
def test_a_letters_number_is_known_in_any_brackets(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == [1]


@pytest.mark.parametrize("key", ["国令第790号", "国务院令第790号", "国务院令第七百九十号", "国务院令（第790号）"])
def test_an_orders_number_is_known_by_any_name_of_the_body_and_in_numerals(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == [2]


@pytest.mark.parametrize(
    "key",
    ["国家发展改革委令2026年第41号", "2026年第41号令", "第41号令", "中华人民共和国国家发展和改革委员会令第41号"],
)
def test_a_number_without_issuer_or_year_is_the_only_one_that_it_fits(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == [3]


def test_a_number_that_fits_several_names_them(shelf: Database) -> None:
    with pytest.raises(identifiers.Several, match=r"第20号: 2 documents fit \(4, 5\)"):
        ids(shelf, "第20号")
    assert ids(shelf, "第20号令") == [4]
    assert ids(shelf, "2026年第20号") == [5]


@pytest.mark.parametrize("key", ["2025年第41号令", "工业和信息化部令第41号", "国家发展改革委公告2026年第41号"])
def test_a_number_of_another_year_body_or_kind_fits_nothing(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == []


@from_table
def test_an_address_is_known_without_its_scheme_and_with_what_means_nothing(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == [1]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "key",
    ["", "0", "6", "99999999999999999999", "没有", "国发〔2099〕1号", f"{ADDRESS}?a=1", "www.gov.cn", "https://", "%"],
)
def test_what_is_not_held_is_not_found(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == []


@pytest.mark.parametrize("printed", ["http://szs.mof.gov.cn/zcfb/1/index.html", "https://szs.mof.gov.cn/zcfb/1/"])
@pytest.mark.parametrize("key", ["http://szs.mof.gov.cn/zcfb/1/", "https://szs.mof.gov.cn/zcfb/1/index.html"])
def test_a_document_is_found_by_either_form_of_its_address_and_keeps_the_printed_one(
    database: Database, printed: str, key: str
) -> None:
    hold(database, invented(url=printed))
    with database.read() as connection:
        [found] = identifiers.find(connection, key)
    assert found.record.url == printed


@from_table
def test_a_number_is_found_in_whatever_form_it_is_held(database: Database, held: str, key: str) -> None:
    hold(database, invented(document_number=held))
    assert ids(database, key) == [1]


@pytest.mark.both_engines
def test_a_long_address_is_found_whole_and_not_by_its_beginning(database: Database) -> None:
    long = f"https://www.mwr.gov.cn/{'水' * 150}/1.html"
    hold(database, invented(url=long))
    assert ids(database, long.replace("https://www.", "")) == [1]
    assert ids(database, f"{long}?a=1") == []


def test_an_address_that_a_redirect_led_to_is_found_beside_the_listed_one(database: Database) -> None:
    listed = Entry("https://www.mwr.gov.cn/listed.html", "水渠条例", date(2024, 5, 6))
    with database.write() as connection:
        record = invented(title="水渠条例", url="https://www.mwr.gov.cn/answered.html")
        saving.save(connection, record, None, listed, NOW)
    for address in ("mwr.gov.cn/listed.html", "mwr.gov.cn/answered.html"):
        assert ids(database, address) == [1]


def test_look_ups_read_no_table_whole(shelf: Database) -> None:
    plans: list[str] = []
    with shelf.read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        asked: list[str] = []
        driver.set_trace_callback(asked.append)
        for key in ("国务院令第七百九十号", "第41号令", ADDRESS, "国发〔2099〕1号"):
            identifiers.find(connection, key)
        driver.set_trace_callback(None)
        for query in (one for one in asked if one.startswith("SELECT")):
            plans += [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any("ix_documents_serial" in plan for plan in plans)
    assert any("ix_pages_address_key" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith(("SCAN documents", "SCAN pages"))] == []


def test_who_cites_a_document_is_looked_up(database: Database) -> None:
    title = "".join(map(chr, random.Random(7).sample(range(0x4E00, 0x9FA5), 3000)))  # too much for a key of PostgreSQL
    cited = invented(title=title, document_number="水规〔2021〕1号", url=ADDRESS)
    citing = invented(url=f"{ADDRESS}?2", cites=(Citation(title=title), Citation("水规〔2021〕2号")))
    assert hold(database, cited, citing) == [1, 2]
    asked: list[str] = []
    with database.read() as connection:
        driver: Any = connection.connection.driver_connection
        if database.dialect == "sqlite":
            driver.set_trace_callback(asked.append)
        found = services.document(connection, 1)
        assert found is not None
        assert [one.id for one in found.cited_by] == [2]
        plans = [
            str(row) for one in asked if " citations" in one for row in driver.execute(f"EXPLAIN QUERY PLAN {one}")
        ]
    assert any("ix_citations_cited_id" in plan for plan in plans) == bool(asked)
    assert not any("SCAN citations" in plan for plan in plans)


def test_the_key_of_a_document_follows_it_to_the_page_that_is_left(database: Database) -> None:
    there = "https://www.gov.cn/zhengce/content_1.htm"
    plan = invented(title="关于印发水渠修缮规划的通知", document_number="水规〔2021〕1号", url=ADDRESS, source="mwr")
    assert hold(database, plan, replace(plan, url=there, source="state_council")) == [1, 1]
    with database.write() as connection:
        first = connection.execute(sa.select(documents.c.url)).scalar_one()
        assert pages.gone(connection, "mwr", first, "404", NOW)
        url, key = connection.execute(sa.select(documents.c.url, documents.c.address_key)).one()
    assert url != first
    assert key == address_key(url)


# `search`, `export`, `serve` and `db reindex` on the command line


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(
        database,
        invented(title="关于闸板的通知", body="闸板要结实，埽工要牢。"),
        invented(title="关于埽工的意见", body="埽工要牢。"),
    )
    database.close()
    return tmp_path


def run(data: Path, *words: str, code: int = 0) -> Result:
    result = zhengce(*words, data=data)
    assert result.returncode == code
    return result


def test_search_prints_titles_and_passages(data: Path) -> None:
    printed = run(data, "search", "埽工", "--limit", "1")
    assert "关于埽工的意见" in printed.stdout
    assert "埽工要牢。" in printed.stdout
    assert "2 documents, 1 shown; --limit shows more" in printed.stderr
    assert "关于闸板的通知" in run(data, "search", "埽工", "--limit", "2").stdout


def test_search_gives_json_to_scripts(data: Path) -> None:
    (row,) = json.loads(run(data, "search", "埽工 NOT 闸板", "--format", "json").stdout)
    assert row["title"] == "关于埽工的意见"
    assert row["passages"] == ["埽工要牢。"]


def test_a_list_says_that_a_page_names_fewer_bodies_than_issued_it(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    hold(
        database,
        invented(
            title="工业和信息化部等七部门办公厅关于船坞的通知",
            issuing_bodies=(replace(MIIT, unit="办公厅"),),
            issuing_bodies_complete=False,
        ),
    )
    database.close()
    for command in (("list",), ("search", "船坞")):
        assert " MIIT +… " in run(data, *command).stdout
        first = next(csv.DictReader(run(data, *command, "--format", "csv").stdout.removeprefix("\ufeff").splitlines()))
        assert (first["issuing_bodies"], first["issuing_bodies_complete"]) == ("工业和信息化部", "false")
        assert json.loads(run(data, *command, "--format", "json").stdout)[0]["issuing_bodies_complete"] is False


def test_search_says_that_news_holds_what_nothing_else_does(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    hold(database, invented(title="部领导调研船坞", stage="news", document_type=None))
    database.close()
    hint = "News is left out by default; --stage news finds 1 news item\n"
    for form, empty in (("table", ""), ("json", "[]\n")):
        printed = run(data, "search", "船坞", "--format", form)
        assert printed.stdout == empty
        assert printed.stderr.endswith(hint)
    for params in (("船坞", "--stage", "news"), ("船坞", "--stage", "final"), ("埽工",), ("风筝",)):
        assert hint not in run(data, "search", *params).stderr


def test_search_says_how_a_run_was_taken_apart(data: Path) -> None:
    assert (
        "No document holds 结实的通知 as it stands; looked for 结实 AND 通知."
        in run(data, "search", "结实的通知").stderr
    )


def test_search_says_what_was_searched_for_instead_of_english_words(data: Path) -> None:
    shown = run(data, "search", "opinions foobar quantum computing 埽工").stderr
    assert "Searched for: 意见 foobar 量子计算 埽工\n" in shown.replace("《意见》", "意见")
    assert "No term for foobar; searched for as written\n" in shown


@from_table
def test_what_cannot_be_done_is_said_in_one_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(data)
    shown = run(data, *arguments, code=2).stderr
    assert shown.startswith("zhengce: ")
    assert shown.count("\n") == 1


def test_export_writes_the_file_and_says_how_many(data: Path) -> None:
    assert "2 documents" in run(data, "export", str(data / "all.csv"), "--type", "通知").stderr
    assert (data / "all.csv").read_text("utf-8-sig").startswith("id,title,")


def test_export_takes_the_words_and_filters_of_a_search(data: Path) -> None:
    for params in (("埽工",), ("埽工", "--newest"), ("埽工 NOT 闸板",), ("opinions 埽工",), ("埽工", "--type", "通知")):
        found = [row["id"] for row in json.loads(run(data, "search", *params, "--format", "json").stdout)]
        shown = run(data, "export", str(data / "found.jsonl"), "--q", *params).stderr
        assert [json.loads(line)["id"] for line in (data / "found.jsonl").read_text().splitlines()] == found != []
        assert ("Searched for: " in shown) == ("opinions" in params[0])
    assert "0 documents" in run(data, "export", str(data / "none.csv"), "--topic", "风筝").stderr


def test_reindex_makes_the_search_anew(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_rows")
    database.close()
    assert json.loads(run(data, "search", "埽工", "--format", "json").stdout) == []
    run(data, "db", "reindex")
    assert len(json.loads(run(data, "search", "埽工", "--format", "json").stdout)) == 2
