"""The counts beside the results, of keywords above all: what is found has them, and every value is counted once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.schema import keywords as table
from storage.search import facets
from storage.search.expression import Term
from tests.zhengce.counting import count_facets
from tests.zhengce.holding import NOW, hold, invented
from zhengce.search import keywords

WORDS = ((1, 0, "闸板"), (2, 0, "闸板"), (3, 0, "埽工"), (4, 0, "闸板"), (1, 1, "结实"))
"""Document, position and word."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    texts = ("闸板闸板闸板闸板要结实", "闸板闸板闸板闸板要轻便", "埽工埽工埽工埽工要牢固")
    hold(database, *(invented(title=f"关于第{n}件事的通知", body=text, topic="水利") for n, text in enumerate(texts)))
    hold(database, invented(title="关于闸板的公告", body="闸板闸板闸板", document_type="公告"))
    with database.write() as connection:
        connection.execute(sa.delete(table))
        connection.execute(sa.insert(table), [
            {"document_id": document, "position": position, "word": word, "weight": 1.0, "made_at": NOW}
            for document, position, word in WORDS
        ])  # fmt: skip
    yield database
    database.close()


def counts(
    database: Database, kind: facets.Facet, filters: Filters | None = None, words: str = ""
) -> list[tuple[str, int]]:
    with database.read() as connection:
        expression = Term((words,)) if words else None
        found = count_facets(connection, expression, filters or Filters())
    return [(one.value, one.count) for one in found[kind]]


def test_keywords_are_counted_the_most_frequent_first(held: Database) -> None:
    assert counts(held, "keyword") == [("闸板", 3), ("埽工", 1), ("结实", 1)]


def test_keywords_are_those_of_what_is_found(held: Database) -> None:
    assert counts(held, "keyword", Filters(types=("通知",))) == [("闸板", 2), ("埽工", 1), ("结实", 1)]
    assert counts(held, "keyword", words="埽工") == [("埽工", 1)]
    assert counts(held, "keyword", Filters(keywords=("结实",))) == [("结实", 1), ("闸板", 1)]


def test_a_filter_does_not_narrow_the_counts_of_its_own_kind(held: Database) -> None:
    assert counts(held, "type", Filters(types=("通知",))) == [("通知", 3), ("公告", 1)]
    assert counts(held, "topic", Filters(types=("公告",))) == []
    assert counts(held, "topic", Filters(types=("通知",))) == [("水利", 3)]
    assert counts(held, "source", Filters(types=("公告",))) == [("miit", 1)]


def test_keywords_that_are_found_by_themselves_are_counted(held: Database) -> None:
    keywords.refresh(held, NOW, again=True)
    assert counts(held, "keyword")
