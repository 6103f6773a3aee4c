"""`ops db` and `ops backup`: the schema of the database, its index and copies."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from parsers.record import Stage
from pipelines import agencies
from storage import backup as backups
from storage import database
from storage.documents.filters import Filters
from storage.documents.queries import count
from storage.errors import StorageError
from storage.search import reindex as indexes
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.options import PATH, Settings, background_command, command
from zhengce.cli.shared.progress import progress
from zhengce.search import keywords


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
    """Make the search index and the keywords anew; who writes waits meanwhile."""
    with opened(settings) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with progress("indexing", total) as on_progress:
            for done in indexes.rebuild(db):
                on_progress(done)
        with progress("keywords", total) as on_progress:
            keywords.refresh(db, datetime.now(UTC), again=True, progress=on_progress)
        db.truncate_log()
    click.echo(f"{total:,} documents", err=True)
