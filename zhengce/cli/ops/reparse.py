"""`ops reparse`: the archive read again with today's parsers."""

import sys
from datetime import timedelta

import click
from rich.progress import Progress

from parsers.files import with_memory
from pipelines import agencies
from pipelines.reparse import reparse as reprocessing
from storage.clock import moment
from storage.crawl import reread_groups
from storage.database import Database
from storage.errors import StorageError
from zhengce.cli.ops.indexes import refresh_indexes
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.options import SOURCES, Settings, background_command
from zhengce.cli.shared.output import print_note, print_text, until_the_reader_leaves
from zhengce.cli.shared.sources import sources_of
from zhengce.cli.terminal.crawls import print_reparse
from zhengce.cli.terminal.tables import console
from zhengce.english.vocabulary import counted


@background_command("reparse")
@SOURCES
@click.option(
    "--dry-run", is_flag=True, help="Print what would change, and change nothing; the database must be writable."
)
@click.option("--processes", type=click.IntRange(min=1), metavar="N", help="Default: as many as cores.")
@click.option("--queue", is_flag=True, help="Leave it to the workers, in groups; needs PostgreSQL.")
@click.option("--status", is_flag=True, help="Print how far the workers are.")
@click.pass_obj
def reparse(
    settings: Settings, sources: tuple[str, ...], dry_run: bool, processes: int | None, queue: bool, status: bool
) -> int:
    """Read every archived page again with today's parsers; print what changed by source and field.

    Exit code 1 if something could not be read.
    """
    names = sources_of(settings, sources) if sources else []
    if queue or status:
        if dry_run or processes or (queue and status) or (status and sources):
            raise Unusable("--queue takes sources alone, and --status nothing")
        return _queue(settings, names) if queue else _status(settings)
    shown = console(stderr=True)
    with opened(settings) as db, Progress(console=shown, disable=not sys.stderr.isatty()) as bar:
        if dry_run:
            check_writable(db)
        task = bar.add_task("reading again", total=None)
        report = reprocessing.reparse(
            db,
            settings.archive,
            names,
            dry_run=dry_run,
            processes=processes,
            limits=with_memory(settings.chosen.file_memory),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if not dry_run and (report.revised or report.merged or report.parted):
        with refusing(StorageError):
            refresh_indexes(settings.database)
    with until_the_reader_leaves():
        print_reparse(report, dry_run)
    return DONE if report.ok else WANTING


def _queue(settings: Settings, names: list[str]) -> int:
    """Leave the pages of these sources, or of all, to the workers; nothing where they have not read the last ones."""
    if settings.database.startswith("sqlite:"):
        raise Unusable(
            "--queue: workers share a PostgreSQL database; without it, reparse uses the cores of this machine"
        )
    with opened(settings) as db:
        agencies.fill(db)
        groups = list(reprocessing.groups(db, names))
        with db.write() as connection:
            is_begun = reread_groups.begin(connection, groups, moment(connection))
    if not is_begun:
        print_note("zhengce: the workers are still reading; zhengce reparse --status")
        return DONE
    count = sum(len(ids) for _, ids in groups)
    print_note(
        f"zhengce: {count:,} pages and files left to the workers; zhengce reparse --status says how far they are"
    )
    return DONE


def _status(settings: Settings) -> int:
    """Print how far the workers are."""
    with opened(settings) as db, db.read() as connection:
        found = reread_groups.status(connection)
    for line in found.problems:
        print_text(line)
    left = f", about {timedelta(seconds=round(found.left.total_seconds()))} left" if found.left else ""
    problems = f", {counted(len(found.problems), 'problem')}" if found.problems else ""
    print_note(f"zhengce: {found.done:,} of {found.total:,} read again, {found.changed:,} changed{problems}{left}")
    return WANTING if found.problems else DONE


def check_writable(db: Database) -> None:
    """Refuse a database that a dry run could not write, in the line that says why it has to."""
    try:
        with db.write():
            pass
    except StorageError as error:
        why = "a dry run makes the changes and takes them back; run it on a copy that `zhengce db backup FILE` makes"
        raise Unusable(f"{error} ({why})") from error
