"""Sets marked text as pages of lines and rules, and writes them as PDF or OFD; sets it as DOCX too.

Marks at the begin of a line: "# " centred, "> " at the right edge, "| a | b" a row of a table, "---" a new page; in
DOCX "+ " a chapter and "++ " an article that Word numbers by itself. All other lines are paragraphs.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from tests.samples.files.packages import level, lists, make_docx, make_ofd, numbered, ofd_text, paragraph
from tests.samples.files.pdf import HEIGHT, LEADING, LEFT, RIGHT, SIZE, Page, write_pdf

_TOP, _BOTTOM = HEIGHT - 100.0, 80.0
_CELL_SIZE = 10.5
_CELL_LEADING = 16
_MILLIMETRES = 25.4 / 72


@dataclass
class Sheet:
    """A page: texts (left, base line, size, text) and rules (from, to), in points from the lower left corner."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    height: float = _TOP
    """Where the next line goes."""


def set_pages(text: str) -> list[Sheet]:
    """The pages of a marked text. From the second on a page bears its number at the foot."""
    sheets = [Sheet()]
    for is_table, group in groupby(text.strip().splitlines(), lambda line: line.startswith("| ")):
        if is_table:
            _set_table([_cells(line) for line in group], sheets)
            continue
        for line in group:
            if line == "---":
                sheets.append(Sheet())
            else:
                _set_paragraph(line, sheets)
    for number, sheet in enumerate(sheets[1:], start=2):
        sheet.texts.append((280, 40, 12, f"— {number} —"))
    return sheets


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]


def _set_paragraph(line: str, sheets: list[Sheet]) -> None:
    mark, words = line[:2], line[2:]
    if mark in ("# ", "> "):
        room = RIGHT - LEFT - _width(words, SIZE)
        _room(sheets, LEADING).texts.append(
            (LEFT + (room / 2 if mark == "# " else room), sheets[-1].height, SIZE, words)
        )
        sheets[-1].height -= LEADING
        return
    indent = 2.0 * SIZE
    for piece in _wrap(line, RIGHT - LEFT, SIZE, indent):
        _room(sheets, LEADING).texts.append((LEFT + indent, sheets[-1].height, SIZE, piece))
        sheets[-1].height -= LEADING
        indent = 0


def _set_table(rows: Sequence[Sequence[str]], sheets: list[Sheet]) -> None:
    """A ruled table; the first column is twice as wide as the others."""
    unit = (RIGHT - LEFT) / (len(rows[0]) + 1)
    xs = [*accumulate([2 * unit] + [unit] * (len(rows[0]) - 1), initial=float(LEFT))]
    cells = [
        [list(_wrap(cell, xs[at + 1] - xs[at] - 10, _CELL_SIZE, 0)) for at, cell in enumerate(row)] for row in rows
    ]
    heights = [_CELL_LEADING * max(len(pieces) for pieces in row) + 10 for row in cells]
    sheet = _room(sheets, sum(heights))
    top = sheet.height + SIZE
    for row, height in zip(cells, heights, strict=True):
        for x, pieces in zip(xs, row, strict=False):
            for at, piece in enumerate(pieces):
                sheet.texts.append((x + 5, top - _CELL_LEADING * (at + 1), _CELL_SIZE, piece))
        sheet.rules.append((xs[0], top, xs[-1], top))
        top -= height
    sheet.rules.append((xs[0], top, xs[-1], top))
    sheet.rules += [(x, top, x, sheet.height + SIZE) for x in xs]
    sheet.height = top - LEADING


def _room(sheets: list[Sheet], height: float) -> Sheet:
    """The last sheet, or a new one where it has no room of this height left."""
    if sheets[-1].height - height + LEADING < _BOTTOM:
        sheets.append(Sheet())
    return sheets[-1]


def _width(text: str, size: float) -> float:
    return size * sum(0.5 if character.isascii() else 1.0 for character in text)


def _wrap(text: str, width: float, size: float, indent: float) -> Iterator[str]:
    """The lines of a paragraph, as many characters each as fit."""
    line, used = "", indent
    for character in text:
        if line and used + _width(character, size) > width:
            yield line
            line, used = "", 0
        line += character
        used += _width(character, size)
    yield line


def as_pdf(text: str, *, password: str | None = None) -> bytes:
    """A PDF file of a marked text. Its font is in the file, unless a password keeps the text from readers anyway."""
    pages = []
    for sheet in set_pages(text):
        page = Page()
        for x, y, size, words in sheet.texts:
            page.put(round(x, 2), round(y, 2), words, size)
        for rule in sheet.rules:
            page.rule(*(round(place, 2) for place in rule))
        pages.append(page)
    return write_pdf(pages, embedded=password is None, password=password)


def as_ofd(text: str) -> bytes:
    """An OFD file of a marked text, with the same pages as the PDF file."""
    pages = []
    for sheet in set_pages(text):
        objects = []
        for x, y, size, words in sheet.texts:
            left, top = round(x * _MILLIMETRES, 3), round((HEIGHT - y - size) * _MILLIMETRES, 3)
            objects.append(ofd_text(html.escape(words, quote=False), left, top, round(size * _MILLIMETRES, 3)))
        pages.append("".join(objects))
    area = "<PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>"
    return make_ofd(*pages, common=area)


def as_docx(text: str) -> bytes:
    """A DOCX file of a marked text. The numbers of chapters and articles stand in no run: Word makes them."""
    body: list[str] = []
    for is_table, group in groupby(text.strip().splitlines(), lambda line: line.startswith("| ")):
        lines = list(group)
        body += [_docx_table(list(map(_cells, lines)))] if is_table else map(_docx_paragraph, lines)
    restart = '<w:lvlRestart w:val="0"/>'  # articles are counted through all chapters
    spaced = '<w:suff w:val="nothing"/>'
    numbering = lists(
        level(0, "chineseCounting", "第%1章　", spaced), level(1, "chineseCounting", "第%2条　", restart + spaced)
    )
    return make_docx("".join(body), numbering=numbering)


def _docx_paragraph(line: str) -> str:
    mark, _, words = line.partition(" ")
    words = html.escape(words, quote=False)
    if mark in ("+", "++"):
        return numbered(words, level=len(mark) - 1)
    if mark in ("#", ">"):
        return paragraph(words, f'<w:jc w:val="{"center" if mark == "#" else "right"}"/>')
    return paragraph(html.escape(line, quote=False))


def _docx_table(rows: Sequence[Sequence[str]]) -> str:
    grid = "<w:tblGrid>" + "<w:gridCol w:w='2000'/>" * len(rows[0]) + "</w:tblGrid>"
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(html.escape(cell, quote=False))}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/>{grid}{lines}</w:tbl>"
