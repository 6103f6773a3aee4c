"""What a user sets: `zhengce.toml` and environment variables, checked, with an error that names the key and the mend.

An environment variable goes before the file, the file before the default. The file is the one that `--config` or
`ZHENGCE_CONFIG` names, else `zhengce.toml` in the working folder, if there is one. `docs/configuration.md` tells of
every key; a test compares it with the tables here.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redaction
from redaction import Reader, Secret

FILE = "zhengce.toml"
SHORTEST_DELAY = 1.0
"""Seconds between two requests to a host; no setting goes below."""
LONGEST_DELAY = 3600.0
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""Variables that hold for all programs."""
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHORTEST_EVERY = timedelta(minutes=10)
LONGEST_EVERY = timedelta(days=365)


class ConfigurationError(ValueError):
    """A setting that cannot be used. One line: where it stands, what was expected and what was there."""


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


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source is asked; None holds for every source that does not say otherwise."""

    enabled: bool = True
    delay: float | None = None
    """Seconds, at least, between two requests to one host."""
    every: timedelta | None = None
    quiet_hours: QuietHours | None = None
    proxy: str | None = None
    ca_bundle: Path | None = None
    """A PEM file of certificates that are trusted for this source's hosts, beside those that the system trusts."""
    legacy_tls: bool = False
    """Whether servers are put up with that speak TLS 1.0 or 1.1, weak ciphers or legacy renegotiation."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How a message about a change of health is sent by e-mail."""

    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None
    """Certificates to trust in place of the system's."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that is set."""

    data: Path = Path("data")
    database: str | None = None
    contact: str | None = None
    user_agent: str | None = None
    manners: Manners = Manners()
    sources: Mapping[str, Manners] = field(default_factory=dict)
    """Sources that a section of the file or a variable tells of."""
    webhooks: tuple[str, ...] = ()
    mail: Mail | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    """Source -> where it is told of, for messages."""

    def of(self, source: str) -> Manners:
        """How a source is asked: what its section says, else what is said for all."""
        own = self.sources.get(source, Manners())
        every = self.manners
        return Manners(
            own.enabled,
            own.delay if own.delay is not None else every.delay,
            own.every or every.every,
            own.quiet_hours or every.quiet_hours,
            own.proxy or every.proxy,
            own.ca_bundle,
            own.legacy_tls,
        )

    def check_sources(self, known: list[str]) -> None:
        """Raises ConfigurationError where a source is set that does not exist."""
        for name, place in self.places.items():
            if name not in known:
                raise ConfigurationError(f"{place}: no such source;{_guess(name, known)}")

    def cadences(self, known: list[str]) -> dict[str, timedelta]:
        """Source -> how often it is crawled, for those that say so."""
        return {name: every for name in known if (every := self.of(name).every) is not None}


# Readers: each takes what stands in the file (or the text of a variable) and gives the value, or says what it expects.


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text")
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", value.strip()):
        raise ValueError("expected one line of text without control characters")
    return value.strip()


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("expected true or false")


def _texts(value: Any) -> tuple[str, ...]:
    items = [item.strip() for item in value.split(",")] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) and item.strip() for item in items):
        return tuple(items)
    raise ValueError("expected a list of texts")


def _contact(value: Any) -> str:
    contact = _text(value)
    if re.fullmatch(r"mailto:\S+@\S+|https?://\S+", contact):
        return contact
    raise ValueError("expected an address where sites can reach you, like mailto:ops@example.org or https://…")


def _user_agent(value: Any) -> str:
    agent = _text(value)
    if agent.isascii():
        return agent
    raise ValueError("expected ASCII characters: it goes into a header")


def _delay(value: Any) -> float:
    try:
        delay = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError):
        delay = -1.0
    if SHORTEST_DELAY <= delay <= LONGEST_DELAY:
        return delay
    raise ValueError(f"expected seconds between two requests, from {SHORTEST_DELAY:g} to {LONGEST_DELAY:g}")


def _every(value: Any) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})\s*([mhd])", value.strip()) if isinstance(value, str) else None
    every = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if SHORTEST_EVERY <= every <= LONGEST_EVERY:
        return every
    raise ValueError("expected a time like 30m, 6h or 1d, from 10m to 365d")


def _quiet_hours(value: Any) -> QuietHours:
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


def _proxy(value: Any) -> str:
    proxy = _text(value)
    parts = urlsplit(proxy)
    if parts.scheme in ("http", "https") and parts.hostname:
        return proxy
    raise ValueError("expected the address of an HTTP proxy like http://proxy.example.org:3128")


def _ca_bundle(value: Any, folder: Path = Path()) -> Path:
    import ssl  # only who sets it waits for it

    path = folder / _text(value)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise ValueError("expected a file of certificates in PEM form") from None
    except OSError as error:
        raise ValueError(f"expected a file of certificates in PEM form ({error.strerror or error})") from None
    return path.absolute()


def _webhooks(value: Any) -> tuple[str, ...]:
    hooks = _texts(value)
    if all(urlsplit(hook).scheme in ("http", "https") and urlsplit(hook).hostname for hook in hooks):
        return hooks
    raise ValueError("expected a list of http(s) addresses")


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = _texts(value)
    if addresses and all(re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) for address in addresses):
        return addresses
    raise ValueError("expected a list of e-mail addresses")


def _address(value: Any) -> str:
    if isinstance(value, str) and len(found := _addresses(value)) == 1:
        return found[0]
    raise ValueError("expected an e-mail address")


def _port(value: Any) -> int:
    text = str(value)
    if not isinstance(value, bool) and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ValueError("expected a port number")


def _security(value: Any) -> str:
    if value in ("starttls", "tls", "none"):
        return str(value)
    raise ValueError("expected starttls, tls or none")


_password = Secret(_text, redaction.secrets_of_password)
_database = Secret(_text, redaction.secrets_of_database)
_secret_proxy = Secret(_proxy, redaction.secrets_of_address)
_secret_webhooks = Secret(_webhooks, redaction.secrets_of_webhook)

KEYS: dict[str, tuple[Reader, str | None]] = {
    "contact": (_contact, "ZHENGCE_CONTACT"),
    "user_agent": (_user_agent, "ZHENGCE_USER_AGENT"),
    "data": (_text, "ZHENGCE_DATA"),
    "database": (_database, "ZHENGCE_DATABASE"),
    "crawl.delay": (_delay, "ZHENGCE_DELAY"),
    "crawl.every": (_every, "ZHENGCE_EVERY"),
    "crawl.quiet_hours": (_quiet_hours, "ZHENGCE_QUIET_HOURS"),
    "crawl.proxy": (_secret_proxy, "ZHENGCE_PROXY"),
    "crawl.off": (_texts, "ZHENGCE_OFF"),
    "notifications.webhooks": (_secret_webhooks, "ZHENGCE_WEBHOOKS"),
    "notifications.email.to": (_addresses, "ZHENGCE_EMAIL_TO"),
    "notifications.email.from": (_address, "ZHENGCE_EMAIL_FROM"),
    "notifications.email.host": (_text, "ZHENGCE_SMTP_HOST"),
    "notifications.email.port": (_port, "ZHENGCE_SMTP_PORT"),
    "notifications.email.security": (_security, "ZHENGCE_SMTP_SECURITY"),
    "notifications.email.user": (_text, "ZHENGCE_SMTP_USER"),
    "notifications.email.password": (_password, "ZHENGCE_SMTP_PASSWORD"),
    "notifications.email.ca_bundle": (_ca_bundle, "ZHENGCE_SMTP_CA_BUNDLE"),
}
"""Key in the file -> how it is read, and the environment variable that goes before it. `Secret` marks what no message,
log or answer may hold."""

SOURCE_KEYS: dict[str, Reader] = {
    "enabled": _flag,
    "delay": _delay,
    "every": _every,
    "quiet_hours": _quiet_hours,
    "proxy": _secret_proxy,
    "ca_bundle": _ca_bundle,
    "legacy_tls": _flag,
}
"""Keys of a section `[sources.NAME]`."""


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Configuration:
    """What is set by this file and these variables (default: the process's own). Raises ConfigurationError."""
    given = os.environ if environment is None else environment
    named = path or (Path(given["ZHENGCE_CONFIG"]) if given.get("ZHENGCE_CONFIG") else None)
    file = named or Path(FILE)
    flat: dict[str, Any] = {}
    if named or file.is_file():
        flat = _flat(_toml(file))
    values, sources = _read(flat, file)
    by_variable: dict[str, str] = {}
    for name in PROXIES:
        redaction.keep_secret(*redaction.secrets_of_address(given.get(name, "")))
    for key, (reader, variable) in KEYS.items():
        if variable and (text := given.get(variable, "").strip()):
            values[key] = _value(reader, text, variable)
            by_variable[key] = variable
    places = {name: f"{file}: sources.{name}" for name in sources}
    off = by_variable.get("crawl.off", f"{file}: crawl.off")
    for name in values.get("crawl.off", ()):
        sources.setdefault(name, {})["enabled"] = False
        places.setdefault(name, f"{off}: {name}")
    return Configuration(
        data=Path(values.get("data", "data")),
        database=values.get("database"),
        contact=values.get("contact"),
        user_agent=values.get("user_agent"),
        manners=Manners(
            delay=values.get("crawl.delay"),
            every=values.get("crawl.every"),
            quiet_hours=values.get("crawl.quiet_hours"),
            proxy=values.get("crawl.proxy"),
        ),
        sources={name: Manners(**own) for name, own in sources.items()},
        webhooks=values.get("notifications.webhooks", ()),
        mail=_mail(values, file),
        places=places,
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from error


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as dotted keys; a section without keys is one itself."""
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _read(flat: Mapping[str, Any], file: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    values: dict[str, Any] = {}
    sources: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        part = re.fullmatch(r"sources\.([a-z][a-z0-9_]*)\.(\w+)", key)
        if value == {} and any(name.startswith(f"{key}.") for name in (*KEYS, "sources.")):
            continue
        if value == {} and key.startswith("sources.") and key.count(".") == 1:
            sources.setdefault(key.removeprefix("sources."), {})
        elif key in KEYS:
            values[key] = _value(KEYS[key][0], value, f"{file}: {key}")
        elif part and part[2] in SOURCE_KEYS:
            reader = partial(_ca_bundle, folder=file.parent) if part[2] == "ca_bundle" else SOURCE_KEYS[part[2]]
            sources.setdefault(part[1], {})[part[2]] = _value(reader, value, f"{file}: {key}")
        else:
            raise ConfigurationError(f"{file}: {key}: no such key;{_guess_key(key)}")
    return values, sources


def _value(reader: Reader, value: Any, where: str) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        shown = "" if isinstance(reader, Secret) else f", got {redaction.redact(repr(value))}"
        raise ConfigurationError(f"{where}: {error}{shown}") from None


def _guess_key(key: str) -> str:
    section, _, name = key.rpartition(".")
    if re.fullmatch(r"sources?\.[^.]+", section):
        section = f"sources.{section.partition('.')[2]}"
        close = difflib.get_close_matches(name, SOURCE_KEYS, 1)
        return f" did you mean {section}.{close[0]}?" if close else f" known are {section}.{', '.join(SOURCE_KEYS)}"
    return _guess(key, list(KEYS))


def _guess(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f" did you mean {close[0]}?" if close else f" known are {', '.join(known)}"


def _mail(values: Mapping[str, Any], file: Path) -> Mail | None:
    parts = {key.rsplit(".", 1)[1]: value for key, value in values.items() if key.startswith("notifications.email.")}
    if not parts:
        return None
    for name in ("to", "from", "host"):
        if name not in parts:
            raise ConfigurationError(f"{file}: notifications.email.{name}: is needed to send e-mail, and is not set")
    if "password" in parts and parts.get("security") == "none" and "user" in parts:
        raise ConfigurationError(f"{file}: notifications.email.security: a password is not sent without encryption")
    parts.setdefault("port", 465 if parts.get("security") == "tls" else 587)
    return Mail(sender=parts.pop("from"), **parts)
