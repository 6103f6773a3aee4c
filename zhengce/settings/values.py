"""The kinds of values that settings have: each reads what stands in `zhengce.toml`, or the text of a variable.

A kind is a type of msgspec and the words for what it expects; what no type can say is a function. Both raise ValueError
with what was expected.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

SHORTEST_DELAY = 1.0
"""Seconds between two requests to a host; no setting goes below."""
LONGEST_DELAY = 3600.0
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHORTEST_EVERY = timedelta(minutes=10)
LONGEST_EVERY = timedelta(days=365)


def suggest(name: str, known: Collection[str], before: str = "") -> str:
    """The known name that is meant, or all that are known; `before` stands before each."""
    close = get_close_matches(name, known, 1)
    return f"did you mean {before}{close[0]}?" if close else f"known are {before}{', '.join(known)}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. Calling it reads a value, or raises ValueError with what was expected."""

    type: Any
    """As msgspec takes types. A text may be a number or a flag, as in a variable."""
    expected: str
    is_list: bool = False
    """True if a text is a list with commas between its items."""

    def __call__(self, value: Any) -> Any:
        """The value as this kind. Blanks around texts do not count."""
        is_text = isinstance(value, str)
        given = value.split(",") if is_text and self.is_list else value
        given = [_stripped(item) for item in given] if isinstance(given, list) else _stripped(given)
        try:
            return msgspec.convert(given, self.type, strict=not is_text)
        except msgspec.ValidationError:
            raise ValueError(f"expected {self.expected}") from None


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_ONE_LINE = r"^[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+\Z"
_HTTP = r"^(?i:https?)://(?:[^/?#@]*@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])"
_MAIL = Annotated[str, Meta(pattern=r"^[^\s@<>]+@[^\s@<>]+\Z")]
_HOOK = Annotated[str, Meta(pattern=_HTTP)]

TEXT = Kind(Annotated[str, Meta(pattern=_ONE_LINE)], "one line of text without control characters")
TEXTS = Kind(tuple[Annotated[str, Meta(pattern=_ONE_LINE)], ...], "a list of texts", is_list=True)
FLAG = Kind(bool, "true or false")
CONTACT = Kind(
    Annotated[str, Meta(pattern=r"^(?:mailto:\S+@\S+|https?://\S+)\Z")],
    "an address where sites can reach you, like mailto:ops@example.org or https://…",
)
DELAY = Kind(
    Annotated[float, Meta(ge=SHORTEST_DELAY, le=LONGEST_DELAY)],
    f"seconds between two requests, from {SHORTEST_DELAY:g} to {LONGEST_DELAY:g}",
)
PROXY = Kind(_HOOK, "the address of an HTTP proxy like http://proxy.example.org:3128")
WEBHOOKS = Kind(tuple[_HOOK, ...], "a list of http(s) addresses", is_list=True)
WEB_ADDRESS = Kind(
    Annotated[str, Meta(pattern=rf"{_HTTP}(?::[0-9]{{1,5}})?(?:[/?#]\S*)?\Z")],
    "an address of the web like https://policies.example.org",
)
MAIL_ADDRESSES = Kind(Annotated[tuple[_MAIL, ...], Meta(min_length=1)], "a list of e-mail addresses", is_list=True)
MAIL_ADDRESS = Kind(_MAIL, "an e-mail address")
BUCKET = Kind(
    Annotated[str, Meta(pattern=r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w!.*'()=+-]+)*/?\Z")],
    "a bucket and a prefix like s3://policies/archive",
)
PORT = Kind(Annotated[int, Meta(ge=1, le=65535)], "a port number")
FILE_MEMORY = Kind(Annotated[int, Meta(ge=256, le=65536)], "megabytes (2^20 bytes), from 256 to 65536")
SECURITY = Kind(Literal["starttls", "tls", "none"], "starttls, tls or none")


def read_every(value: Any) -> timedelta:
    """A cadence like 30m, 6h or 1d."""
    match = re.fullmatch(r"(\d{1,6})\s*([mhd])", value.strip()) if isinstance(value, str) else None
    every = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta(0)
    if SHORTEST_EVERY <= every <= LONGEST_EVERY:
        return every
    raise ValueError("expected a time like 30m, 6h or 1d, from 10m to 365d")


def read_path(value: Any) -> Path:
    """A file or a folder, which need not be there."""
    return Path(TEXT(value))


def read_template(value: Any) -> Path:
    """A Word file whose styles, page and letterhead an issue has."""
    path = read_path(value)
    if path.suffix != ".docx" or not path.is_file():
        raise ValueError("expected a file .docx that is there")
    return path


def read_ca_bundle(value: Any, folder: Path = Path()) -> Path:
    """A file of certificates that OpenSSL can read, from this folder."""
    import ssl  # takes as long as reading all settings, and few have a bundle

    path = folder / str(TEXT(value))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise ValueError("expected a file of certificates in PEM form") from None
    except OSError as error:
        raise ValueError(f"expected a file of certificates in PEM form ({error.strerror or error})") from None
    return path.absolute()
