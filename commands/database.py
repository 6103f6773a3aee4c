"""Commands on the database itself: its schema, index and backup."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from commands.options import opened, progress, storage_errors
from parsers.record import Stage


def db_upgrade(ctx: typer.Context) -> None:
    """Create the tables of an empty database, or bring them to this version's schema."""
    from storage import database

    with storage_errors():
        db = database.open_database(ctx.obj.database)
        typer.echo(database.revision(db))
        db.close()


def db_current(ctx: typer.Context) -> None:
    """The schema's version."""
    from storage.database import revision

    with opened(ctx) as db:
        typer.echo(revision(db))


def db_path(ctx: typer.Context) -> None:
    """Where the database is; of a server without the password."""
    from storage.database import place

    with storage_errors():
        typer.echo(place(ctx.obj.database))


def db_backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not exist yet.")],
) -> None:
    """Copy an SQLite database while crawls go on. (PostgreSQL has pg_dump: see docs/operations.md.)"""
    from storage import backup

    with opened(ctx) as db:
        backup.copy(db, file)
    typer.echo(str(file))


def db_reindex(ctx: typer.Context) -> None:
    """Make the search index and the keywords anew, while crawls go on."""
    from datetime import UTC

    from outputs.search import keywords
    from storage.documents.filters import Filters
    from storage.documents.queries import count
    from storage.search import reindex

    with opened(ctx) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with progress("indexing", total) as told:
            for done in reindex.rebuild(db):
                told(done)
        with progress("keywords", total) as told:
            keywords.refresh(db, datetime.now(UTC), again=True, progress=told)
    typer.echo(f"{total:,} documents", err=True)


def find_words(database: str) -> None:
    """Keywords and quotations of what a crawl brought, and a search index in few pieces."""
    from datetime import UTC

    from outputs.brief import quotations
    from outputs.search import keywords
    from storage.database import open_database
    from storage.search import fts_segments

    db = open_database(database)
    try:
        fts_segments.merge_alike(db)
        with progress("keywords", None) as told:
            keywords.refresh(db, datetime.now(UTC), progress=told)
        with progress("quotations", None) as told:
            quotations.refresh(db, progress=told)
    finally:
        db.close()
