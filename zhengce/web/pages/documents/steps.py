"""The life of a document as dots on a line and as steps with their sentences, and how long each took."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from storage.documents.queries import StoredDocument
from storage.relations.status import today
from zhengce.documents.plans import period_of_record
from zhengce.web import words
from zhengce.web.api.relation_schemas import EventShape

Shape = Literal["draft", "final", "interpretation", "gone", "plain"]

_SHAPES: Mapping[str, Shape] = {"draft": "draft", "document": "final", "takes_effect": "final"}
_ENDS = ("repealed_by", "replaced_by", "ended_early_by", "suspended_by", "expires")
_ON_THE_LINE = frozenset(
    (
        *("draft", "document", "takes_effect", "interpretation", "amended_by", "corrected_by", "suspended_by"),
        *("resumed_by", "extended_by", "ended_early_by", "expires", "repealed_by", "replaced_by"),
    )
)
_ORDER = ("signed", "draft", "document")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life."""

    kind: str
    """Of `step_…` in `words.csv`."""
    day: date | None
    document_id: int | None
    """The document in which the step was taken, or the one that it concerns."""
    is_here: bool
    event: EventShape | None
    """With its words; None for a day of the record itself."""
    gap: str = ""
    """How long it takes to the following step: 19 days."""

    @property
    def shape(self) -> Shape:
        """That of its dot."""
        if self.kind in _ENDS or self.kind == "plan_ends":
            return "gone"
        return "interpretation" if self.kind == "interpretation" else _SHAPES.get(self.kind, "plain")

    @property
    def is_ahead(self) -> bool:
        """Whether its day is still to come."""
        return self.day is not None and self.day > today()


def steps(
    events: Iterable[EventShape], held: Mapping[int, StoredDocument], own_id: int, of_id: int
) -> tuple[Step, ...]:
    """The steps of the life of the document `of_id`, on the page of `own_id`, in the order of days.

    `held`: the documents of the life by id, whose own days are steps, too.
    """
    found = [step for step in _from_events(events, own_id) if step.kind in _ON_THE_LINE]
    known = {step.kind for step in found}
    line = [*found, *(step for step in _from_records(held, of_id) if step.kind not in known)]
    line.sort(key=lambda step: (step.day or date.min, _ORDER.index(step.kind) if step.kind in _ORDER else len(_ORDER)))
    return with_gaps(line)


def with_gaps(line: Sequence[Step]) -> tuple[Step, ...]:
    """Steps in order, each with the time to the one that follows it."""
    gaps = [
        words.span(one.day, other.day) if one.day and other.day and one.day < other.day else ""
        for one, other in pairwise(line)
    ]
    return tuple(replace(step, gap=gap) for step, gap in zip(line, [*gaps, ""], strict=True))


def _from_events(events: Iterable[EventShape], own_id: int) -> Iterator[Step]:
    seen: set[tuple[str, int | None, str | None]] = set()
    for event in events:
        is_part = event.part is not None and event.kind in _ENDS
        key = (event.kind, event.document_id, event.title)
        if not is_part and key not in seen:
            seen.add(key)
            is_here = event.document_id == own_id and event.kind in ("draft", "document", "interpretation")
            yield Step(event.kind, event.day, event.document_id, is_here, event)


def _from_records(held: Mapping[int, StoredDocument], of_id: int) -> Iterator[Step]:
    """Days of the records: of the signature, the end of comments, the first in force, the last of a plan's period."""
    for number, document in held.items():
        record = document.record
        if record.stage == "draft" and record.comments_due_on:
            yield Step("comments_end", record.comments_due_on, number, False, None)
        if number != of_id:
            continue
        if record.written_on and record.published_on and record.written_on < record.published_on:
            yield Step("signed", record.written_on, number, False, None)
        if record.effective_on:
            yield Step("takes_effect", record.effective_on, number, False, None)
        if period := period_of_record(record):
            yield Step("plan_ends", date(period[1], 12, 31), number, False, None)
