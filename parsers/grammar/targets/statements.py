"""What the words before and behind a figure state: its indicator, its kind, its bound and its baseline."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.figures import Figure
from parsers.grammar.targets.indicators import (
    BARE,
    BARE_AT_END,
    ENDS_IN_VERB,
    HEAD,
    clause_before,
    ends_as_noun,
    name_indicator,
    name_object,
)
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import COUNTERS, PERCENT, SHARES, TIMES, read_quantity, read_value
from parsers.grammar.targets.wording import (
    ADDED,
    BOUND_APART,
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
    OF_NOUN,
    ONLY_TARGET_YEAR,
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

_SHARE = lazy_regex(r"\s*(?P<noun>占比|比重|比例)(?:约|力争|将)?\s*")
_SHORT_NAME = 4
_OF_WHOLE = lazy_regex("占(?!比)|在.+中的?(?:占比|比重|比例)")
_LONGEST_VERB = 24
_ONLY_YEAR = lazy_regex(rf"(?:{YEAR_PHRASE.pattern}|{LEADING_WORDS.pattern[1:-1]}|进一步|再|或|较|比)*")
_SHORTEST_ITEM = 3
_YEARLY_VERB = lazy_regex(rf"(?:每年|年均)(?:{COUNT})")
_MOVED = lazy_regex(r"(?P<verb>将|把|为|向|对|帮助|助力|面向)(?:约|不少于|超过|至少)?$")
_GIVES = lazy_regex("提供|开展|推荐|推送|发放|进行|实施|解决")
_MOVES = lazy_regex(r"纳入|列入|培育|打造|建设|建成|提升|改造|转化|提供|开展|推荐|推送|发放|进行|实施|实现|解决")
_DOES = lazy_regex("建设|开工|完成|达到|实现|均|今年|开展|参加|通过|超过|以上|成立|纳入")
_IN_A_YEAR = lazy_regex(r"(?:20\d\d年)?(?:全年|每年|年内)")
"""全年不少于300份报告: the bound stands for the verb."""
_PARTS = lazy_regex(r"\d\D*其中\D*\d.*\D$|（[^）]*$")
"""其中福州市5公里，厦门市6公里: the parts of a sum."""
_OWN_VERB = lazy_regex(f"新增|净增|(?:{COUNT})$")
_COUNTS_TOO = lazy_regex(r"\d[家个所名户项]")
_GOES_ON = lazy_regex(r"的\d|发展$|开展.*工作$")
"""支持113家老字号创新发展, 推动7所高校的11个学科建设: so many exist."""
_MEASURES = lazy_regex("(?:行动|举措|计划)$")
_EACH_OF = lazy_regex(r"每(?!年)")
_LEAD = lazy_regex(rf"(?:{YEAR_PHRASE.pattern}|力争|争取|确保|推动|全[省市区国]|使|有|实现)*")
_REACHES = lazy_regex(
    r"(?P<does>[\u4e00-\u9fff“”、]{2,20}?(?:达到|进入|入选|跻身|通过|建成|纳入|成为|实现|上云)[^，,。；;\d]{1,24})(?=[，,。；;]|$)"
)
_COMPLETED = lazy_regex(
    r"(?P<thing>[\u4e00-\u9fff“”、]{2,20}?)(?:基本|全面|全部)?(?:完成|建成|投产|投用|投入使用|投运|竣工)(?=[，,。；;]|$)"
)
_WHOLE = re.compile(r"(?<=..)占[^占]*$")
"""What a share is one of: 增加值占GDP比重达到10%，年均增长8% tells of the growth of 增加值."""
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}年(?:底|末)?|上年|峰值")
_INCLUDED = re.compile(r"^[（(](?:含|包含|不含)[^（）()]{0,6}[)）]")
"""5000吨以上（含）的企业."""
_DOES_SHARE = re.compile("(?:完成|建成)$")
"""完成60%以上重点用能单位节能监察."""
_WHOLE_AREA = re.compile("^全[国省市区县](?:所有)?$")
_GROWTH_BEHIND = re.compile(r"的(?P<yearly>年均|平均)?(?P<noun>增速|增长速度|增长率|增幅)")
_KEEPS = re.compile(r"(?:力争|争取)?(?:保持|达到|实现|维持)(?P<yearly>年均|每年)?$")
_FALLING = ("降低率", "下降率", "递减率", "降幅")
_TIME = re.compile(f"[十百千万亿]*(?:{TIMES})")


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure, the words before it in its clause, the words behind it, and the target read before it."""

    figure: Figure
    words: str
    rest: str
    last: TargetReading | None
    sentence: str
    whole: str
    """The words before the figure back to the last comma, with the figures among them."""

    @property
    def tail(self) -> int:
        """Where the end of the words begins, in which a verb stands: what is looked for there costs a fifth."""
        return max(0, len(self.words) - _LONGEST_VERB)

    @property
    def is_described(self) -> bool:
        """Whether a noun follows that the figure describes: 产值超1000亿元园区."""
        return DESCRIBES.match(self.rest) is not None and not ENDS_CLAUSE.match(self.rest)

    def name_before(self, words: str) -> str:
        """The indicator of the target before, which a figure goes on from that has only a year: 到2030年，达到25%."""
        if self.last is None or not _ONLY_YEAR.fullmatch(words):
            return ""
        is_change = self.last.kind in ("change", "growth_rate") or self.last.unit in ("番", "倍")
        if self.last.unit != self.figure.unit and not (is_change and not self.last.words):
            return ""
        is_next = self.last.words == "" and not words.strip()  # 翻一番达到20亿元
        before = self.sentence[: self.figure.start - len(self.words) + len(words)]
        return self.last.indicator if is_next or _ONLY_YEAR.fullmatch(before) or words.strip() else ""

    def goes_on(self, head: str) -> str:
        """The indicator of the target before, where the words before a verb name none of their own."""
        head = YEAR_PHRASE.sub("", COMPARED.sub("", head))
        is_next = self.last is not None and not self.last.words and _ONLY_YEAR.fullmatch(head.strip())
        return self.last.indicator if self.last is not None and is_next else ""

    def name(self, words: str) -> str:
        keep = self.figure.unit not in SHARES
        share = _SHARE.fullmatch(words)
        if share and self.last is not None and not self.last.words:
            return self.last.indicator + share["noun"]  # 装机达到7.7亿千瓦，占比约39%
        name = name_indicator(words, keep_yearly=keep)
        if self.last is not None and self._is_end_of(self.last, name):
            return self.last.indicator  # 大宗固废年利用量达到40亿吨；到2030年，年利用量达到45亿吨
        if _OF_WHOLE.match(name):  # 生产总值达到1.5万亿元，占全省比重达到28.5%
            is_next = self.last is not None and not self.last.words and self.last.unit not in SHARES
            return self.last.indicator + name if self.last is not None and is_next else ""
        if not BARE.fullmatch(name.partition("占")[0]):
            return name
        if self._is_first():
            return name
        # 化肥施用量减少2公斤，利用率提高到40%: the noun before is what the next measures, too.
        if self.last is None or self.last.words:
            return ""
        thing = self.last.indicator.partition("占")[0]
        noun = HEAD.search(thing) or BARE_AT_END.search(thing)
        if noun and noun.start() > 1 and not re.search("[、和与]", thing):
            return thing[: noun.start()] + name
        return name if "占" in name else ""

    def _is_end_of(self, last: TargetReading, name: str) -> bool:
        """Whether a sentence that opens with a year and a short noun goes on with the indicator before."""
        is_short = 0 < len(name) <= _SHORT_NAME and last.unit == self.figure.unit
        return is_short and last.indicator.endswith(name) and self._is_first()

    def _is_first(self) -> bool:
        """Whether no words but a year stand before the clause in its sentence."""
        if len(self.words) < len(self.whole):
            return False
        before = re.split("[：:]", self.sentence[: self.figure.start].removesuffix(self.whole))[-1]
        return _ONLY_YEAR.fullmatch(YEAR_PHRASE.sub("", before).strip("，, ")) is not None


def make_target(indicator: str, figure: Figure, kind: TargetKind) -> TargetReading:
    """The target of a figure; 新增 before the indicator makes it a change, a verb of building a count."""
    direction: Literal["increase"] | None = None
    if kind == "level" and figure.unit not in (*PERCENT, ""):
        if ADDED.search(indicator) and not re.match(r"新增(?:和|、|及|或)", indicator):
            kind, direction = "change", "increase"
            if not YEARLY.search(indicator):
                indicator = re.sub(r"^(?:新增|净增)(?=..)", "", indicator)
        elif BUILT.match(indicator) and not MEASURED.search(indicator) and not figure.unit.endswith("元"):
            kind = "count"
    quantity = read_quantity(figure.number, figure.unit)
    return TargetReading(
        indicator=indicator,
        value=quantity.value,
        unit=quantity.unit,
        year=None,
        kind=kind,
        comparator=figure.comparator,
        value_as_printed=figure.sign + figure.number,
        amount=quantity.amount,
        base_unit=quantity.base_unit,
        direction=direction,
    )


def bound_by_verb(target: TargetReading, verb: str | None) -> TargetReading:
    if target.comparator != "=" or not verb:
        return target
    return replace(target, comparator=read_bound(verb))


def _read_each(clause: Clause) -> TargetReading | None:
    """每25万人拥有1家博物馆, 每重点行业打造100个以上应用标杆."""
    found = EACH.match(LEADING_WORDS.sub("", YEAR_PHRASE.sub("", clause.words.strip())))
    thing = name_object(clause.rest) if found else ""
    return make_target(found["each"] + thing, clause.figure, "level") if found and thing else None


def _read_built(clause: Clause) -> TargetReading | None:
    """Things to be built or trained: 建成100个国家级平台, 完成2000年底前建成的21.9万个小区改造."""
    figure = clause.figure
    if figure.unit in (*SHARES, "年", "岁", "分") or figure.unit.endswith("元"):
        return None
    thing = name_object(clause.rest)
    if figure.unit in ("项", "个", "大") and _MEASURES.search(thing):
        return None  # 实施5项提升行动
    if figure.unit in ("家", "个", "所", "名", "户") and _GOES_ON.search(thing):
        return None
    if _EACH_OF.search(clause.words):
        return None  # _read_each
    if counted := COUNTED.search(clause.words, clause.tail):
        if not thing:
            head = _LEAD.sub("", LEADING_WORDS.sub("", clause.words[: counted.start()]))
            if head or not clause.last or clause.last.base_unit != read_quantity(figure.number, figure.unit).base_unit:
                return None
            thing = _without_verb(clause.last.indicator)
            if re.fullmatch(COUNT, thing):
                return None
            yearly = YEARLY.search(clause.whole)
            words = (yearly[0] if yearly else "") + counted["verb"] + thing
            return make_target(words, figure, "count")
        yearly = YEARLY.search(clause.words)
        return make_target((yearly[0] if yearly else "") + counted["verb"] + thing, figure, "count")
    if thing and figure.near and _IN_A_YEAR.fullmatch(clause.words):
        return make_target(thing, figure, "count")
    if thing and (counted := COUNTED_OF.search(clause.words)) and not _COUNTS_TOO.search(counted["modifier"]):
        return make_target(counted["verb"] + counted["modifier"] + thing, figure, "count")
    return None


def _without_verb(indicator: str) -> str:
    return BUILT.sub("", indicator, count=1) if BUILT.match(indicator) else indicator


def _read_counted_further(clause: Clause) -> TargetReading | None:
    """培育示范企业1万家，单项冠军企业1000家; 建设50所学校和150个专业: the verb goes on."""
    last, figure = clause.last, clause.figure
    if last is None or last.kind not in ("count", "change") or figure.unit in SHARES:
        return None
    if last.kind == "change" and (last.direction != "increase" or last.unit in SHARES or last.unit.endswith("元")):
        return None
    before = clause.sentence[: figure.start]
    if "，即" in before or _PARTS.search(before):
        return None  # the parts of a sum
    if clause.words.strip() and _ONLY_YEAR.fullmatch(clause.words) and ENDS_CLAUSE.match(clause.rest):
        is_same = last.kind == "count" and last.unit == figure.unit and not last.words
        return make_target(last.indicator, figure, "count") if is_same else None  # 2024年建成1万个，2025年2万个
    verb = BUILT.match(last.indicator)
    if verb and last.words == "" and re.search(r"(?:[和与及、，,]|以及)$", before):
        thing = name_object(clause.rest)
        if before.endswith(("，", ",")) and not figure.near and _DOES.search(thing):
            return None  # 26个县今年开工建设水源
        return (
            replace(make_target(verb[0] + thing, figure, "count"), kind=last.kind, direction=last.direction)
            if thing
            else None
        )
    is_joined = re.search(r"[、和及与]$", before[: len(before) - len(clause.words)]) is not None
    if last.kind == "change" and not (is_joined or read_quantity(figure.number, figure.unit).base_unit in COUNTERS):
        return None
    is_next = last.value_as_printed in before[-len(clause.words) - 24 :]
    if not is_next or VERB.search(clause.words, clause.tail) or not ENDS_CLAUSE.match(clause.rest):
        return None
    indicator = clause.name(clause.words)
    if not indicator or BUILT.match(indicator) or (ends_as_noun(indicator) and last.kind == "count"):
        return None
    if last.kind == "change" and not is_joined and (ends_as_noun(indicator) or _OWN_VERB.search(indicator)):
        return None
    if yearly := _YEARLY_VERB.match(last.indicator):
        indicator = yearly[0] + indicator
    return replace(make_target(indicator, figure, "count"), kind=last.kind, direction=last.direction)


def _read_moved(clause: Clause) -> TargetReading | None:
    """将5000家企业纳入培育库, 为10万家企业提供诊断服务: what is done to so many stands behind them."""
    if clause.figure.unit in (*SHARES, "年", "岁", "分") or clause.figure.unit.endswith("元"):
        return None
    found = _MOVED.search(clause.words)
    if not found or not (_GIVES if found["verb"] in "面向为对" else _MOVES).search(clause.rest.partition("，")[0]):
        return None
    thing = name_object(clause.rest)
    if re.search(r"\d[个项类条]", thing):
        return None  # 将10项整合成4项
    verb = "" if found["verb"] in ("将", "把") else found["verb"]
    return make_target(verb + thing, clause.figure, "count") if thing else None


def _read_reaching(clause: Clause) -> TargetReading | None:
    """力争60个学科达到一流标准: so many things do what stands behind them."""
    if clause.figure.unit in SHARES or clause.figure.unit.endswith("元") or _LEAD.fullmatch(clause.words) is None:
        return None
    found = _REACHES.match(clause.rest)
    return make_target(found["does"], clause.figure, "count") if found else None


def _read_completed(clause: Clause) -> TargetReading | None:
    """乐清湾50公顷红树林营建完成: the verb stands at the end."""
    if clause.figure.unit in SHARES or not (found := _COMPLETED.match(clause.rest)):
        return None
    place = name_indicator(clause.words) if clause.words.strip() else ""
    return make_target(place + found["thing"], clause.figure, "count")


def _read_named(clause: Clause) -> TargetReading | None:
    """发电量4万亿千瓦时以上: a noun that is measured, and its figure at the end of the clause."""
    indicator = clause.name(clause.words)
    if not indicator or VERB.search(clause.words, clause.tail) or not ENDS_CLAUSE.match(clause.rest):
        return None
    named = ends_as_noun(indicator) or BUILT.match(indicator) or ADDED.search(indicator)
    if not (named or indicator.startswith(("每", "人均", "户均", "亩均"))):
        return None
    return make_target(indicator, clause.figure, "level")


def _read_done(clause: Clause) -> TargetReading | None:
    """中欧班列年开行2万列以上: what is done, and how often, at the end of the clause."""
    counted = COUNTED.search(clause.words, clause.tail)
    if not counted or clause.figure.unit in SHARES or not ENDS_CLAUSE.match(clause.rest):
        return None
    if ENDS_IN_VERB.search(counted["verb"]):
        return None  # 各县新建5公里
    head = clause.name(clause.words[: counted.start()])
    if len(head) < _SHORTEST_ITEM or YEARLY.fullmatch(head):
        return None
    return make_target(head + counted["verb"], clause.figure, "count")


def _read_item(clause: Clause) -> TargetReading | None:
    """5A级旅游景区达到350家，国家全域旅游示范区200家: a further item of a list in one sentence."""
    last, words = clause.last, clause.words
    is_first = ONLY_TARGET_YEAR.fullmatch(clause.sentence[: clause.figure.start - len(words)]) is not None
    goes_on = last is not None and not last.words
    if not (is_first or goes_on) or clause.figure.unit in SHARES or VERB.search(words):
        return None
    indicator = clause.name(words)
    if len(indicator) < _SHORTEST_ITEM or not ENDS_CLAUSE.match(clause.rest):
        return None
    base = read_quantity(clause.figure.number, clause.figure.unit).base_unit
    if base not in COUNTERS and (last is None or last.base_unit != base):
        return None
    kind: TargetKind = "count" if goes_on and last is not None and last.kind == "count" else "level"
    return make_target(indicator, clause.figure, kind)


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
        rules = (_read_growth_behind, _read_share_that_does, _read_built)
    else:
        rules = (
            *(_read_raised, _read_growth, _read_change, _read_share_that_does, _read_each, _read_built, _read_share_of),
            *(_read_equivalent, _read_bounded, _read_reached, _read_counted_further, _read_moved, _read_named),
            *(_read_completed, _read_reaching, _read_done, _read_item),
        )
    for rule in rules:
        if (target := rule(clause)) is not None:
            apart = BOUND_APART.search(clause.words) if target.comparator == "=" else None
            if apart is None:
                return target
            indicator = target.indicator.replace(apart[0], "")
            return replace(target, indicator=indicator, comparator=read_bound(apart[0]))
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
