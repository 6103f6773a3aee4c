"""The units of held texts, cut whenever a text is saved or read again, and held by their places: no words are copied.

Offsets count characters of the text: the body of a document, or the pages of a file joined by line breaks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.grammar.articles.cutting import cut_passages
from parsers.grammar.articles.model import Unit
from parsers.passages import Passage, passages_of
from storage.attachments import queries
from storage.schema import attachments, units

Row = tuple[Any, ...]
"""What the table holds of a unit, in the order of `_COLUMNS`."""

_COLUMNS = tuple(column for column in units.c if column.name not in ("id", "document_id", "file_id"))
_NAMES = tuple(column.name for column in _COLUMNS)
_of_body = sa.select(units.c.document_id, *_COLUMNS).where(units.c.document_id.in_(sa.bindparam("ids", expanding=True)))
_of_body = _of_body.order_by(units.c.document_id, units.c.id)
_of_file = sa.select(*_COLUMNS).where(units.c.file_id == sa.bindparam("file_id")).order_by(units.c.id)
_cut_files = (
    sa.select(attachments.c.document_id, attachments.c.position, attachments.c.file_id)
    .where(
        attachments.c.document_id.in_(sa.bindparam("ids", expanding=True)),
        sa.exists().where(units.c.file_id == attachments.c.file_id),
    )
    .order_by(attachments.c.document_id, attachments.c.position)
)


# --- cutting -------------------------------------------------------------------------------------------------------


def rows_of(pages: tuple[tuple[int, str], ...]) -> tuple[Row, ...]:
    """What the table is to hold of a text: of a body, given as page 0, or of the pages of a file by their numbers."""
    passages = tuple(passages_of("", {1: pages}))
    cut = cut_passages(passages)
    shift = _left_out(pages, passages) if cut else [0]
    last = len(shift) - 1
    return tuple(
        (
            *(unit.path, unit.level, unit.number, unit.sub, unit.number_as_printed, unit.heading, unit.page or None),
            unit.paragraph,
            *(unit.start + shift[min(unit.start, last)], unit.text_start + shift[min(unit.text_start, last)]),
            *(unit.end + shift[min(max(unit.end - 1, 0), last)], unit.why),
        )
        for unit in cut
    )


def _left_out(pages: Sequence[tuple[int, str]], passages: Sequence[Passage]) -> list[int]:
    """By each character that was cut, how many stand before it in empty lines, which cutting leaves out."""
    lines = [line for _, text in pages for line in text.split("\n")]
    if len(lines) == len(passages):
        return [0]
    shift: list[int] = []
    at = 0
    for line in lines:
        if line.strip():
            shift += [at - len(shift)] * (len(line) + 1)
        at += len(line) + 1
    return shift


# --- writing -------------------------------------------------------------------------------------------------------


def write_of_document(connection: Connection, document_id: int, rows: Iterable[Row], *, is_new: bool = False) -> None:
    """Holds these units of a document's body in the place of those that are held."""
    _write(connection, "document_id", document_id, rows, is_new=is_new)


def renew_of_document(connection: Connection, document_id: int, body: str) -> None:
    """Cuts a body again and writes what differs from what is held."""
    rows = rows_of(((0, body),))
    if rows != held_rows(connection, [document_id]).get(document_id, ()):
        write_of_document(connection, document_id, rows)


def held_of_file(connection: Connection, file_id: int) -> tuple[Row, ...]:
    """What is held of a file."""
    return tuple(map(tuple, connection.execute(_of_file, {"file_id": file_id})))


def renew_of_file(connection: Connection, file_id: int, pages: tuple[tuple[int, str], ...]) -> None:
    """Cuts the pages of a file and writes their units where they differ from those that are held."""
    rows = rows_of(pages)
    if rows != held_of_file(connection, file_id):
        _write(connection, "file_id", file_id, rows)


def held_rows(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Row, ...]]:
    """What is held of the bodies of documents, by id; documents without units are left out."""
    found = connection.execute(_of_body, {"ids": list(ids)})
    return {owner: tuple(tuple(row)[1:] for row in rows) for owner, rows in groupby(found, key=lambda row: int(row[0]))}


def spans_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    """The paths of the units of bodies, with their first character and that behind their last, by document."""
    columns = (units.c.document_id, units.c.path, units.c.start_at, units.c.end_at)
    query = sa.select(*columns).where(units.c.document_id.in_(ids), units.c.level != "uncut").order_by(units.c.id)
    spans: dict[int, list[tuple[str, int, int]]] = {}
    for document_id, path, start, end in connection.execute(query).all():
        spans.setdefault(document_id, []).append((path, start, end))
    return spans


def _write(connection: Connection, owner: str, owner_id: int, rows: Iterable[Row], *, is_new: bool = False) -> None:
    if not is_new:
        connection.execute(sa.delete(units).where(units.c[owner] == owner_id))
    belongs = {"document_id": None, "file_id": None, owner: owner_id}
    if values := [belongs | dict(zip(_NAMES, row, strict=True)) for row in rows]:
        connection.execute(sa.insert(units), values)


# --- reading -------------------------------------------------------------------------------------------------------


def units_of_body(connection: Connection, document_id: int, body: str) -> tuple[Unit, ...]:
    """The units of a document's body, in the order of printing, with their places in `body`, which is its text."""
    return units_in(held_rows(connection, [document_id]).get(document_id, ()), body)


def units_in(rows: Iterable[Row], body: str) -> tuple[Unit, ...]:
    """The units of a body from what is held of them."""
    return tuple(_unit(row, body, 0, "") for row in rows)


def units_of(connection: Connection, document_id: int, body: str) -> tuple[Unit, ...]:
    """The units of the body, then of each attached file with the address of the file before theirs: `file-2/art-3`."""
    return tuple(unit for _, unit in units_of_all(connection, {document_id: body}))


def units_of_all(connection: Connection, bodies: Mapping[int, str]) -> Iterator[tuple[int, Unit]]:
    """The units of documents, given by their bodies, as `units_of` gives them; each with the id of its document."""
    rows = held_rows(connection, list(bodies))
    files: dict[int, list[tuple[int, int]]] = {}
    for document_id, position, file_id in connection.execute(_cut_files, {"ids": list(bodies)}):
        files.setdefault(document_id, []).append((position, file_id))
    for document_id, body in bodies.items():
        for unit in units_in(rows.get(document_id, ()), body):
            yield document_id, unit
        for position, file_id in files.get(document_id, []):
            for unit in units_of_file(connection, position + 1, file_id):
                yield document_id, unit


def units_of_file(connection: Connection, number: int, file_id: int) -> tuple[Unit, ...]:
    """The units of the file that is the attachment of this number, with its address before theirs."""
    text = "\n".join(page.text for page in queries.pages(connection, number, file_id))
    return tuple(_unit(row, text, number, f"file-{number}/") for row in held_of_file(connection, file_id))


def _unit(row: Row, text: str, attachment: int, prefix: str) -> Unit:
    path, level, number, sub, printed, heading, page, paragraph, start, text_start, end, why = row
    words = text[text_start:end].strip()
    return Unit(
        *(f"{prefix}{path}", level, number, sub, printed, heading, words, start, end),
        *(attachment, page, paragraph, why, text_start),
    )
