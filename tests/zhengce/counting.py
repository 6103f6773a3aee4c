"""The counts of every kind, as a page has them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.relations.status import today
from storage.search.expression import Expression
from storage.search.facets import Count, Facet, count, read_sets
from storage.search.searcher import Searcher


def count_facets(
    connection: Connection, expression: Expression | None, filters: Filters
) -> Mapping[Facet, Sequence[Count]]:
    """The counts of every kind."""
    found = None if expression is None else Searcher(connection).texts(expression)
    return count(read_sets(connection, today()), found, filters, Searcher(connection).passing)
