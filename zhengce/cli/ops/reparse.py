"""`ops reparse`: the archive read again with today's parsers."""

import sys

import click
from rich.progress import Progress

from parsers.files import with_memory
from pipelines.reparse import reparse as reprocessing
from storage.errors import StorageError
from zhengce.cli.ops.indexes import refresh_indexes
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import DONE, WANTING, refusing
from zhengce.cli.shared.options import SOURCES, Settings, background_command
from zhengce.cli.shared.output import until_the_reader_leaves
from zhengce.cli.shared.sources import sources_of
from zhengce.cli.terminal.crawls import print_reparse
from zhengce.cli.terminal.tables import console


@background_command("reparse")
@SOURCES
@click.option(
    "--dry-run", is_flag=True, help="Print what would change, and change nothing; the database must be writable."
)
@click.option("--processes", type=click.IntRange(min=1), metavar="N", help="Default: as many as cores.")
@click.pass_obj
def reparse(settings: Settings, sources: tuple[str, ...], dry_run: bool, processes: int | None) -> int:
    """Read every archived page again with today's parsers; print what changed by source and field.

    Exit code 1 if something could not be read.
    """
    names = sources_of(settings, sources) if sources else []
    shown = console(stderr=True)
    with opened(settings) as db, Progress(console=shown, disable=not sys.stderr.isatty()) as bar:
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
