"""On PostgreSQL a page of results is the same whether the newest documents are looked through or the index is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import search
from storage.database import open_database
from storage.documents.filters import Filters
from storage.schema import attachment_texts, attachments, files
from storage.search import postgresql
from storage.search.expression import All, AnyOf, Expression, Not, Term
from storage.search.postgresql import pages as postgresql_pages
from storage.search.searcher import IndexSearcher
from tests.conftest import Server
from tests.outputs.holding import NOW, invented, pour

COUNT = 90

EXPRESSIONS: tuple[Expression, ...] = (
    Term(("髹漆",)),
    Term(("髹漆与缂丝",)),
    Term(("筇竹",)),
    Term(("榫卯",)),
    Term(("埽工第7段",)),
    Term(("关于髹漆第12号的通知",)),
    Term(("缂丝",), titles=("第3",), numbers=("工信部函〔2024〕7号",)),
    All((Term(("髹漆",)), Term(("缂丝",)))),
    All((Term(("髹漆",)), Term(("筇竹",)), Term(("榫卯",)))),
    AnyOf((Term(("筇竹",)), Term(("榫卯",)))),
    AnyOf((All((Term(("缂丝",)), Not(Term(("榫卯",))))), Term(("筇竹",)))),
    All((Term(("髹漆",)), Not(Term(("缂丝",))))),
    All((Term(("筇竹",)), Not(Term(("髹漆",))))),
    Not(Term(("髹漆",))),
    Not(Term(("筇竹",))),
)


@pytest.fixture(scope="module")
def connection(postgres: Server) -> Iterator[Connection]:
    """Documents of few days, some without one and some news; every fourth has the words of a file."""
    url = postgres.create()
    database = open_database(url)
    records = []
    for number in range(COUNT):
        words = "髹漆" if number % 3 else "漆器"
        title = f"关于{words}第{number}号的通知" if number % 5 else f"关于缂丝{number}的公告"
        body = f"{words}{'与' if number % 2 else '、'}缂丝。埽工第{number % 11}段。{'筇竹' if number == 40 else ''}"
        day = date(2024, 1, 1) + timedelta(days=number // 4) if number % 13 else None
        record = invented(title=title, body=body, published_on=day, url=f"https://a.example/{number}")
        records.append(replace(record, stage="news" if number % 17 == 5 else "final"))
    records[70] = replace(records[70], title="髹漆")
    records[30] = replace(records[30], document_number="工信部函〔2024〕7号")
    pour(database, records)
    with database.write() as writer:
        for number in range(1, COUNT, 4):
            names = dict.fromkeys(("url", "printed_url", "page_url", "source"), f"https://a.example/{number}.pdf")
            writer.execute(sa.insert(files).values(id=number, **names, first_seen_at=NOW, due_at=NOW))
            page = {"file_id": number, "page": 1, "text": f"榫卯ＡＢ{number}。"}
            writer.execute(sa.insert(attachment_texts).values(page))
            link = {"document_id": number, "position": 0, "title": "附件", "url": names["url"], "file_id": number}
            writer.execute(sa.insert(attachments).values(link))
    with database.read() as reader:
        yield reader
    database.close()
    postgres.drop(url)


Page = list[tuple[int, int]]
"""Ids and ranks."""


def pages(connection: Connection, filters: Filters) -> list[list[Page]]:
    """All that each expression finds, in both orders, page by page."""
    found, orders = [], tuple[search.Order, ...](("best", "newest"))
    for expression in EXPRESSIONS:
        for order in orders:
            given: list[Page] = []
            after = None
            while hits := search.search(connection, expression, filters, order=order, limit=23, after=after):
                given.append([(hit.document_id, hit.rank) for hit in hits])
                after = hits[-1].place
            found.append(given)
    return found


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(types=("通知",), stages=("final", "news"))], ids=["all", "some"]
)
def test_pages_are_the_same_however_they_are_found(
    connection: Connection, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = {}
    for name, values in {
        "by the index": {"SCAN_COST": 10**9, "TITLE_SCAN_COST": 10**9, "FIRST_SCANNED": 3},
        "by looking": {"SCAN_COST": 0, "TITLE_SCAN_COST": 0, "FIRST_SCANNED": 3},
        "by both": {"SCAN_COST": 0, "TITLE_SCAN_COST": 0, "FIRST_SCANNED": 20, "MOST_SCANNED": 30, "FREQUENT_HITS": 1},
    }.items():
        with monkeypatch.context() as patch:
            for setting, value in values.items():
                patch.setattr(postgresql_pages, setting, value)
            ways[name] = pages(connection, filters)
    assert ways["by looking"] == ways["by the index"]
    assert ways["by both"] == ways["by the index"]
    for given in map(list, map(chain.from_iterable, ways["by looking"])):
        assert len({number for number, _ in given}) == len(given)


def test_pages_hold_what_sets_hold(connection: Connection) -> None:
    stages = Filters(stages=("final", "news"))
    for expression, given in zip(EXPRESSIONS, pages(connection, stages)[::2], strict=True):
        found = list(chain.from_iterable(given))
        sets = IndexSearcher(connection).matches(expression)
        assert {number for number, _ in found} == set(sets.texts)
        assert {number for number, rank in found if rank < 2} == set(sets.titles)
        assert {number for number, rank in found if rank == 0} == set(sets.whole)
        assert set(postgresql.ids(connection, expression)) == set(sets.texts)


def test_some_words_are_looked_for_in_the_newest_alone(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
    monkeypatch.setattr(postgresql_pages, "SCAN_COST", 0)
    assert len(search.search(connection, Term(("缂丝",)), order="newest", limit=20)) == 20
    assert len(search.search(connection, Term(("筇竹",)), order="newest", limit=20)) == 1
    params = ["search_keys" in statement for statement in seen]
    assert params == [False, False, True]
