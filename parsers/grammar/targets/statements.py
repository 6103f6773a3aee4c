"""What the words before a figure state: its indicator, its kind, its bound and its baseline."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import clause_before, ends_as_noun, name_indicator, name_object
from parsers.grammar.targets.model import Comparator, Target, TargetKind
from parsers.grammar.targets.quantities import TIMES, read_quantity, read_value
from parsers.grammar.targets.wording import (
    ADDED,
    BOUND_BEFORE,
    BUILT,
    CHANGE,
    COMPARED,
    COUNT,
    COUNTED,
    COUNTED_OF,
    DESCRIBES,
    DOWN,
    EACH,
    ENDS_CLAUSE,
    FROM,
    GROWTH,
    INDEX_NOUN,
    LEADING_WORDS,
    MEASURED,
    NO_ITEM,
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
)
from parsers.grammar.targets.years import plan_end

_PERCENT = ("%", "％")
_SHARES = (*_PERCENT, "‰", "倍", "个百分点", "百分点", "成", "番", "")
_TIME = re.compile(f"[十百千万亿]*(?:{TIMES})")
_SHORTEST_ITEM = 4
_ONLY_YEAR = re.compile(rf"(?:{YEAR_PHRASE.pattern}|{LEADING_WORDS.pattern[1:]}|进一步|再)*")


@dataclass(frozen=True, slots=True)
class _Clause:
    """A figure, the words before it in its clause, the words behind it, and the target read before it."""

    figure: Figure
    words: str
    rest: str
    last: Target | None
    sentence: str
    whole: str
    """The words before the figure back to the last comma, with the figures among them."""

    @property
    def is_described(self) -> bool:
        """Whether a noun follows that the figure describes: 产值超1000亿元园区."""
        return DESCRIBES.match(self.rest) is not None and not ENDS_CLAUSE.match(self.rest)

    def name_before(self, words: str) -> str:
        """The indicator of the target before, which a figure goes on from that has only a year: 到2030年，达到25%."""
        if self.last is None or not _ONLY_YEAR.fullmatch(words):
            return ""
        is_next = self.last.words == "" and not words.strip()  # 翻一番达到20亿元
        before = self.sentence[: self.figure.start - len(self.words) + len(words)]
        return self.last.indicator if is_next or _ONLY_YEAR.fullmatch(before) or words.strip() else ""

    def name(self, words: str) -> str:
        keep = self.figure.unit not in _SHARES
        return name_indicator(words, keep_yearly=keep)


def read_figure(sentence: str, figure: Figure, after: int, last: Target | None) -> Target | None:
    """The target that a figure states, still without its year; None where the words state none.

    `after`: the end of the figure that was read before; `last`: its target, which this one may go on from.
    """
    before, rest = sentence[: figure.start], sentence[figure.end :]
    clause = _Clause(figure, clause_before(before, after), rest, last, sentence, clause_before(before))
    if FROM.search(clause.words) and (RISES.match(rest) or figure.unit in _SHARES):
        return None  # a baseline, read with its target
    if figure.unit == "番":
        return _read_doubled(clause)
    if _TIME.fullmatch(figure.unit) or not figure.unit:
        rules: tuple[Callable[[_Clause], Target | None], ...] = (_read_raised, _read_change, _read_measure)
        if OF_NOUN.match(rest):
            return None  # 运行时间超过10年的机车
    elif OF_NOUN.match(rest):
        rules = (_read_share_that_does, _read_built)
    else:
        rules = (
            *(_read_raised, _read_growth, _read_change, _read_share_that_does, _read_each, _read_built, _read_share_of),
            *(
                _read_equivalent,
                _read_bounded,
                _read_reached,
                _read_counted_further,
                _read_named,
                _read_done,
                _read_item,
            ),
        )
    for rule in rules:
        if (target := rule(clause)) is not None:
            return target
    return None


def _read_raised(clause: _Clause) -> Target | None:
    """由2020年的15%提高到56%: with the baseline, in the unit of the target."""
    found = RAISED.search(clause.words)
    if not found:
        return None
    indicator = clause.name(clause.words[: found.start()]) or (clause.last.indicator if clause.last else "")
    if not indicator or (_TIME.fullmatch(clause.figure.unit) and not TIME_NOUN.search(indicator)):
        return None
    target = make_target(indicator, clause.figure, "level")
    year = int(found["year"]) if found["year"] else plan_end(found["plan"]) if found["plan"] else None
    return replace(target, baseline=_baseline(found["base"], found["unit"], target), baseline_year=year)


def _baseline(number: str, unit: str, target: Target) -> str | None:
    """The baseline in the unit of the target: 9000亿元 is 0.9 of a target in 万亿元; None where units differ."""
    if unit in ("", target.unit):
        return number
    base = read_quantity(number, unit)
    value = read_value(target.value)
    if base.base_unit != target.base_unit or base.amount is None or not target.amount or not value:
        return None
    return f"{base.amount / (target.amount / value):.10g}"


def _read_growth(clause: _Clause) -> Target | None:
    """年均增速保持在8%以上, 居民消费价格涨幅3%左右."""
    if clause.figure.unit not in (*_PERCENT, "个百分点", "‰") or not (found := GROWTH.search(clause.words)):
        return None
    head = clause.words[: found.start()]
    if COMPARED.search(head) and not found["yearly"]:
        return None
    indicator = name_indicator(head)
    if not indicator:
        if clause.last is None:
            return None
        indicator = clause.last.indicator
    if not found["yearly"]:
        indicator += found["noun"]
    target = _bound_by_verb(make_target(indicator, clause.figure, "growth_rate"), found["verb"])
    return replace(target, direction="increase")


def _read_change(clause: _Clause) -> Target | None:
    """比2020年下降13.5%, 年均增长8%以上, 新增3亿千瓦."""
    change = CHANGE.search(clause.words)
    figure = clause.figure
    if not change:
        return None
    adds = change["verb"] in ("新增", "净增")
    compared = COMPARED.search(clause.words)
    if not (figure.unit in _SHARES or adds or compared):
        return None
    head = clause.words[: change.start()]
    yearly = YEARLY.search(change[0])
    indicator = clause.name(head)
    if adds:
        thing = name_object(clause.rest)
        if thing:
            indicator = (indicator + change["verb"] if indicator else "") + thing
        if yearly:
            indicator = f"{yearly[0]}{change['verb']}{thing}" if thing else ""
    elif not indicator and clause.last is not None:
        indicator = clause.last.indicator
    if not indicator:
        return None
    kind: TargetKind = "growth_rate" if yearly and figure.unit in (*_PERCENT, "个百分点", "百分点") else "change"
    direction: Literal["increase", "decrease"] = "decrease" if re.fullmatch(DOWN, change["verb"]) else "increase"
    compared = compared or SINCE.match(clause.sentence)
    target = make_target(indicator, figure, kind)
    if target.comparator == "=":
        word = change["near"] or change["bound"] or ""
        target = replace(target, comparator=BOUND_BEFORE.get(word, "="))
    return replace(target, direction=direction, baseline_year=_base_year(compared))


def _base_year(compared: re.Match[str] | None) -> int | None:
    """The year of 比2020年 and 较“十三五”末; None of 比上年."""
    if compared is None:
        return None
    words = compared.groupdict()
    return int(words["year"]) if words["year"] else plan_end(words["plan"]) if words.get("plan") else None


def _read_doubled(clause: _Clause) -> Target | None:
    """在2020年基础上翻一番."""
    compared = COMPARED.search(clause.words)
    words = re.sub("(?:实现|再)$", "", clause.words)
    indicator = clause.name(words) or (clause.last.indicator if clause.last else "")
    if not indicator:
        return None
    target = make_target(indicator, clause.figure, "change")
    return replace(target, direction="increase", baseline_year=_base_year(compared))


def _read_share_that_does(clause: _Clause) -> Target | None:
    """70%的规模以上制造业企业基本实现数字化网络化: the share of those that do."""
    if clause.figure.unit not in _PERCENT or clause.name(clause.words + "　　"):
        return None
    found = SHARE_DOES.match(clause.rest)
    if not found or not clause.rest.startswith("的"):
        return None
    return make_target(found["does"].strip(), clause.figure, "level")


def _read_each(clause: _Clause) -> Target | None:
    """每25万人拥有1家博物馆, 每重点行业打造100个以上应用标杆."""
    found = EACH.match(LEADING_WORDS.sub("", clause.words.strip()))
    thing = name_object(clause.rest) if found else ""
    return make_target(found["each"] + thing, clause.figure, "level") if found and thing else None


def _read_built(clause: _Clause) -> Target | None:
    """Things to be built or trained: 建成100个国家级平台, 完成2000年底前建成的21.9万个小区改造."""
    figure = clause.figure
    if figure.unit in (*_SHARES, "年", "元", "岁", "分"):
        return None
    thing = name_object(clause.rest)
    if counted := COUNTED.search(clause.words):
        if not thing:
            head = clause.name(clause.words[: counted.start()])
            if head or not clause.last or clause.last.base_unit != read_quantity(figure.number, figure.unit).base_unit:
                return None
            thing = _without_verb(clause.last.indicator)
            if re.fullmatch(COUNT, thing):
                return None
            yearly = YEARLY.search(clause.whole)
            words = (yearly[0] if yearly else "") + counted["verb"] + thing
            return make_target(words, figure, "count")
        yearly = YEARLY.search(clause.words)
        target = make_target((yearly[0] if yearly else "") + counted["verb"] + thing, figure, "count")
        return replace(target, comparator=_near_in(counted[0])) if target.comparator == "=" else target
    if thing and (counted := COUNTED_OF.search(clause.words)):
        return make_target(counted["verb"] + counted["modifier"] + thing, figure, "count")
    return None


def _near_in(words: str) -> Comparator:
    found = re.search("不少于|不低于|至少|超过|超|约|近", words)
    return BOUND_BEFORE[found[0]] if found else "="


def _without_verb(indicator: str) -> str:
    return re.sub(BUILT, "", indicator, count=1) if BUILT.match(indicator) else indicator


def _read_share_of(clause: _Clause) -> Target | None:
    """新车销售量达到汽车新车销售总量的20%; 占 belongs to the indicator."""
    if clause.figure.unit not in ("%", "％", "‰", "", "倍"):
        return None
    if not (found := SHARE_OF.match(clause.words)) or found["again"]:
        return None
    is_part = "占" in found["verb"]
    indicator = clause.name(clause.words[: found.end("whole")] if is_part else found["name"])
    if not indicator:
        return None
    target = make_target(indicator, clause.figure, "level")
    return target if is_part else _bound_by_verb(target, found["verb"])


def _read_equivalent(clause: _Clause) -> Target | None:
    """较2025年增长1.5倍，折合约1.5亿吨标准煤."""
    if clause.last is None or not re.search(r"(?:折合|相当于)$", clause.words):
        return None
    return make_target(clause.last.indicator, clause.figure, "level")


def _read_bounded(clause: _Clause) -> Target | None:
    """建设规模不低于100万亩: the bound stands for the verb."""
    if clause.figure.near in ("", "约", "大约", "近", "接近", "不足", "不到") or clause.is_described:
        return None
    indicator = clause.name(clause.words) or clause.name_before(clause.words)
    return make_target(indicator, clause.figure, "level") if indicator else None


def _read_reached(clause: _Clause) -> Target | None:
    """普及率达到56%, 用水总量控制在6400亿立方米以内."""
    verb = VERB.search(clause.words)
    if not verb or clause.is_described:
        return None
    words = clause.words[: verb.start()]
    indicator = clause.name(words) or clause.name_before(words)
    return _bound_by_verb(make_target(indicator, clause.figure, "level"), verb["verb"]) if indicator else None


def _read_measure(clause: _Clause) -> Target | None:
    """Figures of time and plain numbers, of an indicator that is counted so: 受教育年限达到11.3年, 系数提高到0.58."""
    verb = VERB.search(clause.words)
    is_time = bool(clause.figure.unit) and _TIME.fullmatch(clause.figure.unit) is not None
    head = clause.words[: verb.start()] if verb else clause.words
    indicator = clause.name(head)
    is_fraction = "/" in clause.figure.number or "分之" in clause.figure.number or clause.figure.number == "一半"
    noun = TIME_NOUN if is_time else INDEX_NOUN
    if not indicator or not (noun.search(indicator) or (is_fraction and verb)):
        return None
    if not (verb or clause.figure.near or ENDS_CLAUSE.match(clause.rest)) or (
        verb and is_time and verb["verb"] == "为"
    ):
        return None  # 实习时间为6个月 sets a rule
    return _bound_by_verb(make_target(indicator, clause.figure, "level"), verb["verb"] if verb else None)


def _read_counted_further(clause: _Clause) -> Target | None:
    """培育示范企业1万家，单项冠军企业1000家; 建设50所学校和150个专业: the verb goes on."""
    last, figure = clause.last, clause.figure
    if last is None or last.kind != "count" or figure.unit in _SHARES:
        return None
    before = clause.sentence[: figure.start]
    if (verb := BUILT.match(last.indicator)) and re.search(r"(?:[和与及、]|以及)$", before):
        thing = name_object(clause.rest)
        return make_target(verb[0] + thing, figure, "count") if thing else None
    is_next = last.value_as_printed in before[-len(clause.words) - 24 :]
    if not is_next or VERB.search(clause.words) or not ENDS_CLAUSE.match(clause.rest):
        return None
    indicator = clause.name(clause.words)
    if not indicator or BUILT.match(indicator) or ends_as_noun(indicator):
        return None
    return make_target(indicator, figure, "count")


def _read_named(clause: _Clause) -> Target | None:
    """发电量4万亿千瓦时以上: a noun that is measured, and its figure at the end of the clause."""
    indicator = clause.name(clause.words)
    if not indicator or VERB.search(clause.words) or not ENDS_CLAUSE.match(clause.rest):
        return None
    named = ends_as_noun(indicator) or BUILT.match(indicator) or ADDED.search(indicator)
    if not (named or indicator.startswith(("每", "人均", "户均", "亩均"))):
        return None
    return make_target(indicator, clause.figure, "level")


def _read_done(clause: _Clause) -> Target | None:
    """中欧班列年开行2万列以上: what is done, and how often, at the end of the clause."""
    counted = COUNTED.search(clause.words)
    if not counted or clause.figure.unit in _SHARES or not ENDS_CLAUSE.match(clause.rest):
        return None
    head = clause.name(clause.words[: counted.start()])
    if len(head) < _SHORTEST_ITEM or YEARLY.fullmatch(head):
        return None
    return make_target(head + counted["verb"], clause.figure, "count")


def _read_item(clause: _Clause) -> Target | None:
    """5A级旅游景区达到350家，国家全域旅游示范区200家: a further item of a list in one sentence."""
    last, words = clause.last, clause.words
    if last is None or last.words or clause.figure.unit in _SHARES or VERB.search(words):
        return None
    indicator = clause.name(words)
    if len(indicator) < _SHORTEST_ITEM or NO_ITEM.search(indicator) or not ENDS_CLAUSE.match(clause.rest):
        return None
    if last.base_unit != read_quantity(clause.figure.number, clause.figure.unit).base_unit:
        return None
    return make_target(indicator, clause.figure, last.kind if last.kind in ("level", "count") else "level")


def _bound_by_verb(target: Target, verb: str | None) -> Target:
    if target.comparator != "=" or not verb:
        return target
    return replace(target, comparator=">=" if verb == "达到或超过" else BOUND_BEFORE.get(verb, "="))


def make_target(indicator: str, figure: Figure, kind: TargetKind) -> Target:
    """The target of a figure; 新增 before the indicator makes it a change, a verb of building a count."""
    direction: Literal["increase"] | None = None
    if kind == "level" and figure.unit not in _PERCENT:
        if ADDED.search(indicator) and not re.match(r"新增(?:和|、|及|或)", indicator):
            kind, direction = "change", "increase"
            if not YEARLY.search(indicator):
                indicator = re.sub(r"^(?:新增|净增)(?=..)", "", indicator)
        elif BUILT.match(indicator) and not MEASURED.search(indicator) and not figure.unit.endswith("元"):
            kind = "count"
    quantity = read_quantity(figure.number, figure.unit)
    return Target(
        indicator=indicator,
        value=quantity.value,
        unit=quantity.unit,
        year=0,
        kind=kind,
        comparator=figure.comparator,
        value_as_printed=figure.sign + figure.number,
        amount=quantity.amount,
        base_unit=quantity.base_unit,
        direction=direction,
    )
