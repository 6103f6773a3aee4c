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
from storage.editing import rows, saved_watches
from storage.editing.saved_watches import SavedWatch
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.filters import QUERY, watched_filter_options
from zhengce.cli.shared.options import Count, Settings, background_command, command, format_option
from zhengce.cli.shared.output import print_json, print_note, print_text, until_the_reader_leaves
from zhengce.documents.editing import editor_now
from zhengce.english.vocabulary import counted
from zhengce.settings.load import ConfigurationError
from zhengce.watches import delivery
from zhengce.watches.watch import DEFAULTS, KINDS, Watch, read_all, read_watch

NONE = "no search is saved; `zhengce watch add NAME --to ADDRESS` saves one"


@command("add")
@click.argument("name", metavar="NAME")
@click.option("--to", multiple=True, required=True, metavar="RECEIVER", help="E-mail, or a name of [channels].")
@click.option("--every", default="at once", metavar="PLAN", help="At once (after each crawl), daily or weekly.")
@click.option(
    "--on", multiple=True, default=DEFAULTS, metavar="KIND", help=f"What counts: {', '.join(KINDS)}. Repeatable."
)
@QUERY
@watched_filter_options
@click.pass_obj
def watch_add(
    settings: Settings, /, name: str, to: tuple[str, ...], query: str | None, filters: dict[str, Any], **plan: Any
) -> None:
    """Save a search that sends what is new or revised from now on, or set one of this name anew."""
    query_of = {"query": query} if query else {}
    table = {"name": name, **filters, **query_of, "every": plan["every"], "on": list(plan["on"]), "to": list(to)}
    with refusing(ConfigurationError):
        watch = read_watch(table, settings.chosen, spiders.names())
    with opened(settings) as db:
        with db.write() as connection:
            saved_watches.save(connection, table, editor_now())
        delivery.register(db, [watch], datetime.now(UTC))
        with db.read() as connection:
            print_text("\n".join(delivery.lines(connection, watch)))


@command("remove")
@click.argument("name", metavar="NAME")
@click.pass_obj
def watch_remove(settings: Settings, name: str) -> None:
    """Put a saved search aside: it sends nothing more. `zhengce edits` keeps it."""
    with opened(settings) as db, db.write() as connection:
        rows.write(connection, "watch", _find(connection, name).id, "shown", False, editor_now())
    print_note(f"watch {name}: put aside")


@command("list")
@click.pass_obj
def watch_list(settings: Settings) -> None:
    """List the saved searches, and how far each of their channels is."""
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        watches, _ = read_watches(settings, connection)
        for watch in watches:
            print_text("\n".join(delivery.lines(connection, watch)))
    if not watches:
        click.echo(NONE, err=True)


@command("try")
@click.argument("name", metavar="NAME")
@click.option("--days", type=Count(1, 3660), default=31, metavar="N", help="Of the last so many days.")
@format_option("text", "html", "json")
@click.pass_obj
def watch_try(settings: Settings, name: str, days: int, form: str) -> None:
    """Print what a saved search would have sent in the last days. Nothing is sent or noted."""
    with opened(settings) as db, db.read() as connection, until_the_reader_leaves():
        with refusing(ConfigurationError):
            watch = read_watch(_find(connection, name).settings, settings.chosen, spiders.names())
        message = delivery.try_out(connection, watch, days, datetime.now(UTC), settings.chosen.base)
        if message and form == "json":
            print_json(message.payload)
        elif message:
            sys.stdout.write(message.html or "" if form == "html" else message.text)
    changes = len(message.payload["events"]) if message else 0
    most = ", the first ones alone" if changes >= delivery.MOST_TRIED else ""
    click.echo(f"{counted(changes, 'event')} in {days} days{most}; nothing was sent", err=True)


@background_command("run")
@click.pass_obj
def watch_run(settings: Settings) -> int:
    """Send what is due now, and what a channel did not take before. Crawls do so at their end."""
    with opened(settings) as db:
        with db.read() as connection:
            watches, problems = read_watches(settings, connection)
        report = delivery.run(db, watches, settings.chosen.base)
    for line in report.sent:
        click.echo(line)
    if report.is_busy:
        click.echo("Another process is sending; the next run sends what is left.", err=True)
    return DONE if report_failures(report.failures) and not problems else WANTING


def read_watches(settings: Settings, connection: Connection) -> tuple[list[Watch], list[str]]:
    """The saved searches that can be used; and what is wrong with others, which standard error names."""
    watches, problems = read_all(connection, settings.chosen, spiders.names())
    for problem in problems:
        click.echo(f"zhengce: {problem}", err=True)
    return watches, problems


def _find(connection: Connection, name: str) -> SavedWatch:
    """The saved search of a name. Raises Unusable."""
    known = {watch.name: watch for watch in saved_watches.list_watches(connection) if watch.shown}
    if not known:
        raise Unusable(NONE)
    if name not in known:
        raise Unusable(f"watch {name}: known are {', '.join(known)}")
    return known[name]


def send_after_crawl(settings: Settings) -> bool:
    """Send what is due after a crawl; name on standard error what failed. True if nothing did."""
    with closing(open_database(settings.database, upgrade=False)) as database:
        with database.read() as connection:
            watches, _ = read_watches(settings, connection)
        return not watches or report_failures(delivery.run(database, watches, settings.chosen.base).failures)


def report_failures(failures: Sequence[str]) -> bool:
    """Name on standard error the messages that were not taken; True if all were."""
    for failure in failures:
        click.echo(f"zhengce: not delivered: {failure}", err=True)
    return not failures
