"""What the words before a figure state: its indicator, its kind, its bound and its baseline."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from parsers.grammar.targets.clauses import PERCENT, SHARES, Clause, bound_by_verb, make_target
from parsers.grammar.targets.counts import (
    read_built,
    read_completed,
    read_counted_further,
    read_done,
    read_each,
    read_item,
    read_moved,
    read_named,
    read_reaching,
)
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import clause_before, ends_as_noun, name_indicator, name_object
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import TIMES, read_quantity, read_value
from parsers.grammar.targets.wording import (
    CHANGE,
    COMPARED,
    DOWN,
    ENDS_CLAUSE,
    FROM,
    GROWTH,
    INDEX_NOUN,
    LEADING_WORDS,
    OF_NOUN,
    RAISED,
    RISES,
    SHARE_DOES,
    SHARE_OF,
    SINCE,
    TIME_NOUN,
    VERB,
    YEAR_PHRASE,
    YEARLY,
    read_bound,
)
from parsers.grammar.targets.years import plan_end
from parsers.record import TargetKind

_WHOLE = re.compile(r"(?<=..)占[^占]*$")
"""What a share is one of: 增加值占GDP比重达到10%，年均增长8% tells of the growth of 增加值."""
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}年(?:底|末)?|上年|峰值")
_MOVED = re.compile(r"(?:降低|提高|压减|压缩|提升|减少|增加|扩大)(?P<thing>[^，,。；;\d]{3,30})[，,]$")
"""推动企业降低宽带平均资费，2021年再降10%."""
_INCLUDED = re.compile(r"^[（(](?:含|包含|不含)[^（）()]{0,6}[)）]")
"""5000吨以上（含）的企业."""
_DOES_SHARE = re.compile("(?:完成|建成)$")
"""完成60%以上重点用能单位节能监察."""
_WHOLE_AREA = re.compile("^全[国省市区县](?:所有)?$")
_GROWTH_BEHIND = re.compile(r"的(?P<yearly>年均|平均)?(?P<noun>增速|增长速度|增长率|增幅)")
_KEEPS = re.compile(r"(?:力争|争取)?(?:保持|达到|实现|维持)(?P<yearly>年均|每年)?$")
_FALLING = ("降低率", "下降率", "递减率", "降幅")
_TIME = re.compile(f"[十百千万亿]*(?:{TIMES})")


def read_figure(sentence: str, figure: Figure, after: int, last: TargetReading | None) -> TargetReading | None:
    """The target that a figure states, still without its year; None where the words state none.

    `after`: the end of the figure that was read before; `last`: its target, which this one may go on from.
    """
    before, rest = sentence[: figure.start], _INCLUDED.sub("", sentence[figure.end :], count=1)
    clause = Clause(figure, clause_before(before, after), rest, last, sentence, clause_before(before))
    if FROM.search(clause.words, clause.tail) and (RISES.match(rest) or figure.unit in SHARES):
        return None  # a baseline, read with its target
    if figure.unit == "番":
        return _read_doubled(clause)
    if _TIME.fullmatch(figure.unit) or not figure.unit:
        rules: tuple[Callable[[Clause], TargetReading | None], ...] = (
            _read_raised,
            _read_change,
            _read_share_of,
            _read_measure,
        )
        if OF_NOUN.match(rest):
            return None  # 运行时间超过10年的机车
    elif OF_NOUN.match(rest):
        rules = (_read_growth_behind, _read_share_that_does, read_built)
    else:
        rules = (
            *(_read_raised, _read_growth, _read_change, _read_share_that_does, read_each, read_built, _read_share_of),
            *(_read_equivalent, _read_bounded, _read_reached, read_counted_further, read_moved, read_named),
            *(read_completed, read_reaching, read_done, read_item),
        )
    for rule in rules:
        if (target := rule(clause)) is not None:
            return target
    return None


def _read_raised(clause: Clause) -> TargetReading | None:
    """由2020年的15%提高到56%: with the baseline, in the unit of the target."""
    found = RAISED.search(clause.words)
    if not found:
        return None
    indicator = clause.name(clause.words[: found.start()]) or clause.goes_on(clause.words[: found.start()])
    if not indicator or (_TIME.fullmatch(clause.figure.unit) and not TIME_NOUN.search(indicator)):
        return None
    target = make_target(indicator, clause.figure, "level")
    year = int(found["year"]) if found["year"] else plan_end(found["plan"]) if found["plan"] else None
    return replace(target, baseline=_baseline(found["base"], found["unit"], target), baseline_year=year)


def _baseline(number: str, unit: str, target: TargetReading) -> str | None:
    """The baseline in the unit of the target: 9000亿元 is 0.9 of a target in 万亿元; None where units differ."""
    if unit in ("", target.unit):
        return number
    base = read_quantity(number, unit)
    value = read_value(target.value)
    if base.base_unit != target.base_unit or base.amount is None or not target.amount or not value:
        return None
    return f"{base.amount / (target.amount / value):.10g}"


def _read_growth(clause: Clause) -> TargetReading | None:
    """年均增速保持在8%以上, 居民消费价格涨幅3%左右."""
    if clause.figure.unit not in (*PERCENT, "个百分点", "‰") or not (found := GROWTH.search(clause.words, clause.tail)):
        return None
    head = clause.words[: found.start()]
    if (COMPARED.search(head) and not found["yearly"]) or head.endswith("自然"):
        return None  # 人口自然增长率 is a level
    indicator = name_indicator(head)
    if not indicator:
        indicator = _WHOLE.sub("", clause.goes_on(head))
        if not indicator:
            return None
    if not found["yearly"]:
        indicator += found["noun"]
    target = bound_by_verb(make_target(indicator, clause.figure, "growth_rate"), found["verb"])
    return replace(target, direction="decrease" if found["noun"] in _FALLING else "increase")


def _read_growth_behind(clause: Clause) -> TargetReading | None:
    """研发投入保持年均22%以上的增速: what is measured stands behind the figure."""
    if clause.figure.unit not in PERCENT or not (found := _GROWTH_BEHIND.match(clause.rest)):
        return None
    verb = _KEEPS.search(clause.words)
    indicator = name_indicator(clause.words[: verb.start()]) if verb else ""
    if not indicator:
        return None
    if verb and not verb["yearly"] and not found["yearly"]:
        indicator += found["noun"]
    return replace(make_target(indicator, clause.figure, "growth_rate"), direction="increase")


def _read_change(clause: Clause) -> TargetReading | None:
    """比2020年下降13.5%, 年均增长8%以上, 新增3亿千瓦."""
    change = CHANGE.search(clause.words, clause.tail)
    figure = clause.figure
    if not change:
        return None
    adds = change["verb"] in ("新增", "净增", "再增")
    compared = COMPARED.search(clause.words)
    if not figure.unit and figure.number.isdigit():
        return None  # 增长率为0
    head = clause.words[: change.start()]
    since = SINCE.match(clause.sentence)
    if not (figure.unit in SHARES or adds or compared or since or ends_as_noun(clause.name(head))):
        return None
    yearly = YEARLY.search(change[0])
    indicator = clause.name(head)
    if adds:
        thing = name_object(clause.rest)
        if thing:
            indicator = (indicator + change["verb"] if indicator else "") + thing
        if yearly:
            indicator = f"{yearly[0]}{change['verb']}{thing}" if thing else ""
    elif not indicator and clause.last is not None:
        indicator = clause.goes_on(head)
    elif not indicator and (topic := _MOVED.search(clause.sentence[: figure.start - len(clause.words)])):
        indicator = name_indicator(topic["thing"])
    if not indicator:
        return None
    kind: TargetKind = "growth_rate" if yearly and figure.unit in (*PERCENT, "个百分点", "百分点") else "change"
    direction: Literal["increase", "decrease"] = "decrease" if re.fullmatch(DOWN, change["verb"]) else "increase"
    compared = compared or since
    target = make_target(indicator, figure, kind)
    if target.comparator == "=":
        word = change["near"] or change["bound"] or ""
        word = word or ("至少" if "至少" in change[0] else "")
        target = replace(target, comparator=read_bound(word))
    return replace(target, direction=direction, baseline_year=_base_year(compared))


def _base_year(compared: re.Match[str] | None) -> int | None:
    """The year of 比2020年 and 较“十三五”末; None of 比上年."""
    if compared is None:
        return None
    words = compared.groupdict()
    return int(words["year"]) if words["year"] else plan_end(words["plan"]) if words.get("plan") else None


def _read_doubled(clause: Clause) -> TargetReading | None:
    """在2020年基础上翻一番."""
    compared = COMPARED.search(clause.words)
    words = re.sub("(?:实现|再)$", "", clause.words)
    indicator = clause.name(words) or clause.goes_on(words)
    if not indicator:
        return None
    target = make_target(indicator, clause.figure, "change")
    return replace(target, direction="increase", baseline_year=_base_year(compared))


def _read_share_that_does(clause: Clause) -> TargetReading | None:
    """70%的规模以上制造业企业基本实现数字化网络化: the share of those that do."""
    does = _DOES_SHARE.search(clause.words)
    if clause.figure.unit in PERCENT and does and clause.figure.after:
        thing = name_object(clause.rest)
        return make_target(does[0] + thing, clause.figure, "level") if thing else None
    words = _WHOLE_AREA.sub("", LEADING_WORDS.sub("", YEAR_PHRASE.sub("", clause.words)).strip())
    if clause.figure.unit not in PERCENT or clause.name(words + "　　"):
        return None
    found = SHARE_DOES.match(clause.rest)
    if not found or not (clause.rest.startswith("的") or clause.figure.after):
        return None
    return make_target(found["does"].strip(), clause.figure, "level")


def _read_share_of(clause: Clause) -> TargetReading | None:
    """新车销售量达到汽车新车销售总量的20%; 占 belongs to the indicator."""
    if clause.figure.unit not in ("%", "％", "‰", "倍") and not _is_fraction(clause.figure):
        return None
    if not (found := SHARE_OF.match(clause.words)) or found["again"]:
        return None
    if found["verb"] == "超过" and _is_fraction(clause.figure):
        return None  # 毕业生超过新增劳动力的一半 tells how things are
    is_part = "占" in found["verb"]
    if found["ratio"] and not is_part:
        return None  # 产能达到标杆水平的比例超过30%: the share of what reaches it
    indicator = clause.name(clause.words[: found.end("whole")] if is_part else found["name"])
    if not indicator:
        return None
    if is_part or _YEAR_ALONE.fullmatch(found["whole"]):
        return make_target(indicator, clause.figure, "level")
    return bound_by_verb(make_target(f"{indicator}占{found['whole']}", clause.figure, "level"), found["verb"])


def _read_equivalent(clause: Clause) -> TargetReading | None:
    """较2025年增长1.5倍，折合约1.5亿吨标准煤."""
    if clause.last is None or not re.search(r"(?:折合|相当于)$", clause.words):
        return None
    return make_target(clause.last.indicator, clause.figure, "level")


def _read_bounded(clause: Clause) -> TargetReading | None:
    """建设规模不低于100万亩: the bound stands for the verb."""
    if clause.figure.near in ("", "约", "大约", "近", "接近", "不足", "不到") or clause.is_described:
        return None
    indicator = clause.name(clause.words) or clause.name_before(clause.words)
    return make_target(indicator, clause.figure, "level") if indicator else None


def _read_reached(clause: Clause) -> TargetReading | None:
    """普及率达到56%, 用水总量控制在6400亿立方米以内."""
    verb = VERB.search(clause.words, clause.tail)
    if not verb or clause.is_described:
        return None
    words = clause.words[: verb.start()]
    indicator = clause.name(words) or clause.name_before(words)
    return bound_by_verb(make_target(indicator, clause.figure, "level"), verb["verb"]) if indicator else None


def _read_measure(clause: Clause) -> TargetReading | None:
    """Figures of time and plain numbers, of an indicator that is counted so: 受教育年限达到11.3年, 系数提高到0.58."""
    verb = VERB.search(clause.words, clause.tail)
    is_time = _TIME.fullmatch(clause.figure.unit) is not None
    head = clause.words[: verb.start()] if verb else clause.words
    indicator = clause.name(head)
    noun = TIME_NOUN if is_time else INDEX_NOUN
    if not indicator or not (noun.search(indicator) or (_is_fraction(clause.figure) and verb)):
        return None
    if not (verb or clause.figure.near or ENDS_CLAUSE.match(clause.rest)) or (
        verb and is_time and verb["verb"] == "为"
    ):
        return None  # 实习时间为6个月 sets a rule
    return bound_by_verb(make_target(indicator, clause.figure, "level"), verb["verb"] if verb else None)


def _is_fraction(figure: Figure) -> bool:
    return not figure.unit and ("/" in figure.number or "分之" in figure.number or figure.number == "一半")
