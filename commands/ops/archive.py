"""`ops archive check`: whether the archive still gives what the database names; a worker reads a sample each day."""

import logging
from pathlib import Path
from time import monotonic

import click

from commands.cli.access import opened
from commands.cli.errors import DONE, WANTING
from commands.cli.options import LARGEST, Settings, command
from commands.cli.output import print_note, print_text
from outputs.english.vocabulary import counted
from storage.database import Database
from storage.errors import StorageError
from storage.health import archive_files
from storage.health.archive_files import Damage

log = logging.getLogger(__name__)

ANSWERS_A_DAY, DAY_SECONDS = 100, 86_400
"""Answers with pages, and as many with files, of which a worker compares the digests each day: some seconds."""

NAMED = 20
"""Most documents that a line names; of more it gives the number."""


@command("check")
@click.option(
    "--sample",
    type=click.IntRange(1, LARGEST),
    metavar="N",
    help="Read so many answers with pages, and as many with files, that chance chooses. Default: all.",
)
@click.pass_obj
def check(settings: Settings, sample: int | None) -> int:
    """Read archived answers and compare their digests; print what is damaged and which documents it concerns.

    Exit code 1 if anything is damaged.
    """
    number = 0
    with opened(settings) as db:
        for number, found in enumerate(archive_files.check(db, settings.data / "archive", sample), 1):  # noqa: B007
            print_text(_line(found))
    print_note(f"zhengce: {counted(number, 'damage')}" if number else "zhengce: nothing is damaged")
    return WANTING if number else DONE


class DailySample:
    """Reads a sample of the archive on the first call and on the first one of each day after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._due = 0.0

    def read(self, db: Database) -> None:
        """Log a line for each damage; nothing where the last sample is younger than a day."""
        if monotonic() < self._due:
            return
        self._due = monotonic() + DAY_SECONDS
        try:
            for found in archive_files.check(db, self._folder, ANSWERS_A_DAY):
                log.warning("the archive is damaged: %s", _line(found))
        except StorageError as error:
            log.warning("no sample of the archive was read: %s", error)


def _line(found: Damage) -> str:
    what = f"{found.file} {found.why}" if found.is_rest else f"{found.url}: {found.why}"
    named = ", ".join(map(str, found.documents[:NAMED]))
    more = f" and {len(found.documents) - NAMED} more" if len(found.documents) > NAMED else ""
    return f"{what}; {'documents ' + named + more if named else 'no document'}"
