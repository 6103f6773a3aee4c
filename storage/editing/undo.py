"""Takes an edit back: the field is what it was before, which is an edit itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from storage.documents.writing import judging
from storage.editing import accepting, annotations, edits, issues, saved_watches
from storage.editing.annotations import NOTHING, Annotations, Link
from storage.editing.edits import Edit, Editor
from storage.editing.issues import SubjectKind
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


def _document_of(connection: Connection, edit: Edit) -> int:
    """The document that was edited, or the one that it was found to be."""
    return present_id(connection, edit.subject.id)


def _annotations_of(connection: Connection, edit: Edit) -> Annotations:
    number = _document_of(connection, edit)
    return annotations.annotations_of(connection, [number]).get(number, NOTHING)


def _tag(connection: Connection, edit: Edit) -> str | None:
    tag = edit.before or edit.after
    return tag if tag in _annotations_of(connection, edit).tags else None


def _write_tag(connection: Connection, edit: Edit, editor: Editor) -> None:
    number = _document_of(connection, edit)
    if edit.before:
        annotations.add_tag(connection, number, edit.before, editor)
    else:
        annotations.remove_tag(connection, number, edit.after, editor)


def _link(connection: Connection, edit: Edit) -> dict[str, Any] | None:
    url = (edit.before or edit.after)["url"]
    found = [link for link in _annotations_of(connection, edit).links if link.url == url]
    return {"url": url, "title": found[0].title} if found else None


def _write_link(connection: Connection, edit: Edit, editor: Editor) -> None:
    number = _document_of(connection, edit)
    if edit.before:
        annotations.add_link(connection, number, Link(**edit.before), editor)
    else:
        annotations.remove_link(connection, number, edit.after["url"], editor)


def _of_issue(kind: SubjectKind, name: str) -> Field:
    """A field of an issue, a section or an entry."""
    return Field(
        lambda connection, edit: issues.value_of(connection, kind, edit.subject.id, name),
        lambda connection, edit, editor: issues.write(connection, kind, edit.subject.id, name, edit.before, editor),
    )


def _of_watch(name: str) -> Field:
    """A field of a watch."""
    return Field(
        lambda connection, edit: saved_watches.value_of(connection, edit.subject.id, name),
        lambda connection, edit, editor: saved_watches.write(connection, edit.subject.id, name, edit.before, editor),
    )


def _place(kind: SubjectKind) -> Field:
    """Where a section or an entry stands. What moved beside it later is no later edit of it: the section counts."""

    def read(connection: Connection, edit: Edit) -> Any:
        return {**issues.place_of(connection, kind, edit.subject.id), "position": edit.after["position"]}

    return Field(
        read, lambda connection, edit, editor: issues.move(connection, kind, edit.subject.id, edit.before, editor)
    )


FIELDS: Mapping[tuple[str, str], Field] = {
    ("document", "title_en"): Field(
        lambda connection, edit: annotations.title_of(connection, _document_of(connection, edit)),
        lambda connection, edit, editor: annotations.set_title(
            connection, _document_of(connection, edit), edit.before, editor
        ),
    ),
    ("document", "note"): Field(
        lambda connection, edit: _annotations_of(connection, edit).note,
        lambda connection, edit, editor: annotations.set_note(
            connection, _document_of(connection, edit), edit.before, editor
        ),
    ),
    ("document", "tag"): Field(_tag, _write_tag),
    ("document", "link"): Field(_link, _write_link),
    ("text", accepting.FIELD): Field(accepting.held_of, accepting.restore),
    ("pages", "judgements"): Field(
        lambda connection, edit: judging.held_verdicts(connection, [*(edit.before or ()), *(edit.after or ())]),
        lambda connection, edit, editor: judging.restore(connection, edit.before or (), edit.after or (), editor),
    ),
    **{(kind, name): _of_issue(kind, name) for kind, names in issues.FIELDS.items() for name in names},
    **{("watch", name): _of_watch(name) for name in ("settings", "paused", "shown")},
    ("section", "place"): _place("section"),
    ("entry", "place"): _place("entry"),
}
"""Every field that an edit names -> how it is read and written."""
