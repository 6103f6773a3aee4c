"""Whose figure it is: dealt out by 分别, of the places that open a sentence, or of a noun that stands before.

Where the words leave that open, the figure is none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.grammar.targets.figures import Figure, YearWord
from parsers.grammar.targets.indicators import clause_before, name_indicator, split_indicators, split_things
from parsers.grammar.targets.quantities import COUNTERS, SHARES, read_quantity
from parsers.grammar.targets.rules import make_target
from parsers.grammar.targets.wording import words
from parsers.record import Target

_LONGEST_SUBJECT, _LEAST_OVERLAP, _SHORTEST_PLACE = 12, 3, 2


def attribute(target: Target, sentence: str, figure: Figure, last: Target | None) -> tuple[Target, Target] | None:
    """The target with the whole of its indicator, and the one that the next figure may go on from."""
    is_share = figure.unit in SHARES
    if not is_share and words.parts_by_place.search(sentence[: figure.start]):
        return None
    if behind := words.noun_and_place.fullmatch(target.indicator):
        noun = replace(target, indicator=behind["noun"])
        return replace(target, indicator=behind["place"] + behind["noun"]), noun
    if last is not None and _leaves_noun_out(target, figure, last) and _opened(sentence, figure) is None:
        joined = replace(target, indicator=_join(target.indicator, last.indicator))
        overlaps = len(target.indicator) + len(last.indicator) - len(joined.indicator) >= _LEAST_OVERLAP
        return (joined, joined) if overlaps else None
    is_place = words.place_alone.fullmatch(target.indicator) is not None
    is_measured = is_share or target.kind == "change" or (target.kind == "level" and target.base_unit not in COUNTERS)
    if (is_place and is_measured) or (is_share and target.indicator.endswith("领域")):
        topic = _topic_of(target, sentence, last)
        if topic is None:
            return None
        return replace(target, indicator=_join(target.indicator.removeprefix("在"), topic.indicator)), topic
    if is_place and len(target.indicator) == _SHORTEST_PLACE:
        return None  # 农村1200户
    subject = words.subject.match(sentence)
    if subject and figure.start > subject.end() and not re.search("[，,]", sentence[subject.end() : figure.start]):
        target = replace(target, indicator=subject["places"] + target.indicator)
    return target, target


def share_out(
    sentence: str, figures: Sequence[Figure], target: Target, years: Sequence[YearWord]
) -> tuple[list[Target], int]:
    """The targets of 分别达到65%和55%, and of two years with two figures, else the target alone; and how many figures
    stand in a row, listed with nothing else between them."""
    first, row = figures[0], _row(sentence, figures)
    lead = clause_before(sentence[: first.start])
    is_pair = (
        all(figure.unit == first.unit for figure in row)
        and not any(re.search("[，,]", sentence[one.end : two.start]) for one, two in pairwise(row))
        and words.ends_clause.match(sentence[row[-1].end :])
    )
    length = len(row)
    if lead.endswith("各"):
        return [_like(target, name, first) for name in split_things(target.indicator)], length
    if "分别" not in lead and (length == 1 or not is_pair):
        return [target], length
    if length == 1:
        # 分别达到10% names several indicators or several changes with one figure.
        if words.broken_row.match(sentence, first.end):
            return [], 1
        parts = len(words.part.split(target.indicator))
        if parts > 1 and not words.part.search(lead.rpartition("分别")[0]):
            return [], 1
        # 二氧化硫和氮氧化物排放总量分别下降10%: of each so much.
        each = split_indicators(target.indicator, parts) if parts > 1 else None
        return [_like(target, name, first) for name in each] if each else [target], 1
    # 分别达400万、1150万、290万吨: the last has the unit of all; so do 15个、7个工作日.
    unit = row[-1].unit
    base = read_quantity("1", unit).base_unit
    row = [replace(one, unit=one.unit + base) if one.unit in ("万", "亿", "万亿") else one for one in row]
    row = [replace(one, unit=unit) if one.unit == "个" and unit.startswith("个") else one for one in row]
    names = split_indicators(target.indicator, length)
    if names is None and target.kind in ("change", "growth_rate"):
        things = split_things(target.indicator)  # 进口和出口分别增长5%和6%
        names = things if len(things) == length and not words.head.search(things[-1]) else None
    if names is not None and (share := re.search("(?:占比|比重|比例)$", names[-1])) and first.unit in SHARES:
        # 铁路货运量、货运周转量占比分别提高至11%、23%
        names = [name if words.share_end.search(name) else name + share[0] for name in names]
    if names is not None:
        return [_like(target, name, one) for name, one in zip(names, row, strict=True)], length
    named = [word for word in years if word.end <= first.start and not word.is_base][-length:]
    between = [sentence[one.end : two.start].strip() for one, two in pairwise(named)]
    if len(named) < length or not all(map(words.listed.fullmatch, between)):
        return [], length
    dealt = zip(row, named, strict=True)  # 到2025年、2030年分别达到20%和25%
    return [replace(_like(target, target.indicator, one), year=word.year) for one, word in dealt], length


def _row(sentence: str, figures: Sequence[Figure]) -> list[Figure]:
    row = [figures[0]]
    for following in figures[1:]:
        if not words.listed.fullmatch(sentence[row[-1].end : following.start].strip()):
            break
        row.append(following)
    return row


def _like(target: Target, name: str, figure: Figure) -> Target:
    """A further target of the kind of one, with the bound of the first where its own figure has none."""
    target_like = make_target(name, figure, target.kind)
    return replace(
        target_like,
        kind=target.kind,
        year=target.year,
        direction=target.direction,
        baseline_year=target.baseline_year,
        comparator=target.comparator if target_like.comparator == "=" else target_like.comparator,
    )


def _leaves_noun_out(target: Target, figure: Figure, last: Target) -> bool:
    """Whether a share is of a noun that stands before: 设施配套率达到95%，大型养殖场达到100%."""
    if last.words or not figure.unit == last.unit in SHARES or not target.kind == last.kind == "level":
        return False
    if len(target.indicator) > _LONGEST_SUBJECT or words.place_alone.fullmatch(target.indicator):
        return False
    return words.names_share.search(target.indicator) is None


def _topic_of(target: Target, sentence: str, last: Target | None) -> Target | None:
    """The target whose noun a place alone goes on from (京津冀地区达到35%): the one before, or one of the topic that
    opens the sentence (再生水利用率，缺水城市达到20%)."""
    if last is not None and not last.words and last.unit == target.unit:
        return replace(last, indicator=words.own_place.sub("", last.indicator))
    topic = name_indicator(re.split("[，,]", words.year_phrase.sub("", sentence), maxsplit=1)[0])
    return replace(target, indicator=topic) if words.measured.search(topic) and not re.search(r"\d", topic) else None


def _join(place: str, indicator: str) -> str:
    """黄河流域缺水城市 and 缺水城市再生水利用率 -> 黄河流域缺水城市再生水利用率."""
    shared = next((size for size in range(len(place), 0, -1) if indicator.startswith(place[-size:])), 0)
    return place + indicator[shared:]


def _opened(sentence: str, figure: Figure) -> int | None:
    """Where the bracket opens that a figure stands in; None where it stands in none."""
    opened, closed = (max(sentence.rfind(sign, 0, figure.start) for sign in signs) for signs in ("（(", "）)"))
    return opened if opened > max(closed, 0) and re.search("[）)]", sentence[figure.end :]) else None


def in_brackets(sentence: str, figure: Figure) -> bool:
    """Whether a figure stands in brackets, where it is a part of a sum or explains a word."""
    opened = _opened(sentence, figure)
    if opened is None:
        return False
    follows_figure = re.search(r"[\d%％上下内右]$", sentence[:opened]) and not sentence.startswith("其中", opened + 1)
    return not (follows_figure and figure.unit in SHARES)  # 8%（风电11%左右，光伏6%左右）
