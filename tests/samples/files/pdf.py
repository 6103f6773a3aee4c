"""A small writer of PDF files: Chinese text, rules, pictures, a password.

Sizes are points of an A4 page; y grows upwards. The font is in the file, and all its characters look like a box: what a
library reads must not depend on the fonts of a machine. STSong-Light, which is not in the file, can take its place: a
viewer shows its characters in a font of the machine. All pages share the font and the picture. Streams are not
compressed, so that the bytes do not depend on a version of zlib."""

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 90, 506
"""The margins of `Page.write`: 26 characters of 16 points a line, as GB/T 9704 nearly has it."""
SIZE = 16
LEADING = 28

_NOT_EMBEDDED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [ << /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4"
    b" >> /DW 1000 /W [ 1 95 500 ] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox"
    b" [ -25 -254 1000 880 ] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>"
)
_EMBEDDED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Boxes /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [ <<"
    b" /Type /Font /Subtype /CIDFontType2 /BaseFont /Boxes /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
    b" /Supplement 0 >> /CIDToGIDMap 7 0 R /DW 1000 /W [ 32 126 500 ] /FontDescriptor << /Type /FontDescriptor"
    b" /FontName /Boxes /Flags 4 /FontBBox [ 0 -120 1000 880 ] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880"
    b" /StemV 93 /FontFile2 5 0 R >> >> ] >>"
)
_ASTRAL = {0xF100: "𠮷"}
"""Codes of characters outside the BMP; all others are coded as themselves."""


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def _make_font() -> bytes:
    """A TrueType font of two glyphs: nothing, and a box."""
    box = struct.pack(">5h", 1, 50, -80, 450, 800) + struct.pack(">HH4B", 3, 0, 1, 1, 1, 1)
    box += struct.pack(">4h", 50, 400, 0, -400) + struct.pack(">4h", -80, 0, 880, 0)
    box += b"\0" * (-len(box) % 4)
    tables = {
        b"glyf": box,
        b"head": struct.pack(
            ">IIIIHHQQ4h3Hhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, -120, 1000, 880, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, 880, -120, 0, 1000, *[0] * 11, 1),
        b"hmtx": struct.pack(">HhH", 1000, 0, 50),
        b"loca": struct.pack(">3I", 0, 0, len(box)),
        b"maxp": struct.pack(">IH13H", 0x10000, 2, 4, 1, *[0] * 11),
    }
    offset = 12 + 16 * len(tables)
    directory, content = struct.pack(">I4H", 0x10000, len(tables), 64, 2, 32), b""
    for name, table in tables.items():
        directory += struct.pack(">4sIII", name, 0, offset + len(content), len(table))
        content += table + b"\0" * (-len(table) % 4)
    return directory + content


def _make_unicode_map() -> bytes:
    rows = [b"<%02x00> <%02xff> <%02x00>" % (high, high, high) for high in range(256)]
    blocks = [
        b"%d beginbfrange\n%s\nendbfrange" % (len(part), b"\n".join(part))
        for part in (rows[:99], rows[99:198], rows[198:])
    ]
    astral = [
        b"<%04x> <%s>" % (code, character.encode("utf-16-be").hex().encode()) for code, character in _ASTRAL.items()
    ]
    return b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def",
            b"1 begincodespacerange <0000> <ffff> endcodespacerange",
            *blocks,
            b"%d beginbfchar\n%s\nendbfchar" % (len(astral), b"\n".join(astral)),
            b"endcmap end end",
        ]
    )


_EMBEDDED_PARTS = (_stream(_make_font()), _stream(_make_unicode_map()), _stream(b"\0\1" * 65536))
_PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\x80\nendstream"
)
_TURNED_BACK = ("1 0 0 1 0 0", f"0 1 -1 0 {HEIGHT} 0", f"-1 0 0 -1 {WIDTH} {HEIGHT}", f"0 -1 1 0 0 {WIDTH}")
_SHEETS = ((WIDTH, HEIGHT), (HEIGHT, WIDTH))
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
"""What makes a password 32 bytes long (ISO 32000-1, 7.6.3.3)."""
_FILE_ID = b"\0" * 16


@dataclass
class Page:
    """A page; what is put on it is drawn in that order."""

    content: list[str] = field(default_factory=list)
    height: float = HEIGHT - 100.0
    """Where `write` puts its next line."""
    turns: int = 0
    """Quarter turns to the right by which a viewer shows the page; what is drawn is turned back."""

    def put(self, x: float, y: float, text: str, size: float = SIZE) -> "Page":
        """Draws a text that begins at a place."""
        for code, character in _ASTRAL.items():
            text = text.replace(character, chr(code))
        hexadecimal = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{hexadecimal}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        """Draws a straight line."""
        self.content.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "Page":
        """Draws the rules of a table at these places."""
        for x in xs:
            self.rule(x, min(ys), x, max(ys))
        for y in ys:
            self.rule(min(xs), y, max(xs), y)
        return self

    def picture(self, x: float, y: float, width: float, height: float) -> "Page":
        """Draws a grey picture."""
        self.content.append(f"q {width} 0 0 {height} {x} {y} cm /P1 Do Q")
        return self

    def write(self, *paragraphs: str, indent: int = 2) -> "Page":
        """Sets paragraphs as Word does: the first line indented, as many characters a line as fit."""
        for paragraph in paragraphs:
            rest, room = paragraph, float(RIGHT - LEFT - indent * SIZE)
            while rest:
                count = 0
                while count < len(rest) and (room := room - _width(rest[count])) >= 0:
                    count += 1
                start = LEFT if len(rest) < len(paragraph) else LEFT + indent * SIZE
                self.put(start, self.height, rest[:count])
                self.height -= LEADING
                rest, room = rest[count:], RIGHT - LEFT
        return self


def _width(character: str) -> float:
    return SIZE * (0.5 if character.isascii() else 1.0)


class _Lock:
    """RC4 encryption with a key of 40 bits (ISO 32000-1, 7.6.3: V 1, R 2) and a password for opening the file."""

    def __init__(self, password: str) -> None:
        padded = (password.encode("ascii") + _PADDING)[:32]
        owner = _rc4(_md5(padded)[:5], padded)
        self._key = _md5(padded + owner + struct.pack("<i", -4) + _FILE_ID)[:5]
        user = _rc4(self._key, _PADDING)
        self.entry = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [ <%s> <%s> ]" % (
            *(value.hex().encode() for value in (owner, user)),
            *(_FILE_ID.hex().encode(),) * 2,
        )

    def encrypt(self, number: int, body: bytes) -> bytes:
        """An object with its strings and its stream encrypted."""
        key = _md5(self._key + struct.pack("<I", number)[:3] + b"\0\0")[:10]
        head, start, rest = body.partition(b"stream\n")
        head = re.sub(rb"\(([^)]*)\)", lambda found: b"<%s>" % _rc4(key, found[1]).hex().encode(), head)
        if not start:
            return head
        content = rest.removesuffix(b"\nendstream")
        return head + start + _rc4(key, content) + b"\nendstream"


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def write_pdf(pages: Iterable[Page], *, password: str | None = None, embedded: bool = True) -> bytes:
    """The bytes of a file with these pages; `embedded` has the font in the file, `password` opens it (ASCII)."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _EMBEDDED if embedded else _NOT_EMBEDDED, _PICTURE]
    bodies += _EMBEDDED_PARTS if embedded else ()
    kids = []
    for page in pages:
        stream = "\n".join([f"{_TURNED_BACK[page.turns]} cm", *page.content]).encode("ascii")
        bodies.append(_stream(stream))
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /Rotate %d /MediaBox [ 0 0 %d %d ] /Contents %d 0 R /Resources"
            b" << /Font << /F1 3 0 R >> /XObject << /P1 4 0 R >> >> >>"
            % (90 * page.turns, *_SHEETS[page.turns % 2], len(bodies))
        )
        kids.append(b"%d 0 R" % len(bodies))
    bodies[1] = b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (b" ".join(kids), len(kids))
    lock = None if password is None else _Lock(password)
    file = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, lock.encrypt(number, body) if lock else body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    entry = lock.entry if lock else b""
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, entry, len(file))
    return bytes(file) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table) + trailer
