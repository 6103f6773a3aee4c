"""What reading a file gives: its pages with their paragraphs, and how well it could be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

FileState = Literal["ok", "partial", "scan", "garbled", "encrypted", "unsupported", "failed"]
"""`ok`: the whole text. `partial`: a part of it, because a limit was met or some pages have no text. `scan`: pictures
of pages. `garbled`: a text layer that says something other than the page shows. `encrypted`: a password is needed.
`unsupported`: a format that is not read. `failed`: the file is broken, or its reader was."""

TextOrigin = Literal["text", "ocr"]
"""`text`: characters that the file holds. `ocr`: characters recognised in pictures; they may be wrong."""


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page, a sheet of a workbook, or a member of an archive."""

    number: int
    """Counted from 1. Formats without pages (DOCX, DOC, RTF) have one page."""
    paragraphs: tuple[str, ...]
    """The text as printed; a row of a table is a paragraph whose cells are parted by tabs."""
    name: str | None = None
    """The name of a sheet, or the name of the member of an archive with its page: 附件1.docx."""
    origin: TextOrigin = "text"
    confidence: float | None = None
    """Of recognised text: the mean of what the engine gives its lines, from 0 to 1."""


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
    origin: TextOrigin = "text"
    """`ocr` where any page is."""
    peak_memory: int | None = field(default=None, compare=False)
    """Bytes of memory that reading it took at most, as far as the system says."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of `zhengce text --format json`; `name`, `reason`, `origin` and `peak_memory` stand where they
        say something. A page's `origin` and `confidence` are given where it was recognised."""
        given: dict[str, Any] = {"state": self.state, "media_type": self.media_type, "extractor": self.extractor}
        given["pages"] = [page_to_json(page) for page in self.pages]
        if self.reason is not None:
            given["reason"] = self.reason
        if self.origin != "text":
            given["origin"] = self.origin
        if self.peak_memory is not None:
            given["peak_memory"] = self.peak_memory
        return given

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> "FileText":
        """What `to_dict` gave; KeyError or TypeError where it is something else."""
        return cls(
            given["state"],
            given["media_type"],
            given["extractor"],
            pages_from_json(given["pages"]),
            given.get("reason"),
            given.get("origin", "text"),
        )


def pages_from_json(given: Iterable[dict[str, Any]]) -> tuple[FilePage, ...]:
    """Pages as `page_to_json` gave them; KeyError or TypeError where they are something else."""
    return tuple(FilePage(**{**page, "paragraphs": tuple(page["paragraphs"])}) for page in given)


def page_to_json(page: FilePage) -> dict[str, Any]:
    """The JSON form of a page."""
    given: dict[str, Any] = {"number": page.number, "paragraphs": list(page.paragraphs)}
    if page.name is not None:
        given["name"] = page.name
    if page.origin != "text":
        given["origin"] = page.origin
        given["confidence"] = page.confidence
    return given


class FileNotRead(Exception):
    """A file that a reader cannot read, with the state that says why."""

    def __init__(self, state: FileState, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
