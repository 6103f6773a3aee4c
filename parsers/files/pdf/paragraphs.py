"""Where a paragraph of a Chinese document begins, and which rows in a page's margin are no text.

A paragraph begins with an indent of two characters (GB/T 9704-2012, 7.3.3), or after a line that ends short of the
right margin: where the next line's first word would have fitted. A heading stands in another size."""

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from parsers.files.pdf.lines import HAN, first_width, join_texts
from parsers.files.pdf.rows import OUTER, Row

_INDENT = 1.2
"""Em from the left margin from which a line is indented."""
_SIZE_CHANGE = 0.12
_LATIN_SIZE_CHANGE = 0.35
"""For lines without a Chinese character, whose size is estimated."""
_FIT = 0.2
"""Em by which what would have fitted may miss the right margin."""
_SET_APART = 1.7
"""Times the usual distance between lines, from which one is set apart."""
_COLUMN_LINES = 6
"""Lines of a column that are enough to tell its margins."""
_COLUMN_WIDTH = 12
"""Em of the narrowest column of running text; what is narrower is a list."""
_LONGEST_JOIN = 2000
"""Characters of a paragraph over which nothing from the next page is joined to it."""

_LEADERS = re.compile(r"(?:…{2,}|[.．·]{4,}|(?:[.·] ){4,})\s*[0-9ivxlcIVXLC（）()\-—]*$")
"""The end of a line of a table of contents: 第一章　总则………3."""
_HEADING = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]+[编章节条]|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、"
    r"|[0-9]+[.．、](?![0-9])|专栏\s*[0-9一二三四五六七八九十]+|附件|附表"
)
"""第二十一条 · （一） · 三、 · 1. · 专栏3."""
_MARK = re.compile(rf"[•·●○■□◆▪—–-]|{_HEADING.pattern}")
"""The mark of an item of a list."""
_HANG = 3
"""Em by which the lines of an item may stand behind its mark."""
_SENTENCE_END = "。！？；：”）"
_PAGE_NUMBER = re.compile(
    r"\W*(?:第\s*)?[0-9]{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*[0-9]{1,4}\s*页?)?\W*|[-—–\s]*[ivxlcIVXLC]{1,7}[-—–\s]*"
)
"""— 12 — · 第 3 页 共 20 页 · 3/20 · iv."""
_WORD = re.compile(r"[^\W\d_]")
_ANNEX = re.compile("附[件表录图]")
_HEAD_HEIGHT = 4
"""Points within which running heads stand at one height."""
_NUMBERS = re.compile(r"[0-9]+|\s+")


class Margins(NamedTuple):
    """The left and right edge of a column of text."""

    left: float
    right: float


@dataclass(slots=True)
class PageRows:
    """The rows of a page and its size."""

    rows: list[Row]
    width: float
    height: float

    def margin_rows(self) -> Iterator[Row]:
        """The rows in the outer tenth of the page's height."""
        for row in self.rows:
            if row.kind != "cells" and not OUTER * self.height < row.middle < (1 - OUTER) * self.height:
                yield row


def drop_running_heads(pages: Sequence[PageRows]) -> None:
    """Takes out of pages their numbers, and the words that stand at one height in the margin of three of them, or of
    both where there are two."""
    repeated: Counter[tuple[str, int] | None]
    repeated = Counter(key for page in pages for key in set(map(_head_key, page.margin_rows())) if key)
    enough = min(3, max(2, len(pages)))
    for page in pages:
        heads = {
            row for row in page.margin_rows() if repeated[_head_key(row)] >= enough or _PAGE_NUMBER.fullmatch(row.text)
        }
        if heads:
            page.rows = [row for row in page.rows if row not in heads]


def _head_key(row: Row) -> tuple[str, int] | None:
    """What running heads have in common: their words, whatever the numbers in them, and their height.

    None for figures alone, which may be a table's, and for the label of an annex, which begins a page."""
    words = _NUMBERS.sub("", row.text)
    if not _WORD.search(words) or _ANNEX.match(words):
        return None
    return words, round(row.middle / _HEAD_HEIGHT)


def join_pages(pages: Sequence[PageRows]) -> list[list[str]]:
    """The paragraphs of each page. One that runs over the end of a page stands on the page where it begins."""
    margins = {
        width: _file_margins([row for page in pages if round(page.width) == width for row in page.rows], width)
        for width in {round(page.width) for page in pages}
    }
    joined: list[list[str]] = []
    open_paragraph: tuple[list[str], Row, Margins] | None = None  # the page that a paragraph may run on from
    for page in pages:
        groups = list(_page_paragraphs(page.rows, margins[round(page.width)]))
        texts = [_join(rows) for rows, _ in groups]
        if open_paragraph and groups:
            before, last, last_margins = open_paragraph
            first, first_margins = groups[0][0][0], groups[0][1]
            fits = len(before[-1]) + len(texts[0]) <= _LONGEST_JOIN
            if fits and _runs_on(last, first, last_margins, first_margins):
                before[-1] = join_texts(before[-1], texts.pop(0))
        joined.append(texts)
        if texts:
            rows, group_margins = groups[-1]
            open_paragraph = texts, rows[-1], group_margins
        elif groups and open_paragraph:  # the whole page ran on from the page before
            open_paragraph = open_paragraph[0], groups[-1][0][-1], groups[-1][1]
        else:  # a page that is not read: what follows it does not follow what stands before it
            open_paragraph = None
    return joined


def _join(rows: Sequence[Row]) -> str:
    text = rows[0].text
    for row in rows[1:]:
        text = join_texts(text, row.text)
    return text


def _page_paragraphs(rows: Sequence[Row], page_margins: Margins) -> Iterator[tuple[list[Row], Margins]]:
    """The rows of each paragraph, with the margins of its column."""
    for column in _columns(rows):
        margins = _column_margins(column, page_margins)
        # The usual distance between lines; infinite where there are too few to tell.
        gaps = [before.middle - row.middle for before, row in pairwise(column) if before.middle > row.middle]
        pitch = statistics.median(gaps) if len(gaps) >= 3 else float("inf")
        paragraph = column[:1]
        for before, row in pairwise(column):
            set_apart = before.middle - row.middle > _SET_APART * pitch
            if set_apart or not _runs_on(before, row, margins, margins):
                yield paragraph, margins
                paragraph = []
            paragraph.append(row)
        yield paragraph, margins


def _columns(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each column: one that stands above the row before begins another."""
    column: list[Row] = []
    for row in rows:
        if column and row.middle > column[-1].middle + max(row.em, 1.0) / 2:
            yield column
            column = []
        column.append(row)
    if column:
        yield column


def _column_margins(column: Sequence[Row], page_margins: Margins) -> Margins:
    """The margins of a column, where it has lines enough to tell them; else those of the whole file."""
    lines = [row for row in column if row.kind == "line"]
    if len(lines) < _COLUMN_LINES:
        return page_margins
    margins = find_margins(lines)
    em = statistics.median(row.em for row in lines)
    full = sum(row.right > margins.right - em for row in lines)
    if margins.right - margins.left < _COLUMN_WIDTH * em or full < 0.25 * len(lines):
        return Margins(min(margins.left, page_margins.left), max(margins.right, page_margins.right))
    return margins


def _file_margins(rows: Sequence[Row], width: float) -> Margins:
    """The margins of the pages of one width; where a few lines do not tell them, the right is as wide as the left."""
    margins = find_margins(rows)
    if len(rows) < _COLUMN_LINES:
        return Margins(margins.left, max(margins.right, width - margins.left))
    return margins


def find_margins(rows: Sequence[Row]) -> Margins:
    """The outermost edges at which several lines of running text begin and end."""
    lines = [row for row in rows if row.kind == "line"]
    if not lines:
        return Margins(0.0, float("inf"))
    em = statistics.median(row.em for row in lines)
    enough = max(2, 0.1 * len(lines))
    left = _outermost(sorted(row.left for row in lines), 0.7 * em, enough)
    right = -_outermost(sorted(-row.right for row in lines), 1.2 * em, enough)
    return Margins(left, right)


def _outermost(edges: Sequence[float], width: float, enough: float) -> float:
    """The commonest of the first group of edges that is large enough; punctuation may hang out of the margin."""
    for place, edge in enumerate(edges):
        end = bisect_right(edges, edge + width)
        if end - place >= enough:
            return statistics.mode(map(round, edges[place:end]))
    return edges[0]


def _runs_on(before: Row, row: Row, margins_before: Margins, margins: Margins) -> bool:
    """Whether a row continues the paragraph of the row before."""
    if before.kind != "line" or row.kind != "line":
        return False
    if _changes_size(before, row):
        return False
    if abs(row.left - margins.left) > _INDENT * row.em and not _hangs(before, row):
        return False
    room = (margins_before.right - before.right) / before.em + _FIT
    if room > 0.5 and room > first_width(row.text):  # the narrowest first word is half an em
        return False
    if _LEADERS.search(before.text):
        return False
    return not (_HEADING.match(row.text) and before.text[-1] in _SENTENCE_END)


def _hangs(before: Row, row: Row) -> bool:
    """Whether an indented row continues an indented one: the item of a list whose lines hang behind its mark."""
    if before.text[-1] in _SENTENCE_END or _MARK.match(row.text):
        return False
    offset = (row.left - before.left) / row.em
    return abs(offset) < 0.3 or (0.3 <= offset < _HANG and _MARK.match(before.text) is not None)


def _changes_size(before: Row, row: Row) -> bool:
    change = abs(before.em - row.em) / max(before.em, row.em)
    if change <= _SIZE_CHANGE:
        return False
    return change > _LATIN_SIZE_CHANGE or bool(HAN.search(before.text) and HAN.search(row.text))
