"""The keywords of a document: words that fill it and few other documents, never office boilerplate.

A word weighs its share of the document (in the title three times) times its rarity: in our own texts, which
`word_frequencies` counts, and, as long as they are few, in the general Chinese that jieba knows. Boilerplate, names of
bodies and words of a quarter of all documents have no weight.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from statistics import median

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.agencies import NAMES
from storage.database import Database
from storage.schema import documents, keywords, revisions
from storage.search import frequencies
from zhengce.search import segmentation

MOST = 8
"""Keywords of a document."""

TITLE_WEIGHT = 3
READ = 20_000
"""Characters of a body that are read."""

TOO_COMMON, FROM = 0.25, 40
"""A word in more than this share of the documents is boilerplate, where there are at least FROM documents."""

GENERAL = 200
"""Number of our own documents that weighs as much as the general corpus."""

ENDINGS = ("通知", "意见", "公告", "办法", "规定", "条例", "方案", "稿")
"""What ends the name of a document is no subject."""

BATCH = 100

CACHED = 500
"""Texts whose words stay in memory between counting and weighing, so that they are cut once."""

_Counts = Counter[str]

_WORD = re.compile("[㐀-鿿]{2,12}|(?=.*[A-Za-z])[0-9A-Za-z.+-]{2,20}")
_NUMERAL = re.compile("^第?[一二三四五六七八九十百千万亿两〇零]+[年月日章条款项节类批级个号期]?$")


def refresh(
    database: Database, now: datetime, *, again: bool = False, progress: Callable[[int], None] | None = None
) -> int:
    """Finds keywords of the documents that are new or revised since (`again`: of all); returns how many.

    First the texts are counted in which each word stands, so that the order of documents does not matter. Written a
    batch a transaction; `progress` gets how many are done, counting taken as half of it.
    """
    with database.read() as connection:
        ids = _stale(connection, again=again)
        counted = frequencies.texts(connection)
        uncounted = ids if counted and not again else _stale(connection, again=True)
    if again:
        with database.write() as connection:
            frequencies.forget(connection)
    cached: dict[int, _Counts] = {}
    done, work = 0, len(uncounted) + len(ids)
    for batch in _batches(uncounted if ids else []):
        with database.read() as connection:
            counts = {document_id: counts_of(text) for document_id, text in texts_of(connection, batch)}
        with database.write() as connection:
            frequencies.add(connection, counts.values())
        if len(cached) < CACHED:
            cached |= counts
        done += len(batch)
        if progress:
            progress(done * len(ids) // work)
    for batch in _batches(ids):
        with database.read() as connection:
            counts = {number: cached[number] for number in batch if number in cached}
            others = [number for number in batch if number not in cached]
            counts |= {number: counts_of(text) for number, text in texts_of(connection, others)}
            total, holding = frequencies.of(connection, {word for words in counts.values() for word in words})
        found = {document_id: _keywords(words, total, holding) for document_id, words in counts.items()}
        with database.write() as connection:
            _write(connection, found, now)
        done += len(batch)
        if progress:
            progress(done * len(ids) // work)
    return len(ids)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def of(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The keywords of documents, the weightiest first."""
    query = sa.select(keywords).where(keywords.c.document_id.in_(ids))
    query = query.order_by(keywords.c.document_id, keywords.c.position)
    found: dict[int, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(row.word)
    return {document_id: tuple(words) for document_id, words in found.items()}


def _stale(connection: Connection, *, again: bool) -> list[int]:
    scalar_select = (
        sa.select(sa.func.max(keywords.c.made_at)).where(keywords.c.document_id == documents.c.id).scalar_subquery()
    )
    changed = sa.select(sa.func.max(revisions.c.revised_at)).where(revisions.c.document_id == documents.c.id)
    query = sa.select(documents.c.id).order_by(documents.c.id)
    if not again:
        query = query.where(sa.or_(scalar_select.is_(None), scalar_select < changed.scalar_subquery()))
    return list(connection.execute(query).scalars())


def texts_of(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    query = sa.select(documents.c.id, documents.c.title, documents.c.issued_title, documents.c.body)
    for row in connection.execute(query.where(documents.c.id.in_(ids)).order_by(documents.c.id)):
        yield row.id, (f"{row.title}\n{row.issued_title or ''}", row.body[:READ])


def _write(connection: Connection, found: Mapping[int, list[tuple[str, float]]], now: datetime) -> None:
    # A document that was merged away meanwhile has no row to hang keywords on.
    there = connection.execute(sa.select(documents.c.id).where(documents.c.id.in_(found))).scalars().all()
    connection.execute(sa.delete(keywords).where(keywords.c.document_id.in_(found)))
    rows = [
        {"document_id": document_id, "position": position, "word": word, "weight": round(weight, 5), "made_at": now}
        for document_id in there
        for position, (word, weight) in enumerate(found[document_id])
    ]
    if rows:
        connection.execute(sa.insert(keywords), rows)


def _rarity(word: str, holding: int, total: int) -> float:
    if total >= FROM and holding > total * TOO_COMMON:
        return 0.0
    own = math.log((total + 1) / (holding + 1)) + 1
    general, typical = _general()
    return (total * own + GENERAL * (general.get(word) or typical)) / (total + GENERAL)


@cache
def _general() -> tuple[Mapping[str, float], float]:
    """The rarity in general Chinese of each word that may be a keyword, by jieba's table, and of unknown words."""
    found = dict.fromkeys(segmentation.dictionary()[2], 0.0)
    every: list[float] = []
    values: dict[str, float] = {}
    # Not through jieba.analyse, which loads the table twice and a part-of-speech tagger with it.
    with files("jieba").joinpath("analyse", "idf.txt").open(encoding="utf-8") as lines:
        for word, printed in map(str.split, lines):
            if (rarity := values.get(printed)) is None:
                rarity = values[printed] = float(printed)
            every.append(rarity)
            if word in found or word.isascii():
                found[word] = rarity
    return found, median(every)


def counts_of(text: tuple[str, str]) -> _Counts:
    """How often each word that may be a keyword stands in a title (times TITLE_WEIGHT) and a body."""
    title, body = text
    counts = Counter(filter(_telling, segmentation.known_words(body)))
    for word in filter(_telling, segmentation.known_words(title)):
        counts[word] += TITLE_WEIGHT
    return counts


def _keywords(counts: _Counts, total: int, holding: Mapping[str, int]) -> list[tuple[str, float]]:
    """The keywords of a document with their weights, the weightiest first, from the counts of its words, the number of
    texts and how many of them hold each word."""
    words = sum(counts.values())
    weighed = [(count / words * _rarity(word, holding.get(word, 0), total), word) for word, count in counts.items()]
    chosen: list[tuple[str, float]] = []
    for weight, word in sorted(weighed, key=lambda pair: (-pair[0], pair[1])):
        if weight > 0 and not any(word in other for other, _ in chosen):
            chosen.append((word, weight))
        if len(chosen) == MOST:
            break
    return chosen


def _telling(word: str) -> bool:
    if _WORD.fullmatch(word) is None or word in segmentation.BOILERPLATE or word in NAMES or _NUMERAL.match(word):
        return False
    return (word in _general()[0] or word.isascii()) and not word.endswith(ENDINGS)
