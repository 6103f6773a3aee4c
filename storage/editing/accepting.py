"""The English that an editor accepts for a text: written with an edit, and never by a machine."""

from typing import Any

from sqlalchemy.engine import Connection

from storage.editing import edits
from storage.editing.edits import Edit, Editor, Subject
from storage.translations import queries
from storage.translations.queries import AcceptedText, find_accepted
from storage.translations.texts import Text

FIELD = "english"


def accept(connection: Connection, text: Text, english: str, editor: Editor, *, was: str | None) -> None:
    """Holds an editor's English of a text, for every document that it stands in."""
    earlier = queries.accept(connection, text, english, editor.now, by=editor.name, was=was)
    after = find_accepted(connection, [text.key])[text.key]
    edits.record(connection, editor, of_text(text.key), FIELD, as_json(earlier), as_json(after))


def withdraw(connection: Connection, text: Text, editor: Editor) -> None:
    """Takes the accepted English of a text away."""
    earlier = queries.withdraw(connection, text.key)
    edits.record(connection, editor, of_text(text.key), FIELD, as_json(earlier), None)


def of_text(key: str) -> Subject:
    """A text, as what is edited."""
    return Subject("text", key)


def as_json(text: AcceptedText | None) -> dict[str, Any] | None:
    """An accepted text as the history holds it."""
    if text is None:
        return None
    return {"kind": text.kind, "chinese": text.chinese, "english": text.english, "was": text.was}


def held_of(connection: Connection, edit: Edit) -> dict[str, Any] | None:
    """What is accepted now of the text that was edited."""
    return as_json(find_accepted(connection, [edit.subject.key]).get(edit.subject.key))


def restore(connection: Connection, edit: Edit, editor: Editor) -> None:
    """Makes what is accepted of a text what it was before an edit."""
    before = edit.before or edit.after
    text = Text(before["kind"], before["chinese"])
    if edit.before:
        accept(connection, text, edit.before["english"], editor, was=edit.before["was"])
    else:
        withdraw(connection, text, editor)
