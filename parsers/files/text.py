"""What reading a file gives: its pages with their paragraphs, and how well it could be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

FileState = Literal["ok", "partial", "scan", "garbled", "encrypted", "unsupported", "failed"]
"""`ok`: the whole text. `partial`: a part of it, because a limit was met or some pages have no text. `scan`: pictures
of pages. `garbled`: a text layer that says something other than the page shows. `encrypted`: a password is needed.
`unsupported`: a format that is not read. `failed`: the file is broken, or its reader was."""


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page, a sheet of a workbook, or a member of an archive."""

    number: int
    """Counted from 1. Formats without pages (DOCX, DOC, RTF) have one page."""
    paragraphs: tuple[str, ...]
    """The text as printed; a row of a table is a paragraph whose cells are parted by tabs."""
    name: str | None = None
    """The name of a sheet, or the name of the member of an archive with its page: 附件1.docx."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, or the reason why there is none."""

    state: FileState
    media_type: str
    """By content, never by name: application/pdf, application/msword, …"""
    extractor: str | None = None
    """Reader and its version: `pdf 1`."""
    pages: tuple[FilePage, ...] = ()
    reason: str | None = None
    """Why the state is not `ok`, in one line."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of `zhengce text --format json`; `name` and `reason` stand where they say something."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return _told(values) | {"pages": [_told(page) for page in values["pages"]]}


_ALWAYS = frozenset(("number", "paragraphs", "state", "media_type", "extractor", "pages"))


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in _ALWAYS or value is not None}


class FileNotRead(Exception):
    """A file that a reader cannot read, with the state that says why."""

    def __init__(self, state: FileState, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
