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
class FileType:
    """The type of a file, and the reader for it."""

    media_type: str
    reader: ReaderName | None = None
    """None: no reader reads it, or only the bytes tell which does."""
    reason: str | None = None
    """Why no reader reads it, in one line."""
    state: Literal["unsupported", "encrypted", "scan"] = "unsupported"
    """The state of a file without a reader."""


_OFFICE = "application/vnd.openxmlformats-officedocument."

FILE_TYPES: Mapping[str, FileType] = {
    "pdf": FileType("application/pdf", "pdf"),
    "ofd": FileType("application/ofd", "ofd"),
    "doc": FileType("application/msword", "doc"),
    "docx": FileType(f"{_OFFICE}wordprocessingml.document", "docx"),
    "wps": FileType("application/vnd.ms-works"),
    "xls": FileType("application/vnd.ms-excel", "spreadsheet"),
    "xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", "spreadsheet"),
    "et": FileType("application/vnd.ms-excel", "spreadsheet"),
    "ppt": FileType("application/vnd.ms-powerpoint", reason="a PowerPoint presentation"),
    "pptx": FileType(f"{_OFFICE}presentationml.presentation", reason="a PowerPoint presentation"),
    "ceb": FileType("application/x-ceb"),
    "txt": FileType("text/plain", "plain"),
    "rtf": FileType("application/rtf", "rtf"),
    "zip": FileType("application/zip", "archive"),
    "rar": FileType("application/vnd.rar", "archive"),
    "7z": FileType("application/x-7z-compressed", reason="a 7z archive"),
}
"""Ending in small letters, without the dot -> type."""

ANY_ENDING = "|".join(sorted(FILE_TYPES, key=len, reverse=True))
"""For patterns: a name's ending behind a dot."""

LONG_ENDINGS = "|".join(sorted((ending for ending in FILE_TYPES if len(ending) > 2), key=len, reverse=True))
"""For patterns over texts without dots, in which et and 7z end other words."""
