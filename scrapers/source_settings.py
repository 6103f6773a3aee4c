"""The settings of one source: what the user set for it alone, and what a replay needs."""

import sys
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from configuration import Manners
from scrapers.replay import check
from storage.errors import ArchiveError

REPLAYED: dict[str, float] = {
    "DOWNLOAD_DELAY": 0,  # nobody is waiting at the other end
    "ZHENGCE_RETRY_WAIT": 0,
    "ZHENGCE_BEHIND": 20,  # pages come fast, and asking for one again costs nothing
}
"""What changes, beside where the answers come from, when a recording answers in place of the network."""


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
