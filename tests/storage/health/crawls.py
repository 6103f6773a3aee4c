"""Crawls of MIIT as a database keeps them, and what health says of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from storage import health
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.health import Health, Normal, Watched

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIIT = Watched("miit", (Normal("通知", rows=24, quiet_days=21, always=("document_number",)),), every=6 * HOUR)
GOOD = {"answered_at": NOW.isoformat(), "rows": 24, "dated": 24}


def column(seen: dict[str, Any] | None = None, **state: Any) -> dict[str, Any]:
    """What a run kept of a column that was walked to its end and whose newest row is of yesterday."""
    whole = {"pages": 1, "rows": 24, "ended": "nothing new", "newest": "2026-11-23", "resume_from": None}
    return {**whole, **state, "seen": {**GOOD, **(seen or {})}}


def crawled(
    connection: Connection,
    ago: timedelta,
    seen: dict[str, Any] | None = None,
    *,
    reason: str | None = "finished",
    stop: StopReason = StopReason.FINISHED,
    seconds: int = 60,
    state: dict[str, Any] | None = None,
    **figures: Any,
) -> datetime:
    """Records a crawl that began so long ago; without a reason, one that was killed. Gives when it began."""
    began = NOW - ago
    number = runs.begin(connection, "miit", now=began)
    columns = figures.pop("columns", None) or {"通知": column(seen, **(state or {}))}
    if reason is None:
        runs.note(connection, number, columns)
    else:
        facts = runs.RunFacts(reason, stop, requests=10, columns=columns, **figures)
        runs.finish(connection, number, facts, began + timedelta(seconds=seconds))
    return began


FINISHED = runs.RunFacts("finished", StopReason.FINISHED)
REFUSED: dict[str, Any] = {
    "reason": "stopped: refused 2 times in a row; https://www.miit.gov.cn/: 403",
    "stop": StopReason.REFUSED,
}
PAUSED: dict[str, Any] = {"reason": "paused: quiet hours 08:30-18:00 in China", "stop": StopReason.PAUSED}
SILENT: dict[str, Any] = {"reason": "stopped: no answer 5 times in a row; 502", "stop": StopReason.SILENT}


def retry_later(seconds: int) -> dict[str, Any]:
    """How a crawl ends whose site asked for so many seconds."""
    why = f"stopped: www.miit.gov.cn wants us to wait for {seconds} s"
    return {"reason": why, "stop": StopReason.RETRY_LATER, "retry_after": seconds}


def judged(connection: Connection, watched: Watched = MIIT, now: datetime = NOW) -> Health:
    """What health says of a source."""
    return health.check(connection, [watched], now)[0]


def kinds(found: Health) -> list[str]:
    """The kinds of its problems, in order."""
    return [problem.kind for problem in found.problems]
