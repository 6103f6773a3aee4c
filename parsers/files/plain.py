"""Plain text files: a paragraph a line."""

from parsers.files.sandbox.limits import Limits
from parsers.files.text import FilePage, FileText
from parsers.markup.decoding import decode

EXTRACTOR = "plain 1"


def read(content: bytes, limits: Limits) -> FileText:
    """The lines of a text file that are not blank, as one page."""
    lines = decode(content).splitlines()
    return FileText("ok", "text/plain", EXTRACTOR, (FilePage(1, tuple(line for line in lines if line.strip())),))
