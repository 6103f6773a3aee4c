"""English that awaits a person, in a terminal."""

from collections.abc import Sequence

from rich.text import Text

from outputs.english.review import Review
from outputs.english.titles.shown import MARK
from outputs.terminal.tables import console

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
