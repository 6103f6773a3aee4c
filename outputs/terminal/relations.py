"""Targets of documents in a terminal."""

from collections.abc import Sequence

from outputs import targets
from outputs.terminal import FOLD, RIGHT, WHOLE, bodies, console, new_table
from parsers.record import plain_target
from storage.documents.targets import HeldTarget


def print_targets(found: Sequence[HeldTarget]) -> None:
    """Targets, one a row; an indicator is printed once where several documents name it."""
    if not found:
        console().print("No target.")
        return
    columns = (("target", FOLD | {"ratio": 3}), ("year", WHOLE), ("id", RIGHT), ("published", WHOLE))
    table = new_table(("indicator", FOLD | {"ratio": 3}), *columns, ("document", FOLD | {"ratio": 4}))
    before = None
    for held in found:
        record, target = held.document.record, held.target
        shown = targets.figure(plain_target(target)) + (" a year" if target.kind == "growth_rate" else "")
        nature = f" {target.nature}" if target.nature else ""
        day = str(record.published_on or record.written_on or "")
        name = "" if target.indicator == before else target.indicator
        document = f"{record.title}\n{bodies(record)}"
        table.add_row(name, shown + nature, str(target.year), str(held.document.id), day, document)
        before = target.indicator
    console().print(table)
