"""Fetches the files of a Firefox model into a folder, when a person asks for it, and unpacks them.

A list names each file by its SHA-256 and its address, a line each, as `sha256sum` writes them; nothing is kept where a
file has another digest.
"""

import gzip
import hashlib
import os
import re
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from zhengce.english.engines import EngineFailed

LARGEST = 200_000_000
"""Bytes of a file; a model has some 37 million in all."""
TIMEOUT = 60.0
_LINE = re.compile(
    r"(?P<digest>[0-9a-f]{64})\s+\*?(?P<address>(?:https://|http://(?:127\.0\.0\.1|localhost)\b)\S+[^/\s])"
)


def get_model(listing: Path, folder: Path) -> int:
    """Fetch all files of a list, then put them into the folder; the bytes that they take there. Raises EngineFailed."""
    try:
        lines = [line.strip() for line in listing.read_text(encoding="utf-8").splitlines()]
        files = dict(_fetched(line) for line in lines if line and not line.startswith("#"))
        if not files:
            raise EngineFailed(f"{listing}: names no file")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / f".{name}.part").write_bytes(content)
            os.replace(folder / f".{name}.part", folder / name)
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{folder}: {error}") from None
    return sum(map(len, files.values()))


def _fetched(line: str) -> tuple[str, bytes]:
    """The name and the content of the unpacked file that a line of a list names."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise EngineFailed(f"a line is a SHA-256 and an https address, not {line[:80]}")
    digest, address = match.groups()
    try:
        with urlopen(Request(address, headers={"User-Agent": "zhengce"}), timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST + 1)
        if (found := hashlib.sha256(content).hexdigest()) != digest:
            raise ValueError(f"its SHA-256 is {found}, not {digest}; nothing was kept")
        name, _, packing = urlsplit(address).path.rpartition("/")[2].rpartition(".")
        if packing == "gz":
            return name, gzip.decompress(content)
        if packing == "zst":
            zstandard = import_module("zstandard")  # of the extra `local`, as the engine
            return name, bytes(zstandard.ZstdDecompressor().decompressobj().decompress(content))
        return f"{name}.{packing}", content
    except Exception as error:
        raise EngineFailed(f"{address}: {getattr(error, 'reason', error)}") from None
