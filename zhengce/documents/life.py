"""What other documents do to one, and what a day will do to it, as every output prints it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from storage.documents.queries import StoredDocument
from storage.relations.life import Event, EventKind, Life
from storage.relations.status import Standing
from zhengce.documents.phrases import phrase

DayAhead = Literal["comments_end", "takes_effect", "expires", "suspension_ends"]


def lines(events: Iterable[Event]) -> list[str]:
    """A line for each thing that another document does, with the words that say so and their place."""
    parts: dict[Event, list[str]] = {}
    for event in events:  # several articles in one sentence
        parts.setdefault(replace(event, part=None), []).extend([event.part] if event.part else [])
    merged = (replace(event, part="、".join(dict.fromkeys(of_it)) or None) for event, of_it in parts.items())
    return [_quoted(line(event), event) for event in merged]


def line(event: Event) -> str:
    """suspended until 2026-11-10, by 商务部公告2025年第70号."""
    days = {name: on.isoformat() for name in ("day", "until") if (on := getattr(event, name))}
    form = "until" if event.until else "for" if event.duration and event.day else "from" if event.day else None
    if form == "until" and event.kind == "postponed_by":
        form = "to"
    return phrase(
        "life",
        done=phrase(f"life.{event.kind}"),
        part=phrase("life.part", part=event.part) if event.part else "",
        time=phrase(f"life.{form}", **days, duration=event.duration) if form else "",
        by=event.document_number or phrase("name", title=event.title, id=event.document_id),
    )


def to_dicts(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as JSON, each with its line."""
    return [event.to_dict() | {"change": event.change, "line": line(event)} for event in events]


def _quoted(step: str, event: Event) -> str:
    if not event.words:
        return step
    words = phrase("because.words", event=step, words=event.words)
    return phrase("life.place", event=words, place=event.place) if event.place else words


def days_ahead(document: StoredDocument, first: date, last: date) -> Iterator[tuple[DayAhead, date]]:
    """What a day in these will do to a document without another one, with the day: the last for comments on a draft;
    of a final document the first in force, the last in force, the last of a suspension."""
    record, (starts, ends) = document.record, document.moved
    days: list[tuple[DayAhead, date | None]] = [("comments_end", record.comments_due_on)]
    if record.stage != "draft":
        days = [("takes_effect", starts or record.effective_on), ("expires", ends or record.repealed_on)]
        days += [("suspension_ends", suspension.suspended_until) for suspension in document.suspensions]
    for kind, on in days if record.stage in ("draft", "final") else ():
        if on and first <= on <= last and not (document.ended_on and document.ended_on <= on):
            yield kind, on


def step_in_words(kind: EventKind) -> str:
    """A step of a life as it is printed: amended by."""
    return "last day in force" if kind == "expires" else kind.replace("_", " ")


def status_in_words(standing: Standing, number: str | None = None) -> str:
    """repealed since 2022-01-01 by document 12; not its words. `number`: that of the other document."""
    if standing.status is None:
        return "status unknown: nothing says from when it is in force"
    status = standing.status.replace("_", " ") + (f" ({standing.part})" if standing.part else "")
    joint = "until" if standing.status == "not_yet_in_force" else "since"
    since = f" {joint} {standing.since}" if standing.since else ""
    until = f" until {standing.until}" if standing.until else ""
    by = f" by {number + ', ' if number else ''}document {standing.document_id}" if standing.document_id else ""
    return f"{status}{since}{until}{by}"


def line_of_life(life: Life) -> str:
    """draft 2020-01-01 (12) → document 2021-01-01 (14) → repealed by 2023-01-01 (31): the ids in brackets."""
    return " → ".join(
        " ".join(filter(None, (step_in_words(event.kind), str(event.day or ""), f"({event.document_id})")))
        for event in life.line()
    )
