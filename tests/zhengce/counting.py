"""The counts beside the results, from sets that are read for each question."""

from collections.abc import Mapping, Sequence

from pyroaring import BitMap
from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.search.document_sets import DocumentSets
from storage.search.expression import Expression
from storage.search.facets import Count, Facet, Narrowed, count_keywords, count_values
from storage.search.searcher import IndexSearcher


def count_facets(
    connection: Connection, expression: Expression | None, filters: Filters, sets: DocumentSets | None = None
) -> Mapping[Facet, Sequence[Count]]:
    """The counts of every kind."""
    sets = sets or DocumentSets(connection)
    words = None if expression is None else BitMap(IndexSearcher(connection).matches(expression).texts)
    narrowed = Narrowed(words, sets.passing(connection, filters))
    counted = count_values(sets, narrowed)
    counted["keyword"] = count_keywords(connection, narrowed.without())
    return counted
