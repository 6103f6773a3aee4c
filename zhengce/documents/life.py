"""What other documents do to one, and what a day will do to it, as every output prints it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from storage.documents.queries import StoredDocument
from storage.relations.life import Event
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
        days += [("suspension_ends", one.suspended_until) for one in document.suspensions]
    for kind, on in days if record.stage in ("draft", "final") else ():
        if on and first <= on <= last and not (document.ended_on and document.ended_on <= on):
            yield kind, on
