"""Reads DOC, the format of Word 97 to 2003, also under the name WPS: paragraphs with their numbers, and tables.

A reader of our own on olefile, because the libraries that were measured lose the automatic numbers. Headers, footers,
comments, deleted and hidden text are left out, of fields the result is read. Text boxes, footnotes and endnotes stand
at the end. A line break ends a paragraph.
"""

import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText
from parsers.files.word.doc_file import BROKEN_DOC, ParagraphRun, WordFile, read_modifiers
from parsers.files.word.doc_numbering import DocNumbering
from parsers.files.word.numbering import SYMBOLS, ListCounter
from parsers.text import one_line

EXTRACTOR = "doc 1"
MEDIA_TYPE = "application/msword"

BODY, FOOTNOTES, ENDNOTES, TEXT_BOXES = 0, 1, 5, 6
"""The parts of the text in `WordFile.stories`."""
CELL = "\x07"
"""The end of a cell, and of a row."""

_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_DELETED, _HIDDEN, _SYMBOL = 0x0800, 0x083C, 0x6A09
_PARAGRAPH_END = re.compile(r"[\r\x07\x0c]")
_FIELD_MARK = re.compile("[\x13\x14\x15]")
_UNPRINTED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f]")
_NOTHING = "\0"


def read(content: bytes, limits: Limits) -> FileText:
    """The text of a DOC file as one page; a row of a table is one paragraph, its cells parted by tabs.

    Raises FileNotRead: `encrypted`, `unsupported` (Word 6 and 95, no Word file), `failed`.
    """
    try:
        paragraphs = tuple(_read_document(WordFile(content)))
    except BROKEN_DOC as error:
        raise FileNotRead("failed", f"a broken Word file: {one_line(str(error))}") from None
    return FileText("ok", MEDIA_TYPE, EXTRACTOR, (FilePage(1, paragraphs),))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: list[str]
    end: str
    in_table: bool
    ends_row: bool


def _read_document(file: WordFile) -> Iterator[str]:
    """The paragraphs of the body, then of text boxes and notes."""
    text = _printed_text(file)
    reader = _ParagraphReader(file)
    starts = [0, *accumulate(file.stories)]
    for story in (BODY, TEXT_BOXES, FOOTNOTES, ENDNOTES):
        start, length = starts[story], file.stories[story]
        if length < 0:
            raise FileNotRead("failed", "the lengths of the text are broken")
        yield from _rows_and_paragraphs(reader.read(text[start : start + length], start))


def _printed_text(file: WordFile) -> str:
    """The text, with a zero for every unit that is not printed, so that positions stay."""
    units = file.text()
    for start, end, modifiers in file.character_runs():
        operands = read_modifiers(modifiers)
        if _is_on(operands.get(_DELETED)) or _is_on(operands.get(_HIDDEN)):
            for first, last in file.positions(start, end):
                _blank(units, first, last)
        elif _SYMBOL in operands:
            sign = ord(chr(int.from_bytes(operands[_SYMBOL][2:4], "little")).translate(SYMBOLS))
            for first, last in file.positions(start, end):
                units[first:last] = array("I", [sign if unit == ord("(") else unit for unit in units[first:last]])
    _drop_field_codes(units)
    return _decode(units)


def _is_on(operand: bytes | None) -> bool:
    return operand == b"\x01"


def _blank(units: "array[int]", first: int, last: int) -> None:
    """Takes characters out of the text, but no ends of cells."""
    units[first:last] = array("I", [unit if unit == ord(CELL) else 0 for unit in units[first:last]])


def _decode(units: "array[int]") -> str:
    """Text of one character a unit; the halves of rare characters stay apart."""
    return units.tobytes().decode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "surrogatepass")


def _drop_field_codes(units: "array[int]") -> None:
    """Leaves the result of each field: 0x13 code 0x14 result 0x15."""
    codes: list[int] = []  # where the codes of the open fields begin; -1 after their end
    for mark in _FIELD_MARK.finditer(_decode(units)):
        at = mark.start()
        if mark[0] == "\x13":
            codes.append(at)
        elif codes:
            begun = codes.pop()
            if begun >= 0:
                _blank(units, begun, at)
            if mark[0] == "\x14":
                codes.append(-1)


class _ParagraphReader:
    """Splits text into paragraphs and gives them their numbers."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._runs = file.paragraph_runs()
        self._starts = [run.start for run in self._runs]
        self._numbering = DocNumbering(file)
        self._counter = ListCounter()

    def read(self, text: str, offset: int) -> Iterator[_Paragraph]:
        """The paragraphs of a part of the text that begins at this position."""
        begun = 0
        for mark in _PARAGRAPH_END.finditer(text):
            yield self._paragraph(text[begun : mark.start()], mark[0], offset + mark.start())
            begun = mark.end()
        if text[begun:].strip(_NOTHING):
            yield self._paragraph(text[begun:], "\r", offset + len(text) - 1)

    def _paragraph(self, text: str, end: str, position: int) -> _Paragraph:
        run = self._properties(position)
        operands = read_modifiers(run.modifiers, self._file.data)
        depth = int.from_bytes(operands.get(_DEPTH, b""), "little")
        ends_row = _is_on(operands.get(_ROW_END))
        place = None if ends_row else self._numbering.place(run.style, operands)
        label = self._counter.next_label(*place) if place and (text.strip(_NOTHING) or end != "\x0c") else ""
        return _Paragraph(
            lines=[line.rstrip() for line in (label + _plain(text)).split("\v")],
            end=end,
            in_table=depth > 0 or _is_on(operands.get(_IN_TABLE)),
            ends_row=ends_row,
        )

    def _properties(self, position: int) -> ParagraphRun:
        place = self._file.place(position)
        at = bisect_right(self._starts, place) - 1
        if at >= 0 and place < self._runs[at].end:
            return self._runs[at]
        return ParagraphRun(place, place + 1, 0, b"")


def _plain(text: str) -> str:
    """Text without marks; the halves of rare characters joined."""
    text = _UNPRINTED.sub("", text.replace("\x1e", "-"))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _rows_and_paragraphs(paragraphs: Iterator[_Paragraph]) -> Iterator[str]:
    """Each paragraph outside of tables, and each row; a row of one cell is a frame around its paragraphs."""
    cells: list[list[str]] = []
    cell: list[str] = []
    for paragraph in paragraphs:
        lines = [line for line in paragraph.lines if line.strip()]
        if paragraph.in_table and not paragraph.ends_row:
            cell += lines
            if paragraph.end == CELL:
                cells.append(cell)
                cell = []
            continue
        if not (paragraph.ends_row and paragraph.end != CELL):  # the end of a row of a table in a cell
            yield from _row(cells, cell)
            cells, cell = [], []
        yield from lines
    yield from _row(cells, cell)


def _row(cells: list[list[str]], rest: list[str]) -> Iterator[str]:
    if len(cells) == 1:
        yield from cells[0]
    elif any(cells):
        yield "\t".join(" ".join(" ".join(lines).split()) for lines in cells).rstrip()
    yield from rest
