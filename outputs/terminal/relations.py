"""Targets of documents in a terminal."""

from collections.abc import Sequence

from outputs import targets
from outputs.terminal import FOLD, RIGHT, WHOLE, console, new_table
from parsers.record import PolicyDocument, plain_target
from storage.documents.targets import HeldTarget


def print_targets(found: Sequence[HeldTarget]) -> None:
    """Targets, one a row; an indicator is printed once where several documents name it."""
    if not found:
        console().print("No target.")
        return
    columns = (("target", FOLD | {"ratio": 3}), ("year", WHOLE), ("id", RIGHT), ("published", WHOLE))
    table = new_table(
        ("indicator", FOLD | {"ratio": 3}), *columns, ("document", FOLD | {"ratio": 4}), ("issued by", FOLD)
    )
    before = None
    for held in found:
        record, target = held.document.record, held.target
        shown = targets.figure(plain_target(target)) + (" a year" if target.kind == "growth_rate" else "")
        nature = f" {target.nature}" if target.nature else ""
        day = str(record.published_on or record.written_on or "")
        name = "" if target.indicator == before else target.indicator
        table.add_row(name, shown + nature, str(target.year), str(held.document.id), day, record.title, lead(record))
        before = target.indicator
    console().print(table)


def lead(record: PolicyDocument) -> str:
    """工业和信息化部 等: the first issuing body, and whether there are more."""
    names = [body.name for body in record.issuing_bodies]
    return names[0] + (" 等" if names[1:] or not record.issuing_bodies_complete else "") if names else ""
