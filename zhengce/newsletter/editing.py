"""What an editor may write in an issue: fields by name (`entry-9-comment`), checked, and their versions.

The English title and the coverage of an entry are those of its document.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy.engine import Connection

from storage.editing import annotations, edits, issues
from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor, Subject, of_document
from storage.editing.issues import SubjectKind
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

Write = Callable[[Connection, str, Editor], None]


@dataclass(frozen=True, slots=True)
class Box:
    """A field as the page shows it."""

    subject: Subject
    """Whose edits it has."""
    field: str
    """Under which these are recorded."""
    shown: str
    check: Callable[[str], str]
    write: Write
    start: str = ""
    """What it shows where nobody wrote anything."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the fields that were sent, by their names."""

    refused: Mapping[str, str]
    """Name -> the reason."""
    conflicts: Mapping[str, str]
    """Name -> what somebody else wrote there after the page was shown."""
    bases: Mapping[str, int]
    """Name -> the number of the last edit of each field, which the next form names."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a person left in a field."""

    first: Edit
    edit: Edit
    """The last one."""
    longest: Edit
    is_falling: bool = False
    """True while more and more is deleted."""


def name_of(subject: Subject, field: str) -> str:
    """The name of a field in a form."""
    return f"{subject.kind}-{subject.key}-{field}"


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
            box.write(connection, box.check(fields[name]), editor)
        except NotWritable as error:
            refused[name] = str(error)
    return Written(refused, conflicts, bases_of(connection, newsletter))


def versions_of(history: Iterable[Edit]) -> dict[str, list[Version]]:
    """The versions of each field by its name, the oldest first."""
    found: dict[str, list[Version]] = {}
    for edit in history:
        if edit.field in TEXTS.get(edit.subject.kind, ()):
            _add_version(found.setdefault(name_of(edit.subject, edit.field), []), edit)
    return found


def _add_version(versions: list[Version], edit: Edit) -> None:
    """Takes an edit as the end of the last version, or as a new one: of what was deleted, the longest text remains."""
    last, size = versions[-1] if versions else None, len(edit.after or "")
    if (
        last is None
        or edit.undoes
        or last.edit.editor != edit.editor
        or abs(edit.edited_at - last.first.edited_at) > ONE_VERSION
    ):
        versions.append(Version(edit, edit, edit))
    elif last.is_falling and size < len(last.edit.after or ""):
        versions[-1] = Version(last.first, edit, edit, is_falling=True)
    elif size < len(last.longest.after or "") - SENTENCE:
        versions[-1] = Version(last.first, last.longest, last.longest)
        versions.append(Version(edit, edit, edit, is_falling=True))
    else:
        longest = edit if size >= len(last.longest.after or "") else last.longest
        versions[-1] = Version(last.first, edit, longest)


def _boxes(newsletter: Newsletter) -> dict[str, Box]:
    """The fields of an issue by name."""
    issue = newsletter.issue
    parts: list[tuple[SubjectKind, Any]] = [("issue", issue), *(("section", section) for section in issue.sections)]
    found = {}
    for kind, part in parts:
        subject = Subject(kind, str(part.id))
        for field in TEXTS[kind]:
            found[name_of(subject, field)] = _own(subject, field, getattr(part, field), keeps_empty=kind == "section")
    for section in newsletter.parts:
        for entry in section.entries:
            found.update(_boxes_of_entry(entry, DRAFTED[section.kind]))
    return found


def _boxes_of_entry(entry: Entry, drafted: tuple[str, ...]) -> Iterator[tuple[str, Box]]:
    subject = Subject("entry", str(entry.written.id))
    for field in TEXTS["entry"]:
        if field in drafted:
            write = partial(_write_drafted, entry, field)
            box = Box(subject, field, entry.text(field), partial(_check, field), write, entry.drafted(field))
        else:
            box = _own(subject, field, getattr(entry.written, field))
        yield name_of(subject, field), box
    if number := entry.written.document_id if entry.title else None:
        document, title = of_document(number), entry.english.text if entry.english else ""
        yield (
            name_of(subject, "title_en"),
            Box(
                document,
                "title_en",
                title,
                partial(_check, "title_en"),
                lambda connection, text, editor: annotations.set_title(connection, number, text or None, editor),
            ),
        )
        yield (
            name_of(subject, "coverage"),
            Box(
                document,
                "link",
                coverage_of(entry.links),
                _check_coverage,
                partial(write_coverage, number, entry.links),
            ),
        )


def _own(subject: Subject, field: str, value: Any, *, keeps_empty: bool = False) -> Box:
    """A field of an issue, a section or an entry; an empty one is stored as none but where that is a text, too."""

    def write(connection: Connection, text: str, editor: Editor) -> None:
        kind = cast("SubjectKind", subject.kind)
        issues.write(connection, kind, subject.id, field, text if keeps_empty else text or None, editor)

    return Box(subject, field, str(value or ""), partial(_check, field), write)


def _write_drafted(entry: Entry, field: str, connection: Connection, text: str, editor: Editor) -> None:
    """Stores a text of which a draft was shown, or is: words that stand there as drafted keep their mark."""
    value = without_stale_marks(entry, text, getattr(entry.written, field))
    issues.write(connection, "entry", entry.written.id, field, value, editor)


def coverage_of(links: Iterable[Link]) -> str:
    """Links, one a line: Global Times article https://…"""
    return "\n".join(f"{link.title or ''} {link.url}".strip() for link in links)


def _check_coverage(text: str) -> str:
    return coverage_of(read_coverage(text))


def read_coverage(text: str) -> list[Link]:
    """The links of such a text. Raises NotWritable."""
    lines = [line.rpartition(" ") for line in check_note(text).split("\n") if line.strip()]
    return [check_link(url, title.strip()) for title, _, url in lines]


def write_coverage(document_id: int, before: Iterable[Link], connection: Connection, text: str, editor: Editor) -> None:
    """Gives a document these links in place of those before."""
    after = read_coverage(text)
    for link in before:
        if link.url not in [one.url for one in after]:
            annotations.remove_link(connection, document_id, link.url, editor)
    for link in after:
        if link not in before:
            annotations.add_link(connection, document_id, link, editor)


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
    text = text.strip()
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
