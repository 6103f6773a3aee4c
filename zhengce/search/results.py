"""A search from the words of an analyst to a list of documents with the passages that were found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from parsers.position import Position
from storage.articles.addresses import path_at
from storage.articles.units import spans_of
from storage.attachments.queries import PageText
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.queries import StoredDocument
from storage.search.expression import fold
from storage.search.files import FILES_SHOWN, first_pages
from storage.search.searcher import Order, Searcher
from zhengce.documents import view as documents
from zhengce.search import ranking, snippets
from zhengce.search.near import VectorIndex
from zhengce.search.parser import understand
from zhengce.search.query import Query, is_blank
from zhengce.search.ranking import FoundBy
from zhengce.search.snippets import Passage, Piece


@dataclass(frozen=True, slots=True)
class Result:
    """One document that was found."""

    document: StoredDocument
    place: str
    """What to go on after."""
    title: Passage
    """The title, the words marked."""
    quotes: tuple["Quote", ...]
    """Passages of the issued title and the body, then one of each attachment."""
    found_by: FoundBy = "words"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage, and where it stands."""

    passage: Passage
    page: PageText | None = None
    """The page of an attached file; None for the document's own text."""
    article: str | None = None
    """The path of the article of the body in which it begins."""

    @property
    def text(self) -> str:
        """The passage without marks."""
        return "".join(piece.text for piece in self.passage)

    @property
    def place(self) -> str | None:
        """attachment 1, page 12; None for the document's own text."""
        return str(Position(attachment=self.page.attachment, page=self.page.page)) if self.page else None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found."""

    query: Query | None
    """None where no words are looked for."""
    found: Sequence[Result]
    next: str | None
    """The place to go on after; None on the last page."""


OF_A_RESULT = ("passages", "passage_places", "passage_articles", "place", "found_by")
"""What a result has in JSON beside the fields of `documents.SUMMARY`."""


def as_json(result: Result) -> dict[str, Any]:
    """The document in short, the passages as plain texts, where each stands, and the place to go on after."""
    return documents.select(result.document, documents.SUMMARY) | {
        "passages": [quote.text for quote in result.quotes],
        "passage_places": [quote.place for quote in result.quotes],
        "passage_articles": [quote.article for quote in result.quotes],
        "place": result.place or None,
        "found_by": result.found_by,
    }


def find(
    connection: Connection,
    query: Query | str | None,
    filters: Filters,
    *,
    order: Order = "best",
    limit: int = 20,
    after: str | None = None,
    searcher: Searcher | None = None,
    page: int = 1,
    exact: bool = False,
    near: VectorIndex | None = None,
    for_rows: bool = False,
) -> Results:
    """The documents that a query finds, or, without words, the newest. Raises BadQuery and BadPlace.

    The first page of the best has others behind the hits, if these leave room (`ranking`).

    `query`: as text, or as it was understood before; `searcher`: finds them, by default in the index; `page`: its
    number, from 1, in place of `after`; `exact`: without documents beside the hits; `near`: finds some of these by
    meaning; `for_rows`: with targets, and without the articles of passages, as lists for people print them.
    """
    searcher = searcher or Searcher(connection)
    if isinstance(query, str):
        query = None if is_blank(query) else understand(connection, query, searcher)
    expression = query.expression if query else None
    skip = (page - 1) * limit
    hits = searcher.hits(expression, filters, order=order, limit=limit + 1, after=None if skip else after, skip=skip)
    listed: list[tuple[int, str, FoundBy]] = [(hit.document_id, hit.place, "words") for hit in hits[:limit]]
    following = hits[limit - 1].place if len(hits) > limit else None
    if query and following is None and not exact and order == "best" and page == 1 and after is None:
        listed += [(number, "", how) for number, how in ranking.rank(searcher, query, filters, near)]
    listed = listed[:limit]
    wanted = snippets.needles(expression) if expression else []
    ids = [number for number, *_ in listed]
    parts = ("targets",) if for_rows else ()
    held = {document.id: document for document in queries.stored(connection, ids, parts=parts)}
    pages = first_pages(connection, ids, wanted)
    spans = spans_of(connection, list(held)) if wanted and not for_rows else {}
    results = [
        Result(
            held[number],
            place,
            snippets.marked(held[number].record.title, wanted) or (Piece(held[number].record.title),),
            (*_of_text(held[number], wanted, spans.get(number, ())), *_of_files(held[number], wanted, pages)),
            how,
        )
        for number, place, how in listed
        if number in held
    ]
    return Results(query, results, following)


def news_left_out(searcher: Searcher, results: Results, filters: Filters, after: str | None = None) -> int:
    """How many news items there are where nothing else was found: news is left out unless its stage is chosen."""
    if results.found or filters.stages or after is not None:
        return 0
    expression = results.query.expression if results.query else None
    return searcher.count(expression, replace(filters, stages=("news",)))


def _of_text(document: StoredDocument, wanted: Sequence[str], spans: Sequence[tuple[str, int, int]]) -> Iterator[Quote]:
    """Passages of the issued title and the body."""
    record = document.record
    shown = snippets.passages(record.body, wanted) if wanted else ()
    if record.issued_title and wanted and record.issued_title not in record.title:
        issued = snippets.passages(f"《{record.issued_title}》", wanted, 1)
        shown = (*issued, *shown)[: snippets.MOST]
    for passage in shown:
        yield Quote(passage, article=_article_of(passage, record.body, spans))


def _article_of(passage: Passage, body: str, spans: Sequence[tuple[str, int, int]]) -> str | None:
    at = body.find("".join(piece.text for piece in passage).strip("…")) if spans else -1
    return path_at(spans, at) if at >= 0 else None


def _of_files(
    document: StoredDocument, wanted: Sequence[str], pages: Mapping[tuple[int, str], Sequence[PageText]]
) -> list[Quote]:
    """One passage of each attachment, of a word that the document's own text has not if there is one."""
    if not any((document.id, word) in pages for word in wanted):
        return []
    own = fold(f"{document.record.title}\n{document.record.issued_title or ''}\n{document.record.body}")
    found: dict[int, Quote] = {}
    for word in sorted(wanted, key=lambda word: word in own):
        for page in pages.get((document.id, word), ()):
            if page.attachment not in found:
                [passage] = snippets.passages(page.text, [word], 1)
                found[page.attachment] = Quote(passage, page)
    shown: dict[str, Quote] = {}
    for number in sorted(found):
        shown.setdefault(found[number].text, found[number])
    return [*shown.values()][:FILES_SHOWN]
