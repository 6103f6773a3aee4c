"""The rows of a PDF page in reading order: its lines, and the rows of its tables with their cells parted by tabs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

import pypdfium2.raw as pdfium

from parsers.files.pdf.frame import PageFrame
from parsers.files.pdf.lines import COLUMN_GAP, Line, PageText, join_texts
from parsers.files.pdf.tables import Table, edges_inside, find_rules, find_tables

OUTER = 0.1
"""Share of a page's height at its top and bottom where running heads and page numbers stand."""

_FEW_OBJECTS = 100
"""Objects of a page that are looked at for rules in any case: that costs a tenth of reading it."""
_GUTTER = 0.3
"""Em of the narrowest gutter between two columns."""

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
    kind: RowKind


def page_rows(page: "pdfium.FPDF_PAGE", text: PageText, frame: PageFrame) -> list[Row]:
    """The rows of a page in the order in which the file draws them, so that columns of text follow one another."""
    lines = list(text.lines())
    tables: dict[int, Table] = {}
    if pdfium.FPDFPage_CountObjects(page) <= _FEW_OBJECTS or _may_have_tables(lines, frame.height):
        rules = find_rules(page, frame)
        if rules.horizontal and rules.vertical:
            lines = [piece for line in lines for piece in text.split(line, edges_inside(line, rules))]
            tables = find_tables(lines, rules)
    rows: list[Row] = []
    seen: set[int] = set()
    beside: list[list[Line]] = []  # the lines since the last table, each with its pieces
    for place, line in enumerate(lines):
        table = tables.get(place)
        if table is None:
            if beside and is_beside(beside[-1][-1], line):
                beside[-1].append(line)
            else:
                beside.append([line])
        elif id(table) not in seen:
            seen.add(id(table))
            rows += map(join_beside, split_at_gutters(beside, text))
            left = min(cell.left for cell in table.cells)
            right = max(cell.right for cell in table.cells)
            rows += [Row(text, left, right, middle, 0.0, "cells") for middle, text in table.rows()]
            beside = []
    return [*rows, *map(join_beside, split_at_gutters(beside, text))]


def split_at_gutters(lines: Sequence[list[Line]], text: PageText) -> Iterator[list[Line]]:
    """The same lines; those in columns that have fewer pieces than their neighbours are split as these are.

    The heads of narrow columns nearly touch: 2025年2030年 above 11.8 and 18."""
    if all(len(pieces) == 1 for pieces in lines):
        yield from lines
        return
    for in_columns, group in groupby(lines, key=lambda pieces: len(pieces) > 1):
        stretch = list(group)
        if not in_columns or len(stretch) < 3:
            yield from stretch
            continue
        most = Counter(map(len, stretch)).most_common(1)[0][0]
        full = [pieces for pieces in stretch if len(pieces) == most]
        if len(full) < 2 or len(full) == len(stretch):
            yield from stretch
            continue
        columns = list(zip(*full, strict=True))
        edges = [(max(box.right for box in left), min(box.left for box in right)) for left, right in pairwise(columns)]
        gutters = [(left, right) for left, right in edges if right - left > _GUTTER * full[0][0].em]
        for pieces in stretch:
            split = pieces
            for gutter in gutters if len(pieces) < most else ():
                split = [part for piece in split for part in text.split_at_gutter(piece, gutter)]
            yield split


def _may_have_tables(lines: Sequence[Line], height: float) -> bool:
    """Whether any line does not stand below the line before: cells beside one another, or columns of text.

    What stands in the margins is drawn first or last, and tells nothing."""
    inner = (line for line in lines if OUTER * height < line.middle < (1 - OUTER) * height)
    return any(line.middle > before.middle - before.em / 2 for before, line in pairwise(inner))


def is_beside(before: Line, line: Line) -> bool:
    """Whether a piece stands to the right of another at the same height."""
    if line.left <= before.right - 0.3 * before.em:
        return False
    shared = min(before.top, line.top) - max(before.bottom, line.bottom)
    lower = min(before.top - before.bottom, line.top - line.bottom)
    return shared > 0.5 * lower


def join_beside(pieces: Sequence[Line]) -> Row:
    """The row of pieces that stand beside one another, from left to right: a tab parts those that are cells."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return Row(first.text, first.left, first.right, first.middle, first.em, "line")
    text, before = first.text, first
    for piece in pieces[1:]:
        if piece.left - before.right > COLUMN_GAP * min(before.em, piece.em) or piece.is_cell:
            text = f"{text}\t{piece.text}"
        else:
            text = join_texts(text, piece.text)
        before = piece
    kind: RowKind = "columns" if "\t" in text else "line"
    em = max(piece.em for piece in pieces)
    return Row(text, first.left, last.right, first.middle, em, kind)


def rows_by_place(lines: Sequence[Line]) -> list[Row]:
    """The rows that pieces of text make by their places alone, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows and abs(rows[-1][0].middle - line.middle) < rows[-1][0].em / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [join_beside(sorted(row, key=lambda line: line.left)) for row in rows]
