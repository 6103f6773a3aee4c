"""The parts of a 公文 that stand in its text: red head, addressee, list of attachments, sign-off, note.

GB/T 9704-2012, 7.2 to 7.4 and 10, as far as a web page keeps it: 发文机关标志 and 发文字号 before the title, 主送机关 as the
first line that ends with a colon, 附件说明, then 发文机关署名 and 成文日期, 附注 in brackets under them. The sign-off is not
the end of the page: the plan or measures that a notice puts out follow it, with dates of their own. An order (令) has
its head and number first and is signed by a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parsers.grammar.bodies import BodiesReading, read_bodies
from parsers.grammar.dates import dates_in, iter_dates
from parsers.grammar.numbers import Number, read_number

_BLANKS = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
# 生 态 环 境 部 · 科  技  部 · 公 告: single characters set apart to fill a line
_SPACED = re.compile(r"(?:(?<=\s)|^)\S(?:[\s\u3000]+\S)+(?=\s|$)")
# 一、 · （二） · 3. · 附件2: lines that open a section or name an attachment, never a body
_NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十百]{1,3}|\d{1,3})[）)、.．]|第[一二三四五六七八九十百\d]+[章条节]|附件|附表|附录|附图"
)
_ATTACHMENTS = re.compile(r"附件\s*(?:说明)?\s*[:：]|附件\s*[1１一][.．、:：\s]|附[:：]|附件$")
_ITEM = re.compile(r"(?:附件\s*)?\d{1,2}\s*[.．、:：]\s*|附件\s*[一二三四五六七八九十\d]{0,3}\s*[:：.．、]?\s*")
_SENTENCE = re.compile(r"[。；！？，,;：:]")
# What ends the name of an organisation that the table of bodies may not hold.
_ORGANISATION = re.compile(
    r"(?:部|委员会|委|总局|局|总署|署|厅|办公室|办|司|行|院|会|政府|集团公司|集团|公司|中心|指挥部|领导小组|法院|检察院|秘书处|工作组|政治工作部)$"
)
# 部长：金壮龙 · 总理　　李强 · 国家密码管理局局长 刘东方 · 主  任：郑栅洁 · 署长 俞建华
_OFFICER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,30}?)?(?P<post>国家主席|委员长|总理|部\s*长|主\s*任|局\s*长|行\s*长|署\s*长|审计长|主\s*席|会\s*长|院\s*长|检察长|总\s*监)"
    r"[\s\u3000:：]{0,8}(?P<name>[\u4e00-\u9fff·](?:[\s\u3000]{0,4}[\u4e00-\u9fff·]){1,11})"
)
# 2021年11月10日印发: the printing line (版记), not the day of signing
_PRINTED = re.compile(r"印发|抄送|校对|印制")
# 第41号 · 2025年第3号 · 2025年 第54号 · 第四十三号 · （2025年第44号） · 〔2021〕第6号 · 令第5号
_HEAD_NUMBER = re.compile(
    r"[（(〔]?\s*(?:(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})\s*年?\s*[〕）)]?\s*)?第\s*[\d〇○零一二三四五六七八九十百]+\s*号\s*[）)]?"
)
# 中华人民共和国工业和信息化部公告 · 国家发展和改革委员会令 · …公 告
_HEAD_KIND = re.compile(
    r"(?P<bodies>.*?)(?P<kind>令|公告|通告|公报)(?P<number>[（(〔]?(?:[12]\d{3}\s*年?[〕]?)?第.{1,8}号[）)]?)?$"
)
# （2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过）
_ADOPTED = re.compile(r"[（(](?P<words>[^（()）]{8,120}?(?P<verb>通过|批准))[^（()）]{0,60}[）)]")
# 各省、自治区、直辖市人民政府…： · 海南省人民政府、自然资源部： · 有关单位：
_ADDRESSEE = re.compile(r"[^。；！？《》“”]{2,600}[:：]")
_NO_ADDRESSEE = re.compile(
    r"如下|以下|公告|通知|现将|现就|为了|为贯彻|根据|依据|按照|要求|包括|决定|附件|时间|日期|联系|电话|邮箱|地址|来源|标题|问|答|记者|编者按|"
    r"指出|强调|报道|认为|表示|部长|主任|局长|总理|方式|网址|责任编辑"
)
_ADDRESSED = re.compile(
    r"(?:部|委|局|署|厅|办|行|院|会|府|室|司|处|组|团|社|军|区|市|省|县|州|盟|所|站|校|企业|单位|部门|机构|公司|中心|协会|机关|海关|兵团|高校|院校|学校|集团|人民政府|"
    r"同志|代表|委员|公民|各界|运营者|经营者|交易所|银行)(?:[（(][^（()）]{1,40}[）)])?\s*[:：]$"
)
_HEAD_LINES = 30
_SIGNERS = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a document that its text shows; None or empty where it does not."""

    number: Number | None = None
    """发文字号 on a line of its own before the text."""
    order_number: str | None = None
    """The number line of an order or announcement as printed: 第41号, 2025年 第3号."""
    order_kind: str | None = None
    """令, 公告 or 通告, where the text opens with such a head."""
    head_bodies: str | None = None
    """发文机关标志: the names before 令 or 公告, or before 文件."""
    head_title: str | None = None
    """The lines before the addressee, joined: the title as the document itself prints it."""
    addressed_to: str | None = None
    """主送机关 without its colon."""
    attachments: tuple[str, ...] = ()
    """附件说明: the titles listed."""
    signed_by: str | None = None
    """发文机关署名 as printed, names joined by one blank; of an order the bodies of its signatories."""
    signed_bodies: BodiesReading | None = None
    officer: str | None = None
    """Who signed an order: 主任：郑栅洁."""
    signed_on: date | None = None
    """成文日期 of the sign-off."""
    signed_on_as_printed: str | None = None
    signed_at: int | None = None
    """Index of the line with the date of the sign-off: what follows is attached."""
    adopted_on: date | None = None
    """The day on which a congress or meeting adopted it: （2007年6月29日…会议通过）."""
    adopted_as_printed: str | None = None
    note: str | None = None
    """附注: （此件公开发布）."""


def read_layout(body: Sequence[str], title: str | None = None) -> Layout:
    """The parts of a body given a paragraph a line; `title` is the page's heading, which the head may repeat."""
    head = _read_head(body, title)
    sign = _read_sign_off(body, head.end)
    return Layout(
        number=head.number,
        order_number=head.order_number,
        order_kind=head.order_kind,
        head_bodies=head.bodies,
        head_title=head.title,
        addressed_to=head.addressed_to,
        attachments=_attachment_titles(body, head.end, sign.first if sign else None),
        signed_by=sign.names if sign else None,
        signed_bodies=sign.bodies if sign else None,
        officer=sign.officer if sign else None,
        signed_on=sign.on if sign else None,
        signed_on_as_printed=sign.on_as_printed if sign else None,
        signed_at=sign.last if sign else None,
        adopted_on=head.adopted_on,
        adopted_as_printed=head.adopted_as_printed,
        note=_note(body, sign.last if sign else None),
    )


def closed_up(text: str) -> str:
    """Names whose characters are set apart, closed: `生 态 环 境 部 科  技  部` stay two names only where they differ."""
    return _SPACED.sub(lambda spaced: _BLANKS.sub("", spaced[0]), text)


def compact(text: str) -> str:
    """Text without any blank, for comparing."""
    return _BLANKS.sub("", text)


# --- head -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Head:
    number: Number | None = None
    order_number: str | None = None
    order_kind: str | None = None
    bodies: str | None = None
    title: str | None = None
    addressed_to: str | None = None
    adopted_on: date | None = None
    adopted_as_printed: str | None = None
    end: int = 0


def _read_head(body: Sequence[str], title: str | None) -> _Head:
    head = _Head()
    titles: list[str] = []
    heading = compact(title or "")
    for index, line in enumerate(body[:_HEAD_LINES]):
        bare = compact(line)
        if not bare:
            continue
        if adopted := _adopted(line):
            head.adopted_on, head.adopted_as_printed = adopted
        elif _HEAD_NUMBER.fullmatch(bare):
            head.order_number = head.order_number or line.strip()
        elif len(bare) <= 60 and (number := _whole_number(line)):
            head.number = head.number or number
        elif _is_addressee(line, bare):
            head.addressed_to = line.strip().rstrip(":：").rstrip()
            head.end = index + 1
            break
        elif _ends_head(line, bare, heading):
            head.end = index
            break
        else:
            titles.append(line)
            head.end = index + 1
    _read_head_lines(head, titles)
    return head


def _ends_head(line: str, bare: str, heading: str) -> bool:
    if heading and (bare in heading or (heading in bare and len(bare) <= len(heading) + 40 and "。" not in bare)):
        return False  # the title, or a part of it, or with the issuers that the page leaves out
    return len(bare) > 80 or bool(_SENTENCE.search(bare)) or bool(_NUMBERED.match(bare)) or _date_line(line) is not None


def _read_head_lines(head: _Head, lines: list[str]) -> None:
    """What the lines above the text say: the head of an order, or the title over one or more lines."""
    for count in range(min(len(lines), 24), 0, -1):
        joined = " ".join(closed_up(line).strip() for line in lines[:count])
        kind = _HEAD_KIND.fullmatch(joined if count == 1 else joined.replace(" 令", "令").replace(" 公告", "公告"))
        if not kind or "关于" in joined or len(joined) > 400:
            continue
        names = kind["bodies"].strip()
        if not names or _all_known(names, None):
            head.order_kind = kind["kind"]
            head.bodies = names or None
            head.order_number = head.order_number or kind["number"]
            lines = lines[count:]
            break
    if lines:
        first = compact(lines[0])
        if first.endswith("文件") and _all_known(first[:-2], None):
            head.bodies = first[:-2]
            lines = lines[1:]
    head.title = " ".join(closed_up(line).strip() for line in lines) or None


def _whole_number(line: str) -> Number | None:
    """The document number that a line is, alone or in brackets; None for a line that merely holds one."""
    bare = compact(line).strip("（()）")
    if "号" not in bare and not re.search(r"\d", bare):
        return None
    number = read_number(line)
    if number is None or number.prefix is None and number.kind is None:
        return None
    return number if len(compact(number.as_printed).strip("（()）")) >= len(bare) - 1 else None


def _is_addressee(line: str, bare: str) -> bool:
    return bool(
        bare[-1] in ":："
        and len(bare) <= 600
        and _ADDRESSEE.fullmatch(bare)
        and _ADDRESSED.search(bare)
        and not _NO_ADDRESSEE.search(bare)
        and not _NUMBERED.match(bare)
    )


def _adopted(line: str) -> tuple[date, str] | None:
    """The one date of an adoption in brackets; a law amended several times prints several, and none of them is given."""
    match = _ADOPTED.search(line) if "通过" in line or "批准" in line else None
    if not match or len(line) > 200:
        return None
    days = dates_in(line)
    return (days[0].on, match[0]) if len(days) == 1 else None


# --- sign-off -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _SignOff:
    names: str | None
    bodies: BodiesReading | None
    officer: str | None
    on: date | None
    on_as_printed: str | None
    first: int
    last: int


def _read_sign_off(body: Sequence[str], start: int) -> _SignOff | None:
    """The first date line under names or signatories; else the first under the text of a document that names nobody."""
    lone: _SignOff | None = None
    for index in range(start, len(body)):
        line = body[index]
        if len(line) > 160 or ("日" not in line and "." not in line and "-" not in line and "/" not in line):
            continue
        dated = _date_line(line)
        if dated is None:
            continue
        before, on, printed = dated
        sign = _signed_above(body, start, index, before, on, printed)
        if sign:
            return sign
        if lone is None and not before and index >= 1:
            lone = _SignOff(None, None, None, on, printed, index, index)
    if lone and _stands_alone(body, lone.last):
        return lone
    return _undated(body, start)


def _date_line(line: str) -> tuple[str, date, str] | None:
    """What stands before the date, the date, and its words, for a line that ends with one; None for any other."""
    text = line.strip().rstrip("。")
    if not text or _PRINTED.search(text) or len(text) > 160:
        return None
    found = None
    for found in iter_dates(text):
        pass
    if found is None or found.end != len(text):
        return None
    before = text[: found.start].strip()
    if before and (_SENTENCE.search(before) or len(before) > 120 or "《" in before):
        return None
    return before, found.on, text[found.start : found.end]


def _signed_above(body: Sequence[str], start: int, index: int, before: str, on: date, printed: str) -> _SignOff | None:
    if before:
        if not _all_named(before, on):
            officer = _OFFICER.fullmatch(before)
            if not officer:
                return None
        names = before
        first = index
    else:
        first = index
        names = ""
    officers: list[str] = []
    while first > start and not names and (match := _officer(body[first - 1])):
        officers.insert(0, body[first - 1].strip())
        first -= 1
        del match
    above, first = _names_above(body, start, first, on)
    names = " ".join(part for part in (above, names) if part)
    if officers and not above:
        names = " ".join(match["body"] for line in officers if (match := _officer(line)) and match["body"])
    if not names and not officers:
        return None
    reading = read_bodies(_best_spelling(names, on), on) if names else None
    return _SignOff(names or None, reading, " ".join(officers) or None, on, printed, first, index)


def _officer(line: str) -> re.Match[str] | None:
    return _OFFICER.fullmatch(line.strip()) if len(line) <= 60 else None


def _names_above(body: Sequence[str], start: int, index: int, on: date) -> tuple[str, int]:
    """The names of bodies on the lines above `index`, joined by one blank, and the index of the first of them."""
    names: list[str] = []
    first = index
    position = index
    while position > start and index - position < _SIGNERS:
        line = body[position - 1]
        bare = compact(line)
        if not bare or len(bare) > 120 or _SENTENCE.search(bare) or _NUMBERED.match(bare) or "《" in bare:
            break
        taken = _lines_of_a_name(body, start, position, on)
        if not taken:
            break
        part = "".join(compact(piece) for piece in body[position - taken : position]) if taken > 1 else line.strip()
        names.insert(0, part)
        position -= taken
        first = position
    while names and _in_attachment_list(body, start, first) and not _all_known(names[0], on):
        names.pop(0)  # the last title of a list of attachments may end like a body: …标准化技术委员会
        first += 1
    return " ".join(names), first


def _lines_of_a_name(body: Sequence[str], start: int, position: int, on: date | None) -> int:
    """How many lines above `position` make names: one, or a name broken over lines (中央网络安全和信息化 | 委员会办公室)."""
    line = closed_up(body[position - 1]).strip()
    if _all_known(line, on):
        return 1
    for width in (2, 3, 4):
        if position - width < start:
            break
        joined = "".join(compact(part) for part in body[position - width : position])
        if len(joined) <= 60 and not _SENTENCE.search(joined) and _all_known(joined, on):
            return width
    return 1 if _all_named(line, on) else 0


def _in_attachment_list(body: Sequence[str], start: int, index: int) -> bool:
    return any(_ATTACHMENTS.match(line) for line in body[max(start, index - 12) : index])


def _all_known(text: str, on: date | None) -> bool:
    reading = read_bodies(_best_spelling(text, on), on)
    return bool(reading.bodies) and all(body.id for body in reading.bodies)


def _all_named(text: str, on: date | None) -> bool:
    """True for text that is nothing but names of bodies: known ones, or what ends like an organisation."""
    if not text or len(text) > 240:
        return False
    if _all_known(text, on):
        return True
    parts = [part for part in re.split(r"[\s、\u3000]+", closed_up(text)) if part]
    return all(3 <= len(part) <= 30 and (_all_known(part, on) or _ORGANISATION.search(part)) for part in parts)


def _best_spelling(text: str, on: date | None) -> str:
    """The spelling of names with blanks inside that leaves fewest names unknown: as printed, closed up, or compact."""
    text = text.strip()
    if not re.search(r"[\s\u3000]", text):
        return text
    spellings = (text, closed_up(text), compact(text))
    return min(spellings, key=lambda spelling: _unknown(spelling, on))


def _unknown(text: str, on: date | None) -> int:
    bodies = read_bodies(text, on).bodies
    return sum(body.id is None for body in bodies) if bodies else 99


def _stands_alone(body: Sequence[str], index: int) -> bool:
    """True for a bare date line that can only be the sign-off's: the last line of the text, but for note and files."""
    return all(len(line) <= 80 and not line.rstrip().endswith("。") for line in body[index + 1 :][:200])


def _undated(body: Sequence[str], start: int) -> _SignOff | None:
    """Names at the very end of a text that prints no date."""
    end = len(body)
    while end > start and (not compact(body[end - 1]) or _is_note(body[end - 1])):
        end -= 1
    first = end
    while first > start and end - first < _SIGNERS and len(body[first - 1]) <= 60 and _all_known(body[first - 1], None):
        first -= 1
    if first == end or first == start:
        return None
    names = " ".join(line.strip() for line in body[first:end])
    return _SignOff(names, read_bodies(_best_spelling(names, None), None), None, None, None, first, end - 1)


# --- attachments and note -------------------------------------------------------------------------------------------


def _attachment_titles(body: Sequence[str], start: int, end: int | None) -> tuple[str, ...]:
    """附件说明: `附件：1.申报书` and the items after it, up to the sign-off. Without a sign-off there is no telling."""
    if end is None:
        return ()
    begin = next((i for i in range(max(start, end - 60), end) if _ATTACHMENTS.match(body[i].strip())), None)
    if begin is None:
        return ()
    titles = []
    for line in body[begin:end]:
        text = line.strip()
        opened = _ATTACHMENTS.match(text)
        title = _ITEM.sub("", text[opened.end() :] if opened and ":" in opened[0].replace("：", ":") else text, count=1)
        if title.strip():
            titles.append(title.strip())
    return tuple(titles)


def _is_note(line: str) -> bool:
    text = line.strip()
    return 4 <= len(text) <= 120 and text[0] in "（(" and text[-1] in "）)"


def _note(body: Sequence[str], signed_at: int | None) -> str | None:
    if signed_at is None or signed_at + 1 >= len(body) or not _is_note(body[signed_at + 1]):
        return None
    return body[signed_at + 1].strip()
