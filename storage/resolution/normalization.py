"""Copies for comparing: titles, numbers and texts in one width, one kind of brackets, their numerals by value.

What is stored is never changed. Numerals are compared by value because sites print one document in two scripts:
第五批 and 第5批, 二〇二一年 and 2021年, 等十部门 and 等10部门, 〔2021〕01号 and 〔2021〕1号.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.instrument import instrument_key as instrument_of

_NUMERALS = "〇零一二三四五六七八九十百千万两廿卅"
NUMERAL = lazy_regex(rf"[0-9]+万?|[{_NUMERALS}]+")
"""第五批 · 2021年 · 3万家: what is compared by value. 十四五 names two numbers and stays as it is."""
# 二○二一 and 二Ｏ二一: circles and letters that stand for 〇
_CIRCLE = lazy_regex(rf"(?<=[{_NUMERALS}])[○◯o](?=[{_NUMERALS}○◯o])|[○◯]")
# 第一、二批 is not 第十二批, and 2021—2025年 is no number of eight digits
_BETWEEN = lazy_regex(rf"(?<=[0-9{_NUMERALS}])[、,，.·/~〜\-‐-―]+(?=[0-9{_NUMERALS}])")

# 国家发展改革委等部门关于… -> 关于… · 工业和信息化部等10部门关于… -> 关于…; not 国务院办公厅转发国家发展改革委关于…,
# where another document is meant, nor 2021年关于…, which dates the matter
_ISSUER_BEFORE = lazy_regex(r"(?:[^《“\"0-9]|[0-9]{1,2}(?=个?(?:部门|单位|部委|机构))){2,120}?(?=关于)")
_DATES_THE_MATTER = lazy_regex("[0-9〇零一二三四五六七八九]年|季度|第.{1,4}批")
_FORWARDS = lazy_regex("转发|批转|印发|解读|发布|同意|废止|修改")
# 关于…的通知(发改产业〔2021〕1609号): NDRC prints the number behind the title
_NUMBER_BEHIND = lazy_regex(r"[（(][^（()）]*[〔\[［]\d{4}[〕\]］][^（()）]*号[)）]$")
_WHOLE_TEXT = lazy_regex(r"[(\[【](?:附?全文|含附件|附件下载)[)\]】]$")  # …的意见（全文）

_OPENING = lazy_regex(r"[\[({【〔<〈﹝]")
_CLOSING = lazy_regex(r"[\])}】〕>〉﹞]")
_ANY = rf"[0-9]{{1,7}}|[{_NUMERALS}]{{1,7}}"
# 发改产业〔2021〕1523号 · 国发（2021）20号 · 工信部规[2021]164号 · 财办建〔2021〕第6号
_YEARED = lazy_regex(rf"(?P<prefix>.+?)〔(?P<year>[0-9]{{4}}|[{_NUMERALS}]{{4}})年?〕第?(?P<serial>{_ANY})号?")
# 国家发展和改革委员会令2026年第41号 · 中华人民共和国国务院令第745号 · 2021年第33号 · 2026年第41号令 · 主席令第四十三号
_ORDER = lazy_regex(
    rf"(?P<issuer>.*?)(?P<kind>令|公告|通告|通知|决定)?(?:(?P<year>[0-9]{{4}}|[{_NUMERALS}]{{4}})年)?"
    rf"第(?P<serial>{_ANY})号(?P<after>令|公告|通告)?"
)
# 20号, 第41号令, 〔2021〕20: the last numeral, before 号 where that is printed
_SERIAL = lazy_regex(rf"(?P<serial>[0-9]{{1,12}}|[{_NUMERALS}]{{1,12}})(?:\s*号[^0-9{_NUMERALS}]*)?$")


@dataclass(frozen=True, slots=True)
class NumberParts:
    """A document number taken apart; `yeared`: 机关代字 with a year, which is one document's alone."""

    form: str
    yeared: bool = False
    issuer: str = ""
    kind: str | None = None
    year: int | None = None
    serial: int | None = None


@lru_cache(maxsize=4096)
def number_parts(number: str | None) -> NumberParts | None:
    """A number for comparing: one kind of brackets, no blanks, numerals by value. None where there is none."""
    if not number or not (text := "".join(unicodedata.normalize("NFKC", number).split())):
        return None
    text = _CIRCLE.sub("〇", _CLOSING.sub("〕", _OPENING.sub("〔", text)))
    if match := _YEARED.fullmatch(text):
        year, serial = read_numeral(match["year"]), read_numeral(match["serial"])
        if year is not None and serial is not None:
            form = f"{match['prefix']}〔{year}〕{serial}号"
            return NumberParts(form, True, match["prefix"], None, year, serial)
    if match := _ORDER.fullmatch(text):
        year, serial = read_numeral(match["year"] or ""), read_numeral(match["serial"])
        if serial is not None and (year is not None or not match["year"]):
            kind = match["kind"] or match["after"]
            form = (
                f"{match['issuer']}{match['kind'] or ''}{f'{year}年' if year else ''}第{serial}号{match['after'] or ''}"
            )
            return NumberParts(form, False, match["issuer"], kind, year, serial)
    return NumberParts(text)


def number_form(number: str | None) -> str | None:
    """A number in the form in which two are compared. 工信部规[2021]０164号 -> 工信部规〔2021〕164号."""
    parts = number_parts(number)
    return parts.form if parts else None


def serial_of(number: str | None) -> int | None:
    """The running number by value, in whatever form the number is: 20 of 国发〔2021〕20号 and of 公告第二十号."""
    if not number:
        return None
    text = _CIRCLE.sub("〇", unicodedata.normalize("NFKC", number).strip())
    match = _SERIAL.search(text)
    serial = read_numeral(match["serial"]) if match else None
    return serial if serial is not None and serial < 2**31 else None


def plain(text: str) -> str:
    """A copy for comparing: letters, digits and Chinese characters only, one width, small letters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=16384)
def comparable(text: str) -> str:
    """`plain`, remembered: for titles and names, which come again and again."""
    return plain(text)


@lru_cache(maxsize=16384)
def by_value(text: str) -> str:
    """As `comparable`, with every numeral by its value: 二○二一年第五批 -> 2021年第5批."""
    text = _CIRCLE.sub("〇", unicodedata.normalize("NFKC", "".join(text.split())).casefold())
    text = "".join(char for char in _BETWEEN.sub("|", text) if char.isalnum() or char == "|")
    return NUMERAL.sub(_value, text)


def _value(match: re.Match[str]) -> str:
    words = match[0]
    if words[0].isascii() and words.endswith("万"):
        return f"{int(words[:-1])}0000"
    value = read_numeral(words)
    return words if value is None else str(value)


def hashed(text: str) -> str:
    """A short digest of a form, for a key."""
    return blake2b(text.encode(), digest_size=10).hexdigest()


@lru_cache(maxsize=4096)
def stem_of(title: str) -> str:
    """A title for comparing, without the issuers in front of 关于."""
    title = unicodedata.normalize("NFKC", "".join(title.split()))
    title = _NUMBER_BEHIND.sub("", _WHOLE_TEXT.sub("", title))
    before = _ISSUER_BEFORE.match(title)
    if before and not _FORWARDS.search(before[0]) and not _DATES_THE_MATTER.search(before[0]):
        title = title[before.end() :]
    return by_value(title)


def title_key(title: str) -> str:
    """The key under which the pages of a document of this title are found (`pages.title_key`, `pages.issued_key`)."""
    return hashed(stem_of(title))


def instrument_key(title: str) -> str | None:
    """The key of the instrument that a title issues, drafts or is: equal for a draft and its final document."""
    name = instrument_of(title)
    return hashed(name) if name else None
