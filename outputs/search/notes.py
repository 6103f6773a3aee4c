"""Documents whose editor's note has the words of a query: notes are few, so each is looked through.

A note is no text of the document: what is found in it is shown as such, beside the hits, and changes neither their
order nor their number. A query with NOT is asked of texts alone: a note says nothing of what a text does not hold.
"""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.editing import annotations
from storage.search.expression import All, AnyOf, Expression, Term, fold, refuses
from storage.search.searcher import Searcher

MOST = 20
"""Documents that are found by their notes alone."""


def find_in_notes(connection: Connection, expression: Expression, filters: Filters) -> dict[int, str]:
    """Notes that hold the words, by document; the newest note first."""
    if refuses(expression):
        return {}
    return {
        number: note for number, note in annotations.all_notes(connection, filters) if _holds(expression, fold(note))
    }


def without_hits(searcher: Searcher, expression: Expression, filters: Filters, ids: Iterable[int]) -> list[int]:
    """Those of the documents that the search does not find by their texts, at most MOST."""
    wanted = list(ids)
    hits = searcher.among(expression, filters, wanted) if wanted else ()
    return [number for number in wanted if number not in hits][:MOST]


def _holds(expression: Expression, note: str) -> bool:
    if isinstance(expression, Term):
        return any(fold(text) in note for text in expression.texts)
    if isinstance(expression, AnyOf):
        return any(_holds(part, note) for part in expression.parts)
    return isinstance(expression, All) and all(_holds(part, note) for part in expression.parts)
