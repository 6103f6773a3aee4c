"""Tables and lines of a terminal: Chinese widths right, no control characters, no colour on a pipe."""

import shutil
import sys
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

from parsers.record import PolicyDocument
from zhengce.english import vocabulary
from zhengce.tables.sanitize import printable

_PIPE_WIDTH = 140
"""Columns where the output is a file or a pipe: wide enough that titles are read in one or two lines."""


class Screen(Console):
    """A console that shows no control characters, and lets the command say what it means that the reader left."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else printable(text), style, control)

    def on_broken_pipe(self) -> None:
        raise  # the BrokenPipeError, in whose handler Rich calls this; by itself it would exit with 1


def console(stderr: bool = False) -> Console:
    """A console as wide as the terminal, or wide enough for a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else _PIPE_WIDTH
    return Screen(file=stream, width=width, highlight=False, markup=False, emoji=False)


def new_table(*columns: str | tuple[str, dict[str, Any]]) -> Table:
    """A table without a frame; a column is its heading, or that and its options."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        name, options = (column, {}) if isinstance(column, str) else column
        table.add_column(name, **options)
    return table


RIGHT = {"justify": "right"}
WHOLE = {"no_wrap": True}
FOLD = {"overflow": "fold"}  # Chinese has no blanks to break at, and a cut title is no title


def in_two_lines(chinese: str, english: str | None) -> str:
    """The Chinese, and the English under it where there is one."""
    return f"{chinese}\n{english}" if english else chinese


def bodies(record: PolicyDocument) -> str:
    """工业和信息化部办公厅、商务部 等: the bodies, each with the office that signed; 等 where the page names fewer."""
    names = "、".join(body.name + (body.unit or "") for body in record.issuing_bodies)
    return names if record.issuing_bodies_complete or not names else f"{names} 等"


def bodies_with_english(record: PolicyDocument, between: str = "\n") -> str:
    """交通运输部, then Ministry of Transport (MOT): the body in both languages; of several, the abbreviations.

    In Chinese alone where none is known.
    """
    names, known = bodies(record), record.issuing_bodies
    english = vocabulary.body(known[0]) if len(known) == 1 else None
    if len(known) > 1 and any(body.id for body in known):
        english = ", ".join(map(vocabulary.short_body, known))
    return f"{names}{between}{english}" if english else names
