"""Does a quotation stand in a document, or in any: word for word, folded, or nowhere; in which version, at which place.

Wrong is worse than missing. A quotation stands somewhere only if all of it stands there in one piece: two sentences
joined that are apart in the text, or one character that differs, make it `not_found`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy.engine import Connection

from parsers.grammar.folding import fold
from parsers.record import Stage
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.search.expression import All, AnyOf, Expression, Term
from storage.search.searcher import Searcher
from zhengce.checking.texts import (
    Place,
    Section,
    Version,
    bare,
    current_version,
    earlier_bodies,
    paragraphs_of,
    sections_of,
)

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
        for document in queries.each_of(connection, ids, with_parts=False):
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
