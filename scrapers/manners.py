"""How a user wants the sites to be asked: quiet hours and proxies, for all sources or for one."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from configuration import Manners, QuietHours
from parsers.moments import CHINA
from scrapers.answers import Paused
from scrapers.replay import check
from storage.errors import ArchiveError

REPLAYED: dict[str, float] = {
    "DOWNLOAD_DELAY": 0,  # nobody is waiting at the other end
    "ZHENGCE_RETRY_WAIT": 0,
    "ZHENGCE_BEHIND": 20,  # pages come fast, and asking for one again costs nothing
}
"""What changes, beside where the answers come from, when a recording answers in place of the network."""


def pause(quiet: QuietHours | None, now: datetime) -> str | None:
    """Why nothing is asked at this moment; None where it may be."""
    if quiet is None or not quiet.hold(now.astimezone(CHINA).time()):
        return None
    return f"paused: quiet hours {quiet} in China"


def apply(settings: BaseSettings, source: str) -> None:
    """Puts what the user set for one source in place of what holds for all, and what a replay needs before both.

    Raises UsageError where the recording is none, with the line already printed: Scrapy would put its usage around it.
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
        said = str(why) if isinstance(why, ArchiveError) else f"{recording}: {why.strerror or why}"
        print(f"zhengce: ZHENGCE_REPLAY: {said}", file=sys.stderr)
        raise UsageError(print_help=False) from why


def _apply(settings: BaseSettings, own: Manners) -> None:
    if own.delay is not None:
        # The wait is varied by the jitter; its shortest is what the user said.
        delay = own.delay / (1 - settings.getfloat("DOWNLOAD_DELAY_JITTER"))
        settings.set("DOWNLOAD_DELAY", delay, priority="spider")
    if own.quiet_hours is not None:
        settings.set("ZHENGCE_QUIET_HOURS", own.quiet_hours, priority="spider")
    if own.proxy is not None:
        settings.set("ZHENGCE_PROXY", own.proxy, priority="spider")
    if own.ca_bundle is not None:
        settings.set("ZHENGCE_CA_BUNDLE", str(own.ca_bundle), priority="spider")
    settings.set("ZHENGCE_LEGACY_TLS", own.legacy_tls, priority="spider")


class Quiet:
    """Ends a run in an orderly way when its quiet hours begin; the next run goes on where it stood."""

    def __init__(self, quiet: QuietHours | None) -> None:
        self._quiet = quiet

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As the source's settings say; a recording may be replayed at any hour."""
        return cls(None if crawler.settings["ZHENGCE_REPLAY"] else crawler.settings["ZHENGCE_QUIET_HOURS"])

    def process_request(self, request: Request) -> None:
        """Raises Paused in quiet hours."""
        if why := pause(self._quiet, datetime.now(UTC)):
            raise Paused(why)


class Proxy:
    """Sends a source's requests through its proxy. Without one, `http_proxy` and `https_proxy` hold as everywhere."""

    def __init__(self, proxy: str | None) -> None:
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As the source's settings say."""
        return cls(crawler.settings["ZHENGCE_PROXY"])

    def process_request(self, request: Request) -> None:
        """Names the proxy to Scrapy's own middleware, which comes next."""
        if self._proxy:
            request.meta.setdefault("proxy", self._proxy)
