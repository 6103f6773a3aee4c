"""`ops archive`: whether the archive still gives what the database names, and its way into a bucket."""

import logging
from datetime import UTC, datetime

import click

from storage.archive import ArchiveFiles
from storage.archive import push as pushing
from storage.health import archive_files
from storage.health.archive_files import Damage
from zhengce.cli.shared.database import opened
from zhengce.cli.shared.errors import DONE, WANTING, Unusable
from zhengce.cli.shared.options import Settings, background_command
from zhengce.cli.shared.output import print_note, print_text
from zhengce.english.vocabulary import counted

log = logging.getLogger(__name__)

NAMED = 20
"""Most documents that a line names; of more it gives the number."""


@background_command("check")
@click.pass_obj
def check(settings: Settings) -> int:
    """Read archived answers and compare their digests; print what is damaged and which documents it concerns.

    Exit code 1 if anything is damaged.
    """
    number = 0
    with opened(settings) as db:
        for number, found in enumerate(archive_files.check(db, settings.archive), 1):  # noqa: B007
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


def move(archive: ArchiveFiles) -> None:
    """Move closed files to the bucket, where there is one; log a line for what went wrong."""
    if archive.url is None:
        return
    try:
        for one in pushing.push(archive, datetime.now(UTC)):
            if one.why:
                log.warning("the archive: %s %s", one.name, one.why)
    except OSError as error:
        log.warning("the archive was not moved; it is tried again after the next crawl: %s", error)


def _line(found: Damage) -> str:
    what = f"{found.file} {found.why}" if found.is_rest else f"{found.url}: {found.why}"
    named = ", ".join(map(str, found.documents[:NAMED]))
    more = f" and {len(found.documents) - NAMED} more" if len(found.documents) > NAMED else ""
    return f"{what}; {'documents ' + named + more if named else 'no document'}"
