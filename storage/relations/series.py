"""Number series: which numbers of a 机关代字 and year, or of a body's orders or announcements, are held and missing.

工信部规〔2021〕n号 begins anew each year with 1, and so do announcements (公告2021年第n号). Orders (令) run on over the
years, whether or not their numbers name the year: of them only what lies between two held ones is known to be missing.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.resolution.normalization import number_parts
from storage.schema import documents, issuing_bodies

_KINDS = ("令", "公告", "通告")


@dataclass(frozen=True, slots=True)
class Series:
    """The held numbers of one series in one year."""

    prefix: str
    """工信部规, or the issuer and the kind: 工业和信息化部公告, 国令."""
    year: int | None
    """None for orders that are counted through without a year: 国令第790号."""
    body: str | None
    """Id of the body that leads most of its documents."""
    numbers: tuple[int, ...]
    """Held, in order, each once."""

    @property
    def begins_at_one(self) -> bool:
        """Whether the numbers begin with 1 in this year."""
        return self.year is not None and not self.prefix.endswith("令")

    def missing(self) -> list[tuple[int, int]]:
        """The ranges (first, last) of numbers up to the highest held one that are not held."""
        gaps = []
        expected = 1 if self.begins_at_one else self.numbers[0]
        for number in self.numbers:
            if number > expected:
                gaps.append((expected, number - 1))
            expected = number + 1
        return gaps

    def to_dict(self) -> dict[str, Any]:
        """The series for JSON."""
        missing = self.missing()
        return {
            "prefix": self.prefix,
            "year": self.year,
            "body": self.body,
            "held": len(self.numbers),
            "lowest": self.numbers[0],
            "highest": self.numbers[-1],
            "missing_count": sum(last - first + 1 for first, last in missing),
            "missing": [list(pair) for pair in missing],
        }


def read_series(connection: Connection, prefix: str | None = None, year: int | None = None) -> list[Series]:
    """The series of a prefix, or of all whose prefix begins so where none is equal; of all without one.

    In the order of prefixes and, of one prefix, the newest year first. `year`: of that year alone.
    """
    lead = sa.and_(issuing_bodies.c.document_id == documents.c.id, issuing_bodies.c.position == 0)
    query = (
        sa.select(documents.c.document_number, issuing_bodies.c.agency_id)
        .join(issuing_bodies, lead, isouter=True)
        .where(documents.c.document_number.is_not(None), documents.c.stage != "news")
    )
    if prefix:  # of a joint announcement, other bodies stand before the kind
        issuer = next((prefix.removesuffix(kind) for kind in _KINDS if prefix.endswith(kind)), prefix)
        query = query.where(documents.c.document_number.startswith(issuer, autoescape=True))
    all_series = [
        series for series in _grouped(connection.execute(query), year) if series.prefix.startswith(prefix or "")
    ]
    equal = [series for series in all_series if series.prefix == prefix]
    return equal or all_series


def _grouped(rows: Iterable[sa.Row[Any]], year: int | None) -> list[Series]:
    numbers: dict[tuple[str, int | None], set[int]] = {}
    bodies: dict[tuple[str, int | None], Counter[str]] = {}
    for row in rows:
        parts = number_parts(_of_lead(row.document_number))
        if parts is None or parts.serial is None or not parts.issuer or (year is not None and parts.year != year):
            continue
        key = f"{parts.issuer}{parts.kind or ''}", parts.year
        numbers.setdefault(key, set()).add(parts.serial)
        if row.agency_id:
            bodies.setdefault(key, Counter())[row.agency_id] += 1
    return [
        Series(prefix, in_year, _most_frequent(bodies.get((prefix, in_year))), tuple(sorted(held)))
        for (prefix, in_year), held in sorted(numbers.items(), key=lambda item: (item[0][0], -(item[0][1] or 0)))
    ]


def _of_lead(number: str) -> str:
    """商务部 海关总署公告2025年第54号 -> 商务部公告2025年第54号: a joint number is counted by the body that leads."""
    lead, *others = number.split()
    if not others:
        return number
    kind = max((others[-1].rfind(kind), kind) for kind in _KINDS)
    return lead + others[-1][kind[0] :] if kind[0] >= 0 else number


def _most_frequent(counts: Counter[str] | None) -> str | None:
    return min(counts, key=lambda body: (-counts[body], body)) if counts else None
