"""Answers searches and their counts from one view of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from storage import changes
from storage.documents.filters import Filters
from storage.relations.status import today
from storage.search import facets
from storage.search.expression import Expression
from storage.search.searcher import Searcher
from zhengce.brief import items
from zhengce.brief.parts import Row, row
from zhengce.search.near import VectorIndex
from zhengce.search.parser import understand
from zhengce.search.query import Query, is_blank
from zhengce.search.results import Result, Results, as_json, find, news_left_out
from zhengce.web import words
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ResultParams, ResultsPage, SearchParams
from zhengce.web.database import Reader


@dataclass(frozen=True, slots=True)
class _Question:
    """What is looked for, in one view of the database."""

    connection: Connection
    searcher: Searcher
    query: Query | None
    filters: Filters

    @property
    def expression(self) -> Expression | None:
        return self.query.expression if self.query else None


class SearchService:
    """The answers of the API."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._sets: tuple[object, facets.Sets] = (None, {})
        self._vectors = VectorIndex()

    def search(self, params: ResultParams) -> s.SearchAnswer:
        """A page of results. Raises BadQuery, BadPlace and TooSlow."""
        with self.reader.connection() as connection:
            question = _understood(connection, params)
            return self._answer(question, params, self._find(question, params))

    def search_and_count(self, params: ResultParams) -> tuple[s.SearchAnswer, Sequence[Row], s.FacetsAnswer]:
        """A page of results, what each is in one line, and the counts beside it. Raises what `search` raises."""
        with self.reader.connection() as connection:
            question = _understood(connection, params)
            results = self._find(question, params, for_rows=True)
            documents = [result.document for result in results.found]
            rows = [row(item) for item in items.items_of(connection, documents, for_rows=True)]
            return self._answer(question, params, results), rows, self._count(question)

    def count_facets(self, params: SearchParams) -> s.FacetsAnswer:
        """The counts. Raises BadQuery and TooSlow."""
        with self.reader.connection() as connection:
            return self._count(_understood(connection, params))

    def ids(self, connection: Connection, params: ResultsPage, most: int) -> Sequence[int]:
        """The ids of the first of all results, in their order, in a view of the reader's. Raises BadQuery."""
        question = _understood(connection, params)
        hits = question.searcher.hits(question.expression, question.filters, order=params.order, limit=most)
        return [hit.document_id for hit in hits]

    def expression(self, connection: Connection, q: str | None) -> Expression | None:
        """What the words of a request mean on this database; None without words. Raises BadQuery."""
        return None if q is None or is_blank(q) else understand(connection, q).expression

    def _find(self, question: _Question, params: ResultParams, *, for_rows: bool = False) -> Results:
        page: dict[str, Any] = params.model_dump(include={"order", "limit", "after", "page"})
        more: dict[str, Any] = {"searcher": question.searcher, "exact": not params.near, "near": self._vectors}
        return find(question.connection, question.query, question.filters, **page, **more, for_rows=for_rows)

    def _answer(self, question: _Question, params: ResultParams, results: Results) -> s.SearchAnswer:
        query, filters, searcher = question.query, question.filters, question.searcher
        return s.SearchAnswer(
            query=params.q,
            translation=_translation(query),
            taken_apart={run: list(words) for run, words in (query.apart if query else {}).items()},
            total=searcher.count(question.expression, filters),
            items=list(map(_hit, results.found)),
            next=results.next,
            news_left_out=0 if params.page > 1 else news_left_out(searcher, results, filters, params.after),
        )

    def _count(self, question: _Question) -> s.FacetsAnswer:
        connection, searcher, filters = question.connection, question.searcher, question.filters
        day = today()
        version = changes.last_number(connection), day
        known, sets = self._sets
        if known != version:
            sets = facets.read_sets(connection, day)
            self._sets = version, sets
        if filters.status_on:
            sets = {**sets, "status": facets.statuses_on(connection, filters.status_on)}
        texts = searcher.texts(question.expression) if question.expression else None
        counted = facets.count(sets, texts, filters, searcher.passing)
        return s.FacetsAnswer(
            total=searcher.count(question.expression, filters),
            facets={kind: [_value(kind, count) for count in counts] for kind, counts in counted.items()},
        )


def _understood(connection: Connection, params: SearchParams) -> _Question:
    searcher, has_words = Searcher(connection), params.q is not None and not is_blank(params.q)
    query = understand(connection, params.q or "", searcher) if has_words else None
    return _Question(connection, searcher, query, params.filters())


def _translation(query: Query | None) -> s.TranslationShape | None:
    translation = query.translation if query else None
    if translation is None:
        return None
    terms = {piece.english: list(piece.phrases) for piece in translation.pieces if piece.english and piece.phrases}
    return s.TranslationShape(
        searched_for=translation.text,
        terms=[s.TermShape(english=english, chinese=chinese) for english, chinese in terms.items()],
        without_term=list(translation.unknown),
        corrected=dict(translation.corrected),
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
