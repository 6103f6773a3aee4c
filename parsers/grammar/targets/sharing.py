"""Figures that 分别 deals out: one target for each indicator, or one for each year; none where their counts differ."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.grammar.targets.clauses import make_target
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import clause_before, split_indicators
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import read_quantity
from parsers.grammar.targets.wording import ENDS_CLAUSE
from parsers.grammar.targets.years import YearWord

_LISTED = re.compile(r"[、，,和及与]|以及")
_PART = re.compile(r"[、]|和|以及|及|与")


def share_out(
    sentence: str, figures: Sequence[Figure], target: TargetReading, years: Sequence[YearWord]
) -> list[TargetReading]:
    """The targets of 分别达到65%和55%, and of two years with two figures; else the target alone."""
    first = figures[0]
    words = clause_before(sentence[: first.start])
    named = [word for word in years if word.end <= first.start and not word.is_base]
    deals = "分别" in words
    row = _row(sentence, figures) if deals else _pair(sentence, figures)
    if len(row) == 1 and not deals:
        return [target]
    if len(row) == 1:
        # 分别达到10% names several indicators or several changes with one figure.
        return [] if _PART.search(target.indicator) and not _PART.search(words.rpartition("分别")[0]) else [target]
    # 分别达400万、1150万、290万吨: the last has the unit of all.
    base = read_quantity("1", row[-1].unit).base_unit
    row = [replace(one, unit=one.unit + base) if one.unit in ("万", "亿", "万亿") else one for one in row]
    names = split_indicators(target.indicator, len(row))
    if names is not None:
        return [_like(target, name, one) for name, one in zip(names, row, strict=True)]
    named = named[-len(row) :]
    return _by_year(row, target, named) if _listed(sentence, named, len(row)) else []


def count_of_row(sentence: str, figures: Sequence[Figure]) -> int:
    """How many figures stand in a row, listed with nothing else between them."""
    return max(len(_row(sentence, figures)), len(_pair(sentence, figures)))


def _pair(sentence: str, figures: Sequence[Figure]) -> list[Figure]:
    """Figures of one unit in a row that are the whole of what is said: 年均增长11%和12.5%."""
    row = _row(sentence, figures)
    is_pair = len(row) > 1 and all(one.unit == row[0].unit for one in row)
    is_plain = not any(re.search("[，,]", sentence[one.end : two.start]) for one, two in pairwise(row))
    return row if is_pair and is_plain and ENDS_CLAUSE.match(sentence, row[-1].end) else row[:1]


def _row(sentence: str, figures: Sequence[Figure]) -> list[Figure]:
    row = [figures[0]]
    for following in figures[1:]:
        if not _LISTED.fullmatch(sentence[row[-1].end : following.start].strip()):
            break
        row.append(following)
    return row


def _listed(sentence: str, named: Sequence[YearWord], count: int) -> bool:
    """Whether as many years are listed one behind the other: 到2025年、2030年."""
    between = [sentence[one.end : two.start] for one, two in pairwise(named)]
    return len(named) == count and all(_LISTED.fullmatch(signs.strip()) for signs in between)


def _by_year(row: Sequence[Figure], target: TargetReading, named: Sequence[YearWord]) -> list[TargetReading]:
    return [replace(_like(target, target.indicator, one), year=word.year) for one, word in zip(row, named, strict=True)]


def _like(target: TargetReading, name: str, figure: Figure) -> TargetReading:
    """A further target of the kind of one, with the bound of the first where its own figure has none."""
    made = make_target(name, figure, target.kind)
    return replace(
        made,
        kind=target.kind,
        year=target.year,
        direction=target.direction,
        baseline_year=target.baseline_year,
        comparator=target.comparator if made.comparator == "=" else made.comparator,
    )
