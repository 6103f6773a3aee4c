"""The life of a document as steps on a line, and how long each took."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from storage.documents.queries import StoredDocument
from storage.relations.status import today
from zhengce.documents.plans import period_of_record
from zhengce.web import words
from zhengce.web.api.schemas import EventShape

_SHAPES: Mapping[str, str] = {
    "draft": "draft",
    **dict.fromkeys(("document", "takes_effect"), "final"),
    "interpretation": "interpretation",
    **dict.fromkeys(("repealed_by", "replaced_by", "ended_early_by", "suspended_by", "expires", "plan_ends"), "gone"),
}
_ORDER = ("signed", "draft", "document")
_OWN = ("draft", "document", "interpretation")


@dataclass(slots=True)
class Step:
    """One step of a life."""

    kind: str
    """Of `step_…` in `words.csv`."""
    day: date | None
    document_id: int | None
    """The document in which the step was taken, or the one that it concerns."""
    event: EventShape | None = None
    """With its words; None for a day of the record itself."""
    gap: str = ""
    """How long it takes to the following step: 19 days."""

    @property
    def shape(self) -> str:
        """That of its dot."""
        return _SHAPES.get(self.kind, "plain")

    @property
    def is_ahead(self) -> bool:
        """Whether its day is still to come."""
        return self.day is not None and self.day > today()

    def is_of(self, document_id: int) -> bool:
        """Whether it is the document's own."""
        return self.event is not None and self.document_id == document_id and self.kind in _OWN


def steps(events: Iterable[EventShape], held: Mapping[int, StoredDocument], main: int) -> Sequence[Step]:
    """The steps of the life in short of the document `main`, in the order of days.

    `held`: the documents of the life by id, whose own days are steps, too.
    """
    line = [Step(event.kind, event.day, event.document_id, event) for event in events]
    known = {step.kind for step in line}
    line += [step for step in _from_records(held, main) if step.kind not in known]
    line.sort(key=lambda step: (step.day or date.min, _ORDER.index(step.kind) if step.kind in _ORDER else len(_ORDER)))
    for step, following in zip_longest(line, line[1:]):
        if following and step.day and following.day and step.day < following.day:
            step.gap = words.span(step.day, following.day)
    return line


def _from_records(held: Mapping[int, StoredDocument], main: int) -> Iterator[Step]:
    """Days of the records: of the signature, the end of comments, the first in force, the last of a plan's period."""
    for number, document in held.items():
        record = document.record
        if record.stage == "draft" and record.comments_due_on:
            yield Step("comments_end", record.comments_due_on, number)
        if number != main:
            continue
        if record.written_on and record.published_on and record.written_on < record.published_on:
            yield Step("signed", record.written_on, number)
        if record.effective_on:
            yield Step("takes_effect", record.effective_on, number)
        if period := period_of_record(record):
            yield Step("plan_ends", date(period[1], 12, 31), number)
