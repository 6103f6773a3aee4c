"""The watches of the database, checked: their filters and channels.

A watch names an address of mail, or a channel of `zhengce.toml` by its name: so no address that this machine would ask
comes from a form, and no secret is in the database.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from storage.editing import saved_watches
from storage.editing.saved_watches import SavedWatch
from zhengce.notifications.channels import read_channel
from zhengce.notifications.outgoing import Channel
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.watches import selection
from zhengce.watches.selection import Selection
from zhengce.watches.watch import Watch, read_watch


@dataclass(frozen=True, slots=True)
class Prepared:
    """A watch that was checked, with its channels."""

    selection: Selection
    channels: Sequence[Channel]

    @property
    def name(self) -> str:
        return self.selection.watch.name


def prepare(watch: Watch, chosen: Configuration, sources: Collection[str]) -> Prepared:
    """A watch with its filters and channels. Raises ConfigurationError where one cannot be used."""
    selected = selection.select(watch, sources)
    try:
        channels = [read_channel(address, chosen.mail, chosen.secret) for address in watch.to]
    except ValueError as error:
        raise ConfigurationError(f"watch {watch.name}: to: {error}") from None
    return Prepared(selected, channels)


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
