"""Knows where a Word 97–2003 file keeps its text and the properties of paragraphs and characters ([MS-DOC]).

Text lies in pieces, each of one or two bytes a character. Properties lie in pages of 512 bytes, by position in the
file, as lists of modifiers (sprm): a code of two bytes and its operand.
"""

import io
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from parsers.files.text import FileNotRead
from parsers.text import one_line

BROKEN_DOC = (struct.error, IndexError, ValueError, KeyError, OverflowError)
"""What reading the tables of a broken file raises."""

STYLES, CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES, LISTS, LIST_OVERRIDES = 1, 12, 13, 33, 73, 74
"""Numbers of the tables in the directory of the file (FibRgFcLcb97)."""

HUGE_PROPERTIES = 0x6646
"""The modifier that says where in the data stream more modifiers are: rows of wide tables have them."""

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_DIRECTORY = 0x9A
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITION, _TAB_STOPS = 0xD608, 0xC615
_PAGE = 512


_STREAMS = ("WordDocument", "0Table", "1Table", "Data")
_BROKEN_OLE = (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, OverflowError, AttributeError)
"""What olefile raises on broken files."""


def _read_streams(content: bytes) -> dict[str, bytes]:
    """The streams of a DOC file, by name. Raises FileNotRead: `unsupported` (no DOC), `encrypted`, `failed`."""
    if not content.startswith(olefile.MAGIC):  # isOleFile takes short bytes for the name of a file
        raise FileNotRead("unsupported", "no OLE file, so not DOC")
    try:
        with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_FATAL) as file:
            streams = {name: file.openstream(name).read() for name in _STREAMS if file.exists(name)}
    except _BROKEN_OLE as error:
        raise FileNotRead("failed", f"a broken OLE file: {one_line(str(error))}") from None
    if not streams:
        raise FileNotRead("unsupported", "not DOC")
    return streams


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: characters from `start` to `end`, at a place in the file."""

    start: int
    end: int
    place: int
    width: int
    """Bytes a character."""


@dataclass(frozen=True, slots=True)
class ParagraphRun:
    """Bytes of the file whose paragraphs have one style and one list of modifiers."""

    start: int
    end: int
    style: int
    modifiers: bytes


class WordFile:
    """The streams and tables of one file. Raises FileNotRead, or one of BROKEN_DOC, where a table is broken."""

    def __init__(self, content: bytes) -> None:
        streams = _read_streams(content)
        self.main = streams.get("WordDocument", b"")
        magic, version = struct.unpack_from("<HH", self.main)
        flags = struct.unpack_from("<H", self.main, 10)[0]
        if magic == _WORD_6 or (magic == _WORD_97 and version < 0xC1):
            raise FileNotRead("unsupported", "a file of Word 6 or 95")
        if magic != _WORD_97:
            raise FileNotRead("failed", "no Word file")
        if flags & 0x0100:
            raise FileNotRead("encrypted", "a password is needed")
        self.tables = streams["1Table" if flags & 0x0200 else "0Table"]
        self.data = streams.get("Data", b"")
        self.stories: tuple[int, ...] = struct.unpack_from("<7i", self.main, 0x4C)
        """The numbers of characters of body, footnotes, headers, macros, comments, endnotes and text boxes, which
        follow each other in the text."""
        self.pieces = self._read_pieces()

    def table(self, number: int) -> tuple[int, int]:
        """Where a table begins in the table stream, and its bytes."""
        start, size = struct.unpack_from("<II", self.main, _DIRECTORY + 8 * number)
        return start, size

    def text(self) -> "array[int]":
        """The whole text as UTF-16 units, so that positions are those of the file."""
        units = array("I")
        for piece in self.pieces:
            count = piece.end - piece.start
            written = self.main[piece.place : piece.place + count * piece.width]
            if piece.width == 1:
                units.extend(map(ord, written.decode("cp1252", "replace")))
            else:
                units.extend(memoryview(written).cast("H"))
        return units

    def place(self, position: int) -> int:
        """Where in the file a character is."""
        piece = self.pieces[bisect_right(self._piece_starts, position) - 1]
        return piece.place + (position - piece.start) * piece.width

    def positions(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The characters that lie at these bytes of the file, as ranges."""
        for piece in self.pieces:
            first = max(start, piece.place)
            last = min(end, piece.place + (piece.end - piece.start) * piece.width)
            if first < last:
                yield (
                    piece.start + (first - piece.place) // piece.width,
                    piece.start + -(-(last - piece.place) // piece.width),
                )

    def paragraph_runs(self) -> list[ParagraphRun]:
        """The properties of all paragraphs in the order of the file."""
        runs: list[ParagraphRun] = []
        for page in self._property_pages(PARAGRAPH_PAGES):
            count = page[-1]
            places = struct.unpack_from(f"<{count + 1}I", page)
            for at in range(count):
                offset = page[4 * (count + 1) + 13 * at] * 2
                if not offset:
                    runs.append(ParagraphRun(places[at], places[at + 1], 0, b""))
                    continue
                size = page[offset] * 2 - 1
                if size < 0:
                    offset += 1
                    size = page[offset] * 2
                properties = page[offset + 1 : offset + 1 + size]
                style = struct.unpack_from("<H", properties)[0] if size >= 2 else 0
                runs.append(ParagraphRun(places[at], places[at + 1], style, properties[2:]))
        return sorted(runs, key=lambda run: run.start)

    def character_runs(self) -> Iterator[tuple[int, int, bytes]]:
        """Bytes of the file and the modifiers of their characters, where there are any."""
        for page in self._property_pages(CHARACTER_PAGES):
            count = page[-1]
            places = struct.unpack_from(f"<{count + 1}I", page)
            for at in range(count):
                offset = page[4 * (count + 1) + at] * 2
                if offset:
                    yield places[at], places[at + 1], page[offset + 1 : offset + 1 + page[offset]]

    def _property_pages(self, number: int) -> Iterator[bytes]:
        start, size = self.table(number)
        count = max(size - 4, 0) // 8
        for page in struct.unpack_from(f"<{count}I", self.tables, start + 4 * (count + 1)):
            content = self.main[page * _PAGE : (page + 1) * _PAGE]
            if len(content) == _PAGE:
                yield content

    def _read_pieces(self) -> list[Piece]:
        at, size = self.table(PIECES)
        end = at + size
        while self.tables[at] == 1:  # modifiers of pieces
            at += 3 + struct.unpack_from("<H", self.tables, at + 1)[0]
        if self.tables[at] != 2 or end > len(self.tables):
            raise FileNotRead("failed", "the table of pieces is broken")
        count = (struct.unpack_from("<I", self.tables, at + 1)[0] - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", self.tables, at + 5)
        pieces: list[Piece] = []
        for number in range(count):
            written = struct.unpack_from("<I", self.tables, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
            place, one_byte = written & 0x3FFFFFFF, bool(written & 0x40000000)
            width = 1 if one_byte else 2
            first, last = starts[number], starts[number + 1]
            piece = Piece(first, last, place // 2 if one_byte else place, width)
            if last < first or first != (pieces[-1].end if pieces else 0):
                raise FileNotRead("failed", "the table of pieces is broken")
            if piece.place + (last - first) * width > len(self.main):
                raise FileNotRead("failed", "the text ends in the middle")
            pieces.append(piece)
        if not pieces:
            raise FileNotRead("failed", "no text")
        self._piece_starts = [piece.start for piece in pieces]
        return pieces


def read_modifiers(modifiers: bytes, data: bytes = b"") -> dict[int, bytes]:
    """The operands of a list of modifiers by their code, with those in the data stream; a broken list ends early."""
    operands: dict[int, bytes] = {}
    at = 0
    while at + 2 < len(modifiers):
        code = int.from_bytes(modifiers[at : at + 2], "little")
        at += 2
        size = _OPERAND_BYTES[code >> 13]
        if code == _TABLE_DEFINITION:
            size = int.from_bytes(modifiers[at : at + 2], "little") + 1
        elif code >> 13 == 6:
            size = modifiers[at] + 1
            if code == _TAB_STOPS and modifiers[at] == 255:
                break
        operands[code] = modifiers[at : at + size]
        at += size
    if data and HUGE_PROPERTIES in operands:
        place = int.from_bytes(operands[HUGE_PROPERTIES], "little")
        size = int.from_bytes(data[place : place + 2], "little")
        operands = {**operands, **read_modifiers(data[place + 2 : place + 2 + size])}
    return operands
