"""The watches of the database, checked: their query, filters and channels.

A watch names an address of mail, or a channel of `zhengce.toml` by its name: so no address that this machine would ask
comes from a form, and no secret is in the database.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.editing import saved_watches
from storage.editing.saved_watches import SavedWatch
from storage.schema import documents
from storage.search.searcher import Searcher
from zhengce.notifications.channels import read_channel
from zhengce.notifications.outgoing import Channel
from zhengce.search.filter_values import BadFilter, read_filters
from zhengce.search.parser import read_query, understand
from zhengce.search.query import BadQuery
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.watches.watch import Watch, read_watch

BATCH = 500

ATTRIBUTES = {"from": "from_"}
"""Filter -> attribute of `Watch`, where the names differ."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A watch that was checked, its filters as the storage takes them, and its channels."""

    watch: Watch
    filters: Filters
    channels: Sequence[Channel] = ()

    @property
    def name(self) -> str:
        return self.watch.name

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


def select(watch: Watch, sources: Collection[str]) -> Prepared:
    """A watch with its filters checked, without channels. Raises ConfigurationError with watch, key and value."""
    try:
        if watch.query is not None:
            read_query(watch.query)
        given = {name: getattr(watch, ATTRIBUTES.get(name, name)) for name, row in FILTERS.items() if row.is_watched}
        return Prepared(watch, read_filters(given, sources))
    except BadQuery as error:
        raise ConfigurationError(f"watch {watch.name}: query: {error}") from None
    except BadFilter as error:
        raise ConfigurationError(f"watch {watch.name}: {error.where}: {error}") from None


def prepare(watch: Watch, chosen: Configuration, sources: Collection[str]) -> Prepared:
    """A watch with its filters and channels. Raises ConfigurationError where one cannot be used."""
    selected = select(watch, sources)
    try:
        channels = [read_channel(address, chosen.mail, chosen.secret) for address in watch.to]
    except ValueError as error:
        raise ConfigurationError(f"watch {watch.name}: to: {error}") from None
    return replace(selected, channels=channels)


def read(settings: Mapping[str, Any], chosen: Configuration, sources: Collection[str]) -> Prepared:
    """The watch of its settings in the database. Raises ConfigurationError."""
    return prepare(read_watch(settings, chosen.channels), chosen, sources)


def prepare_all(
    connection: Connection, chosen: Configuration, sources: Collection[str]
) -> tuple[list[Prepared], list[str]]:
    """The watches that are neither paused nor put aside, and why others of these cannot be used."""
    prepared, problems = [], []
    for saved in active(connection):
        try:
            prepared.append(read(saved.settings, chosen, sources))
        except ConfigurationError as error:
            problems.append(str(error))
    return prepared, problems


def active(connection: Connection) -> Iterator[SavedWatch]:
    """Those that were neither put aside nor paused."""
    return (saved for saved in saved_watches.list_watches(connection) if saved.shown and not saved.paused)


def find(connection: Connection, name: str) -> SavedWatch | None:
    """The watch of a name, also one that was put aside."""
    return next((saved for saved in saved_watches.list_watches(connection) if saved.name == name), None)
