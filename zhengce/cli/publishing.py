"""`publish`: the whole database as files."""

from pathlib import Path
from typing import get_args

import click

from parsers.record import Stage
from storage.documents.filters import Filters
from storage.documents.queries import count
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.options import PATH, Settings, background_command
from zhengce.cli.shared.progress import progress
from zhengce.tables import publication
from zhengce.tables.whole_file import ExportError


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
