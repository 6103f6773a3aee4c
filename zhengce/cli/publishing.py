"""`publish`: the whole database as files."""

from datetime import date
from pathlib import Path
from typing import get_args

import click

from parsers.record import Stage
from storage.documents.filters import Filters
from storage.documents.past import NoPast
from storage.documents.queries import count
from zhengce.cli.shared.access import opened
from zhengce.cli.shared.errors import refusing
from zhengce.cli.shared.options import PATH, Settings, background_command, day_option
from zhengce.cli.shared.progress import progress
from zhengce.tables.export.errors import ExportError
from zhengce.tables.publishing import publication
from zhengce.tables.publishing.as_of import publish_as_of


@background_command("publish")
@click.argument("folder", metavar="DIR", type=PATH)
@day_option("--as-of", "What was held at the end of this day, 24:00 in China.")
@click.pass_obj
def publish(settings: Settings, folder: Path, as_of: date | None) -> None:
    """Publish the whole database as Parquet and JSON lines by year, with a dictionary, checksums and terms of reuse.

    DIR is a folder for the files: new, empty or published to before. With --as-of the files are the same whenever they
    are asked for, whatever was crawled, revised or merged since.
    """
    with opened(settings) as db:
        with db.read() as connection:
            total = count(connection, Filters(stages=get_args(Stage)))
        with (
            progress("publishing", total) as on_progress,
            refusing(ExportError),
            refusing(NoPast, where=f"--as-of {as_of}"),
        ):
            if as_of:
                done = publish_as_of(db, folder, as_of, on_progress)
            else:
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
