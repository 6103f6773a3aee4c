"""The texts of a document in which words are looked for, as paragraphs with places: title, body and attached files of
today, and the bodies that it had before it changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.attachments import queries
from storage.attachments.queries import PageText
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.documents.writing.revisions import Revision
from zhengce.checking.folding import FoldedText, Span
from zhengce.documents import view

Part = Literal["title", "issued_title", "body", "attachment"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, and where it stands."""

    number: int
    """In the body, or on its page, from 1."""
    text: str
    page: int | None = None
    """Page, sheet or member of an attached file, from 1."""
    name: str | None = None
    """Of the sheet or member."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a document."""

    part: Part
    attachment: int
    """The attachment's number, from 1; 0 for the document's own text."""
    first: Paragraph
    last: Paragraph
    at: int
    """The character of the first paragraph at which they begin, from 0."""
    as_printed: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON; `to_page` and `to_paragraph` are there where the words run on."""
        place: dict[str, Any] = {"part": self.part, "attachment": self.attachment}
        if self.first.page is not None:
            place["page"] = self.first.page
        if self.first.name is not None:
            place["name"] = self.first.name
        if self.part in ("body", "attachment"):
            place["paragraph"] = self.first.number
        if self.last.page != self.first.page:
            place["to_page"] = self.last.page
        if self.last is not self.first:
            place["to_paragraph"] = self.last.number
        return place


class Section:
    """Paragraphs that follow one another: words may run from one into the next."""

    def __init__(self, part: Part, attachment: int, paragraphs: Iterable[Paragraph]) -> None:
        self.part = part
        self.attachment = attachment
        self.paragraphs = list(paragraphs)
        self._folded = FoldedText([paragraph.text for paragraph in self.paragraphs])

    def find_exact(self, words: str) -> Place | None:
        """The first place where the words stand as they are."""
        span = self._folded.find_exact(words)
        return self._place(span) if span else None

    def find_folded(self, words: str) -> Iterator[Place]:
        """The places where the words stand when width, quotation marks and blanks do not count."""
        return map(self._place, self._folded.find_folded(words))

    def count_folded(self, words: str) -> int:
        """How many places `find_folded` gives."""
        return self._folded.count_folded(words)

    def nearest(self, words: str) -> tuple[float, Place] | None:
        """The place most like the words, with its likeness from 0 to 1; None where none is much like them."""
        found = self._folded.nearest(words)
        return (found[0], self._place(found[1])) if found else None

    def around(self, place: Place, characters: int) -> str:
        """The paragraph in which words begin, at most so many characters on either side of them."""
        text = place.first.text
        begin, end = max(0, place.at - characters), place.at + len(place.as_printed) + characters
        return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"

    def _place(self, span: Span) -> Place:
        first, last = self.paragraphs[span.first], self.paragraphs[span.last]
        return Place(self.part, self.attachment, first, last, span.at, span.as_printed)


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a body."""
    return [Paragraph(number, line) for number, line in enumerate(text.split("\n"), 1)]


def paragraphs_of_page(page: PageText) -> list[Paragraph]:
    """The paragraphs of a page of an attached file."""
    return [Paragraph(number, line, page.page, page.name) for number, line in enumerate(page.text.split("\n"), 1)]


def sections_of_record(record: PolicyDocument) -> Iterator[Section]:
    """Title, title of the document that it issues, and body."""
    yield Section("title", 0, [Paragraph(1, record.title)])
    if record.issued_title:
        yield Section("issued_title", 0, [Paragraph(1, record.issued_title)])
    yield Section("body", 0, paragraphs_of(record.body))


def sections_of_attachments(connection: Connection, document_id: int) -> Iterator[Section]:
    """The text of a document's files. Pages follow one another; sheets and members of an archive stand alone."""
    pages = (page for _, page in queries.texts(connection, [document_id]))
    for (attachment, _), group in groupby(pages, key=lambda page: (page.attachment, page.name and page.page)):
        yield Section("attachment", attachment, [one for page in group for one in paragraphs_of_page(page)])


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document's text."""

    document_id: int
    """Differs from the document's where it was found to be another one."""
    number: int
    """1 is the text that was read first."""
    since: datetime
    until: datetime | None = None
    """When another text took its place; None for today's."""
    ended_by: Revision | None = None
    """What brought that other text."""

    def to_dict(self) -> dict[str, Any]:
        """For JSON. `ended_by`: crawled (the page was edited), reparsed (a newer parser read the same page) …"""
        return {
            "number": self.number,
            "current": self.until is None,
            "since": view.moment(self.since),
            "until": view.moment(self.until),
            "ended_by": self.ended_by.kind if self.ended_by else None,
        }


def current_version(connection: Connection, document: StoredDocument) -> Version:
    """The version that stands today."""
    history = [one for one in revisions.of(connection, document.id) if one.document_id == document.id]
    edits = [one.revised_at for one in history if "body" in one.fields]
    return Version(document.id, len(history) + 1, edits[-1] if edits else document.first_seen_at)


def earlier_bodies(connection: Connection, document: StoredDocument) -> Iterator[tuple[Version, str]]:
    """The bodies that the document had before, the newest first; those of documents that were found to be it last."""
    history = revisions.of(connection, document.id)
    history.sort(key=lambda one: (one.document_id == document.id, one.number), reverse=True)
    edits = [one for one in history if "body" in one.fields]
    for place, edit in enumerate(edits):
        before = edits[place + 1] if place + 1 < len(edits) else None
        since = before.revised_at if before and before.document_id == edit.document_id else document.first_seen_at
        text = edit.fields["body"]["old"]
        if text:
            yield Version(edit.document_id, edit.number, since, edit.revised_at, edit), text
