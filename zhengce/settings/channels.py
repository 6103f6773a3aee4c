"""Addresses to which messages go, as `[channels]` and `notifications.to` name them, and what in them is secret."""

import re
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import unquote

from msgspec import Meta

import scrapers.network.redaction as redaction
from zhengce.settings.values import Kind

SIGNED = ("webhook+https", "webhook+http")
"""Schemes of a webhook that gets signed JSON."""

_Address = Annotated[str, Meta(pattern=r"^(?:mailto:[^\s@<>/]+@[^\s@<>/]+|[a-z][a-z0-9+]*://\S+)\Z")]
_CHANNELS = Kind(
    Annotated[tuple[_Address, ...], Meta(min_length=1)],
    "a list of addresses like mailto:editor@example.org, slack://…, feishu://… or webhook+https://…",
    is_list=True,
)
CHANNEL = Kind(_Address, "an address like slack://…, feishu://… or webhook+https://…")


def read_channels(value: Any) -> tuple[str, ...]:
    """Addresses of channels, each once. Raises ValueError for what has not the form of one."""
    return tuple(dict.fromkeys(_CHANNELS(value)))


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
