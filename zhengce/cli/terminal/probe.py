"""What a probe found, for a terminal and for a bug report: a line a fact; what does not hold once more at the end."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from zhengce.cli.terminal.tables import console

STYLES = {"holds": "green", "differs": "bold red", "not checked": "yellow"}
COUNTED = {"holds": "hold", "differs": "differ", "not checked": "not checked"}
WIDTHS = (11, 16)
"""Columns of verdict and name."""


def print_facts(found: Sequence[Any], recording: Path | None) -> None:
    """Facts (`.source .where .name .verdict .seen`) below their source and column, then what they come to."""
    out = console()
    for source, of_source in groupby(found, lambda fact: fact.source):
        out.print(source, style="bold")
        for where, facts in groupby(of_source, lambda fact: fact.where):
            out.print(f"  {where or 'all columns'}")
            for fact in facts:
                out.print(f"    {fact.verdict:<{WIDTHS[0]}}", style=STYLES[fact.verdict], end="")
                out.print(f"  {fact.name:<{WIDTHS[1]}}  {fact.seen}", soft_wrap=True)
    counted = Counter(fact.verdict for fact in found)
    figures = ", ".join(f"{counted[verdict]} {words}" for verdict, words in COUNTED.items() if counted[verdict])
    out.print(f"\n{len(found)} facts: {figures}.")
    wrong = [fact for fact in found if fact.verdict != "holds"]
    for fact in wrong:
        out.print(f"  {fact.source} · {fact.where or 'all columns'} · {fact.name}: {fact.seen}", soft_wrap=True)
    if recording:
        out.print(f"The answers are in {recording}", soft_wrap=True)
        out.print("Read them again with: zhengce probe --replay FILE. Send the file with a bug report.")
