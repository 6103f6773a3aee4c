"""Passwords, tokens and secret addresses: removed from everything that is printed, logged, stored or answered.

`configuration.KEYS` marks the settings that hold one. Their values, and those of `--database`, are made known here when
they are read; whatever leaves the process as text (messages, logs, the records of runs, failures of messages) passes
`redact`.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

HIDDEN = "***"

OURS = "zhengce"

SHORTEST = 4
"""Characters of a secret from which it is known again; a shorter one stands in too many words."""
SHORTEST_TOKEN = 8
"""Characters of a part of a webhook's path from which it may be its token: /services/T0/B0/SECRETTOKEN."""

_CREDENTIALS = re.compile(r"(?i)(?<![\w.+-])(?!mailto:)([^\s/@:'\"<>()]*):(?!//)([^\s/@'\"<>]+)@(?=[\w\[*])")
"""user:password@ in an address of any origin."""

_known: set[str] = set()

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Secret:
    """Reads a setting that holds a secret: no message shows its value, and `redact` knows it from then on."""

    reader: Reader
    parts: Callable[[str], Iterable[str]]
    """What of the value is secret."""

    def __call__(self, value: Any) -> Any:
        for text in value if isinstance(value, list) else (str(value), *str(value).split(",")):
            keep_secret(*self.parts(str(text)))
        return self.reader(value)


def keep_secret(*secrets: str | None) -> None:
    """Makes texts known that `redact` takes out from now on."""
    _known.update(secret for secret in secrets if secret and len(secret) >= SHORTEST)


def forget_secrets() -> None:
    """Forgets all of them, as where other settings are read."""
    _known.clear()


def redact(text: str) -> str:
    """A text with *** in place of every known secret, and of the password in every address."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _CREDENTIALS.sub(rf"\1:{HIDDEN}@", text) if "@" in text else text


class RedactingFormatter(logging.Formatter):
    """Formats lines of a log without the secrets, those in tracebacks, too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as `logging` makes it, redacted."""
        return redact(super().format(record))


def secrets_of_address(address: str) -> Iterator[str]:
    """What is secret in the address of a database or a proxy: its password, alone and with the name before it.

    Also of an address that is none, as `postgresql:/name:password@host`: all between the first : and the last @.
    """
    before, at, behind = address.rpartition("@")
    if not at:
        return
    credentials = re.sub(r"^(?:[A-Za-z][\w+.-]*:?)?/+", "", before)
    for words in {credentials, unquote(credentials)}:
        name, colon, password = words.partition(":")
        if colon:
            secrets = [password, *re.split("[@:/]", password), b64encode(words.encode()).decode()]
            # zhengce:zhengce@db/zhengce: a word that stands beside it hides nothing, and is in half of the messages.
            yield from (secret for secret in secrets if secret != name and secret not in behind and secret != OURS)


def secrets_of_database(url: str) -> Iterator[str]:
    """What is secret in the URL of a database."""
    yield from secrets_of_address(url)
    yield from _secrets_of_query(url)


def secrets_of_password(password: str) -> Iterator[str]:
    """A password as it is set, and as mail servers are sent it."""
    yield from (password, password.strip(), b64encode(password.strip().encode()).decode())


def _secrets_of_query(address: str) -> Iterator[str]:
    """Passwords that stand behind the ? of a database's address."""
    for words in re.findall(r"(?i)[?&][^=&]*(?:password|secret|token)[^=&]*=([^&]+)", address):
        yield from {words, unquote(words)}


def secrets_of_webhook(address: str) -> Iterator[str]:
    """What is secret in the address of a webhook: all but its host."""
    address = address.strip()
    yield address
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
    except ValueError:
        return
    yield from secrets_of_address(f"//{parts.netloc}")
    rest = address.partition(parts.netloc)[2] if parts.netloc else address
    yield rest.rstrip("/") if len(rest) >= SHORTEST_TOKEN else ""
    yield from (part for part in re.split("[/?&=#]", rest) if len(part) >= SHORTEST_TOKEN)
