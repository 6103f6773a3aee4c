"""Which documents a watch means: its query and filters, checked, and applied to the database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from configuration.load import ConfigurationError, Watch
from outputs.search import filter_values
from outputs.search.filter_values import BadFilter
from outputs.search.parser import read_query, understand
from outputs.search.query import BadQuery, is_blank
from parsers.record import Stage
from storage import search
from storage.documents.filters import Filters
from storage.relations.status import STATUSES, Status
from storage.schema import documents

BATCH = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """A watch, and its filters as the storage takes them."""

    watch: Watch
    filters: Filters

    def conditions(self, connection: Connection) -> list[sa.ColumnElement[bool]]:
        """The query and the filters as conditions on the table `documents`."""
        text = self.watch.query
        expression = None if text is None else understand(connection, text).expression
        return search.conditions_of(connection, expression, self.filters)

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
            if is_blank(watch.query):
                raise BadQuery("expected words to look for; leave it out for all documents")
            read_query(watch.query)
        except BadQuery as error:
            raise ConfigurationError(f"watch {watch.name}: query: {error}") from None
    filters = Filters(
        issuers=_checked(watch, "issuer", filter_values.issuer_id),
        sources=_checked(watch, "source", lambda name: filter_values.source_name(name, sources)),
        types=_checked(watch, "type", filter_values.type_name),
        stages=cast("tuple[Stage, ...]", _checked(watch, "stage", _stage)),
        statuses=cast("tuple[Status, ...]", _checked(watch, "status", _status)),
        keywords=watch.keyword,
        tags=watch.tag,
        topic=watch.topic,
        date_from=watch.from_,
    )
    return Selection(watch, filters)


def _stage(name: str) -> str:
    if name not in get_args(Stage):
        raise BadFilter(f"known are {', '.join(get_args(Stage))}")
    return name


def _status(name: str) -> str:
    if name not in STATUSES:
        raise BadFilter(f"known are {', '.join(STATUSES)}")
    return name


def _checked(watch: Watch, key: str, read: Any) -> tuple[str, ...]:
    values: Sequence[str] = getattr(watch, key)
    found = []
    for value in values:
        try:
            found.append(read(value))
        except BadFilter as error:
            raise ConfigurationError(f"watch {watch.name}: {key} {value}: {error}") from None
    return tuple(found)
