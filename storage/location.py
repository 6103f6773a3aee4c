"""Where the archive has an answer."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where the archive has an answer."""

    file: str
    """Relative to the archive folder."""
    offset: int
    digest: str
    """`sha256:` and the hexadecimal digest of the body."""
    length: int = 0
    """Bytes of the compressed response record."""


Seen = Callable[[str, str], Location | None]
"""(address, digest) -> where the archive already has this body of this address."""
