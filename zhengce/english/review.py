"""English that awaits a person, who accepts it: what no one has read, what the gates refused, what was accepted of
other words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.editing import accepting
from storage.editing.edits import Editor
from storage.translations import pending
from storage.translations.queries import accepted_texts, all_with_english, find_texts, refused_translations
from storage.translations.texts import KINDS, Text, TextKind
from zhengce.brief import items
from zhengce.documents.editing import NotWritable, check_note
from zhengce.english.texts import shown_text
from zhengce.english.titles.frames import english_name, english_title
from zhengce.english.titles.shown import ShownText, origin_of, reviewed_text, shown_title


@dataclass(frozen=True, slots=True)
class Review:
    """A text that awaits a person."""

    text: Text
    english: str | None
    """What is shown, or was accepted; None where the gates refused what a machine made."""
    origin: str
    why: str = ""
    """What the gates found; what a machine says now."""
    document_id: int | None = None
    """A document with this name."""

    def to_dict(self) -> dict[str, object]:
        """As JSON."""
        text = {"key": self.text.key, "kind": self.text.kind, "chinese": self.text.chinese}
        english = {"english": self.english, "origin": self.origin, "why": self.why or None}
        return text | english | {"document_id": self.document_id}


def unreviewed(connection: Connection, kinds: Sequence[TextKind] = KINDS) -> Iterator[Review]:
    """Texts whose English a machine made and no person has read, those of picked documents first, then the newest."""
    seen: set[str] = set()
    for kind, ids in product(kinds, pending.document_ids(connection)):
        for review in _names(connection, ids) if kind == "name" else _others(connection, kind, ids):
            if review.text.key not in seen:
                seen.add(review.text.key)
                yield review


def refused(connection: Connection) -> Iterator[Review]:
    """Texts of which the gates refused what every machine made, and that nobody accepted, the latest first."""
    for made in refused_translations(connection):
        yield Review(Text(made.kind, made.chinese), None, origin_of(made), "; ".join(made.faults))


def stale(connection: Connection) -> Iterator[Review]:
    """Accepted texts of which a machine says something else now than it did then, the latest first."""
    for accepted in accepted_texts(connection):
        text = Text(accepted.kind, accepted.chinese)
        machine = machine_english(connection, text)
        if accepted.was is not None and machine is not None and machine.text not in (accepted.was, accepted.english):
            yield Review(text, accepted.english, "accepted", f"a machine says now: {machine.text}")


def find_text(connection: Connection, key: str) -> Text | None:
    """The text whose key begins so, of those that outputs show or that have been translated; None for none, or two."""
    tables = (refused_translations, all_with_english, accepted_texts)
    texts = (Text(row.kind, row.chinese) for table in tables for row in table(connection))
    names = (pending.names(connection, ids) for ids in pending.document_ids(connection))
    indicators = (pending.indicators(connection, ids) for ids in pending.document_ids(connection))
    found = {text.key: text for text in chain(texts, *names, *indicators) if text.key.startswith(key)}
    return next(iter(found.values())) if len(found) == 1 else None


def machine_english(connection: Connection, text: Text) -> ShownText | None:
    """What a machine made of a text: what would be shown had no person accepted anything."""
    held = find_texts(connection, [text])
    made = shown_text(text, {text: replace(own, accepted=None) for text, own in held.items()})
    readings = (english_name, english_title) if text.kind == "name" else ()
    rules = next((title for reading in readings if (title := reading(text.chinese)).text), None)
    return ShownText(rules.text, "rules") if rules and (made is None or rules.is_certain) else made


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


def check_english(text: str) -> str:
    """An editor's English of a text, on one line. Raises NotWritable."""
    line = " ".join(check_note(text, "English").split())
    if not line:
        raise NotWritable("English is a word or more")
    return line


def _names(connection: Connection, ids: list[int]) -> Iterator[Review]:
    for document in queries.stored(connection, ids, parts=(), with_body=False):
        title = shown_title(document)
        if title and title.is_machine:
            text, english = reviewed_text(document, title.text)
            yield Review(text, english, title.origin, document_id=document.id)


def _others(connection: Connection, kind: TextKind, ids: list[int]) -> Iterator[Review]:
    texts = list(dict.fromkeys(items.TEXTS[kind](connection, ids)))
    held = find_texts(connection, texts)
    for text in texts:
        if (shown := shown_text(text, held)) and shown.is_machine:
            yield Review(text, shown.text, shown.origin)
