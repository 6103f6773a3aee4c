"""Document numbers (发文字号) of letters, orders, announcements and telegrams in all printed forms.

Letters (国发〔2021〕20号) have the brackets 〔〕, a substitute ([] ［］ 【】 （） () ﹝﹞) or none (工信厅科 2022
34号), blanks and zero-width characters anywhere, full-width digits, and may lack 号. Orders and announcements have a
running number (国令第790号, 科学技术部令第23号) or a year (财政部 税务总局公告2021年第33号, 审计署2021年第4号公告,
2026年第41号令), in digits or Chinese numerals (主席令第四十三号, 公告 第四六二号).

机关代字 stand for the body that issues (国办发, 工信部联科, 渝府办发): a stem of the registry or the short name of a
province, then letters for offices and kinds; of bodies that no table knows a few characters. What a page prints before
them without a blank (the title, the words of a sentence) is cut off. Ministries print their orders with full names,
others cite them with short ones; the standard form has the full names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from parsers.grammar import agencies
from parsers.grammar.document_type import ENDINGS, ending_of
from parsers.grammar.issuing_bodies import BodiesReading, issuing_body, read_bodies
from parsers.grammar.labels import one_of
from parsers.grammar.numerals import ONES, SMALL_UNITS, ZEROS, read_digits, read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.record import IssuingBody
from parsers.text import BLANKS, INVISIBLE, compact, one_line

NumberKind = Literal["letter", "令", "公告", "通告", "serial"]
"""`letter`: 机关代字, year and number. `serial`: year and number alone (2021年第126号); the kind stands elsewhere."""

BLANK = "\\s\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
"""The characters between the words of a number: blanks, and characters without width."""
_GAP = f"[{BLANK}]{{0,8}}"
_HAN = "\u4e00-\u9fa5"
FOLD = str.maketrans("０１２３４５６７８９［］【】﹝﹞（）()[]〔〕", "0123456789" + "〔〕" * 7)
"""Unifies brackets and digits character by character: indexes in the copy are indexes in the text."""

_DIGIT = f"{ZEROS}Ｏ{ONES}"
NUMERALS = f"{_DIGIT}{SMALL_UNITS}"
"""The characters of a number in Chinese numerals."""
_YEAR = "(?:19[4-9]|20[0-9])[0-9]"
_YEAR_IN_NUMERALS = f"[一二][九{ZEROS}Ｏ][{_DIGIT}]{{2}}"
_SERIAL = f"(?P<serial>[0-9]{{1,5}}|[{NUMERALS}]{{1,7}})"

_LETTER = lazy_regex(
    f"〔{_GAP}(?P<year>{_YEAR}){_GAP}年?{_GAP}〕{_GAP}(?P<nth>第?){_GAP}(?P<serial>[0-9]{{1,5}}){_GAP}(?P<end>号)?"
)
"""〔2021〕20号, [2021]118号, 〔2021〕第6号: the part behind 机关代字."""

_STANDARD = lazy_regex(f"(?P<letters>[{_HAN}]{{1,14}})(?<![令告])〔(?P<year>{_YEAR})〕(?P<serial>[1-9][0-9]{{0,4}})号")
"""国发〔2021〕20号: the form of nearly all documents."""

_BARE_LETTER = lazy_regex(f"(?P<year>{_YEAR}){_GAP}(?P<nth>第?){_GAP}(?P<serial>[0-9]{{1,5}}){_GAP}(?P<end>号)")
"""2022 34号 behind 工信厅科: without brackets; read only where the whole text is a number."""

_ORDER = lazy_regex(
    f"(?:(?P<year>{_YEAR}|{_YEAR_IN_NUMERALS}){_GAP}年?{_GAP})?第{_GAP}{_SERIAL}{_GAP}号"
    f"(?:{_GAP}〕)?(?:{_GAP}(?P<after>令|公告|通告)(?!牌))?"
)
"""2021年第31号, 2026年第41号令, 二〇二四年 第3号, 2021第68号, 第790号: the part behind 令 or 公告, or alone."""

_UNCOUNTED = lazy_regex(f"(?<=[令告])(?P<year>(?!))?{_GAP}{_SERIAL}{_GAP}号(?P<after>(?!))?")
"""公告492号: 令 or 公告 without 第."""

_KIND_BEFORE = lazy_regex(f"(?P<kind>(?<![命指司责])令|公{_GAP}告|通{_GAP}告){_GAP}〔?{_GAP}$")
_RUN = lazy_regex(f"[{_HAN}{BLANK}]{{1,40}}")
_LONGEST_NAMES = 120
OF_ITSELF = frozenset(("部", "委", "局", "总局", "署", "总署"))
"""部令 第19号: how a ministry names itself in its own orders and announcements."""
_NAMES_NO_BODY = lazy_regex("决定|废止|停止|暂停|恢复|根据|依据|按照")
_NAMES_BEFORE = lazy_regex(f"[{_HAN}{BLANK}、，]{{1,{_LONGEST_NAMES}}}$")
_LABEL = lazy_regex(rf"^\s*[【\[]?\s*(?:{one_of('document_number')})\s*[】\]]?\s*[:：]?")
_AROUND = BLANKS + INVISIBLE

# --- 机关代字: what they may be, and where they begin in a run of words
_LONGEST_LETTERS = 14
"""灾总指挥部发明电 has eight characters, 重庆肺炎组办发 seven."""

_LONGEST_UNKNOWN = 8

_LOOKED_AT = 20
"""Characters at the end of a run that decide: the letters, and the words of a sentence before them."""

_PROVINCES = frozenset("京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
"""A province before a stem makes the prefix local: 川发改数据规, 粤财. 新 is left out: 新出, 新广电发 are central."""

_NEVER = re.compile(
    "的|关于|通知|通告|通报|意见|决定|批复|公告|报告|方案|办法|规定|细则|条例|措施|文件|工作|有关|印发|转发|人民政府|办公[厅室]|委员会"
    "|[年月日]|第|各[省市县]"
)
"""Words of titles, names and sentences: 的通知渝府办发 is no prefix."""

_TITLE_ENDS = re.compile(
    f"(?:{'|'.join(sorted((word for word in ENDINGS if len(word) > 1), key=len, reverse=True))}|文件|试行)"
)
"""The last words of a title or red head, behind which a number may follow: …的通知渝府办发〔2017〕144号."""

_OF_LAW = re.compile("(?P<office>[\u4e00-\u9fff]{1,4}办)法(?:[规制]?[函发字]|规)?")
"""环办法规函 · 建办法函 · 农办法: letters of an office for laws, no 办法 (measures)."""

_LEAD_IN = re.compile(
    ".*(?:根据|依据|按照|依照|参照|文件|发布|印发|通知|以及|或者|或|及其|及|和|与|以|经|原|的|在|由|将|为|如|即|有关|贯彻|落实|执行|废止)"
)
"""Words of a sentence directly before a number."""


@dataclass(frozen=True, slots=True)
class Number:
    """One 发文字号."""

    standard: str
    """国发〔2021〕20号, 工业和信息化部公告2025年第45号, 国令第790号 (国务院令 too); no issuer: 2026年第41号令."""
    as_printed: str
    prefix: str | None
    """机关代字, or the issuer before 令 and 公告 (without 中华人民共和国); None where the number stands alone."""
    year: int | None
    serial: str
    """Digits, or Chinese numerals where they are printed."""
    kind: NumberKind
    start: int = 0
    """Its index in the text that was read."""

    @property
    def key(self) -> str:
        """Equal for all forms of one number: 国务院令第790号 and 国令第七百九十号, 证监会令 and 中国证监会令."""
        kind = "" if self.kind in ("letter", "serial") else self.kind
        return f"{self._owner}{kind}|{self.year or ''}|{self.value}"

    @property
    def value(self) -> int:
        """The serial as a number: 七百九十 is 790."""
        return _value(self.serial) or 0

    @property
    def _owner(self) -> str:
        """The ids of the bodies that an order or announcement names, where all are known; else the prefix."""
        letters = self.prefix or ""
        if self.kind in ("letter", "serial"):
            return letters
        named = issuers(self)
        ids = "+".join(body.id for body in named.bodies if body.id) if named.known else letters
        return ids or letters

    def may_be(self, whole: "Number") -> bool:
        """Whether this number of an order or announcement, which may lack issuer, kind or year, can be `whole`.

        2026年第41号令 and 国家发展改革委令第41号 can be 国家发展和改革委员会令2026年第41号.
        """
        if "letter" in (self.kind, whole.kind) or self.value != whole.value:
            return False
        return (
            self.kind in ("serial", whole.kind)
            and self.year in (None, whole.year)
            and (self.prefix is None or self._owner == whole._owner)
        )

    def with_issuer(self, issuer: str, kind: NumberKind | None = None) -> "Number":
        """Adds the issuer to the number of an order or announcement: 2026年第41号令 of 国家发展和改革委员会.

        `issuer` is a full name or several joined by blanks; `kind` completes a number without one (2021年第126号 of a
        公告). A number that names its issuer is unchanged.
        """
        kind = self.kind if self.kind != "serial" else kind or "serial"
        if self.prefix is not None or kind in ("letter", "serial"):
            return self
        prefix = printed_issuer(issuer)
        full = full_issuer(prefix, self.day)
        return replace(self, prefix=prefix, kind=kind, standard=_order_form(full, kind, self.year, self.serial))

    def standard_on(self, day: date | None) -> str:
        """The standard form with the issuers' full names on that day: 国家药监局 was another body in 2012."""
        if self.prefix is None or self.kind in ("letter", "serial"):
            return self.standard
        return full_issuer(self.prefix, self.day or day) + self.standard.removeprefix(
            full_issuer(self.prefix, self.day)
        )

    @property
    def day(self) -> date | None:
        """A day of the number's year, by which its bodies are identified."""
        return _middle_of(self.year)


def read_number(text: str) -> Number | None:
    """The number that a text consists of, as the value of 发文字号 or a line of the red head; None for other text.

    A label (发文字号：) and brackets around it are skipped; 号 and the brackets of the year may be missing.
    """
    if len(text) > 300:
        return None
    standard = _STANDARD.fullmatch(text)
    is_letter = standard is not None and not standard["letters"].endswith("工作机制")
    if standard and is_letter and letters_at_end(standard["letters"]) == standard["letters"]:
        year, serial = int(standard["year"]), standard["serial"]
        return Number(text, text, standard["letters"], year, serial, "letter")
    skipped = _LABEL.match(text)
    start, end = _inside(text, skipped.end() if skipped else 0)
    words, folded = text[start:end], text[start:end].translate(FOLD)
    for pattern in (_LETTER, _BARE_LETTER):
        for match in pattern.finditer(folded) if "〔" in folded or pattern is _BARE_LETTER else ():
            letters = compact(folded[: match.start()])
            if match.end() == len(folded) and "、" in letters and _all_han(letters.replace("、", "")):
                return _bracketed_order(match, folded, words, known_only=False)
            if match.end() == len(folded) and letters and _all_han(letters):
                if pattern is _BARE_LETTER and letters.endswith(tuple(_KINDS)):
                    break  # 商务部公告2025第61号: lacks 年, not brackets
                if letters in _KINDS:
                    return None  # 公告〔2024〕123号 does not name its issuer
                if order := _bracketed_order(match, folded, words, known_only=False):
                    return order
                own = letters_at_end(letters)
                return _letter(match, words, own, 0) if own else None
    for pattern in _order_patterns(folded):
        for match in pattern.finditer(folded):
            if match.end() == len(folded) and _value(match["serial"]) is not None:
                return _order(match, folded, words, in_text=False)
    numbers = numbers_in(text)
    return numbers[0] if len({number.key for number in numbers}) == 1 else None


def numbers_in(text: str) -> list[Number]:
    """Every number in running text, in order, without the words around it: 根据国发〔2021〕20号 gives 国发〔2021〕20号.

    Numbers without 机关代字, 令 or 公告 (2021年第126号) are left out: in a sentence they may mean something else.
    """
    if "号" not in text:
        return []
    folded = text.translate(FOLD)
    return sorted((*_letters_in(folded, text), *_orders_in(folded, text)), key=lambda number: number.start)


def issuers(number: Number, on: date | None = None) -> BodiesReading:
    """All bodies that the number of an order or announcement names: 财政部 税务总局公告2021年第33号.

    None for 主席令: the President signs it, but the National People's Congress or its committee made the law.
    """
    if number.prefix is None or number.kind in ("letter", "serial") or number.prefix.endswith("主席"):
        return BodiesReading()
    return read_bodies("国务院" if number.prefix == "国" else number.prefix, on or number.day)


def complete_number(number: Number, bodies: BodiesReading, document_type: str | None = None) -> Number:
    """Adds its issuers to the number of an order: 2026年第41号令 -> 国家发展和改革委员会令2026年第41号.

    `document_type` gives the kind of a number without one (2021年第126号 of a 公告). The number gets no issuers unless
    all are known, and is unchanged where it names its own.
    """
    kind = _KINDS.get(document_type or "", number.kind) if number.kind == "serial" else number.kind
    if number.prefix is not None or kind in ("letter", "serial"):
        return number
    if bodies.known and bodies.complete:
        return number.with_issuer(" ".join(map(order_name, bodies.bodies)), kind)
    return replace(number, kind=kind, standard=_order_form(None, kind, number.year, number.serial))


def _letters_in(folded: str, text: str) -> Iterator[Number]:
    for match in _LETTER.finditer(folded) if "〔" in folded else ():
        if not match["end"]:
            continue
        if order := _bracketed_order(match, folded, text, known_only=True):
            yield order
            continue
        before = folded[max(0, match.start() - 40) : match.start()].rpartition("号")[2]
        run = _RUN.match(before[::-1])  # backwards, because a search forwards tries each character as the first
        words = run[0][::-1] if run else ""
        letters = letters_at_end(compact(words)) or letters_at_end(compact(words.rpartition("\n")[2]))
        if letters and letters not in _KINDS:
            yield _letter(match, text, letters, match.start() - len(words))


def _order_patterns(folded: str) -> Iterator[re.Pattern[str]]:
    """The patterns of orders and announcements that can match a text."""
    if "第" in folded:
        yield _ORDER
    if "令" in folded or "告" in folded:
        yield _UNCOUNTED


def _orders_in(folded: str, text: str) -> Iterator[Number]:
    for pattern in _order_patterns(folded):
        for match in pattern.finditer(folded):
            if _value(match["serial"]) is None:
                continue
            if match["after"] or _KIND_BEFORE.search(folded, max(0, match.start() - 24), match.start()):
                yield _order(match, folded, text, in_text=True)


def _bracketed_order(match: re.Match[str], folded: str, text: str, *, known_only: bool) -> Number | None:
    """财政部令〔2021〕第6号: an order with its year in brackets; None where 令 is the end of 机关代字 (署令)."""
    at = match.start()
    before = _KIND_BEFORE.search(folded, max(0, at - 24), at)
    if before is None:
        return None
    kind = _KINDS[compact(before["kind"])]
    issuer, start = _issuer_before(folded, before.start(), known_only=known_only)
    if issuer is None or len(issuer) < 3:
        return None
    year, serial = int(match["year"]), str(int(match["serial"]))
    full = full_issuer(issuer, _middle_of(year))
    standard = of_mechanism(full, year, serial) or f"{full}{kind}〔{year}〕{match['nth']}{serial}号"
    return Number(standard, text[start : match.end()], issuer, year, serial, kind, start)


def _letter(match: re.Match[str], text: str, letters: str, earliest: int) -> Number:
    serial = str(int(match["serial"]))
    start, year = _start_of(letters, text, earliest, match.start()), int(match["year"])
    announced = of_mechanism(letters, year, serial)
    standard = announced or f"{letters}〔{year}〕{match['nth']}{serial}号"
    kind: NumberKind = "公告" if announced else "letter"
    return Number(standard, text[start : match.end()], letters, year, serial, kind, start)


def _order(match: re.Match[str], folded: str, text: str, *, in_text: bool) -> Number:
    begins = match.start()
    before = _KIND_BEFORE.search(folded, max(0, begins - 24), begins)
    word = before["kind"] if before else match["after"] or ""
    kind = _KINDS.get(compact(word), "serial")
    issuer, start = None, begins
    if before or kind != "serial":
        start = before.start() if before else begins
        issuer, start = _issuer_before(folded, start, known_only=in_text)
    year, serial = _year(match["year"]), match["serial"]
    end = match.end()
    if folded[end - 1] == "〕" and "〔" not in folded[start:end]:
        end -= 1
    full = full_issuer(issuer, _middle_of(year)) if issuer else None
    standard = _order_form(full, kind, year, serial)
    return Number(standard, text[start:end].strip(), issuer, year, serial, kind, start)


_KINDS: dict[str, NumberKind] = {"令": "令", "公告": "公告", "通告": "通告"}


def of_mechanism(issuer: str, year: int | None, serial: str) -> str | None:
    """The one form of an announcement of a working mechanism, which has no letters of its own and prints three.

    样例工作机制〔2025〕8号, 样例工作机制公告〔2025〕8号, 样例工作机制公告2025年第8号. None for other bodies.
    """
    return f"{issuer}公告〔{year}〕{serial}号" if year and issuer.endswith("工作机制") else None


def _order_form(issuer: str | None, kind: NumberKind, year: int | None, serial: str) -> str:
    if issuer and kind == "公告" and (announced := of_mechanism(issuer, year, serial)):
        return announced
    dated = f"{year}年第{serial}号" if year else f"第{serial}号"
    word = "" if kind == "serial" else kind
    return f"{issuer}{word}{dated}" if issuer else f"{dated}{word}"


def _issuer_before(text: str, at: int, *, known_only: bool) -> tuple[str | None, int]:
    """The names directly before 令 or 公告 and their index; in running text only names of the table."""
    run = _NAMES_BEFORE.search(text, max(0, at - _LONGEST_NAMES), at)
    if run is None:
        return None, at
    words = run.group()
    if words.strip() in OF_ITSELF:
        return None, run.start() + len(words) - len(words.lstrip())
    if not known_only:
        seam = words.rfind("中华人民共和国")
        if seam > 0 and ending_of(words[:seam].rstrip()):  # …管理规定中华人民共和国交通运输部令: a title stands before
            return (printed_issuer(words[seam:]) or None), run.start() + seam
        return (printed_issuer(words) or None), run.start() + len(words) - len(words.lstrip())
    if text[at] == "令" and words.rstrip().endswith("国") and not words.rstrip().endswith("中国"):
        return "国", run.start() + words.rindex("国")
    verbs = list(_NAMES_NO_BODY.finditer(words))  # 样例总署决定废止样例总署2025年第29号公告
    for start in range(verbs[-1].end() if verbs and known_only else 0, len(words)):
        if agencies.may_begin(words[start]) and agencies.name_at(compact(words[start : start + 40])):
            rest = words[start:]
            if read_bodies(rest).known:
                return printed_issuer(rest), run.start() + start
    return None, at


def _start_of(letters: str, text: str, earliest: int, before: int) -> int:
    """The index of the last occurrence of `letters` before `before`, with blanks between them."""
    left = len(letters)
    for place in range(before - 1, earliest - 1, -1):
        if text[place] == letters[left - 1]:
            left -= 1
            if left == 0:
                return place
    return earliest


def _all_han(words: str) -> bool:
    return all("\u4e00" <= char <= "\u9fa5" for char in words)


def _inside(text: str, start: int) -> tuple[int, int]:
    """Start and end of the text without blanks and one pair of brackets around it."""
    end = len(text.rstrip(_AROUND))
    start = len(text) - len(text[start:].lstrip(_AROUND))
    if end - start > 2 and text[start] in "（(" and text[end - 1] in "）)":
        return start + 1, end - 1
    return start, end


def _middle_of(year: int | None) -> date | None:
    return date(year, 7, 1) if year else None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdigit() else read_digits(text)


def _value(serial: str) -> int | None:
    """The value of 43, 四十三, 四六二 and 四六, which is never "four to six" here."""
    return read_digits(serial) or read_numeral(serial)


def letters_at_end(run: str) -> str | None:
    """机关代字 at the end of a run of Chinese characters; None where it is not clear.

    根据国发 and …的通知国发 give 国发, 川发改数据规 stays.
    """
    for start in range(max(0, len(run) - _LONGEST_LETTERS), len(run)) if "办法" in run[-_LOOKED_AT:] else ():
        of_law = _OF_LAW.fullmatch(run, start)
        if of_law and (start == 0 or not run.endswith("法")) and agencies.prefixes_of(of_law["office"]):
            return of_law[0]
    for title in reversed(list(_TITLE_ENDS.finditer(run))):
        rest = run[title.end() :]
        if len(rest) >= 2 and (letters := _letters(rest)):
            return letters
        if len(rest) >= _LOOKED_AT:
            break  # longer ones give the same
    return _letters(run)


def _letters(run: str) -> str | None:
    if run.endswith("工作机制"):  # has no letters but its name
        return next((run[start:] for start in range(len(run)) if run[start:] in agencies.NAMES), None)
    for start in range(max(0, len(run) - _LONGEST_LETTERS), len(run)):
        rest = run[start:]
        if len(rest) == 1 < len(run) or _NEVER.search(rest):
            continue
        if rest[0] in _PROVINCES or agencies.prefixes_of(rest):
            return rest
    rest = _LEAD_IN.sub("", run[-_LOOKED_AT:])
    return rest if 2 <= len(rest) <= _LONGEST_UNKNOWN and not _NEVER.search(rest) else None


def full_issuer(prefix: str, on: date | None) -> str:
    """The issuers of an order or announcement by their full names on that day: 证监会, 市场监管总局.

    Unchanged where a body is unknown or not named, or where several had the name and there is no day. 国令 and 主席令
    keep their own form.
    """
    if prefix == "国" or prefix.endswith("主席"):
        return prefix
    reading = read_bodies(prefix, on)
    if not reading.known or not reading.complete or (on is None and any(map(_changed_hands, reading.bodies))):
        return prefix
    return printed_issuer(" ".join(order_name(body, on) for body in reading.bodies))


def order_name(body: IssuingBody, on: date | None = None) -> str:
    """The full name before 令 or 公告 on a day: the one that the printed name (证监会, 中央网信办) abbreviates.

    A second name of a body (国家核安全局 of the Ministry of Ecology and Environment) is not a short form and stays.
    """
    if body.id is None:
        return body.name
    unit = body.unit or ""
    printed = one_line(body.as_printed).removesuffix(unit)
    own = agencies.AGENCIES[body.id].zh_full
    others = [name.text for name in agencies.PLAIN_NAMES[body.id] if on is None or name.held_on(on)]
    for name in (own, *sorted(others, key=len, reverse=True)):
        if not name.startswith("中国共产党") and _shortens(compact(printed), name):
            return name + unit
    return printed + unit


def _shortens(short: str, full: str) -> bool:
    """Whether a name consists of characters of another in their order: 证监会 of 中国证券监督管理委员会."""
    rest = iter(full)
    return all(char in rest for char in short)


def _changed_hands(body: IssuingBody) -> bool:
    printed = compact(body.as_printed).removesuffix(body.unit or "")
    return len({name.agency.id for name in agencies.NAMES.get(printed, ())}) > 1


_OWN_FORM = {"国务院": "国", "主席": "中华人民共和国主席"}
"""国令第790号 is how the State Council prints 国务院令第790号; the President's orders keep the long name."""


def printed_issuer(text: str) -> str:
    """Names joined by one blank; 中华人民共和国 left out before a ministry (中华人民共和国主席 keeps it)."""
    words = " ".join(re.sub(f"[{BLANK}、，]+", " ", text).split())
    words = re.sub("中华人民共和国(?=[^主 ])", "", words)
    return _OWN_FORM.get(words, words)


def lead_body(number: Number, on: date | None = None) -> IssuingBody | None:
    """The body whose number this is (the lead of a joint document), by its prefix in its year.

    `on` decides for a year in which a prefix changed hands. None where the prefix is unknown, local or used by two.
    """
    if number.prefix is None:
        return None
    if number.kind != "letter":
        reading = issuers(number, on)
        return reading.bodies[0] if reading.bodies and reading.bodies[0].id else None
    owners = [owner for owner in agencies.prefixes_of(number.prefix) if _in_office(owner.agency, number.year, on)]
    longest = [owner for owner in owners if len(owner.text) == len(owners[0].text)]
    if len({owner.agency.id for owner in longest}) != 1:
        return None
    return issuing_body(longest[0], number.prefix)


def _in_office(agency: agencies.Agency, year: int | None, on: date | None) -> bool:
    first, last = agency.valid_from, agency.valid_to
    if on is not None:
        return (first is None or first <= on) and (last is None or on <= last)
    if year is None:
        return last is None
    return (first is None or first.year <= year) and (last is None or year <= last.year)
