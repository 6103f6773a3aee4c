"""English that awaits a person: what no one has read, what the gates refused, what was accepted of other words; and the
sheets in which it goes to an editor and comes back."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from sqlalchemy.engine import Connection

from storage.documents import queries
from storage.translations import pending
from storage.translations.queries import accepted_texts, find_texts, refused_translations
from storage.translations.texts import KINDS, Text, TextKind
from zhengce.documents.editing import NotWritable, check_note
from zhengce.english.texts import machine_english, shown_text
from zhengce.english.titles.shown import reviewed_text, shown_title
from zhengce.tables.csv_table import BOM, guarded, unguarded

COLUMNS = ("key", "kind", "document", "chinese", "machine", "origin", "why", "english")
"""Of a sheet. An editor fills `english`; `ok` takes the machine's word."""

TAKE = "ok"


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
        return {
            "key": self.text.key,
            "kind": self.text.kind,
            "chinese": self.text.chinese,
            "english": self.english,
            "origin": self.origin,
            "why": self.why or None,
            "document_id": self.document_id,
        }


class BadSheet(ValueError):
    """A sheet that cannot be taken; the message names the line."""


def unreviewed(connection: Connection, kinds: Sequence[TextKind] = KINDS) -> Iterator[Review]:
    """Texts whose English a machine made and no person has read, those of picked documents first, then the newest."""
    for kind in kinds:
        seen: set[str] = set()
        for ids in pending.document_ids(connection):
            found = _names(connection, ids) if kind == "name" else _others(connection, kind, ids)
            for one in found:
                if one.text.key not in seen:
                    seen.add(one.text.key)
                    yield one


def refused(connection: Connection) -> Iterator[Review]:
    """Texts of which the gates refused what every machine made, and that nobody accepted, the latest first."""
    for made in refused_translations(connection):
        yield Review(Text(made.kind, made.chinese), None, f"{made.origin}:{made.engine}", "; ".join(made.faults))


def stale(connection: Connection) -> Iterator[Review]:
    """Accepted texts of which a machine says something else now than it did then, the latest first."""
    for one in accepted_texts(connection):
        text = Text(one.kind, one.chinese)
        machine = machine_english(connection, text)
        if one.was is not None and machine is not None and machine.text not in (one.was, one.english):
            yield Review(text, one.english, "accepted", f"a machine says now: {machine.text}")


def find_text(connection: Connection, key: str) -> Text | None:
    """The text whose key begins so, of those that outputs show or that have been translated; None for none, or two."""
    found: dict[str, Text] = {}
    for ids in pending.document_ids(connection):
        for texts in (pending.names, pending.indicators, pending.sentences):
            found |= {text.key: text for text in texts(connection, ids) if text.key.startswith(key)}
    held = [Text(one.kind, one.chinese) for one in refused_translations(connection)]
    held += [Text(one.kind, one.chinese) for one in accepted_texts(connection)]
    found |= {text.key: text for text in held if text.key.startswith(key)}
    return next(iter(found.values())) if len(found) == 1 else None


def write_sheet(rows: Iterable[Review]) -> str:
    """Texts as a sheet, tabs between the cells, with an empty column for an editor's English."""
    stream = StringIO(newline="")
    stream.write(BOM)
    writer = csv.writer(stream, delimiter="\t", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        cells = (one.text.key, one.text.kind, one.document_id or "", one.text.chinese, one.english or "")
        writer.writerow([guarded(str(cell)) for cell in (*cells, one.origin, one.why, "")])
    return stream.getvalue()


def read_sheet(sheet: str) -> list[tuple[Text, str, str | None]]:
    """What an editor filled in: the text, its English, and what the machine's was. Raises BadSheet."""
    rows = csv.DictReader(StringIO(sheet.removeprefix(BOM), newline=""), delimiter="\t")
    try:
        if missing := {"kind", "chinese", "machine", "english"} - {*(rows.fieldnames or ())}:
            raise BadSheet(f"no column {', '.join(sorted(missing))}; a sheet is what --export writes")
        filled = ((row, unguarded((row["english"] or "").strip()), rows.line_num) for row in rows)
        return [_filled(row, english, line) for row, english, line in filled if english]
    except csv.Error as error:  # a cell of more than 128 KB
        raise BadSheet(f"line {rows.line_num + 1}: {error}") from error


def _filled(row: dict[str, str | None], english: str, line: int) -> tuple[Text, str, str | None]:
    chinese, machine = (unguarded(row[name] or "") for name in ("chinese", "machine"))
    kind = next((kind for kind in KINDS if kind == row["kind"]), None)
    if kind is None or not chinese:
        raise BadSheet(f"line {line}: kind is {', '.join(KINDS)}, and chinese the text")
    is_taken = english.lower() == TAKE
    if is_taken and not machine:
        raise BadSheet(f"line {line}: {TAKE} takes the machine's word, and there is none")
    try:
        written = check_english(machine if is_taken else english)
    except NotWritable as error:
        raise BadSheet(f"line {line}: {error}") from error
    return Text(kind, chinese), written, machine or None


def check_english(text: str) -> str:
    """An editor's English of a text, on one line. Raises NotWritable."""
    line = " ".join(check_note(text, "English").split())
    if not line:
        raise NotWritable("English is a word or more")
    return line


def _names(connection: Connection, ids: list[int]) -> Iterator[Review]:
    for document in queries.stored(connection, ids, with_parts=False, with_body=False):
        shown = shown_title(document)
        if shown and shown.is_machine:
            text, english = reviewed_text(document, shown.text)
            yield Review(text, english, shown.origin, document_id=document.id)


def _others(connection: Connection, kind: TextKind, ids: list[int]) -> Iterator[Review]:
    find = pending.indicators if kind == "indicator" else pending.sentences
    texts = list(dict.fromkeys(find(connection, ids)))
    held = find_texts(connection, texts)
    for text in texts:
        if (shown := shown_text(text, held)) and shown.is_machine:
            yield Review(text, shown.text, shown.origin)
