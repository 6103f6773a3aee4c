"""How a source is crawled: what the user may set for all sources or for one, as plain values."""

from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day in China to another, without requests; over midnight where `end` is earlier."""

    begin: time
    end: time

    def hold(self, moment: time) -> bool:
        """Whether a time of day in China lies in them."""
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class CrawlPolicy:
    """How a source is crawled; None where nothing is set."""

    enabled: bool = True
    delay: float | None = None
    """Seconds, at least, between two requests to one host."""
    every: timedelta | None = None
    quiet_hours: QuietHours | None = None
    proxy: str | None = None
    ca_bundle: Path | None = None
    """A PEM file of certificates that are trusted for this source's hosts, beside those that the system trusts."""
    files: bool | None = None
    """Whether attached files are fetched."""
    files_off: tuple[str, ...] | None = None
    """Types of attached files that are not fetched, by the ending of their names."""
    legacy_tls: bool = False
    """Whether TLS 1.0 and 1.1, weak ciphers and legacy renegotiation are accepted."""
