"""Commands of saved searches: watch list, watch try, watch run."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import DONE, WANTING, Settings, Unusable, one_of, opened, print_json, until_the_reader_leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outputs.watches.delivery import Prepared, Report
    from outputs.watches.selection import Selection
    from storage.database import Database

FORMATS = ("text", "html", "json")


def watch_list(ctx: typer.Context) -> None:
    """The saved searches of zhengce.toml, and how far each of their channels is."""
    from outputs.sanitize import printable
    from outputs.watches import state

    prepared = prepare(ctx.obj)
    with opened(ctx) as db, db.read() as connection, until_the_reader_leaves():
        for line in state.lines(connection, prepared):
            typer.echo(printable(line))


def watch_try(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A saved search of zhengce.toml.")],
    days: Annotated[int, typer.Option(metavar="N", min=1, max=3660, help="Of the last so many days.")] = 31,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, html or json.")] = "text",
) -> None:
    """What a saved search would have sent in the last days. Nothing is sent or noted."""
    from outputs.sanitize import printable
    from outputs.watches import preview, render

    one_of(format_, FORMATS, "--format")
    chosen = _selection(ctx.obj, name)
    with opened(ctx) as db, db.read() as connection, until_the_reader_leaves():
        base = ctx.obj.chosen.base
        made = list(preview.digests(connection, chosen, days, datetime.now(UTC), base))
        if format_ == "html":
            sys.stdout.write(render.html([digest for _, digest in made]))
        for slot, digest in made if format_ != "html" else ():
            if format_ == "json":
                print_json(render.payload(digest))
            else:
                typer.echo(f"── {slot:%Y-%m-%d %H:%M} {chosen.watch.every.zone} ──")
                typer.echo(printable(render.plain_text(digest)))
    number = f"{len(made)} message" if len(made) == 1 else f"{len(made)} messages"
    typer.echo(f"{number} in {days} days; nothing was sent", err=True)


def watch_run(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Default: all.")] = None,
) -> None:
    """Send what is due now, and what a channel did not take before. Crawls do so at their end."""
    prepared = prepare(ctx.obj, names)
    with opened(ctx) as db:
        report = _run(db, prepared, ctx.obj)
    for line in report.sent:
        typer.echo(line)
    if report.is_busy:
        typer.echo("Another process is sending; the next run tells what is left.", err=True)
    raise typer.Exit(DONE if say_failures(report) else WANTING)


def prepare(settings: Settings, names: "Sequence[str] | None" = None) -> "list[Prepared]":
    """The saved searches that are set, those named or all, checked. Raises Unusable."""
    from configuration.load import ConfigurationError
    from outputs.watches import delivery
    from scrapers.run import process

    _check_names(settings, names or ())
    try:
        prepared = delivery.prepare(settings.chosen, process.source_names())
    except ConfigurationError as error:
        raise Unusable(str(error)) from None
    return [one for one in prepared if not names or one.name in names]


def _check_names(settings: Settings, names: "Sequence[str]") -> None:
    known = [watch.name for watch in settings.chosen.watches]
    if not known:
        raise Unusable("no saved search is set; write a section [[watch]] into zhengce.toml (docs/watches.md)")
    for name in names:
        one_of(name, known, "watch")


def _selection(settings: Settings, name: str) -> "Selection":
    """What a saved search finds, whatever its channels. Raises Unusable."""
    from configuration.load import ConfigurationError
    from outputs.watches import selection
    from scrapers.run import process

    _check_names(settings, [name])
    [watch] = [watch for watch in settings.chosen.watches if watch.name == name]
    try:
        return selection.select(watch, process.source_names())
    except ConfigurationError as error:
        raise Unusable(str(error)) from None


def begin_watches(settings: Settings) -> "list[Prepared]":
    """Checks the watches before a crawl, and begins the new ones, so that they tell of what it finds. Raises Unusable.

    Where there is no database yet they begin after the crawl.
    """
    from outputs.watches import delivery
    from storage.database import open_database

    prepared = prepare(settings)
    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and not Path(file).exists():
        return prepared
    database = open_database(settings.database)
    try:
        delivery.register(database, prepared, datetime.now(UTC))
    finally:
        database.close()
    return prepared


def tell_watches(settings: Settings, prepared: "Sequence[Prepared]") -> bool:
    """Sends after a crawl what is due; says on standard error what failed. Returns whether nothing did."""
    from storage.database import open_database

    database = open_database(settings.database, upgrade=False)
    try:
        return say_failures(_run(database, prepared, settings))
    finally:
        database.close()


def say_failures(report: "Report") -> bool:
    """Names on standard error what was not taken; whether all was."""
    for failure in report.failures:
        typer.echo(f"zhengce: not delivered: {failure}", err=True)
    return not report.failures


def _run(database: "Database", prepared: "Sequence[Prepared]", settings: Settings) -> "Report":
    from outputs.watches import delivery

    return delivery.run(database, prepared, settings.chosen.base)
