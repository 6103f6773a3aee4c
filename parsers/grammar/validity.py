"""Days of 施行, 废止 and 有效期 and the deadline for comments, as a document's text states them.

Only a statement about the document itself counts: 本办法自…起施行, 现予公布，自…起施行, 现印发给你们，自…起执行; not
《网络安全法》自2017年6月1日起施行. Where two such statements disagree, that of the notice or order counts, else
neither.

自公布之日, 自发布之日 and 自印发之日 mean 成文日期: the date of the order is the day of publication (立法法,
规章制定程序条例). Where the document prints no date, the site's day of publication counts for 公布 and 发布 alone.
自公布之日起30日后 is computed from that day, whose own is not counted (民法典, article 201).
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from parsers.grammar.dates import calendar_day, iter_dates
from parsers.grammar.numerals import ONES, read_numeral
from parsers.grammar.patterns import lazy_regex

_STOPS = ("", "。", "，", ",", "、", "；", "\n", "）", ")", "（", "(", " ", "\u3000")
_SPAN = 160  # characters before its verb within which a statement begins

_OF_A_DATE = "日-./．—－"  # one of these is in every date that stands in a sentence

# …自2026年7月1日起施行 · 自公布之日起施行 · 于2022年1月1日起正式实施 · 从2020年6月1日起执行 · 自2021年1月1日生效
_BEGINS = lazy_regex(
    r"[自从于](?P<when>[^自从于。；\n]{2,40}?)(?:之日)?起?(?:正式)?(?:开始)?(?:施行|实施|执行|生效|(?<=起)[试实]行)"
)
# 4月10日12时01分起
_CLOCK = lazy_regex(r"(?<=日)\s?\d{1,2}(?:时(?:\d{1,2}分)?|[:：]\d{2})")
_MIDNIGHT = lazy_regex(r"(?<=日)\s?24时(?:00?分)?")
_FROM_ISSUE = lazy_regex(r"^(?:本\S{1,6})?(?P<act>公布|发布|印发|下发|发文|签发|颁布)(?:之日|之时)?起?$")
# 自公布之日起30日后 · 自发布之日起满三个月后 · 发布后30日起
_AFTER_ISSUE = lazy_regex(
    rf"^(?:本\S{{1,6}})?(?P<act>公布|发布|印发|下发|颁布)(?:之日起?|后|之后)?(?:的?第)?(?:满)?(?P<count>\d{{1,3}}|[{ONES}两十]{{1,4}})(?:个)?(?P<unit>日|天|月|年)(?:后|以后|之后|之日)?起?$"
)
# 自公布之日起至2025年12月31日止执行
_FROM_ISSUE_UNTIL = lazy_regex(r"^((?:公布|发布|印发)之日起?)至[^，。；]{8,12}?止?$")
# A statement about the document itself: 本办法, 现予公布, 印发给你们, 审议通过, or 自 at the beginning.
_SELF = (
    r"(?:此(?:文件|通知|公告|办法|细则|方案)|本《[^《》]{2,30}》|本(?!法人|人|市|省|级|地|部|局|委|年|月|届|次|身|科|批|轮|期|行业|单位|企业|机构|公司|领域"
    r"|证|许可|资质|合同|协议|项目|产品|设备)[\u4e00-\u9fff]{1,12}?)"
)
_OTHERWISE_OWN = (
    r"(?:现|一并)(?:予|将|印|以|公|发)|现批准|予以(?:公布|发布|印发)|印发(?:给)?你们|(?:审议|会议|讨论)通过|公布如下|公告如下|(?:其他|其余)(?:条款|条文|规定|内容)(?:自|从)|解释[，,](?:并)?(?:自|从)|"
    r"(?:上述|以上)\S{2,10}(?:自|从)|特此公告|^[（(]\d{4}年[^《》]{4,60}(?:公布|发布|通过|修订)[，,\s\u3000]*(?:自|从)|^(?:近日|日前|现|今日)[，,]?[^《》。]{0,60}?(?:公布|发布|印发)《|^(?:第[一二三四五六七八九十百]+条)?[^\u4e00-\u9fff]{0,6}(?:自|从)"
)
# 各市人民政府：《样例法》已于…经…会议通过，将于…起施行。: what a letter tells of a law, without 现予公布
_TOLD = lazy_regex(
    r"》(?:[（(][^（()）]{1,40}[)）])?(?:已|业)(?:(?!现|予以|你们)[^。；]){2,160}?(?:通过|公布|发布|颁布)"
    r"(?:(?!现|予以|你们)[^。；]){0,80}$"
)
_LETTER = lazy_regex(r"(?:^|\n)[^。；：:《》\n]{2,300}[：:]\s*(?=《|\n)|(?:通知|公告|通告)如下")
_HEAD = 600
# （2021年10月30日样例部令公布  自2021年11月15日起施行）: the line below a title counts where nothing else does
_BELOW_TITLE = lazy_regex(r"[（(]\d{4}年")
# 本决定自…起施行: what a decision says of the rule that it amends (本办法自…) is the rule's
_OF_A_DECISION = lazy_regex(r"本决定\s*[自从]")
_OWN = lazy_regex(
    rf"{_SELF}(?:自|从|于)|{_SELF}(?:有效|试行|执行|施行|实施)期限?为?[^，。；]{{1,4}}年[，,](?:自|从)|{_OTHERWISE_OWN}"
)
# 上述政策执行至… · 税收优惠政策延续实施至…, but 《…》规定的政策 is another document's
_OF_ITS_POLICY = (
    r"(?:^|[，；。：:\n、.])\s*(?:上述|以上|此项|本项)?(?:税收|优惠|补贴|支持|扶持){0,3}政策(?:延续|继续)?(?:执行|实施)"
)
_OWN_TERM = lazy_regex(
    rf"{_SELF}(?:自|从|于|有效|执行|施行|实施|试行|的)|{_OTHERWISE_OWN}|{_OF_ITS_POLICY}|(?:上述|以上)[^，《》]{{2,12}}(?:执行|实施)|(?:上述|以上)(?:税收|优惠|补贴|扶持)*政策[^。；《》]{{0,24}}[，,]执行期"
)
# 现将《…》（以下简称《2021年目录》）印发给你们, 现批准《…》为国家标准: by what name the text speaks of what it issues
_OWN_NAME = lazy_regex(
    r"现将《[^《》]{4,80}》[（(]以下简称《?(?P<short>[^《》（）()]{2,30})》?[)）](?:予以)?(?:印发|公布|发布)|现批准《"
)
_OPENING = 2_000
# 本办法第五条自 · ；第五条、第六条自 · 第五条自 where 其他条款 follows: an article's day. 第三十条　自 is of the whole.
_OF_AN_ARTICLE = lazy_regex(
    r"(?:[\u4e00-\u9fff、和及至]|[；，。])第[一二三四五六七八九十百零〇\d]{1,6}[条款项章](?:第[^，。；]{1,6}[款项])?(?:的?规定)?[自从于]$"
)
# 有效期至2026年12月31日 · 有效期截至 · 执行至 · 施行至2025年12月31日止 · 有效期为2022年1月1日至2026年12月31日
_UNTIL = lazy_regex(
    r"(?:有效期限?|执行期限?|施行期限?|实施期限?|试行期限?|执行|施行|实施|有效)(?:期限?)?(?:为|截至|截止到?|延长)?(?:[^。；\n，,]{0,24}?)[至到]"
    r"|(?:执行|施行|实施|试行)，[至到](?=[^，。；]{8,12}(?:止|结束))"
    r"|(?:公布|发布|印发)之日起?至(?=[^，。；]{8,12}止?(?:执行|施行|实施|有效))"
)
# 自…起施行至2025年12月31日 · 自…起试行两年
_GOES_ON = lazy_regex(rf"[至到](?=\s*(?:\d{{4}}|[{ONES}〇○零]{{4}})\s*年)|(?:\d|[{ONES}两])年(?=[。，；\n]|$)")
# 有效期5年 · 有效期为三年 · 试行期为2年
_YEARS = lazy_regex(
    rf"(?:(?:有效期|试行期|执行期|施行期|实施期)限?(?:暂定)?(?:为|是)?(?:自[^，。；]{{2,10}}之日起)?|(?<=[起，])试行)\s*(?P<years>\d{{1,2}}|[{ONES}两十]{{1,3}})\s*年"
)
# 自…起施行，2029年3月31日废止 · 至2029年3月31日失效
_ENDS_ON = lazy_regex(
    r"[，,](?:至|到|于)?(?P<when>[^，。；《》]{8,16}?)(?:截止|止?(?:同时|自动|自行)?(?:废止|失效|到期))(?=[。，；\n]|$)"
)

_PUBLIC = ("公布", "发布", "颁布", "公告")
# 自2025年4月10日12时01分起，对…加征关税。有关事项如下： · 决定自本公告发布之日起暂停…进口
_MEASURE = lazy_regex(
    r"(?:^|[，。\n])(?:决定)?自(?P<when>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?:\d{1,2}时(?:\d{1,2}分)?)?起，(?:对|调整)[^。\n]{4,300}?"
    r"(?:加征|收取|征收|实施|措施)[^。\n]{0,60}。?[^。\n]{0,6}(?:事项|公告)[^。\n]{0,8}如下"
    r"|[，。\n]自(?P<from>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?:\d{1,2}时(?:\d{1,2}分)?)?起，(?:调整|停止实施|暂停实施|恢复实施)《[^。\n]{0,200}"
    r"|决定自(?:本(?:公告|令)(?P<act>发布|公布)之日|(?P<day>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?:（含）)?)起(?:全面)?(?:暂停|禁止|停止|恢复)"
)

# 请于2026年10月14日前反馈 · 请在11月30日之前将意见 · 于2021年12月13日前通过以下途径
_DUE_BEFORE = lazy_regex(
    r"(?:请|可|应|务必|并|将)?[^。；\n]{0,24}?[于在](?P<when>[^于在。；\n]{4,24}?)(?:[（(]\S{0,4}[)）])?\s*(?:之前|以前|前)"
)
# 2024年6月10日前，公众可通过以下途径反馈意见
_DUE_AT_START = lazy_regex(r"^\s*(?P<when>\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)(?:[（(]\S{0,4}[)）])?\s*[之以]?前")
# 可在2024年5月10日至2024年6月9日期间通过以下途径
_DURING = lazy_regex(r"[于在](?=\s*\d{4}\s*年)")
# 征集时间：即日起至2024年6月10日
_FROM_NOW = lazy_regex(r"\s*(?:自|从)?(?:即日|(?:本?(?:公告|通知))?[发公]布之日)起?\s*[至到]")
_FEEDBACK = lazy_regex(r"反馈|意见|建议|提出|书面|电子邮件|邮箱|来信|以下(?:途径|方式)|联系|公示")
# 截止时间为2021年11月28日 · 意见反馈截止日期：2024-05-01 · 截至2021年12月13日
_DEADLINE = lazy_regex(r"(?:截止|截至)(?:时间|日期|日|期限?)?\s*(?:为|是|到|至|于)?\s*[:：]?\s*")
# 截止时间由2024年3月8日延长至2024年4月8日
_EXTENDED = lazy_regex(r"(?:延长|延期|顺延|推迟|调整|变更|修改)(?:至|到|为)")
# 公示时间：2026年9月4日—2026年9月10日 · 此次公开征求意见的时间为2026年9月4日至10月4日 · 公示期为A至B · 自A起至B止
_WINDOW = lazy_regex(
    r"(?:公示|征求意见|征集|反馈|公开征求|意见)[^。；\n]{0,14}?(?:时间|期限|日期|期)[^。；\n]{0,12}?(?:为|是|[:：]|自|从)"
)


_RANGE = lazy_regex(r"\s*(?:起|开始)?\s*(?:[（(][^（()）]{1,8}[）)])?\s*(?:至|到|—+|－+|-+|~|～|–)\s*")
"""The sign between two days: 2023年1月1日起至2027年12月31日, 2026年9月4日—9月10日."""

_NUMERAL = rf"\d{{1,2}}|[{ONES}十]{{1,3}}"
# 12月31日 · 十二月三十一日 · 31日: the second day without its year, or without year and month
_REST_OF_A_DAY = lazy_regex(rf"(?:(?P<month>{_NUMERAL})\s*月\s*)?(?P<day>{_NUMERAL})\s*日")

_ACTING = "(?:执行|施行|实施|试行|有效|生效)"
_PERIOD = r"(?:(?:执行|施行|实施|试行|有效)(?:期限|期|时间))"
_STOP = r"(?=[。，,、；;：:）)（(\s]|$)"
_POINT = r"^(?:第?[一二三四五六七八九十百\d]{1,4}[、.．条]|[（(][一二三四五六七八九十\d]{1,3}[）)])?\s*"

# 本公告自A至B执行 · 自A起至B止施行 · 自A至B期间实施
_ACTS_BEHIND = lazy_regex(rf"\s*(?:止|期间)?[，,]?(?:正式|继续)?{_ACTING}{_STOP}")
# 执行期限为A至B · 有效期自A至B · 实施期限：A—B · 执行期限 A—B
_PERIOD_BEFORE = lazy_regex(rf"{_PERIOD}\s*(?:为|是)?\s*[:：]?\s*[自从]?\s*$")
# 有效期5年，自A至B · 有效期为三年，从A起到B止
_YEARS_BEFORE = lazy_regex(rf"{_PERIOD}\s*(?:为|是)?\s*(?:{_NUMERAL})\s*年[，,]\s*[自从]$")
# 自A至B，有效期5年
_YEARS_BEHIND = lazy_regex(rf"\s*止?[，,]{_PERIOD}")
# 本公告自A起至B止。
_OWN_BEFORE = lazy_regex(r"本(?:公告|通知|办法|规定|意见|方案|细则|决定|政策|目录|措施|标准|规则|条例|通告|令)[自从]$")
# 三、执行期限：… · 政策执行期限为…: a heading without 本, about the document itself
_TERM_HEADING = lazy_regex(rf"{_POINT}(?:政策|本?优惠政策)?{_PERIOD}\s*(?:为|是)?\s*[:：]?\s*[自从]?\s*$")
_SOMETHING_ELSES = lazy_regex("项目|课题|合同|协议|活动|会议|展|证书|许可|申报|公示|征求|反馈|报名|培训|竞赛|大赛|试验")


@dataclass(frozen=True, slots=True)
class StatedDay:
    """A day, the rule that read it and its sentence."""

    on: date
    rule: str
    text: str


class Term(NamedTuple):
    """Both ends of a range of days in a sentence, and its indexes there."""

    begin: date
    end: date
    start: int
    stop: int


class DaysOfIssue(NamedTuple):
    """The days that 自公布之日 and 自印发之日 can mean."""

    written_on: date | None
    published_on: date | None
    printed_on: date | None = None
    """That of the imprint (版记): 2024年7月29日印发."""

    def of(self, act: str) -> tuple[date, str] | None:
        """The day of an act, and its name: the imprint's for 印发 alone, the site's for what is done in public."""
        if act == "印发" and self.printed_on:
            return self.printed_on, "印发日期"
        if self.written_on:
            return self.written_on, "成文日期"
        return (self.published_on, "发布日期") if self.published_on and act in _PUBLIC else None


def effective_on(
    text: str,
    *,
    written_on: date | None,
    published_on: date | None,
    printed_on: date | None = None,
    notice_end: int = 0,
) -> StatedDay | None:
    """施行日期 by the document's statement; the text up to index `notice_end` is that of the notice or order."""
    issue = DaysOfIssue(written_on, published_on, printed_on)
    found: list[tuple[int, StatedDay]] = []
    named = _OWN_NAME.search(text, 0, _OPENING)
    name = (named["short"] or "该标准") if named else None
    for place, sentence, match in _statements(text, _BEGINS):
        before = sentence[: match.start() + 1]
        names_it = name is not None and before[:-1].endswith((name, f"《{name}》"))
        is_own = _OWN.search(before[-_SPAN:]) and not (_speaks_of_another(before) or _tells_of_a_law(match, text))
        if not (names_it or is_own) or _of_an_article(before, sentence):
            continue
        statement = _read_begin(match, sentence, issue)
        if statement:
            found.append((place, statement))
    found += [(place, StatedDay(term.begin, "自…至…执行", words)) for place, term, words in _own_terms(text)]
    own = [(place, statement) for place, statement in found if not _BELOW_TITLE.match(statement.text)]
    own = [one for one in own if _OF_A_DECISION.search(one[1].text)] or own
    notice = [statement for place, statement in own if place < notice_end]
    chosen = notice or [statement for _place, statement in own or found]
    days = {statement.on for statement in chosen}
    if not days:
        return _of_a_measure(text, issue)
    return chosen[0] if len(days) == 1 else None


def _of_a_measure(text: str, issue: DaysOfIssue) -> StatedDay | None:
    """The day from which the opening of an announcement levies or stops something, where it says no other."""
    match = _MEASURE.search(text, 0, _OPENING)
    if match is None:
        return None
    day = issue.of(match["act"]) if match["act"] else None
    on = (
        day[0]
        if day
        else next(
            (found_date.on for found_date in iter_dates(match["when"] or match["from"] or match["day"] or "")), None
        )
    )
    rule = f"自{match['act']}之日起: {day[1]}" if day else "自…起，对"
    return StatedDay(on, rule, match[0].strip("，。\n ")) if on else None


def repealed_on(text: str, effective: date | None) -> StatedDay | None:
    """The last day in force by the document's statement: 有效期至…, or the last day of 有效期N年."""
    days: list[StatedDay] = []
    for _, sentence, match in _statements(text, _UNTIL):
        day = next(iter_dates(sentence[match.end() - 1 : match.end() + 24]), None)
        if day and day.start <= 2 and _OWN_TERM.search(sentence[: match.end()][-_SPAN:]):
            days.append(StatedDay(day.on, "有效期至", sentence.strip()))
    for _, sentence, match in _statements(text, _ENDS_ON):
        day = next(iter_dates(match["when"]), None)
        if day and (day.start, day.end) == (0, len(match["when"])) and _OWN_TERM.search(sentence[: match.start()]):
            days.append(StatedDay(day.on, "至…废止", sentence.strip()))
    days += [StatedDay(term.end, "自…至…执行", words) for _, term, words in _own_terms(text)]
    if not days and effective:
        for _, sentence, match in _statements(text, _YEARS):
            years = read_numeral(match["years"])
            if years and _OWN_TERM.search(sentence[: match.end()][-_SPAN:]):
                days.append(StatedDay(_last_day(effective, years), "有效期N年", sentence.strip()))
    return days[0] if len({statement.on for statement in days}) == 1 else None


def comments_due_on(text: str, *, near: date | None) -> StatedDay | None:
    """意见反馈截止: the last day for comments. `near`, the day of publication, completes a day without a year."""
    for line in text.split("\n"):
        if len(line) > 4000 or not any(sign in line for sign in "日-./"):
            continue
        for sentence in re.split("[。；]", line):
            if len(sentence) > 600 or not any(sign in sentence for sign in _OF_A_DATE):
                continue
            statement = _read_due(sentence, near)
            if statement and (near is None or statement.on >= near):
                return statement
    return None


_SPEAKS = lazy_regex("施行|实施|执行|生效|[试实]行|有效|废止|失效|到期|日止")
"""One of these stands in every sentence about the time in which something is in force."""
_SENTENCE_END = lazy_regex("[。；\n]")
_LONGEST = 1_500


@lru_cache(maxsize=1)
def _sentences(text: str) -> tuple[tuple[int, str], ...]:
    """The sentences that can say from when until when a document is in force, with their indexes."""
    sentences: list[tuple[int, str]] = []
    end = 0
    while sign := _SPEAKS.search(text, end):
        begin = max(text.rfind(sign_of_end, end, sign.start()) for sign_of_end in "。；\n") + 1 or end
        stop = _SENTENCE_END.search(text, sign.end())
        end = stop.end() if stop else len(text)
        begin = max(begin, sign.start() - _LONGEST)
        sentences.append((begin, text[begin : min(end, sign.end() + _LONGEST)]))
    return tuple(sentences)


def _statements(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Matches of a pattern, each with the index and the words of its sentence."""
    for begin, sentence in _sentences(text):
        for match in pattern.finditer(sentence):
            yield begin, sentence, match


def _own_terms(text: str) -> Iterator[tuple[int, Term, str]]:
    """The terms that a document sets for itself, each with the index and the words of its sentence."""
    for begin, sentence in _sentences(text):
        for term in _terms_in(sentence) if "日" in sentence else ():
            before = sentence[: term.start]
            if not _sets_validity(sentence, term) or _speaks_of_another(before) or _of_an_article(before, sentence):
                continue
            # 三、执行期限：A至B: a point begins with it, and it is not something else's
            heads = _TERM_HEADING.match(before) and not _SOMETHING_ELSES.search(sentence)
            if heads or _OWN_TERM.search(before[-_SPAN:]):
                yield begin, term, sentence.strip()


def _read_begin(match: re.Match[str], sentence: str, issue: DaysOfIssue) -> StatedDay | None:
    words = _FROM_ISSUE_UNTIL.sub(r"\1", match["when"].strip())
    own = _FROM_ISSUE.fullmatch(words)
    if own or words.removesuffix("起") == "即日":
        first = issue.of(own["act"] if own else "即日")
        act = f"{own['act']}之" if own else "即"
        return StatedDay(first[0], f"自{act}日起: {first[1]}", sentence.strip()) if first else None
    if after := _AFTER_ISSUE.fullmatch(words):
        return _count_from_issue(after, sentence, issue)
    if sentence[match.end() : match.end() + 1] not in _STOPS and not _GOES_ON.match(sentence, match.end()):
        return None  # 自…起实施样例改造, 自…起施行的《…》
    day = next(iter_dates(words), None)
    if day is None or day.start > 1 or len(_CLOCK.sub("", words, 1)) - day.end > 2:
        return None
    if _MIDNIGHT.match(words, day.end):
        return StatedDay(day.on + timedelta(days=1), "自…24时起施行: the next day", sentence.strip())
    return StatedDay(day.on, "自…起施行", sentence.strip())


def _count_from_issue(after: re.Match[str], sentence: str, issue: DaysOfIssue) -> StatedDay | None:
    """The day that lies a number of days, months or years after the day of issue, which is not counted itself."""
    count = 2 if after["count"] == "两" else read_numeral(after["count"])
    if not count or (from_day := issue.of(after["act"])) is None:
        return None
    first, bears = from_day
    if after["unit"] in ("日", "天"):
        on = first + timedelta(days=count)
    else:
        months = first.year * 12 + first.month - 1 + count * (12 if after["unit"] == "年" else 1)
        year, month = months // 12, months % 12 + 1
        on = date(year, month, min(first.day, monthrange(year, month)[1]))
    unit = "个月" if after["unit"] == "月" else after["unit"]
    rule = f"自{after['act']}之日起{after['count']}{unit}后: computed from {bears}"
    return StatedDay(on, rule, sentence.strip())


def _tells_of_a_law(begins: re.Match[str], text: str) -> bool:
    """Whether a letter or announcement tells of a law that was passed, which it does not hand over itself."""
    if begins["when"].startswith("印发") or _TOLD.search(begins.string, 0, begins.start() + 1) is None:
        return False
    return _LETTER.search(text, 0, _HEAD) is not None


def _speaks_of_another(before: str) -> bool:
    """Whether the nearest subject before 自 is another document: 《网络安全法》自…, 该标准自…; 本《方案》 is none."""
    nearest = re.search(r"(?:》(?:[（(][^（()）]{1,30}[）)])?(?:已|将|也)?|该\S{1,6}|原\S{1,8})[自从于]$", before)
    return bool(nearest) and not re.search(r"本《[^《》]{2,30}》[自从于]$", before)


def _last_day(first: date, years: int) -> date:
    """The last day of `years` from a first day: 2029-02-28 for 2024-03-01 and five years."""
    anniversary = calendar_day(first.year + years, first.month, first.day) or date(first.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def _of_an_article(before: str, sentence: str) -> bool:
    beside = "其他" in sentence or "其余" in sentence
    return bool(_OF_AN_ARTICLE.search(f"，{before}" if beside else before))


def _read_due(sentence: str, near: date | None) -> StatedDay | None:
    for match in _EXTENDED.finditer(sentence) if _FEEDBACK.search(sentence) else ():
        if day := _day_at_start(sentence[match.end() : match.end() + 24], near):
            return StatedDay(day, "延长至", sentence.strip())
    for match in _WINDOW.finditer(sentence) if "期" in sentence or "时间" in sentence else ():
        end = _range_end(sentence[match.end() : match.end() + 60], near)
        if end:
            return StatedDay(end, "公示时间", sentence.strip())
    for match in _DEADLINE.finditer(sentence) if "截" in sentence else ():
        day = _day_at_start(sentence[match.end() : match.end() + 24], near)
        if day and _FEEDBACK.search(sentence):
            return StatedDay(day, "截止", sentence.strip())
    for match in _DURING.finditer(sentence) if "期间" in sentence else ():
        end = _range_end(sentence[match.end() : match.end() + 60], near)
        if end and _FEEDBACK.search(sentence[match.end() :]):
            return StatedDay(end, "在…期间", sentence.strip())
    for match in chain(_DUE_AT_START.finditer(sentence), _DUE_BEFORE.finditer(sentence)) if "前" in sentence else ():
        day = _day_at_start(match["when"], near)
        if day and _FEEDBACK.search(sentence[match.end() :]):
            return StatedDay(day, "请于…前反馈", sentence.strip())
    return None


def _day_at_start(text: str, near: date | None) -> date | None:
    day = next(iter_dates(text), None)
    if day:
        return day.on if day.start <= 1 else None
    partial = _REST_OF_A_DAY.match(text.strip())
    return _in_year(partial, near) if partial and partial["month"] else None


def _in_year(partial: re.Match[str], near: date | None, month: int | None = None) -> date | None:
    """A month and day in the first year in which it is not before `near`."""
    if near is None:
        return None
    number, day = read_numeral(partial["month"] or "") or month or 0, read_numeral(partial["day"]) or 0
    this = calendar_day(near.year, number, day)
    return this if this is None or this >= near else calendar_day(near.year + 1, number, day)


def _range_end(text: str, near: date | None) -> date | None:
    """The end of `A至B`; B may lack the year and the month of A."""
    if now := _FROM_NOW.match(text):
        return _day_at_start(text[now.end() :], near)
    first = next(iter_dates(text), None)
    if first is None or first.start > 6:
        partial = _REST_OF_A_DAY.match(text.strip())
        begin = _in_year(partial, near) if partial and partial["month"] else None
        rest = text.strip()[partial.end() :] if partial else ""
    else:
        begin, rest = first.on, text[first.end :]
    if begin is None:
        return None
    sign = _RANGE.match(rest)
    if not sign:
        return None
    last = _second_day(rest, sign.end(), begin)
    return last[0] if last and last[0] >= begin else None


def _second_day(text: str, at: int, first: date) -> tuple[date, int] | None:
    """The day at an index, which may lack the year, or year and month, of the day before it; and the index behind."""
    whole = next(iter_dates(text[at : at + 24]), None)
    if whole is not None and whole.start <= 1:
        return whole.on, at + whole.end
    rest = _REST_OF_A_DAY.match(text, at)
    on = _in_year(rest, first, first.month) if rest else None
    return (on, rest.end()) if rest and on else None


def _terms_in(sentence: str) -> Iterator[Term]:
    """Every range of days of a sentence. The second day may lack the year, or year and month, of the first."""
    for day in iter_dates(sentence):
        sign = _RANGE.match(sentence, day.end)
        if sign is None:
            continue
        last = _second_day(sentence, sign.end(), day.on)
        # 2023年11月1日至3月31日 does not say of which year
        is_clear = last is not None and (last[0].year == day.on.year or last[1] - sign.end() > len("12月31日"))
        if last is not None and is_clear and last[0] > day.on:
            yield Term(day.on, last[0], day.start, last[1])


def _sets_validity(sentence: str, term: Term) -> bool:
    """Whether the words around a range say that something is in force in that time."""
    before, behind = sentence[: term.start], sentence[term.stop :]
    if before.rstrip().endswith(("自", "从")) and (_ACTS_BEHIND.match(behind) or _YEARS_BEHIND.match(behind)):
        return True
    if _OWN_BEFORE.search(before) and re.match(rf"\s*止?{_STOP}", behind):
        return True
    return bool(_PERIOD_BEFORE.search(before) or _YEARS_BEFORE.search(before))
