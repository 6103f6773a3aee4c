"""Answers searches, facets and feeds for many readers: the database answers each question once.

Answers are cached while no document changes and no editor writes, and a minute at most, since keywords are made
without a change. The hits of a term are cached as sets of ids; totals and facets are counted from them.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

from pydantic import BaseModel
from sqlalchemy.engine import Connection

from storage import changes
from storage.editing import edits
from storage.search import facets
from storage.search.expression import Expression
from storage.search.searcher import IndexSearcher, Searcher
from storage.translations import queries as translations
from zhengce.feeds import feeds
from zhengce.search.meaning.vectors import VectorIndex
from zhengce.search.parser import understand
from zhengce.search.query import Query, is_blank
from zhengce.search.results import Result, as_json, find, news_left_out
from zhengce.web import words
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import CitationParams, ResultParams, SearchParams
from zhengce.web.database import Reader, budget
from zhengce.web.errors import TooSlow, Unanswered
from zhengce.web.searching.cache import Cache
from zhengce.web.searching.document_set_cache import DocumentSetCache
from zhengce.web.searching.set_searcher import MatchCache, SetSearcher

FACET_SECONDS = 0.5
"""For the counts beside a list of results."""

WEIGHTS_SECONDS = 2.0
"""For the weights of the search by meaning, which the first search loads."""

CACHE_SECONDS = 60.0
"""How long an answer is cached where nothing changes."""

ANSWERS, FEEDS, QUERIES = 8 << 20, 8 << 20, 4 << 20
"""Bytes of cached answers, feeds and queries. Answers and feeds are packed: as objects, an answer takes 30 times as
much memory."""

QUERY_BYTES = 8192
"""Of a query, about."""

Answer = TypeVar("Answer", bound=BaseModel)


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


class SearchService:
    """The answers of the API."""

    def __init__(self, reader: Reader, facet_seconds: float = FACET_SECONDS) -> None:
        """`facet_seconds`: how long a list of results waits for the counts beside it."""
        self.reader = reader
        self._facet_seconds = facet_seconds
        self._sets = DocumentSetCache(reader.database)
        self._matches = MatchCache()
        self._vectors = VectorIndex(WEIGHTS_SECONDS)
        self._answers: Cache[BaseModel] = Cache(
            ANSWERS, lambda packed: len(packed[1]), CACHE_SECONDS, pack=_pack, unpack=_unpack
        )
        self._feeds: Cache[feeds.Feed] = Cache(
            FEEDS,
            lambda packed: len(packed.body),
            CACHE_SECONDS,
            pack=lambda made: replace(made, body=zlib.compress(made.body, 1)),
            unpack=lambda packed: replace(packed, body=zlib.decompress(packed.body)),
        )
        self._queries: Cache[Query] = Cache(QUERIES, lambda query: QUERY_BYTES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Ends what is read in the background; before the database is closed."""
        self._sets.close()

    def search(self, params: ResultParams) -> s.SearchAnswer:
        """A page of results. Raises BadQuery, BadPlace, Busy and TooSlow."""
        return self._search_at(params, self.version_now())

    def _search_at(self, params: ResultParams, version: Version) -> s.SearchAnswer:
        return self._answer("search", params, ResultParams, version, lambda view: self._search(view, params))

    def search_and_count(self, params: ResultParams, version: Version) -> tuple[s.SearchAnswer, s.FacetsAnswer]:
        """A page of results, and the counts beside it, but those of keywords, as far as there is time.

        Raises what `search` raises.
        """
        found = self._search_at(params, version)
        try:
            return found, self._count_facets_at(params, version, None)
        except Unanswered:
            return found, _uncounted(found.total)

    def count_facets(self, params: SearchParams, seconds: float | None = None) -> s.FacetsAnswer:
        """The counts, without those that take longer than this. Raises BadQuery, Busy and TooSlow."""
        limit = self._facet_seconds if seconds is None else seconds
        return self._count_facets_at(params, self.version_now(), limit)

    def _count_facets_at(self, params: SearchParams, version: Version, seconds: float | None) -> s.FacetsAnswer:
        """The counts, with those of keywords where there are seconds for them."""

        def make(view: _View) -> s.FacetsAnswer:
            return self._count_facets(view, params, seconds)

        kind = "counts" if seconds is None else "facets"
        self._sets.wait(self._facet_seconds if seconds is None else seconds)
        return self._answer(kind, params, SearchParams, version, make, lambda answer: not answer.left_out)

    def feed(self, form: feeds.Format, params: SearchParams, base: str, own_url: str) -> feeds.Feed:
        """What a search with these words and filters finds, what changed last first. Raises Busy and TooSlow."""

        def make() -> feeds.Feed:
            with self._view() as view:
                how: dict[str, Any] = {"query": params.q, "base": base, "own_url": own_url, "searcher": view.searcher}
                return feeds.feed(view.connection, form, params.filters(), **how)

        return self._feeds.get((form, base, own_url, params.model_dump_json(), self.version_now()), make)

    def ids(self, connection: Connection, params: CitationParams, most: int) -> Sequence[int]:
        """The ids of the first of all results, in their order, in a view of the reader's. Raises BadQuery."""
        view = self._view_of(connection)
        expression = self._expression(view, params.q)
        hits = view.searcher.hits(expression, params.filters(), order=params.order, limit=most)
        return [hit.document_id for hit in hits]

    def expression(self, connection: Connection, q: str | None) -> Expression | None:
        """What the words of a request mean on this database; None without words. Raises BadQuery."""
        return None if q is None or is_blank(q) else self._expression(self._view_of(connection), q)

    def _answer(
        self,
        kind: str,
        params: SearchParams,
        fields: type[SearchParams],
        version: Version,
        make: Callable[[_View], Answer],
        is_lasting: Callable[[Answer], bool] = lambda answer: True,
    ) -> Answer:
        """An answer to these fields of the parameters, from the cache or made now."""

        def made() -> Answer:
            with self._view() as view:
                return make(view)

        question = params.model_dump_json(include=set(fields.model_fields))
        answers: Cache[Any] = self._answers
        found: Answer = answers.get((kind, question, version), made, is_lasting)
        return found

    def version_now(self) -> Version:
        """The version that is there now, without waiting for a turn."""
        with self.reader.connection_outside_queue() as connection:
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

    def _query(self, view: _View, q: str | None) -> Query | None:
        if q is None or is_blank(q):
            return None
        return self._queries.get((q, view.version.change), lambda: understand(view.connection, q, view.searcher))

    def _expression(self, view: _View, q: str | None) -> Expression | None:
        query = self._query(view, q)
        return query.expression if query else None

    def _search(self, view: _View, params: ResultParams) -> s.SearchAnswer:
        filters, query = params.filters(), self._query(view, params.q)
        page: dict[str, Any] = params.model_dump(include={"order", "limit", "after", "page"})
        beside: dict[str, Any] = {"exact": not params.near, "near": self._vectors}
        found = find(view.connection, query, filters, **page, searcher=view.searcher, **beside)
        return s.SearchAnswer(
            query=params.q,
            translation=_translation(query),
            taken_apart={run: list(words) for run, words in (query.apart if query else {}).items()},
            total=view.searcher.count(query.expression if query else None, filters),
            items=list(map(_hit, found.found)),
            in_notes=list(map(_hit, found.in_notes)),
            next=found.next,
            news_left_out=0 if params.page > 1 else news_left_out(view.searcher, found, filters, params.after),
        )

    def _count_facets(self, view: _View, params: SearchParams, seconds: float | None) -> s.FacetsAnswer:
        filters, expression = params.filters(), self._expression(view, params.q)
        if not isinstance(view.searcher, SetSearcher):
            return _uncounted(view.searcher.count(expression, filters))
        narrowed = view.sets.narrowed(expression, filters)
        counted = facets.count_values(view.sets.sets, narrowed)
        found, left_out = narrowed.without(), []
        try:
            if seconds is not None:
                with budget(view.connection, seconds):
                    counted["keyword"] = facets.count_keywords(view.connection, found)
        except TooSlow:
            left_out.append("keyword")
        shown: dict[str, list[s.FacetValue]] = {
            kind: [_value(kind, count) for count in counts] for kind, counts in counted.items()
        }
        return s.FacetsAnswer(total=len(found), facets=shown, left_out=left_out)


def _version(connection: Connection) -> Version:
    written = f"{edits.last_number(connection)} {translations.last_translated(connection)}"
    return Version(changes.last_number(connection), written)


def _pack(answer: BaseModel) -> tuple[type[BaseModel], bytes]:
    return type(answer), zlib.compress(answer.model_dump_json().encode(), 1)


def _unpack(packed: tuple[type[BaseModel], bytes]) -> BaseModel:
    return packed[0].model_validate_json(zlib.decompress(packed[1]))


def _uncounted(total: int) -> s.FacetsAnswer:
    return s.FacetsAnswer(total=total, facets={}, left_out=list(facets.FACETS))


def _translation(query: Query | None) -> s.TranslationShape | None:
    made = query.translation if query else None
    if made is None:
        return None
    terms = {piece.english: list(piece.phrases) for piece in made.pieces if piece.english and piece.phrases}
    return s.TranslationShape(
        searched_for=made.text,
        terms=[s.TermShape(english=english, chinese=chinese) for english, chinese in terms.items()],
        without_term=list(made.unknown),
        left_out=list(made.left_out),
        corrected=dict(made.corrected),
    )


def _hit(found: Result) -> s.Hit:
    return s.Hit(**as_json(found), title_pieces=found.title, passage_pieces=[quote.passage for quote in found.quotes])


def _value(kind: str, count: facets.Count) -> s.FacetValue:
    return s.FacetValue(
        value=count.value,
        label=words.chinese_name(kind, count.value),
        label_en=words.value(kind, count.value),
        count=count.count,
    )
