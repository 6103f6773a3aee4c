"""In how many texts each word stands: counted as texts are read, so that a word's rarity is one look-up by key.

A text that is revised is counted once more, and one whose document is merged away stays counted, both in the words and
in the sum: shares are right but for these few. `zhengce db reindex` counts anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import word_frequencies as table

ALL = ""
"""The row that holds how many texts were counted."""

WORDS_PER_QUERY = 500
"""Databases bound the parameters of a statement."""

_add = sa.text(
    "INSERT INTO word_frequencies (word, documents) VALUES (:word, :documents) "
    "ON CONFLICT (word) DO UPDATE SET documents = word_frequencies.documents + excluded.documents"
)
_held = sa.select(table.c.word, table.c.documents).where(table.c.word.in_(sa.bindparam("words", expanding=True)))


def add(connection: Connection, texts: Iterable[Iterable[str]]) -> None:
    """Counts texts, each given as its words."""
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update({ALL, *words})
    if counts:
        rows = [{"word": word, "documents": number} for word, number in sorted(counts.items())]
        connection.execute(_add, rows)


def texts(connection: Connection) -> int:
    """How many texts were counted."""
    return connection.execute(sa.select(table.c.documents).where(table.c.word == ALL)).scalar() or 0


def of(connection: Connection, words: Iterable[str]) -> tuple[int, Mapping[str, int]]:
    """How many texts were counted, and in how many of them each word stands; a word of none is left out."""
    wanted = sorted(set(words))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), WORDS_PER_QUERY):
        rows = connection.execute(_held, {"words": wanted[start : start + WORDS_PER_QUERY]})
        found.update((row.word, row.documents) for row in rows)
    return texts(connection), found


def forget(connection: Connection) -> None:
    """Takes all counts away."""
    connection.execute(sa.delete(table))
