"""What a sentence says of the documents that it names: one table of rules.

A rule is a kind, a pattern over the sentence with a sign for each document (`clause.py`), words before it that forbid
it, and what it asks of the place of the sentence. What is reported of others (已废止), proposed (拟废止), conditional
(与本办法不一致的) or a task of the readers (按照《…》的规定处理) is none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.clause import (
    ARTICLE,
    ARTICLES,
    COUNT,
    GIVEN,
    JOINT,
    NEAR,
    NUMBERED,
    PROVENANCE,
    Clause,
    part_in,
)  # fmt: skip
from parsers.grammar.relations.instrument import has_draft_mark
from parsers.grammar.relations.references import Reference
from parsers.record import RelationKind

TRIGGERS: dict[RelationKind, tuple[str, ...]] = {
    "repeals": ("废止", "失效", "作废", "停止", "终止", "不再"),
    "replaces": ("代替", "替代", "取代"),
    "amends": ("修改", "修订", "删去", "删除", "删", "增加", "调整", "改为", "改成", "修正"),
    "corrects": ("更正", "勘误"),
    "draft_of": ("征求意见", "征集意见", "起草", "形成", "听取意见"),
    "issues": ("现", "予以", "特予", "兹"),
    "approves": ("同意", "批准", "核准"),
    "based_on": ("根据", "依据", "按照", "依照", "遵照", "贯彻", "落实", "实施", "执行"),
}
"""One of these words stands in every sentence that a rule of the kind can match; a text of thousands of characters is
searched for them alone."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask of the document, and of the place of the sentence in it."""

    is_decision: bool
    """Whether the document is one that changes others: in a plan 修订《…》 is a task."""
    is_opening: bool
    """Whether the sentence stands before the first heading or article of its text."""
    begins_text: bool
    """Whether it is the first below the addressees, or below the name of what the document issues."""
    is_draft: bool
    is_reply: bool
    is_own_name: Callable[[str], bool]
    """Whether a title is that of the document or of what it issues."""


class Stated(NamedTuple):
    """What a sentence says of a document, and the index of the verb in it."""

    kind: RelationKind
    reference: Reference
    part: str | None
    verb: int


# --- force: 《…》同时废止, 决定废止《…》, 《…》第三条停止执行, 本标准代替《…》
_ENDS = (
    "(?:废止|失效|作废|停止(?:执行|实施|施行|使用|适用)|终止(?:执行|实施)"
    "|不再(?:执行|适用|施行|有效|实施|继续执行|具有法律效力))(?=[。，,；;、：:）)（(！\\s]|$|，?并)"
)
_TIME = (
    r"[自从于]?\s*(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|本[^，。；]{1,12}之日|即日"
    r"|[^，。；]{0,10}(?:施行|实施|发布|印发|公布|生效|执行)之日)(?:起|后|止)?"
    r"|本[^，。；]{1,8}(?:施行|实施|发布|印发|公布|生效)(?:后|起|时)"
)
# GB50001-2010: the number of a standard, behind its title
_STANDARD = r"[A-Z]{1,6}(?:/[A-Z]{1,2})?\s?[\d.]+[-—–]\d{2,4}"
_ADVERB = (
    rf"[，,]?(?:{_TIME}|从即日起|随之|同[时步]|一[同并律]|即行|立即|随即|相应|予以|均|自[行动然]|[也亦]|全[部文]|都|现|将|宣布|届时"
    rf"|到期|整体|决定|由此|起|正式|从该日起|继续|并|{_STANDARD})"
)
_ADVERBS = lazy_regex(_ADVERB)
_EDGES = lazy_regex(rf"^(?:{_ADVERB}|[，,\s])+|(?:{_ADVERB}|[，,\s])+$")
_ET_AL = lazy_regex(
    rf"等?(?:上述|以上|这|共)?(?:(?:{COUNT}+|两)[个件项部份][^，。；《》]{{0,8}}|{COUNT}*两?(?:[^，。；《》]{{0,8}}?(?:文件|规章|行政法规|标准|通知|文|办法|规定))?)"
)
# 《甲样例办法》以及其他与本办法不一致的规定，一律废止: what is named falls, the others where they differ
_AND_OTHERS = lazy_regex(
    r"\s*[，,]?(?:以及|及|和|与)(?:其[他它余][^，。；《》]{0,60}[，,]?|其?[^，。；《》]{0,12}(?:细则|文件|规定|附件|解释|标准))"
)
_CONDITIONAL = lazy_regex(r"不一致|不相?符|抵触|冲突|相违背|不同的|相悖|矛盾")
_NOT_NOW = lazy_regex(r"已|被|未|不得|可以|可能|拟|是否|建议|应当|应予|能否")
# 自《规划》印发之日起，…: a document that gives a day alone
_GIVES_A_DAY = lazy_regex(r"\s*(?:印发|发布|公布|颁布|施行|实施|生效|出台|执行|修订)(?:之日|以后|之后|后|前|时)")
_QUOTED = lazy_regex("“[^“”]*”")
# 《甲办法》、《乙办法》中有关样例的规定: of both; 《甲办法》、《乙办法》第三条: of the second
_OF_ONE = lazy_regex(r"第|附件|“")
# 《…的通知》（样例发〔2009〕1号）中的《乙样例办法》: one of the texts that a document issued
_WITHIN = lazy_regex(rf"(?:文件|文)?(?:中|附件\s*{COUNT}*|所附)的?\s*")
_GOVERNED = lazy_regex(
    r"根据|按照|依据|依照|参照|遵照|结合|适用|贯彻|落实|违反|符合|除(?!第)|如果|假如|若(?!干)|所称|按(?!时)|经|关于|对照|因|被|由|与(?!.*的$)"
)
_PROVENANCES = lazy_regex(PROVENANCE)
# 根据…《关于修改部分规章的决定》修正的《样例办法》同时废止
_AS_REVISED = lazy_regex(r"[^，。；《》]{0,8}(?:修正|修订|修改)的\s*原?")
_BEHIND_TIME = lazy_regex(rf"(?:{_TIME})[，,]?原?$")
_DECIDED = rf"(?:决定|同时|现|现将|一并|予以|兹|起|特|宣布|相应|同意|^|[，：:；、\s]|批准|自行|{NUMBERED})\s*"
_BELONGS = (
    rf"(?=\s*(?:$|[，,；;：:。、和及与以并§]|第{COUNT}|中|的?(?:第|有关|相关)|等|文|予以|全文|附件"
    rf"|(?:原|{PROVENANCE}){{1,2}}\s*§))"
)
"""What may follow a document that 废止 stands before: 废止《…》规定的许可 is about a permit."""
# --- wording: 将《…》第三条修改为 · 对《…》作如下修改 · 《…》第二页…更正为
_CHANGE = "(?:修改为|改为|修订为|调整为|删去|删除|增加|改成)"
_OBJECT = r"(?:(?:^|[，,：:、；\s)）]|[.．]|决定|现|经研究)(?:现|经研究)*(?:将|对|删[去除]|在)\s*)"
_BARE = rf"(?:^\s*{NUMBERED}?\s*)"
_EARLIER = r"应当|可以|申请|要求|及时|已(?:经)?(?:修改|更正)|拟(?:将|对)|建议"
# --- what is handed over: 《…》已经…通过，现予公布 · 制定了《…》，现印发给你们
_ACT = "(?P<act>公布|发布|印发|颁布|下发|(?<!转)发给|转发|批转|印送|公告)"
_TOTAL = r"(?:等(?:\d{1,2}|[二两三四五六七八九十]{1,2})[个项部件份][^，。；]{0,8}?)?"
_ALL_OF = lazy_regex(r"等(?P<count>\d{1,2}|[二两三四五六七八九十]{1,2})[个项部件份]")
_CONSULTS = lazy_regex(r"征求(?:社会)?(?:公众)?意见|征集意见|起草了|形成了?|研究起草|组织起草|听取意见")
_ABOUT_IT = lazy_regex(r"的?(?:起草|编制|修订|制定|修改|有关)?说明$|情况$")
_REVISED = r"(?:[^，。；§]{0,24}(?:报送|提出|修改|修订|编制|上报|制定)后?的)?"
# --- basis: 根据《…》和《…》，制定本办法 · 为贯彻落实《…》精神，现就有关事项通知如下
_OWN = r"本(?!单位|地区|部门|级|行政|系统|行业|企业|省|市|校|院|区|县|机构|公司|人|所|国|地|辖)[\u4e00-\u9fff]"
_MADE = lazy_regex(
    r"(?:制定|制订|编制|起草|拟订|拟定|修订|修改|订立|设立|形成|作出|提出)(?:完成|并印发)?了?"
    rf"(?:{_OWN}|以下|如下|下列|(?P<named>[^，。；《》§]{{0,8}}[§《]))"
)
"""制定本办法 · 我部起草了《…》 · 特制定以下方案: about the document wherever it stands."""
_ACTS = lazy_regex(
    r"(?:^|[，,；])[^，。；]{0,20}?现(?:就|将|予|公|发|组织|印发|决定|对|开展|批准|启动|请|通知|提出|下达|面向|征|推荐|拟|再次|做|制定|确定|认定|开始|授予|函|批复|答复)"
    r"|(?:通知|公告|决定|通告|批复|函复|函告|意见|公示|规定|明确|解释|答复)如下"
    r"|[，,][^，。；§]{0,60}?(?:决定|认定|授予|批准|核准|组织[^，。；]{0,8}(?:开展|编制|实施|制定|对|复核)|形成了|编制完成|确定了|修订|公布|印发|发布|组织了|开展了|制定了|同意|征集|[建设]立)"
    r"|[，,](?:[^，。；§]{0,30}[，,])?(?:特|现)?(?:制定|制订|编制)[^，。；§]{2,40}[。：:]?\s*$"
)
"""现就…通知如下 · 现组织开展 · 国务院决定: about the document in its opening alone."""
# 根据国务院《…》 · 按照中共中央办公厅、国务院办公厅印发的《…》 · 落实党中央关于样例工作的部署和《…》
_ANOTHER = "根据|依据|按照|依照|遵照"
_LEAD = (
    rf"(?:(?:(?!{_ANOTHER})[^。；：§]){{0,60}}(?:和|及|以及|与)(?:(?!{_ANOTHER})[^，。；§]){{0,24}}"
    rf"|[^，。；§]{{0,40}}(?:{GIVEN})后?的|(?:(?!{_ANOTHER})[^，。；：§]){{0,24}})"
)
_AND_ON = (
    r"(?:第[^，。；、§]{1,24}?)?(?:的?(?:有关|相关)?(?:规定|要求|精神|部署))?\s*"
    rf"(?:(?:等[^，。；§]{{0,12}}?)?[，,]?(?:、|以及|及|和|与)(?:(?!{_ANOTHER})[^，。；§]){{0,24}}|[，,并]?\s*)"
)
_BASIS = rf"{_LEAD}(?P<list>§(?:{_AND_ON}§)*)"
_OBLIGED = (
    r"(?:应当|必须|可以|应|须|需要?|要|可|不得|严格|能够|均|仍|继续|已|其|是)(?:分别|严格|继续|依法)?$"
    r"|各(?:地|级|省|市|县|部门|单位)[^，。；：为]{0,4}$"
)
# 为贯彻落实《…》 · 为了深入贯彻党的二十大精神，落实《…》: a purpose, and not 以…为指导, 确定为, 作为
_PURPOSE = lazy_regex(
    r"(?<![作成认称改变列定分设化名更视])为(?!止|主|准|例|期|由|限|指导|统领|核心|重点|基础|契机|抓手|目标|依据|主线|牵引|载体|导向|突破|引领|根本|动力|手段|单位|平台|支撑|保障)"
)
# 根据《…》的规定，自…起对样例商品实施暂定税率。 · 各市人民政府：为…，按照《…》要求，提出…
_OPENS = lazy_regex(r"(?!注)(?:[^。；§]{0,300}[：:])?\s*(?:(?:为|根据|依据|按照|依照|遵照)[^。；]{0,400})?")
# 按照《…》的有关规定办理: what others are to do
_CARRIED_OUT = lazy_regex(r"[^，。；]{0,12}(?:办理|执行|处理|实施)(?=[，。；]|$)")
# 样例厅按照《…》制定《…》: what a body did or is to do, where the sentence stands among the rules
_BODY = lazy_regex(r"(?:部|委|局|厅|办|院|中心|政府|机构|单位|企业|公司|小组|会)$")
_OWN_KIND = lazy_regex(rf"{_OWN}[\u4e00-\u9fff]{{0,6}}$")
_MADE_OF_IT = lazy_regex(r"[^，。；《》]{0,24}(?:制定|编制|修订)(?=[，。；]|$)")

_Found = Iterator[tuple[Reference, str | None]]


def _is_given(clause: Clause, match: re.Match[str], context: Context) -> bool:
    if context.is_draft or context.is_reply:
        return False
    behind = clause.text[match.end("list") :]
    total = _ALL_OF.match(behind)  # 《甲办法》《乙办法》等2个办法: all of them are named
    names_all = total and read_numeral(total["count"].replace("两", "二")) == len(clause.within(match))
    return not behind.startswith("等") or bool(names_all)


def _is_drafted(clause: Clause, match: re.Match[str], context: Context) -> bool:
    title = clause.within(match)[0].title or ""
    says_so = _CONSULTS.search(clause.text) is not None and (context.is_draft or "现" in clause.text)
    return says_so and has_draft_mark(title) and not _ABOUT_IT.search(title)


def _is_basis(clause: Clause, match: re.Match[str], context: Context) -> bool:
    text, at = clause.text, match.start()
    is_aim = "aim" in match.re.groupindex
    if (is_aim and not _PURPOSE.search(text, 0, at)) or text[match.start("list") - 1] == "对":
        return False  # 落实…对《…》的批示
    begins = context.begins_text and not _CARRIED_OUT.match(text, match.end("list")) and _OPENS.fullmatch(text, 0, at)
    if begins and (is_aim or text[:at].rstrip()[-1:] in "，、：:"):
        return True
    if not (is_aim or context.is_opening) and _BODY.search(text, max(0, at - 2), at):
        return False
    rest = text[match.end("list") :]
    made = _MADE.search(rest)
    if made and made["named"] and not context.is_opening:
        named = clause.documents.get(match.end("list") + made.end() - 1)
        made = made if named and context.is_own_name(named.title or "") else None
    if made or (context.is_opening and _ACTS.search(rest)):
        return True
    return not is_aim and _OWN_KIND.search(text, 0, at) is not None and _MADE_OF_IT.match(rest) is not None


def _beside(clause: Clause, match: re.Match[str]) -> _Found:
    """The documents of the match's list; a part behind the last one is that of all."""
    behind = re.match(rf"\s*(?:中的?|的)?(?P<part>{ARTICLES})", clause.text[match.end("list") :])
    yield from ((reference, behind["part"] if behind else None) for reference in clause.within(match))


def _behind(clause: Clause, match: re.Match[str]) -> _Found:
    """The list that begins with the match's document: 废止§（…）、§第三条."""
    yield from clause.listed_behind(match.start("list"))


def _before(clause: Clause, match: re.Match[str]) -> _Found:
    """The list that ends before the match's verb: §、§第三条同时废止."""
    gap = match["gap"]
    belongs, part = _read_gap(gap)
    if not belongs or _NOT_NOW.search(_QUOTED.sub("", _ADVERBS.sub("", gap))):
        return
    text, pairs, following = clause.text, list[tuple[Reference, str | None]](), 0
    starts: list[int] = []
    for at in reversed([place for place in clause.documents if place <= match.start("list")]):
        if pairs:
            between = text[at + 1 : following]
            if _AS_REVISED.fullmatch(between):
                yield from reversed(pairs)
                return
            if _WITHIN.fullmatch(between):
                pairs, following = _with_carrier(clause, clause.documents[at], pairs), at
                starts[:] = [at] * len(pairs)
                continue
            joint = None if _GIVES_A_DAY.match(between) else JOINT.fullmatch(between)
            is_and = between.strip() in ("与", "、与")
            if joint is None or not (is_and or not _is_governed(clause, following, at + 1)):
                break
            belongs, part = _read_gap(joint["part"]) if joint["part"] and not is_and else (True, None)
            if not belongs:
                break
        shared = pairs[-1][1] if pairs and part is None and not _OF_ONE.match(pairs[-1][1] or "第") else None
        pairs.append((clause.documents[at], part or shared))
        starts.append(at)
        following = at
    while pairs and _is_governed(clause, starts[-1], 0) and not _BEHIND_TIME.search(text, 0, starts[-1]):
        pairs.pop(), starts.pop()
    yield from reversed(pairs)


def _read_gap(gap: str) -> tuple[bool, str | None]:
    """Whether the words between a document and its verb belong to them, and the part of the document that they name."""
    if _GIVES_A_DAY.match(gap) or "：" in gap:
        return False, None
    words = _AND_OTHERS.sub("", gap, count=1) if _AND_OTHERS.match(gap) else gap
    if _CONDITIONAL.search(words):
        return False, None
    words = _EDGES.sub("", words)
    part = part_in(words)
    if part is None or not words.endswith(part):
        return _ET_AL.fullmatch(words) is not None, None
    return "，" not in _QUOTED.sub("", words), part


def _with_carrier(
    clause: Clause, carrier: Reference, pairs: list[tuple[Reference, str | None]]
) -> list[tuple[Reference, str | None]]:
    """What ends where its last documents are texts within another one: §（…号）中的§、§."""
    inside = len(pairs)
    while inside > 1 and pairs[inside - 1][0].number is None and pairs[inside - 2][0].number is None:
        inside -= 1
    return [*pairs[: inside - 1], (carrier, clause.printed(pairs[-1][0], pairs[inside - 1][0]))]


def _is_governed(clause: Clause, at: int, earliest: int) -> bool:
    """Whether the words before a document make it something else than the subject: 根据§."""
    return _GOVERNED.search(_PROVENANCES.sub("", clause.lead(at, earliest))) is not None


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    kind: RelationKind
    expression: str
    unless: str = "(?!)"
    """Words that forbid it, in the 40 characters before the match."""
    check: Callable[[Clause, re.Match[str], Context], bool] = lambda clause, match, context: True
    documents: Callable[[Clause, re.Match[str]], _Found] = _beside

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    @cached_property
    def forbidden(self) -> re.Pattern[str]:
        return re.compile(self.unless)


def _in_decision(clause: Clause, match: re.Match[str], context: Context) -> bool:
    return context.is_decision


RULES = (
    Rule("based_on", rf"(?:根据|依据|按照|依照|遵照){_BASIS}", _OBLIGED, _is_basis),
    Rule(
        "based_on",
        rf"(?P<aim>(?<!延续)(?<!继续)(?<!停止)(?<!暂停)(?<!调整)(?:贯彻|落实|执行|实施)+){_BASIS}",
        _OBLIGED,
        _is_basis,
    ),
    Rule("draft_of", "(?P<list>§)", check=_is_drafted),
    Rule(
        "issues",
        rf"现(?:予以|予|将|正式|联合|批准)?{_ACT}(?:实施)?了?(?:[^，。；§]{{0,16}}(?:修订|修改|修正|批准|制定|同意|审定)后?的|经[^。；§]{{2,40}}(?:批准|同意|审定)的)?\s*{NEAR}",
        check=_is_given,
    ),
    Rule(
        "issues",
        rf"现将[^，。；§]{{0,60}}{NEAR}{_TOTAL}[^《》，。；§]{{0,6}}(?:予以|重新|联合|一并|正式)?{_ACT}(?!，?有效期[^。；]{{0,4}}[至到长])",
        check=_is_given,
    ),
    Rule(
        "issues",
        rf"^(?:[^。；]*[：:])?(?:(?!根据|按照|依据|依照|贯彻|落实|参照|违反)[^，。；：§]){{0,100}}{NEAR}{_TOTAL}(?:已|业|经|由)[^。；]{{2,160}}?[，,。][^。；，]{{0,10}}?(?:现(?:予以|予|一并)?|特予?|兹|予以){_ACT}",
        check=_is_given,
    ),
    Rule(
        "issues",
        rf"(?:制定|制订|修订|编制|起草|研究|形成|同意|拟定|拟订|提出)(?:并[^，。；§]{{1,12}})?了?(?:[^，。；：§的]{{0,24}}|[^，。；：§]{{0,40}}(?:制定|制订|提出|拟定|拟订|报送)的){NEAR}{_TOTAL}[，,](?:[^，。；§]{{0,24}}[，,])?现(?:予以|予|将其|一并)?{_ACT}",
        check=_is_given,
    ),
    Rule(
        "approves",
        rf"(?<!会议)原则(?:上)?(?:同意|批准)(?:实施)?{_REVISED}\s*{NEAR}",
        check=lambda clause, match, context: not context.is_draft,
    ),
    Rule(
        "approves",
        rf"(?<!不)(?:同意|批准|核准)(?:实施)?(?:你[^，。；§]{{1,10}})?{_REVISED}\s*{NEAR}",
        check=lambda clause, match, context: context.is_reply and not context.is_draft,
    ),
    Rule(
        "amends",
        rf"(?:{_OBJECT}|{_BARE}){NEAR}\s*(?:(?:中的?|的)?(?:{ARTICLE}|附[件表]|序言|名称|标题|题目|“)[^。；]{{0,400}}?{_CHANGE}|增加[一二三四五六七八九十]+[章节条款项])",
        _EARLIER,
    ),
    Rule("amends", rf"删[去除]\s*{NEAR}(?=\s*(?:中的?|的)?{ARTICLE})", _EARLIER),
    Rule(
        "amends",
        rf"{_OBJECT}{NEAR}(?:[^，。；《》§]{{0,20}}?(?:作出?|做出?|进行)?了?(?:如下|以下|部分)[^，。；《》§]{{0,4}}(?:修改|修订|修正|调整)|(?:作出?|做出|进行)(?:修改|修订)(?=[：:。（(]|$)|[^，。；《》§]{{0,12}}予以修改)",
        _EARLIER,
    ),
    Rule("amends", rf"(?:^|[，,：:、；\s.．)）]|决定)修[改订]\s*{NEAR}", _EARLIER, _in_decision),
    Rule(
        "amends",
        rf"{_BARE}{NEAR}\s*[：:，。]?\s*{NUMBERED}?\s*(?:删[去除]|增加|(?:将|对|把|在|第|原?附[件表])[^。；]{{0,200}}?(?:修改|改为|改成|删[去除]|增加|调整|合并|表述))",
        check=_in_decision,
    ),
    Rule("corrects", rf"(?:{_OBJECT}|{_BARE}){NEAR}[^。；《》]{{0,60}}“[^”]*”[^。；《》]{{0,12}}更正为", _EARLIER),
    Rule(
        "corrects", rf"{_OBJECT}{NEAR}[^。；]{{0,200}}?(?:予以|作如下|现)?(?:更正|勘误)(?:如下|为|[。：:]|$)", _EARLIER
    ),
    Rule("repeals", rf"(?P<list>§)(?P<gap>[^。；§]{{0,160}}?)(?P<verb>{_ENDS})", documents=_before),
    Rule(
        "repeals",
        rf"{_DECIDED}(?P<verb>废止|停止执行|终止执行)(?:了)?\s*(?:原|\d{{4}}年|{PROVENANCE})?\s*(?P<list>§){_BELONGS}",
        documents=_behind,
    ),
    Rule(
        "replaces",
        rf"本[^，。；《》§]{{1,8}}(?P<verb>代替|替代|取代)(?:了|原|原有的)?\s*(?P<list>§){_BELONGS}",
        documents=_behind,
    ),
    Rule(
        "replaces",
        r"(?P<list>§)(?:自[^，。；]{1,20}起)?[，,]?(?:由|被|以)(?:本|新)[^，。；《》§]{1,12}?(?P<verb>代替|替代|取代)",
    ),
)


# （一）将第三条修改为：“…” · 删去第五条: below a line that names a document alone
_ITEM = lazy_regex(
    rf"\s*+(?:{NUMBERED}\s*+)?(?:(?:(?:将|对|在|删[去除])?\s*{ARTICLE}|将|删[去除]|增加)[^。；]{{0,200}}?(?:修改|改为|删[去除]|增加|调整为)|删[去除]|增加)"
)


def is_item(line: str) -> bool:
    """Whether a line changes a part of the document that the line before it names: （一）将第三条修改为…."""
    return _ITEM.match(line) is not None


def read_stated(clause: Clause, context: Context) -> Iterator[Stated]:
    """What a sentence says of others by all rules, in the order of the documents; of each kind once."""
    seen: set[tuple[RelationKind, Reference]] = set()
    for rule in sorted(_by_rules(clause, context), key=lambda stated: stated.reference.start):
        if (rule.kind, rule.reference) not in seen:
            seen.add((rule.kind, rule.reference))
            yield rule


def _by_rules(clause: Clause, context: Context) -> Iterator[Stated]:
    if not clause.documents:
        return
    for rule in RULES:
        if not any(word in clause.text for word in TRIGGERS[rule.kind]):
            continue
        at = 0
        while match := rule.pattern.search(clause.text, at):
            is_forbidden = rule.forbidden.search(clause.text, max(0, match.start() - 40), match.start())
            if is_forbidden or not rule.check(clause, match, context):
                at = match.start() + 1
                continue
            at = match.end("list")
            yield from _stated(rule, clause, match)


def _stated(rule: Rule, clause: Clause, match: re.Match[str]) -> Iterator[Stated]:
    words = match.groupdict()
    kind: RelationKind = "forwards" if words.get("act") in ("转发", "批转") else rule.kind
    verb = clause.place(match.start("verb")) if words.get("verb") else 0
    if kind == "based_on" and _AS_REVISED.match(clause.text, match.end("list")):
        return
    for reference, part in rule.documents(clause, match):
        if kind in ("amends", "corrects", "based_on") and not reference.names_document:
            continue
        if kind in ("issues", "forwards", "approves") and (reference.title is None or has_draft_mark(reference.title)):
            continue
        if kind == "based_on":
            part = None
            if "附件" in clause.printed(reference, reference):
                continue
        yield Stated(kind, reference, part if kind in ("amends", "corrects", "repeals", "replaces") else None, verb)
