"""Whether words are the names of bodies alone: of known ones, or by the shape of an organisation's name."""

import re
from datetime import date

from parsers.grammar.agencies import may_begin, name_at, named
from parsers.grammar.issuing_bodies import BodiesReading, read_bodies
from parsers.grammar.patterns import lazy_regex
from parsers.text import compact

# 生 态 环 境 部 · 科  技  部 · 公 告: characters with blanks between to fill a line
_SPACED = lazy_regex(r"(?:(?<=\s)|^)\S(?:[\s\u3000]+\S)+(?=\s|$)")
SENTENCE = lazy_regex(r"[。；！？，,;：:]")
# The last word of the name of an organisation, known or not: …部际联席会议, …工作协调小组, …工作专班
_ORGANISATION = lazy_regex(
    r"(?:部|委|局|署|厅|办公室|办|司|行|院|会|政府|集团|公司|中心|小组|专班|联席会议|协调组|秘书处|工作组|警备区|军区|兵团|大学)$"
)
_NEVER = lazy_regex(r"[。；！？，：\d]")
# Words of a sentence, which no name holds: 对外 is one of names
_NO_NAME = lazy_regex("请|将|由|向|给|对(?!外)|在|反映|《|》|“.{8,}”")
# 市场监管总局办公厅（代章） · 财政部（印章）: the seal, behind the name or on a line of its own
_SEAL = lazy_regex(r"\s*[（(]\s*(?:代\s*章|盖\s*章|公?\s*章|印\s*章?)\s*[）)]\s*")
# 部长：金壮龙 · 总理　　李强 · 国家密码管理局局长 刘东方 · 主  任：郑栅洁 · 署长 俞建华
OFFICER = lazy_regex(
    r"(?P<body>[\u4e00-\u9fff]{2,30}?)?(?P<post>副?(?:国家主席|委\s*员\s*长|总\s*理|部\s*长|省\s*长|市\s*长|主\s*任|局\s*长|行\s*长|署\s*长|审计长|主\s*席|会\s*长|院\s*长|检察长|总\s*监))"
    r"[\s\u3000:：]{0,8}(?P<name>[\u4e00-\u9fff·](?:[\s\u3000]{0,4}[\u4e00-\u9fff·]){1,11})"
)
_PROVINCE = (
    "(?:北京|天津|上海|重庆)市|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|(?:黑龙江|[河山]北|[河湖]南|[山陕江广]西|山东|广东|海南"
    "|江苏|浙江|安徽|福建|湖北|辽宁|吉林|四川|贵州|云南|甘肃|青海)省|省|自治区"
)
_LOCAL_AT_END = lazy_regex(rf"(?:{_PROVINCE})(?:人民)?政府(?:办公[厅室])?$|省府办公厅$")
_BEFORE_NAMES = lazy_regex("[。！？；]|\u3000{2,}")
_LONGEST_TAIL = 120
_LONGEST_KNOWN = 40
_LONGEST_NAME = 40


def close_up(text: str) -> str:
    """Removes blanks between single characters: `生 态 环 境 部` becomes 生态环境部, `公 告` 公告."""
    return _SPACED.sub(lambda spaced: compact(spaced[0]), text)


def without_seals(line: str) -> str:
    """A line of names without （代章）."""
    return _SEAL.sub(" ", line).strip() if "章" in line or "印" in line else line.strip()


def are_known_bodies(text: str, on: date | None) -> bool:
    """Whether a text consists of names of known bodies."""
    if named(text, on):
        return True
    reading = best_reading(text, on)
    return bool(reading.bodies) and all(body.id for body in reading.bodies)


def are_names(text: str, on: date | None) -> bool:
    """Whether a text consists of names of known bodies and of names that end like an organisation's."""
    if not text or len(text) > 240 or _NEVER.search(text):
        return False
    if are_known_bodies(text, on):
        return True
    if _NO_NAME.search(text):
        return False
    parts = [part for part in re.split(r"[\s、\u3000]+", close_up(text)) if part]
    return all(
        3 <= len(part) <= _LONGEST_NAME and (are_known_bodies(part, on) or _ORGANISATION.search(part)) for part in parts
    )


def names_at_end(text: str, on: date | None) -> str | None:
    """The names with which a line ends behind its last sentence: …请径向省教育厅反映。某省人民政府办公厅."""
    tail = _BEFORE_NAMES.split(text.rstrip())[-1].strip()
    if len(tail) > _LONGEST_TAIL or tail == text.strip() or not tail:
        return None
    return tail if are_names(tail, on) else known_at_end(tail, on)


def known_at_end(text: str, on: date | None) -> str | None:
    """The known name, or that of a province's government, with which words end: …任务分工表省府办公厅."""
    if local := _LOCAL_AT_END.search(text):
        return local[0]
    for start in range(max(0, len(text) - _LONGEST_KNOWN), len(text) - 2):
        if may_begin(text[start]) and name_at(text, start) and are_known_bodies(text[start:], on):
            return text[start:]
    return None


def best_reading(text: str, on: date | None) -> BodiesReading:
    """The reading of names with the fewest unknown characters: as printed, without inner blanks, or compact."""
    text = text.strip()
    best, least = BodiesReading(), len(text) + 1
    bare = compact(text)
    for spelling in (text,) if bare == text else dict.fromkeys((text, close_up(text), bare)):
        reading = read_bodies(spelling, on)
        # The number of characters in names of unknown bodies.
        bodies = reading.bodies
        unknown = sum(len(compact(body.as_printed)) for body in bodies if body.id is None) if bodies else len(spelling)
        if unknown < least:
            best, least = reading, unknown
        if not unknown:
            break
    return best
