"""Signs of trouble in what the crawls of a source saw: lists, notices, fields, age and pace, run after run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from parsers.moments import CHINA
from storage.crawl.runs import Run
from storage.crawl.stop_reason import StopReason
from storage.health.problems import AGAIN, Normal, Problem, ProblemKind, Watched, passed_over

FEW_ROWS_SHARE = 0.5
"""A first listing page with less than this share of its normal rows is not whole."""
DATED_SHARE = 0.5
"""Share of rows that carry a date, below which the dates of a list are lost."""
ENOUGH_READ = 3
"""Documents of a column that must have been read before a field counts as lost."""
ODD_ONES = 1
"""One document may be odd; one alone does not show that a field is lost."""
DOCUMENTS_COMPARED = 20
"""Documents read last, of one column or source, in which fields are looked for."""
FOUND_SHARE = 0.8
"""A field that is always there is lost when fewer than this share of the documents read last have it."""
WAS_FOUND, IS_FOUND = 0.9, 0.4
"""A field that is not declared constant is lost when its share falls from above the first to below the second."""
LATE_FACTOR = 2
"""A source is late when its last crawl began longer ago than so many times its cadence."""


# Runs


def of_runs(source: Watched, done: Sequence[Run]) -> Iterator[Problem]:
    """What the newest run, and the newest that walked each column, shows to be wrong; and since when every run did."""
    for column in (None, *source.columns, Normal(AGAIN)):
        walked = [run for run in done if column is None or column.name in run.columns]
        for problem in _of_run(column, walked[0]) if walked else ():
            alike = takewhile(lambda run: problem.kind in _kinds(column, run), walked)  # noqa: B023 - used at once
            yield replace(problem, since=problem.since or [run.started_at for run in alike][-1])


def _of_run(column: Normal | None, run: Run) -> list[Problem]:
    """What one run shows to be wrong with the whole source, or with a column that it walked."""
    if column is not None:
        return _of_column(column, run.columns[column.name], is_paused(run))
    if run.finished_at is not None and run.stop in (None, StopReason.FINISHED, StopReason.PAUSED):
        return []
    why = f"{run.reason}".removeprefix("stopped: ") if run.finished_at else "it did not come to its end"
    return [Problem("stopped", why)]


def _kinds(column: Normal | None, run: Run) -> set[ProblemKind]:
    return {problem.kind for problem in _of_run(column, run)}


def is_paused(run: Run) -> bool:
    """The crawl ended early by our own rule: it says nothing against the source, and nothing for it."""
    return run.stop is StopReason.PAUSED


def is_recorded(run: Run) -> bool:
    return any(_seen(state).get("recorded") for state in run.columns.values())


# Columns


def _of_column(column: Normal, state: Mapping[str, Any], is_paused: bool) -> list[Problem]:
    """What one run saw to be wrong with one column."""
    seen, name = _seen(state), column.name or None
    recorded = seen.get("recorded", False)
    problems = []
    if listing := seen.get("listing"):
        problems.append(Problem(listing[0], listing[1], column=name))
    for trouble, (number, first) in seen.get("notices", {}).items():
        if not listing or listing[0] != trouble:
            what = first if number == 1 else f"{number} notices, the first: {first}"
            problems.append(Problem(trouble, what, column=name))
    if strange := seen.get("passed_over"):
        number, walked, examples = strange
        if number > column.strangers * walked:
            normal = f"; {column.strangers:.0%} are normal" if column.strangers else ""
            what = f"{passed_over(number, walked, examples)}{normal}"
            problems.append(Problem("rows passed over", what, column=name))
    rows, dated = seen.get("rows"), seen.get("dated", 0)
    if column.dated and rows and dated < DATED_SHARE * rows:
        problems.append(Problem("few rows", f"{dated} of {rows} rows carry a date", column=name))
    if rows and not recorded and rows < FEW_ROWS_SHARE * column.rows:
        problems.append(Problem("few rows", f"{rows} rows where {column.rows} are normal", column=name))
    if not recorded and (silent := _silence(column, state)):
        problems.append(silent)
    if not recorded and not is_paused and (resume_from := state.get("resume_from")):
        back = "its beginning" if resume_from == date.min.isoformat() else resume_from
        problems.append(Problem("behind", f"the list was not walked back to {back} yet", column=name))
    return problems


def _silence(column: Normal, state: Mapping[str, Any]) -> Problem | None:
    """The list was read, and its newest row is older than the column ever was silent."""
    seen, newest = _seen(state), newest_row(state)
    if column.quiet_days is None or newest is None or not seen.get("rows"):
        return None
    seen_on = (
        datetime.fromisoformat(seen["answered_at"]).astimezone(CHINA).date() if seen.get("answered_at") else newest
    )
    quiet = (seen_on - newest).days
    if quiet <= column.quiet_days:
        return None
    return Problem(
        "silent",
        f"no row newer than {newest}; {column.quiet_days} days without one are normal",
        datetime(newest.year, newest.month, newest.day, tzinfo=CHINA),
        column.name,
    )


# Fields


def of_fields(source: Watched, done: Sequence[Run]) -> list[Problem]:
    """Fields that are always there and are not; else fields that were there and are not any more."""
    problems = []
    for column in source.columns:
        read, counts, began = _read_last(done, column.name)
        for name in column.always:
            if read - counts[name] > ODD_ONES and counts[name] < FOUND_SHARE * read:
                what = f"{name} in {counts[name]} of the last {read} documents, where it is always found"
                problems.append(Problem("field lost", what, began, column.name))
    known = {problem.what.split()[0] for problem in problems}
    return problems + [problem for problem in _fields_changed(done) if problem.what.split()[0] not in known]


def _read_last(done: Sequence[Run], column: str) -> tuple[int, Counter[str], datetime]:
    """Documents of a column read last, in how many of them each field was found, and since when that is."""
    read, counts, began = 0, Counter[str](), done[0].started_at
    for run in done:
        seen = _seen(run.columns.get(column, {}))
        if read >= ENOUGH_READ and read + seen.get("read", 0) > DOCUMENTS_COMPARED:
            break
        if seen.get("read"):
            read, began = read + seen["read"], run.started_at
            counts.update(seen.get("found", {}))
    return read, counts, began


def _fields_changed(done: Sequence[Run]) -> Iterator[Problem]:
    """Over all columns: what most documents had before, and few of those read last have."""
    late, early = [0, Counter[str]()], [0, Counter[str]()]  # type: list[Any], list[Any]
    began = done[0].started_at
    for run in done:
        half = late if late[0] < ENOUGH_READ + 2 else early
        for state in run.columns.values():
            half[0] += _seen(state).get("read", 0)
            half[1].update(_seen(state).get("found", {}))
        if half is late:
            began = run.started_at
        elif early[0] >= 5 * DOCUMENTS_COMPARED:
            break
    if late[0] < ENOUGH_READ + 2 or early[0] < DOCUMENTS_COMPARED:
        return
    for name, count in early[1].items():
        if count >= WAS_FOUND * early[0] and late[1][name] < IS_FOUND * late[0]:
            before = f"{count} of {early[0]} before"
            yield Problem("field lost", f"{name} in {late[1][name]} of the last {late[0]} documents, {before}", began)


# Time


def of_time(
    source: Watched, done: Sequence[Run], now: datetime, rested_until: datetime | None = None
) -> Iterator[Problem]:
    """Crawls that do not come. A source in back-off, or that was last, is expected to be crawled when that is over."""
    last = done[0].started_at
    expected = max(last + source.every, rested_until or last)
    if now - expected > (LATE_FACTOR - 1) * source.every:
        what = f"the last crawl began {_span(now - last)} ago; one every {_span(source.every)} is expected"
        yield Problem("late", what, expected)


# Small things


def state_of(done: Sequence[Run], column: str) -> Mapping[str, Any]:
    """What the last run that began a column stored of it."""
    return next((run.columns[column] for run in done if column in run.columns), {})


def requested_from(source: Watched, done: Sequence[Run]) -> date | None:
    """The day before which not all of the source's lists are walked; None where they are walked to their end."""
    days = (state_of(done, column.name).get("since") for column in source.columns)
    return max((date.fromisoformat(day) for day in days if day), default=None)


def _seen(state: Mapping[str, Any]) -> Mapping[str, Any]:
    return state.get("seen") or {}


def newest_row(state: Mapping[str, Any]) -> date | None:
    newest = state.get("newest")
    return date.fromisoformat(newest) if newest else None


def _span(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 48:
        return f"{hours:.0f} hours" if hours >= 1.5 else f"{max(1, hours * 60):.0f} minutes"
    return f"{hours / 24:.0f} days"
