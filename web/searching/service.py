"""Answers searches, facets, timelines and feeds for many readers: each question is asked of the database once.

Answers are kept while no document changes and no editor writes, and a minute at most, since keywords are made without
a change. The hits of an expression are kept as a set of ids; totals, facets and the timeline are counted from it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel
from sqlalchemy.engine import Connection

from outputs.search.parser import Understood, is_blank, understand
from outputs.search.results import Result, as_json, find, news_left_out
from outputs.syndication import feeds
from storage import changes
from storage.editing import annotations
from storage.search import facets
from storage.search.expression import Expression
from storage.search.searcher import IndexSearcher, Searcher
from web import labels
from web.api import schemas as s
from web.api.parameters import Asking, ResultsPage, Searching
from web.database import Reader, TooSlow, Unanswered, budget
from web.searching.cache import Cache
from web.searching.document_set_cache import KeptSets
from web.searching.set_searcher import KeptMatches, SetSearcher
from web.searching.timeline import count_buckets

FACET_SECONDS = 0.5
"""For the counts beside a list of results."""

KEPT_SECONDS = 60.0
"""How long an answer is kept where nothing changes."""

ANSWERS, FEEDS, QUERIES = 32 << 20, 16 << 20, 4 << 20
"""Bytes of what is kept: answers as JSON, feeds, queries as they were understood."""

QUERY_BYTES = 4096
"""Of a query as it was understood, about."""


@dataclass(frozen=True, slots=True)
class Version:
    """Of the documents and of what editors keep with them: what is made of one version is right for all of it."""

    change: int
    edits: str


_COUNTING = "the documents are being counted; try again in a moment"


@dataclass(frozen=True, slots=True)
class _View:
    """One view of the database."""

    connection: Connection
    version: Version
    searcher: Searcher

    @property
    def sets(self) -> SetSearcher:
        """What counts. Raises TooSlow while the documents are read for it."""
        if not isinstance(self.searcher, SetSearcher):
            raise TooSlow(_COUNTING)
        return self.searcher


class _Incomplete(Exception):
    """Facets of which some could not be counted in time: shown, and not kept."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


class SearchService:
    """The answers, as JSON of the API."""

    def __init__(self, reader: Reader, facet_seconds: float = FACET_SECONDS) -> None:
        """`facet_seconds`: how long a list of results waits for the counts beside it."""
        self.reader = reader
        self._facet_seconds = facet_seconds
        self._sets = KeptSets(reader.database)
        self._matches = KeptMatches()
        self._answers: Cache[bytes] = Cache(ANSWERS, len, KEPT_SECONDS)
        self._feeds: Cache[feeds.Feed] = Cache(FEEDS, lambda made: len(made.body), KEPT_SECONDS)
        self._queries: Cache[Understood] = Cache(QUERIES, lambda understood: QUERY_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Ends what is read in the background; before the database is closed."""
        self._sets.close()

    def search(self, asked: Searching) -> bytes:
        """A `SearchAnswer`. Raises BadQuery, BadPlace, Busy and TooSlow."""
        return self._search_at(asked, self._version_now())

    def _search_at(self, asked: Searching, version: Version) -> bytes:
        return self._kept("search", asked, Searching, version, lambda view: self._search(view, asked))

    def search_and_count(self, asked: Searching) -> tuple[bytes, bytes]:
        """A `SearchAnswer`, and the `FacetsAnswer` beside it as far as there is time. Raises what `search` raises."""
        version = self._version_now()
        found = self._search_at(asked, version)
        try:
            return found, self._count_facets_at(asked, version, self._facet_seconds)
        except Unanswered:
            total = s.SearchAnswer.model_validate_json(found).total
            return found, _json(s.FacetsAnswer(total=total, facets={}, left_out=list(facets.FACETS)))

    def count_facets(self, asked: Asking, seconds: float | None = None) -> bytes:
        """A `FacetsAnswer`, without what takes longer than this. Raises BadQuery, Busy and TooSlow."""
        limit = self._facet_seconds if seconds is None else seconds
        return self._count_facets_at(asked, self._version_now(), limit)

    def _count_facets_at(self, asked: Asking, version: Version, seconds: float) -> bytes:
        def make(view: _View) -> BaseModel:
            found = self._count_facets(view, asked, seconds)
            if found.left_out:
                raise _Incomplete(_json(found))
            return found

        self._sets.wait(seconds)
        try:
            return self._kept("facets", asked, Asking, version, make)
        except _Incomplete as incomplete:
            return incomplete.answer

    def timeline(self, asked: Asking, seconds: float | None = None) -> bytes:
        """A `TimelineAnswer`. Raises BadQuery, Busy, and TooSlow where its sets are not there after this time."""
        self._sets.wait(self.reader.seconds if seconds is None else seconds)
        return self._kept("timeline", asked, Asking, self._version_now(), lambda view: self._timeline(view, asked))

    def feed(self, form: feeds.Format, asked: Asking, base: str, own_url: str) -> feeds.Feed:
        """What a search with these words and filters finds, what changed last first. Raises Busy and TooSlow."""

        def make() -> feeds.Feed:
            with self._view() as view:
                how: dict[str, Any] = {"query": asked.q, "base": base, "own_url": own_url, "searcher": view.searcher}
                return feeds.feed(view.connection, form, asked.filters(), **how)

        return self._feeds.get((form, base, own_url, asked.model_dump_json(), self._version_now()), make)

    def values(self, asked: Asking, kind: facets.Facet, most: int) -> Sequence[facets.Count]:
        """The values of one kind with their counts. Raises BadQuery, Busy and TooSlow."""
        self._sets.wait(self.reader.seconds)
        with self._view() as view:
            narrowed = view.sets.narrowed(self._expression(view, asked.q), asked.filters())
            if kind != "keyword":
                return facets.count_values(view.sets.sets, narrowed, most)[kind]
            return facets.count_keywords(view.connection, narrowed.without(), most)

    def ids(self, connection: Connection, asked: ResultsPage, most: int) -> Sequence[int]:
        """The ids of the first of all results, in their order, in a view of the reader's. Raises BadQuery."""
        view = self._view_of(connection)
        expression = self._expression(view, asked.q)
        hits = view.searcher.hits(expression, asked.filters(), order=asked.order, limit=most)
        return [hit.document_id for hit in hits]

    def expression(self, connection: Connection, q: str | None) -> Expression | None:
        """What the words of a request mean on this database; None without words. Raises BadQuery."""
        return None if q is None or is_blank(q) else self._expression(self._view_of(connection), q)

    def _kept(
        self, kind: str, asked: Asking, fields: type[Asking], version: Version, make: Callable[[_View], BaseModel]
    ) -> bytes:
        def ask() -> bytes:
            with self._view() as view:
                return _json(make(view))

        question = asked.model_dump_json(include=set(fields.model_fields))
        return self._answers.get((kind, question, version), ask)

    def _version_now(self) -> Version:
        with self.reader.glance() as connection:
            return _version(connection)

    @contextmanager
    def _view(self) -> Iterator[_View]:
        self._sets.wait(self._facet_seconds)
        with self.reader.connection() as connection:
            yield self._view_of(connection)

    def _view_of(self, connection: Connection) -> _View:
        version = _version(connection)
        sets = self._sets.at(connection, version.change)
        searcher = SetSearcher(connection, sets, self._matches) if sets else IndexSearcher(connection)
        return _View(connection, version, searcher)

    def _understood(self, view: _View, q: str | None) -> Understood | None:
        if q is None or is_blank(q):
            return None
        return self._queries.get((q, view.version.change), lambda: understand(view.connection, q, view.searcher))

    def _expression(self, view: _View, q: str | None) -> Expression | None:
        understood = self._understood(view, q)
        return understood.expression if understood else None

    def _search(self, view: _View, asked: Searching) -> s.SearchAnswer:
        filters, understood = asked.filters(), self._understood(view, asked.q)
        page: dict[str, Any] = asked.model_dump(include={"order", "limit", "after", "page"})
        found = find(view.connection, asked.q, filters, **page, understood=understood, searcher=view.searcher)
        return s.SearchAnswer(
            query=asked.q,
            translation=_translation(understood),
            taken_apart={run: list(pieces) for run, pieces in (understood.apart if understood else {}).items()},
            total=view.searcher.count(understood.expression if understood else None, filters),
            items=list(map(_hit, found.found)),
            in_notes=list(map(_hit, found.in_notes)),
            next=found.next,
            news_left_out=0 if asked.page > 1 else news_left_out(view.searcher, found, filters, asked.after),
        )

    def _count_facets(self, view: _View, asked: Asking, seconds: float) -> s.FacetsAnswer:
        filters, expression = asked.filters(), self._expression(view, asked.q)
        if not isinstance(view.searcher, SetSearcher):
            total = view.searcher.count(expression, filters)
            return s.FacetsAnswer(total=total, facets={}, left_out=list(facets.FACETS))
        narrowed = view.sets.narrowed(expression, filters)
        counted = facets.count_values(view.sets.sets, narrowed)
        found, left_out = narrowed.without(), []
        try:
            with budget(view.connection, seconds):
                counted["keyword"] = facets.count_keywords(view.connection, found)
        except TooSlow:
            left_out.append("keyword")
        shown: dict[str, list[s.FacetValue]] = {
            kind: [_value(kind, count) for count in counts] for kind, counts in counted.items()
        }
        return s.FacetsAnswer(total=len(found), facets=shown, left_out=left_out)

    def _timeline(self, view: _View, asked: Asking) -> s.TimelineAnswer:
        filters = asked.filters()
        found = view.sets.found(self._expression(view, asked.q), filters)
        return count_buckets(view.sets.sets, found, filters)


def _version(connection: Connection) -> Version:
    return Version(changes.last_number(connection), annotations.version(connection))


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
