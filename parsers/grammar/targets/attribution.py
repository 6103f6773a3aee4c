"""Whose figure it is: dealt out by 分别, of the places that open a sentence, or of a noun that stands before.

Where the words leave that open, the figure is none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import (
    clause_before,
    ends_as_noun,
    name_indicator,
    split_indicators,
    split_things,
)
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import SHARES, read_quantity
from parsers.grammar.targets.statements import make_target
from parsers.grammar.targets.wording import COUNT, ENDS_CLAUSE, YEAR_PHRASE
from parsers.grammar.targets.years import YearWord

_LISTED = lazy_regex(r"[、，,和及与]|以及")
_BROKEN_ROW = lazy_regex(r"\s*[（(][^（）()]*[)）]\s*[、，,和]\s*[约近]?\d")
"""分别为32名（每个县2名）、64名."""
_PART = lazy_regex(r"[、]|和|以及|及|与")


_SUBJECT = lazy_regex(
    rf"(?:[（(]?[一二三四五六七八九十\d]{{1,2}}[)）]?[、.．]?)?(?!{COUNT}|加快|加强|积极|深入|大力|充分)"
    r"(?!到|在|至|对|各|全|每|使|以|从|由|将|把|按|有关|分别)(?P<places>[^，,。；：:\d的]{1,40}[市县区州盟旗省])[，,]"
)
"""湛江、潮州市，自来水普及率达85%."""
_PLACE_ALONE = lazy_regex(
    r"[^，率量值]{0,20}(?:地区|区域|流域|平原|盆地|城市群|经济带|省份|城市|县城|区|东部|中部|西部|东北|省级|市级|县级|节点|农村|城镇|乡镇|山区|沿海|[省市县州])"
)
"""京津冀地区达到35%以上: what is measured stands before."""
_PLACE_BEHIND = lazy_regex(
    r"(?P<noun>.{3,}(?:率|比例|比重|占比))在?(?P<place>沿海|山区|城市|农村|城镇|县城|城区|乡镇|全[国省市区]|[东中西]部|主城区)"
)
"""老年人健康档案建档率城市达到95%，农村达到60%."""
_PLACES = r"(?:[^，,。；：:、\d]{2,8}、)*[^，,。；：:、\d]{2,8}(?<=[市县区州])各?\s?"
_PARTS_BY_PLACE = lazy_regex(rf"(?:其中|即)[，,：:]?(?:{_PLACES}\d+[^，,。；\d]{{1,2}}[，,、]\s?)*{_PLACES}$")
"""其中：南岸区、巴南区各2家，江津区4家: the parts of a sum."""
_LONGEST_SUBJECT, _LEAST_OVERLAP, _SHORTEST_PLACE = 12, 3, 2
_NAMES_SHARE = lazy_regex(r"占|[率量额值度面]|比[例重]?|水平|速|数|达标|覆盖|普及|实现|完成|建成|达到|比")
_OWN_PLACE = lazy_regex(
    r"^(?:全[国省市区县]|(?:[\u4e00-\u9fff]{2,4}、){1,12}[\u4e00-\u9fff]{2,4}等?(?:\d{1,2}|[二三四五六七八九十]{1,2})个?[省区市]{1,3}(?:[（(][^（）()]{1,12}[)）])?(?=.{3})|[^，率量]{1,14}?(?:地区|区域|流域|城市|县城|农村|城镇)(?=.{3}))"
)
"""The place of an indicator, which another place stands for: 一般地区医疗覆盖率达到40%，山区达到30%."""


def attribute(
    target: TargetReading, sentence: str, figure: Figure, last: TargetReading | None
) -> tuple[TargetReading, TargetReading] | None:
    """The target with the whole of its indicator, and the one that the next figure may go on from."""
    if figure.unit not in SHARES and _PARTS_BY_PLACE.search(sentence[: figure.start]):
        return None
    if behind := _PLACE_BEHIND.fullmatch(target.indicator):
        noun = replace(target, indicator=behind["noun"])
        return replace(target, indicator=behind["place"] + behind["noun"]), noun
    if last is not None and _leaves_noun_out(target, figure, last) and _opened(sentence, figure) is None:
        found = replace(target, indicator=_join(target.indicator, last.indicator))
        overlaps = len(target.indicator) + len(last.indicator) - len(found.indicator) >= _LEAST_OVERLAP
        return (found, found) if overlaps else None
    is_place = _PLACE_ALONE.fullmatch(target.indicator) is not None
    is_share = figure.unit in SHARES
    if (is_place and (is_share or target.kind == "change")) or (is_share and target.indicator.endswith("领域")):
        topic = _topic_of(target, sentence, last)
        if topic is None:
            return None
        return replace(target, indicator=_join(target.indicator.removeprefix("在"), topic.indicator)), topic
    if len(target.indicator) == _SHORTEST_PLACE and _PLACE_ALONE.fullmatch(target.indicator):
        return None  # 农村1200户
    found = _with_subject(target, sentence, figure)
    return found, found


def share_out(
    sentence: str, figures: Sequence[Figure], target: TargetReading, years: Sequence[YearWord]
) -> list[TargetReading]:
    """The targets of 分别达到65%和55%, and of two years with two figures; else the target alone."""
    first = figures[0]
    words = clause_before(sentence[: first.start])
    named = [word for word in years if word.end <= first.start and not word.is_base]
    if words.endswith("各"):
        return [_like(target, name, first) for name in split_things(target.indicator)]
    deals = "分别" in words
    row = _row(sentence, figures) if deals else _pair(sentence, figures)
    if len(row) == 1 and not deals:
        return [target]
    if len(row) == 1:
        # 分别达到10% names several indicators or several changes with one figure.
        if _BROKEN_ROW.match(sentence, first.end):
            return []
        return [] if _PART.search(target.indicator) and not _PART.search(words.rpartition("分别")[0]) else [target]
    # 分别达400万、1150万、290万吨: the last has the unit of all.
    base = read_quantity("1", row[-1].unit).base_unit
    row = [replace(one, unit=one.unit + base) if one.unit in ("万", "亿", "万亿") else one for one in row]
    if row[-1].unit.startswith("个"):  # 15个、7个工作日
        row = [replace(one, unit=row[-1].unit) if one.unit == "个" else one for one in row]
    names = split_indicators(target.indicator, len(row))
    if names is None and target.kind in ("change", "growth_rate"):
        things = split_things(target.indicator)  # 进口和出口分别增长5%和6%
        names = things if len(things) == len(row) else None
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


def _leaves_noun_out(target: TargetReading, figure: Figure, last: TargetReading) -> bool:
    """Whether a share is of a noun that stands before: 设施配套率达到95%，大型养殖场达到100%."""
    if last.words or not figure.unit == last.unit in SHARES or target.kind != "level":
        return False
    if len(target.indicator) > _LONGEST_SUBJECT or _PLACE_ALONE.fullmatch(target.indicator):
        return False
    return target.kind == last.kind and _NAMES_SHARE.search(target.indicator) is None


def _topic_of(target: TargetReading, sentence: str, last: TargetReading | None) -> TargetReading | None:
    """The target whose noun a place alone goes on from (京津冀地区达到35%): the one before, or one of the topic that
    opens the sentence (再生水利用率，缺水城市达到20%)."""
    if last is not None and not last.words and last.unit == target.unit:
        return replace(last, indicator=_OWN_PLACE.sub("", last.indicator))
    topic = name_indicator(re.split("[，,]", YEAR_PHRASE.sub("", sentence), maxsplit=1)[0])
    return replace(target, indicator=topic) if ends_as_noun(topic) and not re.search(r"\d", topic) else None


def _join(place: str, indicator: str) -> str:
    """黄河流域缺水城市 and 缺水城市再生水利用率 -> 黄河流域缺水城市再生水利用率."""
    shared = next((size for size in range(len(place), 0, -1) if indicator.startswith(place[-size:])), 0)
    return place + indicator[shared:]


def _with_subject(target: TargetReading, sentence: str, figure: Figure) -> TargetReading:
    """The target with the places that open its sentence."""
    subject = _SUBJECT.match(sentence)
    if subject and figure.start > subject.end() and not re.search("[，,]", sentence[subject.end() : figure.start]):
        return replace(target, indicator=subject["places"] + target.indicator)
    return target


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
