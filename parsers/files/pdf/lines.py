"""The lines of a PDF page with their places, from PDFium's text: columns parted, blanks as a Chinese text has them.

A call into PDFium costs about as much as PDFium's own work on a character, so boxes are read at the ends of a line
and beside blanks alone. Units are points; y grows upwards."""

import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from parsers.files.pdf.frame import Box, PageFrame

COLUMN_GAP = 1.5
"""Em between two pieces of a line from which they are two columns. Justified text leaves less, printed blanks more:
those are characters of the text, and no gap."""
_PRINTED_GAP = 0.9
"""Em from which a blank between two Chinese characters is meant, and not the layout's (a quarter em beside digits)."""
_UPRIGHT = 3
"""Em from which a line is high, not long: its characters stand below one another."""
_NARROW_GAP = 0.35
"""Em from which a gap can part the heads of two narrow columns; beside a digit a quarter is left."""
_WORD_GAP = 0.15
"""Em between two Latin words."""
_LATIN_HEIGHT = 0.85
"""Em of a font to the height of its box, for lines without a Chinese character."""

CJK = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af"
"""Chinese characters and full-width punctuation, as a class of a regular expression."""
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WIDE = re.compile(f"[{CJK}]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_BLANKS = re.compile("[ \u00a0\u3000]+")
_QUOTATION_MARK = re.compile("[“”‘’]")
_LINE = re.compile("[^\r\n]+")
_FIRST = re.compile(r"[（《〈「『【〔“‘(]*(?:[0-9A-Za-z.,%+/-]+|.)[，。、；：？！）》〉」』】〕”’)]*")
_get_box = pdfium.FPDFText_GetLooseCharBox
_HYPHEN = "\ufffe"  # PDFium's mark for a hyphen at a line's end that it takes for a division


class Line(NamedTuple):
    """A line, or a piece of one that stands apart from the next by a column's gap."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    em: float
    """Width of a Chinese character, or what comes near it in Latin text."""
    start: int = 0
    end: int = 0
    """Its place in the text of the page; none where its characters are not in order there."""
    is_cell: bool = False
    """Whether it begins a column although it nearly touches what stands before."""

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.bottom + self.top) / 2


class PageText:
    """The characters of an open text page."""

    def __init__(self, textpage: "pdfium.FPDF_TEXTPAGE", frame: PageFrame) -> None:
        self._frame = None if frame.is_plain else frame
        self._textpage = textpage
        self._rectangle = pdfium.FS_RECTF()
        self._pointer = ctypes.byref(self._rectangle)
        count = pdfium.FPDFText_CountChars(textpage)
        buffer = (ctypes.c_ushort * (2 * count + 1))()  # a character outside the BMP is two units
        units = pdfium.FPDFText_GetText(textpage, 0, count, buffer) if count > 0 else 0
        self.text = bytes(memoryview(buffer).cast("B")[: 2 * max(units - 1, 0)]).decode("utf-16-le", "replace")
        # PDFium counts UTF-16 units, and leaves out of its text what has no Unicode.
        self._astral = [] if len(self.text) == units - 1 else [m.start() for m in _ASTRAL.finditer(self.text)]
        self._lacks_characters = units - 1 != count

    def lines(self) -> Iterator[Line]:
        """The pieces of lines in the order in which the file draws them."""
        for match in _LINE.finditer(self.text):
            pieces = list(self._pieces(match.start(), match[0]))
            if self._is_disordered(match.start(), match[0], pieces):
                pieces = list(self._pieces_by_place(match.start(), match.end()))
            yield from pieces

    def split(self, line: Line, edges: Sequence[float]) -> Iterator[Line]:
        """The pieces of a line between edges (abscissas in ascending order), where characters stand on both sides."""
        if not edges or line.start == line.end:
            yield line
            return
        start = position = line.start
        for edge in edges:
            while position < line.end and self._center(position) < edge:
                position += 1
            yield from self._pieces(start, self.text[start:position])
            start = position
        yield from self._pieces(start, self.text[start : line.end])

    def split_at_gutter(self, line: Line, gutter: tuple[float, float]) -> list[Line]:
        """The two pieces of a line at the widest gap between its characters near a gutter between two columns; the
        line as it is where none of them is wider than beside a digit."""
        left, right = gutter
        widest, place = _NARROW_GAP * line.em, 0
        end = self._box(line.start).right if line.start < line.end else 0.0
        for position in range(line.start + 1, line.end):
            if self.text[position].isspace():
                continue
            box = self._box(position)
            if end > left - line.em and box.left < right + line.em and box.left - end > widest:
                widest, place = box.left - end, position
            end = box.right
        if not place:
            return [line]
        return [
            *(
                piece._replace(is_cell=line.is_cell)
                for piece in self._pieces(line.start, self.text[line.start : place])
            ),
            *(piece._replace(is_cell=True) for piece in self._pieces(place, self.text[place : line.end])),
        ]

    def _is_disordered(self, start: int, text: str, pieces: Sequence[Line]) -> bool:
        """Whether the file draws a line's characters in another order than they stand, as programs do that take
        quotation marks from another font: Chinese characters do not fit in their piece, or a mark stands apart."""
        for piece in pieces:
            if piece.top - piece.bottom > _UPRIGHT * piece.em:  # set vertically
                return False
            fit = (piece.right - piece.left + piece.em / 2) / (0.95 * piece.em)
            if len(piece.text) > fit and len(HAN.findall(piece.text)) > fit:
                return True
        for mark in _QUOTATION_MARK.finditer(text):
            before, after = mark.start() - 1, mark.end()
            box = self._box(start + mark.start())
            em = pieces[0].em if pieces else 1.0
            if before >= 0 and text[before] != " " and abs(self._box(start + before).right - box.left) > em:
                return True
            if after < len(text) and text[after] != " " and abs(self._box(start + after).left - box.right) > em:
                return True
        return False

    def _pieces_by_place(self, start: int, end: int) -> Iterator[Line]:
        """The pieces of a line, its characters from left to right."""
        placed = [(self._box(index), index) for index in range(start, end) if not self.text[index].isspace()]
        placed.sort(key=lambda each: each[0].left)
        text, first, before = "", placed[0][0], placed[0][0]
        em = next((box.right - box.left for box, index in placed if HAN.match(self.text[index])), 0.0)
        em = em or (first.top - first.bottom) * _LATIN_HEIGHT
        for box, index in placed:
            gap = box.left - before.right
            if text and gap > COLUMN_GAP * em:
                yield _line([text], first, before, em, 0, 0)
                text, first = "", box
            elif text and gap > _WORD_GAP * em and not _meets_chinese(text[-1], self.text[index]):
                text += " "
            text += self.text[index]
            before = box
        yield _line([text], first, before, em, 0, 0)

    def _center(self, index: int) -> float:
        box = self._box(index)
        return (box.left + box.right) / 2

    def _place(self, index: int) -> int:
        """PDFium's number of a character of the text."""
        if self._astral:
            index += bisect_left(self._astral, index)
        if self._lacks_characters:
            index = pdfium.FPDFText_GetCharIndexFromTextIndex(self._textpage, index)
        return index

    def _box(self, index: int) -> Box:
        if self._astral or self._lacks_characters:
            index = self._place(index)
        rectangle = self._rectangle
        _get_box(self._textpage, index, self._pointer)
        box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        return box if self._frame is None else self._frame.upright(box)

    def _pieces(self, start: int, text: str) -> Iterator[Line]:
        stripped = text.strip(" \u00a0\u3000")
        if not stripped:
            return
        start += text.index(stripped)
        first = self._box(start)
        em = self._em(start, stripped, first)
        begin_of_piece = start
        parts: list[str] = []
        position = 0
        for blank in _BLANKS.finditer(stripped):
            parts.append(stripped[position : blank.start()])
            position = blank.end()
            before, after = stripped[blank.start() - 1], stripped[blank.end()]
            printed = blank[0].replace("\u00a0", " ")
            if _is_latin(before) and _is_latin(after) and len(printed) == 1:
                parts.append(printed)
                continue
            end, begin = self._box(start + blank.start() - 1), self._box(start + blank.end())
            gap = (begin.left - end.right) / em if em > 0 else 0.0
            if gap > COLUMN_GAP and pdfium.FPDFText_IsGenerated(self._textpage, self._place(start + blank.start())):
                yield _line(parts, first, end, em, begin_of_piece, start + blank.start())
                parts, first, begin_of_piece = [], begin, start + blank.end()
                em = self._em(begin_of_piece, stripped[blank.end() :], begin)
            elif "\u3000" in printed or not _meets_chinese(before, after):
                parts.append(printed)
            elif gap >= _PRINTED_GAP:
                parts.append(" ")
        parts.append(stripped[position:])
        last = self._box(start + len(stripped) - 1)
        yield _line(parts, first, last, em, begin_of_piece, start + len(stripped))

    def _em(self, start: int, text: str, first: Box) -> float:
        wide = HAN.search(text) or _WIDE.search(text)  # punctuation is narrower in some fonts
        if wide is None:
            return (first.top - first.bottom) * _LATIN_HEIGHT
        box = first if wide.start() == 0 else self._box(start + wide.start())
        return box.right - box.left


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _meets_chinese(before: str, after: str) -> bool:
    """Whether a blank between two characters is layout: between Chinese characters, or one and a digit or letter."""
    return bool(_WIDE.match(before) or _WIDE.match(after))


def _line(parts: list[str], first: Box, last: Box, em: float, start: int, end: int) -> Line:
    text = parts[0] if len(parts) == 1 else "".join(parts)
    if _HYPHEN in text:
        text = text.replace(_HYPHEN, "-")
    bottom, top = min(first.bottom, last.bottom), max(first.top, last.top)
    return Line(text, first.left, max(last.right, first.right), bottom, top, max(em, 1.0), start, end)


def join_texts(before: str, after: str) -> str:
    """Two pieces of one paragraph as one: a blank stands between Latin words alone."""
    if not before or not after:
        return before + after
    if _WIDE.match(before[-1]) or _WIDE.match(after[0]):
        return before + after
    if before[-1] == "-" and after[0].islower():
        return before[:-1] + after
    return f"{before} {after}"


def first_width(text: str) -> float:
    """Em of what may not be divided at the begin of a line: a word or number, or a character, with its brackets and the
    punctuation behind it."""
    match = _FIRST.match(text)
    return sum(0.5 if character.isascii() else 1.0 for character in match[0]) if match else 0.0
