"""`publish`: the whole database as files."""

from pathlib import Path
from typing import get_args

import click

from commands.cli.access import opened
from commands.cli.errors import refusing
from commands.cli.options import PATH, Settings, background_command
from commands.cli.progress import progress
from outputs.export.errors import ExportError
from outputs.publishing import publication
from parsers.record import Stage
from storage.documents.filters import Filters
from storage.documents.queries import count


@background_command("publish")
@click.argument("folder", metavar="DIR", type=PATH)
@click.pass_obj
def publish(settings: Settings, folder: Path) -> None:
    """Publish the whole database as Parquet and JSON lines by year, with a dictionary, checksums and terms of reuse.

    DIR is a folder for the files: new, empty or published to before.
    """
    with opened(settings) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with progress("publishing", total) as on_progress, refusing(ExportError):
            done = publication.publish(db, folder, on_progress)
    if done.started_anew:
        click.echo(f"zhengce: {folder} was published from another database; its changes are published anew", err=True)
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
