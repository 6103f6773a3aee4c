"""The document number at the beginning or the end of a title, and the title without it."""

import re
from dataclasses import dataclass, replace
from datetime import date

from parsers.grammar.document_number import Number, read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.issuing_bodies import BodiesReading, read_bodies
from parsers.grammar.patterns import lazy_regex

_LETTER_AT_START = lazy_regex(
    r"(?P<number>(?:(?!关于)[\u4e00-\u9fa5]){1,14}\s?[〔\[（(﹝［【]\s?(?:19|20)\d\d\s?[〕\])）﹞］】]\s?\d{1,5}\s?号)(?:\s*[:：—－-]{1,2}\s*|\s+|(?=关于|《|[\u4e00-\u9fa5\s]{4,40}关于))(?=\S)"
)
"""工信部联规〔2021〕207号 关于印发…, 黔府办发〔2012〕34号《…的通知》, 渝府发〔2015〕55号重庆市人民政府关于…."""

_LETTER_AT_END = lazy_regex(
    r"[(（〔\[]?[\u4e00-\u9fa5]{1,14}\s?[〔\[（(﹝［【]\s?(?:19|20)\d\d\s?[〕\])）﹞］】]\s?\d{1,5}\s?号[)）〕\]]?$"
)
"""…的通知(发改能源〔2025〕1171号)."""

_ORDER_AT_END = lazy_regex(
    r"(?:\s?[(（]|(?<=的[公通]告|的[决规]定)\s)(?P<number>(?P<issuers>[\u4e00-\u9fa5\s、，]{1,80}?)(?P<kind>令|公告|通告)\s?"
    r"(?:(?:19|20)\d\d年?\s?|[〔\[﹝［【](?:19|20)\d\d[〕\]﹞］】]\s?)?(?:第?\s?\d{1,5}|第[一二三四五六七八九十百〇零]{1,7})\s?号)[)）]?$"
)
"""…的公告（财政部 税务总局公告2021年第42号）, …的公告 财政部公告2021年第3号, …办法（中国人民银行令〔2021〕第1号）."""

_SERIAL_AT_END = lazy_regex(r"[(（]?\s?(?:(?:19|20)\d\d\s?年\s?)?第\s?\d{1,5}\s?号\s?[)）]?\s?(?:令|公告)?[)）]?$")
"""《…》 2026年第41号令, …的公告 2025年第3号, …公告（2025年 第19号）."""

_ORDER_AT_START = lazy_regex(
    r"(?P<issuers>[\u4e00-\u9fa5\s、，]{1,100}?)(?P<kind>令|公告|通告)\s?"
    r"(?P<number>[(（]?\s?(?:(?:(?:19|20)\d\d|[一二][九〇○零][一二三四五六七八九〇○零]{2})\s?年?\s?)?第\s?[\d一二三四五六七八九十百〇零]{1,6}\s?号\s?[)）]?"
    r"|[〔\[（(﹝［【]\s?(?:19|20)\d\d\s?[〕\]）)﹞］】]\s?第?\s?\d{1,5}\s?号|[（(]\s?〔(?:19|20)\d\d〕\s?第?\s?\d{1,5}\s?号\s?[)）])"
)
"""科学技术部令第23号 …, 商务部公告2025年第27号 …, 国家广播电视总局令（第16号） …, 商务部公告（2025年第49号）,
中国人民银行公告﹝2026﹞第23号, 中国人民银行令（〔2020〕第1号）."""

_IN_BOTH_BRACKETS = re.compile(r"[（(]\s?(〔.+号)\s?[）)]$")
"""（〔2020〕第1号）"""

_OWN_ORDER = lazy_regex(r"\s?[（(](?:部|署|局|总局|委|会)?(?P<kind>令|公告|通告)$")
"""…名录（部令第15号）: an order without its issuer."""

_SPELLED_OUT = {"主席": "中华人民共和国主席", "国家主席": "中华人民共和国主席", "国": "国务院"}
"""The issuers of 主席令 and 国令."""

_SERIAL_AFTER_NAMES = lazy_regex(
    r"(?P<issuers>[\u4e00-\u9fa5、，]{2,60}?(?:\s[\u4e00-\u9fa5、，]{2,60}?){0,9}?)\s?"
    r"(?P<serial>(?:19|20)\d\d年\s?第\d{1,5}号)\s?(?P<kind>令|公告|通告)(?=$|[\s：:（(《])"
)
"""工业和信息化部2023年第12号公告, 国家能源局 2024年第3号 公告."""

_SERIAL_AT_START = lazy_regex(r"【?(?P<number>(?:(?:19|20)\d\d年)?第\d{1,5}号(?P<kind>令|公告|通告))】?\s?[：:]?\s?")
"""2021年第4号公告：…, 【第187号令】《…》."""

_WHOLE_IN_BRACKETS = lazy_regex(r"[（(](?P<inner>关于.+|[^（）()]{4,60}(?:[（(][^（）()]{1,30}[)）])?)[)）]$")
"""海关总署公告2021年第98号（关于…的公告）, 国家市场监督管理总局令第92号（…办法）."""

_BODY_WORD = lazy_regex(
    r"(?:部|委|局|办|厅|会|署|院|室|组|机制|指挥部|公司|政府|中心|银行|法院|检察院|[分支总]行|社|所|团|处|站|司|党组|团中央|大学|学院|集团|总队|机关|小组|兵团|联|基金|协会|军区|党校|部门|单位|会议|主席)"
    r"(?:[（(][^（）()]{1,20}[)）])?$"
)
"""The last word of a body's name."""

_NEVER_IN_NAME = lazy_regex(
    r"[《》“”\d％%：:！!？?]|的|对(?!外)|给|就(?!业)|将|在|年|月|号|我国|问题|授权|批转|转批|批准|同意|政府[和与]|工作(?!委员会|领导小组|小组|部|机制|协调|办|指导|组)"
)

_PASSED_OVER = lazy_regex(
    r"等\d{1,3}个?(?:部门和单位|部委|部门|单位|机构)$|“[^“”]{1,6}”(?=改革|工作|建设)(?=[^《》“”]{2,16}(?:办公室|小组|委员会|机制)$)"
)
"""The digits and quotation marks in names: 等14部门, “放管服”改革协调小组, 全国“扫黄打非”工作小组办公室."""

_LONGEST_NAMES = 300


@dataclass(frozen=True, slots=True)
class Numbered:
    """A title parted from its number."""

    core: str
    """The title without the number; empty for 国家发展和改革委员会令第41号 alone."""
    number: Number | None = None
    order: str | None = None
    """令, 公告 or 通告, where the number is that of one."""
    issuers: str = ""
    """The names before 令 or 公告, spelled out."""
    is_behind: bool = False
    """Whether the number stands behind a title that says what the document is: …的决定（…部令2018年第25号）."""


def take_number(title: str, on: date | None) -> Numbered:
    """Parts a title from its number; `on` is the day of the document, for names that changed hands."""
    if (match := _ORDER_AT_START.match(title)) and names_alone(match["issuers"], on):
        return _order_at_start(title, match)
    if (match := _LETTER_AT_START.match(title)) and (number := read_number(match["number"])):
        rest = title[match.end() :]
        return Numbered(rest[1:-1] if rest[0] == "《" and rest.find("》") == len(rest) - 1 else rest, number)
    match = _ORDER_AT_END.search(title)
    issuers = match["issuers"].strip() if match else ""
    # 部令 and 署令 do not name a body
    if match and (issuers in _SPELLED_OUT or (len(issuers) > 1 and names_alone(issuers, on) is not None)):
        core = title[: match.start()]
        return Numbered(core, read_number(match["number"]), match["kind"], _spelled(match["issuers"]), is_behind=True)
    if match := _SERIAL_AT_START.match(title):
        return Numbered(title[match.end() :], read_number(match["number"]), match["kind"])
    if match := _LETTER_AT_END.search(title):
        letters = read_number(match.group())
        start = title.rfind(letters.as_printed) if letters else match.start()
        return Numbered(title[:start].rstrip(" （(["), letters)
    if (match := _SERIAL_AFTER_NAMES.match(title)) and read_bodies(match["issuers"], on).known:
        rest = title[match.end() :].lstrip(" ：:")
        return Numbered(rest, read_number(match.group()), match["kind"], _spelled(match["issuers"]))
    if title.startswith("国令第") and (number := read_number(title)):
        return Numbered("", number, "令", "国务院")
    if match := _SERIAL_AT_END.search(title):
        return _serial_at_end(title, match, on)
    return Numbered(title)


def _order_at_start(title: str, match: re.Match[str]) -> Numbered:
    issuers = match["issuers"]
    rest = title[match.end() :].lstrip(" ：:—-")
    inner = _WHOLE_IN_BRACKETS.match(rest)
    core = inner["inner"] if inner else rest
    seam = issuers.rfind("中华人民共和国")
    if seam > 0 and not rest and ending_of(issuers[:seam].rstrip()):
        core, issuers = issuers[:seam].rstrip(), issuers[seam:]  # …管理规定…部令
    printed = match.group()
    number = read_number(_IN_BOTH_BRACKETS.sub(r"\1", printed))
    if number and _IN_BOTH_BRACKETS.search(printed):
        number = replace(number, as_printed=printed)
    return Numbered(core, number, match["kind"], _spelled(issuers))


def _serial_at_end(title: str, match: re.Match[str], on: date | None) -> Numbered:
    rest = title[: match.start()].rstrip()
    number = read_number(match.group())
    if match.group().rstrip("）) ").endswith("号") and (kind := re.search("(?:令|公告|通告)$", rest)):
        if number and names_alone(rest[: kind.start()], on):
            return Numbered("", read_number(title) or number, kind.group(), _spelled(rest[: kind.start()]))
        if own := _OWN_ORDER.search(rest):
            return Numbered(rest[: own.start()], number, own["kind"], is_behind=True)
        return Numbered(rest, number)
    if "年" not in match.group() and not match.group().endswith(("令", "公告")):
        return Numbered(title)
    return Numbered(rest, number, number.kind if number and number.kind != "serial" else None)


def _spelled(issuers: str) -> str:
    return _SPELLED_OUT.get(issuers, issuers)


def names_alone(text: str, on: date | None, *, listed: bool = False) -> BodiesReading | None:
    """The bodies in a text of names alone; None for other text."""
    text = text.strip()
    if not text or len(text) > _LONGEST_NAMES or not _BODY_WORD.search(text):
        return None
    if not listed and _NEVER_IN_NAME.search(_PASSED_OVER.sub("", text)):
        return None
    return read_bodies(text, on)
