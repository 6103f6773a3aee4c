"""A person's judgements of two pages: they hold one document (positive) or two (negative). They outrank every rule.

A judgement names addresses, since the ids of documents change when these are merged and split. Of two judgements on one
pair the later one holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import judgements

Verdict = Literal["positive", "negative"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement of a person on two pages."""

    id: int
    """A later judgement has a greater one."""
    one_url: str
    other_url: str
    judgement: Verdict
    judged_at: datetime

    def other(self, url: str) -> str:
        """The page beside this one."""
        return self.other_url if url == self.one_url else self.one_url


class Judgements:
    """The judgements on some pages, by pair."""

    def __init__(self, found: Iterable[Judgement] = ()) -> None:
        self._by_pair = {(item.one_url, item.other_url): item for item in found}

    def __bool__(self) -> bool:
        return bool(self._by_pair)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._by_pair.values())

    def verdict(self, some: Iterable[str], others: Iterable[str]) -> Verdict | None:
        """The latest judgement on pages of two documents; None where there is none."""
        if not self._by_pair:
            return None
        verdicts = [item for pair in product(some, others) if (item := self._by_pair.get(_pair(*pair)))]
        return max(verdicts, key=lambda item: item.id).judgement if verdicts else None


_urls: sa.BindParameter[str] = sa.bindparam("urls", expanding=True)
_of = sa.select(judgements).where(sa.or_(judgements.c.one_url.in_(_urls), judgements.c.other_url.in_(_urls)))
_of = _of.order_by(judgements.c.id)


def of(connection: Connection, urls: Sequence[str]) -> list[Judgement]:
    """Every judgement on these pages, the oldest first."""
    return [Judgement(**row._mapping) for row in connection.execute(_of, {"urls": list(urls)})]


def verdicts(connection: Connection) -> dict[tuple[str, str], Verdict]:
    """Every judgement that holds, by pair of addresses: people make few."""
    return {(row.one_url, row.other_url): row.judgement for row in connection.execute(sa.select(judgements))}


def record(connection: Connection, verdict: Verdict, pairs: Iterable[tuple[str, str]], now: datetime) -> None:
    """Writes a judgement on each pair of addresses, in the place of an earlier one."""
    for url, other in sorted({_pair(*pair) for pair in pairs}):
        _forget(connection, url, other)
        values = {"one_url": url, "other_url": other, "judgement": verdict, "judged_at": now}
        connection.execute(sa.insert(judgements).values(values))


def forget(connection: Connection, gone: Iterable[Judgement]) -> None:
    """Takes these judgements back."""
    ids = [item.id for item in gone]
    connection.execute(sa.delete(judgements).where(judgements.c.id.in_(ids)))


def forget_pair(connection: Connection, url: str, other: str) -> None:
    """Takes back the judgement on a pair of addresses."""
    _forget(connection, *_pair(url, other))


def _forget(connection: Connection, url: str, other: str) -> None:
    connection.execute(sa.delete(judgements).where(judgements.c.one_url == url, judgements.c.other_url == other))


def _pair(url: str, other: str) -> tuple[str, str]:
    return (url, other) if url <= other else (other, url)
