"""What people wrote, when, over what: `edits`."""

import click

from commands.cli.access import only_document, opened
from commands.cli.errors import Unusable, refusing
from commands.cli.options import LARGEST, TABLE_ROWS, Settings, command, format_option, limit_option
from commands.cli.output import print_json, print_note
from outputs.editing import editor_now
from outputs.edits import as_json, sentence
from outputs.terminal.edits import print_edits
from storage.editing import edits as stored
from storage.editing.undo import NotUndone
from storage.editing.undo import undo as take_back


@command("edits")
@click.argument("key", metavar="[ID|NUMBER|URL]", required=False)
@click.option("--undo", type=click.IntRange(1, LARGEST), metavar="N", help="Take the edit of this number back.")
@limit_option(None, f"Default: {TABLE_ROWS} in a table, all in json and jsonl.")
@format_option("table", "json", "jsonl")
@click.pass_obj
def edits(settings: Settings, key: str | None, undo: int | None, limit: int | None, form: str) -> None:
    """List what people wrote beside a document, the newest first; without a document, everywhere.

    An edit that is taken back is one more edit: nothing that was written is deleted.
    """
    if undo is not None:
        if key is not None:
            raise Unusable("edits --undo N: the number is enough; leave the document out")
        _undo(settings, undo)
        return
    with opened(settings) as db, db.read() as connection:
        document_id = None if key is None else only_document(connection, key).id
        found = stored.newest(connection, limit or (TABLE_ROWS if form == "table" else LARGEST), document_id)
    if form == "table":
        print_edits(found)
        if not found:
            click.echo("nobody has written anything here", err=True)
    elif form == "json":
        print_json([as_json(edit) for edit in found], indent=2)
    else:
        for edit in found:
            print_json(as_json(edit))


def _undo(settings: Settings, number: int) -> None:
    with opened(settings) as db, db.write() as connection, refusing(NotUndone, where=f"--undo {number}"):
        edit = take_back(connection, number, editor_now())
    print_note(f"taken back: {sentence(edit)}")
