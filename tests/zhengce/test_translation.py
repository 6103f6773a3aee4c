"""English words of a query become Chinese phrases; the hits are those of the Chinese query; Chinese queries stay."""

import re
from datetime import date

import pytest
from sqlalchemy.engine import Connection

from parsers.record import IssuingBody
from storage.database import Database
from storage.search.searcher import Searcher
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from zhengce.search.parser import read_query, understand
from zhengce.search.query import LONGEST, MOST_TERMS, BadQuery, Translation


def translated(query: str) -> Translation:
    found = read_query(query).translation
    assert found is not None
    return found


def _sorted(query: str) -> str:
    """A query with the phrases of each term in order: any of them is meant, whichever comes first."""
    return re.sub(r"\(([^()]*)\)", lambda found: f"({' OR '.join(sorted(found[1].split(' OR ')))})", query)


@from_table
def test_english_words_become_chinese_phrases(query: str, chinese: str) -> None:
    found = translated(query)
    assert _sorted(found.text) == _sorted(chinese)
    assert found.unknown == ()


NOT_ENGLISH = (
    *(
        "数据安全",
        "工信部规〔2021〕164号",
        "《数据安全管理办法》",
        "数据 OR 5G NOT 《办法》",
        "A 股",
        "5G",
        "IPv6 部署",
    ),
    *("数据 AND API", "AI 芯片", "App 备案", "5G基站", "MIIT", "Ministry of Commerce", "MIIT 数据", "GB/T 7714"),
    *('"AI"', '"IPv6"', "Ａ级机房", "NOT 5G", "AND", "x y"),
)


def test_a_query_without_english_words_is_not_translated(database: Database) -> None:
    with database.read() as connection:
        assert [query for query in NOT_ENGLISH if understand(connection, query).translation] == []


@from_table
def test_a_word_without_a_term_is_searched_as_it_is_and_named(query: str, text: str, unknown: tuple[str, ...]) -> None:
    assert (translated(query).text, translated(query).unknown) == (text, unknown)


@pytest.mark.parametrize("query", ["AI plan for API makers", "MIIT notice (data OR carbon) NOT draft", "State Council"])
def test_the_chinese_query_translates_to_itself(query: str) -> None:
    once = read_query(query).translation
    if once is not None:
        twice = read_query(once.text).translation
        assert twice is None or twice.text == once.text


def test_a_long_query_takes_fewer_phrases_of_each_term_and_stays_askable() -> None:
    query = "notice plan measures regulations rules industry promote strengthen improve development support data center"
    found = translated(query)
    assert len(found.text) <= LONGEST
    assert found.terms <= MOST_TERMS


def test_too_many_words_are_refused(database: Database) -> None:
    with database.read() as connection, pytest.raises(BadQuery, match="24 terms"):
        understand(connection, "x " * 60)


# ------------------------------------------------------------------ what is found


@pytest.fixture
def shelf(database: Database) -> Database:
    miit = IssuingBody("miit", "工业和信息化部", "工业和信息化部", None, "MIIT")
    hold(
        database,
        invented(title="关于开展煤电机组改造升级的通知", body="节约用煤。", published_on=date(2021, 1, 1)),
        invented(
            title="数据中心能效办法", body="数据中心要节能。", issuing_bodies=(miit,), published_on=date(2021, 2, 1)
        ),
        invented(title="仓库管理办法", body="数据中心旁的仓库用人工智能盘点。", published_on=date(2021, 3, 1)),
        invented(title="AI应用指南", body="先试后用。", published_on=date(2021, 4, 1)),
    )
    return database


def ids(connection: Connection, query: str) -> list[int]:
    hits = Searcher(connection).hits(understand(connection, query).expression, limit=50)
    return [hit.document_id for hit in hits]


FOUND = (
    ("data centre energy efficiency", "数据中心 (能效 OR 节能)", 1),
    ("data centers", "数据中心", 2),
    ("artificial intelligence", "人工智能", 1),
    ("AI", '"AI" OR 人工智能', 2),
    ("MIIT measures", "MIIT 办法", 1),
    ("data center NOT energy efficiency", "数据中心 NOT (能效 OR 节能)", 1),
)


def test_the_hits_are_those_of_the_chinese_query(shelf: Database) -> None:
    with shelf.read() as connection:
        for query, chinese, count in FOUND:
            assert ids(connection, query) == ids(connection, chinese), query
            assert len(ids(connection, query)) == count, query
            translation = understand(connection, query).translation
            assert translation
            assert ids(connection, translation.text) == ids(connection, query), query
