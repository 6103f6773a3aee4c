"""Watches of the database, read by the code that reads those of `zhengce.toml`, and what a browser may set of them.

A browser types addresses of mail alone. All else that a server would ask stands in `zhengce.toml`, and a watch names it
by its digest: so no address of a network comes from a form, and no secret is in the database.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from storage.editing import saved_watches
from storage.editing.saved_watches import SavedWatch
from zhengce.notifications import channels
from zhengce.notifications.outgoing import Channel
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.settings.watches import SIGNED, read_watches
from zhengce.watches import selection
from zhengce.watches.delivery import Prepared, prepare

BY_DIGEST = "channel:"
"""Begins the name of a configured channel, before its key."""


@dataclass(frozen=True, slots=True)
class Configured:
    """A channel that `zhengce.toml` names."""

    address: str
    channel: Channel


def configured(chosen: Configuration) -> Mapping[str, Configured]:
    """The channels of `notifications.to` and of the watches of the file, without plain mail, by their names here."""
    every = [(address, chosen.secret) for address in chosen.channels]
    every += [(address, watch.secret) for watch in chosen.watches for address in watch.to]
    found: dict[str, Configured] = {}
    for address, secret in every:
        is_own = not address.startswith(SIGNED) or secret == chosen.secret  # else its secret is the other watch's
        if is_own and not (address.startswith("mailto:") and "//" not in address):
            with suppress(ValueError):  # `health --notify` names an address that nobody knows
                channel = channels.read_channel(address, chosen.mail, secret)
                found.setdefault(BY_DIGEST + channel.key, Configured(address, channel))
    return found


def read(table: Mapping[str, Any], chosen: Configuration, sources: Collection[str]) -> Prepared:
    """A watch of the database with its channels. Raises ConfigurationError."""
    known = configured(chosen)
    name = table.get("name")
    try:
        addresses = [_address(one, known) for one in table.get("to", ())]
        [watch] = read_watches([{**table, "to": addresses}], chosen.secret)
    except ValueError as error:
        raise ConfigurationError(f"watch {name}: {str(error).removeprefix(f'{name}: ')}") from None
    return Prepared(selection.select(watch, sources), channels.of_watch(watch, chosen))


def _address(given: str, known: Mapping[str, Configured]) -> str:
    if given.startswith(BY_DIGEST):
        if given not in known:
            raise ValueError("to: a channel that zhengce.toml names no more; choose another one")
        return known[given].address
    if not (given.startswith("mailto:") and "//" not in given):
        raise ValueError("to: only addresses of mail may be typed; other channels stand in zhengce.toml")
    return given


def check_name(connection: Connection, chosen: Configuration, name: str, own: int | None = None) -> None:
    """Raises ConfigurationError where another watch, of the file or of the database, has this name."""
    if name in [watch.name for watch in chosen.watches]:
        raise ConfigurationError(f"watch {name}: zhengce.toml has one of this name")
    for one in saved_watches.list_watches(connection):
        if one.name == name and one.id != own:
            aside = "" if one.shown else ", which was put aside"
            raise ConfigurationError(f"watch {name}: there is one of this name{aside}")


def prepare_all(
    connection: Connection, chosen: Configuration, sources: Collection[str]
) -> tuple[list[Prepared], list[str]]:
    """The watches of the file and those of the database that are not paused, and why others of these cannot be used.

    Raises ConfigurationError for one of the file.
    """
    prepared, problems = prepare(chosen, sources), []
    taken = {one.name for one in prepared}
    for saved in active(connection):
        try:
            if saved.name in taken:
                raise ConfigurationError(f"watch {saved.name}: zhengce.toml has one of this name, which goes before")
            prepared.append(read(saved.settings, chosen, sources))
        except ConfigurationError as error:
            problems.append(str(error))
    return prepared, problems


def active(connection: Connection) -> Iterator[SavedWatch]:
    """Those that were neither put aside nor paused."""
    return (one for one in saved_watches.list_watches(connection) if one.shown and not one.paused)
