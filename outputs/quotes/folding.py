"""Texts as quotations are compared: width, the form of quotation marks, blanks and paragraph breaks do not count.

All else does: each character, its case, and whether there is a quotation mark at all.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from outputs.invisible import INVISIBLE, SELECTORS

QUOTATION_MARKS = "\"'“”„‟‘’‚‛「」『』«»‹›〝〞〟﹁﹂﹃﹄＂＇｢｣"
"""All compared as one: a quotation inside a quotation takes the other form, and keyboards have the straight ones."""

PAIRS = ("“”", "‘’", "「」", "『』", '""', "''", "＂＂", "«»", "〝〞")
"""Marks that a caller may put around the whole quotation."""


def _table() -> dict[int, str | None]:
    """What each character becomes: one character, or nothing."""
    found: dict[int, str | None] = {}
    # Forms of another width, U+FF01 to U+FF65: the full-width ASCII and the half-width Chinese punctuation.
    for code in range(0xFF01, 0xFF66):
        found[code] = unicodedata.normalize("NFKC", chr(code))
    everywhere = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))))
    ignored = {char for char in everywhere if char.isspace()} | {*INVISIBLE.findall(everywhere), *SELECTORS}
    found |= dict.fromkeys(map(ord, ignored))
    found |= dict.fromkeys(map(ord, QUOTATION_MARKS), '"')
    return found


_FOLDED = _table()


def fold(text: str) -> str:
    """The copy of a text that is compared."""
    return text.translate(_FOLDED)


def bare(quote: str) -> str:
    """A quotation without blanks, and without a pair of quotation marks, around it."""
    quote = quote.strip()
    inner = quote[1:-1]
    if len(quote) > 2 and quote[0] + quote[-1] in PAIRS and not any(mark in inner for mark in {quote[0], quote[-1]}):
        return inner.strip()
    return quote


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand in a text."""

    first: int
    """The line in which they begin, from 0."""
    last: int
    """The line in which they end."""
    begin: int
    """The character of the whole text at which they begin, from 0."""
    as_printed: str
    """The words as this text has them."""


class FoldedText:
    """Lines of a text, in which words are looked for as they are and folded."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._whole = "\n".join(lines)
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        parts = [fold(line) for line in lines]
        self._folded = "".join(parts)
        self._folded_starts = list(accumulate(map(len, parts), initial=0))

    def find_exact(self, words: str) -> Span | None:
        """The first place where the words stand as they are."""
        at = self._whole.find(words)
        return self._span(at, at + len(words)) if at >= 0 else None

    def find_folded(self, words: str) -> Iterator[Span]:
        """The places where the words stand when both are folded, without overlaps."""
        sought = fold(words)
        at = self._folded.find(sought) if sought else -1
        while at >= 0:
            yield self._span(self._unfolded(at), self._unfolded(at + len(sought) - 1) + 1)
            at = self._folded.find(sought, at + len(sought))

    def _span(self, begin: int, end: int) -> Span:
        return Span(self._line(begin), self._line(end - 1), begin, self._whole[begin:end])

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _unfolded(self, at: int) -> int:
        """The place in the whole text of a character of the folded one."""
        line = bisect_right(self._folded_starts, at) - 1
        left = at - self._folded_starts[line]
        for place, char in enumerate(self._lines[line]):
            if _FOLDED.get(ord(char), char) is not None:
                if left == 0:
                    return self._starts[line] + place
                left -= 1
        raise AssertionError("a folded text is longer than its lines")
