"""The settings of one source: what the user set for it alone, and what a replay needs."""

import sys
from datetime import date
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from parsers.moments import parse_iso_day
from scrapers.network.replay import check
from scrapers.run.crawl_policy import CrawlPolicy
from storage.errors import ArchiveError


def read_flag(value: bool | str) -> bool:
    """True for `1`, `true` and `yes`."""
    return value if isinstance(value, bool) else value.lower() in ("1", "true", "yes")


def read_since(value: str | date | None) -> date | None:
    """The day; None for no argument. Raises ValueError."""
    try:
        return None if value is None else parse_iso_day(value)
    except ValueError as error:
        raise ValueError(f"since: {value!r}: {error}") from None


REPLAYED: dict[str, float] = {
    "DOWNLOAD_DELAY": 0,  # there is no server to spare
    "ZHENGCE_RETRY_WAIT": 0,
}
"""Settings of a replay."""


def apply(settings: BaseSettings, source: str) -> None:
    """Applies what the user set for one source, and then the settings of a replay.

    Prints a line and raises UsageError where the recording is none: Scrapy would print its usage with the line.
    """
    own = settings.get("ZHENGCE_SOURCES", {}).get(source)
    if own is not None:
        _apply(settings, own)
    if settings["ZHENGCE_REPLAY"]:
        _check_recording(settings["ZHENGCE_REPLAY"])
        settings.setdict(REPLAYED, priority="spider")


def _check_recording(recording: str) -> None:
    try:
        check(Path(recording))
    except (ArchiveError, OSError) as why:
        message = str(why) if isinstance(why, ArchiveError) else f"{recording}: {why.strerror or why}"
        print(f"zhengce: ZHENGCE_REPLAY: {message}", file=sys.stderr)
        raise UsageError(print_help=False) from why


def _apply(settings: BaseSettings, own: CrawlPolicy) -> None:
    # The jitter varies the wait; the user names its minimum.
    delay = None if own.delay is None else own.delay / (1 - settings.getfloat("DOWNLOAD_DELAY_JITTER"))
    values = {
        "DOWNLOAD_DELAY": delay,
        "ZHENGCE_PROXY": own.proxy,
        "ZHENGCE_CA_BUNDLE": None if own.ca_bundle is None else str(own.ca_bundle),
        "ZHENGCE_FILES": own.files,
        "ZHENGCE_LEGACY_TLS": own.legacy_tls,
    }
    settings.setdict({name: value for name, value in values.items() if value is not None}, priority="spider")
