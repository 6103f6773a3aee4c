"""Documents as a spreadsheet: XLSX without formulas and links, with filters and heads that stay.

The sheet `policies` has what people read first, `details` the other columns of the same rows; a text too long for a
cell goes on on the sheet `continued`; `rights` has the terms of reuse by source.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parsers.registry.rights import LAW, all_terms
from zhengce.tables.cells import cells_of
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.whole_file import ExportError, import_library

CELL = 32_000
"""Characters of a cell (the format allows 32,767); what is longer goes on on the sheet `continued`."""

SHEET_ROWS = 1_048_575
LAST_OF_FIRST = "effective_on"
"""The last column of the sheet `policies`."""
WIDTHS = {"id": 7, "title": 60, "title_en": 60, "issued_title": 40, "issuing_bodies": 24, "url": 40, "body": 60}
"""Characters that a column shows; others 16."""


@contextmanager
def writer(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A workbook; what it yields takes one row. Raises ExportError and OSError."""
    xlsxwriter = import_library("xlsxwriter")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    made = BytesIO()  # packed, so that a full disk fails in one place
    with TemporaryDirectory(prefix="zhengce-") as folder:
        book = xlsxwriter.Workbook(made, {**options, "tmpdir": folder})
        sheets = _Sheets(book, [column.name for column in columns])
        yield sheets.write_row
        sheets.end()
        book.close()
    path.write_bytes(made.getbuffer())


class _Sheets:
    """The sheets of a book, which take a row at a time."""

    def __init__(self, book: Any, names: Sequence[str]) -> None:
        self._book = book
        self._day, self._bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        first = names[: names.index(LAST_OF_FIRST) + 1]
        self._columns = {"policies": first, "details": ("id", *names[len(first) :], "continued")}
        headings = self._columns | {"continued": ("id", "column", "part", "text")}
        self._sheets = {name: _add_sheet(book, name, columns, self._bold) for name, columns in headings.items()}
        self._rows = self._continued = 0

    def write_row(self, row: Mapping[str, Any]) -> None:
        """Write one row. Raises ExportError where no sheet has room for it."""
        self._rows += 1
        if self._rows > SHEET_ROWS:
            raise ExportError(f"a sheet holds {SHEET_ROWS:,} rows; export to .csv or .parquet, or fewer documents")
        longer: dict[str, None] = {}
        cells = cells_of(row)
        for sheet, columns in self._columns.items():
            for place, name in enumerate(columns):
                value = " ".join(longer) if name == "continued" else cells[name]
                text = _write_cell(self._sheets[sheet], self._rows, place, name, value, self._day)
                if len(text) > CELL:
                    longer[name] = None
                    self._continue(row["id"], name, text)

    def _continue(self, document_id: int, name: str, text: str) -> None:
        more = self._sheets["continued"]
        for part, start in enumerate(range(CELL, len(text), CELL), 2):
            self._continued += 1
            more.write_number(self._continued, 0, document_id)
            more.write_string(self._continued, 1, name)
            more.write_number(self._continued, 2, part)
            more.write_string(self._continued, 3, text[start : start + CELL])

    def end(self) -> None:
        """Set the filters, and add the terms of reuse."""
        for name, columns in self._columns.items():
            self._sheets[name].autofilter(0, 0, self._rows, len(columns) - 1)
        _write_rights(self._book.add_worksheet("rights"), self._bold)


def _add_sheet(book: Any, name: str, columns: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(columns):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, WIDTHS.get(heading, 12 if heading.endswith("_on") else 16))
    sheet.freeze_panes(1, 2 if name == "policies" else 1)
    return sheet


def _write_rights(sheet: Any, bold: Any) -> None:
    """The terms of reuse by source, as far as they are known."""
    rows = [term.to_dict() for term in all_terms()]
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
