"""What a sentence does to the life of a measure: suspends, resumes, extends, continues, ends early, postpones, delists.

The object is a document, a part of one, or a policy without a document (…政策执行期限延长至2022年底). What a rule lets
others do (可以暂停其业务), reports (已暂停, 发布…公告，中止…), makes conditional or names in a title is no event.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parsers.grammar.dates import calendar_day, iter_dates
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.clause import ARTICLE, Clause
from parsers.grammar.relations.references import Reference

EventKind = Literal["suspends", "resumes", "extends", "continues", "ends_early", "removes_from", "postpones", "repeals"]

TRIGGERS = tuple(
    "暂停 中止 终止 暂缓 暂时 暂不 恢复 重新 延长 延续 继续 提前 停止 取消 不再执行 移出 移除 剔除 延期 推迟 延后 延至 "
    "有效期调整 有效期变更 过渡期截止 过渡期结束 日期由 时间由".split()
)
"""One of these stands in every sentence that states an event."""

_DOES = "(?:实施|执行|适用|施行|生效)"
_LATER = "(?:延期|推迟|延迟|延后|暂缓|延(?=[至到]))"
_TIME = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个月|年|天|日)"
_VERB = lazy_regex(
    rf"(?P<suspends>(?:继续|同步)?(?:暂停|中止|暂缓(?![至到][^，。；]{{4,16}}?{_DOES})){_DOES}?|暂时(?:停止|调整){_DOES}|暂不{_DOES})"
    rf"|(?P<resumes>恢复征收|(?:恢复|重新){_DOES})"
    rf"|(?P<postpones>{_LATER}(?:{_DOES}|{_TIME}{_DOES}|[至到][^，。；]{{4,16}}?{_DOES}|(?=§的?{_DOES}(?:日期|时间)))"
    rf"|{_DOES}(?:日期|时间)?(?:由[^，。；]{{4,14}})?(?:{_LATER}|延)(?=[至到]|{_TIME})|{_DOES}(?:日期|时间)由[^，。；]{{4,14}}调整(?=[至到为]))"
    r"|(?P<extends>(?:再次|继续)?延长|(?<=有效期)(?:调整|变更)(?=[至到为])|延续(?:执行|实施|适用)?|顺延"
    r"|(?<=过渡期)(?:截止|结束)(?:日期|时间)[，,]?由[^，。；]{4,14}(?:调整|延长)(?=[至到为]))"
    r"|(?P<continues>继续(?:执行|有效|实施|适用|施行|试行))"
    rf"|(?P<ends_early>提前(?:终止|结束|停止){_DOES}?|(?:停止|终止)(?:{_DOES})?(?=[^，。；]{{0,80}}?(?:措施|反倾销税|反补贴税)(?!的?(?:期终|期间|复审|调查|审查))))"
    r"|(?P<cancels>取消(?=[^，。；§]{0,12}§[^，。；]{0,30}措施))"
    r"|(?P<repeals>不再执行(?=[^，。；、）)]))"
    r"|(?P<removes_from>移出|移除|剔除)"
)
# Whose verb it is: a power, a duty of others, a report, a condition
_NOT_NOW = lazy_regex(
    r"依法|可以|可(?!持|再|靠|能源)|应当?(?!对)|责令|有权|不得|不能|申请|已经?|曾|被|拟|建议|如果|如遇|若|是否|能否|(?<![有相]关)(?<!的)要求(?!的)|必须|须|需|"
    r"逾期|情形|经.{0,6}告诫|裁定|决定[^。，；]{0,4}是否|的，|违反|未|不予|不(?:停|再)?$|或者?$|(?:停止|变更|修改|废止)[、或]$|按照|以及其?$"
)
# 在继续执行…基础上 · 暂停期间 · 延长后的
_IS_NO_EVENT = lazy_regex(
    r"\s*(?:了|或|的(?=§)|期间|期限(?=届满|到期|已满|延长|再次)|后的|后，|的(?:决定|通知|公告|情形|期限|业务|产品|电信))"
)
# 将…的暂停实施期限延长至: that goes on, and the measure does not last longer
_OF_SUSPENSION = lazy_regex(r"(?:暂停|中止|暂缓)(?:实施|执行|适用)?的?(?:期限|期间|时间|有效期)")
# 如甲国…，将恢复实施 · 待条件成熟后，
_CONDITION = lazy_regex(r"(?:^|[，。；])(?:如(?![下期上实])|若|一旦|待(?!遇))[^。；]{2,60}，[^。；]*$")
# 暂停实施甲公告的企业: whose measure is suspended, not that it is
_IS_ATTRIBUTE = lazy_regex(
    r"(?:(?:有关|相关)?(?:规定|条款))?的(?!(?:继续)?(?:实施|执行|施行|适用|效力|试行|有效|期限|相关|有关|决定|公告|通知|通告|令|函|批复|复函))"
)
# 停止…措施一年: for a time
_FOR_A_TIME = lazy_regex(r"[^，。；]{0,80}措施(?:\d{1,3}|[一二两三])(?:个月|年|天|日)")
# 第十条规定的报告期限延长: a time within a rule
_TIME_WITHIN = lazy_regex(
    r"规定的[^，。；]{0,12}(?<!有效)(?<!执行)(?<!实施)(?<!适用)(?<!优惠)(?<!过渡)(?:期限|时限|期)$"
)
_TRANSITION = lazy_regex(
    "过渡期(?=(?:再次|继续)?延长|(?:截止|结束)(?:日期|时间)[，,]?由|等?(?:有关|相关)?[^，。；]{0,8}$)"
)
_ON_THE_BASIS = lazy_regex(r"[^，。；]{0,60}?(?:的)?基础上")
_LEAD = lazy_regex(r"(?:[^，。；：《》§]{0,30}(?:印发|发布|公布|制定|批准)的)?[^，。；：《》、§]{0,24}?[（(]?")
_JOINT = lazy_regex(
    r"[）)]?\s*(?:相关措施|规定)?\s*(?:[、，和及与]|以及|，?\s*和)?\s*(?:原|(?![并将对把])[^，。；《》、§]{0,12})?[（(]?"
)
_ARTICLES = rf"{ARTICLE}(?:[至到]{ARTICLE})?"
_PARTS = lazy_regex(
    rf"[）)]?\s*(?:文件|文)?(?:中的?|的)?(?P<parts>{_ARTICLES}(?:[、和及]{_ARTICLES})*)(?:的?(?:有关|相关)?规定)?"
)
_MEASURES = lazy_regex(
    r"[）)]?\s*(?:文件|文)?(?:规定|确定|明确)?(?:中)?(?:的|有关(?!规定)|关于)?(?P<part>[^，。；《》§、（）()\d“”]{0,40}?"
    r"(?:“[^”]{1,300}”)?(?:的)?(?:措施|政策|规定|要求|税率|标准|格式|内容|条款|协定税率))(?=[\d一二两三四五六七八九十，。；、）)]|自|从|$|停|不|继|延|暂|执|的(?:决定|通知|公告|批复|函))"
)
# 相关措施 · 所列15家实体的相关措施 · 规定的加征关税措施: all that such a document does
_OF_ALL = lazy_regex(
    r"(?:所列\d{1,3}家[^，。；]{0,10}?的?)?(?:(?:上述|相关|有关|全部|各项)*(?:反制)?措施|加征关税措施)"
)
_AS_SUBJECT = lazy_regex(
    r"[）)]?(?:(?:原定|将?于|有效期)[^，。；《》]{2,30}[，,])?(?:经[^，。；《》]{1,10}[，,])?现?(?:决定)?(?:[^，。；《》§]{0,60})?(?:[，,]其中[^，。；《》§]{0,30})?(?:[，,][^，。；《》§]{0,24}(?:后|起|前))?[，,]?(?:[自从]?[^，。；《》§]{0,30}[起日]，?)?(?:的)?(?:有效期|实施期限|执行期限|施行日期|期限)?(?:届满后?)?(?:均|仍|将|一律)?"
)
# 商务部公告2025年第3号所列第2类、第5类产品的措施 · 附件1、附件2: a part, wherever it ends
# 在海南自由贸易港暂时调整实施: it goes on elsewhere
_IN_PLACE = lazy_regex(
    r"在(?!全国|其|此|本)(?P<place>[^，。；、§]{2,40}?(?:区|港|岛|省|市|县|城市|地区))(?:范围)?内?，?(?:继续|同步)?$"
)
_LISTED = lazy_regex(
    r"[）)]?(?:文件|文)?中?的?(?P<part>(?:所[列附载涉]|附[件表录])[^，。；《》§]{1,60}?"
    r"|对[^，。；《》§]{2,60}?(?:措施|政策|规定|税率|关税))"
    r"(?=[自从于][\d本公即发]|[，。；）)至]|\d{1,3}[年天日个]|[一二两三][年个]|暂停|恢复|停止|中止|继续|延|仍|均|$)"
)
_BY_IT = lazy_regex(r"^所?(?:规定|确定|明确|公布|发布|实施|采取)的")
# 调整《…》规定的加征关税措施，在一年内继续暂停实施24%的…税率
_ADJUSTED = lazy_regex(r"调整(?P<document>§)[^，。；§]{0,30}(?:措施|规定|税率|关税)，[^。；§]{0,30}$")
_RATE = lazy_regex(r"[^，。；□§]{2,60}?(?:税率|关税|措施|规定|标准)(?=[，。；]|$)")
_WITHIN = lazy_regex(r"[在起](?P<time>(?:\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个月|年|天|日))内")
_IN_BRACKETS = lazy_regex(r"§[（(][^（()）]{0,20}$")
_OTHERS = lazy_regex(r"[，；](?P<part>其[他余它][^，。；□§]{2,24})$")
_GOVERNED = lazy_regex(r"(?:根据|按照|依据|依照|参照|贯彻|落实|违反|符合|为|与|除)[^，。；]{0,30}$")
# 至2026年11月27日 · 延长至2013年底 · 至2020年9月 · 到2008年底
_UNTIL = lazy_regex(
    r"(?:至|到|截至|截止(?:日期|时间)?[到至为]?|(?<=调整)为)\s*(?P<when>(?:19|20)\d\d年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日|底)?|底)?)"
)
# 在2026年12月31日前，暂停
_BEFORE_DAY = lazy_regex(r"[在于]\s?(?P<when>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)[以之]?前[，,]?(?:继续)?$")
_SINCE = lazy_regex(r"[自从]\s?(?P<first>(?:19|20)\d\d年\s?\d{1,2}月\s?\d{1,2}日)起?至")
_YEARS = lazy_regex(r"[自从](?P<first>(?:19|20)\d\d)年(?:起)?至(?P<last>(?:19|20)\d\d)年(?!\s?\d)")
_DURATION = lazy_regex(
    r"(?<![\d年月〇○零二])(?P<time>(?:\d{1,3}|[一二两三四五六七八九十]{1,3})\s?(?:个月|年|天|日))(?!\d|月|度|底|前|的?企业|以[上下]|级)"
)
_TERM = lazy_regex(r"有效期|截止|执行期限|实施期限|期限|施行|执行|实施|试行期|时间|有效|[至到]")
# 将…政策执行期限延长至2022年12月31日 · …政策，延续执行至2027年12月31日
_ACTIVITY = lazy_regex(
    r"(?P<activity>[^。；]{4,120}?(?:政策|措施|优惠|许可证|试点|制度|规定))[，,]?(?:许可证)?[^，。；]{0,16}?(?:，有效期)?(?:的)?(?:执行期限|实施期限|有效期|执行时间|期限)?"
    r"(?:继续|再)?(?:延长|延续)(?:执行|实施)?(?=[至到](?:19|20)\d\d)"
)
_TO_A_YEAR = lazy_regex(r"(?:执行|实施)?[至到](?:19|20)\d\d")
_BEFORE_ACTIVITY = lazy_regex(
    r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[.．、)）])?\s*(?:[^，。；]{0,24}[，])?(?:将|现有|自[^，]{4,20}起，)"
)
_LEVIED = lazy_regex(r"对(?P<object>[^，。；对]{2,30})恢复(?P<what>征收[^，。；]{2,20})")
_NAMED = lazy_regex("[§□]")
# 关于延续实施…政策的公告 · 关于停止执行…规定意见的通知
_TITLE = lazy_regex(
    r"关于(?:继续|再次|进一步)?(?:(?P<suspends>暂停(?:实施|执行)?)|(?P<extends>延长|延续(?:实施|执行)?)|(?:(?P<resumes>恢复)|(?P<continues>继续)"
    r"|(?P<ends_early>停止)|(?P<postpones>延期))(?:执行|实施))(?P<activity>[^《》号]{4,60}?(?:政策|措施|规定|制度|办法|优惠|标准|关税|税率))"
    r"(?:有效期|期限|执行期限|意见)?的(?:公告|通知|决定|通告|函|复函|批复)"
)
# 关于施行样例法有关标准延期执行问题的复函 · 关于样例办法暂停实施的公告
_TITLE_OF_RULE = lazy_regex(
    r"关于(?:施行|执行|实施)?(?P<title>[^《》，。、]{3,40}?(?:法|条例|办法|规定|细则|方案|目录))(?P<part>(?:中)?(?:有关|相关|部分)[^《》，。]{2,30})?"
    r"(?:(?P<postpones>延期|推迟)|(?P<suspends>暂停)|(?P<resumes>恢复)|(?P<continues>继续)|(?P<ends_early>停止))(?:执行|实施|施行)"
    r"(?:的?(?:有关)?问题)?的(?:公告|通知|决定|通告|函|复函|批复)"
)
# …发布税委会公告2023年第9号，中止…
_REPORTED = lazy_regex(r"(?:发布|印发|公布|下发|出台|作出)了?[^，。；]{0,12}[§□]+[^。；]{0,30}，[^，。；□§]{0,8}$")
_ABOVE = lazy_regex(r"上述(?:公告)?(?:相关|有关|全部)?措施")
_HAS_OBJECT = lazy_regex(r"(?!(?:上述|相关|有关)+措施)(?!其?(?:有效|实施|执行)?期)[^，。；、：）)至到\s\d]{3}")
_LONGEST_BEFORE = 200

Object = tuple[Reference | None, str | None]
"""A document, where there is one, and the part of it."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to a document, a part of it, or a policy that has no document (then `part` alone is set)."""

    kind: EventKind
    reference: Reference | None
    part: str | None
    verb: int
    """The index of the verb."""
    first: date | None = None
    """The first day, where the words give the years alone: 从2017年至2021年."""
    until: date | None = None
    duration: str | None = None


def read_events(clause: Clause, above: Sequence[Reference] = ()) -> Iterator[Event]:
    """The events that a sentence states, in order; `above`: what 上述措施 means in it."""
    text = clause.covered
    taken: set[int] = set()
    verbs = [verb for verb in _VERB.finditer(text) if _states(text, verb)]
    ends = [*(verb.start() for verb in verbs[1:]), len(text)]
    for index, (verb, end) in enumerate(zip(verbs, ends, strict=False)):
        kind: EventKind = "ends_early" if verb.lastgroup == "cancels" else verb.lastgroup  # type: ignore[assignment]
        behind = _behind(clause, verb.end(), end)
        if behind and _IN_BRACKETS.search(text, max(0, verb.start() - 30), verb.start()):
            continue  # 根据公告第70号（暂停实施公告第61号）: what that one does
        begin = verbs[index - 1].end() if index else 0
        near = [at for at in clause.documents if at < verb.start()]
        is_new = bool(near) and near[-1] not in taken  # else the verb goes on with what the last one is about
        if end < len(text) and len(behind) > 1:
            behind = _without_subject(behind, clause, verbs[index + 1])
        objects_of_verb = behind or _before(clause, [at for at in near if not is_new or at not in taken], begin, verb)
        taken.update(at for at, _ in objects_of_verb)
        objects: list[Object] = [(clause.documents[at], part) for at, part in objects_of_verb]
        if kind == "extends" and _OF_SUSPENSION.search(text, begin, verb.start()):
            kind = "suspends"
        if kind == "repeals":  # 不再执行《甲办法》中的样例标准
            objects = [one for one in objects if one[1]] if behind else []
        if not objects and _ABOVE.match(text, verb.end()):
            objects = [(one, None) for one in above]
        if not objects and kind == "suspends":
            objects = _adjusted(clause, verb)
        if not objects and (activity := _activity(text, verb, kind)):
            objects = [(None, activity)]
        if kind == "ends_early" and _FOR_A_TIME.match(text, verb.end()):
            kind = "suspends"
        # a time within a rule; a road, a trial
        is_other = _TIME_WITHIN.search(text, begin, verb.start()) or not _TERM.search(
            text, max(0, verb.start() - 12), end
        )
        if kind == "extends" and is_other:
            continue
        if kind == "suspends" and (local := _IN_PLACE.search(text, begin, verb.start())):
            objects = [(reference, part or f"在{local['place']}") for reference, part in objects]
        if kind == "extends" and _TRANSITION.search(text, begin, end):  # not the document itself
            objects = [(reference, part or "过渡期") for reference, part in objects]
        for reference, part in objects:
            if reference is None or reference.names_document:
                event = Event(kind, reference, part, clause.place(verb.start()))
                yield _dated(event, clause.text, begin, verb.start(), end)


def read_title_event(title: str) -> Event | None:
    """What a title says of a rule that it names without 《》, or of a policy: 关于样例办法暂停实施的公告."""
    if rule := _TITLE_OF_RULE.search(title):
        kind: EventKind = rule.lastgroup  # type: ignore[assignment]
        return Event(kind, Reference(rule["title"], None, *rule.span("title")), rule["part"], rule.start(kind))
    if policy := _TITLE.search(title):
        kind = next(name for name, words in policy.groupdict().items() if words)  # type: ignore[misc]
        return Event(kind, None, policy["activity"], policy.start(kind))
    return None


def _states(text: str, verb: re.Match[str]) -> bool:
    """Whether the document says so of itself, now and without a condition."""
    start = max(text.rfind(sign, 0, verb.start()) for sign in "。；：") + 1
    before = text[max(start, verb.start() - _LONGEST_BEFORE) : verb.start()]
    near = before[max(before.rfind(sign) for sign in "，□§") + 1 :]
    if _NOT_NOW.search(near) or _IS_NO_EVENT.match(text, verb.end()) or _CONDITION.search(before):
        return False
    return not (_REPORTED.search(before) or before.rstrip().endswith("在") or _ON_THE_BASIS.match(text, verb.end()))


Placed = tuple[int, str | None]
"""The index of a document, and the part of it."""


def _behind(clause: Clause, at: int, end: int) -> list[Placed]:
    """The list of documents that begins behind a verb, each with its part."""
    placed: list[Placed] = []
    for place in clause.documents:
        if not at <= place < end:
            continue
        if not (_JOINT if placed else _LEAD).fullmatch(clause.covered, at, place):
            break
        parts, at = _parts_behind(clause.text, place + 1)
        placed += [(place, part) for part in parts]
    if placed and placed[-1][1] is None and _IS_ATTRIBUTE.match(clause.text, at):
        return []
    shared = placed[-1][1] if placed else None
    if shared and "第" not in shared and len({part for _, part in placed if part}) == 1:
        placed = [(place, part or shared) for place, part in placed]  # 〔2025〕5号和6号）清单措施: of both
    return placed


def _without_subject(placed: list[Placed], clause: Clause, following: re.Match[str]) -> list[Placed]:
    """A list without what the next verb is about, behind its last comma: 暂停实施甲，乙、丙继续有效."""
    text, places = clause.covered, [place for place, _ in placed]
    begins = next((at for at in reversed(places[1:]) if text[:at].rstrip()[-1:] in "，,"), None)
    if begins is None or not _AS_SUBJECT.fullmatch(text, places[-1] + 1, following.start()):
        return placed
    has_object = any(at >= following.end() for at in clause.documents)
    return placed if has_object else [one for one in placed if one[0] < begins]


def _adjusted(clause: Clause, verb: re.Match[str]) -> list[Object]:
    """What an adjustment of a document suspends of it: a rate, a measure."""
    adjusted = _ADJUSTED.search(clause.covered, 0, verb.start())
    rate = _RATE.match(clause.covered, verb.end())
    return [(clause.documents[adjusted.start("document")], rate[0])] if adjusted and rate else []


def _parts_behind(text: str, at: int) -> tuple[list[str | None], int]:
    """What behind a document says which part of it, and the index behind that."""
    if parts := _PARTS.match(text, at):
        return list(re.findall(_ARTICLES, parts["parts"])), parts.end()
    if words := _MEASURES.match(text, at) or _LISTED.match(text, at):
        part = _BY_IT.sub("", words["part"].strip())
        return [None if _OF_ALL.fullmatch(part) else part], words.end()
    return [None], at


def _before(clause: Clause, near: list[int], begin: int, verb: re.Match[str]) -> list[Placed]:
    """The list of documents that ends before a verb which has none behind it: 《甲》和《乙》…继续执行."""
    text = clause.covered
    if _HAS_OBJECT.match(text, verb.end(), verb.end() + 8) and verb.lastgroup != "continues":
        return []
    others = _OTHERS.search(text, max(0, verb.start() - 30), verb.start())
    near = [at for at in near if others or begin <= at]
    if not near:
        return []
    if others:  # 《甲》…不再执行，其他政策继续有效
        return [(near[-1], others["part"])]
    gap = text[near[-1] + 1 : verb.start()]
    if not _AS_SUBJECT.fullmatch(gap) or _GOVERNED.search(clause.lead(near[-1])) or "的决定" in gap:
        return []
    first = len(near) - 1
    while first and _JOINT.fullmatch(text, near[first - 1] + 1, near[first]):
        first -= 1
    parts = _parts_behind(clause.text, near[-1] + 1)[0]
    is_of_all = "第" not in (parts[0] or "")  # 甲、乙规定的优惠政策, but not 甲、乙第三条
    return [(at, part) for at in near[first:] for part in (parts if at == near[-1] or is_of_all else [None])]


def _activity(text: str, verb: re.Match[str], kind: EventKind) -> str | None:
    """The policy without a document that a sentence extends until a day, or the duty that it levies again."""
    if kind == "extends" and _TO_A_YEAR.match(text, verb.end()):
        start = max(text.rfind(sign, 0, verb.start()) for sign in "。；：") + 1
        match = _ACTIVITY.search(text, max(start, verb.start() - _LONGEST_BEFORE))
        if match and verb.start() <= match.end() <= verb.end() and not _NAMED.search(match["activity"]):
            return _BEFORE_ACTIVITY.sub("", match["activity"])
    if kind == "resumes" and (match := _LEVIED.search(text)) and not _NAMED.search(match[0]):
        return f"对{match['object']}{match['what']}"
    return None


def _dated(event: Event, text: str, begin: int, verb: int, end: int) -> Event:
    """The event with its last day, or the time that it holds."""
    if years := _YEARS.search(text, begin, end):
        return replace(event, first=date(int(years["first"]), 1, 1), until=date(int(years["last"]), 12, 31))
    before = _BEFORE_DAY.search(text, begin, verb)
    near = [*([before] if before else []), *_UNTIL.finditer(text, begin, end)]
    if near:
        since = _SINCE.search(text, begin, end)
        return replace(event, first=last_day(since["first"]) if since else None, until=last_day(near[-1]["when"]))
    if event.kind in ("suspends", "extends", "continues", "postpones"):
        times = (*_DURATION.finditer(text, verb, end), *_WITHIN.finditer(text, begin, verb))
        return replace(event, duration=next((time["time"] for time in times), None))
    return event


def last_day(words: str) -> date | None:
    """The last day of a time: 2026年11月27日, 2020年9月, 2013年底."""
    words = "".join(words.split())
    if day := next(iter_dates(words), None):
        return day.on
    year, _, month = words.removesuffix("底").partition("年")
    number = int(month.removesuffix("月")) if month.removesuffix("月").isdigit() else 12
    return calendar_day(int(year), number, monthrange(int(year), number)[1]) if 1 <= number <= 12 else None
