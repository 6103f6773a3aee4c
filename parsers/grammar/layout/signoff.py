"""The sign-off of a 公文 in its text: 发文机关署名 and 成文日期.

Names may stand on several lines, with blanks inside (生 态 环 境 部) or broken (中央网络安全和信息化 | 委员会办公室); a
person signs an order (主任：郑栅洁). The line of printing (…2021年11月10日印发) is not a sign-off.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from parsers.grammar.dates import dates_in
from parsers.grammar.issuing_bodies import BodiesReading
from parsers.grammar.layout.glued import split_glued
from parsers.grammar.layout.signature import (
    OFFICER,
    SENTENCE,
    are_known_bodies,
    are_names,
    best_reading,
    close_up,
    names_at_end,
    without_seals,
)
from parsers.grammar.patterns import lazy_regex
from parsers.text import compact

# 一、 · （二） · 3. · 附件2: lines that open a section or name an attachment, never a body
NUMBERED = lazy_regex(
    r"[（(]?(?:[一二三四五六七八九十百]{1,3}|\d{1,3})[）)、.．]|第[一二三四五六七八九十百\d]+[章条节]|附件|附表|附录|附图"
)
ATTACHMENTS = lazy_regex(r"附件\s*(?:说明)?\s*[:：]|附件\s*[1１一][.．、:：\s]|附[:：]|附件$")
_NO_NAME = lazy_regex(r"[。；！？，,;:：《》\d]")
# 2021年11月10日印发: the printing line (版记), not the day of signing
_PRINTED = lazy_regex(r"印发|抄送|校对|印制")
_IMPRINT = lazy_regex(r"\d{4}年\d{1,2}月\d{1,2}日(?=印发[。）)]?$)")
_LINES_OF_IMPRINT = 60
# 室, 部: the rest of a broken name; above names it shows that some are missing
_SHRED = lazy_regex(r"[\u4e00-\u9fff]{1,2}")
# 现印发给你们，请认真贯彻执行。 · 特此公告。 · 现予印发。 · …同时废止。
_CLOSING = lazy_regex(
    r"(?:请[^。]{0,30}(?:执行|落实|实施|办理|遵照|参照|贯彻)|特此(?:通知|公告|通告|函告|函复|批复|公布)|现予(?:公布|发布|印发)|同时废止|(?:转|印|批|下)发给?你们)[^。]{0,10}。?$"
)
# （此件公开发布） · (此件主动公开) · （此文有删减）
OPEN_NOTE = lazy_regex(r"[（(]\s?此[件文][^（()）]{2,30}[）)]")
# 样例办法已经通过。: the day under it can be that of the adoption
_ADOPTED = lazy_regex("(?:通过|批准)。$")
_SIGNERS = 40
_LEAST_TITLE = 8
_LONGEST_END = 300


@dataclass(slots=True)
class SignOff:
    names: str | None
    bodies: BodiesReading | None
    officer: str | None
    on: date | None
    on_as_printed: str | None
    first: int
    last: int


def read_sign_off(body: Sequence[str], start: int, heading: str = "") -> SignOff | None:
    """The first date line under names or signatories, or at the end of a letter; what follows is another's.

    Without one the first date behind which no text stands. `heading`: the page's title without blanks, which names what
    the letter issues.
    """
    lone: SignOff | None = None
    for index in range(start, len(body)):
        line = body[index]
        ends_glued = line.endswith("日") or (
            line.endswith(("）", ")")) and OPEN_NOTE.search(line, len(line) - 36) is not None
        )
        if not ends_glued and len(line) > 160:
            continue
        if "日" not in line and "." not in line and "-" not in line and "/" not in line:
            continue
        dated = date_line(line) or (date_line(_glued_end(line)) if ends_glued else None)
        if dated is None:
            continue
        before, on, printed = dated
        sign = _read_signatures(body, start, index, before, on, printed)
        if sign:
            return sign
        if not before and index >= 1:
            bare = SignOff(None, None, None, on, printed, index, index)
            if "。" in line.rstrip().rstrip("。") or _closes_notice(body, start, index, heading):
                return bare
            lone = lone or bare
    if lone and _stands_alone(body, lone.last):
        return lone
    return _read_undated(body, start)


def imprint_day(body: Sequence[str]) -> date | None:
    """The day that the printing line at the end names: 广州市人民政府办公厅 2024年7月29日印发."""
    for line in reversed(body[-_LINES_OF_IMPRINT:]):
        if "印发" in line and len(line) <= 80 and (match := _IMPRINT.search(compact(line))):
            return dates_in(match[0])[0].on
    return None


def _glued_end(line: str) -> str:
    """The sign-off with which a paragraph ends behind its last sentence, on one line; empty where there is none."""
    text = OPEN_NOTE.sub("", line[-_LONGEST_END:]).rstrip()
    if "。" not in text:
        return text
    parts = split_glued([text])
    if len(parts) < 2 or date_line(parts[-1]) is None:
        return ""
    return f"{parts[-2]} {parts[-1]}" if are_names(parts[-2], None) else parts[-1]


def date_line(line: str) -> tuple[str, date, str] | None:
    """For a line that ends with a date: the words before it, the date and its words. None for another line."""
    text = line.strip().rstrip("。")
    if not text or _PRINTED.search(text) or len(text) > 160:
        return None
    dates = dates_in(text)
    if not dates or dates[-1].end != len(text):
        return None
    found_date = dates[-1]
    before = text[: found_date.start].strip()
    if before and (SENTENCE.search(before) or len(before) > 120 or "《" in before):
        return None
    return before, found_date.on, text[found_date.start : found_date.end]


def _read_signatures(
    body: Sequence[str], start: int, index: int, before: str, on: date, printed: str
) -> SignOff | None:
    names, first = without_seals(before), index
    officers: list[str] = []
    if names and not are_names(names, on):
        if not OFFICER.fullmatch(names):
            return None
        names, officers = "", [names]
    while not names and (lines := _officer_lines(body, start, first)):
        officers.insert(0, " ".join(line.strip() for line in body[first - lines : first]))
        first -= lines
    above, first = _names_above(body, start, first, on)
    names = " ".join(part for part in (above, names) if part)
    if officers and not above:
        names = " ".join(match["body"] for line in officers if (match := _officer(line)) and match["body"])
    if not names and not officers:
        if first == start or not (glued := names_at_end(body[first - 1], on)):
            return None
        return SignOff(glued, best_reading(glued, on), None, on, printed, first, index)
    reading = best_reading(names, on) if names else None
    if reading and first > start and _SHRED.fullmatch(compact(body[first - 1])):
        reading = replace(reading, complete=False)
    return SignOff(names or None, reading, " ".join(officers) or None, on, printed, first, index)


def _officer_lines(body: Sequence[str], start: int, end: int) -> int:
    """The number of lines above `end` with a signatory: 1, 2 for post and name on a line each, or 0."""
    for lines in (1, 2):
        if end - lines >= start and _officer(" ".join(body[end - lines : end])):
            return lines
    return 0


def _officer(line: str) -> re.Match[str] | None:
    return OFFICER.fullmatch(line.strip()) if len(line) <= 60 else None


def _names_above(body: Sequence[str], start: int, index: int, on: date) -> tuple[str, int]:
    """The names of bodies on the lines above `index`, joined by one blank, and the index of the first line."""
    low = max(start, index - _SIGNERS)
    lines = [without_seals(line) for line in body[low:index]]
    names: list[str] = []
    first = position = len(lines)
    while position > 0:
        line = lines[position - 1]
        if (not line and body[low + position - 1].strip()) or (not names and is_note(line)):
            position -= 1  # a seal alone, or （信息公开形式：主动公开）
            continue
        bare = compact(line)
        if not bare or len(bare) > 120 or _NO_NAME.search(bare) or NUMBERED.match(bare):
            break
        taken = _lines_of_a_name(lines, 0, position, on)
        if not taken:
            break
        names.insert(0, "".join(map(compact, lines[position - taken : position])) if taken > 1 else line)
        position -= taken
        first = position
    while names and _in_attachment_list(body, start, low + first) and not are_known_bodies(names[0], on):
        names.pop(0)  # the last title in a list of attachments may end like a name: …标准化技术委员会
        first += 1
    return " ".join(names), low + first


def _lines_of_a_name(body: Sequence[str], start: int, position: int, on: date | None) -> int:
    """The number of lines above `position` that make names: more than one where a name is broken over lines.

    中央网络安全和信息化 | 委员会办公室 and 工业和信息化部 | 办公厅 are one body each.
    """
    line = close_up(body[position - 1]).strip()
    if are_known_bodies(line, on):
        return 1
    for width in (2, 3, 4):
        if position - width < start:
            break
        joined = "".join(compact(part) for part in body[position - width : position])
        if len(joined) <= 60 and not SENTENCE.search(joined) and are_known_bodies(joined, on):
            return width
    return 1 if are_names(line, on) else 0


def _in_attachment_list(body: Sequence[str], start: int, index: int) -> bool:
    return any(ATTACHMENTS.match(line) for line in body[max(start, index - 12) : index])


def _stands_alone(body: Sequence[str], index: int) -> bool:
    """Whether a date line is the last line of the text, except for note and files."""
    return all(len(line) <= 80 and not line.rstrip().endswith("。") for line in body[index + 1 : index + 201])


def _closes_notice(body: Sequence[str], start: int, index: int, heading: str) -> bool:
    """Whether a date line ends a letter: behind its last sentence or its list of attachments, before no sentence."""
    following = next((line.strip() for line in body[index + 1 : index + 4] if line.strip()), "")
    if OPEN_NOTE.match(following):
        return True
    above = next(
        (body[i].rstrip() for i in range(index - 1, max(start - 1, index - 4, 0) - 1, -1) if body[i].strip()), ""
    )
    ends = above.endswith("。") and not _ADOPTED.search(above)
    if _CLOSING.search(above):
        return True
    if not (ends or _in_attachment_list(body, start, index)):
        return False
    issued = compact(following[:_LEAST_TITLE])
    return (
        is_note(following) or (len(following) <= 60 and "。" not in following) or (issued in heading and issued != "")
    )


def _read_undated(body: Sequence[str], start: int) -> SignOff | None:
    """The sign-off of a text without a date: names at its end."""
    end = len(body)
    while end > start and (not compact(body[end - 1]) or is_note(body[end - 1])):
        end -= 1
    first = end
    while (
        first > start
        and end - first < _SIGNERS
        and len(body[first - 1]) <= 60
        and are_known_bodies(body[first - 1], None)
    ):
        first -= 1
    if first in (start, end):
        return None
    names = " ".join(line.strip() for line in body[first:end])
    return SignOff(names, best_reading(names, None), None, None, None, first, end - 1)


def is_note(line: str) -> bool:
    text = line.strip()
    return 4 <= len(text) <= 120 and text[0] in "（(" and text[-1] in "）)"
