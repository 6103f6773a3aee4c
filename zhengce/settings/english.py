"""The section `[english]`: a model that puts Chinese texts into English, and how much it is asked."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

import scrapers.network.redaction as redaction
from scrapers.network.redaction import Reader, Secret
from zhengce.settings.values import TEXT, WEB_ADDRESS, Kind, read_path

What = Literal["names", "indicators", "sentences"]
WHATS: tuple[What, ...] = get_args(What)

KEY_VARIABLE = "ZHENGCE_ENGLISH_KEY"
"""The key of the server. There is no such key in the file: files are copied and shown."""


@dataclass(frozen=True, slots=True)
class EnglishModel:
    """Which model is asked for English, and for what."""

    url: str | None = None
    """Of an OpenAI-compatible server, up to /v1."""
    model: str | None = None
    what: tuple[What, ...] = ("names", "indicators")
    batch: int = 20
    """Texts in one request."""
    timeout: float = 60.0
    """Seconds for the answer to one request."""
    per_run: int = 2000
    """Texts, at most, that one run asks for."""
    local: Path | None = None
    """A folder with a Firefox model from Chinese to English."""
    key: str | None = field(default=None, repr=False)

    @property
    def is_set(self) -> bool:
        """True where there is a model to ask."""
        return bool(self.url or self.local)


def _seconds(value: Any) -> float:
    match = re.fullmatch(r"(\d{1,4})\s*([sm])", value.strip()) if isinstance(value, str) else None
    seconds = int(match[1]) * (60 if match[2] == "m" else 1) if match else 0
    if 1 <= seconds <= 3600:
        return float(seconds)
    raise ValueError("expected a time like 60s or 5m, from 1s to 60m")


def _count(most: int) -> Kind:
    return Kind(Annotated[int, Meta(ge=1, le=most)], f"a number from 1 to {most:,}")


read_what = Kind(Annotated[tuple[What, ...], Meta(min_length=1)], f"a list, of {', '.join(WHATS)}", is_list=True)

ENGLISH_KEYS: dict[str, tuple[Reader, str | None]] = {
    "english.url": (Secret(WEB_ADDRESS, redaction.secrets_of_address), "ZHENGCE_ENGLISH_URL"),
    "english.model": (TEXT, "ZHENGCE_ENGLISH_MODEL"),
    "english.what": (read_what, "ZHENGCE_ENGLISH_WHAT"),
    "english.batch": (_count(100), "ZHENGCE_ENGLISH_BATCH"),
    "english.timeout": (_seconds, "ZHENGCE_ENGLISH_TIMEOUT"),
    "english.per_run": (_count(1_000_000), "ZHENGCE_ENGLISH_PER_RUN"),
    "english.local": (read_path, "ZHENGCE_ENGLISH_LOCAL"),
}

read_key = Secret(
    Kind(Annotated[str, Meta(pattern=r"^[\x21-\x7e]+\Z")], "a key of ASCII characters: it goes into a header"),
    lambda key: (key,),
)
