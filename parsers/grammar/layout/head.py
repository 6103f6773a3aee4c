"""The parts of a 公文 in its text: red head, addressee, list of attachments, sign-off, note.

The layout of GB/T 9704-2012, 7.2 to 7.4 and 10, as far as web pages keep it: 发文机关标志 and 发文字号 before the
title, 主送机关 as the first line that ends with a colon, 附件说明, 发文机关署名 and 成文日期 (see `signoff`), 附注 in
brackets under them. The document that a notice issues follows the sign-off, with dates of its own. An order (令) begins
with its head and number and is signed by a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from parsers.grammar.dates import dates_in, iter_dates
from parsers.grammar.document_number import OF_ITSELF, Number, numbers_in, read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.issuing_bodies import BodiesReading
from parsers.grammar.layout.passing import ADOPTED, adopting_body, read_adoption, read_promulgation
from parsers.grammar.layout.signature import OFFICER, SENTENCE, are_known_bodies, are_names, close_up
from parsers.grammar.layout.signoff import ATTACHMENTS, NUMBERED, date_line, is_note, read_sign_off
from parsers.grammar.patterns import lazy_regex
from parsers.text import compact

_ITEM = lazy_regex(r"(?:附件\s*)?\d{1,2}\s*[.．、:：]\s*|附件\s*[一二三四五六七八九十\d]{0,3}\s*[:：.．、]?\s*")
# 第41号 · 2025年第3号 · 2025年 第54号 · 第四十三号 · （2025年第44号） · 〔2021〕第6号 · 令第5号
ORDER_NUMBER = lazy_regex(
    r"[（(〔]?\s*(?:(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})\s*年?\s*[〕）)]?\s*)?第\s*[\d〇○零一二三四五六七八九十百]+\s*号\s*[）)]?"
)
# 中华人民共和国工业和信息化部公告 · 国家发展和改革委员会令 · …公 告
_HEAD_KIND = lazy_regex(
    r"(?P<bodies>.*?)(?P<kind>令|公告|通告|公报)\s*(?P<number>[（(〔]?(?:[12]\d{3}\s*年?[〕]?)?\s*第.{1,8}号[）)]?)?$"
)
# ——2024年3月5日在第十四届全国人民代表大会第二次会议上: when a report was given
_SPOKEN = lazy_regex(r"[-—]{1,2}[12]\d{3}年\d{1,2}月\d{1,2}日在[^。]{4,60}会议?上")
# 各省、自治区、直辖市人民政府…： · 海南省人民政府、自然资源部： · 有关单位： · …各分行；国家开发银行，各政策性银行：
_ADDRESSEE = lazy_regex(r"(?!各位)[^。！？《》“”]{2,600}[:：]")
_NO_ADDRESSEE = lazy_regex(
    r"如下|以下|公告|通知|现将|现就|为了|为贯彻|根据|依据|按照|要求|包括|决定|附件|时间|日期|联系|电话|邮箱|地址|来源|标题|问|答|记者|编者按|"
    r"指出|强调|报道|认为|表示|部长|主任|局长|总理|方式|网址|责任编辑"
)
_ADDRESSED = lazy_regex(
    r"(?:部|委|局|署|厅|办|行|院|会|府|室|司|处|组|团|社|军|区|市|省|县|州|盟|所|站|校|企业|单位|部门|机构|公司|中心|协会|机关|机制|海关|兵团|高校|院校|学校|集团|人民政府|"
    r"同志|代表|委员|团体|组织|院所|大学|医院|平台|公民|各界|运营者|经营者|交易所|银行)(?:[（(][^（()）]{1,40}[）)])?\s*[:：]$"
)
_NUMBER_ENDS = lazy_regex(r"[\d号令告〕\]］】﹞）)].?$")  # and one more character: 20号。
# 各市、县人民政府：现将… · 省政府各部门：…: the addressees on one line with the text
_TO_ALL = lazy_regex(r"\s*(?:各|有关|[省市县区州]政府各|国务院各|[省市]直)")
# 你部关于…的请示收悉 · 国务院领导同志对您…一文: a reply speaks to those who asked
_TOLD = lazy_regex(r"[^。]{0,30}?(?:你[省市区州县部委局办院行署厅会们单公]|您)|[^。]{4,80}收悉")
_PERSON = lazy_regex(r"[\u4e00-\u9fff·]{2,12}同志(?:[、，][\u4e00-\u9fff·]{2,12}同志)*")
_YEAR_IN_BRACKETS = lazy_regex(r"(?<=[\u4e00-\u9fa5\s])[〔\[［（(【﹝]\s?[12１２][\d]{3}\s?[〕\]］）)】﹞]")
# 《…的通知》（国办发: in front of the year of a cited document
_CITED = lazy_regex(r"》\s?[（(]\s?[\u4e00-\u9fa5]{1,14}\s?$")
_BRACKETS_AT_END = lazy_regex(r"[（(][^（()）]{1,40}[）)]$")
# （征求意见稿） · （2021年修订版公开征求意见稿） · 解读: below a title, it says what the document is
_SAYS_STAGE = lazy_regex(
    r"[（(][^（()）]{0,24}(?:征求意见稿?|送审稿|草案|讨论稿)[^（()）]{0,8}[）)]|[—－-]*(?:政策)?(?:解读|起草说明|编制说明|修订说明)"
)
_STAGED = lazy_regex("征求意见|送审稿|草案|讨论稿|解读|说明|问答|答记者问")
_LINES_OF_A_HEAD = 8
_LONGEST_ADDRESSEE = 600
_HEAD_LINES = 30
_LONGEST_HEAD_LINE = 80
_LONGEST_TITLE_LINE = 400
_LONGEST_RED_HEAD = 40
_LEAST_SUBJECT = 10


@dataclass(slots=True)
class Layout:
    """The parts of a document in its text; None or empty where absent."""

    number: Number | None = None
    """发文字号 on a line of its own before the text."""
    order_number: str | None = None
    """The number line of an order or announcement as printed: 第41号, 2025年 第3号."""
    order_kind: str | None = None
    """令, 公告 or 通告, where the text begins with such a head."""
    head_bodies: str | None = None
    """发文机关标志: the names before 令 or 公告, or before 文件."""
    head_title: str | None = None
    """The title as the document prints it: the lines before the addressee, joined."""
    addressed_to: str | None = None
    """主送机关 without its colon."""
    attachments: tuple[str, ...] = ()
    """附件说明: the titles listed."""
    signed_by: str | None = None
    """发文机关署名 as printed, names joined by one blank; for an order the bodies of its signatories."""
    signed_bodies: BodiesReading | None = None
    officer: str | None = None
    """The person who signed an order: 主任：郑栅洁."""
    signed_on: date | None = None
    """成文日期 of the sign-off."""
    signed_on_as_printed: str | None = None
    signed_at: int | None = None
    """Index of the line with the date of the sign-off; annexes follow it."""
    adopted_on: date | None = None
    """The day of adoption by a congress or meeting: （2007年6月29日…会议通过）; the day in brackets under a title."""
    adopted_as_printed: str | None = None
    adopted_by: str | None = None
    """The body whose meeting adopted a rule, as printed: 生态环境部 of 由生态环境部部务会议审议通过."""
    promulgated_on: date | None = None
    """The day of the order that published a rule, from the line under the rule's title: …令第85号公布."""
    promulgated_as_printed: str | None = None
    promulgated_by: Number | None = None
    """The number of that order."""
    note: str | None = None
    """附注: （此件公开发布）."""
    head_end: int = 0
    """Index of the first line behind the head."""


def with_bracket_line(title: str, body: Sequence[str]) -> str:
    """A title with the line in brackets below it that says what its document is: （征求意见稿）, or 解读.

    The line stands directly under the title, which the text may print again in a few lines above it.
    """
    key = compact(title)
    lines = [line.strip() for line in body[:_LINES_OF_A_HEAD] if line.strip()]
    at = next((at + 1 for at, line in enumerate(lines) if compact(line) == key), 0)
    under = compact(lines[at]) if at < len(lines) else ""
    return f"{title}{under}" if _SAYS_STAGE.fullmatch(under) and not _STAGED.search(title) else title


def read_layout(body: Sequence[str], title: str | None = None) -> Layout:
    """The parts of a text, given as paragraphs; `title` is the page's heading, which the head may repeat."""
    head = _read_head(body, title)
    sign = read_sign_off(body, head.head_end, compact(title or ""))
    if sign:
        head.signed_by, head.signed_bodies, head.officer = sign.names, sign.bodies, sign.officer
        head.signed_on, head.signed_on_as_printed, head.signed_at = sign.on, sign.on_as_printed, sign.last
    head.attachments = _attachment_titles(body, head.head_end, sign.first if sign else None)
    head.note = _note(body, head.signed_at)
    return head


# --- head -----------------------------------------------------------------------------------------------------------


def _read_head(body: Sequence[str], title: str | None) -> Layout:
    head = Layout()
    titles: list[str] = []
    heading = compact(title or "")
    for index, whole in enumerate(body[:_HEAD_LINES]):
        line, beside = whole, None
        if head.number is None and (beside := number_beside_title(whole, heading)):
            head.number, head.head_end = beside.number, index + 1
            titles.extend([beside.before] if beside.before else [])
            line = beside.behind
        if (names := _addressee_of(line)) and (beside or _TO_ALL.match(line) or _is_told(names, line)):
            head.addressed_to = names.strip()
            head.head_end = index if line[len(names) + 1 :].strip() else index + 1
            break
        bare = compact(line)
        if not bare:
            continue
        if adopted := read_adoption(line):
            head.adopted_on, head.adopted_as_printed = adopted
            head.adopted_by = adopting_body(bare)
        elif promulgated := read_promulgation(line):
            head.promulgated_on, head.promulgated_as_printed, head.promulgated_by = promulgated
        elif ORDER_NUMBER.fullmatch(bare):
            head.order_number = head.order_number or line.strip()
        elif len(bare) <= 60 and (number := whole_number(line)):
            head.number = head.number or number
        elif dated := number_and_day(line):
            head.number, head.adopted_on, head.adopted_as_printed = head.number or dated[0], *dated[1:]
        elif ADOPTED.match(line) and index + 1 < len(body) and whole_number(body[index + 1]):
            continue  # with the day from which it is in force
        elif is_addressee(line, bare):
            head.addressed_to = line.strip().rstrip(":：").rstrip()
            head.head_end = index + 1
            break
        elif _SPOKEN.fullmatch(bare) and (days := dates_in(bare)):
            head.adopted_on, head.adopted_as_printed = days[0].on, bare[days[0].start : days[0].end]
        elif head.adopted_on and (officer := OFFICER.fullmatch(line.strip())) and officer["body"]:
            head.head_bodies = officer["body"]
        elif index and _SPOKEN.fullmatch(compact(body[index - 1])) and are_known_bodies(line.strip(), head.adopted_on):
            head.head_bodies = line.strip()
        elif titles and index + 1 < len(body) and (signed := _day_under_name(line, titles[-1])):
            head.head_bodies = titles.pop()
            head.adopted_on, head.adopted_as_printed = signed
        elif _ends_head(line, bare, heading):
            head.head_end = index
            head.adopted_by = head.adopted_by or adopting_body(bare)
            break
        else:
            titles.append(line)
            head.head_end = index + 1
    _read_head_lines(head, titles)
    return head


def _ends_head(line: str, bare: str, heading: str) -> bool:
    if heading and (bare in heading or (heading in bare and len(bare) <= len(heading) + 40 and "。" not in bare)):
        return False  # the title, a part of it, or the title with issuers that the page leaves out
    if len(bare) > _LONGEST_HEAD_LINE and are_known_bodies(line.strip(), None):
        return False  # the names of ten bodies on one line
    about = heading[heading.find("关于") :] if "关于" in heading else ""
    if len(about) >= _LEAST_SUBJECT and bare.endswith(about):
        return False  # all issuers where the page says 十二部门
    return len(bare) > _LONGEST_HEAD_LINE or bool(SENTENCE.search(bare) or NUMBERED.match(bare) or date_line(line))


def order_head(lines: Sequence[str]) -> str | None:
    """The head of an order or announcement and its number as one line: …令 第41号; None for another text."""
    head = Layout()
    for count, line in enumerate(lines):
        if ORDER_NUMBER.fullmatch(compact(line)):
            _read_head_lines(head, list(lines[:count]))
            names = " ".join(close_up(name).strip() for name in lines[:count])
            is_head = head.head_bodies and head.order_kind and head.head_title is None
            return f"{names} {line.strip()}" if is_head else None
        if len(compact(line)) > _LONGEST_HEAD_LINE or SENTENCE.search(line) or NUMBERED.match(compact(line)):
            return None
    return None


def _read_head_lines(head: Layout, lines: list[str]) -> None:
    """Reads the lines above the text: the head of an order, or the title on one or more lines."""
    for count in range(min(len(lines), 24), 0, -1):
        joined = " ".join(close_up(line).strip() for line in lines[:count])
        kind = _HEAD_KIND.fullmatch(joined if count == 1 else joined.replace(" 令", "令").replace(" 公告", "公告"))
        if not kind or "关于" in joined or len(joined) > 400:
            continue
        names = kind["bodies"].strip()
        if names in OF_ITSELF:
            names = ""
        if not names or are_known_bodies(names, None):
            head.order_kind = kind["kind"]
            head.head_bodies = names or None
            head.order_number = head.order_number or kind["number"]
            lines = lines[count:]
            break
    if lines:
        first = compact(lines[0])
        if first.endswith("文件") and are_known_bodies(first[:-2], None):
            head.head_bodies = first[:-2]
            lines = lines[1:]
        elif first.endswith("文件") and len(first) <= _LONGEST_RED_HEAD and head.number:
            lines = lines[1:]
    head.head_title = " ".join(close_up(line).strip() for line in lines) or None


def whole_number(line: str) -> Number | None:
    """The document number that fills a line, alone or in brackets; None for other lines."""
    bare = compact(line).strip("（()）")
    if not _NUMBER_ENDS.search(bare, max(0, len(bare) - 2)):
        return None
    number = read_number(line)
    if number is None or number.prefix is None:
        return None
    return number if len(compact(number.as_printed).strip("（()）")) >= len(bare) - 1 else None


def number_and_day(line: str) -> tuple[Number, date, str] | None:
    """Number and day that fill a line together: （国办发〔2000〕1号　2000年1月5日）."""
    days = list(iter_dates(line)) if "号" in line and "日" in line and len(line) <= 60 else []
    if len(days) != 1:
        return None
    number = whole_number(line[: days[0].start] + line[days[0].end :])
    is_letter = number is not None and number.kind == "letter"
    return (number, days[0].on, line[days[0].start : days[0].end]) if number and is_letter else None


class NumberBesideTitle(NamedTuple):
    """A document number on one line with the title, and what the line prints before and behind it."""

    number: Number
    before: str
    behind: str


def number_beside_title(line: str, heading: str) -> NumberBesideTitle | None:
    """The document's number on the line of its title, or of the red head, without a break between them.

    `heading`: the page's title without blanks. A number inside a title or sentence is a citation:
    关于明确豫政〔2012〕103号文件重点工作责任单位的通知.
    """
    year = _YEAR_IN_BRACKETS.search(line, 0, _LONGEST_TITLE_LINE) if "号" in line else None
    if year is None or "。" in line[: year.start()] or _CITED.search(line, 0, year.start()):
        return None
    numbers = numbers_in(line[:_LONGEST_TITLE_LINE])
    if not numbers or numbers[0].kind != "letter":
        return None
    number = numbers[0]
    before = line[: number.start].strip().removesuffix("（").removesuffix("(").strip()
    behind = line[number.start + len(number.as_printed) :].lstrip("）)").strip()
    title, rest = compact(before), compact(behind)
    may_follow = not rest or is_note(rest) or _addressee_of(rest) is not None
    if title and title != heading and not (_is_end_of_title(title, heading) and may_follow):
        return None
    if not title and not (rest and (_addressee_of(behind) or (heading and rest.startswith(heading)))):
        return None
    return NumberBesideTitle(number, before, behind)


def _is_end_of_title(text: str, heading: str) -> bool:
    if "。" in text or (len(text) >= 2 and heading.endswith(text)):
        return "。" not in text
    if text.endswith("文件"):
        return len(text) <= _LONGEST_RED_HEAD and "关于" not in text
    bare = _BRACKETS_AT_END.sub("", text)
    return ("关于" in bare or "印发" in bare or "转发" in bare) and ending_of(bare) is not None


def _addressee_of(line: str) -> str | None:
    """主送机关 with which a line begins: `各省人民政府：现将…`."""
    names, colon, _ = line[:_LONGEST_ADDRESSEE].replace(":", "：").partition("：")
    return names if colon and is_addressee(f"{names}：", compact(f"{names}：")) else None


def _is_told(names: str, line: str) -> bool:
    """True if a reply names its addressee on the same line: 样例部：你部关于…的请示收悉, 某某同志：…."""
    speech = line[len(names) + 1 :].lstrip()
    return _TOLD.match(speech) is not None and (are_names(names.strip(), None) or _PERSON.fullmatch(names) is not None)


def is_addressee(line: str, bare: str) -> bool:
    """Whether a line is the 主送机关; `bare` is the line without blanks."""
    return bool(
        bare[-1] in ":："
        and len(bare) <= 600
        and _ADDRESSEE.fullmatch(bare)
        and all(_ADDRESSED.search(f"{part}：") for part in bare[:-1].split("；"))
        and not _NO_ADDRESSEE.search(bare)
        and not NUMBERED.match(bare)
    )


def _day_under_name(line: str, above: str) -> tuple[date, str] | None:
    """The day with which a communiqué is signed under its title, below the name of its body."""
    dated = date_line(line)
    return dated[1:] if dated and not dated[0] and are_known_bodies(above, None) else None


# --- attachments and note -------------------------------------------------------------------------------------------


def _attachment_titles(body: Sequence[str], start: int, end: int | None) -> tuple[str, ...]:
    """附件说明: `附件：1.申报书` and the items behind it up to the sign-off; empty without a sign-off."""
    if end is None:
        return ()
    begin = next((i for i in range(max(start, end - 60), end) if ATTACHMENTS.match(body[i].strip())), None)
    if begin is None:
        return ()
    titles = []
    for line in body[begin:end]:
        text = line.strip()
        opened = ATTACHMENTS.match(text)
        title = text[opened.end() :].strip() if opened and ":" in opened[0].replace("：", ":") else text
        item = _ITEM.match(title)
        title = title[item.end() :].strip() if item else title
        if title and title != "下载":
            titles.append(title)
    return tuple(titles)


def _note(body: Sequence[str], signed_at: int | None) -> str | None:
    if signed_at is None or signed_at + 1 >= len(body) or not is_note(body[signed_at + 1]):
        return None
    return body[signed_at + 1].strip()
