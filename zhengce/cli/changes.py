"""What changed, for programs and feed readers, and the whole database as files: `changes`, `feed`, `publish`."""

import sys
from pathlib import Path
from typing import get_args

import click

from parsers.record import Stage
from storage.changes import last_number
from storage.documents.filters import Filters
from storage.documents.queries import count
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import Unusable, refusing, refusing_file
from zhengce.cli.shared.filters import QUERY, filter_options
from zhengce.cli.shared.options import (
    BASE,
    LARGEST,
    PATH,
    Count,
    Settings,
    address_option,
    background_command,
    command,
    limit_option,
)
from zhengce.cli.shared.progress import progress
from zhengce.documents import changes as log
from zhengce.feeds import atom
from zhengce.search.query import BadQuery
from zhengce.tables import publication
from zhengce.tables.whole_file import ExportError, whole_file


@command("changes")
@click.option(
    *("--after",), type=Count(0, LARGEST), default=0, metavar="N", help="The number of the last change that you have."
)
@limit_option(None, "At most so many.", most=LARGEST)
@click.option("--follow", is_flag=True, help="Wait for more, until stopped.")
@click.pass_obj
def changes(settings: Settings, after: int, limit: int | None, follow: bool) -> None:
    """Print what became new, was revised, merged, withdrawn or came back: JSON lines, each with its number."""
    stopper = log.Stopper()
    if follow:
        stopper.listen()
    with opened(settings) as db:
        with db.read() as connection:
            newest = last_number(connection)
        if after > newest:
            raise Unusable(f"--after {after}: the last change is {newest}; was the database restored from a backup?")
        log.write(log.stream(db, after, limit, follow=follow, wait=stopper.wait), sys.stdout, stopper)


@command("feed")
@click.argument("file", metavar="FILE", type=PATH)
@filter_options
@QUERY
@limit_option(100)
@BASE
@address_option("--url", "Where this file will be found.")
@click.pass_obj
def feed(
    settings: Settings, file: Path, filters: Filters, query: str | None, limit: int, base: str | None, url: str | None
) -> None:
    """Write a feed of the documents that changed last, all of them or those that a search finds.

    FILE is in Atom; its name ends in .atom or .xml.
    """
    if file.suffix.lower() not in (".atom", ".xml"):
        raise Unusable(f"{file}: a feed is in Atom; name it .atom or .xml")
    with opened(settings) as db, db.read() as connection, refusing(BadQuery, where=f"--q {query}"):
        body = atom.feed(connection, filters, query=query, base=base, own_url=url, limit=limit)
    with refusing_file(file), whole_file(file) as unfinished:
        unfinished.write_bytes(body)
    click.echo(f"{file}: written", err=True)


@background_command("publish")
@click.argument("folder", metavar="DIR", type=PATH)
@click.pass_obj
def publish(settings: Settings, folder: Path) -> None:
    """Publish the whole database as Parquet and JSON lines by year, with a dictionary, checksums and terms of reuse.

    DIR is a folder for the files: new, empty or published to before. To keep what was held on a day, name the folder
    after it.
    """
    with opened(settings) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with progress("publishing", total) as on_progress, refusing(ExportError):
            done = publication.publish(db, folder, on_progress)
    for name in done.written:
        click.echo(f"written  {name}")
    for name in done.removed:
        click.echo(f"removed  {name}")
    untouched = done.files - len(done.written)
    click.echo(
        f"{folder}: {done.documents:,} documents up to change {done.last_change:,}; "
        f"{len(done.written):,} files written, {untouched:,} unchanged",
        err=True,
    )
