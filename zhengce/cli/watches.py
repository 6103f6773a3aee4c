"""Saved searches: `watch add`, `list`, `remove`, `try`, `run`, and what a crawl does with them."""

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.engine import Connection

from scrapers import spiders
from storage.database import open_database
from storage.editing import saved_watches
from storage.editing.saved_watches import SavedWatch
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, one_of, refusing
from zhengce.cli.shared.filters import QUERY, watched_filter_options
from zhengce.cli.shared.options import Settings, background_command, command, format_option
from zhengce.cli.shared.output import print_json, print_note, print_text, until_the_reader_leaves
from zhengce.documents.editing import editor_now
from zhengce.english.vocabulary import counted
from zhengce.settings.load import ConfigurationError
from zhengce.watches import delivery, preview, render, saved, state
from zhengce.watches.saved import Prepared
from zhengce.watches.watch import AT_ONCE, CHINA, DAYS, read_watch


@command("add")
@click.argument("name", metavar="NAME")
@click.option("--to", multiple=True, required=True, metavar="RECEIVER", help="E-mail, or a name of [channels].")
@click.option("--every", default=AT_ONCE, metavar="PLAN", help="'daily 08:00', 'weekly Monday 08:00'.")
@click.option("--time-zone", default=CHINA, metavar="ZONE", help="Of that hour.")
@click.option("--on", multiple=True, default=("new", "revised"), metavar="KIND", help="What counts. Repeatable.")
@click.option("--days", default=DAYS, metavar="N", help="Days before an end that comments_due and status_due tell.")
@QUERY
@watched_filter_options
@click.pass_obj
def watch_add(
    settings: Settings, /, name: str, to: tuple[str, ...], query: str | None, filters: dict[str, Any], **plan: Any
) -> None:
    """Save a search that sends what is new or revised from now on, or set one of this name anew."""
    plan["on"] = list(plan["on"])
    table = {"name": name, **filters, **({"query": query} if query else {}), **plan, "to": list(to)}
    with refusing(ConfigurationError):
        prepared = saved.read(table, settings.chosen, spiders.names())
    with opened(settings) as db:
        with db.write() as connection:
            saved_watches.save(connection, table, editor_now())
        delivery.register(db, [prepared], datetime.now(UTC))
        with db.read() as connection:
            for line in state.lines(connection, [prepared]):
                print_text(line)


@command("remove")
@click.argument("name", metavar="NAME")
@click.pass_obj
def watch_remove(settings: Settings, name: str) -> None:
    """Put a saved search aside: it sends nothing more. `zhengce edits` keeps it."""
    with opened(settings) as db, db.write() as connection:
        saved_watches.write(connection, _find(connection, name).id, "shown", False, editor_now())
    print_note(f"watch {name}: put aside")


@command("list")
@click.pass_obj
def watch_list(settings: Settings) -> None:
    """List the saved searches, and how far each of their channels is."""
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        prepared = prepare(settings, connection)
        for line in state.lines(connection, prepared):
            print_text(line)
    if not prepared:
        click.echo("no search is saved; `zhengce watch add NAME --to ADDRESS` saves one", err=True)


@command("try")
@click.argument("name", metavar="NAME")
@click.option("--days", type=click.IntRange(1, 3660), default=31, metavar="N", help="Of the last so many days.")
@format_option("text", "html", "json")
@click.pass_obj
def watch_try(settings: Settings, name: str, days: int, form: str) -> None:
    """Print what a saved search would have sent in the last days. Nothing is sent or noted."""
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        with refusing(ConfigurationError):
            watch = read_watch(_find(connection, name).settings, settings.chosen.channels)
            chosen = saved.select(watch, spiders.names())
        digests = list(preview.digests(connection, chosen, days, datetime.now(UTC), settings.chosen.base))
        if form == "html":
            sys.stdout.write(render.html(digests))
        for digest in digests if form != "html" else ():
            if form == "json":
                print_json(render.payload(digest))
            else:
                print_text(render.plain_text(digest))
    click.echo(f"{counted(len(digests), 'message')} in {days} days; nothing was sent", err=True)


@background_command("run")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def watch_run(settings: Settings, names: tuple[str, ...]) -> int:
    """Send what is due now, and what a channel did not take before. Crawls do so at their end.

    NAME is that of a saved search; without one, all.
    """
    with opened(settings) as db:
        with db.read() as connection:
            for name in names:
                _find(connection, name)
            prepared = prepare(settings, connection)
            is_whole = len(prepared) == sum(1 for _ in saved.active(connection))
        wanted = [watch for watch in prepared if not names or watch.name in names]
        report = delivery.run(db, wanted, settings.chosen.base)
    for line in report.sent:
        click.echo(line)
    if report.is_busy:
        click.echo("Another process is sending; the next run sends what is left.", err=True)
    return DONE if report_failures(report.failures) and is_whole else WANTING


def prepare(settings: Settings, connection: Connection) -> list[Prepared]:
    """The saved searches that can be used; what is wrong with others is named on standard error."""
    prepared, problems = saved.prepare_all(connection, settings.chosen, spiders.names())
    for problem in problems:
        click.echo(f"zhengce: {problem}", err=True)
    return prepared


def _find(connection: Connection, name: str) -> SavedWatch:
    """The saved search of a name. Raises Unusable."""
    known = {watch.name: watch for watch in saved_watches.list_watches(connection) if watch.shown}
    if not known:
        raise Unusable("no search is saved; `zhengce watch add NAME --to ADDRESS` saves one")
    one_of(name, known, "watch")
    return known[name]


def send_after_crawl(settings: Settings) -> bool:
    """Send what is due after a crawl; name on standard error what failed. True if nothing did."""
    with closing(open_database(settings.database, upgrade=False)) as database:
        with database.read() as connection:
            prepared = prepare(settings, connection)
        return not prepared or report_failures(delivery.run(database, prepared, settings.chosen.base).failures)


def report_failures(failures: Sequence[str]) -> bool:
    """Name on standard error the messages that were not taken; True if all were."""
    for failure in failures:
        click.echo(f"zhengce: not delivered: {failure}", err=True)
    return not failures
