"""`ops runs` and `ops schedule`: what each crawl did, and when the next is due."""

from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

import click

from storage.crawl import runs as stored_runs
from storage.crawl import schedule as stored_schedule
from storage.crawl.schedule import show_every
from storage.health import backoff
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import SOURCES, Settings, command, format_option, limit_option
from zhengce.cli.shared.table import Column, print_items
from zhengce.settings.values import read_every
from zhengce.tables import rows

SCHEDULE_FIELDS = ("source", "every", "paused", "next_at", "failures", "failed_at", "failed_why", "backoff_until")


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


def _read_cadence(ctx: click.Context, parameter: click.Parameter, value: str | None) -> timedelta | None:
    try:
        return read_every(value) if value is not None else None
    except ValueError as error:
        raise Unusable(f"--every {value}: {error}") from error


@command("schedule")
@SOURCES
@click.option("--every", metavar="TIME", callback=_read_cadence, help="Crawl them so often: 30m, 6h, 1d.")
@click.option("--pause", is_flag=True, help="Crawl them no more until --resume.")
@click.option("--resume", is_flag=True, help="Crawl them again.")
@click.option("--now", "is_due", is_flag=True, help="Make them due now.")
@format_option(*rows.FORMATS)
@click.pass_obj
def schedule(
    settings: Settings,
    sources: tuple[str, ...],
    every: timedelta | None,
    pause: bool,
    resume: bool,
    is_due: bool,
    form: str,
) -> None:
    """Show how often the workers crawl each source, and when next; with options, change it."""
    if pause and resume:
        raise Unusable("--pause and --resume are opposites; give one of them")
    names = sources_of(settings, sources)
    paused = True if pause else False if resume else None
    cadences, moment = settings.chosen.cadences(names), datetime.now(UTC)
    with opened(settings) as db:
        if every or pause or resume or is_due:
            with db.write() as connection:
                stored_schedule.add_missing(
                    connection, {name: cadences.get(name, stored_schedule.DEFAULT_EVERY) for name in names}, moment
                )
                for name in names:
                    stored_schedule.change(connection, name, moment, every=every, paused=paused)
                    if is_due:
                        stored_schedule.hasten(connection, name, moment)
        with db.read() as connection:
            found = [row for row in stored_schedule.all_of(connection) if row.source in names]
            backoffs = {row.source: one for row in found if (one := backoff.of(connection, row.source, moment))}

    def as_row(row: stored_schedule.Cadence) -> dict[str, Any]:
        until = backoffs[row.source].until if row.source in backoffs else None
        return asdict(row) | {"every": show_every(row.every), "backoff_until": until}

    def due(row: stored_schedule.Cadence) -> str:
        until = as_row(row)["backoff_until"]
        moment = max(row.next_at, until) if until else row.next_at
        return "paused" if row.paused else f"{moment:%Y-%m-%d %H:%M}{' (backing off)' if until else ''}"

    columns = (
        Column("source", lambda row: row.source),
        Column("every", lambda row: show_every(row.every), is_number=True),
        Column("next (UTC)", due),
        Column("broke down", lambda row: row.failures or "", is_number=True),
        Column("last time", lambda row: row.failed_why),
    )
    nothing = "No cadence yet; `zhengce worker` or `zhengce schedule --every 6h` makes them."
    print_items(found, form, SCHEDULE_FIELDS, as_row, columns, nothing)
