"""A saved search, what of it counts, how often it tells and where, as the settings in the database say it.

A watch names an address of mail, or a channel of `zhengce.toml` by its name: so no address that this machine would ask
comes from a form, and no secret is in the database.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import sqlalchemy as sa
from msgspec import Meta
from sqlalchemy.engine import Connection

import scrapers.network.redaction as redaction
from parsers.moments import CHINA
from storage.documents.filter_fields import FILTERS
from storage.documents.filters import Filters
from storage.editing import saved_watches
from storage.schema import documents
from storage.search.searcher import Searcher
from zhengce.notifications.channels import read_channel
from zhengce.notifications.outgoing import Channel
from zhengce.search.filter_values import BadFilter, read_filters
from zhengce.search.parser import read_query, understand
from zhengce.search.query import BadQuery
from zhengce.settings.channels import secrets_of_channel
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.settings.values import TEXT, TEXTS, Kind, suggest

EventKind = Literal["new", "revised", "withdrawn", "files", "targets", "status", "due"]
"""What of a document a watch may tell, in the order of a message."""
KINDS: tuple[EventKind, ...] = get_args(EventKind)

Every = Literal["at once", "daily", "weekly"]
EVERY: tuple[Every, ...] = get_args(Every)
DEFAULTS: tuple[EventKind, ...] = ("new", "revised")

BATCH = 500

_Receiver = Annotated[
    str, Meta(pattern=r"^(?:mailto:)?[^\s@<>,;/]+@[^\s@<>,;/]+\Z|^[A-Za-z0-9][A-Za-z0-9_-]*\Z|^[a-z0-9+]+://")
]

WATCH_KEYS: Mapping[str, Kind] = {
    "name": Kind(
        Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")],
        "a name of letters, digits, - and _, at most 40",
    ),
    "query": TEXT,
    **{name: TEXTS if row.is_repeatable else TEXT for name, row in FILTERS.items() if row.is_watched},
    "on": Kind(Annotated[tuple[EventKind, ...], Meta(min_length=1)], f"a list, of {', '.join(KINDS)}", is_list=True),
    "every": Kind(Every, "`at once`, `daily` or `weekly`"),
    "to": Kind(
        Annotated[tuple[_Receiver, ...], Meta(min_length=1)],
        "addresses of mail like editor@example.org, or names of [channels]",
    ),
}
"""Keys of a watch's settings -> how each is read."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch that was checked: its filters as the storage takes them, and its channels."""

    name: str
    query: str | None = None
    filters: Filters = field(default_factory=Filters)
    on: tuple[EventKind, ...] = DEFAULTS
    every: Every = "at once"
    channels: tuple[Channel, ...] = field(default=(), repr=False)
    criteria: str = ""
    """For people: words, filters, what counts, how often."""

    def is_due(self, told_at: datetime, now: datetime) -> bool:
        """Whether a channel that was up to date at a moment is to be told now: a daily one on another day in China."""
        before, today = (moment.astimezone(CHINA).date() for moment in (told_at, now))
        if self.every == "weekly":
            return before.isocalendar()[:2] != today.isocalendar()[:2]
        return self.every == "at once" or before != today

    def conditions(self, connection: Connection) -> Sequence[sa.ColumnElement[bool]]:
        """The query and the filters as conditions on the table `documents`."""
        expression = None if self.query is None else understand(connection, self.query).expression
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


def read_watch(settings: Mapping[str, Any], chosen: Configuration, sources: Collection[str]) -> Watch:
    """The watch of its settings in the database.

    Raises ConfigurationError with the name of the watch, the key or value, and what was expected.
    """
    name = settings.get("name") or "without a name"
    values = _read_values(settings, name)
    try:
        if (query := values.get("query")) is not None:
            read_query(query)
        filters = read_filters({key: values.get(key) for key, row in FILTERS.items() if row.is_watched}, sources)
    except BadQuery as error:
        raise ConfigurationError(f"watch {name}: query: {error}") from None
    except BadFilter as error:
        raise ConfigurationError(f"watch {name}: {error.where}: {error}") from None
    on = tuple(kind for kind in KINDS if kind in values.get("on", DEFAULTS))
    every: Every = values.get("every", EVERY[0])
    try:
        addresses = [_address(receiver, chosen.channels) for receiver in dict.fromkeys(values["to"])]
        channels = tuple(read_channel(address, chosen.mail, chosen.secret) for address in addresses)
    except ValueError as error:
        raise ConfigurationError(f"watch {name}: to: {error}") from None
    criteria = " · ".join([*_criteria(values), ", ".join(on), every])
    return Watch(name, query, filters, on, every, channels, criteria)


def _read_values(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in settings.items():
        if key not in WATCH_KEYS:
            raise ConfigurationError(f"watch {name}: {key}: no such key; {suggest(key, WATCH_KEYS)}")
        try:
            values[key] = WATCH_KEYS[key](value)
        except ValueError as error:
            raise ConfigurationError(f"watch {name}: {key}: {error}, got {redaction.redact(repr(value))}") from None
    for key in ("name", "to"):
        if key not in values:
            raise ConfigurationError(f"watch {name}: {key}: is needed, and is not set")
    return values


def _address(receiver: str, channels: Mapping[str, str]) -> str:
    """The address of a receiver: of mail as it is typed, of a channel as `[channels]` has it. Raises ValueError."""
    if "://" in receiver:  # its tokens are secrets, which no database and no message may hold
        redaction.keep_secret(*secrets_of_channel(receiver))
        raise ValueError(f"{receiver.partition('://')[0]}://… stands in [channels] of zhengce.toml; give its name")
    if "@" in receiver:
        return f"mailto:{receiver.removeprefix('mailto:')}"
    if receiver not in channels:
        known = ", ".join(channels) or "none yet"
        raise ValueError(f"no channel {receiver}; [channels] of zhengce.toml has {known}")
    return channels[receiver]


def _criteria(values: Mapping[str, Any]) -> Iterator[str]:
    """The query of a watch, then each filter that it has: `stage draft`."""
    if query := values.get("query"):
        yield query
    for name, row in FILTERS.items():
        if row.is_watched and (value := values.get(name)):
            yield f"{name} {', '.join(value) if row.is_repeatable else value}"


def read_all(connection: Connection, chosen: Configuration, sources: Collection[str]) -> tuple[list[Watch], list[str]]:
    """The watches that were not put aside, and why others of these cannot be used."""
    watches, problems = [], []
    for saved in (saved for saved in saved_watches.list_watches(connection) if saved.shown):
        try:
            watches.append(read_watch(saved.settings, chosen, sources))
        except ConfigurationError as error:
            problems.append(str(error))
    return watches, problems
