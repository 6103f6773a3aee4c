"""Answers searches, facets, timelines and feeds for many readers: each question is asked of the database once.

Answers are kept while no document changes and no editor writes, and a minute at most, since keywords are made without
a change. The hits of an expression are kept as a set of ids; totals, facets and the timeline are counted from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel
from pyroaring import BitMap
from sqlalchemy.engine import Connection

from outputs import syndication
from outputs.search.parser import Understood, is_blank, understand
from outputs.search.results import Result, as_json, find, news_left_out
from storage import changes, search, upgrades
from storage.documents import annotations
from storage.documents.filters import Filters
from storage.search import facets
from storage.search.expression import Expression
from web import labels
from web import schemas as s
from web.cache import Cache
from web.kept_sets import KeptSets
from web.limits import Reader, TooSlow, budget
from web.parameters import Asking, Searching
from web.timeline import count_months

FACET_SECONDS = 0.5
"""For the counts beside a list of results."""

KEPT_SECONDS = 60.0
"""How long an answer is kept where nothing changes."""

MEBIBYTE = 1 << 20
ANSWERS, MATCHES, QUERIES = 32 * MEBIBYTE, 32 * MEBIBYTE, 4 * MEBIBYTE
"""Bytes of what is kept: answers as JSON, hits as sets, queries as they were understood."""

QUERY_BYTES = 4096
"""Of a query as it was understood, about."""


@dataclass(frozen=True, slots=True)
class Version:
    """Of the documents and of what editors keep with them: what is made of one version is right for all of it."""

    change: int
    edits: str
    unfinished: tuple[str, ...]
    """What an upgrade has left to do, without which an answer may lack something."""


_FIRST_TIME = "the documents are being counted for the first time; try again in a moment"


class _Incomplete(Exception):
    """Facets of which some could not be counted in time: shown, and not kept."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


class SearchService:
    """The answers, as JSON of the API."""

    def __init__(self, reader: Reader, facet_seconds: float = FACET_SECONDS) -> None:
        """`facet_seconds`: how long a list of results waits for the counts beside it."""
        self._reader = reader
        self._facet_seconds = facet_seconds
        self._sets = KeptSets(reader.database)
        self._answers: Cache[bytes] = Cache(ANSWERS, len, KEPT_SECONDS)
        self._feeds: Cache[syndication.Feed] = Cache(ANSWERS, lambda made: len(made.body), KEPT_SECONDS)
        self._matches: Cache[BitMap] = Cache(MATCHES, lambda found: len(found.serialize()))
        self._queries: Cache[Understood] = Cache(QUERIES, lambda understood: QUERY_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Ends what is read in the background; before the database is closed."""
        self._sets.close()

    def search(self, asked: Searching) -> bytes:
        """A `SearchAnswer`. Raises BadQuery, BadPlace, Busy and TooSlow."""
        return self._kept("search", asked, Searching, lambda connection: self._search(connection, asked))

    def count_facets(self, asked: Asking, seconds: float | None = None) -> bytes:
        """A `FacetsAnswer`, without what takes longer than this. Raises BadQuery, Busy and TooSlow."""
        limit = self._facet_seconds if seconds is None else seconds

        def make(connection: Connection) -> BaseModel:
            found = self._count_facets(connection, asked, limit)
            if found.left_out:
                raise _Incomplete(_json(found))
            return found

        self._sets.wait(limit)
        try:
            return self._kept("facets", asked, Asking, make)
        except _Incomplete as incomplete:
            return incomplete.answer

    def timeline(self, asked: Asking) -> bytes:
        """A `TimelineAnswer`. Raises BadQuery, Busy and TooSlow."""
        self._sets.wait(self._reader.seconds)
        return self._kept("timeline", asked, Asking, lambda connection: self._timeline(connection, asked))

    def feed(self, form: syndication.Format, asked: Asking, base: str, own_url: str) -> syndication.Feed:
        """What a search with these words and filters finds, what changed last first. Raises Busy and TooSlow."""

        def make() -> syndication.Feed:
            with self._reader.connection() as connection:
                return syndication.feed(connection, form, asked.filters(), query=asked.q, base=base, own_url=own_url)

        return self._feeds.get((form, base, own_url, asked.model_dump_json(), self._version_now()), make)

    def values(self, asked: Asking, kind: facets.Facet, most: int) -> Sequence[facets.Count]:
        """The values of one kind with their counts. Raises BadQuery, Busy and TooSlow."""
        self._sets.wait(self._reader.seconds)
        with self._reader.connection() as connection:
            version, filters = _version(connection), asked.filters()
            understood = self._understood(connection, asked.q, version)
            hits = self._hits(connection, understood.expression if understood else None, version)
            with self._sets.opened(connection) as sets:
                if sets is None:
                    raise TooSlow(_FIRST_TIME)
                narrowed = facets.Narrowed(hits, sets.passing(connection, filters))
                if kind != "keyword":
                    return facets.count_values(sets, narrowed, most)[kind]
            return facets.count_keywords(connection, narrowed.without(), most)

    def expression(self, connection: Connection, q: str | None) -> Expression | None:
        """What the words of a request mean on this database; None without words. Raises BadQuery."""
        understood = self._understood(connection, q, _version(connection))
        return understood.expression if understood else None

    def _kept(self, kind: str, asked: Asking, fields: type[Asking], make: Callable[[Connection], BaseModel]) -> bytes:
        def ask() -> bytes:
            with self._reader.connection() as connection:
                return _json(make(connection))

        question = asked.model_dump_json(include=set(fields.model_fields))
        return self._answers.get((kind, question, self._version_now()), ask)

    def _version_now(self) -> Version:
        with self._reader.glance() as connection:
            return _version(connection)

    def _understood(self, connection: Connection, q: str | None, version: Version) -> Understood | None:
        if q is None or is_blank(q):
            return None
        return self._queries.get((q, version), lambda: understand(connection, q))

    def _hits(self, connection: Connection, expression: Expression | None, version: Version) -> BitMap | None:
        """The ids of the documents that hold the words; None without words."""
        if expression is None:
            return None
        return self._matches.get((expression, version), lambda: BitMap(search.ids(connection, expression)))

    def _search(self, connection: Connection, asked: Searching) -> s.SearchAnswer:
        version, filters = _version(connection), asked.filters()
        understood = self._understood(connection, asked.q, version)
        expression = understood.expression if understood else None
        hits = self._hits(connection, expression, version)
        page: dict[str, Any] = asked.model_dump(include={"order", "limit", "after", "page"})
        results = find(connection, asked.q, filters, **page, understood=understood, known=hits)
        return s.SearchAnswer(
            query=asked.q,
            translation=_translation(understood),
            taken_apart={run: list(pieces) for run, pieces in (understood.apart if understood else {}).items()},
            total=self._count(connection, hits, expression, filters),
            items=list(map(_hit, results.found)),
            in_notes=list(map(_hit, results.in_notes)),
            next=results.next,
            news_left_out=0 if asked.page > 1 else news_left_out(connection, results, filters, asked.after),
        )

    def _count(
        self, connection: Connection, hits: BitMap | None, expression: Expression | None, filters: Filters
    ) -> int:
        with self._sets.opened(connection) as sets:
            if sets is not None:
                return len(facets.Narrowed(hits, sets.passing(connection, filters)).without())
        return search.count(connection, expression, filters)

    def _count_facets(self, connection: Connection, asked: Asking, seconds: float) -> s.FacetsAnswer:
        version, filters = _version(connection), asked.filters()
        understood = self._understood(connection, asked.q, version)
        expression = understood.expression if understood else None
        hits = self._hits(connection, expression, version)
        with self._sets.opened(connection) as sets:
            if sets is not None:
                narrowed = facets.Narrowed(hits, sets.passing(connection, filters))
                counted = facets.count_values(sets, narrowed)
        if sets is None:
            total = search.count(connection, expression, filters)
            return s.FacetsAnswer(total=total, facets={}, left_out=list(facets.FACETS))
        found, left_out = narrowed.without(), []
        try:
            with budget(connection, seconds):
                counted["keyword"] = facets.count_keywords(connection, found)
        except TooSlow:
            left_out.append("keyword")
        shown: dict[str, list[s.FacetValue]] = {
            kind: [_value(kind, count) for count in counts] for kind, counts in counted.items()
        }
        return s.FacetsAnswer(total=len(found), facets=shown, left_out=left_out)

    def _timeline(self, connection: Connection, asked: Asking) -> s.TimelineAnswer:
        version, filters = _version(connection), asked.filters()
        understood = self._understood(connection, asked.q, version)
        hits = self._hits(connection, understood.expression if understood else None, version)
        with self._sets.opened(connection) as sets:
            if sets is None:
                raise TooSlow(_FIRST_TIME)
            found = facets.Narrowed(hits, sets.passing(connection, filters)).without()
            return count_months(sets, found, filters.issuers)


def _version(connection: Connection) -> Version:
    return Version(changes.last_number(connection), annotations.version(connection), tuple(upgrades.left(connection)))


def _json(answer: BaseModel) -> bytes:
    return answer.model_dump_json(by_alias=True).encode()


def _translation(understood: Understood | None) -> s.TranslationShape | None:
    made = understood.translation if understood else None
    if made is None:
        return None
    terms = {piece.english: list(piece.phrases) for piece in made.pieces if piece.english and piece.phrases}
    return s.TranslationShape(
        searched_for=made.text,
        terms=[s.TermShape(english=english, chinese=chinese) for english, chinese in terms.items()],
        without_term=list(made.unknown),
        left_out=list(made.left_out),
    )


def _hit(found: Result) -> s.Hit:
    return s.Hit(
        **as_json(found),
        title_pieces=[s.Piece(text=piece.text, marked=piece.marked) for piece in found.title],
        passage_pieces=[[s.Piece(text=p.text, marked=p.marked) for p in quote.passage] for quote in found.quotes],
    )


def _value(kind: str, count: facets.Count) -> s.FacetValue:
    return s.FacetValue(
        value=count.value,
        label=labels.value(kind, count.value, "zh"),
        label_en=labels.value(kind, count.value, "en"),
        count=count.count,
    )
