"""`ops archive`: whether the archive still gives what the database names, and its way into a bucket.

A worker reads a sample each day, and moves closed files each hour.
"""

import logging
from datetime import UTC, datetime
from time import monotonic

import click

from storage.archive import ArchiveFiles, ArchivePlace
from storage.archive import push as pushing
from storage.database import Database
from storage.errors import StorageError
from storage.health import archive_files
from storage.health.archive_files import Damage
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable
from zhengce.cli.shared.options import LARGEST, Settings, background_command
from zhengce.cli.shared.output import print_note, print_text
from zhengce.english.vocabulary import counted

log = logging.getLogger(__name__)

HOUR_SECONDS = 3600
ANSWERS_A_DAY, DAY_SECONDS = 100, 86_400
"""Answers of which a worker compares the digests each day: some seconds."""

NAMED = 20
"""Most documents that a line names; of more it gives the number."""


@background_command("check")
@click.option(
    "--sample",
    type=click.IntRange(1, LARGEST),
    metavar="N",
    help="Read so many answers that chance chooses. Default: all.",
)
@click.pass_obj
def check(settings: Settings, sample: int | None) -> int:
    """Read archived answers and compare their digests; print what is damaged and which documents it concerns.

    Exit code 1 if anything is damaged.
    """
    number = 0
    with opened(settings) as db:
        for number, found in enumerate(archive_files.check(db, settings.archive, sample), 1):  # noqa: B007
            print_text(_line(found))
    print_note(f"zhengce: {counted(number, 'damage')}" if number else "zhengce: nothing is damaged")
    return WANTING if number else DONE


@background_command("push")
@click.pass_obj
def push(settings: Settings) -> int:
    """Move closed files of the archive to the bucket that `archive` sets; each is compared there before it goes here.

    Exit code 1 if one stays because it differs, or the bucket cannot be used.
    """
    if settings.chosen.archive is None:
        raise Unusable('no bucket is set; write archive = "s3://NAME/PREFIX" in zhengce.toml')
    staying = moved = 0
    try:
        for one in pushing.push(settings.archive, datetime.now(UTC)):
            print_text(f"{one.name} {one.why or f'{one.size:,} bytes moved'}")
            staying, moved = staying + bool(one.why), moved + (not one.why)
    except OSError as error:
        print_note(f"zhengce: {error}")
        staying += 1
    print_note(f"zhengce: {counted(moved, 'file')} moved to {settings.chosen.archive}")
    return WANTING if staying else DONE


class HourlyPush:
    """Moves closed files to the bucket on the first call and on the first one of each hour after it."""

    def __init__(self, archive: ArchiveFiles) -> None:
        self._archive = archive
        self._due = 0.0

    def move(self) -> None:
        """Log a line for what went wrong; nothing where there is no bucket or the last push is younger than an hour."""
        if self._archive.url is None or monotonic() < self._due:
            return
        self._due = monotonic() + HOUR_SECONDS
        try:
            for one in pushing.push(self._archive, datetime.now(UTC)):
                if one.why:
                    log.warning("the archive: %s %s", one.name, one.why)
        except OSError as error:
            log.warning("the archive was not moved; it is tried again in an hour: %s", error)


class DailySample:
    """Reads a sample of the archive on the first call and on the first one of each day after it."""

    def __init__(self, archive: ArchivePlace) -> None:
        self._archive = archive
        self._due = 0.0

    def read(self, db: Database) -> None:
        """Log a line for each damage; nothing where the last sample is younger than a day."""
        if monotonic() < self._due:
            return
        self._due = monotonic() + DAY_SECONDS
        try:
            for damage in archive_files.check(db, self._archive, ANSWERS_A_DAY):
                log.warning("the archive is damaged: %s", _line(damage))
        except StorageError as error:
            log.warning("no sample of the archive was read: %s", error)


def _line(found: Damage) -> str:
    what = f"{found.file} {found.why}" if found.is_rest else f"{found.url}: {found.why}"
    named = ", ".join(map(str, found.documents[:NAMED]))
    more = f" and {len(found.documents) - NAMED} more" if len(found.documents) > NAMED else ""
    return f"{what}; {'documents ' + named + more if named else 'no document'}"
