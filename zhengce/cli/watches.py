"""Saved searches: `watch list`, `watch try`, `watch run`, and what a crawl does with them."""

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import Connection

from scrapers import spiders
from storage.database import open_database
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, one_of, refusing
from zhengce.cli.shared.options import Settings, background_command, command, format_option
from zhengce.cli.shared.output import print_json, print_text, until_the_reader_leaves
from zhengce.english.vocabulary import counted
from zhengce.settings.load import ConfigurationError
from zhengce.watches import delivery, preview, render, selection, state, stored
from zhengce.watches.delivery import Prepared
from zhengce.watches.selection import Selection


@command("list")
@click.pass_obj
def watch_list(settings: Settings) -> None:
    """List the saved searches of zhengce.toml and of the database, and how far each of their channels is."""
    prepare(settings)
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        prepared = prepare(settings, connection=connection)
        for line in state.lines(connection, prepared):
            print_text(line)


@command("try")
@click.argument("name", metavar="NAME")
@click.option("--days", type=click.IntRange(1, 3660), default=31, metavar="N", help="Of the last so many days.")
@format_option("text", "html", "json")
@click.pass_obj
def watch_try(settings: Settings, name: str, days: int, form: str) -> None:
    """Print what a saved search would have sent in the last days. Nothing is sent or noted.

    NAME is that of a saved search.
    """
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        chosen = _selection(settings, name, connection)
        made = list(preview.digests(connection, chosen, days, datetime.now(UTC), settings.chosen.base))
        if form == "html":
            sys.stdout.write(render.html([digest for _, digest in made]))
        for slot, digest in made if form != "html" else ():
            if form == "json":
                print_json(render.payload(digest))
            else:
                click.echo(f"── {slot:%Y-%m-%d %H:%M} {chosen.watch.every.zone} ──")
                print_text(render.plain_text(digest))
    click.echo(f"{counted(len(made), 'message')} in {days} days; nothing was sent", err=True)


@background_command("run")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def watch_run(settings: Settings, names: tuple[str, ...]) -> int:
    """Send what is due now, and what a channel did not take before. Crawls do so at their end.

    NAME is that of a saved search; without one, all.
    """
    prepare(settings)
    with opened(settings) as db:
        with db.read() as connection:
            prepared = prepare(settings, names, connection)
        report = delivery.run(db, prepared, settings.chosen.base)
    for line in report.sent:
        click.echo(line)
    if report.is_busy:
        click.echo("Another process is sending; the next run sends what is left.", err=True)
    return DONE if report_failures(report.failures) else WANTING


def prepare(settings: Settings, names: Sequence[str] = (), connection: Connection | None = None) -> list[Prepared]:
    """The saved searches of the file and, with a connection, those of the database: those named or all, checked.

    One of the database that cannot be used is named on standard error. Raises Unusable.
    """
    with refusing(ConfigurationError):
        if connection is None:
            return delivery.prepare(settings.chosen, spiders.names())
        prepared, problems = stored.prepare_all(connection, settings.chosen, spiders.names())
    for problem in problems:
        click.echo(f"zhengce: {problem}", err=True)
    _check_names([one.name for one in prepared], names)
    return [one for one in prepared if not names or one.name in names]


def prepare_any(settings: Settings, connection: Connection) -> list[Prepared]:
    """All that `prepare` gives, also where that is none. Raises Unusable."""
    is_any = settings.chosen.watches or any(stored.active(connection))
    return prepare(settings, connection=connection) if is_any else []


def _check_names(known: Sequence[str], names: Sequence[str]) -> None:
    if not known:
        raise Unusable("no saved search is set; write a section [[watch]] into zhengce.toml (docs/watches.md)")
    for name in names:
        one_of(name, known, "watch")


def _selection(settings: Settings, name: str, connection: Connection) -> Selection:
    """What a saved search finds, whatever its channels. Raises Unusable."""
    saved = {one.name: one for one in stored.active(connection)}
    _check_names([*(watch.name for watch in settings.chosen.watches), *saved], [name])
    with refusing(ConfigurationError):
        for watch in settings.chosen.watches:
            if watch.name == name:
                return selection.select(watch, spiders.names())
        return stored.read(saved[name].settings, settings.chosen, spiders.names()).selection


def begin_watches(settings: Settings) -> list[Prepared]:
    """Check the watches before a crawl, and begin the new ones, so that they report what it finds. Raises Unusable.

    Where there is no database yet they begin after the crawl.
    """
    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and not Path(file).exists():
        return prepare(settings)
    with closing(open_database(settings.database)) as database:
        with database.read() as connection:
            prepared = prepare_any(settings, connection)
        delivery.register(database, prepared, datetime.now(UTC))
    return prepared


def send_after_crawl(settings: Settings, prepared: Sequence[Prepared]) -> bool:
    """Send what is due after a crawl; name on standard error what failed. True if nothing did."""
    with closing(open_database(settings.database, upgrade=False)) as database:
        return report_failures(delivery.run(database, prepared, settings.chosen.base).failures)


def report_failures(failures: Sequence[str]) -> bool:
    """Name on standard error the messages that were not taken; True if all were."""
    for failure in failures:
        click.echo(f"zhengce: not delivered: {failure}", err=True)
    return not failures
