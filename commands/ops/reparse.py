"""`ops reparse`: the archive read again with today's parsers."""

import sys

import click
from rich.progress import Progress

from commands.cli.access import opened
from commands.cli.errors import DONE, WANTING, Unusable, refusing
from commands.cli.options import SOURCES, Settings, command
from commands.cli.output import until_the_reader_leaves
from commands.cli.sources import sources_of
from commands.ops.indexes import refresh_indexes
from outputs.terminal.crawls import print_reparse
from outputs.terminal.tables import console
from parsers.files import with_memory
from reprocessing import reparse as reprocessing
from storage.database import Database
from storage.errors import StorageError


@command("reparse")
@SOURCES
@click.option(
    "--dry-run", is_flag=True, help="Print what would change, and change nothing; the database must be writable."
)
@click.option("--processes", type=click.IntRange(min=1), metavar="N", help="Default: as many as cores.")
@click.pass_obj
def reparse(settings: Settings, sources: tuple[str, ...], dry_run: bool, processes: int | None) -> int:
    """Read every archived page again with today's parsers; print what changed by source and field."""
    names = sources_of(settings, sources) if sources else []
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


def check_writable(db: Database) -> None:
    """Refuse a database that a dry run could not write, in the line that says why it has to."""
    try:
        with db.write():
            pass
    except StorageError as error:
        why = "a dry run makes the changes and takes them back; run it on a copy that `zhengce db backup FILE` makes"
        raise Unusable(f"{error} ({why})") from error
