"""A document is found by its id, by any way to print its number, and by any way to write its address."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.addresses import address_key
from parsers.extraction import Entry
from parsers.record import Citation, IssuingBody
from storage.crawl import pages
from storage.database import Database
from storage.documents.writing import saving
from storage.schema import documents
from tests.zhengce.holding import NOW, hold, invented
from zhengce.search import identifiers
from zhengce.web.api import documents as services

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


@pytest.mark.parametrize(
    "key",
    [
        ADDRESS,
        ADDRESS.replace("https", "http"),
        ADDRESS.replace("https://", ""),
        ADDRESS.replace("https:", ""),
        ADDRESS.replace("www.", "WWW."),
        ADDRESS.replace("cn/", "cn//"),
        f"{ADDRESS}#x",
        ADDRESS.replace("cn/", "cn:443/"),
    ],
)
@pytest.mark.sqlite_alone
def test_an_address_is_known_without_its_scheme_and_with_what_means_nothing(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == [1]


@pytest.mark.parametrize(
    "key",
    ["", "0", "6", "99999999999999999999", "没有", "国发〔2099〕1号", f"{ADDRESS}?a=1", "www.gov.cn", "https://", "%"],
)
def test_what_is_not_held_is_not_found(shelf: Database, key: str) -> None:
    assert ids(shelf, key) == []


@pytest.mark.parametrize("printed", ["http://szs.mof.gov.cn/zcfb/1/index.html", "https://szs.mof.gov.cn/zcfb/1/"])
@pytest.mark.parametrize("key", ["http://szs.mof.gov.cn/zcfb/1/", "https://szs.mof.gov.cn/zcfb/1/index.html"])
@pytest.mark.sqlite_alone
def test_a_document_is_found_by_either_form_of_its_address_and_keeps_the_printed_one(
    database: Database, printed: str, key: str
) -> None:
    hold(database, invented(url=printed))
    with database.read() as connection:
        [found] = identifiers.find(connection, key)
    assert found.record.url == printed


@pytest.mark.parametrize(
    ("held", "key"),
    [
        ("水利部公告492号", "水利部公告第492号"),
        ("水利部公告第四百九十二号", "水利部公告第492号"),
        ("主席令第四十三号", "主席令第43号"),
        ("水财务〔2021〕020", "水财务〔2021〕20号"),
        ("水财务 2022 34号", "水财务〔2022〕34号"),
        ("水利部令〔2021〕第6号", "水利部令2021年第6号"),
    ],
)
@pytest.mark.sqlite_alone
def test_a_number_is_found_in_whatever_form_it_is_held(database: Database, held: str, key: str) -> None:
    hold(database, invented(document_number=held))
    assert ids(database, key) == [1]


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
    if shelf.dialect != "sqlite":
        pytest.skip("PostgreSQL reads so few rows whole")
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
