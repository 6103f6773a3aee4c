"""Where the words of a query stand in a document: pieces of its text with the words marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from storage.search.expression import Expression, fold, terms, without_refused

AROUND = 36
"""Characters of a passage on either side of a word."""

LONGEST = 300
"""Characters of a passage, however many words stand close together."""

MOST = 3
"""Passages of a document."""

SENTENCE_ENDS = "。；！？\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `marked` where it is a word of the query."""

    text: str
    marked: bool = False


Passage = tuple[Piece, ...]


def needles(expression: Expression) -> list[str]:
    """The words of a query, folded for comparing, the longest first."""
    wanted = without_refused(expression)
    found = {fold(text) for term in (terms(wanted) if wanted else ()) for text in (*term.texts, *term.titles)}
    return sorted(found, key=lambda text: (-len(text), text))


def marked(text: str, wanted: Iterable[str]) -> Passage:
    """The whole text with the words marked."""
    return _shown(text, 0, len(text), _spans(fold(text), wanted))


def passages(text: str, wanted: Iterable[str], most: int = MOST) -> tuple[Passage, ...]:
    """Passages of a text around the words, one of each word first, in the order of the text."""
    folded = fold(text)
    spans = _spans(folded, wanted)
    first = {folded[begin:end]: (begin, end) for begin, end in reversed(spans)}
    chosen = sorted([*first.values()][:most] if len(first) >= most else dict.fromkeys((*first.values(), *spans)))
    return tuple(_shown(text, begin, end, spans) for begin, end in _windows(text, chosen, most))


def _spans(folded: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """The places of the words, in order, without overlaps: the earlier stays; of two that begin together the longer."""
    words = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True) if word)
    return [match.span() for match in re.finditer(words, folded)] if words else []


def _windows(text: str, spans: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The first windows around the words; windows that touch become one of at most LONGEST characters."""
    windows: list[tuple[int, int]] = []
    for begin, end in spans:
        left, right = _window(text, begin, end)
        if windows and left <= windows[-1][1]:
            first, last = windows[-1]
            if max(right, last) - first <= LONGEST:
                windows[-1] = (first, max(right, last))
                continue
            left = min(begin, last)  # goes on where that one is full
        if len(windows) == most:
            break
        windows.append((left, right))
    return windows


def _window(text: str, begin: int, end: int) -> tuple[int, int]:
    """From the sentence's begin, or AROUND characters before, to as many after; never over a line's end."""
    left = max(0, begin - AROUND)
    for at in range(begin - 1, left - 1, -1):
        if text[at] in SENTENCE_ENDS:
            left = at + 1
            break
    right = min(len(text), end + AROUND)
    while right < min(len(text), end + 2 * AROUND) and _is_in_a_word(text[right - 1 : right + 1]):
        right += 1  # no year is cut in two
    line = text.find("\n", end, right)
    return left, min(right if line < 0 else line, left + LONGEST)


def _is_in_a_word(pair: str) -> bool:
    return pair.isascii() and pair.isalnum()


def _shown(text: str, begin: int, end: int, spans: list[tuple[int, int]]) -> Passage:
    before = "…" if begin > 0 and text[begin - 1] not in SENTENCE_ENDS else ""
    after = "…" if end < len(text) and text[end] != "\n" and text[end - 1] not in SENTENCE_ENDS else ""
    pieces, at = [Piece(before)], begin
    for left, right in spans:
        if right > begin and left < end:
            left, right = max(left, begin), min(right, end)
            pieces += [Piece(text[at:left]), Piece(text[left:right], marked=True)]
            at = right
    pieces += [Piece(text[at:end]), Piece(after)]
    return tuple(piece for piece in pieces if piece.text)
