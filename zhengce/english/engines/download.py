"""Fetches the files of a Firefox model into a folder, when a person asks for it, and unpacks them.

A list names each file by its SHA-256 and its address, a line each, as `sha256sum` writes them; nothing is kept of a
file that has another digest.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from zhengce.english.engines.engine import EngineFailed

LARGEST = 200_000_000
"""Bytes of a file; a model has some 37 million in all."""
TIMEOUT = 60.0
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})\s+\*?(?P<address>\S+)")
_OURS = ("127.0.0.1", "localhost", "::1")


class PinnedFile(NamedTuple):
    """A file of a model, and the SHA-256 of what its address answers."""

    digest: str
    address: str

    @property
    def name(self) -> str:
        """Of the unpacked file."""
        return re.sub(r"\.(?:gz|zst)$", "", urlsplit(self.address).path.rpartition("/")[2])


def read_pins(listing: Path) -> list[PinnedFile]:
    """The files that a list names. Raises EngineFailed."""
    try:
        lines = [line.strip() for line in listing.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{listing}: {error}") from None
    found = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        parts = urlsplit(match["address"]) if match else None
        is_safe = parts and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _OURS))
        if match is None or not is_safe or not (pin := PinnedFile(match["digest"], match["address"])).name:
            raise EngineFailed(f"{listing}: a line is a SHA-256 and an https address, not {line[:80]}")
        found.append(pin)
    if not found:
        raise EngineFailed(f"{listing}: names no file")
    return found


def get_model(pins: Sequence[PinnedFile], folder: Path) -> int:
    """Fetch all files, then put them into the folder; the bytes that they take there. Raises EngineFailed."""
    unpacked = {pin.name: _unpacked(pin, _fetched(pin)) for pin in pins}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in unpacked.items():
            (folder / f".{name}.part").write_bytes(content)
            os.replace(folder / f".{name}.part", folder / name)
    except OSError as error:
        raise EngineFailed(f"{folder}: {error.strerror or error}") from None
    return sum(map(len, unpacked.values()))


def _fetched(pin: PinnedFile) -> bytes:
    try:
        with urlopen(Request(pin.address, headers={"User-Agent": "zhengce"}), timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST + 1)
    except (URLError, OSError, ValueError) as error:
        raise EngineFailed(f"{pin.address}: {getattr(error, 'reason', error)}") from None
    if len(content) > LARGEST:
        raise EngineFailed(f"{pin.address}: more than {LARGEST:,} bytes")
    if (digest := hashlib.sha256(content).hexdigest()) != pin.digest:
        raise EngineFailed(f"{pin.address}: its SHA-256 is {digest}, not {pin.digest}; nothing was kept")
    return content


def _unpacked(pin: PinnedFile, content: bytes) -> bytes:
    try:
        if pin.address.endswith(".gz"):
            return gzip.decompress(content)
        if pin.address.endswith(".zst"):
            zstandard = import_module("zstandard")  # of the extra `local`
            return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(content))
    except ImportError:
        raise EngineFailed(f"{pin.address}: .zst needs zstandard: pip install 'zhengce[local]'") from None
    except Exception as error:
        raise EngineFailed(f"{pin.address}: cannot be unpacked ({error})") from None
    return content
