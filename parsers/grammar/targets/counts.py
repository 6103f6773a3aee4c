"""Figures that count things: 建成100个平台, 每25万人拥有1家博物馆, 示范区200家."""

import re
from dataclasses import replace

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.clauses import SHARES, Clause, make_target
from parsers.grammar.targets.indicators import ENDS_IN_VERB, ends_as_noun, name_indicator, name_object
from parsers.grammar.targets.model import TargetReading
from parsers.grammar.targets.quantities import COUNTERS, read_quantity
from parsers.grammar.targets.wording import (
    ADDED,
    BUILT,
    COUNT,
    COUNTED,
    COUNTED_OF,
    EACH,
    ENDS_CLAUSE,
    LEADING_WORDS,
    NEAR,
    NO_ITEM,
    ONLY_TARGET_YEAR,
    VERB,
    YEAR_PHRASE,
    YEARLY,
    read_bound,
)
from parsers.record import Comparator, TargetKind

_NEAR = lazy_regex(NEAR)
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


def read_each(clause: Clause) -> TargetReading | None:
    """每25万人拥有1家博物馆, 每重点行业打造100个以上应用标杆."""
    found = EACH.match(LEADING_WORDS.sub("", YEAR_PHRASE.sub("", clause.words.strip())))
    thing = name_object(clause.rest) if found else ""
    return make_target(found["each"] + thing, clause.figure, "level") if found and thing else None


def read_built(clause: Clause) -> TargetReading | None:
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
        return None  # read_each
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
        target = make_target((yearly[0] if yearly else "") + counted["verb"] + thing, figure, "count")
        return replace(target, comparator=_near_in(counted[0])) if target.comparator == "=" else target
    if thing and figure.near and _IN_A_YEAR.fullmatch(clause.words):
        return make_target(thing, figure, "count")
    if thing and (counted := COUNTED_OF.search(clause.words)) and not _COUNTS_TOO.search(counted["modifier"]):
        return make_target(counted["verb"] + counted["modifier"] + thing, figure, "count")
    return None


def _near_in(words: str) -> Comparator:
    found = _NEAR.search(words)
    return read_bound(found[0] if found else None)


def _without_verb(indicator: str) -> str:
    return BUILT.sub("", indicator, count=1) if BUILT.match(indicator) else indicator


def read_counted_further(clause: Clause) -> TargetReading | None:
    """培育示范企业1万家，单项冠军企业1000家; 建设50所学校和150个专业: the verb goes on."""
    last, figure = clause.last, clause.figure
    if last is None or last.kind not in ("count", "change") or figure.unit in SHARES:
        return None
    if last.kind == "change" and (last.direction != "increase" or last.unit in SHARES or last.unit.endswith("元")):
        return None
    before = clause.sentence[: figure.start]
    if "，即" in before or _PARTS.search(before):
        return None  # the parts of a sum
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


def read_moved(clause: Clause) -> TargetReading | None:
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


def read_reaching(clause: Clause) -> TargetReading | None:
    """力争60个学科达到一流标准: so many things do what stands behind them."""
    if clause.figure.unit in SHARES or clause.figure.unit.endswith("元") or _LEAD.fullmatch(clause.words) is None:
        return None
    found = _REACHES.match(clause.rest)
    return make_target(found["does"], clause.figure, "count") if found else None


def read_completed(clause: Clause) -> TargetReading | None:
    """乐清湾50公顷红树林营建完成: the verb stands at the end."""
    if clause.figure.unit in SHARES or not (found := _COMPLETED.match(clause.rest)):
        return None
    place = name_indicator(clause.words) if clause.words.strip() else ""
    return make_target(place + found["thing"], clause.figure, "count")


def read_named(clause: Clause) -> TargetReading | None:
    """发电量4万亿千瓦时以上: a noun that is measured, and its figure at the end of the clause."""
    indicator = clause.name(clause.words)
    if not indicator or VERB.search(clause.words, clause.tail) or not ENDS_CLAUSE.match(clause.rest):
        return None
    named = ends_as_noun(indicator) or BUILT.match(indicator) or ADDED.search(indicator)
    if not (named or indicator.startswith(("每", "人均", "户均", "亩均"))):
        return None
    return make_target(indicator, clause.figure, "level")


def read_done(clause: Clause) -> TargetReading | None:
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


def read_item(clause: Clause) -> TargetReading | None:
    """5A级旅游景区达到350家，国家全域旅游示范区200家: a further item of a list in one sentence."""
    last, words = clause.last, clause.words
    is_first = ONLY_TARGET_YEAR.fullmatch(clause.sentence[: clause.figure.start - len(words)]) is not None
    goes_on = last is not None and not last.words
    if not (is_first or goes_on) or clause.figure.unit in SHARES or VERB.search(words):
        return None
    indicator = clause.name(words)
    if len(indicator) < _SHORTEST_ITEM or NO_ITEM.search(indicator) or not ENDS_CLAUSE.match(clause.rest):
        return None
    base = read_quantity(clause.figure.number, clause.figure.unit).base_unit
    if base not in COUNTERS and (last is None or last.base_unit != base):
        return None
    kind: TargetKind = "count" if goes_on and last is not None and last.kind == "count" else "level"
    return make_target(indicator, clause.figure, kind)
