"""What a text sets out to do, in its own words: its first sentences, the targets it sets by a year, its limits.

Everything here is a quotation: a sentence exactly as it stands in the body, or on a page of the attached file that
holds the document, with the number of its paragraph, counted from 1. Nothing is rewritten, joined or shortened. A
sentence that no pattern knows is left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from parsers.grammar.patterns import lazy_regex

QuoteKind = Literal["purpose", "first", "target", "limit", "demand"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the body, or of an attached file."""

    kind: QuoteKind
    paragraph: int
    """Line of the body, or of the page that `place` names, counted from 1."""
    text: str
    context: str | None = None
    """Of a target that does not name its year itself: the row or sentence above it that does."""
    place: str | None = None
    """attachment 1, page 2; None for the body."""

    @property
    def shown_place(self) -> str:
        """paragraph 3, or attachment 1, page 2, paragraph 3."""
        return f"{self.place}, paragraph {self.paragraph}" if self.place else f"paragraph {self.paragraph}"


SENTENCE = lazy_regex(r"[^。！？]+(?:[。！？]+[”’」』）)]*|$)")
"""到2025年，甲达到1%；乙达到2%。 is one sentence: the year before the first ； holds for what follows."""

# Patterns that are searched for in every sentence first look at one character: a text is scanned four times as fast.
AHEAD = lazy_regex(
    r"(?=[“\"2十])(?:(?<![\d〔\[（(—-])(?<!截至)(?<!截止)(?<!截止到)(?P<year>20\d\d)(?:年(?!度|版|第|本|修订|\d{1,2}月\d{1,2}日)|(?=[、—～~-]20\d\d年))"
    r"|(?P<period>[“\"]?十(?P<which>[一二三四五六])五[”\"]?(?:规划)?(?:期间|时期|期末|末)))"
)
"""到2025年, 2025年底前, 2021—2025年, “十四五”期间; not 2021年11月16日, 2021年版, 〔2021〕, 截至2021年."""

TOWARDS = lazy_regex(
    r"(?:到|至|力争)20\d\d年|20\d\d年(?:底|末)?前|[“\"]?十[一二三四五六]五[”\"]?(?:规划)?(?:期间|时期|期末|末)"
)
"""A year that is a target's by its words, where the year of the document is not known."""

_PLAN_ENDS = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}

# No number begins inside a run of digits and commas, and none is given back: long lists of numbers are read once.
_NUMBER = r"(?<![\d.第〔])(?<!\d[,，])\d[\d,，.]*+(?:\s?[～~—-]\s?\d[\d.]*+)?"
_UNIT = (
    r"%|％|‰|个百分点|(?:[万千百]?亿|万)(?:元人民币|[美欧]元|吨标准煤|[平立]方米|千瓦时?|[元人名吨亩件个家户次台项辆])?|千瓦时?|千[克米]|[百千]?吨|兆|元|[平立]方米?"
    r"|公里|公顷|米|亩|克|升|个|家|项|件|种|套|台|辆|艘|架|座|条|名|人|户|次|批|所|处|门|部|款|例|倍|支|颗|枚|字|[KMGTPE]?[Bb]ps|[GMTkK]W|EF|[TPE]B|[Ff]lops"
)
FIGURE = lazy_regex(
    rf"(?=[\d百翻达至到超突低少控])(?:{_NUMBER}\s?(?:{_UNIT})|百分之[一二三四五六七八九十百零〇两点]+|翻[一两]?番|(?:达到?|[至到]|超过|突破|低于|少于|控制在)\s?{_NUMBER}(?![年月日\d]))"
)
"""56%, 3.7万亿元, 26个, 百分之三十, 翻一番, 增至12; not 第3条, 5年, 11月."""

_BOUND = "不低于|不少于|不得低于|不得少于|不小于|不高于|不超过|不得超过|不得高于|不大于|至少"
_SPAN = "个?(?:工作|交易|自然)?日|天|个?小时|分钟|个?月|年"
_HAN_SPAN = rf"[^，。；：\d一二两三四五六七八九十]{{0,8}}[一二两三四五六七八九十]{{1,3}}(?:{_SPAN}|倍|次|人|名|家)"

_AMOUNT = rf"(?!(?:19|20)\d\d年){_NUMBER}\s?"
LIMIT = lazy_regex(
    rf"(?=[不至达超有\d])(?:(?:{_BOUND}|达到|超过)(?:[^，。；：\d]{{0,8}}|[^，。；：\d]{{8,24}}的){_AMOUNT}(?:{_SPAN}|{_UNIT})"
    rf"|(?:{_BOUND}|有效期限?为?){_HAN_SPAN}|有效期限?为?\s?{_AMOUNT}(?:{_SPAN})"
    rf"|{_AMOUNT}(?:(?:{_SPAN}|{_UNIT})[^，。；：\d]{{0,6}}?(?:以上|以下|以内|之内|范围内)|(?:{_SPAN})内))"
)
"""不低于3%, 不低于当年营业收入的3%, 至少二次, 有效期二年, 45个工作日内; a figure that the text makes a bound.

Not 2020年内, and not 5个内设机构: a bare 内 stands behind times alone.
"""

DEMAND = lazy_regex(
    r"^(?:第[一二三四五六七八九十百零]+条[\s　]*|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][\s　]*)?"
    r"(?:[^，。；：]{0,10}[，：])?(?:严格)?(?:引导|鼓励|支持|禁止|严禁|控制|限制|要求|督促)"
    r"[^，。；：]{0,14}(?:企业|经营者|经营主体|平台|处理者|运营者|金融机构|银行|开发商|投资者|生产者)[^，。；：]{2,}"
)
"""引导企业减少单纯扩大产能的项目, 禁止平台经营者…: what a document asks of those who do business."""

BOILERPLATE = lazy_regex(
    r"^(?:[一1][、.．][\s　]*)?(?!.{0,99}?为了?[^《》，。]{4,60}[，,]现)[^。]{0,160}?"
    r"(?:(?:印发|转发|下发)(?:给|至)你们|现予?以?(?:公布|发布|印发)|(?:原则)?同意《[^》]+》|现就.{0,20}?有关(?:事项|事宜|工作)?.{0,6}?如下|请示.{0,12}收悉)"
    r"(?:《[^》]+》)?(?:（[^）]*）)?(?:[，,](?:并|请|自|望|现|同时|结合|认真)[^。]*)?[。：:]?$"
)
"""现将《…》印发给你们，请结合实际认真贯彻执行。 《…》已经…通过，现予公布。 what every notice says of itself."""

HANDED_OVER = lazy_regex("(?:印发|转发|下发)(?:给|至)你们")
ANY_YEAR = lazy_regex(r"20\d\d年|19\d\d年|十[一二三四五六]五")
LISTED = lazy_regex(r"^[\s　]*(?:—|－|-|●|•|■|◆)")
"""——知识产权保护迈上新台阶。 a point of a list that goes on from the sentence above it."""

_CELL = lazy_regex(r"\t.*\d")
_FIGURES = (
    lazy_regex(r"\d+(?![\d）)〕])"),
    lazy_regex("百分之"),
    lazy_regex("翻[一两]?番"),
    lazy_regex("十[一二三四五六]五"),
    lazy_regex(rf"(?:{_BOUND}|有效期限?为?){_HAN_SPAN}"),
)
"""What a paragraph that sets a figure holds at least; each begins with one character, so a text is scanned fast."""
_DATE = lazy_regex(r"20\d\d年\d{1,2}月\d{1,2}日(?:至(?:20\d\d年)?\d{1,2}月\d{1,2}日)?")
ERRAND = lazy_regex(r"联系(?:人|电话|方式)|电子?邮[箱件]|邮编|传真|一式|纸质|报送|申报材料|@|扫描件")
"""How to hand in papers: a bound in such a sentence is none of the policy."""

_ASKED = lazy_regex("引导|鼓励|支持|禁止|严禁|控制|限制|要求|督促")
MOST_DEMANDS = 20

PURPOSE = lazy_regex(
    r"^(?:第一条[\s　]*|[一1][、.．][\s　]*)?(?:"
    r"(?:为|根据|按照|依据|经).*(?:制定|制订|编制|起草|修订|现[将就予对印公面向]|决定|提出|组织开展|开展|如下|公开征求意见|批准|同意)"
    r"|现(?:将|就|对|予|公布|发布|印发|批准|决定)"
    r"|(?:原则)?同意"
    r"|《[^》]+》(?:（[^）]*）)?已经?.*(?:公布|发布|施行|通过|同意|印发)"
    r"|.*(?:印发给你们|现予(?:公布|发布|印发)|(?:公开征求|向社会征求)[^，。的]{0,8}意见[，。])"
    r")"
)
"""为…，制定本办法。 根据…，现将…印发给你们， 现就…提出如下意见： 原则同意《…规划》 《…》已经…审议通过，现予公布。"""

ARTICLE_ONE = lazy_regex(r"^[ 　]*(第一条[ 　].*)$", re.MULTILINE)
_OPENING = 15  # paragraphs in which a notice says what it is for
_LONGEST_BOILERPLATE = 300
_LEAST_PURPOSE = 8
_LEAST_FIRST = 15


def sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph, each as printed but for blanks around it."""
    for match in SENTENCE.finditer(paragraph):
        if text := match.group().strip():
            yield text


def opening(body: str) -> list[Quote]:
    """The sentences that say what the document does; else its first whole sentence; else nothing.

    One of the notice itself (为推动…，现将方案印发给你们), and one of the text that it carries (第一条 为了…).
    """
    found: list[Quote] = []
    first: Quote | None = None
    for number, paragraph in enumerate(body.split("\n", _OPENING)[:_OPENING], 1):
        for text in sentences(paragraph):
            if len(text) <= _LONGEST_BOILERPLATE and (BOILERPLATE.match(text) or HANDED_OVER.search(text)):
                continue
            if len(text) >= _LEAST_PURPOSE and PURPOSE.match(text):
                found.append(Quote("purpose", number, text))
                break
            if first is None and len(text) >= _LEAST_FIRST and text.endswith("。"):
                first = Quote("first", number, text)
        if found:
            break
    if (article := ARTICLE_ONE.search(body)) and (text := next(sentences(article[1]), "")) and PURPOSE.match(text):
        quote = Quote("purpose", body.count("\n", 0, article.start(1)) + 1, text)
        found += [] if quote in found else [quote]
    return found or ([first] if first else [])


def figures(body: str, year: int | None) -> tuple[list[Quote], list[Quote]]:
    """The targets and the limits that a text sets, in its order; `year` is the document's own.

    A target is a sentence, or a row of a table, with a figure and a year that is not past. Where the year was named
    just before (到2025年，体系基本建成。普及率达到56%。, or a list of —— under it), that sentence comes along as
    `context`. A limit is a sentence that makes a figure a bound without a year.
    """
    found: list[Quote] = []
    bounds: list[Quote] = []
    header: str | None = None
    scope: str | None = None
    last = 0
    for number, paragraph in _with_figures(body):
        if number != last + 1:
            header = scope = None
        last = number
        if "\t" in paragraph:
            if _ahead(paragraph, year):
                header = paragraph
            elif header and _CELL.search(paragraph):
                found.append(Quote("target", number, paragraph, header))
            continue
        header = None
        if not LISTED.match(paragraph):
            scope = None
        scope = _read_paragraph(number, paragraph, year, scope, found, bounds)
    return found, bounds


def limits(body: str, year: int | None) -> list[Quote]:
    """The limits of `figures`; a text in which no sentence can set any is not read."""
    return figures(body, year)[1] if LIMIT.search(body) else []


def demands(body: str) -> list[Quote]:
    """The sentences that ask something of those who do business, the first MOST_DEMANDS."""
    quotes = [
        Quote("demand", number, text)
        for number, paragraph in enumerate(body.split("\n"), 1)
        if _ASKED.search(paragraph)
        for text in sentences(paragraph)
        if DEMAND.match(text) and not LIMIT.search(text) and not ERRAND.search(text)
    ]
    return quotes[:MOST_DEMANDS]


def _read_paragraph(
    number: int, paragraph: str, year: int | None, scope: str | None, found: list[Quote], bounds: list[Quote]
) -> str | None:
    """Adds a paragraph's targets and limits; returns the sentence whose year holds for a list that may follow."""
    dated = scope is not None or ANY_YEAR.search(paragraph) is not None
    if not dated and not LIMIT.search(paragraph):
        return None
    for text in sentences(paragraph):
        named = dated and _ahead(text, year)
        if named:
            scope = text if TOWARDS.search(text) else None
        elif dated and ANY_YEAR.search(text):
            scope = None
        if (named or scope) and FIGURE.search(_DATE.sub("", text)):
            found.append(Quote("target", number, text, None if named else scope))
        elif LIMIT.search(text) and not ERRAND.search(text):
            bounds.append(Quote("limit", number, text))
    return scope


def _with_figures(body: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, by number, that hold a figure or belong to a table or list: few of a long text."""
    lines = body.split("\n")
    ends = list(accumulate(len(line) + 1 for line in lines))
    numbers = {bisect_right(ends, match.start()) for pattern in _FIGURES for match in pattern.finditer(body)}
    if "\t" in body or any(mark in body for mark in "—－●•■◆"):
        numbers.update(place for place, line in enumerate(lines) if "\t" in line or LISTED.match(line))
    return ((place + 1, lines[place]) for place in sorted(numbers))


def _ahead(text: str, year: int | None) -> bool:
    if year is None:
        return TOWARDS.search(text) is not None
    return any(int(match["year"] or _PLAN_ENDS.get(match["which"] or "", 0)) >= year for match in AHEAD.finditer(text))
