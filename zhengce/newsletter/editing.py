"""What an editor may write in an issue: fields by name (`entry-9-comment`), checked, and their versions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy.engine import Connection

from storage.editing import edits, issues
from storage.editing.edits import Edit, Editor, Subject
from storage.editing.issues import SubjectKind
from zhengce.documents.editing import NotWritable, check_line, check_note
from zhengce.newsletter.issue import DRAFTED, Newsletter
from zhengce.newsletter.lines import without_stale_marks

ONE_SITTING = timedelta(minutes=10)
"""Edits of one field by one editor with shorter pauses are shown as one version; each is stored."""
TEXTS: Mapping[str, tuple[str, ...]] = {
    "issue": ("title", "day", "introduction"),
    "section": ("title",),
    "entry": ("day", "line", "summary", "figures", "comment"),
}
"""The fields that a person types."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a person left in a field at one sitting."""

    edit: Edit
    """The last one of the sitting."""
    before: Any
    """What was there before the sitting."""


def name_of(subject: Subject, field: str) -> str:
    """The name of a field in a form."""
    return f"{subject.kind}-{subject.key}-{field}"


def write_fields(
    connection: Connection,
    newsletter: Newsletter,
    fields: Mapping[str, str],
    editor: Editor,
    *,
    since: int,
    typed: Collection[str],
) -> dict[str, str]:
    """Stores what was typed in the fields of an issue; gives those that were refused, each with the reason.

    A form holds every field as it stood after the edit `since`: those that still hold that are left, so that an old
    page does not undo what another one wrote. `typed`: fields of which the page knows that somebody typed in them.
    """
    subjects = issues.subjects_of(newsletter.issue)
    since_then = edits.of_subjects(connection, subjects, since)
    later = {name_of(edit.subject, edit.field): edit.before for edit in reversed(since_then)}
    drafted = {
        name_of(Subject("entry", str(entry.written.id)), field): entry
        for part in newsletter.parts
        for entry in part.entries
        for field in DRAFTED[part.kind]
    }
    refused: dict[str, str] = {}
    for subject, field in [(one, field) for one in subjects for field in TEXTS[one.kind]]:
        name, entry = name_of(subject, field), drafted.get(name_of(subject, field))
        if name not in fields:
            continue
        try:
            value = _read(field, fields[name])
        except NotWritable as error:
            refused[name] = str(error)
            continue
        kind, number = cast("SubjectKind", subject.kind), subject.id
        held = issues.value_of(connection, kind, number, field)
        if entry and held is None:  # the draft is shown, and followed until somebody edits it
            is_left = value.split() == entry.text(field).split()
        else:
            is_left = name not in typed and value == (later.get(name, held) or "")
        if not is_left:
            value = without_stale_marks(entry, value, held) if entry else value
            is_set_when_empty = entry is not None or kind == "section"
            issues.write(connection, kind, number, field, value if is_set_when_empty else value or None, editor)
    return refused


def versions_of(history: Iterable[Edit]) -> dict[str, list[Version]]:
    """The versions of each field by its name, the oldest first."""
    found: dict[str, list[Version]] = {}
    for edit in history:
        if edit.field not in TEXTS.get(edit.subject.kind, ()):
            continue
        versions = found.setdefault(name_of(edit.subject, edit.field), [])
        last = versions[-1] if versions else None
        if last and not edit.undoes and _is_one_sitting(last.edit, edit.editor, edit.edited_at):
            versions[-1] = Version(edit, last.before)
        else:
            versions.append(Version(edit, edit.before))
    return found


def _is_one_sitting(last: Edit, editor: str, moment: datetime) -> bool:
    return last.editor == editor and moment - last.edited_at < ONE_SITTING


def _read(field: str, text: str) -> str:
    """A field as it is stored. Raises NotWritable."""
    if field == "day":
        return _day(text.strip())
    if field in ("title", "line"):
        return check_line(text, "a line", 2_000 if field == "line" else 600)
    return check_note(text, f"a field of {field}")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise NotWritable(f"{text}: write a day like 2021-11-16") from None
