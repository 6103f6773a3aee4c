"""The counts of every kind, as a page has them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from storage.documents.filters import Filters
from storage.search.expression import Expression
from storage.search.facets import FACETS, Count, Facet, count_values
from storage.search.searcher import Searcher


def count_facets(
    connection: Connection, expression: Expression | None, filters: Filters
) -> Mapping[Facet, Sequence[Count]]:
    """The counts of every kind."""
    found = None if expression is None else Searcher(connection).matches(expression).texts
    return {facet: count_values(connection, facet, found, filters) for facet in FACETS}
