"""What a digest says of a document, in English or Chinese: headings, events, and facts as pairs of label and words."""

from collections.abc import Sequence

from configuration.watches import EventKind, Language
from outputs.brief import facts, items
from outputs.brief.extracts import Quote
from outputs.brief.items import Item
from outputs.phrases import china_day, counted, day, phrase, phrase_or
from outputs.watches.digest import Digest, Entry
from storage.changes import Change

MOST_TARGETS = 10

MOST_QUOTES = (3, facts.MOST_AIMS, facts.MOST_LIMITS)
"""Quotations of each of these kinds that a digest prints of one document."""


def heading(kind: EventKind, language: Language) -> str:
    """New, Revised, Comments due soon: the heading of a kind of event."""
    return phrase(f"watch.{kind}", language)


def label(key: str, language: Language) -> str:
    """Targets, What happened, What it does, Aims, Limits."""
    return phrase(f"watch.label.{key}", language)


def subject(digest: Digest) -> str:
    """[drafts] New: TITLE, of one document; [drafts] 3 new · 1 revised, of several."""
    language = digest.watch.language
    if len(digest.entries) == 1:
        entry = digest.entries[0]
        title = entry.item.record.title
        words = phrase("watch.subject", language, heading=heading(entry.kinds[0], language), title=title)
        return f"[{digest.watch.name}] {words}"
    parts = [
        phrase("watch.subject_part", language, count=len(of_it), heading=heading(kind, language).lower())
        for kind, of_it in digest.by_kind().items()
    ]
    return f"[{digest.watch.name}] {(' · ' if language == 'en' else '，').join(parts)}"


def summary(digest: Digest) -> str:
    """How many documents, and of which changes."""
    language, numbers = digest.watch.language, sorted(digest.changes)
    changes = counted("watch.changes", language, len(numbers), span=_span(numbers)) if numbers else ""
    made_on = china_day(digest.made_at, language)
    return counted("watch.summary", language, len(digest.entries), day=made_on, changes=changes)


def footer(digest: Digest) -> str:
    """Why the reader has this message, and its id."""
    return phrase("watch.footer", digest.watch.language, name=digest.watch.name, id=digest.id)


def pairs(entry: Entry, language: Language) -> list[tuple[str, str]]:
    """What happened, and what is known of the document."""
    happened = [(label("happened", language), words) for words in events(entry, language)]
    return [*happened, *facts.facts(entry.item, language)]


def links(item: Item, base: str | None, language: Language) -> list[tuple[str, str, str | None]]:
    """(label, words, address): the page, the archived copy, the document in `zhengce serve`."""
    archived, record = facts.archived(item, language), item.record
    found: list[tuple[str, str, str | None]] = [(phrase("label.link", language), record.url, record.url)]
    if copy := item.archived:
        address = items.archive_url(base, copy.id)
        found.append((phrase("label.archived", language), address or archived or "", address))
    if address := items.document_url(base, item.id):
        found.append((phrase("label.document", language), address, address))
    return found


def quotes(item: Item, language: Language) -> list[tuple[str, Sequence[Quote], int]]:
    """(heading, quotations that are printed, how many are left out), without empty ones."""
    kinds = zip(("opening", "aims", "limits"), (item.opening, facts.aims(item), item.limits), MOST_QUOTES, strict=True)
    return [
        (phrase(f"label.{kind}", language), of_it[:most], max(0, len(of_it) - most))
        for kind, of_it, most in kinds
        if of_it
    ]


def targets(item: Item, language: Language) -> tuple[list[str], int]:
    """The targets that are printed, a line each, and how many are left out.

    5G用户普及率: from 15% (2020) to 56% by 2025 · 5G用户普及率：15% (2020) → 56%（2025年）
    """
    found = [facts.target_line(target, item, language) for target in item.record.targets]
    return found[:MOST_TARGETS], max(0, len(found) - MOST_TARGETS)


def left_out(number: int, language: Language) -> str:
    """Where a digest prints not all quotations."""
    return phrase("watch.more", language, count=number)


def events(entry: Entry, language: Language) -> list[str]:
    """What happened to a document; nothing for one that is new and no more."""
    found = [_event(change, language) for change in entry.changes if change.kind != "new"]
    due = entry.item.record.comments_due_on
    if "comments_due" in entry.kinds and due:
        found.append(phrase("watch.due", language, day=day(due, language)))
    return found


def _event(change: Change, language: Language) -> str:
    found_on = china_day(change.changed_at, language)
    if phrase_or(f"watch.event.{change.kind}", language, "") == "":
        return facts.event(change, language)
    words = phrase(f"watch.event.{change.kind}", language, day=found_on)
    if language == "zh" or change.kind not in ("read", "related"):
        words = facts.with_fields(words, change, language)
    status = (change.fields or {}).get("status")
    if status is None:
        return words
    old, new = status.get("old") or "?", status.get("new") or "?"
    return phrase("watch.event.status", language, event=words, old=old, new=new)


def _span(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"
