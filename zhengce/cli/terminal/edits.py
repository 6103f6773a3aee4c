"""What people wrote, and English that awaits a person, in a terminal."""

from collections.abc import Sequence

from rich.text import Text

from storage.editing.edits import Edit
from zhengce.cli.terminal.tables import FOLD, RIGHT, WHOLE, console, new_table
from zhengce.documents.editing import shown
from zhengce.english.review import Review
from zhengce.english.titles.shown import MARK


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


KEY_SHOWN = 10
"""Characters of a key that are printed: enough for `accept`."""


def print_reviews(found: Sequence[Review]) -> None:
    """A text and its English in two lines, below them its key, who made it and what was found."""
    out = console()
    for one in found:
        out.print(Text(one.text.chinese), soft_wrap=True)
        if one.english:
            out.print(f"  {one.english}{'' if one.origin == 'accepted' else f' {MARK}'}", soft_wrap=True)
        document = f"document {one.document_id}" if one.document_id else ""
        facts = (one.text.key[:KEY_SHOWN], one.text.kind, one.origin, document, one.why)
        out.print(Text("  " + "  ".join(filter(None, facts)), style="dim"), soft_wrap=True)
