"""A small writer of PDF files: text in a Chinese font that is not embedded (STSong-Light), rules, pictures.

Sizes are points of an A4 page; y grows upwards. A file of many pages shares its font and its picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 90, 506
"""The margins of `Page.write`: 26 characters of 16 points a line, as GB/T 9704 nearly has it."""
SIZE = 16
LEADING = 28

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [ << /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4"
    b" >> /DW 1000 /W [ 1 95 500 ] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox"
    b" [ -25 -254 1000 880 ] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>"
)
_PICTURE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\x80\nendstream"
)
_LOCK = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
"""A key that no password of ours opens."""


@dataclass
class Page:
    """A page; what is put on it is drawn in that order."""

    content: list[str] = field(default_factory=list)
    height: float = HEIGHT - 100.0
    """Where `write` puts its next line."""

    def put(self, x: float, y: float, text: str, size: float = SIZE) -> "Page":
        """Draws a text that begins at a place."""
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


def write_pdf(pages: Iterable[Page], *, locked: bool = False) -> bytes:
    """The bytes of a file with these pages; `locked` asks for a password."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT, _PICTURE]
    kids = []
    for page in pages:
        stream = "\n".join(page.content).encode("ascii")
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 %d %d ] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >>"
            b" /XObject << /P1 4 0 R >> >> >>" % (WIDTH, HEIGHT, len(bodies))
        )
        kids.append(b"%d 0 R" % len(bodies))
    bodies[1] = b"<< /Type /Pages /Kids [ %s ] /Count %d >>" % (b" ".join(kids), len(kids))
    file = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b" /Encrypt %s /ID [ <00> <00> ]" % _LOCK if locked else b""
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, lock, len(file))
    return bytes(file) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table) + trailer
