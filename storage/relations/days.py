"""The days on which a document is suspended, extended, postponed or ended, from the relations of others to it."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.numerals import read_numeral
from parsers.grammar.relations.instrument import instrument_name
from storage.schema import documents, relations, suspensions
from storage.statements import of_documents

EXTENDING = ("extends", "continues")
"""Kinds of relations that move the last day in force of a document."""

SUSPENSION = ("suspends", "resumes")
"""Kinds of relations that begin and end a suspension."""

SUSPENDED = ("suspended_on", "suspended_until", "suspended_by")
"""What a change tells of the last of a document's suspensions."""

MOVED = ("extended_until", "extended_by", "postponed_to", "postponed_by")
_TIME = re.compile(r"(?P<count>\S+?)\s*(?P<unit>个月|年|天|日)")
_MOST = 1200


ACTING = ("final", "interpretation")
"""The stages whose relations count as done: documents, and the answers of spokespersons in which a body decides."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A time for which others suspend a document or a part of it, as in the table `suspensions`.

    Those of one part that follow each other without a day between are one, by the document that gave it its last day.
    """

    suspended_on: date
    suspended_until: date | None
    suspended_by: int
    part: str = ""
    """What of it, in the words of that document; empty for the whole."""

    def holds_on(self, day: date) -> bool:
        """True if the document is suspended on a day."""
        return self.suspended_on <= day and (self.suspended_until is None or day <= self.suspended_until)


def done_by_others(kinds: Collection[str]) -> sa.Select[Any]:
    """What others do to the whole of the documents `ids`, and what suspends parts of them, as rows for those below."""
    day = sa.func.coalesce(
        relations.c.date, documents.c.effective_on, documents.c.written_on, documents.c.published_on
    ).label("day")
    return (
        sa.select(
            *(relations.c.related_id, relations.c.document_id, relations.c.kind, relations.c.until),
            *(relations.c.duration, relations.c.part, day, relations.c.title, documents.c.title.label("by_title")),
        )
        .join(documents, documents.c.id == relations.c.document_id)
        .where(
            relations.c.related_id.in_(sa.bindparam("ids", expanding=True)),
            relations.c.kind.in_(kinds),
            sa.or_(relations.c.part.is_(None), relations.c.kind.in_(SUSPENSION)),
            documents.c.stage.in_(ACTING),
        )
    )


_suspensions = of_documents(suspensions, *suspensions.primary_key)


def read_suspensions(connection: Connection, ids: Collection[int]) -> dict[int, list[Suspension]]:
    """The suspensions of documents, in order, by document; documents without any are left out."""
    suspensions_by: dict[int, list[Suspension]] = {}
    for document_id, *times in connection.execute(_suspensions, {"ids": list(ids)}):
        suspensions_by.setdefault(document_id, []).append(Suspension(*times))
    return suspensions_by


def suspensions_of(rows: Sequence[sa.Row[Any]]) -> list[Suspension]:
    """The times for which a document, or a part of it, is suspended, in order; who resumes the whole resumes all."""
    dated = [row for row in rows if row.kind in SUSPENSION and row.day]
    parts = dict.fromkeys(row.part or "" for row in dated if row.kind == "suspends")
    times = [
        suspension
        for part in parts
        for suspension in _of_part(part, [row for row in dated if row.part in (part or None, None)])
    ]
    return sorted(times, key=lambda one: (one.suspended_on, one.part))


def _of_part(part: str, rows: Sequence[sa.Row[Any]]) -> Iterator[Suspension]:
    times: list[Suspension] = []
    for row in sorted(rows, key=lambda row: (row.day, row.document_id)):
        before = times[-1].suspended_until if times else None
        is_going_on = bool(times) and (before is None or row.day <= before + timedelta(days=1))
        if row.kind == "resumes":
            if is_going_on:
                resumed = row.day - timedelta(days=1)
                times[-1] = replace(times[-1], suspended_until=min(before or date.max, resumed))
        elif (row.part or "") == part:
            first = times.pop().suspended_on if is_going_on else row.day
            times.append(Suspension(first, row.until or later(row.day, row.duration), row.document_id, part))
    yield from (
        suspension
        for suspension in times
        if suspension.suspended_until is None or suspension.suspended_until >= suspension.suspended_on
    )


def last_suspension(times: Sequence[Suspension]) -> dict[str, Any]:
    """What a change tells of a document's suspensions: the last of the whole of it."""
    whole = [asdict(suspension) for suspension in times if not suspension.part]
    return {name: whole[-1][name] if whole else None for name in SUSPENDED}


def moved_days(own: sa.Row[Any], rows: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    """Columns of a document whose last or first day others move: the newest word that names a later day counts."""
    values: dict[str, Any] = dict.fromkeys(MOVED)
    for row in sorted((row for row in rows if row.day), key=lambda row: (row.day, row.document_id)):
        if row.kind == "postpones" and row.until and row.until > (own.effective_on or date.min):
            values |= {"postponed_to": row.until, "postponed_by": row.document_id}
        elif row.kind in EXTENDING:
            before = values["extended_until"] or own.repealed_on
            until = row.until or later(before if row.kind == "extends" and before else row.day, row.duration)
            if until and (own.repealed_on is None or until > own.repealed_on):
                values |= {"extended_until": until, "extended_by": row.document_id}
    return values


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


def ending_of(rows: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    """The first ending of a document: the day, the document that says so, and how."""
    dated = [row for row in rows if row.day]
    if not dated:
        return {"ended_on": None, "ended_by": None, "ended_as": None}
    first = min(dated, key=lambda row: (row.day, row.document_id))
    own = [row for row in dated if row.document_id == first.document_id]
    replaced = any(row.kind == "replaces" or (row.kind == "repeals" and _is_successor(row)) for row in own)
    how = "replaced" if replaced else "repealed" if any(row.kind == "repeals" for row in own) else "stopped"
    return {"ended_on": first.day, "ended_by": first.document_id, "ended_as": how}


def _is_successor(row: sa.Row[Any]) -> bool:
    """Whether who repeals a document has its name, whatever the edition: that replaces it."""
    name = instrument_name(row.title or "")
    return name is not None and name == instrument_name(row.by_title)
