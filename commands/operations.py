"""Commands of operations: runs, health, reparse, worker, schedule."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.database import find_words
from commands.options import (
    DONE,
    WANTING,
    LimitOption,
    Settings,
    Unusable,
    one_of,
    opened,
    print_json,
    sources_of,
    storage_errors,
    until_the_reader_leaves,
)
from commands.watching import prepare

if TYPE_CHECKING:
    from configuration.load import Configuration
    from outputs.watches.delivery import Prepared
    from storage.database import Database
    from storage.health import Health


def runs(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option("--source", help="Of this source only.")] = None,
    limit: LimitOption = 20,
) -> None:
    """What each crawl did, newest first."""
    from outputs import terminal
    from storage.crawl import runs as crawls

    sources_of(ctx, [source] if source else None)
    with opened(ctx) as db, db.read() as connection:
        terminal.print_runs(crawls.latest(connection, limit, source))


def health(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="These only, in detail.")] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    notify: Annotated[bool, typer.Option("--notify", help="Send what changed to the configured addresses.")] = False,
    try_: Annotated[
        bool, typer.Option("--try", help="With --notify: send them one message to try them, and judge nothing.")
    ] = False,
) -> None:
    """Is every source alive? A line a source: what is wrong and since when. Exit code 1 if anything is."""
    from datetime import UTC

    from outputs.notifications import message as words
    from outputs.sanitize import printable
    from scrapers.run import baselines

    one_of(format_, ("text", "json"), "--format")
    shut = baselines.closed()
    watched = prepare(ctx.obj) if ctx.obj.chosen.watches and not sources else []
    names = sources_of(ctx, sources, closed=[one.name for one in shut])
    names += () if sources else [one.name for one in shut]
    now = datetime.now(UTC)
    if try_:
        if not notify:
            raise Unusable("--try goes with --notify: zhengce health --notify --try")
        raise typer.Exit(_try_out(ctx.obj.chosen, now))
    with opened(ctx) as db:
        found = [*_health(db, ctx.obj.chosen, names, now), *_health_of_watches(db, watched)]
        failures = _tell(db, found, ctx.obj.chosen, now) if notify else ()
    with until_the_reader_leaves():
        if format_ == "json":
            print_json([one.to_dict() for one in found], indent=2)
        else:
            for one, line in zip(found, words.lines(found), strict=True):
                more = (*words.details(one), *words.files_by_state(one)) if sources else ()
                typer.echo(printable("\n".join([line, *more])))
    if notify and (recorded := [one.source for one in found if one.is_recorded]):
        typer.echo(
            f"zhengce: not reported, for a recording answered their last crawl: {', '.join(recorded)}; "
            "`zhengce health --notify --try` sends a message to try the addresses",
            err=True,
        )
    for failure in failures:
        typer.echo(f"zhengce: not delivered: {failure}", err=True)
    raise typer.Exit(DONE if all(one.ok for one in found) and not failures else WANTING)


def _health(db: "Database", chosen: "Configuration", names: Sequence[str], now: datetime) -> "list[Health]":
    """How these sources do, closed ones last.

    How often a source is to be crawled, the workers' table knows best, then the configuration.
    """
    from scrapers.run import baselines, process
    from storage import health as judge
    from storage.crawl import schedule

    with db.read() as connection:
        cadences = {**chosen.cadences(process.source_names()), **schedule.cadences(connection)}
        found = judge.check(connection, baselines.watched(process.sources(), cadences), now)
        found += judge.check_closed(connection, baselines.closed())
    return [one for one in found if one.source in names]


def _health_of_watches(db: "Database", watched: "Sequence[Prepared]") -> "list[Health]":
    from outputs.watches import state

    if not watched:
        return []
    with db.read() as connection:
        return state.health(connection, watched)


def _tell(db: "Database", found: "list[Health]", chosen: "Configuration", now: datetime) -> Sequence[str]:
    """Sends what changed to the configured addresses; returns what could not be sent."""
    from outputs.notifications.health import announce

    _somebody_to_tell(chosen)
    return announce(db, found, chosen, now).failures


def _try_out(chosen: "Configuration", now: datetime) -> int:
    """Sends a test message to the configured addresses and prints which took it; returns the exit code."""
    from outputs.notifications.health import try_out

    _somebody_to_tell(chosen)
    sent = try_out(chosen, now)
    for target, why in sent:
        typer.echo(f"zhengce: not delivered: {target}: {why}" if why else f"taken: {target}", err=why is not None)
    return WANTING if any(why for _, why in sent) else DONE


def _somebody_to_tell(chosen: "Configuration") -> None:
    from configuration.load import ConfigurationError
    from outputs.notifications import channels

    try:
        channels.of_health(chosen)
    except ConfigurationError as error:
        raise Unusable(str(error)) from None
    if not _is_somebody_told(chosen):
        raise Unusable(
            "--notify: nobody to tell; set notifications.to, notifications.webhooks or notifications.email "
            "in zhengce.toml"
        )


def _is_somebody_told(chosen: "Configuration") -> bool:
    return bool(chosen.webhooks or chosen.channels or (chosen.mail and chosen.mail.to))


def reparse(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Default: all.")] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print what would change, and change nothing; the database must be writable."),
    ] = False,
    processes: Annotated[int | None, typer.Option(metavar="N", min=1, help="Default: as many as cores.")] = None,
) -> None:
    """Read every archived page again with today's parsers; print what changed by source and field."""
    from rich.progress import Progress

    from outputs import terminal
    from reprocessing import reparse as reprocessing

    names = sources_of(ctx, sources) if sources else []
    settings: Settings = ctx.obj
    shown = terminal.console(stderr=True)
    with opened(ctx) as db, Progress(console=shown, disable=not sys.stderr.isatty()) as bar:
        if dry_run:
            check_writable(db)
        task = bar.add_task("reading again", total=None)
        report = reprocessing.reparse(
            db,
            settings.data / "archive",
            names,
            dry_run=dry_run,
            processes=processes,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if not dry_run and (report.revised or report.merged or report.parted):
        with storage_errors():
            find_words(settings.database)
    with until_the_reader_leaves():
        terminal.print_reparse(report, dry_run)
    raise typer.Exit(DONE if report.ok else WANTING)


def check_writable(db: "Database") -> None:
    """Refuses a database that a dry run could not write, in the line that says why it has to."""
    from storage.errors import StorageError

    try:
        with db.write():
            pass
    except StorageError as error:
        mend = "a dry run makes the changes and takes them back; run it on a copy that `zhengce db backup FILE` makes"
        raise Unusable(f"{error} ({mend})") from error


def worker(
    ctx: typer.Context,
    concurrency: Annotated[int, typer.Option(metavar="N", min=1, max=50, help="Sources crawled side by side.")] = 4,
) -> None:
    """Crawl what is due, with any number of other workers on the same PostgreSQL, until stopped."""
    import logging

    from configuration.redaction import RedactingFormatter

    try:
        from workers import worker as workers
    except ImportError as error:
        raise Unusable(f"worker needs more packages ({error}): pip install 'zhengce[queue]'") from error
    from storage.crawl import schedule

    settings: Settings = ctx.obj
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("workers.worker").setLevel(logging.INFO)
    names = sources_of(ctx, None)
    watched = prepare(settings) if settings.chosen.watches else []
    set_ = settings.chosen.cadences(names)
    with storage_errors():
        workers.work(
            workers.Worker(
                settings.database,
                settings.data,
                {name: set_.get(name, schedule.DEFAULT_EVERY) for name in names},
                concurrency=concurrency,
                after=(lambda db: _tell_of_health(db, settings.chosen, watched))
                if _is_somebody_told(settings.chosen)
                else None,
            )
        )


def _tell_of_health(db: "Database", chosen: "Configuration", watched: "Sequence[Prepared]") -> None:
    """What a worker does after a crawl: tells people where the health of a source changed."""
    from datetime import UTC

    from scrapers.run import process

    now = datetime.now(UTC)
    names = [name for name in process.source_names() if chosen.of(name).enabled]
    found = [*_health(db, chosen, names, now), *_health_of_watches(db, watched)]
    for failure in _tell(db, found, chosen, now):
        typer.echo(f"zhengce: not delivered: {failure}", err=True)


def schedule_(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Default: all.")] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Crawl them so often: 30m, 6h, 1d.")] = None,
    pause: Annotated[bool, typer.Option("--pause", help="Crawl them no more until --resume.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Crawl them again.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Make them due now.")] = False,
) -> None:
    """How often the workers crawl each source, and when next; with options, change it."""
    from datetime import UTC

    from outputs import terminal
    from storage.crawl import schedule
    from storage.health import backoff

    if pause and resume:
        raise Unusable("--pause and --resume are opposites; give one of them")
    try:
        cadence = schedule.read_every(every) if every else None
    except ValueError as error:
        raise Unusable(f"--every {error}") from error
    names = sources_of(ctx, sources)
    paused = True if pause else False if resume else None
    set_, moment = ctx.obj.chosen.cadences(names), datetime.now(UTC)
    with opened(ctx) as db:
        if every or pause or resume or now:
            with db.write() as connection:
                schedule.add_missing(
                    connection, {name: set_.get(name, schedule.DEFAULT_EVERY) for name in names}, moment
                )
                for name in names:
                    schedule.change(connection, name, moment, every=cadence, paused=paused)
                    if now:
                        schedule.hasten(connection, name, moment)
        with db.read() as connection:
            rows = [row for row in schedule.all_of(connection) if row.source in names]
            resting = {row.source: rest for row in rows if (rest := backoff.of(connection, row.source, moment))}
    terminal.print_schedule(rows, resting)
