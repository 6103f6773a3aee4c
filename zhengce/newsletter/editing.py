"""What an editor may write in an issue: fields by name (`entry-9-comment`), checked, and their versions.

The English title and the coverage of an entry are those of its document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import cast

from sqlalchemy.engine import Connection

from storage.editing import annotations, edits, rows
from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor, Subject, of_document
from storage.editing.issues import Issue, Section
from storage.editing.rows import SubjectKind
from zhengce.documents.editing import NotWritable, check_line, check_link, check_note
from zhengce.newsletter.issue import DRAFTED, Entry, Newsletter
from zhengce.newsletter.lines import without_stale_marks

ONE_VERSION = timedelta(minutes=10)
"""What one editor types in a field for so long is shown as one version; each edit is stored."""
SENTENCE = 40
"""Characters that may be deleted while one types without what was there being a version of its own."""
TEXTS: Mapping[str, tuple[str, ...]] = {
    "issue": ("title", "day", "introduction", "comment_label"),
    "section": ("title",),
    "entry": ("day", "link", "subheading", "line", "summary", "figures", "comment"),
    "document": ("title_en",),
}
"""The fields that a person types and that have a history here."""
_LINES = {"title": 600, "title_en": 600, "line": 2_000, "subheading": 600, "comment_label": 60}
"""Fields of one line, and their characters at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A field as the page shows it."""

    subject: Subject
    """Whose edits it has."""
    field: str
    """Under which these are recorded."""
    shown: str
    start: str = ""
    """What it shows where nobody wrote anything."""
    entry: Entry | None = None
    """Of a field that is drafted, or is of the entry's document."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the fields that were sent, by their names."""

    refused: Mapping[str, str]
    """Name -> the reason."""
    conflicts: Mapping[str, str]
    """Name -> what somebody else wrote there after the page was shown."""
    bases: Mapping[str, int]
    """Name -> the number of the last edit of each field, which the next form names."""


def bases_of(connection: Connection, newsletter: Newsletter) -> dict[str, int]:
    """The number of the last edit of each field of an issue that has one."""
    boxes = _boxes(newsletter)
    last = edits.last_of(connection, {box.subject for box in boxes.values()})
    return {name: last[box.subject, box.field] for name, box in boxes.items() if (box.subject, box.field) in last}


def write_fields(
    connection: Connection, newsletter: Newsletter, fields: Mapping[str, str], editor: Editor, bases: Mapping[str, int]
) -> Written:
    """Stores what was typed in the fields of an issue.

    `bases`: the last edit of each field when the page was shown. A form holds every field: one that was edited since
    is left where the form has what was shown, and else a conflict, of which nothing is stored.
    """
    boxes, last = _boxes(newsletter), bases_of(connection, newsletter)
    refused: dict[str, str] = {}
    conflicts: dict[str, str] = {}
    for name, box in boxes.items():
        if name not in fields or _words(fields[name]) == _words(box.shown):
            continue
        base = bases.get(name, 0)
        if last.get(name, 0) != base:
            if _words(fields[name]) != _words(_shown_at(connection, box, base)):
                conflicts[name] = box.shown
            continue
        try:
            _write(connection, box, fields[name].strip(), editor)
        except NotWritable as error:
            refused[name] = str(error)
    return Written(refused, conflicts, bases_of(connection, newsletter))


def versions_of(history: Iterable[Edit]) -> list[Edit]:
    """What an editor left in a field within some minutes: the last text, and the longest where much was deleted."""
    texts = [edit for edit in history if edit.field in TEXTS.get(edit.subject.kind, ())]
    texts.sort(key=lambda edit: (edit.subject, edit.field, edit.id))
    found: list[Edit] = []
    for _, of_field in groupby(texts, lambda edit: (edit.subject, edit.field)):
        run: list[Edit] = []
        for edit in of_field:
            is_typing = run and edit.editor == run[0].editor and not edit.undoes
            if not is_typing or abs(edit.edited_at - run[0].edited_at) > ONE_VERSION:
                found += _left(run)
                run = []
            run.append(edit)
        found += _left(run)
    return found


def _left(run: list[Edit]) -> list[Edit]:
    longest = max(run, key=lambda edit: len(edit.after or ""), default=None)
    if longest and len(longest.after or "") - len(run[-1].after or "") > SENTENCE:
        return [longest, run[-1]]
    return run[-1:]


def _boxes(newsletter: Newsletter) -> dict[str, Box]:
    """The fields of an issue by name."""
    issue, found = newsletter.issue, dict[str, Box]()

    def add(subject: Subject, field: str, box: Box) -> None:
        found[f"{subject.kind}-{subject.key}-{field}"] = box

    parts: list[Issue | Section] = [issue, *issue.sections]
    for part in parts:
        subject = Subject("issue" if part is issue else "section", str(part.id))
        for field in TEXTS[subject.kind]:
            add(subject, field, Box(subject, field, str(getattr(part, field) or "")))
    for drafted, entry in ((DRAFTED[part.kind], entry) for part in newsletter.parts for entry in part.entries):
        subject = Subject("entry", str(entry.written.id))
        for field in TEXTS["entry"]:
            if field in drafted:
                box = Box(subject, field, entry.text(field), entry.drafted(field), entry)
            else:
                box = Box(subject, field, str(getattr(entry.written, field) or ""))
            add(subject, field, box)
        if number := entry.written.document_id if entry.title else None:
            document, title = of_document(number), entry.english.text if entry.english else ""
            add(subject, "title_en", Box(document, "title_en", title, entry=entry))
            add(subject, "coverage", Box(document, "link", coverage_of(entry.links), entry=entry))
    return found


def _write(connection: Connection, box: Box, text: str, editor: Editor) -> None:
    """Stores a text that was typed; words that stand there as drafted keep their mark. Raises NotWritable."""
    (kind, _), number, entry = box.subject, box.subject.id, box.entry
    if kind == "document" and box.field == "link":
        write_coverage(connection, number, entry.links if entry else (), text, editor)
        return
    text = _check(box.field, text)
    if kind == "document":
        annotations.set_title(connection, number, text or None, editor)
        return
    # An empty field is stored as none but where that is a text, too.
    value: str | None = text if kind == "section" else text or None
    if entry:
        value = without_stale_marks(entry, text, getattr(entry.written, box.field))
    rows.write(connection, cast("SubjectKind", kind), number, box.field, value, editor)


def coverage_of(links: Iterable[Link]) -> str:
    """Links, one a line: Global Times article https://…"""
    return "\n".join(f"{link.title or ''} {link.url}".strip() for link in links)


def write_coverage(connection: Connection, document_id: int, before: Iterable[Link], text: str, editor: Editor) -> None:
    """Gives a document the links of such a text in place of those before. Raises NotWritable."""
    lines = [line.rpartition(" ") for line in check_note(text).split("\n") if line.strip()]
    after = [check_link(url, title.strip()) for title, _, url in lines]
    for link in before:
        if link.url not in [one.url for one in after]:
            annotations.set_link(connection, document_id, link, editor, given=False)
    for link in after:
        if link not in before:
            annotations.set_link(connection, document_id, link, editor)


def _shown_at(connection: Connection, box: Box, base: int) -> str:
    """What a page showed before the first edit after this one; where nobody had written, what is drafted today."""
    later = edits.of_subjects(connection, [box.subject], base)
    before = next((edit.before for edit in later if edit.field == box.field), None)
    return before if isinstance(before, str) else box.start


def _words(text: str) -> list[list[str]]:
    """A text as it is compared: browsers send other ends of lines, and a draft may have other blanks."""
    return [line.split() for line in text.strip().splitlines()]


def _check(field: str, text: str) -> str:
    """A field as it is stored. Raises NotWritable."""
    if field == "day":
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError:
            raise NotWritable(f"{text}: write a day like 2021-11-16") from None
    if field == "link":
        return check_link(text).url if text else ""
    if field in _LINES:
        return check_line(text, "a line", _LINES[field])
    return check_note(text, f"a field of {field}")
