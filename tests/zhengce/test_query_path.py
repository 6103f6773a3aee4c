"""A query is read once and asks the database little, however many words it has."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.documents.filters import Filters
from storage.search.searcher import Searcher
from tests.zhengce.holding import hold, invented
from zhengce.search import parser, tokens
from zhengce.search.results import find

MOST_STATEMENTS = 4
"""From the words to a page of ids: numbers as documents bear them, terms, words of runs, the page. In others, SQLite's
index is asked whether words stand together, which ends at the first document, and for titles, which are short."""


@pytest.fixture(scope="module")
def shelf(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(
        database,
        invented(title="关于开展煤电机组改造升级的通知", body="节约用煤。"),
        invented(title="数据中心能效办法", document_number="国令第790号", body="数据中心要节能。"),
        invented(title="仓库管理办法", body="数据中心旁的仓库用人工智能盘点，种树浇水。"),
    )
    return database


@pytest.fixture
def seen(shelf: Database) -> Iterator[tuple[Connection, list[str]]]:
    statements: list[str] = []
    with shelf.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        yield connection, statements


QUERIES = (
    ("implementation plan to upgrade coal-fired power units rapidly", 0),
    ("energy efficiency of AI in data centers and warehouse management standards", 0),
    ("data center 仓库浇水", 1),
    ("measures on data centers 国务院令第七百九十号", 1),
    ("(data center OR carbon market) NOT warehouse", 1),
    ("quantum computing standards", 0),
    ("种树浇水", 1),
    ("数据中心", 2),
)


@pytest.mark.parametrize(("query", "least"), QUERIES)
def test_a_query_reads_texts_four_times_at_most(seen: tuple[Connection, list[str]], query: str, least: int) -> None:
    connection, statements = seen
    searcher = Searcher(connection)
    expression = parser.understand(connection, query, searcher).expression
    hits = searcher.hits(expression, Filters(), limit=20)
    assert len(hits) >= least
    reading = [one for one in statements if not one.startswith("SELECT 1 ") and "FROM search_titles CROSS" not in one]
    assert len(reading) <= MOST_STATEMENTS, reading


@pytest.mark.parametrize("query", [query for query, _ in QUERIES])
def test_passages_and_notes_of_a_page_cost_one_statement_each(seen: tuple[Connection, list[str]], query: str) -> None:
    connection, statements = seen
    find(connection, query, Filters())
    of_search = [one for one in statements if "search_" in one or "attachment_texts" in one or " notes" in one]
    assert len([one for one in of_search if "attachment_texts" in one]) <= 1
    assert len([one for one in of_search if "ORDER BY notes.annotated_at" in one]) == (0 if " NOT " in query else 1)


@pytest.mark.parametrize("query", [query for query, _ in QUERIES])
def test_a_query_is_read_once(seen: tuple[Connection, list[str]], query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, _ = seen
    read: list[str] = []

    def tokenize(text: str) -> tuple[tokens.Token, ...]:
        read.append(text)
        return tokens.tokenize(text)

    monkeypatch.setattr(parser, "tokenize", tokenize)
    find(connection, query, Filters())
    assert read == [query]
