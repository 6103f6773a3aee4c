"""Lines in which the sign-off is run together with the text before it, the note or the annex behind it.

Pages set off 发文机关署名 and 成文日期 with blanks or line breaks that a copy of the text loses:
`…请认真贯彻执行。某省人民政府办公厅 2017年6月3日（此件公开发布）某省样例方案`.
"""

from collections.abc import Iterable, Iterator, Sequence

from parsers.grammar.dates import FoundDate, iter_dates
from parsers.grammar.layout.signature import OFFICER, are_names, known_at_end, without_seals
from parsers.grammar.patterns import lazy_regex

# 一、 · （二） · 4.2　: the number of a section; 4.2　 is that of a plan for emergencies (应急预案)
_SECTION = r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}(?:\.\d{1,2}){0,3}\u3000(?!\u3000))"
# 。　　 and the like, 国发〔2011〕35号　　, （1990年12月5日）　　, （第12号）　　: the next paragraph's indentation
_INDENTED = lazy_regex(
    r"(?:(?<=[。！？；：:])|(?<=\d号)|(?<=[\d\u3000]号 )|(?<=[日号][）)]))[^\S\u3000]*+\u3000\s++(?=\S)"
)
_BEFORE_SECTION = lazy_regex(rf"(?<=\S)\s{{2,}}+(?={_SECTION})")
# 一、总体要求　　: a heading without a full stop before its text
_HEADING = lazy_regex(rf"(?P<heading>{_SECTION}[^。；：:\u3000]{{2,40}})\u3000{{2,}}+(?=\S)")
# behind these a signature may begin
_EDGE = lazy_regex(r"[。！？；：”》]|(?<!章)[）)]|\u3000{2,}")
_OFFICER_AT_END = lazy_regex(rf"(?P<end>[。；]|\u3000{{2}})\s*{OFFICER.pattern}\s*$")  # 起施行。总理　　李强
_INDENT = "\u3000\u3000"
_LONGEST_SIGNATURE = 120
_SEEN_BEFORE = 200
_LONGEST_DAY = 80  # with the blanks that indent it
_ENDS_TEXT = ("。", "！", "？", "；")
# （此件公开发布） · (此件主动公开) · （此文有删减） · （信息公开形式：主动公开）
_NOTE = lazy_regex(r"[（(]\s?(?:此[件文]|信息公开|公开)[^（()）]{2,30}[）)]")
_ANNEXED = lazy_regex(r"附[件表录]|抄\s?送|主题词|文件下载|相关附件|分享|打印")
# behind a day that a sentence tells: 2004年7月1日起施行, 2009年5月20日在北京召开
_GOES_ON = lazy_regex(
    r"[起前至到后，、。；：的在以与和及向由经第]|之[前后日]|以[前后]|期间|印发|发布|公布|颁布|下发|召开|举行|批准|通过|审议|作出|转发|同意|出台|制定|开始|正式|会议|[)）》]"
)
# 2016年3月7日省政府印发的《…》同时废止; a title says 关于 first: 国务院办公厅关于印发…
_TELLS = lazy_regex("(?:(?!关于)[^。《》]){0,14}(?:印发|发布|公布|批准|通过|同意|下发)")
# 某省人民政府办公厅秘书处 2017年2月13日印发
_IMPRINT = lazy_regex(r"[\u4e00-\u9fff]{2,30}(?:办公[厅室]|秘书处)\s?(?=\d{4}年\s?\d{1,2}月\s?\d{1,2}日\s?印发)")
_CLOSING = lazy_regex(
    r"(?:执行|落实|实施|办理|遵照|贯彻|通知|反映|废止|施行|同意|印发|实效|成效|[组织]实施)[^。]{0,12}。$"
)
_LABELLED = lazy_regex(r"(?:来源|时间|日期|机构|单位|部门|作者|编辑|机关|字号)[:：]$")


def split_glued(lines: Iterable[str]) -> list[str]:
    """The paragraphs of lines: what stands before a sign-off, its names, its day, its note, and what follows.

    Names and day alone are one paragraph.
    """
    paragraphs: list[str] = []
    for line in lines:
        if paragraphs and "日" in line and (day := _day_under_names(line, paragraphs[-1])):
            paragraphs.append(line[: day.end].strip())
            line = line[day.end :].strip()
        paragraphs += _paragraphs(line)
    return paragraphs


def _day_under_names(line: str, above: str) -> FoundDate | None:
    """The day with which a line begins under the names of a sign-off, where it goes on with the annex."""
    day = next(iter_dates(line[:_LONGEST_DAY]), None) if line[:1] in "12一二 \u3000" else None
    if day is None or line[: day.start].strip() or line[day.end - 1] != "日" or not line[day.end :].strip():
        return None
    return day if _may_end(line[day.end :], is_closed=True) and are_names(without_seals(above), None) else None


def _paragraphs(line: str) -> list[str]:
    paragraphs: list[str] = []
    for piece in _indented(line) if "\u3000\u3000" in line else (line,):
        parts = list(_at_sign_offs(piece)) if "日" in piece and "月" in piece else [piece]
        is_signature = len(parts) == 2 and parts[1].endswith("日") and not _EDGE.search(parts[0])
        paragraphs += [piece] if is_signature else parts
    return paragraphs


def _indented(line: str) -> Iterator[str]:
    """The paragraphs of a line that keeps their indentation, headings apart; sections stay indented."""
    for piece in _INDENTED.split(line):
        for place, part in enumerate(_BEFORE_SECTION.split(piece)):
            indent = _INDENT if place else ""
            if heading := _HEADING.match(part):
                yield indent + heading["heading"]
                yield _INDENT + part[heading.end() :]
            else:
                yield indent + part


def _at_sign_offs(line: str) -> Iterator[str]:
    cut = 0
    for day in iter_dates(line):
        if day.start < cut or line[day.end - 1] != "日" or (names := _signature_before(line, cut, day)) is None:
            continue
        yield from filter(None, (line[cut:names].strip(), line[names : day.start].strip(), line[day.start : day.end]))
        cut = day.end
        if note := _NOTE.match(line, cut + len(line[cut : cut + 20]) - len(line[cut : cut + 20].lstrip())):
            yield note[0]
            cut = note.end()
    if rest := line[cut:].strip():
        yield rest


def _signature_before(line: str, low: int, day: FoundDate) -> int | None:
    """Where the names of a sign-off begin whose day stands at `day`; the day's own index for a bare day; else None."""
    start = max(low, day.start - _LONGEST_SIGNATURE)
    edges = list(_EDGE.finditer(line, start, start + len(line[start : day.start].rstrip())))
    begin = edges[-1].end() if edges else start
    if officer := _OFFICER_AT_END.search(line, start, day.start):
        return officer.end("end") if _may_end(line[day.end : day.end + 60], is_closed=True) else None
    above = line[max(low, begin - _SEEN_BEFORE) : begin]
    before, names = above.rstrip(), without_seals(line[begin : day.start])
    if (edges or start > low) and not before:
        before = above
    behind = line[day.end : day.end + 60]
    if not before and not names:
        words = behind.lstrip()
        return day.start if _NOTE.match(words) or _IMPRINT.match(words) or behind.startswith("\u3000\u3000") else None
    if _LABELLED.search(before):
        return None
    at_edge = not above.strip() or before.endswith(_ENDS_TEXT) or line[begin - 1 : begin] == "\u3000"
    if not names:
        is_closed = _CLOSING.search(before) is not None
        return day.start if at_edge and _may_end(behind, is_closed) else None
    if at_edge and (are_names(names, day.on) or OFFICER.fullmatch(names)):
        return begin if _may_end(behind, is_closed=True) else None
    if (known := known_at_end(names, day.on)) and _may_end(behind, is_closed=True):
        return line.rindex(known, start, day.start)
    return day.start if "附件" in before[-80:] and are_names(names[-30:], None) and _may_end(behind, False) else None


def goes_on_behind(following: Sequence[str]) -> bool:
    """Whether the line behind a day goes on with its sentence: 起施行."""
    return bool(following) and _GOES_ON.match(following[0].strip()) is not None


def _may_end(behind: str, is_closed: bool) -> bool:
    """Whether the words behind a day leave it the end of a text. `is_closed`: what stands before it says so."""
    words = behind.lstrip()
    if _IMPRINT.match(words):
        return True
    if not words or behind.startswith("\u3000\u3000") or _NOTE.match(words) or _ANNEXED.match(words):
        return True
    return is_closed and not (_GOES_ON.match(words) or _TELLS.match(words))
