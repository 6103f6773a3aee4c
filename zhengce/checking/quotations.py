"""Does a quotation stand in a document, or in any: word for word, folded, or nowhere; in which version, at which place.

Wrong is worse than missing. A quotation stands somewhere only if all of it stands there in one piece: two sentences
joined that are apart in the text, or one character that differs, make it `not_found`.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, groupby
from typing import Any, Literal, get_args

from sqlalchemy.engine import Connection

from parsers.grammar.folding import fold, folded_characters
from parsers.position import Position
from parsers.record import Stage
from storage.attachments import queries as files
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.documents.writing.revisions import Revision
from storage.search.expression import All, AnyOf, Expression, Term
from storage.search.searcher import Searcher
from zhengce.documents import view

Part = Literal["title", "issued_title", "body", "attachment"]

PAIRS = ("“”", "‘’", "「」", "『』", '""', "''", "＂＂", "«»", "〝〞")
"""Marks that a caller may put around the whole quotation."""

PIECE, LEAST_PIECES, MOST_BEGINS, SHIFT = 4, 3, 20, 2
"""Characters of a small piece; pieces that a quotation needs to be likened; places of one that are looked at."""

ALIKE = 0.7
"""Share of the pieces, and of the characters, that the place most like a quotation has in common with it."""


def bare(quote: str) -> str:
    """A quotation without blanks, and without a pair of quotation marks, around it."""
    quote = quote.strip()
    inner = quote[1:-1]
    if len(quote) > 2 and quote[0] + quote[-1] in PAIRS and not any(mark in inner for mark in {quote[0], quote[-1]}):
        return inner.strip()
    return quote


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

    @property
    def is_of_text(self) -> bool:
        """False for a title."""
        return self.part in ("body", "attachment")

    @property
    def position(self) -> Position:
        """Where they begin in the body or a file: attachment 1, page 6, paragraph 3."""
        return Position(attachment=self.attachment or None, page=self.first.page, paragraph=self.first.number)

    def to_dict(self) -> dict[str, Any]:
        """For JSON; `to_page` and `to_paragraph` are there where the words run on."""
        place: dict[str, Any] = {"part": self.part, "attachment": self.attachment}
        if self.first.page is not None:
            place["page"] = self.first.page
        if self.first.name is not None:
            place["name"] = self.first.name
        if self.is_of_text:
            place["paragraph"] = self.first.number
        if self.last.page != self.first.page:
            place["to_page"] = self.last.page
        if self.last is not self.first:
            place["to_paragraph"] = self.last.number
        return place


class Section:
    """Paragraphs that follow one another, in which words are looked for as they are and folded
    (`parsers.grammar.folding`): words may run from one into the next."""

    def __init__(self, part: Part, attachment: int, paragraphs: Iterable[Paragraph]) -> None:
        self.part = part
        self.attachment = attachment
        self.paragraphs = list(paragraphs)
        self._whole = "\n".join(paragraph.text for paragraph in self.paragraphs)
        self._starts = list(accumulate((len(paragraph.text) + 1 for paragraph in self.paragraphs), initial=0))

    @cached_property
    def _folded(self) -> str:
        return fold(self._whole)

    @cached_property
    def _positions(self) -> list[int]:
        """The place in the whole text of each character of the folded one."""
        folded = folded_characters()
        return [place for place, char in enumerate(self._whole) if folded.get(ord(char), char) is not None]

    def find_exact(self, words: str) -> Place | None:
        """The first place where the words stand as they are."""
        at = self._whole.find(words)
        return self._place(at, at + len(words)) if at >= 0 else None

    def find_folded(self, words: str) -> Iterator[Place]:
        """The places, without overlaps, where the words stand when width, quotation marks and blanks do not count."""
        sought = fold(words)
        at = self._folded.find(sought) if sought else -1
        while at >= 0:
            yield self._place(self._positions[at], self._positions[at + len(sought) - 1] + 1)
            at = self._folded.find(sought, at + len(sought))

    def count_folded(self, words: str) -> int:
        """How many places `find_folded` gives."""
        sought = fold(words)
        return self._folded.count(sought) if sought else 0

    def nearest(self, words: str) -> tuple[float, Place] | None:
        """The place that is most like the words, with its likeness; None where no one place is much like them.

        Most small pieces of the words have to stand there in their order: a passage that merely has the same beginning
        is another one.
        """
        sought = fold(words)
        offsets = range(0, len(sought) - PIECE + 1, PIECE)
        if len(offsets) < LEAST_PIECES:
            return None
        begins: Counter[int] = Counter()
        for offset in offsets:
            at = self._folded.find(sought[offset : offset + PIECE])
            for _ in range(MOST_BEGINS):
                if at < 0:
                    break
                begins[at - offset] += 1
                at = self._folded.find(sought[offset : offset + PIECE], at + 1)
        if not begins:
            return None
        # A character that is put in or left out shifts what follows by one or two.
        votes = {begin: sum(begins[begin + shift] for shift in range(-SHIFT, SHIFT + 1)) for begin in begins}
        begin, most = max(votes.items(), key=lambda item: (item[1], begins[item[0]], -item[0]))
        if most < ALIKE * len(offsets):
            return None
        begin = max(0, begin)
        end = min(len(self._folded), begin + len(sought))
        likeness = SequenceMatcher(None, sought, self._folded[begin:end], autojunk=False).ratio()
        if likeness < ALIKE:
            return None
        return likeness, self._place(self._positions[begin], self._positions[end - 1] + 1)

    def around(self, place: Place, characters: int) -> str:
        """The paragraph in which words begin, at most so many characters on either side of them."""
        text = place.first.text
        begin, end = max(0, place.at - characters), place.at + len(place.as_printed) + characters
        return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"

    def _place(self, begin: int, end: int) -> Place:
        first, last = self._line(begin), self._line(end - 1)
        at, words = begin - self._starts[first], self._whole[begin:end]
        return Place(self.part, self.attachment, self.paragraphs[first], self.paragraphs[last], at, words)

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a body."""
    return [Paragraph(number, line) for number, line in enumerate(text.split("\n"), 1)]


def sections_of(connection: Connection, document: StoredDocument) -> Iterator[Section]:
    """Title, title of the document that it issues, body, and the text of its files. Pages of a file follow one another;
    sheets and members of an archive stand alone."""
    record = document.record
    yield Section("title", 0, [Paragraph(1, record.title)])
    if record.issued_title:
        yield Section("issued_title", 0, [Paragraph(1, record.issued_title)])
    yield Section("body", 0, paragraphs_of(record.body))
    pages = (page for _, page in files.texts(connection, [document.id]))
    for (attachment, _), group in groupby(pages, key=lambda page: (page.attachment, page.name and page.page)):
        numbered = ((page, number, line) for page in group for number, line in enumerate(page.text.split("\n"), 1))
        paragraphs = [Paragraph(number, line, page.page, page.name) for page, number, line in numbered]
        yield Section("attachment", attachment, paragraphs)


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
    history = [revision for revision in revisions.of(connection, document.id) if revision.document_id == document.id]
    edits = [revision.revised_at for revision in history if "body" in revision.fields]
    return Version(document.id, len(history) + 1, edits[-1] if edits else document.first_seen_at)


def earlier_bodies(connection: Connection, document: StoredDocument) -> Iterator[tuple[Version, str]]:
    """The bodies that the document had before, the newest first; those of documents that were found to be it last."""
    history = revisions.of(connection, document.id)
    history.sort(key=lambda one: (one.document_id == document.id, one.number), reverse=True)
    edits = [revision for revision in history if "body" in revision.fields]
    for place, edit in enumerate(edits):
        before = edits[place + 1] if place + 1 < len(edits) else None
        since = before.revised_at if before and before.document_id == edit.document_id else document.first_seen_at
        text = edit.fields["body"]["old"]
        if text:
            yield Version(edit.document_id, edit.number, since, edit.revised_at, edit), text


Verdict = Literal["exact", "folded", "not_found"]

LEAST = 6
"""Characters, blanks apart, that a quotation needs to be looked for in all documents: fewer stand everywhere."""

CANDIDATES = 40
"""Documents that are read to the letter."""

MOST = 10
"""Places that are given."""

PIECES = 6
"""Pieces of a quotation that are looked up in the index, the longest."""

SHORT, MOST_SHORT = 4, 10
"""Characters of a small piece, and how many are looked up."""

_RUN = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ㐀-鿿\U00020000-\U0003ffff]+")
"""What the search index and `fold` compare alike."""


class BadQuote(ValueError):
    """A quotation that cannot be looked for; its message says why."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a quotation stands."""

    verdict: Verdict
    document: StoredDocument
    version: Version
    place: Place


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage that is most like a quotation that stands nowhere."""

    likeness: float
    """From 0 to 1."""
    document: StoredDocument
    place: Place


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a quotation."""

    verdict: Verdict
    sightings: tuple[Sighting, ...]
    """At most MOST: word for word before folded, today's texts before earlier ones."""
    more: int
    """Places beyond those."""
    documents_read: int
    candidates_cut: bool
    """More documents hold the pieces of the quotation than were read."""
    nearest: Nearest | None
    """Of a quotation that was not found, where one passage of today's texts is much like it."""


def check(connection: Connection, quote: str, documents: Sequence[StoredDocument] | None = None) -> Checked:
    """Looks for a quotation in these documents, or in all that are held. Raises BadQuote."""
    words = bare(quote.replace("\r\n", "\n").replace("\r", "\n"))
    if not fold(words):
        raise BadQuote("a quotation of blanks says nothing")
    reading = _Reading(connection, words)
    if documents is not None:
        for document in documents:
            reading.read(document)
        return reading.checked(cut=False)
    if len(fold(words)) < LEAST:
        raise BadQuote(f"too short to be looked for everywhere; give {LEAST} characters or more, or a key")
    # The longest runs of the quotation, which stand without change in every text that holds it.
    runs = list(dict.fromkeys(_RUN.findall(words)))
    longest = sorted(runs, key=len, reverse=True)[:PIECES]
    pieces = [run for run in runs if run in longest]
    if not pieces:
        raise BadQuote("there is no word in it that could be looked for")
    return _check_all(connection, pieces, reading)


def find_each(connection: Connection, document: StoredDocument, quotes: Iterable[str]) -> dict[str, Place]:
    """The place of each quotation in today's texts of a document; those that do not stand there are left out."""
    sections = list(sections_of(connection, document))
    found = {}
    for quote in dict.fromkeys(quotes):
        every = (place for section in sections for place, _ in _in_section(section, bare(quote)))
        if fold(bare(quote)) and (place := next(every, None)):
            found[quote] = place
    return found


def _check_all(connection: Connection, pieces: Sequence[str], reading: "_Reading") -> Checked:
    """Asks the index for pieces of the quotation and reads the candidates to the letter.

    If none holds it: the index once more, for texts with a blank or a line's end inside one of the pieces; then the
    bodies of earlier versions, which no index has.
    """
    everything, cut = Filters(stages=get_args(Stage)), False
    for expression in _questions(pieces):
        hits = Searcher(connection).hits(expression, everything, limit=CANDIDATES + 1)
        cut = cut or len(hits) > CANDIDATES
        ids = [hit.document_id for hit in hits[:CANDIDATES]]
        for document in queries.each_of(connection, ids, parts=()):
            reading.read(document)
        if reading.sightings:
            return reading.checked(cut)
    changed = revisions.holding(connection, pieces, CANDIDATES + 1)
    for document in queries.each_of(connection, changed[:CANDIDATES]):
        reading.read(document)
    return reading.checked(cut or len(changed) > CANDIDATES)


def _questions(pieces: Sequence[str]) -> Iterator[Expression]:
    """All pieces; then, cut smaller, all but any one: a blank, a line's or a page's end stands inside that one."""
    yield All(tuple(Term((piece,)) for piece in pieces))
    small = [piece[at : at + SHORT] for piece in pieces for at in range(0, len(piece), SHORT)]
    terms = [Term((piece,)) for piece in dict.fromkeys(small) if len(piece) > 1][:MOST_SHORT]
    if len(terms) > 1:
        yield AnyOf(tuple(All((*terms[:at], *terms[at + 1 :])) for at in range(len(terms))))


class _Reading:
    """Documents read to the letter, each once, and what was found in them."""

    def __init__(self, connection: Connection, words: str) -> None:
        self._connection = connection
        self._words = words
        self._read: set[int] = set()
        self.sightings: list[Sighting] = []
        self._nearest: Nearest | None = None

    def read(self, document: StoredDocument) -> None:
        """Looks in today's texts, one place a text; where none holds the words, in earlier bodies."""
        if document.id in self._read:
            return
        self._read.add(document.id)
        own = list(sections_of(self._connection, document))
        found = [(place, verdict) for section in own for place, verdict in _in_section(section, self._words)]
        if found:
            today = current_version(self._connection, document)
            self.sightings += [Sighting(verdict, document, today, place) for place, verdict in found]
            return
        for version, text in earlier_bodies(self._connection, document):
            earlier = _in_section(Section("body", 0, paragraphs_of(text)), self._words)
            self.sightings += [Sighting(verdict, document, version, place) for place, verdict in earlier]
        for section in own:
            like = section.nearest(self._words)
            if like and (self._nearest is None or like[0] > self._nearest.likeness):
                self._nearest = Nearest(like[0], document, like[1])

    def checked(self, cut: bool) -> Checked:
        """What is known of the quotation after this."""
        order = get_args(Verdict)
        sightings = sorted(self.sightings, key=lambda one: (order.index(one.verdict), one.version.until is not None))
        verdict = sightings[0].verdict if sightings else "not_found"
        nearest = None if sightings else self._nearest
        return Checked(verdict, tuple(sightings[:MOST]), max(0, len(sightings) - MOST), len(self._read), cut, nearest)


def _in_section(section: Section, words: str) -> Iterator[tuple[Place, Verdict]]:
    if exact := section.find_exact(words):
        yield exact, "exact"
    elif folded := next(section.find_folded(words), None):
        yield folded, "folded"
