"""Tables of indicators that a copy of a page's text broke into a line for each cell."""

from collections.abc import Iterator, Sequence

from parsers.grammar.targets.tables.columns import Columns, align_row, is_head_cell, read_header
from parsers.passages import Passage

_LONGEST_CELL = 60
_LEAST_COLUMNS = 3


def with_rows(paragraphs: Sequence[Passage]) -> Iterator[Passage]:
    """The paragraphs, where cells of a table stand on lines of their own as rows: 指标 / 2020年 / 2025年 / 属性 / ….

    A row is as many lines as the header has; the first that fit no row end the table.
    """
    at = 0
    while at < len(paragraphs):
        width = _width_of_head(paragraphs, at)
        columns = read_header([one.text for one in paragraphs[at : at + width]]) if width else None
        if columns is None or not columns.years:
            yield paragraphs[at]
            at += 1
            continue
        yield _row(paragraphs[at : at + width])
        at += width
        while _is_row(paragraphs[at : at + width], columns):
            yield _row(paragraphs[at : at + width])
            at += width


def _width_of_head(paragraphs: Sequence[Passage], start: int) -> int:
    """The number of lines from one that are heads of columns; 0 for fewer than make a table."""
    end = start
    while end < len(paragraphs) and is_head_cell(paragraphs[end].text):
        end += 1
    return end - start if end - start >= _LEAST_COLUMNS else 0


def _is_row(cells: Sequence[Passage], columns: Columns) -> bool:
    texts = [one.text.strip() for one in cells]
    return (
        len(texts) == columns.width
        and all(len(text) <= _LONGEST_CELL for text in texts)
        and align_row(texts, columns) is not None
        and (columns.nature is None or texts[columns.nature].startswith(("约束", "预期")))
    )


def _row(cells: Sequence[Passage]) -> Passage:
    return cells[0]._replace(text="\t".join(one.text.strip() for one in cells))
