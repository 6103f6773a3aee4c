"""The parts of a title: 发文机关 + 关于 + 事由 + 的 + 文种, and the other forms that occur.

党政机关公文处理工作条例 (2012), article 9: the title consists of the issuing bodies' names, 事由 and 文种.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parsers.grammar import document_number as numbers
from parsers.grammar import document_type as types
from parsers.grammar.issued_title import issued_title
from parsers.grammar.issuing_bodies import BodiesReading, leading_bodies, read_bodies
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.stage import asks_for_comments, read_stage
from parsers.grammar.title_number import Numbered, names_alone, take_number
from parsers.grammar.words import BEFORE_VERB
from parsers.record import Evidence, IssuingBody, Stage, plain
from parsers.text import one_line


@dataclass(frozen=True, slots=True)
class TitleReading:
    """The fields of the record that a title gives; absent ones are None."""

    title: str
    issuing_bodies: tuple[IssuingBody, ...] = ()
    issuing_bodies_complete: bool = True
    issued_title: str | None = None
    subject: str | None = None
    document_type: str | None = None
    stage: Stage = "final"
    document_number: str | None = None
    document_number_as_printed: str | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The reading for JSON, with the record's names."""
        return {name: plain(getattr(self, name)) for name in TitleReading.__slots__}


_MARKS = lazy_regex(
    r"^(?:[【\[［(（](?:进行中|已结束|(?:部门|地方政府)?规章|(?:行政)?规范性文件|(?:行政)?法规|法律|(?:现行)?有效|(?:全文|部分|条款)?(?:已?失效|已?废止)|已修改"
    r"|[受授]权发布|转载|置顶)[】\]］)）]|[受授]权发布\s?[｜|丨：:])\s?|[\[【](?:进行中|已结束)[\]】]$"
)
"""Marks of list rows, not part of the title: 【进行中】, 【部门规章】, [失效], （受权发布）."""

_BODY_MARK = lazy_regex(
    r"【(?P<words>(?![^】]*(?:解读|问答|[图征]|视频|漫画|动漫|动画|海报|数读|H5|号))[^【】]{2,30})】\s?(?=[\u4e00-\u9fa5《]{6})"
)
"""【福建省医疗保障局】关于印发…的通知: the body or column that an agency puts before a title."""

_TORN = lazy_regex(
    r"(?<=关于)\s(?=\S)|(?<=[\u4e00-\u9fa5])\s(?=关于|《)|(?<=联合)\s|(?<=批准)\s(?=[公发]布)|(?<=[公发]布)\s(?=实施)"
    r"|(?<=的)\s(?=(?:若干|几点|指导|实施|补充|紧急|重要|具体|处理|答复){0,2}"
    r"(?:通知|通告|公告|公报|意见|决定|决议|规定|办法|命令|令|批复|复函|函|通报|报告|议案)(?:$|[（(]))|\s(?=的[\u4e00-\u9fa5]{1,6}$)"
)
"""Blanks from a heading broken over lines: 关于 | 印发…, …的 | 通知."""

_SUBTITLE = lazy_regex(r"(?<=[\u4e00-\u9fa5])\s?[—－-]{1,2}\s?(?:19|20)\d\d年[^—]{2,60}上$")
"""…工作报告——2023年6月26日在第十四届全国人民代表大会常务委员会第三次会议上: time and place of a report."""

_FOOT = lazy_regex(r"\s?(?:[（(〔\[【][^（）()〔〕《》]{1,40}[)）〕\]】]){1,4}$")
"""（2025年9月至10月）, （摘要）, （第三版）: brackets behind the type."""

_CUT = lazy_regex(rf"关于|贯彻|{BEFORE_VERB}(?:印发|转发|批转|转批|发布|公布|颁布|颁发|下发)")
"""The words behind the names of the issuing bodies."""

_AFTER_NAMES = lazy_regex(
    rf"\s?(?:近日|日前|今日)?{BEFORE_VERB}(?:再次)?(?:关于|印发|转发|批转|转批|发布|公布|颁布|颁发|下发|对(?!外)|给|就(?!业)|致|授予|晋升|转达|实施|任免|决定|同意"
    r"|批准|附加|通报|表彰|公开征求|征求|撤销|贯彻|公告|通告|令|[一二]九|(?:19|20)\d\d年)"
)
"""The words that may follow known names of issuing bodies in an official title."""

_BARE = lazy_regex(r"\s?(?:紧急|补充)?(?:公告|通告|令|命令|通知|公报|决定|决议|通报)(?=$|\s|[（(])")
"""中华人民共和国工业和信息化部公告, 国务院办公厅紧急通知: names and type alone."""

_CARRYING = frozenset(("通知", "通告", "公告", "函", "令", "决定", "批复"))
"""Types of documents that issue another: 转发…的通知. 批转…的报告 has no type of its own."""

_TYPE_MODIFIERS = lazy_regex(
    r"(?:的(?:若干|几点|指导|实施|补充|紧急|重要|具体|暂行|试行|贯彻|处理|答复|管理)*|(?:若干|几点|指导|实施|补充|紧急|暂行|试行)+"
    r"|的(?:解释|规定|意见|办法|决定|说明|措施)(?:和|及|与)(?:暂行|试行|若干|补充)*)$"
)
"""的, 的若干, 的指导, 的解释和暂行: the words between 事由 and 意见, 通知 …."""

_MODIFIERS_END = frozenset("的干点导施充急要体行彻理复")


_LONGEST = 1_000
"""Characters. No title is longer: a list of a dozen joint issuers has some 200."""


def read_title(text: str, on: date | None = None) -> TitleReading:
    """Reads one title. `on` is the day of the document, for bodies' names that changed hands.

    Never raises. A headline gives no issuing bodies, and a text too long for a title gives nothing.
    """
    title = one_line(text)
    if len(title) > _LONGEST:
        return TitleReading(title)
    return _Reader(title, on).read()


class _Reader:
    """Reads one title from both ends, and collects the evidence."""

    def __init__(self, title: str, on: date | None) -> None:
        self._title = title
        self._core = _MARKS.sub("", title) if title[-1:] in "]】" or title[:1] in "【[［(（受授" else title
        self._on = on
        self._marked = ""
        if marked := _BODY_MARK.match(self._core):
            self._core, self._marked = self._core[marked.end() :], marked["words"]
        self._evidence: dict[str, Evidence] = {}
        self._numbered = Numbered(self._core)

    def read(self) -> TitleReading:
        if "号" in self._core:
            self._take_number()
        if " " in self._core:
            self._core = _TORN.sub("", self._core)
        core = self._core
        foot = _FOOT.search(core) if core[-1:] in ")）〕]】" else None
        trunk = core[: foot.start()] if foot else core
        if trunk[-1:] == "上":
            trunk = _SUBTITLE.sub("", trunk)
        ending = types.ending_of(trunk)
        stage, why = read_stage(core, trunk, ending, has_order=self._numbered.order is not None)
        if why:
            self._evidence["stage"] = why
        if stage in ("interpretation", "news"):
            return self._finish(stage, BodiesReading(), None, None, None)
        bodies, after = self._bodies(core)
        subject = self._subject(trunk, after, ending)
        issued = self._issued(core, after)
        kind = self._type(trunk, after, ending, issued)
        return self._finish(stage, bodies, subject, issued, kind)

    def _take_number(self) -> None:
        self._numbered = take_number(self._core, self._on)
        self._core = self._numbered.core
        if number := self._numbered.number:
            self._evidence["document_number"] = Evidence("title: number", number.as_printed)
            if self._on is None and number.year:
                self._on = date(number.year, 7, 1)

    def _bodies(self, core: str) -> tuple[BodiesReading, int]:
        """The issuing bodies and the index in `core` behind their names."""
        if self._numbered.issuers:
            reading = read_bodies(self._numbered.issuers, self._on)
            inner, end = self._named_in(core)
            if _is_part_of(reading, inner):  # 国家税务总局 财政部关于…的公告（国家税务总局公告2023年第12号）
                return self._found(inner, core[:end].strip()), end
            return self._found(reading, self._numbered.issuers), end
        reading, end = self._named_in(core)
        if not reading.bodies and self._numbered.order and core.startswith("《"):
            inner_reading, inner_end = self._named_in(core[1:])
            if inner_reading.bodies:
                return self._found(inner_reading, core[1 : inner_end + 1]), 0
        if not reading.bodies and self._marked and (named := names_alone(self._marked, self._on)):
            return self._found(named, self._marked), end
        return self._found(reading, core[:end].strip()), end

    def _found(self, reading: BodiesReading, words: str) -> BodiesReading:
        if reading.bodies:
            self._evidence["issuing_bodies"] = Evidence("title: names before 关于", words.strip())
        if not reading.complete:
            self._evidence["issuing_bodies_complete"] = Evidence("title: more bodies than are named", words.strip())
        return reading

    def _named_in(self, core: str) -> tuple[BodiesReading, int]:
        run = leading_bodies(core, self._on)
        rest = core[run.end :]
        if run.end and not rest:
            return BodiesReading(), 0  # a name alone is not a title
        if run.end and (_AFTER_NAMES.match(rest) or _BARE.match(rest)):
            return run.reading, run.end
        cut = _cut(core)
        listed = bool(run.end) and rest[0] in " 、，"  # a name follows in a list of known names
        if cut and (reading := names_alone(core[:cut], self._on, listed=listed)):
            return reading, cut
        return BodiesReading(), 0

    def _subject(self, trunk: str, after: int, ending: types.Ending | None) -> str | None:
        start = after
        rest = trunk[start:].lstrip()
        if rest.startswith("关于"):
            rest = rest[2:]
        elif not (after and _CUT.match(rest) and ending and ending.kind in _CARRYING):
            return None
        if ending is None or ending.start <= len(trunk) - len(rest) or asks_for_comments(trunk[after:], ending):
            return None
        words = rest[: ending.start - (len(trunk) - len(rest))]
        if words[-1:] in _MODIFIERS_END:
            words = words[:-12] + _TYPE_MODIFIERS.sub("", words[-12:])
        words = words.strip()
        if not words:
            return None
        self._evidence["subject"] = Evidence("title: between 关于 and the type", words)
        return words

    def _issued(self, core: str, after: int) -> str | None:
        issued = issued_title(core[after:].strip(), core, order=self._numbered.order is not None)
        if issued:
            self._evidence["issued_title"] = Evidence(f"title: {issued.rule}", issued.words)
            return issued.title
        return None

    def _type(self, trunk: str, after: int, ending: types.Ending | None, issued: str | None) -> str | None:
        if self._numbered.order and not (self._numbered.is_behind and ending and ending.kind in types.OFFICIAL):
            self._evidence["document_type"] = Evidence(
                "title: number of an order or announcement", self._numbered.order
            )
            return self._numbered.order
        if ending and not asks_for_comments(trunk[after:], ending):
            self._evidence["document_type"] = Evidence("title: last words", trunk[ending.start :])
            return ending.kind
        if issued and (inner := types.ending_of(_FOOT.sub("", issued).rstrip("》"))):
            self._evidence["document_type"] = Evidence("title: last words of what is issued", issued[inner.start :])
            return inner.kind
        if trunk.endswith("》") and (inner := types.ending_of(_FOOT.sub("", trunk[:-1]))):
            self._evidence["document_type"] = Evidence("title: last words", trunk[inner.start :])
            return inner.kind
        return None

    def _finish(
        self, stage: Stage, bodies: BodiesReading, subject: str | None, issued: str | None, kind: str | None
    ) -> TitleReading:
        number = self._numbered.number
        if number is not None and number.prefix is None:
            number = numbers.complete_number(number, bodies, kind)
        return TitleReading(
            title=self._title,
            issuing_bodies=bodies.bodies,
            issuing_bodies_complete=bodies.complete,
            issued_title=issued,
            subject=subject,
            document_type=kind,
            stage=stage,
            document_number=number.standard if number else None,
            document_number_as_printed=number.as_printed if number else None,
            evidence=self._evidence,
        )


def _cut(core: str) -> int | None:
    """The index of the first 关于, 印发, 转发 … outside of 《》 and “”, or None."""
    first = _CUT.search(core)
    if first is None:
        return None
    depth, at, end = 0, 0, len(core)
    opened = min((place for place in (core.find("《"), core.find("“")) if place >= 0), default=end)
    if first.start() < opened:
        return first.start()
    for match in _CUT.finditer(core):
        while at < match.start():
            char = core[at]
            depth += (char in "《“〈") - (char in "》”〉")
            at += 1
        if depth <= 0:
            return match.start()
    return None


def _is_part_of(some: BodiesReading, more: BodiesReading) -> bool:
    """Whether a title has more bodies than its number, which in a joint document is that of the lead."""
    names, all_names = ({body.id or body.name for body in reading.bodies} for reading in (some, more))
    return names < all_names or (names == all_names and not more.complete)
