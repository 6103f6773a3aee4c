"""Health of the sources: compares what the crawls saw with what is normal; says what is wrong and since when.

A list that could not be had is a challenge, a block or no answer; a list without rows is an empty listing; a list
without a new row is well until the column was silent for longer than ever before. A crawl of a recording says nothing
of the site's age or size.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage.crawl import runs
from storage.health import backlog, backoff, rules
from storage.health.backoff import Backoff
from storage.health.problems import ORDER, Closed, Problem, ProblemKind, Watched

RUNS_LOOKED_AT = 200
"""Crawls of a source, newest first, in which the beginning of a trouble is looked for."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one source does."""

    source: str
    problems: tuple[Problem, ...] = ()
    crawled_at: datetime | None = None
    """When the last crawl that came to an end began."""
    newest: date | None = None
    """The newest day that any of its lists shows."""
    new: int = 0
    """Documents that the last crawl found new or changed."""
    backoff: Backoff | None = None
    """Where the site refused us: until when it gets no requests, and why."""
    is_running: bool = False
    is_recorded: bool = False
    """A recording answered the last crawl: age and size of what it showed are not judged."""
    files: Mapping[str, int] = field(default_factory=dict)
    """Attached files by state; `waiting`, `failing` and `left` of those that were never read."""
    closed: Closed | None = None
    """Why its site is not crawled, where it cannot be; then nothing else is known."""
    well: str | None = None
    """What to say where nothing is wrong: of the archive folder or a saved search in the place of a source."""

    @property
    def ok(self) -> bool:
        """True where nothing is wrong; a source in back-off is not well, whatever its last crawl saw."""
        return not self.problems and self.backoff is None

    @property
    def since(self) -> datetime | None:
        """Since when something is wrong: the earliest moment among the problems."""
        return min((problem.since for problem in self.problems if problem.since), default=None)

    def to_dict(self) -> dict[str, Any]:
        """For `--format json`; moments in ISO 8601."""
        return {
            "source": self.source,
            "ok": self.ok,
            "since": _iso(self.since),
            "problems": [
                {"kind": problem.kind, "column": problem.column, "since": _iso(problem.since), "what": problem.what}
                for problem in self.problems
            ],
            "crawled_at": _iso(self.crawled_at),
            "newest": self.newest.isoformat() if self.newest else None,
            "new": self.new,
            "rest": {"until": _iso(self.backoff.until), "why": self.backoff.why} if self.backoff else None,
            "running": self.is_running,
            "recorded": self.is_recorded,
            "files": dict(self.files),
            "closed": {"reason": self.closed.reason, "seen_on": self.closed.seen_on} if self.closed else None,
        }


def check(connection: Connection, sources: Sequence[Watched], now: datetime) -> list[Health]:
    """How each source does, in their order. Where a recording answered all crawls, nothing is said against the sources
    that it lacks."""
    names = [source.name for source in sources]
    healths = [_check(connection, source, names, now) for source in sources]
    if any(health.is_recorded for health in healths) and all(
        health.is_recorded or _never_ran(health) for health in healths
    ):
        return [replace(health, problems=(), is_recorded=True) if _never_ran(health) else health for health in healths]
    return healths


def _never_ran(health: Health) -> bool:
    return any(problem.kind == "never ran" for problem in health.problems)


def _check(connection: Connection, source: Watched, names: Sequence[str], now: datetime) -> Health:
    found = runs.latest(connection, RUNS_LOOKED_AT, source.name)
    running = backlog.is_running(connection, source.name, now)
    done = found[1:] if found and running and found[0].finished_at is None else found
    done = [run for run in done if run.columns or not rules.is_paused(run)]  # those that a pause stopped from beginning
    if not done:
        never = Problem("never ran", "no crawl of it is recorded")
        return Health(source.name, () if running else (never,), is_running=running)
    recorded = rules.is_recorded(done[0])
    pause = backoff.last(done, now)
    problems = [*rules.of_runs(source, done), *rules.of_fields(source, done)]
    if not recorded:
        problems += rules.of_time(source, done, now, pause.until if pause else None)
        problems += backlog.find_problems(
            connection,
            source.name,
            names,
            crawled_at=done[0].started_at,
            patience=rules.LATE_FACTOR * max(source.every, timedelta(days=1)),
            now=now,
            start=rules.requested_from(source, done),
        )
    if running:  # a long crawl that is going on, as the first one is, is neither late nor behind: it is at it
        problems = [problem for problem in problems if problem.kind not in ("late", "behind")]
    days = (rules.newest_row(rules.state_of(done, column.name)) for column in source.columns)
    return Health(
        source.name,
        tuple(sorted(problems, key=lambda one: ORDER[one.kind])),
        crawled_at=next((run.started_at for run in done if run.finished_at), None),
        newest=max(filter(None, days), default=None),
        new=done[0].new + done[0].revised,
        backoff=pause if pause and pause.until > now and not running else None,
        is_running=running,
        is_recorded=recorded,
        files=backlog.count_files(connection, source.name),
    )


def by_kind(problems: Sequence[Problem]) -> dict[ProblemKind, list[Problem]]:
    """Problems of a kind together, in the order of ORDER."""
    groups: dict[ProblemKind, list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.kind].append(problem)
    return dict(groups)


def _iso(moment: datetime | None) -> str | None:
    return format_moment(moment) if moment else None
