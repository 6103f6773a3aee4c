"""Documents as a spreadsheet: XLSX without formulas and links, with filters and heads that stay.

The sheet `policies` has a row a document, `rights` the terms of reuse by source.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parsers.registry.rights import LAW, all_terms
from zhengce.tables.columns import Column, WriteRow
from zhengce.tables.rows import cells_of
from zhengce.tables.whole_file import ExportError, import_library

CELL = 32_000
"""Characters of a cell (the format allows 32,767)."""
CUT = "… [cut: {:,} characters; .csv has them all]"
"""Behind the beginning of a text that is longer."""
SHEET_ROWS = 1_048_575
WIDTHS = {"id": 7, "title": 60, "title_en": 60, "issued_title": 40, "issuing_bodies": 24, "url": 40, "body": 60}
"""Characters that a column shows; others 16."""


@contextmanager
def writer(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """A workbook; what it yields takes one row. Raises ExportError and OSError."""
    xlsxwriter = import_library("xlsxwriter")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    packed = BytesIO()  # so that a full disk fails in one place
    with TemporaryDirectory(prefix="zhengce-") as folder:
        book = xlsxwriter.Workbook(packed, {**options, "tmpdir": folder})
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        names = [column.name for column in columns]
        sheet = _add_sheet(book, "policies", names, bold)
        count = 0

        def write_row(row: Mapping[str, Any]) -> None:
            nonlocal count
            count += 1
            if count > SHEET_ROWS:
                raise ExportError(f"a sheet holds {SHEET_ROWS:,} rows; export to .csv or .parquet, or fewer documents")
            cells = cells_of(row)
            for place, name in enumerate(names):
                _write_cell(sheet, count, place, name, cells[name], day)

        yield write_row
        sheet.autofilter(0, 0, count, len(names) - 1)
        terms = [term.to_dict() for term in all_terms()]
        rights = _add_sheet(book, "rights", list(terms[0]), bold)
        for number, term in enumerate(terms, 1):
            for place, value in enumerate(term.values()):
                rights.write_string(number, place, value or "")
        rights.write_string(len(terms) + 2, 0, LAW)
        book.close()
    path.write_bytes(packed.getbuffer())


def _add_sheet(book: Any, name: str, headings: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, WIDTHS.get(heading, 12 if heading.endswith("_on") else 16))
    sheet.freeze_panes(1, 2)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, name: str, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif name.endswith("_on") and date.fromisoformat(value).year >= 1900:  # a spreadsheet's days begin in 1900
        sheet.write_datetime(row, column, datetime.fromisoformat(value), day)
    else:
        sheet.write_string(row, column, value if len(value) <= CELL else value[:CELL] + CUT.format(len(value)))
