"""A saved search: which of its changes count, how often and where they are sent; and its settings in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from msgspec import Meta

import scrapers.network.redaction as redaction
from zhengce.settings.channels import secrets_of_channel
from zhengce.settings.load import ConfigurationError
from zhengce.settings.values import TEXT, TEXTS, Kind, suggest

EventKind = Literal[
    "new", "revised", "withdrawn", "files", "targets", "repealed", "suspended", "resumed", "extended", "postponed",
    "amended", "became_final", "comments_due", "status_due",
]  # fmt: skip
"""What of a document a watch may report, in the order of a digest."""

KINDS: tuple[EventKind, ...] = get_args(EventKind)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AT_ONCE = "at once"
CHINA = "Asia/Shanghai"
DAYS = 7
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Every:
    """How often a watch sends: at once (no `at`), daily, or weekly on a weekday, at a time of day in a zone."""

    at: time | None = None
    weekday: int | None = None
    """0 is Monday; None for every day."""
    zone: str = CHINA

    def last_slot(self, now: datetime) -> datetime:
        """The newest moment, not after `now`, at which the watch is to send; `now` for one that sends at once."""
        if self.at is None:
            return now
        local = now.astimezone(ZoneInfo(self.zone))
        back = 0 if self.weekday is None else (local.weekday() - self.weekday) % 7
        slot = datetime.combine(local.date() - timedelta(days=back), self.at, ZoneInfo(self.zone))
        if slot > now:
            earlier = slot.date() - timedelta(days=1 if self.weekday is None else 7)
            slot = datetime.combine(earlier, self.at, ZoneInfo(self.zone))
        return slot

    def __str__(self) -> str:
        if self.at is None:
            return AT_ONCE
        day = "daily" if self.weekday is None else f"weekly {WEEKDAYS[self.weekday]}"
        return f"{day} {self.at:%H:%M} {self.zone}"


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search and what is done with its changes. Filters are as written; empty means any."""

    name: str
    to: tuple[str, ...] = field(repr=False)
    """Addresses of channels, in the forms of Apprise, `mailto:` for the configured mail server, or `webhook+https://`."""
    query: str | None = None
    issuer: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    topic: str | None = None
    from_: date | None = None
    on: tuple[EventKind, ...] = ("new", "revised")
    days: int = DAYS
    """Days before the end of a period for comments at which `comments_due` counts; before a day of `status_due`."""
    every: Every = Every()


def read_watch(settings: Mapping[str, Any], channels: Mapping[str, str]) -> Watch:
    """The watch of its settings in the database; `channels`: names of `[channels]` -> their addresses.

    Raises ConfigurationError with the name of the watch, the key and what was expected.
    """
    name = settings.get("name") or "without a name"
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
    values["every"] = _every(values.pop("every", AT_ONCE), values.pop("time_zone", CHINA))
    values["from_"] = values.pop("from", None)
    values["on"] = tuple(kind for kind in KINDS if kind in values.get("on", ("new", "revised")))
    values["to"] = tuple(_address(name, receiver, channels) for receiver in dict.fromkeys(values["to"]))
    return Watch(**values)


def _address(watch: str, receiver: str, channels: Mapping[str, str]) -> str:
    """The address of a receiver: of mail as it is typed, of a channel as `[channels]` has it."""
    if "://" in receiver:  # its tokens are secrets, which no database and no message may hold
        redaction.keep_secret(*secrets_of_channel(receiver))
        scheme = receiver.partition("://")[0]
        raise ConfigurationError(f"watch {watch}: to: {scheme}://… stands in [channels] of zhengce.toml; give its name")
    if "@" in receiver:
        return f"mailto:{receiver.removeprefix('mailto:')}"
    if receiver not in channels:
        known = ", ".join(channels) or "none yet"
        raise ConfigurationError(f"watch {watch}: to: no channel {receiver}; [channels] of zhengce.toml has {known}")
    return channels[receiver]


def _every(words: str, zone: str) -> Every:
    """at once; daily 08:00; weekly Monday 08:00."""
    *_, day, at = ("", *words.split())
    if words == AT_ONCE:
        return Every(zone=zone)
    return Every(time.fromisoformat(at), WEEKDAYS.index(day) if day in WEEKDAYS else None, zone)


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError("expected a time zone like Asia/Shanghai or Europe/Berlin") from None


_Receiver = Annotated[
    str, Meta(pattern=r"^(?:mailto:)?[^\s@<>,;/]+@[^\s@<>,;/]+\Z|^[A-Za-z0-9][A-Za-z0-9_-]*\Z|^[a-z0-9+]+://")
]

_Every = Annotated[
    str, Meta(pattern=rf"^(?:{AT_ONCE}|(?:daily|weekly (?:{'|'.join(WEEKDAYS)})) (?:[01][0-9]|2[0-3]):[0-5][0-9])\Z")
]

WATCH_KEYS: Mapping[str, Any] = {
    "name": Kind(
        Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")],
        "a name of letters, digits, - and _, at most 40",
    ),
    "query": TEXT,
    **dict.fromkeys(("issuer", "source", "type", "stage", "status", "keyword", "tag"), TEXTS),
    "topic": TEXT,
    "from": Kind(date, "a day like 2021-11-16"),
    "on": Kind(Annotated[tuple[EventKind, ...], Meta(min_length=1)], f"a list, of {', '.join(KINDS)}", is_list=True),
    "days": Kind(Annotated[int, Meta(ge=1, le=MOST_DAYS)], f"a number of days, from 1 to {MOST_DAYS}"),
    "every": Kind(_Every, "`at once`, `daily 08:00` or `weekly Monday 08:00`"),
    "time_zone": _zone,
    "to": Kind(
        Annotated[tuple[_Receiver, ...], Meta(min_length=1)],
        "addresses of mail like editor@example.org, or names of [channels]",
    ),
}
"""Keys of a watch's settings -> how each is read."""
