"""Has relations point to the held documents that they mean, and documents aware of what ended them.

Run for every document that was saved, in the same transaction: what it says of others, and what others say of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import RelationKind, plain
from storage import changes
from storage.documents.filters import DAY
from storage.relations.days import (
    ACTING,
    EXTENDING,
    MOVED,
    SUSPENDED,
    SUSPENSION,
    done_by_others,
    ending_of,
    last_suspension,
    moved_days,
    read_suspensions,
    suspensions_of,
)
from storage.relations.life import BY_OTHERS, EFFECTS, events_by_others
from storage.relations.resolving import Candidate, Successors, resolve
from storage.relations.status import ENDING, china_day, status_of
from storage.schema import agencies, citations, documents, issuing_bodies, pages, relations, suspensions
from storage.statements import update_by_id

EVENTS = (*ENDING, *SUSPENSION, *EXTENDING, "postpones")
"""Kinds of relations that decide on which days a document is in force."""

_DOERS = ("ended_by", "final_id", "suspended_by", "extended_by", "postponed_by")
_MOVERS: Mapping[str, tuple[Collection[str], Sequence[str]]] = {
    "ended_by": (ENDING, ("ended_on", "ended_as")),
    "suspended_by": (("suspends",), ("suspended_on", "suspended_until")),
    "extended_by": (EXTENDING, ("extended_until",)),
    "postponed_by": (("postpones",), ("postponed_to",)),
}
"""Column of the document that moves a day -> the relations by which it does, and the columns that they move."""
Done = tuple[int, int, str]
"""A document, another one, and the kind of relation by which that does something to it."""


RELATIONS_PER_STEP = 1000
"""Relations that are looked at together: tens of thousands name a law, and a statement takes 32,766 values at most."""

_ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_KEYS = (pages.c.title_key, pages.c.issued_key, pages.c.instrument_key)
_keys_of: sa.Select[Any] = sa.select(pages.c.document_id, *_KEYS).where(pages.c.document_id.in_(_ids))
_facts_of: sa.Select[Any] = sa.select(
    *(documents.c.id, documents.c.title, documents.c.stage, documents.c.document_number, DAY.label("day")),
    *(documents.c.source, documents.c.url, documents.c.effective_on, documents.c.repealed_on, documents.c.written_on),
    *(documents.c.ended_on, documents.c.ended_by, documents.c.ended_as, documents.c.final_id, documents.c.validity),
    *(documents.c[name] for name in MOVED),
).where(documents.c.id.in_(_ids))
_bodies_of = (
    sa.select(issuing_bodies.c.document_id, issuing_bodies.c.agency_id, issuing_bodies.c.name)
    .where(issuing_bodies.c.document_id.in_(_ids))
    .order_by(issuing_bodies.c.document_id, issuing_bodies.c.position)
)
_numbers: sa.BindParameter[Any] = sa.bindparam("numbers", expanding=True)
_titles: sa.BindParameter[Any] = sa.bindparam("titles", expanding=True)


def _rows_around(table: sa.Table, pointer: str) -> sa.CompoundSelect[Any]:
    """The rows of documents, those that point to one, and those that may mean one by its number or a title."""
    wanted = {"document_id": _ids, pointer: _ids, "document_number": _numbers, "title_key": _titles}
    return sa.union(*(sa.select(table).where(table.c[name].in_(values)) for name, values in wanted.items()))


_around, _cited_around = _rows_around(relations, "related_id"), _rows_around(citations, "cited_id")
_named = sa.union(
    sa.select(documents.c.id).where(documents.c.document_number.in_(_numbers)),
    *(sa.select(pages.c.document_id).where(key.in_(_titles)) for key in _KEYS),
)
_ended_by = sa.union(
    sa.select(documents.c.id).where(
        sa.or_(*(documents.c[name].in_(_ids) for name in ("ended_by", "extended_by", "postponed_by")))
    ),
    sa.select(suspensions.c.document_id).where(suspensions.c.suspended_by.in_(_ids)),
)
_endings = done_by_others(EVENTS)
_finals = sa.select(relations.c.document_id, relations.c.related_id).where(
    relations.c.document_id.in_(_ids), relations.c.kind == "draft_of", relations.c.related_id.is_not(None)
)
_successors = sa.select(agencies.c.id, agencies.c.successor).where(agencies.c.successor.is_not(None))
_point, _point_citation = (
    sa.update(table).where(
        table.c.document_id == sa.bindparam("this_id"), table.c.position == sa.bindparam("this_position")
    )
    for table in (relations, citations)
)


def link(
    connection: Connection,
    ids: Collection[int],
    now: datetime,
    kind: changes.ChangeKind = "related",
    gone: Collection[int] = (),
    *,
    new: Collection[int] = (),
) -> None:
    """Finds anew what relations and citations of and to these documents mean, and what relations do to those they mean.

    `gone`: ids of documents that were found to be one of these. A document that is ended by another, or a draft that
    became final, gets a change of this kind (`related`; `reparsed` where no crawl brought it). `new`: those of `ids`
    that are new at this moment; they get no further change. Unless documents were merged or read again, the change of
    a document has the `events` that others newly state of it, with their words.
    """
    affected = {*ids, *_ended(connection, [*ids, *gone])}
    done: set[Done] = set()
    wanted = _wanted(connection, ids, gone)
    for rows in _steps(connection.execute(_cited_around, wanted).all()):
        _link_citations(connection, rows)
    for rows in _steps(connection.execute(_around, wanted).all()):
        moved, meant, values = _resolve_anew(connection, rows)
        if moved:
            connection.execute(_point, moved)
        affected |= meant
        done |= values
    _write_status(connection, affected, set(new), now, kind, None if gone or kind != "related" else done)


def successors(connection: Connection) -> Successors:
    """Which bodies took over from which, as the table `agencies` says."""
    return {row.id: row.successor.split("|") for row in connection.execute(_successors)}


def _ended(connection: Connection, ids: Collection[int]) -> Iterable[int]:
    return connection.execute(_ended_by, {"ids": list(ids)}).scalars()


def _wanted(connection: Connection, ids: Collection[int], gone: Collection[int]) -> dict[str, list[Any]]:
    """By what the relations and citations of and to these documents, and those that may mean one, are found."""
    names = connection.execute(_keys_of, {"ids": list(ids)}).all()
    facts = _facts(connection, ids)
    titles = {key for row in names for key in row[1:] if key}
    numbers = {row.document_number for row in facts.values() if row.document_number}
    return {"ids": [*ids, *gone], "numbers": list(numbers), "titles": list(titles)}


def _steps(rows: Sequence[sa.Row[Any]]) -> Iterator[Sequence[sa.Row[Any]]]:
    return (rows[start : start + RELATIONS_PER_STEP] for start in range(0, len(rows), RELATIONS_PER_STEP))


def _near(
    connection: Connection, rows: Sequence[sa.Row[Any]]
) -> tuple[Mapping[int, Candidate], Callable[[RelationKind, sa.Row[Any]], int | None]]:
    """The held documents that own or may be meant by some relations or citations, and what gives the id of the one that
    a row means, as a relation of a kind."""
    numbers = {row.document_number for row in rows if row.document_number}
    titles = {row.title_key for row in rows if row.title_key}
    named = connection.execute(_named, {"numbers": list(numbers), "titles": list(titles)}).scalars()
    candidates = _candidates(connection, {number for number in named if number} | {row.document_id for row in rows})
    by_key: dict[str, list[Candidate]] = {}
    for candidate in candidates.values():
        for key in (*candidate.keys, candidate.document_number):
            if key:
                by_key.setdefault(key, []).append(candidate)
    family = successors(connection) if len(candidates) > 1 else {}

    def meant(kind: RelationKind, row: sa.Row[Any]) -> int | None:
        keys = (row.document_number, row.title_key)
        near = {candidate.id: candidate for key in keys if key for candidate in by_key.get(key, ())}
        return resolve(kind, row, candidates[row.document_id], near.values(), family)

    return candidates, meant


def _link_citations(connection: Connection, rows: Sequence[sa.Row[Any]]) -> None:
    """Points citations to the held documents that they mean: as of what a document is based on, bodies and days have to
    agree. A title that calls itself a draft may mean one, as in an interpretation."""
    candidates, meant = _near(connection, rows)
    moved = []
    for row in rows:
        kind: RelationKind = "interprets" if "征求意见稿" in (row.title or "") else "based_on"
        if row.document_id in candidates and (cited_id := meant(kind, row)) != row.cited_id:
            moved.append({"cited_id": cited_id, "this_id": row.document_id, "this_position": row.position})
    if moved:
        connection.execute(_point_citation, moved)


def _resolve_anew(
    connection: Connection, rows: Sequence[sa.Row[Any]]
) -> tuple[list[dict[str, Any]], set[int], set[Done]]:
    """Resolves these relations: those that mean another document than they point to, as values of `_point`; the
    documents that are or were meant, and the drafts among the owners; and what is newly done to a document."""
    candidates, meant = _near(connection, rows)
    affected: set[int] = set()
    done: set[Done] = set()
    moved = []
    for row in rows:
        owner = candidates.get(row.document_id)
        if owner is None:
            continue
        related_id = meant(row.kind, row)
        if related_id != row.related_id:
            moved.append({"related_id": related_id, "this_id": row.document_id, "this_position": row.position})
            if related_id and row.kind in EFFECTS and owner.stage in ACTING:
                done.add((related_id, owner.id, row.kind))
        if row.kind in EVENTS:
            affected |= {number for number in (related_id, row.related_id) if number}
        elif row.kind == "draft_of":
            affected.add(row.document_id)
    return moved, affected, done


def _candidates(connection: Connection, ids: Iterable[int]) -> dict[int, Candidate]:
    wanted = {"ids": list(ids)}
    bodies: dict[int, list[str]] = {}
    for row in connection.execute(_bodies_of, wanted):
        bodies.setdefault(row.document_id, []).append(row.agency_id or row.name)
    keys: dict[int, set[str]] = {}
    for row in connection.execute(_keys_of, wanted):
        keys.setdefault(row.document_id, set()).update(key for key in row[1:] if key)
    return {
        row.id: Candidate(
            id=row.id,
            title=row.title,
            stage=row.stage,
            document_number=row.document_number,
            day=row.day,
            bodies=frozenset(bodies.get(row.id, ())),
            lead=next(iter(bodies.get(row.id, ())), None),
            keys=frozenset(keys.get(row.id, ())),
        )
        for row in _facts(connection, wanted["ids"]).values()
    }


def _facts(connection: Connection, ids: Iterable[int]) -> dict[int, sa.Row[Any]]:
    return {row.id: row for row in connection.execute(_facts_of, {"ids": list(ids)})}


def _write_status(
    connection: Connection,
    ids: Collection[int],
    new: Collection[int],
    now: datetime,
    kind: changes.ChangeKind,
    done: Collection[Done] | None,
) -> None:
    """Writes what ended each of these documents and what each draft became, and a change where that is new or another
    one does something to it; `done` None tells no events."""
    outdated = {row["id"]: (row, values) for row, values in _outdated(connection, ids)}
    affected = {document_id for document_id, *_ in done or ()} - outdated.keys()
    outdated |= {row.id: (row._mapping, {}) for row in _facts(connection, affected).values()}
    for document_id, (row, values) in sorted(outdated.items()):
        if values:
            columns = {name: value for name, value in values.items() if name in documents.c}
            connection.execute(update_by_id(documents), {**columns, "this_id": document_id})
            if values["suspensions"] != row["suspensions"]:
                connection.execute(sa.delete(suspensions).where(suspensions.c.document_id == document_id))
                for times in values["suspensions"]:
                    connection.execute(sa.insert(suspensions).values(document_id=document_id, **asdict(times)))
        if document_id in new:
            continue
        fields = _what_changed(row, values, china_day(now)) if values else {}
        other = next(filter(None, (values.get(name) for name in _DOERS)), None)
        own = {(owner, how) for number, owner, how in done or () if number == document_id}
        if done is not None and (own := own or _movers(row, values)):
            events = events_by_others(connection, document_id, [owner for owner, _ in own])
            stated = {(owner, BY_OTHERS[how]) for owner, how in own}
            events = [event for event in events if (event.said_by, event.kind) in stated]
            other = events[-1].said_by if events else other
            fields |= {"events": {"old": None, "new": [event.to_dict() for event in events]}} if events else {}
        changes.add(connection, kind, document_id, row["source"], row["url"], now, fields, other)


def _movers(row: Mapping[str, Any], values: Mapping[str, Any]) -> set[tuple[int, str]]:
    """The documents that move a day of one otherwise than its columns say, with the kinds of their relations."""
    return {
        (values[by], kind)
        for by, (kinds, columns) in _MOVERS.items()
        if values.get(by) and any(values[name] != row[name] for name in columns)
        for kind in kinds
    }


def _outdated(connection: Connection, ids: Collection[int]) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Of these documents those that relations end otherwise, or let become another final, than is held: with that, and
    what is to be held, by column, and as `suspensions`."""
    wanted = {"ids": list(ids)}
    endings: dict[int, list[sa.Row[Any]]] = {}
    for row in connection.execute(_endings, wanted):
        endings.setdefault(row.related_id, []).append(row)
    finals = {row.document_id: row.related_id for row in connection.execute(_finals, wanted)}
    suspensions_by = read_suspensions(connection, ids)
    changes: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
    for document_id, row in sorted(_facts(connection, ids).items()):
        final_id = finals.get(document_id) if row.stage == "draft" else None
        done = endings.get(document_id, ())
        times = suspensions_of(done)
        values = ending_of([act for act in done if act.kind in ENDING]) | last_suspension(times)
        values |= moved_days(row, done) | {"final_id": final_id, "suspensions": times}
        before = suspensions_by.get(document_id, [])
        was = {**row._mapping, **last_suspension(before), "suspensions": before}
        if any(was[name] != value for name, value in values.items()):
            changes.append((was, values))
    return changes


def _what_changed(row: Mapping[str, Any], values: Mapping[str, Any], today: date) -> dict[str, dict[str, Any]]:
    """{field: {"old": …, "new": …}} of the status that a document has once this holds, the day, and what did it; all
    `suspensions` where there were or are several."""
    fields: dict[str, dict[str, Any]] = {}
    both = (row, values)
    endings = [(side["ended_on"], side["ended_as"]) for side in both]
    suspended = [side["suspensions"] for side in both]
    moved = [
        (side["postponed_to"] or row["effective_on"], side["extended_until"] or row["repealed_on"]) for side in both
    ]
    if endings[0] != endings[1] or suspended[0] != suspended[1] or moved[0] != moved[1]:
        begins = values["suspended_on"] or today
        was, now = (
            status_of(
                *(row["stage"], *days, on, how, row["validity"]),
                max(on or side["suspended_on"] or today, today) if endings[0] != endings[1] else max(begins, today),
                side["suspensions"],
            )
            for side, (on, how), days in zip(both, endings, moved, strict=True)
        )
        fields["status"] = {"old": was, "new": now}
    for name in (*SUSPENDED, "ended_on", "ended_by", *MOVED, "final_id"):
        old, new = row[name], values[name]
        if old != new or (name == "ended_on" and endings[0] != endings[1]):
            fields[name] = {"old": plain(old), "new": plain(new)}
    if suspended[0] != suspended[1] and max(map(len, suspended)) > 1:
        old, new = (plain(tuple(times)) for times in suspended)
        fields["suspensions"] = {"old": old, "new": new}
    return fields
