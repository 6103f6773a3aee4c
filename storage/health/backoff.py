"""When a source that refused us may be asked again: after a pause that grows from one refused crawl to the next.

It is read from the runs, so that all machines agree: the first crawl that is answered ends the series. A crawl that
nobody answered (perhaps our own network), that was killed or that a recording answered does not count.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from storage.crawl import runs
from storage.crawl.runs import Run
from storage.health import rules
from storage.health.problems import Trouble

FIRST_BACKOFF = timedelta(hours=3)
"""After the first refused crawl, doubled by each that follows: of slots every six hours none is left out after the
first, one after the second, two after the third."""
LONGEST_BACKOFF = timedelta(hours=23)
"""Who crawls once a day still asks once a day."""
LONGEST_ASKED_FOR = timedelta(days=7)
"""What a site asks for by Retry-After goes before our own wait; no more than this is believed."""

RUNS_LOOKED_AT = 100
"""Crawls of a source, newest first, among which those that it refused are looked for."""
WANTED = re.compile(r"\S+ asks for (\d+) s of rest$")
"""What `wanted` says."""
WALLS: tuple[Trouble, ...] = ("challenge", "blocked")
NO_PAGE: tuple[Trouble, ...] = (*WALLS, "no answer", "TLS failed")
"""What may stand in place of a list that no page of the site does."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """A source gets no requests before `until`."""

    until: datetime
    why: str
    """What the site answered last, in one line."""


def wanted(host: str, seconds: float) -> str:
    """The reason of a crawl that ends because a host asks, by Retry-After, for more rest than a crawl should last."""
    return f"stopped: {host} asks for {math.ceil(seconds)} s of rest"


def of(connection: Connection, source: str, now: datetime) -> Backoff | None:
    """The rest that a source has at this moment; None where it may be asked."""
    rest = last(runs.latest(connection, RUNS_LOOKED_AT, source), now)
    return rest if rest and rest.until > now else None


def last(found: Sequence[Run], now: datetime) -> Backoff | None:
    """The rest after a source's latest runs, newest first, though it may be over; None where the last was answered."""
    refused = list(_refused(found, now))
    if not refused:
        return None
    ended, why = refused[0]
    own = min(FIRST_BACKOFF * 2 ** min(len(refused) - 1, 30), LONGEST_BACKOFF)
    return Backoff(max(ended + own, *(then + _wanted(said) for then, said in refused)), why)


def _refused(found: Sequence[Run], now: datetime) -> Iterator[tuple[datetime, str]]:
    """The refused crawls since the last one that was answered, newest first: when each ended, and by what answer."""
    for run in found:
        # An end in the future was written by a clock that was wrong.
        if run.finished_at is None or run.finished_at > now or rules.is_recorded(run):
            continue
        if why := _refusal(run):
            yield run.finished_at, why
        elif _is_answered(run):
            return


def _refusal(run: Run) -> str | None:
    """What the site answered that ended the crawl or let it see no list: a challenge, a block, 429 or 5xx."""
    reason = run.reason or ""
    is_overloaded = any(status == "429" or status.startswith("5") for status in run.statuses)
    if reason.startswith(runs.REFUSED) or WANTED.search(reason) or (is_overloaded and reason.startswith(runs.SILENT)):
        return reason.removeprefix("stopped: ")
    walls = NO_PAGE if is_overloaded else WALLS
    return None if _is_answered(run) else next((said for trouble, said in _lists_lost(run) if trouble in walls), None)


def _is_answered(run: Run) -> bool:
    """A page was read, or was there and could not be read."""
    was_read = any("asked_at" in seen or "read" in seen for seen in run.seen)
    return was_read or any(trouble not in NO_PAGE for trouble, _ in _lists_lost(run))


def _lists_lost(run: Run) -> list[tuple[Trouble, str]]:
    """What kept the walks of columns from their end, and what was said of it."""
    return [(seen["listing"][0], seen["listing"][1]) for seen in run.seen if "listing" in seen]


def _wanted(why: str) -> timedelta:
    found = WANTED.search(why)
    return timedelta(seconds=min(int(found[1]), LONGEST_ASKED_FOR.total_seconds())) if found else timedelta(0)
