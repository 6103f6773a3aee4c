"""Documents whose editor's note has the words of a query: notes are few, so each is looked through.

A note is no text of the document: what is found in it is shown as such, beside the hits, and changes neither their
order nor their number. A query with NOT looks at texts alone: a note says nothing of what a text does not hold.
"""

from collections.abc import Iterable

from storage.documents.filters import Filters
from storage.editing import annotations
from storage.search.expression import All, AnyOf, Expression, Term, fold, refuses
from storage.search.searcher import Searcher
from zhengce.search.query import Query

MOST = 20
"""Documents that are found by their notes alone."""


def find_in_notes(searcher: Searcher, query: Query, filters: Filters) -> dict[int, str]:
    """Notes that hold the words, or those of an English query as it was written, by document; the newest note first."""
    wanted = [one for one in (query.expression, query.as_written) if one is not None and not refuses(one)]
    held = annotations.all_notes(searcher.connection) if wanted else []
    found = {number: note for one in wanted for number, note in held if _holds(one, fold(note))}
    passing = searcher.among(None, filters, found)
    return {number: note for number, note in found.items() if number in passing}


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
