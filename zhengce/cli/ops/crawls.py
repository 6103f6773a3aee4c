"""`ops runs` and `ops schedule`: what each crawl did, and when the next is due."""

import sys
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta

import click

from storage.crawl import runs as stored_runs
from storage.crawl import schedule as stored_schedule
from storage.crawl.schedule import show_every
from storage.health import backoff
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import Unusable
from zhengce.cli.shared.options import SOURCES, Settings, command, format_option, limit_option
from zhengce.cli.shared.sources import sources_of
from zhengce.cli.terminal.crawls import print_runs, print_schedule
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
    if form == "table":
        print_runs(found)
    else:
        names = [field.name for field in fields(stored_runs.Run)]
        rows.write_rows(map(asdict, found), names, form, sys.stdout)


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
    if form == "table":
        print_schedule(found, backoffs)
        return
    shown = (
        asdict(row) | {"every": show_every(row.every), "backoff_until": one.until if one else None}
        for row in found
        for one in [backoffs.get(row.source)]
    )
    rows.write_rows(shown, SCHEDULE_FIELDS, form, sys.stdout)
