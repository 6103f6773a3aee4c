"""What a user sets: `zhengce.toml` and environment variables, checked; an error names the key and what was expected.

An environment variable goes before the file, the file before the default. The file is the one that `--config` or
`ZHENGCE_CONFIG` names, else `zhengce.toml` in the working folder, if there is one. `docs/configuration.md` describes
every key; a test compares it with the tables here.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import scrapers.network.redaction as redaction
from scrapers.network.redaction import Reader, Secret
from scrapers.run.crawl_policy import CrawlPolicy
from zhengce.settings.channels import CHANNEL, read_channels, secrets_of_channel
from zhengce.settings.english import ENGLISH_KEYS, KEY_VARIABLE, EnglishModel, read_english, read_key
from zhengce.settings.values import (
    BUCKET,
    CONTACT,
    DELAY,
    FILE_MEMORY,
    FLAG,
    MAIL_ADDRESS,
    MAIL_ADDRESSES,
    PORT,
    PROXY,
    SECURITY,
    TEXT,
    WEB_ADDRESS,
    WEBHOOKS,
    read_ca_bundle,
    read_every,
    read_path,
    read_template,
    suggest,
)

__all__ = [
    "KEYS", "SOURCE_KEYS", "Configuration", "ConfigurationError", "CrawlPolicy", "EnglishModel", "Mail", "load",
]  # fmt: skip

FILE = "zhengce.toml"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""Variables that hold for all programs."""
BUCKET_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""Variables with secrets of a bucket, which its client reads."""


class ConfigurationError(ValueError):
    """A setting that cannot be used. One line: where it stands, what was expected and what was there."""


LARGEST_FILE = 1 << 20
"""Bytes of a file of settings."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How a message is sent by e-mail."""

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
    archive: str | None = None
    """The bucket that closed files of the archive are moved to."""
    contact: str | None = None
    policy: CrawlPolicy = field(default_factory=CrawlPolicy)
    file_memory: int = 1024
    """Megabytes (2^20 bytes) that the reader of one attached file may take."""
    sources: Mapping[str, CrawlPolicy] = field(default_factory=dict)
    """The sources that have a section in the file."""
    template: Path | None = None
    """A Word file in whose styles an issue is written."""
    webhooks: tuple[str, ...] = ()
    mail: Mail | None = None
    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Name -> address of the channels that watches may send to."""
    health_channels: tuple[str, ...] = field(default=(), repr=False)
    """Further addresses that get messages about health."""
    secret: str | None = field(default=None, repr=False)
    """Key of the signatures of webhooks."""
    base: str | None = None
    """Where `zhengce serve` answers, for links in messages."""
    english: EnglishModel = field(default_factory=EnglishModel)
    places: Mapping[str, str] = field(default_factory=dict)
    """Source -> where it is set, for messages."""

    def of(self, source: str) -> CrawlPolicy:
        """How a source is crawled: as its section sets it, else as `[crawl]` does for all."""
        own = self.sources.get(source, CrawlPolicy())
        unset = [field.name for field in fields(own) if getattr(own, field.name) is None]
        return replace(own, **{name: getattr(self.policy, name) for name in unset})

    def check_sources(self, known: list[str]) -> None:
        """Raises ConfigurationError where a source is set that does not exist."""
        for name, place in self.places.items():
            if name not in known:
                raise ConfigurationError(f"{place}: no such source; {suggest(name, known)}")

    def cadences(self, known: list[str]) -> dict[str, timedelta]:
        """Source -> how often it is crawled, for those that say so."""
        return {name: every for name in known if (every := self.of(name).every) is not None}


_password = Secret(TEXT, redaction.secrets_of_password)
_database = Secret(TEXT, redaction.secrets_of_database)
_secret_proxy = Secret(PROXY, redaction.secrets_of_address)
_secret_channel = Secret(CHANNEL, secrets_of_channel)
_secret_channels = Secret(read_channels, secrets_of_channel)
_secret_key = Secret(TEXT, lambda key: (key,))
_secret_webhooks = Secret(WEBHOOKS, redaction.secrets_of_webhook)

KEYS: dict[str, tuple[Reader, str | None]] = {
    "contact": (CONTACT, "ZHENGCE_CONTACT"),
    "data": (read_path, "ZHENGCE_DATA"),
    "database": (_database, "ZHENGCE_DATABASE"),
    "archive": (BUCKET, "ZHENGCE_ARCHIVE"),
    "crawl.delay": (DELAY, "ZHENGCE_DELAY"),
    "crawl.every": (read_every, "ZHENGCE_EVERY"),
    "crawl.proxy": (_secret_proxy, "ZHENGCE_PROXY"),
    "crawl.files": (FLAG, "ZHENGCE_FILES"),
    "file_memory": (FILE_MEMORY, "ZHENGCE_FILE_MEMORY"),
    "newsletter.template": (read_template, "ZHENGCE_TEMPLATE"),
    "notifications.webhooks": (_secret_webhooks, "ZHENGCE_WEBHOOKS"),
    "notifications.to": (_secret_channels, "ZHENGCE_NOTIFY"),
    "notifications.secret": (_secret_key, "ZHENGCE_WEBHOOK_SECRET"),
    "notifications.base": (WEB_ADDRESS, "ZHENGCE_BASE"),
    "notifications.email.to": (MAIL_ADDRESSES, "ZHENGCE_EMAIL_TO"),
    "notifications.email.from": (MAIL_ADDRESS, "ZHENGCE_EMAIL_FROM"),
    "notifications.email.host": (TEXT, "ZHENGCE_SMTP_HOST"),
    "notifications.email.port": (PORT, "ZHENGCE_SMTP_PORT"),
    "notifications.email.security": (SECURITY, "ZHENGCE_SMTP_SECURITY"),
    "notifications.email.user": (TEXT, "ZHENGCE_SMTP_USER"),
    "notifications.email.password": (_password, "ZHENGCE_SMTP_PASSWORD"),
    "notifications.email.ca_bundle": (read_ca_bundle, "ZHENGCE_SMTP_CA_BUNDLE"),
    **ENGLISH_KEYS,
}
"""Key in the file -> how it is read, and the environment variable that goes before it. `Secret` marks what no message,
log or answer may hold."""

ATTRIBUTES = {
    "newsletter.template": "template",
    "notifications.webhooks": "webhooks",
    "notifications.to": "health_channels",
    "notifications.secret": "secret",
    "notifications.base": "base",
}
"""Key -> the attribute of `Configuration`; those at the top of the file have their own name."""

SOURCE_KEYS: dict[str, Reader] = {
    "enabled": FLAG,
    "delay": DELAY,
    "every": read_every,
    "proxy": _secret_proxy,
    "ca_bundle": read_ca_bundle,
    "files": FLAG,
    "legacy_tls": FLAG,
}
"""Keys of a section `[sources.NAME]`."""


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Configuration:
    """What is set by this file and these variables (default: the process's own). Raises ConfigurationError."""
    environ = os.environ if environment is None else environment
    named = path or (Path(environ["ZHENGCE_CONFIG"]) if environ.get("ZHENGCE_CONFIG") else None)
    file = named or Path(FILE)
    tree = _toml(file) if named or file.is_file() else {}
    if "watch" in tree:
        raise ConfigurationError(
            f"{file}: watch: saved searches are in the database: `zhengce watch add NAME` makes one"
        )
    values, sources = _read(_flat(tree), file)
    for name in PROXIES:
        redaction.keep_secret(*redaction.secrets_of_address(environ.get(name, "")))
    redaction.keep_secret(*(environ[name] for name in BUCKET_SECRETS if environ.get(name)))
    for key, (reader, variable) in KEYS.items():
        if variable and (text := environ.get(variable, "").strip()):
            values[key] = _value(reader, text, variable)
    return Configuration(
        **{ATTRIBUTES.get(key, key): value for key, value in values.items() if "." not in key or key in ATTRIBUTES},
        policy=CrawlPolicy(**_section(values, "crawl.")),
        sources={name: CrawlPolicy(**own) for name, own in sources.items()},
        mail=_mail(_section(values, "notifications.email."), file),
        channels=_section(values, "channels."),
        english=_english(values, environ.get(KEY_VARIABLE, "").strip(), file),
        places={name: f"{file}: sources.{name}" for name in sources},
    )


def _section(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _toml(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            found = stream.read(LARGEST_FILE + 1)
        if len(found) > LARGEST_FILE:
            raise ConfigurationError(f"{file}: not TOML: larger than {LARGEST_FILE >> 20} MiB")
        return tomllib.loads(found.decode())
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
        if value == {} and any(name.startswith(f"{key}.") for name in (*KEYS, "sources.", "channels.")):
            continue
        if value == {} and key.startswith("sources.") and key.count(".") == 1:
            sources.setdefault(key.removeprefix("sources."), {})
        elif re.fullmatch(r"channels\.[A-Za-z0-9][A-Za-z0-9_-]*", key):
            values[key] = _value(_secret_channel, value, f"{file}: {key}")
        elif key in KEYS:
            values[key] = _value(KEYS[key][0], value, f"{file}: {key}")
        elif part and part[2] in SOURCE_KEYS:
            reader = partial(read_ca_bundle, folder=file.parent) if part[2] == "ca_bundle" else SOURCE_KEYS[part[2]]
            sources.setdefault(part[1], {})[part[2]] = _value(reader, value, f"{file}: {key}")
        else:
            raise ConfigurationError(f"{file}: {key}: no such key; {_guess_key(key)}")
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
        return suggest(name, SOURCE_KEYS, f"sources.{section.partition('.')[2]}.")
    return suggest(key, [*KEYS, "channels"])


def _english(values: Mapping[str, Any], key: str, file: Path) -> EnglishModel:
    known = _value(read_key, key, KEY_VARIABLE) if key else None
    try:
        return read_english(values, known)
    except ValueError as error:
        raise ConfigurationError(f"{file}: {error}") from None


def _mail(parts: dict[str, Any], file: Path) -> Mail | None:
    if not parts:
        return None
    for name in ("from", "host"):
        if name not in parts:
            raise ConfigurationError(f"{file}: notifications.email.{name}: is needed to send e-mail, and is not set")
    if "password" in parts and parts.get("security") == "none" and "user" in parts:
        raise ConfigurationError(f"{file}: notifications.email.security: a password is not sent without encryption")
    parts.setdefault("port", 465 if parts.get("security") == "tls" else 587)
    return Mail(sender=parts.pop("from"), **({"to": ()} | parts))
