"""Reads `[[watch]]` of `zhengce.toml`: a saved search, which of its changes count, how often and where they are sent.

Bodies, types and sources are checked by `zhengce.watches.selection`, which knows them; addresses of services by
`zhengce.notifications.channels`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, get_args
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta

import scrapers.network.redaction as redaction
from parsers.moments import parse_iso_day
from zhengce.settings.values import TEXT, TEXTS, Kind, suggest

EventKind = Literal[
    "new", "revised", "withdrawn", "files", "targets", "repealed", "suspended", "resumed", "extended", "postponed",
    "amended", "became_final", "comments_due", "status_due",
]  # fmt: skip
"""What of a document a watch may report, in the order of a digest."""


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AT_ONCE = "at once"
CHINA = "Asia/Shanghai"
DAYS = 7
MOST_DAYS = 60
SIGNED = ("webhook+https", "webhook+http")
"""Schemes of a webhook that gets signed JSON."""

_EVERY = re.compile(rf"(?:daily|weekly ({'|'.join(WEEKDAYS)})) (\d\d:\d\d)")


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
    """Addresses of channels, in the forms of apprise, `mailto:` for the configured mail server, or `webhook+https://`."""
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
    secret: str | None = field(default=None, repr=False)
    """Key of the signatures of webhooks."""


def read_watches(value: Any, secret: str | None = None) -> tuple[Watch, ...]:
    """The watches of a list of tables. `secret`: of those that name none.

    Raises ValueError with the name of the watch, the key and what was expected; it shows no value of `to` or `secret`.
    """
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError("expected sections [[watch]]")
    for table in value:
        redaction.keep_secret(*_secrets(table))
    watches = tuple(_read(table, place, secret) for place, table in enumerate(value, 1))
    names = [watch.name for watch in watches]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two are named {double}; each needs a name of its own")
    return watches


def _read(table: Mapping[str, Any], place: int, secret: str | None) -> Watch:
    shown = table["name"] if isinstance(table.get("name"), str) else f"number {place}"
    values: dict[str, Any] = {}
    for key, given in table.items():
        if key not in WATCH_KEYS:
            raise ValueError(f"{shown}: {key}: no such key; {suggest(key, WATCH_KEYS)}")
        try:
            values[key] = WATCH_KEYS[key](given)
        except ValueError as error:
            got = "" if key in ("to", "secret") else f", got {redaction.redact(repr(given))}"
            raise ValueError(f"{shown}: {key}: {error}{got}") from None
    for key in ("name", "to"):
        if key not in values:
            raise ValueError(f"{shown}: {key}: is needed, and is not set")
    at, weekday = values.pop("every", (None, None))
    values["every"] = Every(at, weekday, values.pop("time_zone", CHINA))
    values["from_"] = values.pop("from", None)
    watch = Watch(**{"secret": secret} | values)
    if watch.secret is None and any(urlsplit(address).scheme in SIGNED for address in watch.to):
        raise ValueError(f"{shown}: secret: is needed to sign what a webhook gets (or set ZHENGCE_WEBHOOK_SECRET)")
    return watch


def secrets_of_channel(address: str) -> Iterator[str]:
    """What is secret in the address of a channel: of mail the password, of all others everything but the scheme."""
    address = address.strip()
    if address.startswith(("mailto:", "mailtos:")):
        yield from redaction.secrets_of_address(address)
    elif address.startswith(SIGNED):
        yield from redaction.secrets_of_webhook(address)
    else:
        rest = address.partition("://")[2] or address
        yield from (address, rest)
        parts = [part for part in re.split("[/?&=#@:]", rest) if len(part) >= redaction.SHORTEST_TOKEN]
        yield from (form for part in parts for form in {part, unquote(part)})


def _secrets(table: Mapping[str, Any]) -> Iterator[str]:
    given = table.get("to")
    for address in given if isinstance(given, list) else [given]:
        yield from secrets_of_channel(str(address)) if address is not None else ()
    if table.get("secret") is not None:
        yield str(table["secret"])


_Address = Annotated[str, Meta(pattern=r"^(?:mailto:[^\s@<>/]+@[^\s@<>/]+|[a-z][a-z0-9+]*://\S+)\Z")]
CHANNELS = Kind(
    Annotated[tuple[_Address, ...], Meta(min_length=1)],
    "a list of addresses like mailto:editor@example.org, slack://…, feishu://… or webhook+https://…",
    is_list=True,
)


def read_channels(value: Any) -> tuple[str, ...]:
    """Addresses of channels, each once. Raises ValueError for what has not the form of one."""
    return tuple(dict.fromkeys(CHANNELS(value)))


def _texts(value: Any) -> tuple[str, ...]:
    return TEXTS([value] if isinstance(value, str) else value)  # type: ignore[no-any-return]


def _day(value: Any) -> date:
    try:
        return parse_iso_day(value)
    except ValueError:
        raise ValueError("expected a day like 2021-11-16") from None


_KINDS = Kind(Annotated[tuple[EventKind, ...], Meta(min_length=1)], f"a list, of {', '.join(get_args(EventKind))}")


def _kinds(value: Any) -> tuple[EventKind, ...]:
    kinds = _KINDS([value] if isinstance(value, str) else value)
    return tuple(kind for kind in get_args(EventKind) if kind in kinds)


def _every(value: Any) -> tuple[time | None, int | None]:
    if value == AT_ONCE:
        return None, None
    found = _EVERY.fullmatch(value) if isinstance(value, str) else None
    try:
        if found:
            return time.fromisoformat(found[2]), WEEKDAYS.index(found[1]) if found[1] else None
    except ValueError:  # 25:00
        pass
    raise ValueError("expected `at once`, `daily 08:00` or `weekly Monday 08:00`")


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError("expected a time zone like Asia/Shanghai or Europe/Berlin") from None


WATCH_KEYS: Mapping[str, Any] = {
    "name": Kind(
        Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")],
        "a name of letters, digits, - and _, at most 40",
    ),
    "query": TEXT,
    "issuer": _texts,
    "source": _texts,
    "type": _texts,
    "stage": _texts,
    "status": _texts,
    "keyword": _texts,
    "tag": _texts,
    "topic": TEXT,
    "from": _day,
    "on": _kinds,
    "days": Kind(Annotated[int, Meta(ge=1, le=MOST_DAYS)], f"a number of days, from 1 to {MOST_DAYS}"),
    "every": _every,
    "time_zone": _zone,
    "to": lambda value: read_channels(value if isinstance(value, list) else [value]),
    "secret": TEXT,
}
"""Keys of a section `[[watch]]` -> how each is read."""
