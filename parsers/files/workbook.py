"""Reads workbooks, XLS and XLSX: a sheet is a page, a row a paragraph whose cells are parted by tabs.

A cell shows its value: a number without superfluous zeros (the display format is not known), a date as 2025-03-01. A
merged cell has its value once, at its upper left. Empty rows and the empty cells at the end of a row are left out.
Hidden sheets are read too, and their name says so. A sheet whose cells lie too far apart for the memory ends the
process that reads it, and that alone.
"""

import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "spreadsheet 1"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = " (hidden)"

Value = int | float | str | bool | date | datetime | time | timedelta


def read(content: bytes, limits: Limits) -> FileText:
    """The sheets of a workbook. Raises FileNotRead: `encrypted`, `failed`."""
    media_type = XLSX if content.startswith(b"PK") else XLS
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
    reason = None
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        for number, sheet in enumerate(sheets, start=1):
            cells = workbook.get_sheet_by_name(sheet.name)
            rows = cells.to_python(nrows=limits.rows) if cells.height else ()
            lines = ("\t".join(_shown(value) if value != "" else "" for value in row).rstrip() for row in rows)
            name = sheet.name if sheet.visible == SheetVisibleEnum.Visible else sheet.name + HIDDEN
            pages.append(FilePage(number, tuple(filter(None, lines)), name))
            if cells.height > limits.rows:
                reason = f"a sheet has more than {limits.rows} rows"
    return tuple(pages), reason


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
