"""Reads RTF: paragraphs, and tables a row a paragraph with its cells parted by tabs.

striprtf reads the text, but parts cells with `|` and ends a row where a paragraph in a cell ends; so marks are put in
before, characters that the bytes of a file cannot stand for. Notes, headers and footers are left out.
"""

import re

from striprtf.striprtf import rtf_to_text

from parsers.files.sandbox.limits import Limits
from parsers.files.text import FileNotRead, FilePage, FileText

EXTRACTOR = "rtf 1"
MEDIA_TYPE = "application/rtf"

_ROW_BEGINS, _CELL_ENDS, _ROW_ENDS = "\ue000", "\ue001", "\ue002"
_MARKS = {"trowd": _ROW_BEGINS, "cell": _CELL_ENDS, "row": f"{_ROW_ENDS}\\row ", "nestcell": " "}
_TABLE_WORD = re.compile(r"\\(?:\\|(trowd|cell|row|nestcell)(?![a-zA-Z])[0-9]* ?)")
_PICTURE = re.compile(r"[0-9a-fA-F\r\n]{1000,}")  # pictures as hexadecimal digits, slow to skip one by one
_FIELD = re.compile(r"\\fldinst(?=\{)")
_NUMBER = re.compile(r"(\\(?:listtext|pntext)\b[^{}]*)\\tab\s*\}")  # {\listtext 第一章\tab}: an automatic number
_ROW = re.compile(f"{_ROW_BEGINS}([^{_ROW_ENDS}]*){_ROW_ENDS}")


def read(content: bytes, limits: Limits) -> FileText:
    """The text of an RTF file as one page. Raises FileNotRead: `unsupported` (no RTF), `failed`."""
    if not content.lstrip().startswith(b"{\\rtf"):
        raise FileNotRead("unsupported", "no RTF file")
    markup = _PICTURE.sub("", content.decode("latin-1"))
    markup = _FIELD.sub(r"\\fldinst ", markup)  # else the library writes addresses of links into the text
    markup = _NUMBER.sub(r"\1 }", markup)
    try:
        text = rtf_to_text(_TABLE_WORD.sub(_mark, markup), errors="replace")
    except (ValueError, LookupError, OverflowError, TypeError) as error:
        raise FileNotRead("failed", f"broken RTF: {error}".splitlines()[0]) from None
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # joins halves of a character
    reason = None if content.rstrip(b"\0 \t\r\n").endswith(b"}") else "the file ends in the middle"
    lines = _ROW.sub(_row, text).translate({ord(_CELL_ENDS): "\t", ord(_ROW_BEGINS): None, ord(_ROW_ENDS): None})
    paragraphs = tuple(line.lstrip(" ").rstrip() for line in lines.split("\n") if line.strip())
    return FileText("partial" if reason else "ok", MEDIA_TYPE, EXTRACTOR, (FilePage(1, paragraphs),), reason)


def _mark(word: re.Match[str]) -> str:
    """The mark of a control word of tables; the braces end what the library may be skipping."""
    return f"{{}}{_MARKS[word[1]]}" if word[1] else word[0]


def _row(match: re.Match[str]) -> str:
    """A row in one line; the last cell ends with a mark of its own."""
    cells = match[1].replace(_ROW_BEGINS, "").split(_CELL_ENDS)
    return "\t".join(" ".join(cell.split()) for cell in cells).rstrip()
