"""From which day to which a document is suspended: its suspensions and resumptions folded in the order of their days.

A suspension that begins before the one before it ends renews that (继续暂停); the days that the newer one gives win. Of
several with time between them the last one counts. A time without a last day (自2025年11月10日起1年) ends on the day
that is so much later; whether that day is the last one or the first after it is not said.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from parsers.grammar.numerals import read_numeral

SUSPENSION = ("suspends", "resumes")
"""Kinds of relations that begin and end a suspension."""

_TIME = re.compile(r"(?P<count>\S+?)\s*(?P<unit>个月|年|天|日)")
_MOST = 1200


@dataclass(slots=True)
class _Suspension:
    first: date
    last: date | None
    by: int


def suspension_of(rows: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    """Columns of a document from the relations to it: `kind`, `day`, `until`, `duration`, `document_id`."""
    found: _Suspension | None = None
    dated = [row for row in rows if row.kind in SUSPENSION and row.day]
    for row in sorted(dated, key=lambda row: (row.day, row.document_id)):
        if row.kind == "resumes":
            if found and (found.last is None or found.last >= row.day):
                found.last = row.day - timedelta(days=1)
            continue
        last = row.until or later(row.day, row.duration)
        if found and (found.last is None or row.day <= found.last + timedelta(days=1)):
            found.last, found.by = last, row.document_id
        else:
            found = _Suspension(row.day, last, row.document_id)
    if found is None or (found.last and found.last < found.first):
        return dict.fromkeys(("suspended_on", "suspended_until", "suspended_by"))
    return {"suspended_on": found.first, "suspended_until": found.last, "suspended_by": found.by}


def later(day: date, duration: str | None) -> date | None:
    """The day that is so much later: 90天, 6个月, 1年; None where the time is not read."""
    time = _TIME.fullmatch(duration or "")
    count = read_numeral(time["count"]) if time else None
    if time is None or count is None or not 0 < count <= _MOST:
        return None
    if time["unit"] in ("天", "日"):
        return day + timedelta(days=count)
    months = day.month - 1 + count * (12 if time["unit"] == "年" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) if year < 3000 else None
