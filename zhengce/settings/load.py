"""What a user sets: `zhengce.toml` and environment variables, checked; an error names the key and what was expected.

An environment variable goes before the file, the file before the default. The file is the one that `--config` or
`ZHENGCE_CONFIG` names, else `zhengce.toml` in the working folder, if there is one. `docs/configuration.md` describes
every key; a test compares it with the tables here.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import scrapers.network.redaction as redaction
from scrapers.network.redaction import Reader, Secret
from scrapers.run.crawl_policy import CrawlPolicy
from zhengce.settings.channels import CHANNEL, read_channels, secrets_of_channel
from zhengce.settings.english import ENGLISH_KEYS, KEY_VARIABLE, EnglishModel, read_key
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
    file: Path = Path(FILE)
    """Where it is set, for messages."""

    def of(self, source: str) -> CrawlPolicy:
        """How a source is crawled: as its section sets it, else as `[crawl]` does for all."""
        own = self.sources.get(source, CrawlPolicy())
        unset = [field.name for field in fields(own) if getattr(own, field.name) is None]
        return replace(own, **{name: getattr(self.policy, name) for name in unset})

    def check_sources(self, known: list[str]) -> None:
        """Raises ConfigurationError where a source is set that does not exist."""
        for name in self.sources:
            if name not in known:
                raise ConfigurationError(f"{self.file}: sources.{name}: no such source; {suggest(name, known)}")

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

NOTIFICATIONS = {"to": "health_channels"}
"""Key of the section `[notifications]` -> the attribute of `Configuration`, where it has another name."""
_SECTION = re.compile(r"crawl|newsletter|notifications(\.email)?|english|channels|sources(\.[a-z][a-z0-9_]*)?")
"""Tables of the file, which may be empty."""


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
    values = {key: _value(_reader_of(key, file), value, f"{file}: {key}") for key, value in _flat(tree)}
    for name in PROXIES:
        redaction.keep_secret(*redaction.secrets_of_address(environ.get(name, "")))
    redaction.keep_secret(*(environ[name] for name in BUCKET_SECRETS if environ.get(name)))
    variables = {key: (reader, name) for key, (reader, name) in KEYS.items() if name}
    for key, (reader, variable) in (variables | {"english.key": (read_key, KEY_VARIABLE)}).items():
        if text := environ.get(variable, "").strip():
            values[key] = _value(reader, text, variable)
    english, notifications = _section(values, "english"), _section(values, "notifications")
    for name, other in (("url", "model"), ("model", "url")):
        if name in english and other not in english:
            raise ConfigurationError(f"{file}: english.{other}: is needed beside english.{name}, and is not set")
    return Configuration(
        **{key: value for key, value in values.items() if "." not in key},
        **_section(values, "newsletter"),
        **{NOTIFICATIONS.get(name, name): value for name, value in notifications.items()},
        policy=CrawlPolicy(**_section(values, "crawl")),
        sources={name: CrawlPolicy(**_section(values, f"sources.{name}")) for name in tree.get("sources", ())},
        mail=_mail(_section(values, "notifications.email"), file),
        channels=_section(values, "channels"),
        english=EnglishModel(**english),
        file=file,
    )


def _section(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The values of a section by their own names."""
    keys = ((key, key.removeprefix(f"{name}.")) for key in values)
    return {own: values[key] for key, own in keys if own != key and "." not in own}


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


def _flat(tree: Mapping[str, Any], section: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested tables by their dotted keys; a table that is not known and empty is one itself."""
    for name, value in tree.items():
        key = f"{section}{name}"
        if isinstance(value, dict) and (value or _SECTION.fullmatch(key)):
            yield from _flat(value, f"{key}.")
        else:
            yield key, value


def _reader_of(key: str, file: Path) -> Reader:
    """What reads the value of a key. Raises ConfigurationError for one that does not exist."""
    section, _, name = key.rpartition(".")
    if key in KEYS:
        return KEYS[key][0]
    if section.startswith("sources.") and _SECTION.fullmatch(section) and name in SOURCE_KEYS:
        return partial(read_ca_bundle, folder=file.parent) if name == "ca_bundle" else SOURCE_KEYS[name]
    if section == "channels" and re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]*", name):
        return _secret_channel
    if re.fullmatch(r"sources?\.[^.]+", section):
        meant = suggest(name, SOURCE_KEYS, f"sources.{section.partition('.')[2]}.")
    else:
        meant = suggest(key, [*KEYS, "channels"])
    raise ConfigurationError(f"{file}: {key}: no such key; {meant}")


def _value(reader: Reader, value: Any, where: str) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        shown = "" if isinstance(reader, Secret) else f", got {redaction.redact(repr(value))}"
        raise ConfigurationError(f"{where}: {error}{shown}") from None


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
