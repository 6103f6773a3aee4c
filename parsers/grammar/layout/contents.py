"""Finds the tables of contents that a text prints: their lines say again what stands farther below.

GB/T 1.1-2020, 6.3: under 目次 or 目录, a heading a line, with leaders and the number of its page where there are pages.
"""

import re
from collections.abc import Sequence
from itertools import chain

_TITLE = re.compile(r"[\s#*]*目\s*[录次][\s*]*")
# 总则 …… 12 · 总则.....(3) · 总则<tab>4 · leaders whose number is on the next line
_LEADERS = re.compile(
    r"(?:(?:[…⋯]\s?){2,}|(?:[·•.．。_-]\s?){3,})[\s（(]*(?:\d{1,4}|[ivxIVX]{1,5})?[\s)）]*|(?:\t|\s{2,40})\d{1,4}[\s)）]*$"
)
_ENTRY = re.compile(r"……[…\s]*[（(]?\d{1,4}[)）]?\s*$")
_PAGE_NUMBER = re.compile(r"(?:\d{1,4}|[ivxIVX]{1,5})$")
_FOOT = re.compile(r"[\s—－–-]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})(?:\s*页)?[\s—－–-]*")
_SIGNS = re.compile(r"[\W_]+")
_FIRST_CLAUSE = re.compile(r"[^。：:；;]{1,80}")
_LONGEST = 80


def contents_in(lines: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines of tables of contents, with their titles; empty where none is printed.

    A line under 目录 belongs to it where leaders end it, or where its words begin a line farther below; a long heading
    goes on in a second line. Another line ends it. What repeats less than two headings is a list. Linear in the text.
    """
    found: set[int] = set()
    entries: set[str] = set()
    end = -1
    begins = [at for at, line in enumerate(lines) if _begins(line)]
    last = _last_places(lines, begins[0]) if begins else {}
    for begin in begins:
        if begin <= end:
            continue
        end, repeated, is_open = begin, 0, False
        for at in range(begin + (_LEADERS.search(lines[begin]) is None), len(lines)):
            line = lines[at].strip()
            pieces = _LEADERS.split(line)  # a page runs several headings together
            keys = [words for key in map(_key, pieces) for words in (key, _PAGE_NUMBER.sub("", key)) if words]
            named = [key for key in keys if last.get(key, 0) > at]
            if named or len(pieces) > 1:
                end, is_open = at, False
                repeated += len(named)
                entries.update(named)
            elif line and not _FOOT.fullmatch(line):
                if is_open or len(line) > _LONGEST or entries.intersection(keys[:1]):  # the first heading stands here
                    break
                is_open = True
        if repeated > 1:
            found.update(range(begin, end + 1))
    return frozenset(found)


def _begins(line: str) -> bool:
    """Whether a line is the title of a table of contents, or an entry with leaders, whose title is a picture."""
    if len(line) < 12:
        return "目" in line and _TITLE.fullmatch(line) is not None
    return "……" in line and _ENTRY.search(line) is not None


def _last_places(lines: Sequence[str], start: int) -> dict[str, int]:
    """By the words of each line, of its first clause, and of two short lines, which may be one heading, the last line
    that has them."""
    places: dict[str, int] = {}
    before = ""
    for at in range(start, len(lines)):
        clause = _FIRST_CLAUSE.match(lines[at].strip())
        key = _key(lines[at]) if len(lines[at]) <= _LONGEST else ""
        for words in chain((key, before + key if key else ""), (_key(clause[0]),) if clause else ()):
            places[words] = at
        before = key or before if len(key) < _LONGEST else ""
    return places


def _key(words: str) -> str:
    return _SIGNS.sub("", words)
