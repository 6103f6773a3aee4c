"""The database, its indexes, copies and a new reading: `ops db`, `backup`, `index`, `reparse`."""

import json
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any, get_args

import click

from parsers.files import with_memory
from parsers.record import Stage
from pipelines import agencies
from pipelines.reparse import reparse as reprocessing
from pipelines.reparse.report import Report
from storage import backup as backups
from storage import database
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.documents.queries import count
from storage.errors import StorageError
from storage.search import reindex as indexes
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable, refusing
from zhengce.cli.shared.filters import sources_of
from zhengce.cli.shared.options import PATH, SOURCES, Count, Settings, background_command, command
from zhengce.cli.shared.output import print_note, print_text, until_the_reader_leaves
from zhengce.cli.shared.progress import progress
from zhengce.cli.shared.table import Column, print_table
from zhengce.english import stored
from zhengce.english.vocabulary import counted
from zhengce.search import near


@command("upgrade")
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Create the tables of an empty database."""
    with refusing(StorageError), closing(database.open_database(settings.database)) as db:
        agencies.fill(db)
        click.echo(database.revision(db))


@command("current")
@click.pass_obj
def current(settings: Settings) -> None:
    """Print the schema's version."""
    with opened(settings) as db:
        click.echo(database.revision(db))


@command("path")
@click.pass_obj
def path(settings: Settings) -> None:
    """Print where the database is; of a server without the password."""
    with refusing(StorageError):
        click.echo(database.place(settings.database))


@background_command("backup")
@click.argument("file", metavar="FILE", type=PATH)
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Copy an SQLite database while crawls go on. (PostgreSQL has pg_dump: see docs/operations.md.)

    FILE is the copy; it must not exist yet.
    """
    with opened(settings) as db:
        backups.copy(db, file)
    click.echo(str(file))


@background_command("reindex")
@click.pass_obj
def reindex(settings: Settings) -> None:
    """Make the search index anew; who writes waits meanwhile."""
    with opened(settings) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with progress("indexing", total) as on_progress:
            for done in indexes.rebuild(db):
                on_progress(done)
    click.echo(f"{total:,} documents", err=True)


VECTORS_PER_RUN = 2_000
"""Made at the end of a crawl or reparse where there are some already, a few seconds; `index --near` makes the rest."""


def refresh_indexes(database: str) -> None:
    """Find the English of new and changed documents, and merge the parts of the search index."""
    with closing(open_database(database)) as db:
        _refresh(db)
        if near.are_used(db) and not isinstance(own := near.encoder(), str):
            with progress("vectors", None) as on_progress:
                near.refresh(db, own, VECTORS_PER_RUN, on_progress)


@background_command("index")
@click.option(
    "--near", "with_near", is_flag=True, help="Vectors of titles, too, for the search by meaning (extra: near)."
)
@click.pass_obj
def index(settings: Settings, with_near: bool) -> None:
    """Bring the English of new and changed documents up to date, as crawls do at their end."""
    with opened(settings) as db:
        _refresh(db)
        if with_near:
            own = near.encoder()
            if isinstance(own, str):
                raise Unusable(f"the search by meaning is off: {own}")
            with progress("vectors", None) as on_progress:
                made = near.refresh(db, own, progress=on_progress)
            click.echo(f"{made:,} vectors", err=True)


def _refresh(db: Database) -> None:
    indexes.merge_segments(db)
    with progress("English", None) as on_progress:
        stored.refresh(db, progress=on_progress)


@background_command("reparse")
@SOURCES
@click.option(
    "--dry-run", is_flag=True, help="Print what would change, and change nothing; the database must be writable."
)
@click.option("--processes", type=Count(min=1), metavar="N", help="Default: as many as cores.")
@click.pass_obj
def reparse(settings: Settings, sources: tuple[str, ...], dry_run: bool, processes: int | None) -> int:
    """Read every archived page again with today's parsers; print what changed by source and field.

    Exit code 1 if something could not be read.
    """
    names = sources_of(settings, sources) if sources else []
    with opened(settings) as db, progress("reading again", None) as on_progress:
        report = reprocessing.reparse(
            db,
            settings.archive,
            names,
            dry_run=dry_run,
            processes=processes,
            limits=with_memory(settings.chosen.file_memory),
            progress=on_progress,
        )
    if not dry_run and (report.revised or report.merged or report.parted):
        with refusing(StorageError):
            refresh_indexes(settings.database)
    with until_the_reader_leaves():
        _print_reparse(report, dry_run=dry_run)
    return DONE if report.ok else WANTING


MOST_LINES = 50
"""Pages that a reparse could not read, of each kind, that are named one by one."""
LONGEST_VALUE = 120
"""Characters of a changed value that the table of a reparse shows."""
EXAMPLES = (
    Column("source", itemgetter(0)),
    Column("field", itemgetter(1)),
    Column("documents", itemgetter(2), is_number=True),
    Column("document", lambda row: row[3].document_id),
    Column("was", lambda row: _short(row[3].old)),
    Column("is", lambda row: _short(row[3].new)),
)


def _print_reparse(report: Report, *, dry_run: bool) -> None:
    """What reading the archive again changed, by source and field, with examples; then what could not be read."""
    words = "would be " if dry_run else ""
    counts = (
        f"{counted(report.pages, 'page')} read again: "
        f"{report.revised} {words}revised, {report.unchanged} unchanged, "
        f"{len(report.merged)} {words}merged, {len(report.parted)} {words}parted, {len(report.failed)} unreadable, "
        f"{len(report.missing)} missing or damaged in the archive here"
    )
    counts += f", {report.superseded} fetched anew meanwhile" if report.superseded else ""
    if report.files:
        counts += f"; {counted(report.files, 'file')} looked at again, {report.changed_files} with another text"
    print_text(counts)
    if report.fields:
        examples = [
            (*((source, name, change.count) if place == 0 else ("", "", "")), example)
            for (source, name), change in sorted(report.fields.items())
            for place, example in enumerate(change.examples)
        ]
        print_table(examples, EXAMPLES)
    for word, found in (("merged", report.merged), ("parted", report.parted)):
        for example in found:
            became = example.new or "a new one"
            print_text(f"{words}{word}: {example.url}: document {example.old} -> {became}")
    for lines in (report.failed, report.missing):
        for line in lines[:MOST_LINES]:
            print_note(line)
        if len(lines) > MOST_LINES:
            print_note(f"… and {len(lines) - MOST_LINES} more")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
