"""What people wrote, in a terminal."""

from collections.abc import Sequence

from outputs.editing import shown
from outputs.terminal.tables import FOLD, RIGHT, WHOLE, console, new_table
from outputs.terminal.translations import KEY_SHOWN
from storage.editing.edits import Edit


def print_edits(found: Sequence[Edit]) -> None:
    """The edits, a row each; nothing for none."""
    names = (("edited (UTC)", WHOLE), ("by", FOLD), ("what", FOLD), "field", ("before", FOLD), ("after", FOLD))
    table = new_table(("edit", RIGHT), *names)
    for edit in found:
        day = edit.edited_at.strftime("%Y-%m-%d %H:%M:%S")
        after = shown(edit.after) + (f" (takes back {edit.undoes})" if edit.undoes else "")
        key = edit.subject.key
        what = f"{edit.subject.kind} {key[:KEY_SHOWN] if edit.subject.kind == 'text' else key}"
        table.add_row(str(edit.id), day, edit.editor, what, edit.field, shown(edit.before), after)
    if found:
        console().print(table)
