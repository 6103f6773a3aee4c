"""Puts the articles of two texts side by side: equal ones, those that were changed, added or left out."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from parsers.text import compact

ChangeKind = Literal["same", "changed", "added", "removed"]

_LIKE_OF_ONE_NUMBER, _LIKE = 0.3, 0.5
"""Shares of pairs of characters from which two wordings are one article's: of equal numbers, and of others."""
_REACH = 40
"""Places by which an article may have moved."""


_SIGNS = re.compile(r"[\W_]+")
# 本办法第九条 · 第（三）项: numbers of references move with the articles
_REFERENCE = re.compile(
    r"第[（(]?[一二三四五六七八九十百零〇\d]+[)）]?(?=[编章节条款项目])(?:[编章节条款项目](?:之[一二三四五六七八九十]+)?)?|[（(][一二三四五六七八九十]+[)）]"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An article of the old text and that of the new one, by their indexes."""

    old: int | None
    new: int | None
    kind: ChangeKind


def align(old: Sequence[tuple[Hashable, str]], new: Sequence[tuple[Hashable, str]]) -> list[Pair]:
    """The pairs of two texts, in the order of the new one, what was left out at its old place; each article is given
    as its number and its words."""
    words = [[compact(text) for _, text in side] for side in (old, new)]
    meant: dict[int, int] = {}
    taken: set[int] = set()

    def pair(at: int, before: int) -> None:
        meant[at] = before
        taken.add(before)

    places: dict[str, list[int]] = {}
    for index, text in enumerate(words[0]):
        places.setdefault(text, []).append(index)
    for at, text in enumerate(words[1]):
        if same := [index for index in places.get(text, ()) if index not in taken]:
            pair(at, min(same, key=lambda index: (old[index][0] != new[at][0], abs(index - at))))
    grams = list(map(_pairs_of, words[0]))
    leads = [[_pairs_of(_SIGNS.sub("", text.partition("\n")[0])) for _, text in side] for side in (old, new)]
    likely: list[tuple[float, int, int]] = []
    for at in [at for at in range(len(new)) if at not in meant]:
        own = _pairs_of(words[1][at])
        for index in range(max(0, at - _REACH), min(len(old), at + _REACH + 1)):
            if index not in taken and leads[0][index] & leads[1][at]:
                like = 2 * len(own & grams[index]) / max(1, len(own) + len(grams[index]))
                is_one_number = old[index][0] == new[at][0]
                if like >= (_LIKE_OF_ONE_NUMBER if is_one_number else _LIKE):
                    likely.append((like + is_one_number / 10, at, index))
    for _, at, index in sorted(likely, reverse=True):
        if at not in meant and index not in taken:
            pair(at, index)
    pairs = [Pair(meant.get(at), at, _kind(words, meant.get(at), at)) for at in range(len(new))]
    for index in sorted(set(range(len(old))) - taken, reverse=True):
        behind = next((at for at, one in enumerate(pairs) if one.old is not None and one.old > index), len(pairs))
        while behind and pairs[behind - 1].kind == "added":  # what was left out stands before what came for it
            behind -= 1
        pairs.insert(behind, Pair(index, None, "removed"))
    return pairs


def _pairs_of(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}


def _kind(words: Sequence[Sequence[str]], before: int | None, at: int) -> ChangeKind:
    if before is None:
        return "added"
    return "same" if words[0][before] == words[1][at] else "changed"


def differs_only_in(old: str, new: str) -> str | None:
    """In what two texts differ alone: punctuation, or numbers of references; None where their words differ."""
    if _SIGNS.sub("", old) == _SIGNS.sub("", new):
        return "punctuation"
    if _SIGNS.sub("", _REFERENCE.sub("", old)) == _SIGNS.sub("", _REFERENCE.sub("", new)):
        return "numbers of references"
    return None
