"""Which held document a relation means: by number, else by title, body and time; none where that does not decide.

A number decides alone: it is one document's. A title is borne by one document after the other (办法 of 2015 and of
2021) and by those of several bodies, so that bodies and days have to agree with what names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from parsers.grammar.relations.instrument import may_be_one_revision
from parsers.record import RelationKind

LONG_TITLE = 12
"""Characters from which a title is hardly borne by documents of two bodies."""

LAWGIVERS = frozenset(("npc", "npc_sc", "state_council", "state_council_go", "cpc_central", "cpc_go", "president"))
"""Bodies whose documents all others cite by their title alone."""

STRICT: frozenset[RelationKind] = frozenset(
    (
        *("amends", "repeals", "replaces", "corrects", "draft_of", "suspends", "ends_early"),
        *("extends", "continues", "postpones"),
    )
)
"""What a body does to its own documents, or to those of its predecessors, alone; but a ministry puts out the drafts of
what the State Council or the Congress then issues."""

SLACK = timedelta(days=31)
"""A document and the one that it publishes, forwards or explains come out about the same time, in either order."""

LONGEST_DRAFT = timedelta(days=5 * 366)
"""From a draft to what it became."""

Successors = Mapping[str, Sequence[str]]
"""Id of a body that is no more -> ids of the bodies that took over its work."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A held document, as far as it matters for what a relation means."""

    id: int
    title: str
    stage: str
    document_number: str | None
    day: date | None
    """Published, or written where no page prints that."""
    bodies: frozenset[str]
    lead: str | None
    keys: frozenset[str]
    """Of its titles, of what it issues, and of its instrument."""


def resolve(
    kind: RelationKind, named: Any, owner: Candidate, candidates: Iterable[Candidate], family: Successors | None = None
) -> int | None:
    """The id of the document that a relation of `owner` means; None where none of these is certainly it.

    `named`: the row of a relation or a citation, with title, number and the title's key.
    """
    others = [candidate for candidate in candidates if candidate.id != owner.id and _may_be(kind, candidate)]
    if named.document_number:
        numbered = [other for other in others if other.document_number == named.document_number]
        if numbered:
            return numbered[0].id if len(numbered) == 1 else None
    if named.title_key is None:
        return None
    titled = [
        other
        for other in others
        if named.title_key in other.keys and _fits(kind, named.title, owner, other, family or {})
    ]
    if named.document_number:  # a document of another number is another one
        titled = [candidate for candidate in titled if candidate.document_number is None]
    return _chosen(kind, titled)


def _may_be(kind: RelationKind, candidate: Candidate) -> bool:
    return candidate.stage in ("final", "draft") if kind == "interprets" else candidate.stage == "final"


def _fits(kind: RelationKind, title: str | None, owner: Candidate, candidate: Candidate, family: Successors) -> bool:
    """Whether bodies and days allow that a title means this document."""
    shared = _bodies(owner, family) & _bodies(candidate, family)
    of_lawgiver = candidate.lead in LAWGIVERS
    if not shared and (
        (kind in STRICT and not (kind == "draft_of" and of_lawgiver))
        or (not of_lawgiver and len(title or "") < LONG_TITLE)
    ):
        return False
    if owner.day is None or candidate.day is None:
        return False
    if kind == "draft_of":
        in_time = owner.day <= candidate.day <= owner.day + LONGEST_DRAFT
        return in_time and may_be_one_revision(owner.title, candidate.title)
    if kind in ("issues", "forwards", "approves", "interprets"):
        return candidate.day <= owner.day + SLACK
    return candidate.day <= owner.day


def _bodies(candidate: Candidate, family: Successors) -> set[str]:
    """The bodies of a document and those that succeeded them."""
    return {later for body in candidate.bodies for later in lineage(body, family)}


def lineage(body: str, family: Successors) -> set[str]:
    """A body and all that succeeded it."""
    bodies, ahead = set[str](), [body]
    while ahead:
        if (ancestor := ahead.pop()) not in bodies:
            bodies.add(ancestor)
            ahead.extend(family.get(ancestor, ()))
    return bodies


def _chosen(kind: RelationKind, titled: Sequence[Candidate]) -> int | None:
    """Of several of one title: a draft became the first after it, all else means the last before; of one body."""
    if not titled:
        return None
    if len({candidate.lead for candidate in titled}) > 1:
        return None
    ordered = sorted(titled, key=lambda one: (one.day or date.min, one.id))
    best = ordered[0] if kind == "draft_of" else ordered[-1]
    same_day = [candidate for candidate in ordered if candidate.day == best.day]
    return best.id if len(same_day) == 1 else None
