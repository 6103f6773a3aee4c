"""The tables of a PDF page: which lines stand in which cell of a ruled table, and the rows that the cells make."""

import ctypes
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from parsers.files.pdf.frame import Box, PageFrame
from parsers.files.pdf.lines import Line, join_texts

_MOST_OBJECTS = 20_000  # a map or a drawing has more, and is no table
_THIN = 3.0
"""Points: a path that is thinner is a rule. Word draws borders as filled rectangles of half a point."""
_SHORTEST = 8.0
_SLACK = 3.0
"""Points by which the ends of rules miss one another."""


_OPEN_LEFT, _OPEN_RIGHT = -1.0, 1e5
"""The sides of a cell without a rule there."""


class Rule(NamedTuple):
    """A straight rule: at a height from left to right, or at an abscissa from bottom to top."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The rules of a page, each list in order."""

    horizontal: list[Rule]
    vertical: list[Rule]


Cell = Box
"""The space between the nearest four rules; without one on the left or right the table is open there."""


class Table(NamedTuple):
    """Cells that touch, with the lines in them."""

    cells: dict[Cell, list[Line]]

    def columns(self) -> list[float]:
        """The left edges of its columns."""
        return _distinct(cell.left for cell in self.cells)

    def rows(self) -> list[tuple[float, str]]:
        """The height of the top of each row and its text, cells parted by tabs, from top to bottom.

        A cell over several rows stands in its first; empty cells stay, so that columns keep their places."""
        columns = self.columns()
        rows: dict[float, list[str]] = {}
        tops = _distinct(-cell.top for cell in self.cells)
        for cell, lines in self.cells.items():
            row = rows.setdefault(_nearest(tops, -cell.top), [""] * len(columns))
            place = columns.index(_nearest(columns, cell.left))
            row[place] = join_texts(row[place], cell_text(lines))
        return [(-top, "\t".join(row).rstrip("\t")) for top, row in sorted(rows.items())]


def find_rules(page: "pdfium.FPDF_PAGE", frame: PageFrame) -> Rules:
    """The horizontal and vertical rules that a page draws, borders of boxes included."""
    rules = Rules([], [])
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    get_object, get_type = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return rules
    for index in range(count):
        path = get_object(page, index)
        if get_type(path) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        segments = pdfium.FPDFPath_CountSegments(path)
        if not pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top):
            continue
        box = frame.upright(Box(left.value, bottom.value, right.value, top.value))
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if segments <= 5 or box.right - box.left < _THIN or box.top - box.bottom < _THIN:
            _add_box(rules, box, stroked=bool(stroke.value))
        elif stroke.value or fill.value:
            _add_subpaths(rules, path, min(segments, _MOST_OBJECTS), frame)
    rules.horizontal.sort()
    rules.vertical.sort()
    return rules


def _add_box(rules: Rules, box: Box, *, stroked: bool) -> None:
    wide, high = box.right - box.left, box.top - box.bottom
    if high < _THIN:
        if wide >= _SHORTEST:
            rules.horizontal.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
    elif wide < _THIN:
        if high >= _SHORTEST:
            rules.vertical.append(Rule((box.left + box.right) / 2, box.bottom, box.top))
    elif stroked:
        rules.horizontal.extend(Rule(at, box.left, box.right) for at in (box.bottom, box.top))
        rules.vertical.extend(Rule(at, box.bottom, box.top) for at in (box.left, box.right))


def _add_subpaths(rules: Rules, path: "pdfium.FPDF_PAGEOBJECT", segments: int, frame: PageFrame) -> None:
    """A whole grid drawn as one path: each subpath is a line or a box of its own."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            _add_points(rules, points, frame)
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(
            (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
    _add_points(rules, points, frame)


def _add_points(rules: Rules, points: Sequence[tuple[float, float]], frame: PageFrame) -> None:
    if len(points) < 2:
        return
    xs, ys = zip(*points, strict=True)
    _add_box(rules, frame.upright(Box(min(xs), min(ys), max(xs), max(ys))), stroked=True)


def find_cell(line: Line, rules: Rules) -> Cell | None:
    """The cell in which a line stands: a rule above and below it, and one at its left or right at least."""
    x, y = (line.left + min(line.right, line.left + line.em)) / 2, line.middle
    bottom, top = _nearest_rules(rules.horizontal, y, x)
    if bottom is None or top is None:
        return None
    left, right = _nearest_rules(rules.vertical, x, y)
    if left is None and right is None:
        return None
    return Cell(_OPEN_LEFT if left is None else left, bottom, _OPEN_RIGHT if right is None else right, top)


def _nearest_rules(rules: Sequence[Rule], at: float, across: float) -> tuple[float | None, float | None]:
    """Where the nearest rules below and above a place are that pass it; the rules are in order."""
    middle = bisect_left(rules, (at,))
    below = next((rule.at for rule in reversed(rules[:middle]) if _passes(rule, across)), None)
    above = next((rules[place].at for place in range(middle, len(rules)) if _passes(rules[place], across)), None)
    return below, above


def _passes(rule: Rule, across: float) -> bool:
    return rule.start - _SLACK <= across <= rule.end + _SLACK


def edges_inside(line: Line, rules: Rules) -> list[float]:
    """The vertical rules that part a line's characters, from left to right."""
    y, half = line.middle, line.em / 2
    inside = [
        rule.at
        for rule in rules.vertical
        if line.left + half < rule.at < line.right - half and rule.start <= y <= rule.end
    ]
    return _distinct(inside) if inside else inside


def find_tables(lines: Sequence[Line], rules: Rules) -> dict[int, Table]:
    """The table of each line that stands in one, by the line's place in the sequence.

    A table of one column is a box around text, and no table."""
    cells = {place: cell for place, line in enumerate(lines) if (cell := find_cell(line, rules))}
    groups: list[tuple[Cell, list[Cell]]] = []  # the outline of cells that touch, and they
    for cell in sorted(set(cells.values()), key=lambda cell: -cell.top):
        touching = [group for group in groups if _touch(cell, group[0])]
        merged = [cell, *(other for _, others in touching for other in others)]
        lefts, bottoms, rights, tops = zip(*[cell, *(outline for outline, _ in touching)], strict=True)
        outline = Cell(min(lefts), min(bottoms), max(rights), max(tops))
        groups = [*(group for group in groups if group not in touching), (outline, merged)]
    tables: dict[int, Table] = {}
    for _, group in groups:
        table = Table({cell: [] for cell in group})
        places = [place for place, cell in cells.items() if cell in table.cells]
        for place in places:
            table.cells[cells[place]].append(lines[place])
        if len(table.columns()) > 1:
            tables |= dict.fromkeys(places, table)
    return tables


def _touch(one: Cell, other: Cell) -> bool:
    return (
        one.left <= other.right + _SLACK
        and other.left <= one.right + _SLACK
        and one.bottom <= other.top + _SLACK
        and other.bottom <= one.top + _SLACK
    )


def cell_text(lines: Sequence[Line]) -> str:
    """The text of a cell: its lines from top to bottom as one."""
    text = ""
    rest = sorted(lines, key=lambda line: -line.middle)
    while rest:
        first = rest[0]
        same = [line for line in rest if abs(line.middle - first.middle) < first.em / 2]
        rest = [line for line in rest if line not in same]
        for line in sorted(same, key=lambda line: line.left):
            text = join_texts(text, line.text)
    return text


def _distinct(values: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _SLACK:
            distinct.append(value)
    return distinct


def _nearest(values: Sequence[float], value: float) -> float:
    return min(values, key=lambda other: abs(other - value))
