"""Takes an edit back: the field is what it was before, which is an edit itself."""

from dataclasses import replace
from typing import Any, cast

from sqlalchemy.engine import Connection

from storage.documents.writing import judging
from storage.editing import accepting, annotations, edits, issues, rows
from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor
from storage.editing.rows import SubjectKind
from storage.resolution.redirects import present_id


class NotUndone(ValueError):
    """An edit cannot be taken back; the message says why."""


def undo(connection: Connection, number: int, editor: Editor) -> Edit:
    """Takes an edit back, and gives it. Raises NotUndone where there is none or its field was changed since."""
    edit = edits.find(connection, number)
    if edit is None:
        raise NotUndone("there is no such edit")
    if _value_now(connection, edit) != edit.after:
        raise NotUndone(f"{edit.field} was changed since; undo the later edit first")
    _put_back(connection, edit, replace(editor, undoes=number))
    return edit


def _value_now(connection: Connection, edit: Edit) -> Any:
    """The field of an edit as it is now, in the form in which its edits hold it."""
    match edit.subject.kind, edit.field:
        case "document", field:
            document_id, value = present_id(connection, edit.subject.id), edit.before or edit.after
            if field == "link":
                return annotations.link_to(connection, document_id, value["url"])
            now = annotations.of_one(connection, document_id)
            return getattr(now, field) if field != "tag" else value if value in now.tags else None
        case "text", _:
            return accepting.held_of(connection, edit)
        case "pages", _:
            return judging.held_verdicts(connection, [*(edit.before or ()), *(edit.after or ())])
        case ("section" | "entry") as kind, "place":
            # What moved beside it later is no later edit of it: the section counts.
            return {**issues.place_of(connection, kind, edit.subject.id), "position": edit.after["position"]}
        case kind, field:
            return rows.value_of(connection, cast("SubjectKind", kind), edit.subject.id, field)


def _put_back(connection: Connection, edit: Edit, editor: Editor) -> None:
    """Makes the field of an edit what it was before, of a document that was merged on the one that it is now."""
    before, value = edit.before, edit.before or edit.after
    match edit.subject.kind, edit.field:
        case "document", field:
            document_id = present_id(connection, edit.subject.id)
            if field == "title_en":
                annotations.set_title(connection, document_id, before, editor)
            elif field == "note":
                annotations.set_note(connection, document_id, before, editor)
            elif field == "tag":
                annotations.set_tag(connection, document_id, value, editor, given=before is not None)
            else:
                annotations.set_link(connection, document_id, Link(**value), editor, given=before is not None)
        case "text", _:
            accepting.restore(connection, edit, editor)
        case "pages", _:
            judging.restore(connection, before or (), edit.after or (), editor)
        case ("section" | "entry") as kind, "place":
            issues.move(connection, kind, edit.subject.id, before, editor)
        case kind, field:
            rows.write(connection, cast("SubjectKind", kind), edit.subject.id, field, before, editor)
