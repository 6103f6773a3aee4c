"""Documents as a spreadsheet: XLSX without formulas and links, with filters and heads that stay.

The sheet `policies` has what people read first, `details` the other columns of the same rows; a text too long for a
cell goes on on the sheet `continued`; `rights` has the terms of reuse by source.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parsers.registry.rights import LAW, all_terms
from zhengce.tables.export.cells import COLUMNS, whole_row
from zhengce.tables.export.errors import ExportError, import_library

CELL = 32_000
"""Characters of a cell (the format allows 32,767); what is longer goes on on the sheet `continued`."""

SHEET_ROWS = 1_048_575

FIRST = COLUMNS[: COLUMNS.index("effective_on") + 1]
"""The columns of the sheet `policies`."""
DETAILS = ("id", *COLUMNS[len(FIRST) :], "continued")
"""The columns of the sheet `details`."""
WIDTHS = {"id": 7, "title": 60, "title_en": 60, "issued_title": 40, "issuing_bodies": 24, "url": 40, "body": 60}
"""Characters that a column shows; others 16."""


def write(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes the records; returns their number. Raises ExportError and OSError."""
    xlsxwriter = import_library("xlsxwriter")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with TemporaryDirectory(prefix="zhengce-") as folder, _Output(path, "w") as file:
        book = xlsxwriter.Workbook(file, {**options, "tmpdir": folder})
        lost = None
        try:
            count = _fill(book, records)
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
    """A file that writes everything or raises OSError, once: a zip archive writes again when it is discarded."""

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


def _fill(book: Any, records: Iterator[dict[str, Any]]) -> int:
    day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    sheets = {name: _add_sheet(book, name, columns, bold) for name, columns in SHEETS.items()}
    more = sheets["continued"]
    continued = count = 0
    for count, record in enumerate(records, 1):
        if count > SHEET_ROWS:
            raise ExportError(f"a sheet holds {SHEET_ROWS:,} rows; export to .csv or .parquet, or fewer documents")
        longer: dict[str, None] = {}
        row = whole_row(record)
        for sheet, columns in (("policies", FIRST), ("details", DETAILS)):
            for column, name in enumerate(columns):
                value = " ".join(longer) if name == "continued" else row[name]
                text = _write_cell(sheets[sheet], count, column, name, value, day)
                for part, start in enumerate(range(CELL, len(text), CELL), 2):
                    continued += 1
                    more.write_number(continued, 0, record["id"])
                    more.write_string(continued, 1, name)
                    more.write_number(continued, 2, part)
                    more.write_string(continued, 3, text[start : start + CELL])
                    longer[name] = None
    for name in ("policies", "details"):
        sheets[name].autofilter(0, 0, count, len(SHEETS[name]) - 1)
    _write_rights(book.add_worksheet("rights"), bold)
    return count


SHEETS = {"policies": FIRST, "details": DETAILS, "continued": ("id", "column", "part", "text")}


def _add_sheet(book: Any, name: str, columns: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(columns):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, WIDTHS.get(heading, 12 if heading.endswith("_on") else 16))
    sheet.freeze_panes(1, 2 if name == "policies" else 1)
    return sheet


def _write_rights(sheet: Any, bold: Any) -> None:
    """The terms of reuse by source, as far as they are known."""
    rows = [one.to_dict() for one in all_terms()]
    for column, name in enumerate(rows[0]):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):  # row by row: a row that was left is written already
        for column, value in enumerate(row.values()):
            sheet.write_string(number, column, value or "")
    sheet.write_string(len(rows) + 2, 0, LAW)


def _write_cell(sheet: Any, row: int, column: int, name: str, value: Any, day: Any) -> str:
    """Writes one cell; returns its whole text, of which the cell has the first CELL characters."""
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
