"""What a digest says in English or Chinese: its subject, headings and events."""

from collections.abc import Sequence

from configuration.watches import EventKind, Language
from outputs.brief import facts
from outputs.phrases import china_day, counted, day, phrase, phrase_or
from outputs.watches.digest import Digest, Entry
from storage.changes import Change


def heading(kind: EventKind, language: Language) -> str:
    """New, Revised, Comments due soon: the heading of a kind of event."""
    return phrase(f"watch.{kind}", language)


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
