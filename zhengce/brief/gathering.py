"""What a policy newsletter needs of a period: every policy once, in ten groups, the weightiest first.

Placing: a document belongs to the period of its day of publication; where no page prints one, to that of its written
day; where there is neither, it is listed apart, by the day on which it was first seen, because that says nothing of its
age. The same database gives the same brief: nothing in it depends on the clock.

Documents are placed, weighed, ordered and cut without their texts; these are read of what is shown alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Literal, get_args

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import CHINA
from storage.changes import Change, last_number
from storage.documents import queries
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import DAY, Filters
from storage.documents.queries import StoredDocument
from storage.relations.life import Event, events_by_others, touched_between, within
from storage.relations.status import FIRST_DAY, LAST_DAY
from storage.resolution.merging import bodies_of
from storage.schema import changes, documents, relations, suspensions
from storage.search.expression import Expression
from storage.search.searcher import Searcher
from zhengce.brief import items, ranking
from zhengce.brief.items import Item
from zhengce.documents import life, view
from zhengce.documents.phrases import phrase
from zhengce.search.parser import understand
from zhengce.search.query import is_blank

GroupKey = Literal[
    "new", "drafts", "entering_into_force", "repealed_or_replaced", "suspended_or_amended", "became_final",
    "revised_or_withdrawn", "just_after", "undated", "passing_on",
]  # fmt: skip

GROUPS: tuple[GroupKey, ...] = get_args(GroupKey)
"""In the order of the brief; `phrases.csv` has the heading of each, and what it holds."""

REPOST_LAG = 2
"""Days: gov.cn re-posts a ministry's document on the same day or up to so many days later."""

STAGE = documents.c.stage + ""
"""The stage, hidden from the planner of SQLite: it would walk all finals, not the few of the period."""

_DAY = sa.func.coalesce(DAY, None)
"""The day, hidden likewise: it would walk all days before the period."""

SHOWN_CHANGES = ("revised", "withdrawn", "returned")
"""Kinds of change that tell of the ministry; `reparsed` and `merged` tell of ourselves."""


@dataclass(frozen=True, slots=True)
class Other:
    """The document that ended another one, or that a draft became."""

    id: int
    title: str
    document_number: str | None
    how: str
    """repealed, replaced, became_final."""
    day: date | None
    """From which on the other is ended; of a final document the day of publication."""
    words: str | None
    """The sentence that says so."""
    days: int | None = None
    """From the publication of a draft to that of its final document."""


@dataclass(frozen=True, slots=True)
class Line:
    """A document in a group, whole or as a reference to the group that holds it whole."""

    item: Item
    whole_in: GroupKey
    events: tuple[Change, ...] = ()
    """What happened to it in the period, in the group of the revised and withdrawn."""
    done: tuple[Event, ...] = ()
    """What others do to it from a day of the period on, in the group of the suspended and amended."""
    by: Other | None = None
    """The document that ended it, or that it became, in the groups of those."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The documents of a period. A document stands whole in one group; others refer to it."""

    date_from: date
    date_to: date
    filters: Filters
    groups: Mapping[GroupKey, Sequence[Line]]
    left_out: Mapping[str, int]
    """Stage -> documents of the period that are no policy: interpretations."""
    as_of: int
    """Number of the newest change in the database."""
    query: str | None = None
    """The words that its documents hold; None without a query."""
    not_shown: Mapping[GroupKey, int] = field(default_factory=dict)
    """How many documents of a group a limit leaves out; a group that is whole is not named."""

    def total(self, key: GroupKey) -> int:
        """How many documents a group has, shown or not."""
        return len(self.groups[key]) + self.not_shown.get(key, 0)

    def to_dict(self, base: str | None = None) -> dict[str, Any]:
        """As JSON, as `docs/brief.schema.json` describes it."""
        return {
            "schema": "zhengce-brief-4",
            "from": self.date_from.isoformat(),
            "to": self.date_to.isoformat(),
            "filters": self.query_filters(),
            "as_of_change": self.as_of,
            "left_out": dict(self.left_out),
            "groups": [
                self.group_head(key) | {"documents": [_as_json(line, key, base) for line in self.groups[key]]}
                for key in GROUPS
            ],
        }

    def query_filters(self) -> dict[str, Any]:
        """The words and the filters of the brief, as JSON."""
        return ({"query": self.query} if self.query else {}) | shown_filters(self.filters)

    def group_head(self, key: GroupKey) -> dict[str, Any]:
        """The JSON of a group without its documents."""
        title, holds = (phrase(f"{name}.{key}") for name in ("group", "holds"))
        return {"key": key, "title": title, "holds": holds, "not_shown": self.not_shown.get(key, 0)}


def _as_json(line: Line, key: GroupKey, base: str | None) -> dict[str, Any]:
    """A document of a group as JSON; whole in one group alone."""
    events = [
        {
            "number": change.number,
            "kind": change.kind,
            "changed_at": view.moment(change.changed_at),
            "fields": sorted(change.fields or ()),
        }
        for change in line.events
    ]
    return {
        "id": line.item.id,
        "whole_in": line.whole_in,
        "events": events,
        "by": msgspec.to_builtins(line.by),
        "document": line.item.to_dict(base) if line.whole_in == key else None,
        "done": life.to_dicts(line.done),
    }


def gather(
    connection: Connection,
    date_from: date,
    date_to: date,
    filters: Filters | None = None,
    limit: int | None = None,
    *,
    query: str | None = None,
) -> Brief:
    """The brief of the days from `date_from` to `date_to`, both included, of the documents that a search for `query`
    finds and that pass the filters; the first `limit` of each group. Raises BadQuery.
    """
    words = None if query is None or is_blank(query) else query
    expression = understand(connection, words).expression if words else None
    chosen = replace(filters or Filters(), date_from=None, date_to=None)
    events = _events(connection, date_from, date_to)
    plan = {key: _ids(connection, chosen, where) for key, where in _conditions(chosen, date_from, date_to).items()}
    if expression is not None:
        hits = Searcher(connection).texts(expression)
        plan = {key: [number for number in members if number in hits] for key, members in plan.items()}
    ids = sorted(set().union(*plan.values()))
    held = {one.id: one for one in queries.each_of(connection, ids, parts=(), with_body=False)}
    plan["passing_on"] = [number for number in plan["new"] if ranking.only_passes_on(held[number].record)]
    plan["new"] = [number for number in plan["new"] if number not in plan["passing_on"]]
    plan["just_after"] = [number for number in plan["just_after"] if _is_only_reposted(held[number])]
    ended = {*plan["repealed_or_replaced"], *plan["became_final"]}
    others = _others(connection, [held[number] for number in sorted(ended)])
    by = {key: others if key in ("repealed_or_replaced", "became_final") else {} for key in GROUPS}
    placed: dict[GroupKey, list[int]] = {}
    whole: dict[int, GroupKey] = {}
    for key in GROUPS:
        plan[key].sort(key=lambda number: _order(key, held[number], date_from, by[key].get(number)))
        placed[key] = plan[key][:limit]
        for number in placed[key]:
            whole.setdefault(number, key)
    shown = {item.id: item for item in items.load(connection, list(whole))}
    groups = {
        key: [
            Line(
                shown[number],
                whole[number],
                tuple(events.get(number, ())) if key == "revised_or_withdrawn" else (),
                _done(connection, number, date_from, date_to) if key == "suspended_or_amended" else (),
                by[key].get(number),
            )
            for number in placed[key]
        ]
        for key in GROUPS
    }
    not_shown = {key: len(plan[key]) - len(placed[key]) for key in GROUPS if len(plan[key]) > len(placed[key])}
    left_out = _left_out(connection, chosen, expression, date_from, date_to)
    return Brief(date_from, date_to, chosen, groups, left_out, last_number(connection), words, not_shown)


def _conditions(chosen: Filters, first: date, last: date) -> dict[GroupKey, sa.ColumnElement[bool]]:
    """Which documents each group may have, as conditions on the table `documents`."""
    c, finals, both = documents.c, _stages(chosen, drafts=False), _stages(chosen, drafts=True)
    changed = sa.select(changes.c.document_id).where(*_shown_changes(first, last))
    touched = c.id.in_(touched_between(first, last))
    resuming = sa.select(suspensions.c.document_id).where(suspensions.c.suspended_until.between(first, last))
    # Drafts of the period, and earlier ones whose last day for comments is not before it. A union, for each part has an
    # index of its own; SQLite reads the table whole for the same as an OR.
    own = sa.select(documents.c.id)
    still = own.where(first > _DAY, documents.c.comments_due_on >= first)
    gone = sa.union(changed, own.where(within(LAST_DAY, first, last)))
    return {
        "new": DAY.between(first, last) & finals,
        "drafts": documents.c.id.in_(sa.union_all(own.where(DAY.between(first, last)), still)) & (STAGE == "draft"),
        "entering_into_force": within(FIRST_DAY, first, last) & finals,
        "repealed_or_replaced": c.ended_on.between(first, last) & finals,
        "suspended_or_amended": (touched | c.id.in_(resuming)) & finals,
        "became_final": (STAGE == "draft") & c.final_id.in_(own.where(DAY.between(first, last)).scalar_subquery()),
        "revised_or_withdrawn": c.id.in_(gone) & both,
        "just_after": (last < DAY) & (_days_after(last, REPOST_LAG) >= DAY) & both,
        "undated": DAY.is_(None) & c.first_seen_at.between(_start(first), _end(last)) & both,
    }


def shown_filters(filters: Filters) -> dict[str, Any]:
    """The filters that are set, as JSON."""
    values = {row.field: getattr(filters, row.field) for name, row in FILTERS.items() if name not in GIVEN_APART}
    return {name: list(value) if isinstance(value, tuple) else str(value) for name, value in values.items() if value}


GIVEN_APART = ("from", "to")
"""Filters that a brief and a feed name beside the others."""


def _order(key: GroupKey, document: StoredDocument, date_from: date, by: Other | None) -> tuple[Any, ...]:
    """Sorts a group; the id ends every tie, so that the order never depends on the database."""
    record, day = document.record, document.record.day or date.min
    by_weight = (-ranking.weight(record), -day.toordinal(), document.id)
    if key == "drafts":
        is_earlier = day < date_from
        return (is_earlier, (record.comments_due_on or date.max) if is_earlier else date.min, *by_weight)
    if by is not None:
        return (by.day or date.max, *by_weight)
    return (record.effective_on or date.max, *by_weight) if key == "entering_into_force" else by_weight


def _is_only_reposted(document: StoredDocument) -> bool:
    """Whether none of the addresses is on a site of the leading body."""
    lead = next((body.id for body in document.record.issuing_bodies), None)
    return lead is not None and not any(lead in bodies_of(page.source) for page in document.pages)


def _others(connection: Connection, members: Sequence[StoredDocument]) -> dict[int, Other]:
    """Id of a document -> what ended it, or what it became."""
    ids = sorted({member.final_id or member.ended_by or 0 for member in members})
    held = {one.id: one for one in queries.each_of(connection, ids, parts=(), with_body=False)}
    pairs = ((member, held.get(member.final_id or member.ended_by or 0)) for member in members)
    return {member.id: _other(connection, member, other) for member, other in pairs if other}


def _other(connection: Connection, member: StoredDocument, other: StoredDocument) -> Other:
    record, day = other.record, other.record.day
    if member.final_id:
        words = _words(connection, member.id, other.id, ("draft_of",))
        days = (day - member.record.day).days if member.record.day and day else None
        return Other(other.id, record.title, record.document_number, "became_final", day, words, days)
    words, how = _words(connection, other.id, member.id, ("repeals", "replaces", "ends_early")), member.ended_as
    return Other(other.id, record.title, record.document_number, how or "repealed", member.ended_on, words)


def _words(connection: Connection, owner: int, related: int, kinds: tuple[str, ...]) -> str | None:
    query = sa.select(relations.c.words).where(
        relations.c.document_id == owner, relations.c.related_id == related, relations.c.kind.in_(kinds)
    )
    return connection.execute(query.order_by(relations.c.position).limit(1)).scalar()


def _stages(filters: Filters, *, drafts: bool) -> sa.ColumnElement[bool]:
    """Interpretations and news are no policies: they come only where the filter asks for them."""
    if filters.stages:
        return STAGE.in_([stage for stage in filters.stages if drafts or stage != "draft"])
    return STAGE.in_(["final", "draft"] if drafts else ["final"])


def _ids(connection: Connection, filters: Filters, condition: sa.ColumnElement[bool]) -> list[int]:
    query = sa.select(documents.c.id).where(*filters.conditions(), condition).order_by(documents.c.id)
    return list(connection.execute(query).scalars())


def _done(connection: Connection, document_id: int, date_from: date, date_to: date) -> tuple[Event, ...]:
    """What others do to a document from a day of the period on; not that they end the whole of it."""
    return tuple(
        event
        for event in events_by_others(connection, document_id)
        if event.day and date_from <= event.day <= date_to and (event.change != "repealed" or event.part)
    )


def _shown_changes(date_from: date, date_to: date) -> tuple[sa.ColumnElement[bool], ...]:
    return changes.c.kind.in_(SHOWN_CHANGES), changes.c.changed_at.between(_start(date_from), _end(date_to))


def _events(connection: Connection, date_from: date, date_to: date) -> dict[int, list[Change]]:
    """What was revised, withdrawn or came back in the period, by document, in order."""
    query = sa.select(changes).where(*_shown_changes(date_from, date_to)).order_by(changes.c.number)
    found: dict[int, list[Change]] = {}
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(Change(**row._mapping))
    return found


def _left_out(
    connection: Connection, filters: Filters, expression: Expression | None, date_from: date, date_to: date
) -> dict[str, int]:
    """How many interpretations of the period the brief passes over."""
    if filters.stages:
        return {}
    where = (
        *Searcher(connection).conditions(expression, filters),
        DAY.between(date_from, date_to),
        STAGE == "interpretation",
    )
    count = connection.execute(sa.select(sa.func.count()).select_from(documents).where(*where)).scalar_one()
    return {"interpretation": count} if count else {}


def _start(day: date) -> datetime:
    """The moment at which a day begins in China. That of the first day of all has no name in UTC; the next best has."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC) if day > date.min else datetime.min.replace(tzinfo=UTC)


def _end(day: date) -> datetime:
    """The last moment of a day in China."""
    return datetime.combine(day, time.max, CHINA).astimezone(UTC)


def _days_after(day: date, days: int) -> date:
    """So many days later, or the last day of all."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
