"""Reads the value of one setting: takes what stands in `zhengce.toml`, or the text of a variable, and gives the value.

Each reader raises ValueError with what it expects.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_DELAY = 1.0
"""Seconds between two requests to a host; no setting goes below."""
LONGEST_DELAY = 3600.0
FILE_TYPES = (
    *("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx"),
    *("ceb", "txt", "rtf", "zip", "rar", "7z"),
)
"""Types of attached files by the ending of their names; the parsers know a link to a file by them."""
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHORTEST_EVERY = timedelta(minutes=10)
LONGEST_EVERY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day in China to another, at which nothing is asked; over midnight where `end` is earlier."""

    begin: time
    end: time

    def hold(self, moment: time) -> bool:
        """Whether a time of day in China lies in them."""
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(value: Any) -> date:
    """A day, or the text of one like 2021-11-16; other forms of ISO 8601 (20211116, 2021-W46-2) are refused."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:  # 2021-02-30
        pass
    raise ValueError("not a date; write it like 2021-11-16")


def read_text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text")
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", value.strip()):
        raise ValueError("expected one line of text without control characters")
    return value.strip()


def read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("expected true or false")


def read_switch(value: Any) -> bool:
    """A flag that a variable may give as well."""
    return read_flag({"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value)


def read_file_types(value: Any) -> tuple[str, ...]:
    types = tuple(kind.lower().removeprefix(".") for kind in read_texts(value))
    if set(types) <= set(FILE_TYPES):
        return types
    raise ValueError(f"expected a list of types of files, of {', '.join(FILE_TYPES)}")


def read_texts(value: Any) -> tuple[str, ...]:
    items = [item.strip() for item in value.split(",")] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) and item.strip() for item in items):
        return tuple(items)
    raise ValueError("expected a list of texts")


def read_contact(value: Any) -> str:
    contact = read_text(value)
    if re.fullmatch(r"mailto:\S+@\S+|https?://\S+", contact):
        return contact
    raise ValueError("expected an address where sites can reach you, like mailto:ops@example.org or https://…")


def read_user_agent(value: Any) -> str:
    agent = read_text(value)
    if agent.isascii():
        return agent
    raise ValueError("expected ASCII characters: it goes into a header")


def read_delay(value: Any) -> float:
    try:
        delay = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError):
        delay = -1.0
    if SHORTEST_DELAY <= delay <= LONGEST_DELAY:
        return delay
    raise ValueError(f"expected seconds between two requests, from {SHORTEST_DELAY:g} to {LONGEST_DELAY:g}")


def read_every(value: Any) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})\s*([mhd])", value.strip()) if isinstance(value, str) else None
    every = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if SHORTEST_EVERY <= every <= LONGEST_EVERY:
        return every
    raise ValueError("expected a time like 30m, 6h or 1d, from 10m to 365d")


def read_quiet_hours(value: Any) -> QuietHours:
    found = re.fullmatch(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", value.strip()) if isinstance(value, str) else None
    if found:
        try:
            begin, end = time.fromisoformat(found[1]), time.fromisoformat(found[2])
        except ValueError:
            pass
        else:
            if begin != end:
                return QuietHours(begin, end)
    raise ValueError("expected two times of day in China like 08:30-11:30")


def read_proxy(value: Any) -> str:
    proxy = read_text(value)
    parts = urlsplit(proxy)
    if parts.scheme in ("http", "https") and parts.hostname:
        return proxy
    raise ValueError("expected the address of an HTTP proxy like http://proxy.example.org:3128")


def read_ca_bundle(value: Any, folder: Path = Path()) -> Path:
    import ssl  # only who sets it waits for it

    path = folder / read_text(value)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise ValueError("expected a file of certificates in PEM form") from None
    except OSError as error:
        raise ValueError(f"expected a file of certificates in PEM form ({error.strerror or error})") from None
    return path.absolute()


def read_webhooks(value: Any) -> tuple[str, ...]:
    hooks = read_texts(value)
    if all(urlsplit(hook).scheme in ("http", "https") and urlsplit(hook).hostname for hook in hooks):
        return hooks
    raise ValueError("expected a list of http(s) addresses")


def read_web_address(value: Any) -> str:
    address = read_text(value)
    if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname and not re.search(r"\s", address):
        return address
    raise ValueError("expected an address of the web like https://policies.example.org")


def read_addresses(value: Any) -> tuple[str, ...]:
    addresses = read_texts(value)
    if addresses and all(re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) for address in addresses):
        return addresses
    raise ValueError("expected a list of e-mail addresses")


def read_address(value: Any) -> str:
    if isinstance(value, str) and len(found := read_addresses(value)) == 1:
        return found[0]
    raise ValueError("expected an e-mail address")


def read_port(value: Any) -> int:
    text = str(value)
    if not isinstance(value, bool) and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ValueError("expected a port number")


def read_security(value: Any) -> str:
    if value in ("starttls", "tls", "none"):
        return str(value)
    raise ValueError("expected starttls, tls or none")
