"""How a source is crawled: what the user may set for all sources or for one, as plain values."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CrawlPolicy:
    """How a source is crawled; None where nothing is set."""

    enabled: bool = True
    delay: float | None = None
    """Seconds, at least, between two requests to one host."""
    every: timedelta | None = None
    proxy: str | None = None
    ca_bundle: Path | None = None
    """A PEM file of certificates that are trusted for this source's hosts, beside those that the system trusts."""
    files: bool | None = None
    """Whether attached files are fetched."""
    legacy_tls: bool = False
    """Whether TLS 1.0 and 1.1, weak ciphers and legacy renegotiation are accepted."""
