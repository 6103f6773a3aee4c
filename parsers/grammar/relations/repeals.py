"""Which documents a sentence repeals or replaces: 《…》同时废止, 决定废止《…》, 《…》第三条停止执行, 本办法取代《…》.

A sentence counts that ends the force of a named document by itself. What is reported (已废止, 被废止), proposed
(拟废止, 修改或者废止), conditional (与本办法不一致的) or about abolition (废止后, 废止的情形) does not.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from parsers.grammar.dates import iter_dates
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference

SIGNS = ("废止", "失效", "停止", "不再执行", "不再适用", "不再有效", "终止执行", "作废", "代替", "替代", "取代")
"""Every sentence that ends the force of a document contains one of these."""

_ENDS = (
    "(?:废止|失效|作废|停止(?:执行|实施|施行|使用|适用)|终止(?:执行|实施)"
    "|不再(?:执行|适用|施行|有效|实施|继续执行|具有法律效力))"
)
_VERB = lazy_regex(rf"{_ENDS}(?=[。，,；;、：:）)（(！\s]|$|，?并)")
# 废止《…》 · 废止原样例部《…》 · 停止执行样例发〔2001〕2号
_VERB_FIRST = lazy_regex(
    r"(?:废止|停止执行|终止执行)(?:了)?(?=\s*(?:原|\d{4}年|[^，。；《》]{0,60}(?:印发|发布|公布|下发|颁布|制定|批准)的)?\s*$)"
)
_DECIDED = lazy_regex(
    r"(?:决定|同时|现|现将|一并|予以|兹|起|特|宣布|相应|同意|^|[，：:；、\s]|批准|自行|第?[一二三四五六七八九十\d]+[、.．])\s*$"
)
# 样例部印发的 · 2003年1月2日国务院公布的 · 2005年5月24日经国务院批准、由国务院办公厅印发的
_PROVENANCE = (
    "[^，。；《》]{0,80}?(?:印发|发布|公布|下发|颁布|颁发|制定|批准|实施|施行|转发|通过|修订|出台|制发|发出)"
    "(?:实施|执行|试行)?的"
)
_JOINT = lazy_regex(
    rf"(?P<part>[^，。；《》、]{{0,60}}?)(?:等?文件)?\s*(?:[、，,；;]|以及|及|和|与|\s)?\s*(?:和|及|与|以及|并)?\s*(?:(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日)?原?|(?:原)?{_PROVENANCE})?\s*"
)
_PART = lazy_regex(
    r"(?:文件|文)?(?:中|的|中的|里|内)?(?P<part>第[一二三四五六七八九十百零〇\d].*|(?:有关|关于|相关|涉及).+|对.+的(?:规定|条款|内容)|附件\s*[一二三四五六七八九十\d]*.*|“.+”.*)"
)
_TIME = (
    r"[自从于]?\s*(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|本[^，。；]{1,12}之日|即日"
    r"|[^，。；]{0,10}(?:施行|实施|发布|印发|公布|生效|执行)之日)(?:起|后|止)?"
    r"|本[^，。；]{1,8}(?:施行|实施|发布|印发|公布|生效)(?:后|起|时)"
)
# GB50001-2010 behind the title of a standard
_STANDARD = r"[A-Z]{1,6}(?:/[A-Z]{1,2})?\s?[\d.]+[-—–]\d{2,4}"
_PASSED_OVER = lazy_regex(
    rf"[，,]?(?:{_TIME}|从即日起|随之|同时|同步|一同|即行|立即|一并|一律|随即|相应|予以|均|自行|自动|自然|也|亦|全部|都|全文|现|将|宣布|届时|到期|整体|决定|由此|起|正式|自动|从该日起|继续|并|{_STANDARD})"
)
_ET_AL = lazy_regex(
    r"等?(?:上述|以上|这|共)?(?:\d+|[一二三四五六七八九十百两]+)?(?:个|件|项|部|份)?(?:[^，。；《》]{0,8}?(?:文件|规章|行政法规|规范性文件|标准|通知|文|办法|规定))?"
)
_BELONGS = lazy_regex(
    r"\s*(?:$|[，,；;：:。、和及与以并]|第[一二三四五六七八九十百零〇\d]|中|的?(?:第|有关|相关)|等|文|予以|全文|附件)"
)
"""What may follow a document that 废止 stands before: 废止《…》规定的许可 is about a permit."""
# Reported, proposed, denied
_NOT_NOW = lazy_regex(r"已|被|未|不得|可以|可能|拟|是否|建议|应当|应予|能否")
_QUOTED = lazy_regex("“[^“”]*”")
# 《甲样例办法》以及其他与本办法不一致的规定，一律废止: what is named falls, the others where they differ
_AND_OTHERS = lazy_regex(
    r"\s*[，,]?(?:(?:以及|及|和|与)其[他它余][^，。；《》]{0,60}[，,]?|(?:以及|及|和|与)其?[^，。；《》]{0,12}(?:细则|文件|规定|附件|解释|标准))"
)
# 《…的通知》（样例发〔2009〕1号）中的《乙样例办法》: one of the texts that a document issued
_WITHIN = lazy_regex(r"(?:文件|文)?(?:中|附件\s*[一二三四五六七八九十\d]*|所附)的?\s*")
# 《甲办法》、《乙办法》中有关样例的规定: of both; 《甲办法》、《乙办法》第三条: of the second
_OF_ONE = lazy_regex(r"第|附件|“")
# 自《规划》印发之日起，…: a document that gives a day alone
_GIVES_A_DAY = lazy_regex(r"\s*(?:印发|发布|公布|颁布|施行|实施|生效|出台|执行|修订)(?:之日|以后|之后|后|前|时)")
# 分别自2020年1月1日和2021年1月1日起废止
_IN_TURN = lazy_regex(r"分别[自从于](?P<days>[^。；]{8,200}?)起?(?=停止|废止|失效|不再|予以|作废|$)")
_CONDITIONAL = lazy_regex(r"不一致|不相?符|抵触|冲突|相违背|不同的|相悖|矛盾")
_GOVERNED = lazy_regex(
    r"根据|按照|依据|依照|参照|遵照|结合|适用|贯彻|落实|违反|符合|除(?!第)|如果|假如|若(?!干)|所称|按(?!时)|经|关于|对照|因|被|由"
)
# 本标准代替《…》
_REPLACES = lazy_regex(r"本[^，。；《》]{1,8}(?:代替|替代|取代)(?:了|原|原有的)?\s*$")
_REPLACED_BY = lazy_regex(r"(?:自[^，。；]{1,20}起)?[，,]?(?:由|被|以)(?:本|新)[^，。；《》]{1,12}?(?:代替|替代|取代)")
# 根据…《关于修改部分规章的决定》修正的《样例办法》同时废止
_REVISED_BY = lazy_regex(r"》[^，。；《》]{0,8}(?:修正|修订|修改)的\s*$")
_CLAUSE_ENDS = "，,；;：:。"


class Ended(NamedTuple):
    """A document whose force a sentence ends, the part of it, and the index of the verb."""

    reference: Reference
    part: str | None
    verb: int
    replaced: bool
    """Whether the words are 代替, 取代 and not 废止."""
    on: date | None = None
    """The day that the sentence deals out to this document: 分别自…和…起废止."""


def read_ended(sentence: str, references: Sequence[Reference]) -> Iterator[Ended]:
    """The documents whose force a sentence ends, in order. `references` are those that it names."""
    if not references:
        return
    for verb in _VERB.finditer(sentence):
        yield from _before_verb(sentence, references, verb.start())
    for index, reference in enumerate(references):
        before = sentence[: reference.start]
        if (first := _VERB_FIRST.search(before)) and _is_decided(before[: first.start()]):
            yield from _behind_verb(sentence, references[index:], first.start(), replaced=False)
        elif taken := _REPLACES.search(before):
            yield from _behind_verb(sentence, references[index:], taken.start(), replaced=True)
        elif taken := _REPLACED_BY.match(sentence, reference.end):
            yield Ended(reference, None, taken.start(), replaced=True)


def _before_verb(sentence: str, references: Sequence[Reference], verb: int) -> Iterator[Ended]:
    """The list of documents that ends at a verb: 《…》、《…》第三条同时废止."""
    before = [reference for reference in references if reference.end <= verb]
    if not before:
        return
    gap = sentence[before[-1].end : verb]
    in_turn = _IN_TURN.search(gap)
    read, part = _read_gap(gap[: in_turn.start()] if in_turn else gap)
    if not read or _NOT_NOW.search(_QUOTED.sub("", _PASSED_OVER.sub("", gap))):
        return
    found: list[Ended] = []
    for reference, following in zip(reversed(before), [None, *reversed(before[1:])], strict=True):
        if following is not None:
            between = sentence[reference.end : following.start]
            if _WITHIN.fullmatch(between) and found:
                found = _within(reference, found, sentence)
                continue
            joint = None if _GIVES_A_DAY.match(between) else _JOINT.fullmatch(between)
            is_and = between.strip() in ("与", "、与")
            if joint is None or (not is_and and _is_governed(sentence, following.start, reference.end)):
                break
            stated, part = _read_gap(joint["part"]) if joint["part"] and not is_and else (True, None)
            if not stated:
                break
        shared = found[-1].part if found and part is None and not _OF_ONE.match(found[-1].part or "第") else None
        found.append(Ended(reference, part or shared, verb, replaced=False))
    while found and _is_governed(sentence, found[-1].reference.start, 0):
        if _ends_clause_with_time(sentence, found[-1].reference.start):
            break
        found.pop()
    found.reverse()
    yield from _dealt_out(found, in_turn["days"]) if in_turn else found


def _within(carrier: Reference, found: list[Ended], sentence: str) -> list[Ended]:
    """What ends where its last documents are texts within another one: 《…的通知》（…号）中的《甲》、《乙》."""
    inside = len(found)
    while inside > 1 and found[inside - 1].reference.number is None and found[inside - 2].reference.number is None:
        inside -= 1
    first, last = found[-1].reference, found[inside - 1].reference
    part = sentence[first.start : last.end]
    return [*found[: inside - 1], Ended(carrier, part, found[-1].verb, replaced=False)]


def _dealt_out(found: list[Ended], days: str) -> Iterator[Ended]:
    """The documents with their days, one for each; without days where the counts differ."""
    read = [day.on for day in iter_dates(days)]
    for index, one in enumerate(found):
        yield one._replace(on=read[index]) if len(read) == len(found) else one


def _behind_verb(sentence: str, references: Sequence[Reference], verb: int, *, replaced: bool) -> Iterator[Ended]:
    """The list of documents that begins behind a verb: 废止《…》（…）、《…》第三条."""
    for reference, following in zip(references, [*references[1:], None], strict=True):
        end = following.start if following else _clause_end(sentence, reference.end)
        if not _BELONGS.match(sentence, reference.end):
            return
        gap = sentence[reference.end : end]
        joint = _JOINT.fullmatch(gap) if following else None
        words = (joint["part"] if joint else gap) or ""
        part = _PART.match(words)
        yield Ended(reference, part["part"].strip() if part else None, verb, replaced)
        if joint is None:
            return


def _read_gap(gap: str) -> tuple[bool, str | None]:
    """Whether the words between a document and its verb belong to them, and the part of the document that they name."""
    if _GIVES_A_DAY.match(gap) or "：" in gap:
        return False, None
    words = gap[others.end() :] if (others := _AND_OTHERS.match(gap)) else gap
    if _CONDITIONAL.search(words):
        return False, None
    while True:
        rest = _PASSED_OVER.sub("", words, count=1) if _PASSED_OVER.match(words) else words
        if rest == words:
            break
        words = rest
    words = words.strip("，, \u3000")
    at_end = re.search(rf"(?:{_PASSED_OVER.pattern})+$", words)
    words = words[: at_end.start()] if at_end else words
    part = _PART.fullmatch(words)
    if part is None:
        return not words or _ET_AL.fullmatch(words) is not None, None
    bare = _QUOTED.sub("", words)
    return "，" not in bare and len(bare) <= 120, part["part"].strip()


def _is_decided(before: str) -> bool:
    return _DECIDED.search(before) is not None and not before.rstrip().endswith(("或", "或者", "关于", "和", "及"))


def _is_governed(sentence: str, start: int, earliest: int) -> bool:
    """Whether the words before a document make it something else than the subject: 根据《…》."""
    if _REVISED_BY.search(sentence, earliest, start):
        return False
    clause = max(sentence.rfind(end, earliest, start) for end in _CLAUSE_ENDS)
    lead = sentence[max(clause + 1, earliest) : start]
    lead = re.sub(_PROVENANCE, "", lead)
    return _GOVERNED.search(lead) is not None or re.search(r"与(?!.*的$)", lead) is not None


def _ends_clause_with_time(sentence: str, start: int) -> bool:
    """Whether a time stands directly before a document: 本通知自印发之日起《…》停止执行."""
    return re.search(rf"(?:{_TIME})[，,]?原?$", sentence[:start]) is not None


def _clause_end(sentence: str, start: int) -> int:
    return min((at for end in _CLAUSE_ENDS if (at := sentence.find(end, start)) >= 0), default=len(sentence))
