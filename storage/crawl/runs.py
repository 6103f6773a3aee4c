"""What each crawl of a source did, so that one can see whether every source is still alive."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from storage.crawl.stop_reason import StopReason
from storage.schema import runs


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a crawl did, known at its end."""

    reason: str = "finished"
    """Why it ended, for people: `finished`, or what stopped it."""
    stop: StopReason = StopReason.FINISHED
    retry_after: int | None = None
    """Seconds that the site wants us to wait, where that ended it."""
    requests: int = 0
    listings: int = 0
    fetched: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0
    files: int = 0
    """Attached files that were fetched."""
    statuses: Mapping[str, int] = field(default_factory=dict)
    """Answers by HTTP status."""
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By column: what the spider wants to know of it next time."""
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(RunFacts):
    """One crawl of one source. `finished_at` and `reason` are None while it runs, and for ever where it was killed."""

    id: int
    source: str
    since: date | None
    full: bool
    started_at: datetime
    finished_at: datetime | None
    reason: str | None  # type: ignore[assignment]  # RunFacts are those of its end
    stop: StopReason | None  # type: ignore[assignment]
    recording: str | None = None
    """What the recording that answered it says of itself; None where the site answered."""

    @property
    def seen(self) -> list[Mapping[str, Any]]:
        """What it saw of each column that it began, for `storage.health`."""
        return [state.get("seen") or {} for state in self.columns.values()]


IMITATION = "imitation pages"
"""A recording whose texts are invented says so of itself: this stands in its description."""


def begin(
    connection: Connection,
    source: str,
    *,
    since: date | None = None,
    full: bool = False,
    recording: str | None = None,
    now: datetime,
) -> int:
    """Notes that a crawl began; gives its number. `recording`: what the one that answers says of itself."""
    numbers = dict.fromkeys(("requests", "listings", "fetched", "new", "revised", "unchanged", "failed", "files"), 0)
    statement = sa.insert(runs).values(
        source=source, since=since, full=full, recording=recording, started_at=now, **numbers
    )
    return int(connection.execute(statement.returning(runs.c.id)).scalar_one())


def finish(connection: Connection, run_id: int, facts: RunFacts, now: datetime) -> None:
    """Notes what a crawl did and why it ended."""
    values = {**asdict(facts), "messages": list(facts.messages), "finished_at": now}
    connection.execute(sa.update(runs).where(runs.c.id == run_id).values(values))


def note(connection: Connection, run_id: int, columns: Mapping[str, Mapping[str, Any]]) -> None:
    """Stores what is known of a running crawl's columns, for the next one should this one be killed."""
    connection.execute(sa.update(runs).where(runs.c.id == run_id).values(columns=columns))


def latest(connection: Connection, limit: int = 50, source: str | None = None) -> list[Run]:
    """The newest crawls first, of one source or of all."""
    # By number: a run that a wrong clock put into the future must not hide what later ones left undone.
    query = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
    if source is not None:
        query = query.where(runs.c.source == source)
    return [_run(row) for row in connection.execute(query)]


def recordings(connection: Connection) -> set[str]:
    """What the recordings that answered a crawl say of themselves."""
    query = sa.select(runs.c.recording).where(runs.c.recording.is_not(None)).distinct()
    return set(connection.execute(query).scalars())


def column_state(
    connection: Connection, source: str, column: str, *, recorded: bool = False, without: int | None = None
) -> dict[str, Any]:
    """What the last run that began this column stored of it; empty for a column never begun.

    Among the runs that the site answered, or those that a recording answered; `without` is left out.
    """
    state = runs.c.columns[column]
    by_recording = state["seen"]["recorded"].as_string()
    answered = by_recording.is_not(None) if recorded else by_recording.is_(None)
    query = sa.select(state).where(runs.c.source == source, state.as_string().is_not(None), answered)
    if without is not None:
        query = query.where(runs.c.id != without)
    return dict(connection.execute(query.order_by(runs.c.id.desc()).limit(1)).scalar() or {})


def _run(row: Row[Any]) -> Run:
    values = row._asdict()
    for name in ("statuses", "columns"):
        values[name] = values[name] or {}
    values["stop"] = StopReason(row.stop) if row.stop else None
    values["messages"] = tuple(values["messages"] or ())
    return Run(**values)
