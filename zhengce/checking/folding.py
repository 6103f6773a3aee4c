"""Where the words of a quotation stand in a text, as they are and folded (`parsers.grammar.folding`)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from parsers.grammar.folding import fold, folded_characters

PAIRS = ("“”", "‘’", "「」", "『』", '""', "''", "＂＂", "«»", "〝〞")
"""Marks that a caller may put around the whole quotation."""


PIECE, LEAST_PIECES, MOST_BEGINS, SHIFT = 4, 3, 20, 2
"""Characters of a small piece; pieces that a quotation needs to be likened; places of one that are looked at."""

ALIKE = 0.7
"""Share of the pieces, and of the characters, that the place most like a quotation has in common with it."""


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
    at: int
    """The character of that first line at which they begin, from 0."""
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
        self._positions_inside: dict[int, list[int]] = {}

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

    def count_folded(self, words: str) -> int:
        """How many places `find_folded` gives."""
        sought = fold(words)
        return self._folded.count(sought) if sought else 0

    def nearest(self, words: str) -> tuple[float, Span] | None:
        """The place that is most like the words, with its likeness; None where no one place is much like them.

        Most small pieces of the words have to stand there in their order: a passage that merely has the same beginning
        is another one.
        """
        sought = fold(words)
        offsets = range(0, len(sought) - PIECE + 1, PIECE)
        if len(offsets) < LEAST_PIECES:
            return None
        begins: Counter[int] = Counter()
        for offset in offsets:
            at = self._folded.find(sought[offset : offset + PIECE])
            for _ in range(MOST_BEGINS):
                if at < 0:
                    break
                begins[at - offset] += 1
                at = self._folded.find(sought[offset : offset + PIECE], at + 1)
        if not begins:
            return None
        # A character that is put in or left out shifts what follows by one or two.
        votes = {begin: sum(begins[begin + shift] for shift in range(-SHIFT, SHIFT + 1)) for begin in begins}
        begin, most = max(votes.items(), key=lambda item: (item[1], begins[item[0]], -item[0]))
        if most < ALIKE * len(offsets):
            return None
        begin = max(0, begin)
        end = min(len(self._folded), begin + len(sought))
        likeness = SequenceMatcher(None, sought, self._folded[begin:end], autojunk=False).ratio()
        if likeness < ALIKE:
            return None
        return likeness, self._span(self._unfolded(begin), self._unfolded(end - 1) + 1)

    def _span(self, begin: int, end: int) -> Span:
        first = self._line(begin)
        return Span(first, self._line(end - 1), begin - self._starts[first], self._whole[begin:end])

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _unfolded(self, at: int) -> int:
        """The place in the whole text of a character of the folded one."""
        number = bisect_right(self._folded_starts, at) - 1
        line, inside = self._lines[number], at - self._folded_starts[number]
        if self._folded_starts[number + 1] - self._folded_starts[number] < len(line):  # something was left out
            if number not in self._positions_inside:
                folded = folded_characters()
                self._positions_inside[number] = [
                    place for place, char in enumerate(line) if folded.get(ord(char), char) is not None
                ]
            inside = self._positions_inside[number][inside]
        return self._starts[number] + inside
