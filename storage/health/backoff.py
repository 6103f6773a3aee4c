"""When a source that refused us may be crawled again: after a pause that grows from one refused crawl to the next.

It is read from the runs, so that all machines agree: the first crawl that is answered ends the series. A crawl without
any answer (perhaps our own network), that was killed or that a recording answered does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from storage.crawl import runs
from storage.crawl.runs import Run
from storage.crawl.stop_reason import StopReason
from storage.health import rules
from storage.health.problems import Trouble

FIRST_BACKOFF = timedelta(hours=3)
"""After the first refused crawl, doubled by each that follows: of slots every six hours none is left out after the
first, one after the second, two after the third."""
LONGEST_BACKOFF = timedelta(hours=23)
"""A source that is crawled once a day is still requested once a day."""
LONGEST_RETRY_AFTER = timedelta(days=7)
"""A site's Retry-After has precedence over our own wait, up to this."""

RUNS_LOOKED_AT = 100
"""Crawls of a source, newest first, among which those that it refused are looked for."""
WALLS: tuple[Trouble, ...] = ("challenge", "blocked")
NO_PAGE: tuple[Trouble, ...] = (*WALLS, "no answer", "TLS failed")
"""What may stand in place of a list that no page of the site does."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """A source gets no requests before `until`."""

    until: datetime
    why: str
    """What the site answered last, in one line."""


def of(connection: Connection, source: str, now: datetime) -> Backoff | None:
    """The back-off of a source at this moment; None where it may be requested."""
    backoff = last(runs.latest(connection, RUNS_LOOKED_AT, source), now)
    return backoff if backoff and backoff.until > now else None


def last(done: Sequence[Run], now: datetime) -> Backoff | None:
    """The back-off after the latest runs, newest first, though it may be over; None where the last was answered."""
    refused = list(_refused(done, now))
    if not refused:
        return None
    ended, _, why = refused[0]
    own = min(FIRST_BACKOFF * 2 ** min(len(refused) - 1, 30), LONGEST_BACKOFF)
    return Backoff(max(ended + own, *(then + wait for then, wait, _ in refused)), why)


def _refused(done: Sequence[Run], now: datetime) -> Iterator[tuple[datetime, timedelta, str]]:
    """The refused crawls since the last one that was answered, newest first: when each ended, how long the site wanted
    us to wait, and its answer."""
    for run in done:
        # An end in the future was written by a clock that was wrong.
        if run.finished_at is None or run.finished_at > now or rules.is_recorded(run):
            continue
        if why := _refusal(run):
            yield run.finished_at, min(timedelta(seconds=run.retry_after or 0), LONGEST_RETRY_AFTER), why
        elif _is_answered(run):
            return


def _refusal(run: Run) -> str | None:
    """What the site answered that ended the crawl or let it see no list: a challenge, a block, 429 or 5xx."""
    is_overloaded = any(status == "429" or status.startswith("5") for status in run.statuses)
    is_silenced = run.stop is StopReason.SILENT and is_overloaded
    if is_silenced or run.stop in (StopReason.REFUSED, StopReason.RETRY_LATER):
        return (run.reason or "").removeprefix("stopped: ")
    walls = NO_PAGE if is_overloaded else WALLS
    return None if _is_answered(run) else next((why for trouble, why in _lists_lost(run) if trouble in walls), None)


def _is_answered(run: Run) -> bool:
    """A page was read, or was there and could not be read."""
    was_read = any("answered_at" in seen or "read" in seen for seen in run.seen)
    return was_read or any(trouble not in NO_PAGE for trouble, _ in _lists_lost(run))


def _lists_lost(run: Run) -> list[tuple[Trouble, str]]:
    """What stopped the walks of columns before their end, and the message."""
    return [(seen["listing"][0], seen["listing"][1]) for seen in run.seen if "listing" in seen]
