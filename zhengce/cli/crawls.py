"""`ops runs` and `ops schedule`: what each crawl did, and when the next is due."""

from dataclasses import asdict, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import click

from storage.crawl import runs as stored_runs
from storage.crawl import schedule as stored_schedule
from storage.crawl.schedule import show_every
from storage.health import backoff
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import SOURCES, Settings, command, format_option, limit_option
from zhengce.cli.shared.table import Column, print_items
from zhengce.tables import rows

SCHEDULE_FIELDS = ("source", "every", "next_at", "failures", "failed_at", "failed_why", "backoff_until")


@command("runs")
@click.option("--source", metavar="SOURCE", help="Of this source only.")
@limit_option(20)
@format_option(*rows.FORMATS)
@click.pass_obj
def runs(settings: Settings, source: str | None, limit: int, form: str) -> None:
    """Show what each crawl did, newest first."""
    sources_of(settings, [source] if source else ())
    with opened(settings) as db, db.read() as connection:
        found = stored_runs.latest(connection, limit, source)
    names = [field.name for field in fields(stored_runs.Run)]
    print_items(found, form, names, asdict, RUNS, "No crawl yet.")


def first_clause(reason: str) -> str:
    """Why a run ended, as short as a table wants it; the whole reason is among its messages."""
    return reason.split(";")[0].split(" (")[0]


def _seconds(run: stored_runs.Run) -> str:
    return f"{(run.finished_at - run.started_at).total_seconds():.0f}" if run.finished_at else ""


_FIGURES = ("new", "revised", "failed", "requests", "listings", "fetched", "unchanged", "files")
RUNS = (
    Column("source", lambda run: run.source),
    Column("started (UTC)", lambda run: f"{run.started_at:%Y-%m-%d %H:%M}"),
    Column("ended", lambda run: first_clause(run.reason or "running or killed")),
    *(Column(name, attrgetter(name), is_number=True) for name in _FIGURES),
    Column("seconds", _seconds, is_number=True),
)


@command("schedule")
@SOURCES
@format_option(*rows.FORMATS)
@click.pass_obj
def schedule(settings: Settings, sources: tuple[str, ...], form: str) -> None:
    """Show how often the workers crawl each source, and when next. The configuration sets how often."""
    names, moment = sources_of(settings, sources), datetime.now(UTC)
    cadences = settings.chosen.cadences(names)
    with opened(settings) as db, db.read() as connection:
        found = sorted(stored_schedule.all_of(connection, names, moment), key=attrgetter("source"))
        backoffs = {turn.source: one for turn in found if (one := backoff.of(connection, turn.source, moment))}

    def as_row(turn: stored_schedule.Turn) -> dict[str, Any]:
        until = backoffs[turn.source].until if turn.source in backoffs else None
        every = show_every(cadences.get(turn.source, stored_schedule.DEFAULT_EVERY))
        return asdict(turn) | {"every": every, "backoff_until": until}

    def due(turn: stored_schedule.Turn) -> str:
        until = as_row(turn)["backoff_until"]
        return f"{max(turn.next_at, until or moment):%Y-%m-%d %H:%M}{' (backing off)' if until else ''}"

    columns = (
        Column("source", lambda turn: turn.source),
        Column("every", lambda turn: as_row(turn)["every"], is_number=True),
        Column("next (UTC)", due),
        Column("broke down", lambda turn: turn.failures or "", is_number=True),
        Column("last time", lambda turn: turn.failed_why),
    )
    print_items(found, form, SCHEDULE_FIELDS, as_row, columns, "No source is crawled.")
