"""The types of files that ministries attach: a row an ending, with its media type and the reader of its text.

A link to an address with one of these endings is an attachment. What a file really is, its bytes tell
(`parsers.files.sniff`): a `.wps` may be a DOCX.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ReaderName = Literal["pdf", "doc", "docx", "rtf", "spreadsheet", "ofd", "archive", "plain"]
"""The readers of `parsers.files.readers`; a spreadsheet and an archive have several types."""


@dataclass(frozen=True, slots=True)
class FileEnding:
    """A type of file by the ending of its name."""

    media_type: str
    reader: ReaderName | None = None
    """None where the text is not read, or where only the bytes tell by which reader."""


_OFFICE = "application/vnd.openxmlformats-officedocument."

FILE_TYPES: Mapping[str, FileEnding] = {
    "pdf": FileEnding("application/pdf", "pdf"),
    "ofd": FileEnding("application/ofd", "ofd"),
    "doc": FileEnding("application/msword", "doc"),
    "docx": FileEnding(f"{_OFFICE}wordprocessingml.document", "docx"),
    "wps": FileEnding("application/vnd.ms-works"),
    "xls": FileEnding("application/vnd.ms-excel", "spreadsheet"),
    "xlsx": FileEnding(f"{_OFFICE}spreadsheetml.sheet", "spreadsheet"),
    "et": FileEnding("application/vnd.ms-excel", "spreadsheet"),
    "ppt": FileEnding("application/vnd.ms-powerpoint"),
    "pptx": FileEnding(f"{_OFFICE}presentationml.presentation"),
    "ceb": FileEnding("application/x-ceb"),
    "txt": FileEnding("text/plain", "plain"),
    "rtf": FileEnding("application/rtf", "rtf"),
    "zip": FileEnding("application/zip", "archive"),
    "rar": FileEnding("application/vnd.rar", "archive"),
    "7z": FileEnding("application/x-7z-compressed"),
}
"""Ending in small letters, without the dot -> type."""

ANY_ENDING = "|".join(sorted(FILE_TYPES, key=len, reverse=True))
"""For patterns: a name's ending behind a dot."""

LONG_ENDINGS = "|".join(sorted((ending for ending in FILE_TYPES if len(ending) > 2), key=len, reverse=True))
"""For patterns over texts without dots, in which et and 7z end other words."""
