"""An editor accepts English: of a title as it is shown, or of any text."""

from sqlalchemy.engine import Connection

from storage.documents.queries import StoredDocument
from storage.editing import accepting
from storage.editing.edits import Editor
from storage.translations.texts import Text
from zhengce.english.texts import machine_english
from zhengce.english.titles.shown import reviewed_text


def accept_text(connection: Connection, text: Text, english: str, editor: Editor) -> None:
    """Holds an editor's English of a text, and what a machine had made of it."""
    machine = machine_english(connection, text)
    accepting.accept(connection, text, english, editor, was=machine.text if machine else None)


def accept_title(connection: Connection, document: StoredDocument, english: str, editor: Editor) -> None:
    """Holds an editor's English of a title: for the name in it where the frame is the rules', else for the whole.

    What was accepted for the whole title goes where the name has it: it would be shown in its place.
    """
    text, of_text = reviewed_text(document, english)
    whole = document.english.accepted_whole
    if whole and whole.key != text.key:
        accepting.withdraw(connection, Text("name", whole.chinese), editor)
    accept_text(connection, text, of_text, editor)
