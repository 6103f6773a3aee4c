"""The rows of a PDF page in reading order: its lines, and the rows of its tables with their cells parted by tabs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import pypdfium2.raw as pdfium

from parsers.files.pdf.lines import COLUMN_GAP, Line, PageText, first_width, join_texts
from parsers.files.pdf.tables import Table, edges_inside, find_rules, find_tables

OUTER = 0.1
"""Share of a page's height at its top and bottom where running heads and page numbers stand."""

RowKind = Literal["line", "columns", "cells"]
"""`line`: running text. `columns`: pieces far apart on one line. `cells`: a row of a ruled table."""


class Row(NamedTuple):
    """One row of a page; cells are parted by tabs. Places in points, y growing upwards."""

    text: str
    left: float
    right: float
    middle: float
    em: float
    """Width of a Chinese character."""
    first_width: float
    """Width of what may not be divided at its begin."""
    kind: RowKind


def page_rows(page: "pdfium.FPDF_PAGE", text: PageText, height: float) -> list[Row]:
    """The rows of a page in the order in which the file draws them, so that columns of text follow one another."""
    lines = list(text.lines())
    tables: dict[int, Table] = {}
    if _may_have_tables(lines, height):
        rules = find_rules(page)
        if rules.horizontal and rules.vertical:
            lines = [piece for line in lines for piece in text.split(line, edges_inside(line, rules))]
            tables = find_tables(lines, rules)
    rows: list[Row] = []
    seen: set[int] = set()
    beside: list[Line] = []
    for place, line in enumerate(lines):
        table = tables.get(place)
        if table is None and beside and is_beside(beside[-1], line):
            beside.append(line)
            continue
        if beside:
            rows.append(join_beside(beside))
            beside = []
        if table is None:
            beside = [line]
        elif id(table) not in seen:
            seen.add(id(table))
            rows += _table_rows(table)
    if beside:
        rows.append(join_beside(beside))
    return rows


def _may_have_tables(lines: Sequence[Line], height: float) -> bool:
    """Whether any line does not stand below the line before: cells beside one another, or columns of text.

    What stands in the margins is drawn first or last, and tells nothing."""
    inner = (line for line in lines if OUTER * height < line.middle < (1 - OUTER) * height)
    return any(line.middle > before.middle - before.em / 2 for before, line in pairwise(inner))


def is_beside(before: Line, line: Line) -> bool:
    """Whether a piece stands to the right of another at the same height."""
    shared = min(before.top, line.top) - max(before.bottom, line.bottom)
    lower = min(before.top - before.bottom, line.top - line.bottom)
    return shared > 0.5 * lower and line.left > before.right - 0.3 * before.em


def join_beside(pieces: Sequence[Line]) -> Row:
    """The row of pieces that stand beside one another, from left to right: a tab parts those a column's gap apart."""
    first, last = pieces[0], pieces[-1]
    text, before = first.text, first
    for piece in pieces[1:]:
        if piece.left - before.right > COLUMN_GAP * min(before.em, piece.em):
            text = f"{text}\t{piece.text}"
        else:
            text = join_texts(text, piece.text)
        before = piece
    kind: RowKind = "columns" if "\t" in text else "line"
    em = max(piece.em for piece in pieces)
    return Row(text, first.left, last.right, first.middle, em, first_width(first), kind)


def _table_rows(table: Table) -> list[Row]:
    left = min(cell.left for cell in table.cells)
    right = max(cell.right for cell in table.cells)
    return [Row(text, left, right, middle, 0.0, 0.0, "cells") for middle, text in table.rows()]
