"""The page /documents/ID/life: drafts, interpretations, changes and the end of a document, to scale and in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from storage.documents import queries
from storage.relations.status import today
from zhengce.documents.phrases import short_day
from zhengce.web import words
from zhengce.web.api import documents
from zhengce.web.api.parameters import LifePage
from zhengce.web.api.routes import Id, reader
from zhengce.web.pages.documents.steps import Step, steps
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

WIDTH, EDGE = 1200, 20.0
"""Of the drawing, and what is left free at either end."""
LINES = 3
"""Lines of labels above the drawing: one that has no room on any of them is left out; it stands among the steps."""
WIDE, NARROW = 13.5, 7.6
"""Pixels of a Chinese and of another character."""
MOST_YEARS = 15
"""Ticks; of a longer life every fifth or tenth year has one."""
FORCE = ("takes_effect", "expires", "repealed_by", "replaced_by", "ended_early_by")


@dataclass(frozen=True, slots=True)
class Dot:
    """A step in the drawing."""

    step: Step
    x: float
    line: int | None
    """Of its label, from 0 at the bottom; None where it has no room."""
    is_left: bool
    """Whether the label ends at the dot."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A life to scale."""

    dots: Sequence[Dot]
    ticks: Sequence[tuple[int, float]]
    bars: Sequence[tuple[str, float, float]]
    """`open` for comments, `force` while it holds, `paused` while it is suspended: kind, from, to."""
    today: float
    span: str
    """The whole time, in words."""


@router.get("/documents/{document_id}/life")
def life_page(request: Request, document_id: Id, params: Annotated[LifePage, Query()]) -> Response:
    """The life of a document, with the words of every step."""
    with reader(request).connection() as connection:
        found = documents.life(connection, document_id, params)
        main = documents.document(connection, found.document_id)
        named = [found.document_id, found.standing.document_id, *(event.document_id for event in found.events)]
        ids = sorted({one for one in named if one})
        held = {one.id: one for one in queries.stored(connection, ids, with_parts=False, with_body=False)}
    of_life = {event.document_id for event in found.events if event.kind in ("draft", "document")}
    line = steps(found.events, {one: held[one] for one in held if one in of_life}, document_id, main.id)
    shown = {id(step.event) for step in line if step.event}
    return page(
        request,
        "life.html",
        document=main,
        life=found,
        held=held,
        steps=line,
        drawing=draw(line),
        linked=[event for event in found.events if id(event) not in shown],
        drafts=[step for step in line if step.kind == "draft" and step.document_id != main.id],
        document_id=document_id,
    )


def draw(line: Sequence[Step]) -> Drawing | None:
    """The drawing of the steps that have a day; None where fewer than two have one."""
    dated = [step for step in line if step.day]
    days = [step.day for step in dated if step.day]
    if len(dated) < 2 or days[0] == days[-1]:
        return None
    first, last = days[0], max(days[-1], today())
    scale = (WIDTH - 2 * EDGE) / (last - first).days

    def at(day: date) -> float:
        return round(EDGE + scale * (day - first).days, 1)

    return Drawing(
        dots=list(_dots([(step, at(step.day)) for step in dated if step.day])),
        ticks=list(_ticks(first, last, at)),
        bars=list(_bars(dated, at, last)),
        today=at(today()),
        span=words.span(first, last),
    )


def _dots(placed: Sequence[tuple[Step, float]]) -> Iterator[Dot]:
    """Labels on the lowest line on which they have room; an earlier one goes first."""
    ends = [-1.0] * LINES
    for step, x in placed:
        label = words.word(f"step_{step.kind}")
        day = short_day(step.day) if step.day else ""
        width = max(_width(label), _width(day)) + 14
        is_left = x + width > WIDTH
        begins = x - width if is_left else x
        line = next((number for number, end in enumerate(ends) if end <= begins), None)
        if line is not None:
            ends[line] = begins + width
        yield Dot(step, x, line, is_left)


def _width(text: str) -> float:
    return sum(WIDE if ord(character) > 0x2E80 else NARROW for character in text)


def _ticks(first: date, last: date, at: Callable[[date], float]) -> Iterator[tuple[int, float]]:
    years = range(first.year + 1, last.year + 1)
    every = 1 if len(years) <= MOST_YEARS else 5 if len(years) <= 5 * MOST_YEARS else 10
    yield from ((year, at(date(year, 1, 1))) for year in years if year % every == 0)


def _bars(line: Sequence[Step], at: Callable[[date], float], last: date) -> Iterator[tuple[str, float, float]]:
    """The time for comments, that in which it is in force, up to today where nothing ends it, and suspensions."""
    for step in line:
        if step.kind == "comments_end" and step.day:
            drafts = (one.day for one in line if one.kind == "draft" and one.document_id == step.document_id)
            if first := next(drafts, None):
                yield "open", at(first), at(step.day)
    begins = next((step.day for step in line if step.kind == "takes_effect"), None)
    ends = next((step.day for step in line if step.kind in FORCE[1:] and step.day), None)
    until = min(ends or last, max(today(), begins)) if begins else None
    if begins and until and until - begins > timedelta(0):
        yield "force", at(begins), at(until)
    for step in line:
        if step.kind == "suspended_by" and step.day and step.event:
            resumed = (one.day for one in line if one.kind == "resumed_by" and one.day and one.day > step.day)
            yield "paused", at(step.day), at(min(step.event.until or next(resumed, last), last))
