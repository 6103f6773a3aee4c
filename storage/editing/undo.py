"""Takes an edit back: the field is what it was before, which is an edit itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from storage.documents.writing import judging
from storage.editing import accepting, annotations, edits, issues, rows
from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor
from storage.editing.rows import SubjectKind
from storage.resolution.redirects import present_id


class NotUndone(ValueError):
    """An edit cannot be taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is read and written, both as its edits hold it."""

    read: Callable[[Connection, Edit], Any]
    write: Callable[[Connection, Edit, Editor], None]
    """Makes it what it was before the edit."""


def undo(connection: Connection, number: int, editor: Editor) -> Edit:
    """Takes an edit back, and gives it. Raises NotUndone where there is none or its field was changed since."""
    edit = edits.find(connection, number)
    if edit is None:
        raise NotUndone("there is no such edit")
    field = FIELDS[edit.subject.kind, edit.field]
    if field.read(connection, edit) != edit.after:
        raise NotUndone(f"{edit.field} was changed since; undo the later edit first")
    field.write(connection, edit, replace(editor, undoes=number))
    return edit


def _of_document(
    read: Callable[[Connection, int, Any], Any], write: Callable[[Connection, int, Any, Any, Editor], Any]
) -> Field:
    """A field of the document that was edited, or of the one that it was found to be.

    `read` is given the value that the edit is about, `write` what was before and what was after.
    """
    return Field(
        lambda connection, edit: read(connection, present_id(connection, edit.subject.id), edit.before or edit.after),
        lambda connection, edit, editor: write(
            connection, present_id(connection, edit.subject.id), edit.before, edit.after, editor
        ),
    )


def _of_row(kind: SubjectKind, name: str) -> Field:
    """A field of an issue, a section, an entry or a watch."""
    return Field(
        lambda connection, edit: rows.value_of(connection, kind, edit.subject.id, name),
        lambda connection, edit, editor: rows.write(connection, kind, edit.subject.id, name, edit.before, editor),
    )


def _place(kind: SubjectKind) -> Field:
    """Where a section or an entry stands. What moved beside it later is no later edit of it: the section counts."""
    return Field(
        lambda connection, edit: {
            **issues.place_of(connection, kind, edit.subject.id),
            "position": edit.after["position"],
        },
        lambda connection, edit, editor: issues.move(connection, kind, edit.subject.id, edit.before, editor),
    )


FIELDS: Mapping[tuple[str, str], Field] = {
    ("document", "title_en"): _of_document(
        lambda connection, number, _: annotations.of_one(connection, number).title_en,
        lambda connection, number, before, _, editor: annotations.set_title(connection, number, before, editor),
    ),
    ("document", "note"): _of_document(
        lambda connection, number, _: annotations.of_one(connection, number).note,
        lambda connection, number, before, _, editor: annotations.set_note(connection, number, before, editor),
    ),
    ("document", "tag"): _of_document(
        lambda connection, number, tag: tag if tag in annotations.of_one(connection, number).tags else None,
        lambda connection, number, before, after, editor: annotations.set_tag(
            connection, number, before or after, editor, given=before is not None
        ),
    ),
    ("document", "link"): _of_document(
        lambda connection, number, link: annotations.link_to(connection, number, link["url"]),
        lambda connection, number, before, after, editor: annotations.set_link(
            connection, number, Link(**(before or after)), editor, given=before is not None
        ),
    ),
    ("text", accepting.FIELD): Field(accepting.held_of, accepting.restore),
    ("pages", "judgements"): Field(
        lambda connection, edit: judging.held_verdicts(connection, [*(edit.before or ()), *(edit.after or ())]),
        lambda connection, edit, editor: judging.restore(connection, edit.before or (), edit.after or (), editor),
    ),
    **{(kind, name): _of_row(kind, name) for kind, names in rows.FIELDS.items() for name in names},
    ("section", "place"): _place("section"),
    ("entry", "place"): _place("entry"),
}
"""Every field that an edit names -> how it is read and written."""
