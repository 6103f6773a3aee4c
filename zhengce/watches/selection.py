"""Which documents a watch means: its query and filters, checked, and applied to the database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.schema import documents
from storage.search.searcher import Searcher
from zhengce.search.filter_values import BadFilter, read_filters
from zhengce.search.parser import read_query, understand
from zhengce.search.query import BadQuery
from zhengce.settings.load import ConfigurationError
from zhengce.watches.watch import Watch

BATCH = 500

ATTRIBUTES = {"from": "from_"}
"""Filter -> attribute of `Watch`, where the names differ."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A watch, and its filters as the storage takes them."""

    watch: Watch
    filters: Filters

    def conditions(self, connection: Connection) -> Sequence[sa.ColumnElement[bool]]:
        """The query and the filters as conditions on the table `documents`."""
        text = self.watch.query
        expression = None if text is None else understand(connection, text).expression
        return Searcher(connection).conditions(expression, self.filters)

    def matching(self, connection: Connection, ids: Iterable[int]) -> set[int]:
        """Those of these documents that the watch means, as they stand now."""
        wanted = sorted(set(ids))
        conditions = self.conditions(connection) if wanted else []
        found: set[int] = set()
        for start in range(0, len(wanted), BATCH):
            query = sa.select(documents.c.id).where(documents.c.id.in_(wanted[start : start + BATCH]), *conditions)
            found.update(connection.execute(query).scalars())
        return found


def select(watch: Watch, sources: Collection[str]) -> Selection:
    """A watch with its filters checked. Raises ConfigurationError with watch, key, value and what was expected."""
    if watch.query is not None:
        try:
            read_query(watch.query)
        except BadQuery as error:
            raise ConfigurationError(f"watch {watch.name}: query: {error}") from None
    given = {name: getattr(watch, ATTRIBUTES.get(name, name)) for name, row in FILTERS.items() if row.is_watched}
    try:
        return Selection(watch, read_filters(given, sources))
    except BadFilter as error:
        raise ConfigurationError(f"watch {watch.name}: {error.where}: {error}") from None
