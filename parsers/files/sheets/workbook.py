"""Reads workbooks, XLS and XLSX: a sheet is a page, a row a paragraph whose cells are parted by tabs.

A cell shows its value: a number without superfluous zeros (the display format is not known), a date as 2025-03-01. A
merged cell has its value once, at its upper left. Empty rows and the empty cells at the end of a row are left out.
Hidden sheets are read too, and their name says so.
"""

import io
import re
import struct
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from parsers.files.ole import read_streams
from parsers.files.package import Package
from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

MOST_CELLS = 5_000_000
"""Cells in the rectangle around the values of a sheet."""
MOST_RESERVED = 1 << 24
"""Cells that a sheet of XLS says it has: 65,536 rows of 256, where whole columns are formatted."""

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?<!/)>')

_DIMENSIONS, _STRINGS, _SHEET_ENDS = 0x0200, 0x00FC, 0x000A
_CELL_RECORDS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})


def check_xlsx(content: bytes, limits: Limits) -> None:
    """Raises FileNotRead: `unsupported` (another ZIP file), `failed` (too large, a DOCTYPE, cells too far apart)."""
    package = Package(content, limits.xml_bytes, limits.unpacked_bytes)
    parts = [name for name in package.names() if name.endswith((".xml", ".rels"))]
    if not any(name.endswith("workbook.xml") for name in parts):
        raise FileNotRead("unsupported", "a ZIP file without a workbook")
    for name in parts:
        markup = package.read(name)
        if b"<!DOCTYPE" in markup:
            raise FileNotRead("failed", f"{name} has a DOCTYPE")
        if "worksheets/" in name:
            _check_rectangle(_cells_of_xlsx(markup))


def _check_rectangle(cells: tuple[int, int], most: int = MOST_CELLS) -> None:
    rows, columns = cells
    if rows * columns > most:
        raise FileNotRead("failed", f"a sheet of {rows} rows and {columns} columns; at most {most} cells are read")


def _cells_of_xlsx(sheet: bytes) -> tuple[int, int]:
    """The height and width of the rectangle around the cells with content."""
    letters: set[bytes] = set()
    first, last = 10**7, 0
    for cell in _CELL.finditer(sheet):
        row = int(cell[2])
        first, last = min(first, row), max(last, row)
        letters.add(cell[1])
    columns = [_column_number(column) for column in letters] or [0]
    return max(last - first + 1, 0), max(columns) - min(columns) + 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_records(records: bytes) -> None:
    """Looks through the records of BIFF: a type, a length and that many bytes."""
    at = 0
    low, high = [1 << 16, 1 << 16], [-1, -1]
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        body = at + 4
        at = body + length
        if at > len(records):  # the library says what is wrong
            return
        if kind in _CELL_RECORDS and length >= 4:
            row, column = struct.unpack_from("<HH", records, body)
            low = [min(low[0], row), min(low[1], column)]
            high = [max(high[0], row), max(high[1], column)]
        elif kind == _SHEET_ENDS:
            _check_rectangle((high[0] - low[0] + 1, high[1] - low[1] + 1) if high[0] >= 0 else (0, 0))
            low, high = [1 << 16, 1 << 16], [-1, -1]
        elif kind == _DIMENSIONS and length in (10, 14):
            top, bottom, left, right = struct.unpack_from("<IIHH" if length == 14 else "<HHHH", records, body)
            if top > bottom or left > right:
                raise FileNotRead("failed", f"a broken workbook: rows {top} to {bottom}, columns {left} to {right}")
            _check_rectangle((bottom - top, right - left), MOST_RESERVED)
        elif kind == _STRINGS and length >= 8:
            count = struct.unpack_from("<I", records, body + 4)[0]
            if count > len(records):
                raise FileNotRead("failed", f"a broken workbook: {count} texts in {len(records)} bytes")


EXTRACTOR = "spreadsheet 1"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = " (hidden)"

Value = int | float | str | bool | date | datetime | time | timedelta


def read(content: bytes, limits: Limits) -> FileText:
    """The sheets of a workbook. Raises FileNotRead: `encrypted`, `unsupported` (no workbook), `failed`."""
    media_type = XLSX if content.startswith(b"PK") else XLS
    if media_type == XLSX:
        check_xlsx(content, limits)
    else:
        # Raises FileNotRead: `encrypted`, `unsupported` (no workbook), `failed` (broken, cells too far apart).
        streams = read_streams(content, ("Workbook", "Book"), "a workbook")
        _check_records(next(iter(streams.values())))
    try:
        pages, reason = _read_sheets(content, limits)
    except PasswordError:
        raise FileNotRead("encrypted", "a password is needed") from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panic of the library is no Exception
        raise FileNotRead("failed", _one_line(f"no workbook: {error}")) from None
    return FileText("partial" if reason else "ok", media_type, EXTRACTOR, pages, reason)


def _read_sheets(content: bytes, limits: Limits) -> tuple[tuple[FilePage, ...], str | None]:
    """The pages, and why they are not all or not whole."""
    pages: list[FilePage] = []
    room = limits.characters
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        for number, sheet in enumerate(sheets, start=1):
            if number > limits.pages:
                return tuple(pages), f"more than {limits.pages} sheets"
            cells = workbook.get_sheet_by_name(sheet.name)
            rows: list[str] = []
            reason = f"a sheet has more than {limits.rows} rows" if cells.height > limits.rows else None
            for row in cells.to_python(nrows=limits.rows) if cells.height else ():
                text = "\t".join([_shown(value) if value != "" else "" for value in row]).rstrip()
                room -= len(text)
                if room < 0:
                    reason = f"more than {limits.characters} characters"
                    break
                if text:
                    rows.append(text)
            name = sheet.name if sheet.visible == SheetVisibleEnum.Visible else sheet.name + HIDDEN
            pages.append(FilePage(number, tuple(rows), name))
            if reason:
                return tuple(pages), reason
    return tuple(pages), None


def _shown(value: Value) -> str:
    """A cell as one line without tabs."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # At most 15 significant digits, as Excel shows them: 2025.0 -> 2025, 0.1 + 0.2 -> 0.3.
        text = f"{value:.15g}"
        return f"{Decimal(text):f}" if "e" in text and 1e-10 < abs(value) < 1e21 else text
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return _one_line(str(value))


def _one_line(text: str) -> str:
    return re.sub(r"[\t\r\n\v\f]+", " ", text).strip()
