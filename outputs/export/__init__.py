"""Documents as files: CSV and XLSX for spreadsheets, JSON lines and Parquet for programs. Nothing is lost in any of
them.

Spreadsheets get names of bodies that people read, and whole lists as JSON in the last columns. CSV is written as
`outputs/export/csv_table.py` writes it everywhere; XLSX has no formulas and no links at all.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.engine import Connection

from outputs.export.csv_table import write_csv
from outputs.search import keywords
from parsers.moments import format_moment
from parsers.record import PolicyDocument
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.queries import StoredDocument

FORMATS = (".csv", ".jsonl", ".parquet", ".xlsx")

LISTS = ("issuing_bodies", "attachments", "cites", "evidence")

COLUMNS = (
    "id",
    "title",
    "title_en",
    "issued_title",
    "issuing_bodies",
    "issuing_bodies_en",
    "issuing_bodies_complete",
    "document_number",
    "document_type",
    "stage",
    "written_on",
    "published_on",
    "published_at",
    "effective_on",
    "repealed_on",
    "comments_due_on",
    "topic",
    "keywords",
    "source",
    "url",
    "subject",
    "document_number_as_printed",
    "index_number",
    "addressed_to",
    "first_seen_at",
    "revised_at",
    "gone_at",
    "fetched_at",
    "parser_version",
    "body",
    *(f"{name}_json" for name in LISTS),
)
"""Columns of CSV and XLSX, in order."""

CELL = 32_000
"""Characters of an XLSX cell (the format allows 32,767); what is longer goes on on the sheet `continued`."""

SHEET_ROWS = 1_048_575

Progress = Callable[[int], None]


class ExportError(Exception):
    """A file that cannot be written; the message is one line for a person."""


def export(
    connection: Connection,
    path: Path,
    filters: Filters | None = None,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Writes the documents that pass the filters, the newest first, in the format of the name's ending.

    Gives their number. The file appears when it is whole; one that was there stays until then. Raises ExportError.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ExportError(f"{path}: the name must end in {', '.join(FORMATS)}")
    if path.is_dir():
        raise ExportError(f"{path}: this is a folder")
    with _whole(path) as unfinished:
        return writer(unfinished, _rows(connection, filters, limit, progress))


def records(connection: Connection, found: Iterable[StoredDocument]) -> Iterator[dict[str, Any]]:
    """Documents as JSON knows them: the record, and what the database knows of the document."""
    for document in found:
        words = keywords.of(connection, [document.id])
        yield as_record(document, words.get(document.id, ()))


def as_record(document: StoredDocument, words: Sequence[str]) -> dict[str, Any]:
    """One document as JSON knows it."""
    return {
        "id": document.id,
        **document.record.to_dict(),
        "title_en": document.title_en,
        "keywords": list(words),
        "first_seen_at": _moment(document.first_seen_at),
        "revised_at": _moment(document.revised_at),
        "gone_at": _moment(document.gone_at),
    }


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record of `as_record` as a row of COLUMNS: names joined, lists as JSON, the rest as it is."""
    bodies = record["issuing_bodies"]
    row = {name: record.get(name) for name in COLUMNS}
    row["issuing_bodies"] = "、".join(body["name"] for body in bodies)
    row["issuing_bodies_en"] = ", ".join(body["abbreviation"] or body["name_en"] or body["name"] for body in bodies)
    row["keywords"] = "、".join(record["keywords"])
    for name in LISTS:
        row[f"{name}_json"] = json.dumps(record[name], ensure_ascii=False)
    return row


def unflattened(row: dict[str, Any]) -> dict[str, Any]:
    """The inverse of `flat`: a row of COLUMNS, empty cells as None, as a record again."""
    record = {field.name: row.get(field.name) for field in fields(PolicyDocument)}
    record |= {name: row[name] for name in ("id", "title_en", "first_seen_at", "revised_at", "gone_at")}
    record["keywords"] = row["keywords"].split("、") if row["keywords"] else []
    for name in LISTS:
        record[name] = json.loads(row[f"{name}_json"])
    record["body"] = row["body"] or ""
    record["parser_version"] = row["parser_version"] or ""
    return record


def _rows(
    connection: Connection, filters: Filters | None, limit: int | None, progress: Progress | None
) -> Iterator[dict[str, Any]]:
    found = queries.each(connection, filters) if limit is None else queries.select(connection, filters, limit=limit)
    for number, record in enumerate(records(connection, found), 1):
        yield record
        if progress:
            progress(number)


def _moment(moment: datetime | None) -> str | None:
    return format_moment(moment) if moment else None


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one, which becomes it if all goes well."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield unfinished
        os.replace(unfinished, path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


# ------------------------------------------------------------------ formats


def _jsonl(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            count += 1
            # Some readers take U+2028 for the end of a line.
            line = json.dumps(row, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            file.write(line + "\n")
    return count


def _csv(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        return write_csv(map(flat, rows), COLUMNS, file, line_end="\r\n")


def _xlsx(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    xlsxwriter = _needed("xlsxwriter")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with TemporaryDirectory(prefix="zhengce-") as folder, _Output(path, "w") as file:
        book = xlsxwriter.Workbook(file, {**options, "tmpdir": folder})
        lost = None
        try:
            count = _fill(book, rows)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            lost = OSError(*error.args[0].args)  # not that error itself: it would keep the zip archive beyond the file
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):
                    sheet._opt_close()  # of a book that could not be written, its rows are still open
        if lost:
            raise lost
    return count


class _Output(FileIO):
    """A file that takes all or raises OSError, and that once: a zip archive writes again when it is given up."""

    _is_lost = False

    def write(self, data: Any) -> int:
        """Writes all of it."""
        rest = memoryview(data)
        try:
            while rest and not self._is_lost:
                rest = rest[super().write(rest) :]
        except OSError:
            self._is_lost = True
            raise
        return len(data)


def _fill(book: Any, rows: Iterator[dict[str, Any]]) -> int:
    sheet, more = book.add_worksheet("policies"), book.add_worksheet("continued")
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    for column, name in enumerate((*COLUMNS, "continued")):
        sheet.write_string(0, column, name, bold)
    for column, name in enumerate(("id", "column", "part", "text")):
        more.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 2)
    sheet.set_column(1, 1, 60)
    continued = count = 0
    for count, record in enumerate(rows, 1):
        if count > SHEET_ROWS:
            raise ExportError(f"a sheet holds {SHEET_ROWS:,} rows; export to .csv or .parquet, or fewer documents")
        longer = []
        for column, (name, value) in enumerate(flat(record).items()):
            text = _xlsx_cell(sheet, count, column, name, value, day)
            for part, start in enumerate(range(CELL, len(text), CELL), 2):
                continued += 1
                more.write_number(continued, 0, record["id"])
                more.write_string(continued, 1, name)
                more.write_number(continued, 2, part)
                more.write_string(continued, 3, text[start : start + CELL])
                longer.append(name)
        if longer:
            sheet.write_string(count, len(COLUMNS), " ".join(dict.fromkeys(longer)))
    return count


def _xlsx_cell(sheet: Any, row: int, column: int, name: str, value: Any, day: Any) -> str:
    """Writes one cell; gives its text, of which a cell holds the first CELL characters."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif name.endswith("_on") and date.fromisoformat(value).year >= 1900:  # a spreadsheet's days begin in 1900
        sheet.write_datetime(row, column, datetime.fromisoformat(value), day)
    else:
        sheet.write_string(row, column, value[:CELL])
        return str(value)
    return ""


def _parquet(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    _needed("pyarrow")
    import pyarrow as pa
    from pyarrow import parquet

    schema = _arrow_schema(pa)
    count = 0
    with path.open("wb") as file, parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(_arrow_row(row))
            count += 1
            if len(batch) == 1000:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema))
    return count


def _arrow_schema(pa: Any) -> Any:
    def struct(*names: str) -> Any:
        return pa.list_(pa.struct([(name, pa.string()) for name in names]))

    special = {
        "id": pa.int64(),
        "issuing_bodies": struct("id", "name", "as_printed", "name_en", "abbreviation", "unit"),
        "attachments": struct("title", "url", "media_type"),
        "cites": struct("document_number", "title"),
        "evidence": pa.map_(pa.string(), pa.struct([("rule", pa.string()), ("text", pa.string())])),
        "keywords": pa.list_(pa.string()),
        "issuing_bodies_complete": pa.bool_(),
        **dict.fromkeys(("fetched_at", "first_seen_at", "revised_at", "gone_at"), pa.timestamp("us", tz="UTC")),
        # Texts, so that the offset that is printed is kept.
        "published_at": pa.string(),
    }
    record = [field.name for field in fields(PolicyDocument)]
    names = ["id", *record, "title_en", "keywords", "first_seen_at", "revised_at", "gone_at"]
    kinds = [special.get(name) or (pa.date32() if name.endswith("_on") else pa.string()) for name in names]
    return pa.schema(list(zip(names, kinds, strict=True)))


def _arrow_row(record: dict[str, Any]) -> dict[str, Any]:
    row = dict(record)
    for name, value in record.items():
        if name.endswith("_on") and value:
            row[name] = date.fromisoformat(value)
        elif name in ("fetched_at", "first_seen_at", "revised_at", "gone_at") and value:
            row[name] = datetime.fromisoformat(value)
    row["evidence"] = list(record["evidence"].items())
    return row


def _needed(module: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ExportError(f"this format needs {module}: pip install 'zhengce[export]'") from error


_WRITERS: dict[str, Callable[[Path, Iterator[dict[str, Any]]], int]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
