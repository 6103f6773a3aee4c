"""Who issued what: MIIT and two other bodies issued the 14th Five-Year Plan for …, as a sentence and as a line."""

import re
from collections.abc import Sequence

from parsers.record import IssuingBody
from storage.documents.queries import StoredDocument
from zhengce.english import vocabulary
from zhengce.english.figures import lost_and_added
from zhengce.english.statements import quoted
from zhengce.english.titles.frames import DRAFT
from zhengce.english.titles.shown import shown_title

_COUNTS = "one two three four five six seven eight nine".split()
_APPROVAL = "Approval of "
_PAST = {"issue": "issued", "publish": "published", "approve": "approved"}
_BY_NUMBER = re.compile(r"[A-Z][a-z]+(?: Notice)? No\. ")
"""Announcement No. 20 of 2026."""


def story_statement(document: StoredDocument) -> str:
    """The Ministry of Transport (MOT) issued the Notice on …. In force from January 1, 2022."""
    record = document.record
    bodies = _all(document, [_in_full(body) for body in record.issuing_bodies])
    verb, what = _act(document)
    found = f"{bodies} {_PAST[verb]} {what}." if bodies else f"{_PAST[verb]}: {what}."
    if record.stage == "draft" and record.comments_due_on:
        found += f" Comments are due by {vocabulary.day(record.comments_due_on)}."
    elif record.effective_on and record.effective_on != record.day:
        found += f" In force from {vocabulary.day(record.effective_on)}."
    return _capital(found)


def line_statement(document: StoredDocument) -> str:
    """MOT issues the Notice on …: as a section of lines has it."""
    bodies = _all(document, [vocabulary.called(body) for body in document.record.issuing_bodies])
    verb, what = _act(document)
    is_one = len(document.record.issuing_bodies) == 1 and document.record.issuing_bodies_complete
    ending = ("es" if verb == "publish" else "s") if is_one else ""
    return _capital(f"{bodies} {verb}{ending} {what}" if bodies else f"{_PAST[verb]}: {what}")


def _in_full(body: IssuingBody) -> str:
    """The Ministry of Transport (MOT); the State Council."""
    name = vocabulary.full_name(body)
    return f"the {name}" if name else f"“{body.name}”"


def _all(document: StoredDocument, names: Sequence[str]) -> str:
    """The first body with the second, or with the number of the others."""
    if not names:
        return ""
    if not document.record.issuing_bodies_complete:
        return f"{names[0]} and other bodies"
    others = len(names) - 1
    if others < 2:
        return " and ".join(names)
    return f"{names[0]} and {_COUNTS[others - 1] if others <= len(_COUNTS) else others} other bodies"


def _act(document: StoredDocument) -> tuple[str, str]:
    """What is done, and to what: (issue, the 14th Five-Year Plan for …)."""
    record, shown = document.record, shown_title(document)
    is_draft = record.stage == "draft"
    verb = "issue" if record.stage == "final" else "publish"
    if shown is None or (shown.is_machine and lost_and_added(record.title, shown.text)[1]):
        kind = (
            "draft for comment" if is_draft else (vocabulary.document_type(record.document_type) or "document").lower()
        )
        article = "" if kind.endswith("s") else "an " if kind[0] in "aeiou" else "a "
        return verb, f"{article}{kind} titled {quoted(record.title)}"
    title = shown.text.removeprefix("The ").removeprefix("the ")
    if is_draft:
        name = title.removesuffix(DRAFT).strip()
        return verb, f"{'the' if 'Draft' in name else 'a draft of the'} {name} for comment"
    if title.startswith(_APPROVAL):
        return "approve", title.removeprefix(_APPROVAL)
    if title.startswith("Interpretation of "):
        return verb, f"an {title[0].lower()}{title[1:]}"
    return verb, title if _BY_NUMBER.match(title) else f"the {title}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
