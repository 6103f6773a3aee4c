"""Reads one entry of a list of repealed documents: a line with a title and number, or the cells of a table's row.

1. 《关于样例的通知》（样例发〔2000〕2号） · 1 关于样例的通知 样例发〔2000〕2号 2000-01-02 · cells by tabs or lines.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from parsers.grammar.document_number import Number, numbers_in, read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.text import compact

ENDS = r"(?:废止|失效|停止执行|作废)"
ENUMERATOR = lazy_regex(
    r"^\s*(?:[（(]\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[)）]|(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[、.．]|第[一二三四五六七八九十百]{1,5}[、.．]|\d{1,4}(?=\s|《|关于)|[①-⑳]|\*|·)\s*"
)
_NAME = lazy_regex(r"(?:文件|规章|法规|标准|规范性文件|行政法规|公文|名目)?(?:名称|标题|题目|题名)|文件|规章")
_NUMBER = lazy_regex(r"(?:发文|文件|公布|发布|发文文|标准)?(?:字号|文号|令号|编号|文件号)|发布文号")
_PART = lazy_regex(r"(?:全文|废止|失效|停止执行|和|、|的|或)*(?:条款|内容|条款内容|部分|条文)|备注")
_RESULT = lazy_regex(r"(?:清理|处理)(?:结果|意见|决定|方式|情况|结论)|有效性|效力状态|状态")
_OTHER_HEAD = lazy_regex(
    r"序号?|号|编号|(?:发文|发布|公布|印发|制定|颁布|实施|成文|施行|起草|实施)?(?:日期|时间|机关|单位|部门|主体|年份)|类别|说明|(?:废止|失效)?(?:理由|依据|原因|时间|日期)|页码"
)
_MENTIONS_A_PART = lazy_regex(r"第[一二三四五六七八九十百零〇\d]+[章节条款项]")
# 样例部《关于…的通知》 · 1999年3月2日样例部发布的《…》
_OWNER = lazy_regex(r"[^，。；：《》（）()]{0,60}?(?:发布|印发|公布|制定|批准)的|[^，。；：《》（）()关]{0,40}")
# 《…》（…号）、《…》（…号）: several documents in one entry
_NEXT = lazy_regex(r"\s*(?:[、，,；;和及与]|以及)?\s*(?:原|[^，。；：《》（）()关]{0,20})?")
_DAY = r"(?:\d{4}[-./年]\d{1,2}(?:[-./月](?:\d{1,2}日?)?)?)"
# the cells behind title and number: a day, 全文废止, a remark in brackets
_REST_OF_ROW = lazy_regex(rf"(?:\s+(?:{_DAY}|(?:全文|整体)?(?:废止|失效)|已?失效))+\s*$")
_TAIL = lazy_regex(r"\s*[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）]\s*[；;。，,、]?\s*$")
_VERSION = lazy_regex(r"\s*[（(](试行|暂行|[^（()）号]{0,8}(?:修订|修正|年版|年本))[)）]")
_PART_BEHIND = lazy_regex(r"\s*(?:中的?|的)?(?P<part>第[一二三四五六七八九十百零〇\d][^，。；]*)")
# 特此通知 · 对1部行政法规的部分条款予以修改: ends like a title, and is none
_LONGEST_ENTRY = 600
_NO_TITLE = lazy_regex(r"^特此|(?:此|本)(?:通知|公告|决定)$|^(?:对|将|删去|增加)|予以|作出|[现经]将")
# 对《…》作出修改 · 《…》继续有效: what becomes of it is said, and it is no repeal
_OTHERWISE = lazy_regex(r"修改|修订|修正|保留|继续(?:有效|执行|实施)")
# （部分条款失效） behind an entry
_PARTLY = lazy_regex(r"部分(?:条款|内容)?(?:废止|失效|停止执行)|(?:废止|失效)部分(?:条款|内容)")
SOME_PARTS = "部分条款"
# 样例部关于执行《样例条例》若干问题的意见
_ABOUT_ANOTHER = lazy_regex(r"[^《》]*关于[^《》]*《")
_PROSE = lazy_regex("的|关于|通知|意见")
_GRASPED = lazy_regex(r"(?:^|[，；：])\s*(?:对|将|在|把|删去|修改|修订|根据|按照)")


class Listed(NamedTuple):
    """A document in a list of repeals, and the part that is repealed where that is not the whole."""

    reference: Reference
    part: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of documents."""

    name: int
    number: int | None
    part: int | None
    result: int | None


def read_head(cells: list[str]) -> Columns | None:
    """The columns that the head of a table names; None for a row that is no head."""
    keys = [compact(cell) for cell in cells]
    name = next((at for at, key in enumerate(keys) if _NAME.fullmatch(key)), None)
    if name is None:
        return None

    def column(pattern: re.Pattern[str]) -> int | None:
        return next((at for at, key in enumerate(keys) if pattern.fullmatch(key)), None)

    return Columns(name, column(_NUMBER), column(_PART), column(_RESULT))


def is_head(words: list[str]) -> bool:
    """Whether words are nothing but heads of columns: 序号 文件名称 文号."""
    return all(
        any(pattern.fullmatch(compact(word)) for pattern in (_NAME, _NUMBER, _PART, _RESULT, _OTHER_HEAD))
        for word in words
    )


def read_line(words: str, references: ReferenceReader, *, needs_number: bool = False) -> list[Listed]:
    """The documents of an entry without its enumerator; none for other words."""
    listed = _read_documents(words, references, needs_number=needs_number)
    if listed and _PARTLY.search(words):
        return [one._replace(part=one.part or SOME_PARTS) for one in listed]
    return listed


def _read_documents(words: str, references: ReferenceReader, *, needs_number: bool) -> list[Listed]:
    found = references.read(words)
    if found and found[0].title and _OWNER.fullmatch(words, 0, found[0].start):
        if _GRASPED.match(words) or _OTHERWISE.search(words, found[-1].end):
            return []
        listed = [Listed(found[0], part_behind(words, found[0].end))]
        for before, one in pairwise(found):
            if one.title is None or not _NEXT.fullmatch(words, before.end, one.start):
                break
            listed.append(Listed(one, part_behind(words, one.end)))
        return listed
    return _read_plain(words, references, needs_number=needs_number)


def _read_plain(words: str, references: ReferenceReader, *, needs_number: bool) -> list[Listed]:
    """A title without 《》: 国家样例管理规定（2001年1月20日样例部令第4号公布） · 关于样例的通知 样例发〔2000〕2号."""
    if len(words) > _LONGEST_ENTRY:
        return []
    title, tail = _REST_OF_ROW.sub("", words.rstrip("；;。，,、 　")), ""
    if (number := _bare_number(title)) is not None:
        before, behind = title[: number.start], title[number.start + len(number.as_printed) :]
        title = before if len(compact(before)) >= 4 else behind
        title, tail = _REST_OF_ROW.sub("", title.strip()), f"（{number.as_printed}）"
    while bracket := _TAIL.search(title):
        tail = title[bracket.start() :] + tail
        title = title[: bracket.start()].rstrip()
    if not 4 <= len(title) <= 120 or any(sign in title for sign in "。；，") or _NO_TITLE.search(title):
        return []
    if "《" in title and not (_ABOUT_ANOTHER.match(title) and ending_of(title)):
        return []
    is_numbered = any(sign.isdigit() for sign in tail) and "附件" not in tail
    if ending_of(title) is None and "关于" not in title and not is_numbered:
        return []
    if needs_number and not tail:
        return []
    version = _VERSION.match(tail)
    whole = f"{title}（{version[1]}）" if version else title
    read = references.read(f"《{title}》{tail}")
    return [Listed(Reference(whole, read[0].number if read else None, 0, len(words)), None)]


def _bare_number(words: str) -> Number | None:
    """The last number of a row that stands between blanks, not in brackets or within a title."""
    if "号" not in words:
        return None
    for number in reversed(numbers_in(words)):
        before, behind = words[: number.start], words[number.start + len(number.as_printed) :]
        if (not before.strip() or before[-1].isspace()) and (not behind.strip() or behind[0].isspace()):
            return number
    return None


def read_cells(cells: list[str], columns: Columns | None, references: ReferenceReader) -> list[Listed]:
    """The document of a table's row. A row whose result is not a repeal gives none."""
    columns = columns if columns and columns.name < len(cells) else _guess(cells)
    if columns is None:
        return []
    if columns.result is not None and columns.result < len(cells):
        result = cells[columns.result]
        if not re.search(ENDS, result) or "不" in result or "有效" in result.replace("失效", ""):
            return []
    name = ENUMERATOR.sub("", cells[columns.name])
    if len(compact(name)) < 4:
        return []
    read = references.read(name)
    printed = cells[columns.number] if columns.number is not None and columns.number < len(cells) else ""
    number = read_number(printed.removeprefix("原")) if printed else None
    part = cells[columns.part] if columns.part is not None and columns.part < len(cells) else ""
    title = name.strip("《》") if name.count("《") <= 1 else name
    inside = read[0] if read and read[0].start == 0 and read[0].end == len(name) else None
    reference = Reference(
        inside.title if inside else title,
        number.standard if number else (inside.number if inside else None),
        0,
        len(name),
    )
    if _PARTLY.search(" ".join(cells)):
        part = part if _MENTIONS_A_PART.search(part) else SOME_PARTS
        return [Listed(reference, part)]
    return [Listed(reference, part if _MENTIONS_A_PART.search(part) else None)]


def part_behind(words: str, at: int) -> str | None:
    """The part that stands behind a document: 《…》第三条."""
    part = _PART_BEHIND.match(words, at)
    return part["part"].strip() if part else None


def looks_whole(words: str) -> bool:
    """Whether an entry is complete: it ends with a number, a closed bracket, a mark, or like a document."""
    bare = words.rstrip()
    return bare.endswith(("号", "）", ")", "》", "；", ";", "。")) or ending_of(bare) is not None


def is_number(words: str) -> bool:
    """Whether a line is a number alone, also in brackets."""
    number = read_number(words) if len(words) <= 60 and "号" in words and not _PROSE.search(words) else None
    return number is not None and compact(number.as_printed) == compact(words).strip("（）()")


def _guess(cells: list[str]) -> Columns | None:
    """The columns of a table without a head: the longest title, and the cell that is a number."""
    titles = [
        at
        for at, cell in enumerate(cells)
        if cell.startswith(("《", "关于")) or ending_of(_TAIL.sub("", cell).rstrip("》"))
    ]
    if not titles:
        return None
    name = max(titles, key=lambda at: len(cells[at]))
    number = next((at for at, cell in enumerate(cells) if at != name and "号" in cell and read_number(cell)), None)
    return Columns(name, number, None, None)
