"""Issuing bodies in a run of names: 工业和信息化部办公厅 国家药监局综合司, 商务部等24部门.

Names are matched longest first against the agencies table, as of the day of the document. An office of a body is its
`unit`. A name that is not in the table stays as printed with the id None.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from parsers.grammar import agencies
from parsers.grammar.numerals import ONES, read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.words import one_of
from parsers.record import IssuingBody

_COUNT = rf"[{ONES}两十]{{1,3}}|\d{{1,3}}"
_GROUP = r"[个家]?(?:中央)?(?:部门和单位|部委局|部委|部门|单位|机构|方面|委局|部)"
_OFFICE = "办公厅|办公室|综合司|秘书局|秘书处|综合组|综合和规划财务司|综合和政策法规司|研究室|党组|党委"
_OFFICES = rf"(?:{_OFFICE})(?:[（(](?:(?:{_OFFICE})[、，]?)+[)）])?|[（(](?:{_OFFICE})[)）]"

MORE = lazy_regex(rf"等(?:(?P<count>{_COUNT})?(?:{_GROUP})(?P<office>{_OFFICES})?)?")
"""等部门, 等七部门, 等24部门, 等六个部门, 等七部门办公厅（办公室）: more bodies than the text names."""

_MORE_BEHIND = lazy_regex(rf"等(?:(?:{_COUNT})?(?:{_GROUP}))?$")
"""等14部门 behind an unknown name."""

UNNAMED = lazy_regex(rf"(?:(?P<count>{_COUNT})|多|有关)(?:{_GROUP})(?:{_OFFICES})?")
"""三部门, 十部门, 多部门: bodies without names."""

OFFICE = lazy_regex(_OFFICES)
"""办公厅, 综合司, 办公厅（办公室）."""

_UNIT_BEGINS = (
    rf"(?!等|关于|对(?!外)|给|就(?!业)|{one_of('before_verb')}|转发|批转|印发|发布|公布)"
    r"[\u4e00-\u9fa5、]{1,16}?"
)
_UNIT_ENDS = (
    r"(?:[（(][\u4e00-\u9fa5]{2,20}(?:办公室|办|局|司|厅)[)）])?"
    rf"(?=$|[\s、，,；;（(《]|等|关于|对|就|{one_of('before_verb')}|印发|发布|公布|转发|公告|通告|通知|令|国家|中国|中央|国务院)"
)
_UNIT_KINDS = "司|局|厅|署|办公室|秘书处|委办|党组|综合组|研究室|审判庭|审判第[一二三四五六]庭"

UNIT = lazy_regex(rf"{_UNIT_BEGINS}(?:{_UNIT_KINDS}){_UNIT_ENDS}")
"""An office by its ending, behind a body's name: 科技司, 无线电管理局, 安委办."""

_DEPARTMENT = lazy_regex(rf"{_UNIT_BEGINS}(?:{_UNIT_KINDS}|部){_UNIT_ENDS}")
"""Organisations of the people have departments: 青年发展部 of 共青团中央. Elsewhere what ends in 部 is a ministry."""

_WITH_DEPARTMENTS = frozenset("acftu cyl acwf cast acfic cdpf ccpit overseas_chinese_federation red_cross".split())

_OWN_COMMITTEE = lazy_regex("(?:安全生产委员会|安委会)(?:办公室)?")
"""交通运输部安委会办公室: a committee of the ministry, not the State Council's of the same name."""

_OPENING = ("（", "(")

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PLACE = lazy_regex(
    "省|自治|(?<!城)市(?!场|政|容)|县|区域?(?!域)|驻|派出|地区|深圳|华东|华北|华中|华南|东北|西北|西南|南方|"
    + _PROVINCES
)
"""A place in the name of an office: a local body of its own (国家税务总局北京市税务局)."""

_ORDINAL = f"第?[{ONES}十百]{{1,4}}"
SESSION = lazy_regex(
    rf"(?:{_ORDINAL}届)?(?P<name>全国(?:人民代表大会(?:常务委员会)?|人大(?:常委会)?)){_ORDINAL}次会议"
    rf"|中国共产党{_ORDINAL}届中央委员会{_ORDINAL}次全体会议"
)
"""第十三届全国人民代表大会第四次会议, 十三届全国人大常委会第三十次会议: the body, with the session in which it acted.

A plenary session (全体会议) is the Central Committee's. The National People's Congress and its Standing Committee are
two organs: Constitution, articles 57 and 58.
"""

_SESSION_BEGINS = frozenset(f"第全中十{ONES}")

JOINERS = ("和", "与", "及", "会同", "以及", "联合")
_JOINING = frozenset(word[0] for word in JOINERS)
_BLANK = lazy_regex("[\\s\u200b\ufeff]")

_LONGEST_NAMES_OF_ONE = 40
"""Characters of the longest list of names of one body: 国家国防科技工业局 国家航天局 国家原子能机构."""

_NO_UNITS = frozenset(
    {"state_council", "state_council_go", "cpc_central", "cpc_go", "npc", "npc_sc", "president", "cppcc", "cmc"}
)
"""Bodies whose name begins the names of others: only a plain 办公厅 behind them is their office."""

_LOCAL = lazy_regex(f"^(?:{_PROVINCES}|深圳|广州|[\u4e00-\u9fa5]{{0,6}}[省市县州区盟旗](?!场|政))")
_GOVERNMENT, _NATIONAL = "人民政府(?:办公[厅室])?", f"{_PROVINCES}|中国|中共|国家"
_SEAM = lazy_regex(
    "中共[\u4e00-\u9fa5]{2,12}?委(?:员会)?(?:办公厅|办公室)?(?=[\u4e00-\u9fa5]{2,12}人民政府)"
    rf"|[\u4e00-\u9fa5]{{2,14}}?{_GOVERNMENT}(?={_NATIONAL})"
    "|(?P<place>[\u4e00-\u9fa5]{2,6}?[省市县州区盟旗])[\u4e00-\u9fa5]{2,14}?(?:局|厅|委员会|委|办公室|中心|会|院)(?=(?P=place))"
)
"""中共宿州市委宿州市人民政府, 广州市人力资源和社会保障局广州市财政局: two names without a blank."""

_BESIDE = lazy_regex(
    rf"(?:{_PROVINCES})[\u4e00-\u9fa5]{{0,8}}{_GOVERNMENT}(?=$|{_NATIONAL})"
    "|(?:中国|中华|全国)[\u4e00-\u9fa5]{4,20}(?:联合会|协会|总会|学会|公司|集团|科学院|基金会)$"
)
"""国家卫生健康委员会宁夏回族自治区人民政府: an unknown body behind a central one, no branch of it."""

_STRONG = lazy_regex(
    "^(?:国家|中国|国务院|中央|中共|中华|全国|最高|中办|国办|共青团)|(?:部|总局|总署|总社|委员会|总工会|人民银行|审计署)$"
)
"""A name that always means a central body. Beside local bodies, 发展改革委 and 能源局 mean local ones."""


@dataclass(frozen=True, slots=True)
class BodiesReading:
    """The bodies in printed order, and whether the text names all."""

    bodies: tuple[IssuingBody, ...] = ()
    complete: bool = True

    @property
    def known(self) -> bool:
        """Whether there are bodies and all are in the table."""
        return bool(self.bodies) and all(body.id is not None for body in self.bodies)


@dataclass(frozen=True, slots=True)
class Run:
    """The run of known bodies at the beginning of a text, and its end."""

    reading: BodiesReading
    end: int


def read_bodies(text: str, on: date | None = None) -> BodiesReading:
    """Every body in a text of names alone, such as the value of 发文机关 or the words before 关于.

    `on` is the day of the document, for names that changed hands. `complete` is False for 等部门, 三部门 and 等.
    """
    return read_remembered(text, on) if len(text) <= LONGEST_REMEMBERED else _read(text, on)


LONGEST_REMEMBERED = 300
"""Characters. Longer runs of names are seldom read twice and are not cached."""


def _read(text: str, on: date | None) -> BodiesReading:
    reader = _Reader(text, on)
    while reader.has_more():
        reader.read_chunk()
    return reader.reading()


read_remembered = lru_cache(maxsize=64)(_read)
"""Reads once the names that a document prints above its text, in its title and under it."""


def leading_bodies(text: str, on: date | None = None) -> Run:
    """The known bodies at the beginning of a text (国务院办公厅转发…), and the index behind the last."""
    reader = _Reader(text, on)
    end = 0
    while reader.has_more() and not reader.starts_with("关于") and reader.read_known():
        end = reader.printed_end()
    if reader.has_more() and not reader.starts_with("关于") and reader.read_group():
        end = reader.printed_end()
    return Run(reader.reading(), end)


def find_body(name: str) -> IssuingBody | None:
    """The one known body of this name, with its office; None for an unknown name or several."""
    reading = read_bodies(name)
    return reading.bodies[0] if len(reading.bodies) == 1 and reading.known and reading.complete else None


def issuing_body(name: agencies.Name, as_printed: str, unit: str | None = None) -> IssuingBody:
    """The record of a body of the table."""
    agency = name.agency
    return IssuingBody(
        id=agency.id,
        name=agency.zh_short,
        as_printed=as_printed,
        name_en=agency.en_name or None,
        abbreviation=agency.abbr or None,
        unit=unit or name.unit,
    )


class _Reader:
    """Reads names from left to right in a copy without blanks, and knows the index of each blank."""

    def __init__(self, text: str, on: date | None) -> None:
        self._text = text
        self._on = on
        self._bodies: list[IssuingBody] = []
        self._complete = True
        self._local = False
        self._at = 0
        self._last = 0
        if (" " in text or not text.isprintable()) and _BLANK.search(text):
            printed = [index for index, char in enumerate(text) if not (char.isspace() or char in "\u200b\ufeff")]
            self._plain = "".join(text[index] for index in printed)
            self._index: list[int] | None = printed
            self._breaks = {place for place in range(1, len(printed)) if printed[place] != printed[place - 1] + 1}
        else:
            self._plain, self._index, self._breaks = text, None, set()

    def reading(self) -> BodiesReading:
        once: dict[tuple[str, str | None], IssuingBody] = {}
        for body in self._bodies:
            once.setdefault((body.id or body.name, body.unit), body)
        return BodiesReading(tuple(once.values()), self._complete)

    def printed_end(self) -> int:
        """The index in the printed text behind the last name."""
        if self._index is None or self._at == 0:
            return self._at
        return self._index[self._at - 1] + 1

    def has_more(self) -> bool:
        """Skips separators. Returns whether text is left."""
        plain, at = self._plain, self._at
        while at < len(plain) and plain[at] in "、，,；;":
            at += 1
        self._at = at
        return at < len(plain)

    def starts_with(self, words: str) -> bool:
        """Whether these words come next."""
        return self._plain.startswith(words, self._at)

    def read_chunk(self) -> None:
        """Reads up to the next separator: known names alone, or one unknown name."""
        start, bodies, complete = self._at, len(self._bodies), self._complete
        while self._at == start or not self._ends(self._at):
            if not (self.read_known() or self.read_group()):
                if len(self._bodies) > bodies and _BESIDE.match(self._plain, self._at, self._chunk_end()):
                    self.read_unknown()
                    return
                self._at, self._complete = start, complete
                del self._bodies[bodies:]
                self.read_unknown()
                return

    def read_known(self) -> bool:
        """Reads one known body with its office, or an office printed apart from its body."""
        start = self._at
        joiner = ""
        if self._bodies and self._plain[start] in _JOINING:
            joiner = next((word for word in JOINERS if self._plain.startswith(word, start)), "")
        begin = start + len(joiner)
        session = SESSION.match(self._plain, begin) if self._plain[begin : begin + 1] in _SESSION_BEGINS else None
        text = (session["name"] or "中国共产党中央委员会") if session else agencies.name_at(self._plain, begin)
        if text is None and (party_group := self._party_group(begin)):
            text, begin = party_group, begin + 2
        if text is None:
            return self._office_alone()
        if self._local and not _STRONG.search(text):
            return False
        name = agencies.named(text, self._on)
        end = session.end() if session else begin + len(text)
        unit = None
        if self._plain.startswith(_OPENING, end):
            end = self._other_name(end) or end
        if not session and not self._ends(end):
            unit_end = self._unit(name, end)
            if unit_end is not None:
                unit, end = self._plain[end:unit_end], unit_end
        self._at = end
        last = self._bodies[-1] if self._bodies else None
        again = name and last and last.id == name.agency.id and not (unit or name.unit or last.unit)
        if last and again and text not in last.as_printed and end - self._last <= _LONGEST_NAMES_OF_ONE:
            # 国家新闻出版署 国家版权局: two names of one body
            self._bodies[-1] = replace(last, as_printed=self._printed(self._last, end))
            return True
        self._last = start + len(joiner)
        printed = self._printed(self._last, end)
        if name is None:
            self._bodies.append(IssuingBody(id=None, name=text, as_printed=printed, unit=_first_office(unit)))
        else:
            self._bodies.append(issuing_body(name, printed, _first_office(unit)))
        return True

    def _party_group(self, at: int) -> str | None:
        """The body whose Party group is named here: 教育部 in 中共教育部党组."""
        if not self._plain.startswith("中共", at):
            return None
        name = agencies.name_at(self._plain, at + 2)
        return name if name and self._plain.startswith(("党组", "党委"), at + 2 + len(name)) else None

    def _other_name(self, at: int) -> int | None:
        """The index behind brackets with another name of the body: 国家林业和草原局（国家公园管理局）."""
        name = agencies.name_at(self._plain, at + 1)
        closing = at + 1 + len(name or "")
        return closing + 1 if name and self._plain.startswith(("）", ")"), closing) else None

    def _unit(self, name: agencies.Name | None, at: int) -> int | None:
        """The index behind the office that follows a name, or None."""
        plain = self._plain
        if office := OFFICE.match(plain, at):
            return office.end()
        if name is None or name.agency.id in _NO_UNITS:
            return None
        following = agencies.name_at(plain, at)
        if following and not _OWN_COMMITTEE.match(plain, at) and self._may_exist(following):
            return None
        if any(plain.startswith(word, at) and agencies.name_at(plain, at + len(word)) for word in JOINERS):
            return None
        if at in self._breaks:
            return None
        if own := _OWN_COMMITTEE.match(plain, at):
            return own.end()
        kind = _DEPARTMENT if name.agency.id in _WITH_DEPARTMENTS else UNIT
        unit = kind.match(plain, at, min((place for place in self._breaks if place > at), default=len(plain)))
        if unit is None or _PLACE.search(unit.group()):
            return None
        return unit.end()

    def _may_exist(self, text: str) -> bool:
        """Whether a body may have borne this name on the day: 能源局 of 国家发展改革委能源局 was its office in 2005."""
        return self._on is None or any(name.held_on(self._on, agencies.GRACE_DAYS) for name in agencies.NAMES[text])

    def _office_alone(self) -> bool:
        """An office printed apart from its body: 工业和信息化部 办公厅."""
        office = OFFICE.match(self._plain, self._at)
        if office is None or not self._bodies or self._at not in self._breaks or self._bodies[-1].unit:
            return False
        printed = self._printed(self._last, office.end())
        self._bodies[-1] = replace(self._bodies[-1], as_printed=printed, unit=_first_office(office.group()))
        self._at = office.end()
        return True

    def read_group(self) -> bool:
        """Reads 等七部门 behind names, or 三部门 without names."""
        if self._bodies and (more := MORE.match(self._plain, self._at)):
            count = more["count"]
            if count is None or read_numeral(count) != len(self._bodies):
                self._complete = False
            if (office := more["office"]) and len(self._bodies) == 1 and self._bodies[0].unit is None:
                self._bodies[0] = replace(self._bodies[0], unit=_first_office(office))
            self._at = more.end()
            return True
        begin = self._at
        if self._bodies and self._plain[begin] in _JOINING:
            begin += len(next((word for word in JOINERS if self._plain.startswith(word, begin)), ""))
        if unnamed := UNNAMED.match(self._plain, begin):
            self._complete = False
            self._at = unnamed.end()
            return True
        return False

    def read_unknown(self) -> None:
        """Reads up to the next separator as an unknown body."""
        start, plain = self._at, self._plain
        end = self._at = self._chunk_end()
        if (more := _MORE_BEHIND.search(plain, start + 2, end)) and end > start + 2:
            end, self._complete = more.start(), False
        elif (seam := _SEAM.match(plain, start, end)) is not None:
            end = self._at = seam.end()
        printed = self._printed(start, end)
        self._local = self._local or bool(_LOCAL.match(plain[start:end]))
        self._bodies.append(IssuingBody(id=None, name=plain[start:end], as_printed=printed))

    def _chunk_end(self) -> int:
        end = self._at + 1
        plain = self._plain
        while end < len(plain) and plain[end] not in "、，,；;" and not (end in self._breaks and end - self._at > 1):
            end += 1
        return end

    def _ends(self, at: int) -> bool:
        return at >= len(self._plain) or self._plain[at] in "、，,；;" or at in self._breaks

    def _printed(self, start: int, end: int) -> str:
        if self._index is None:
            return self._text[start:end]
        return self._text[self._index[start] : self._index[end - 1] + 1]


def _first_office(unit: str | None) -> str | None:
    """The first of 办公厅（办公室）, which gives each body's word for its office."""
    if unit is None:
        return None
    return re.split("[（(]", unit.strip("（()）"), maxsplit=1)[0] or None
