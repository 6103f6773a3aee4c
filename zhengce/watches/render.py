"""A digest as a mail's plain text and HTML, as the short text of a chat, and as the JSON of a webhook."""

from collections.abc import Iterator, Sequence
from typing import Any

from storage.changes import Change
from storage.relations.life import told_in
from zhengce.brief import facts, parts
from zhengce.brief.blocks import document
from zhengce.documents import life
from zhengce.documents.phrases import china_day, counted, phrase, phrase_or, short_day
from zhengce.documents.view import body_name, moment
from zhengce.english.titles.shown import printed_title
from zhengce.newsletter import render_html, render_text
from zhengce.newsletter.blocks import Block, heading, paragraph
from zhengce.newsletter.rich_text import Span
from zhengce.notifications.outgoing import Message
from zhengce.tables.sanitize import printable
from zhengce.watches.digest import Digest, Entry
from zhengce.watches.events import REMINDERS
from zhengce.watches.watch import EventKind


def heading_of(kind: EventKind) -> str:
    """New, Revised, Comments due soon: the heading of a kind of event."""
    return phrase(f"watch.{kind}")


def subject(digest: Digest) -> str:
    """[drafts] New: TITLE, of one document; [drafts] 3 new · 1 revised, of several."""
    if len(digest.entries) == 1:
        entry = digest.entries[0]
        title = next(iter(parts.row(entry.item).titles()))
        words = phrase("watch.subject", heading=heading_of(entry.kinds[0]), title=title)
        return f"[{digest.watch.name}] {words}"
    counts = [
        phrase("watch.subject_part", count=len(of_it), heading=heading_of(kind).lower())
        for kind, of_it in digest.by_kind().items()
    ]
    return f"[{digest.watch.name}] {' · '.join(counts)}"


def summary(digest: Digest) -> str:
    """How many documents, and of which changes."""
    numbers = sorted(digest.changes)
    changes = counted("watch.changes", len(numbers), span=_span(numbers)) if numbers else ""
    made_on = china_day(digest.made_at)
    return counted("watch.summary", len(digest.entries), day=made_on, changes=changes)


def footer(digest: Digest) -> str:
    """Why the reader has this message, and its id."""
    return phrase("watch.footer", name=digest.watch.name, id=digest.id)


def events(entry: Entry, digest: Digest) -> list[str]:
    """What happened to a document; nothing for one that is new and no more."""
    found = [_event(change) for change in entry.changes if change.kind != "new"]
    ahead = digest.days_ahead(entry.item) if {*REMINDERS} & {*entry.kinds} else ()
    return found + [phrase(f"life.ahead.{kind}", day=short_day(on)) for kind, on in ahead]


def _event(change: Change) -> str:
    if done := told_in(change.fields):
        return "; ".join(life.lines(done))
    found_on = china_day(change.changed_at)
    if phrase_or(f"watch.event.{change.kind}", "") == "":
        return facts.event(change)
    words = phrase(f"watch.event.{change.kind}", day=found_on)
    if change.kind not in ("read", "related"):
        words = facts.with_fields(words, change)
    status = (change.fields or {}).get("status")
    if status is None:
        return words
    old, new = status.get("old") or "?", status.get("new") or "?"
    return phrase("watch.event.status", event=words, old=old, new=new)


def _span(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


SCHEMA = "zhengce-watch-1"


def message(digest: Digest) -> Message:
    """The digest in all the forms that channels send."""
    return Message(
        digest.id,
        printable(subject(digest)),
        printable(plain_text(digest)),
        printable(short_text(digest)),
        payload(digest),
        html([digest]),
    )


def plain_text(digest: Digest) -> str:
    """The digest as a mail's text."""
    return render_text.render(blocks_of(digest))


def html(digests: Sequence[Digest]) -> str:
    """A page of digests; everything of others is escaped, and nothing is loaded from anywhere."""
    title = subject(digests[0]) if digests else "zhengce"
    blocks = (block for digest in digests for block in blocks_of(digest))
    return printable("".join(render_html.pieces(title, blocks)))


def blocks_of(digest: Digest) -> Iterator[Block]:
    """What a message prints: the documents by what happened to them, as a brief prints them."""
    yield heading(subject(digest), 1)
    yield paragraph(Span(summary(digest), is_soft=True))
    for kind, entries in digest.by_kind().items():
        yield heading(f"{heading_of(kind)} ({len(entries)})", 2)
        for number, entry in enumerate(entries, 1):
            yield from document(entry.item, events(entry, digest), digest.base, number)
    yield paragraph(Span(footer(digest), is_soft=True))


def short_text(digest: Digest) -> str:
    """A few lines a document: title, who issued it and when, what happened, address."""
    return render_text.render(_in_short(digest))


def _in_short(digest: Digest) -> Iterator[Block]:
    is_alone = len(digest.entries) == 1
    if not is_alone:
        yield paragraph(Span(summary(digest)))
    for kind, entries in digest.by_kind().items():
        if not is_alone:
            yield paragraph(Span(heading_of(kind)))
        for entry in entries:
            record = entry.item.record
            bodies = "、".join(body_name(body) for body in record.issuing_bodies)
            known = [bodies, record.document_number, record.day.isoformat() if record.day else None]
            lines = [f"《{record.title}》", printed_title(entry.item), " · ".join(filter(None, known))]
            yield Block("paragraph", [(Span(line),) for line in (*lines, *events(entry, digest), record.url) if line])


def payload(digest: Digest) -> dict[str, Any]:
    """What a webhook gets: the events in the order of the changes, each with its document as it stands now."""
    events = []
    for event in digest.events:
        change = digest.changes.get(event.number) if event.number is not None else None
        item = digest.documents.get(event.document_id)
        events.append(
            {
                "number": event.number,
                "kinds": list(event.kinds),
                "change": change.kind if change else None,
                "changed_at": moment(change.changed_at) if change else None,
                "fields": change.fields if change else None,
                "document_id": event.document_id,
                "document": item.to_dict(digest.base) if item else None,
            }
        )
    return {
        "schema": SCHEMA,
        "id": digest.id,
        "watch": digest.watch.name,
        "subject": subject(digest),
        "text": short_text(digest),
        "events": events,
    }
