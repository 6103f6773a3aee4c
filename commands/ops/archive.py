"""`ops archive check`: whether the archive still gives what the database names."""

import click

from commands.cli.access import opened
from commands.cli.errors import DONE, WANTING
from commands.cli.options import LARGEST, Settings, command
from commands.cli.output import print_note, print_text
from outputs.english.vocabulary import counted
from storage.health import archive_files
from storage.health.archive_files import Damage

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


def _line(found: Damage) -> str:
    what = f"{found.file} {found.why}" if found.is_rest else f"{found.url}: {found.why}"
    named = ", ".join(map(str, found.documents[:NAMED]))
    more = f" and {len(found.documents) - NAMED} more" if len(found.documents) > NAMED else ""
    return f"{what}; {'documents ' + named + more if named else 'no document'}"
