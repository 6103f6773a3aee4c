"""Lists of what is repealed: numbered lines behind 决定废止下列文件, and the rows of 废止的规范性文件目录.

A sentence or heading begins a list; a heading of another list (继续有效的…目录) or a line that names no document ends
it. Between its entries stand the head of the table, printed again on the next page, numbers of pages and headings of
groups (二、省政府文件). An entry is a line, 1. 《样例通知》（样发〔2000〕2号）, or the cells of a row, whose columns
are known by their heads: 文件名称, 文号, 废止条款, 清理结果.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from parsers.grammar.document_number import Number, numbers_in, read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.grammar.relations.sentences import sentences_of
from parsers.passages import Passage
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
# 决定废止5部规章。 · 对5部规章予以废止（附件1）。 · 废止《…》等5部规章。
# 下列文件予以废止： · 决定对下列文件宣布失效： · 一、废止《…》等下列规章
_BEGINS = lazy_regex(
    rf"(?:{ENDS}(?:和宣布失效|和修改)?(?:了)?(?:下列|以下|如下|下述|\d{{1,4}}|[一二三四五六七八九十百]{{1,6}})(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,6}})?(?:个|件|项|部|份)?[^，。；《]{{0,16}}?(?:文件|规章|法规|规定|办法|标准|制度|决定|通知|[：:])"
    rf"|(?:下列|以下|下述)[^，。；《]{{0,20}}(?:文件|规章|法规|规定|办法|标准|通知)[^。；《]{{0,30}}?{ENDS}"
    rf"|(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,6}})(?:个|件|项|部|份)[^，。；《》]{{0,20}}?(?:文件|规章|法规|规定|办法|标准|制度)(?:予以|宣布|决定|全文|[^，。；《》]{{0,6}}){ENDS}"
    rf"|{ENDS}[^。；]{{0,200}}》[^。；《》]{{0,60}}等(?:下列|以下|共)?(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,6}})?(?:个|件|项|部|份)[^，。；《》]{{0,16}}?(?:文件|规章|法规|规定|办法|标准))"
    r"(?!的?(?:情况|工作|程序|意见|建议|后|前|原因|理由))[^。；：:]{0,30}[。：:]?$"
)
# 附件：废止的规范性文件目录 · 国务院决定废止的行政法规 · 宣布失效的文件目录（共10件） · 全文废止的税收规范性文件目录
_HEADING = lazy_regex(
    rf"^(?:附\s*件?\s*[一二三四五六七八九十\d]{{0,3}}\s*[:：.．、]?\s*)?(?:[一二三四五六七八九十\d]{{1,3}}\s*[、.．]\s*)?[^，。；：:《》]{{0,40}}?(?:{ENDS}(?:的|和|、|及|或|宣布|决定|全文|部分|条款)*)+"
    rf"[^，。；：:《》]{{0,30}}(?:目录|清单|一览表|名单|列表|文件|规章|法规|标准)(?:\s*[（(][^（）()]{{1,20}}[)）])?$"
)
_OTHER_HEADING = lazy_regex(
    r"^(?:附\s*件?\s*[一二三四五六七八九十\d]{0,3}\s*[:：.．、]?\s*)?(?:[一二三四五六七八九十\d]{1,3}\s*[、.．]\s*)?[^，。；：:《》]{0,40}?(?:有效|保留|修改|修订|施行|执行)[^，。；：:《》]{0,30}(?:目录|清单|一览表|名单|列表|文件|规章|法规|标准)(?:\s*[（(][^（）()]{1,20}[)）])?$"
)
# 要提出废止下列文件的建议
_PROPOSED = lazy_regex("建议|意见|请示|要求|应当|拟|应予|是否|可以|需要|研究提出|清理工作")
# 部分条款失效废止的文件目录
_OF_PARTS = lazy_regex(
    "条款(?:和[^，。]{1,4})?(?:失效|废止|停止)|(?:失效|废止|停止执行)[^。；：:，]{0,20}(?:条款|条文)"
)
# 附件：1.废止的文件目录: the names of annexes, of which none is an entry of a list
_ANNEXES = lazy_regex(r"附\s*件\s*[:：]")
_NOTE = lazy_regex(r"^说明[:：]|^注[:：]|^附注|^（|^\(")
# 废止以下文件：《…》（…）；《…》（…）
_INLINE = lazy_regex(
    rf"(?:{ENDS}(?:下列|以下|如下)[^，。；：:《》]{{0,24}}|(?:下列|以下)[^，。；：:《》]{{0,20}}{ENDS}[^，。；：:《》]{{0,8}})[：:]"
)
# 自2020年1月1日起废止 · 自本决定公布之日起失效
_FROM_A_DAY = lazy_regex(r"[自从于][^，。；]{2,30}(?:起|日)")
# 一、国务院文件（共5件） · （二）以省政府办公厅名义印发的文件 · 2010年: groups within a list
_GROUP = lazy_regex(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]\s*)?(?!(?:\d{1,3}\s*[、.．]\s*)?关于)[^，。；：《》〔]{0,40}(?:文件|规章|法规|规定|公文|标准|年)\s*(?:[（(]\s*共?\s*\d{1,4}\s*[件项部个]\s*[)）])?"
)
# - 2 - · 第2页 共5页
_PAGE = lazy_regex(r"[-—－–\s]*\d{1,4}[-—－–\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_ANNEX = lazy_regex(r"附\s*件\s*[一二三四五六七八九十\d]*\s*[:：]?")
_CELLS = lazy_regex(r"\t| \| ")
_BETWEEN = 3
"""The most lines between two numbered entries that belong to neither: the head of a page."""


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


def _read_head(cells: list[str]) -> Columns | None:
    """The columns that the head of a table names; None for a row that is no head."""
    keys = [compact(cell) for cell in cells]
    name = next((at for at, key in enumerate(keys) if _NAME.fullmatch(key)), None)
    if name is None:
        return None

    def column(pattern: re.Pattern[str]) -> int | None:
        return next((at for at, key in enumerate(keys) if pattern.fullmatch(key)), None)

    return Columns(name, column(_NUMBER), column(_PART), column(_RESULT))


def _is_head(words: list[str]) -> bool:
    """Whether words are nothing but heads of columns: 序号 文件名称 文号."""
    return all(
        any(pattern.fullmatch(compact(word)) for pattern in (_NAME, _NUMBER, _PART, _RESULT, _OTHER_HEAD))
        for word in words
    )


def read_line(words: str, references: ReferenceReader, *, needs_number: bool = False) -> list[Listed]:
    """The documents of an entry without its enumerator; none for other words."""
    references_read = references.read(words)
    if references_read and references_read[0].title and _OWNER.fullmatch(words, 0, references_read[0].start):
        if _GRASPED.match(words) or _OTHERWISE.search(words, references_read[-1].end):
            return []
        listed = [Listed(references_read[0], part_behind(words, references_read[0].end))]
        for before, one in pairwise(references_read):
            if one.title is None or not _NEXT.fullmatch(words, before.end, one.start):
                break
            listed.append(Listed(one, part_behind(words, one.end)))
    else:
        listed = _read_plain(words, references, needs_number=needs_number)
    if listed and _PARTLY.search(words):
        return [one._replace(part=one.part or SOME_PARTS) for one in listed]
    return listed


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

    def cell(at: int | None) -> str | None:
        return cells[at] if at is not None and at < len(cells) else None

    columns = columns if columns and columns.name < len(cells) else _guess(cells)
    if columns is None:
        return []
    result = cell(columns.result)
    if result is not None and (not re.search(ENDS, result) or "不" in result or "有效" in result.replace("失效", "")):
        return []
    name = ENUMERATOR.sub("", cells[columns.name])
    if len(compact(name)) < 4:
        return []
    read = references.read(name)
    inside = read[0] if read and read[0].start == 0 and read[0].end == len(name) else None
    title = inside.title if inside else name.strip("《》") if name.count("《") <= 1 else name
    number = read_number((cell(columns.number) or "").removeprefix("原"))
    standard = number.standard if number else inside.number if inside else None
    part = cell(columns.part) or ""
    partly = SOME_PARTS if _PARTLY.search(" ".join(cells)) else None
    return [Listed(Reference(title, standard, 0, len(name)), part if _MENTIONS_A_PART.search(part) else partly)]


def part_behind(words: str, at: int) -> str | None:
    """The part that stands behind a document: 《…》第三条."""
    part = _PART_BEHIND.match(words, at)
    return part["part"].strip() if part else None


def _looks_whole(words: str) -> bool:
    """Whether an entry is complete: it ends with a number, a closed bracket, a mark, or like a document."""
    bare = words.rstrip()
    return bare.endswith(("号", "）", ")", "》", "；", ";", "。")) or ending_of(bare) is not None


def _is_number(words: str) -> bool:
    """Whether a line is a number alone, also in brackets."""
    number = read_number(words) if len(words) <= 60 and "号" in words and not _PROSE.search(words) else None
    return number is not None and compact(number.as_printed) == compact(words).strip("（）()")


def _guess(cells: list[str]) -> Columns | None:
    """The columns of a table without a head: the longest title, and the cell that is a number."""
    ends = [ending_of(_TAIL.sub("", cell).rstrip("》")) for cell in cells]
    titles = [at for at, cell in enumerate(cells) if ends[at] or cell.startswith(("《", "关于"))]
    if not titles:
        return None
    name = max(titles, key=lambda at: len(cells[at]))
    number = next((at for at, cell in enumerate(cells) if at != name and "号" in cell and read_number(cell)), None)
    return Columns(name, number, None, None)


class Entry(NamedTuple):
    """A document of a list of repeals, where it stands, and the words that begin the list."""

    reference: Reference
    part: str | None
    words: str
    passage: Passage
    opening: str


class RepealList:
    """Follows the lines of one document and says which of them are entries of a list of repeals."""

    def __init__(self, references: ReferenceReader) -> None:
        self._references = references
        self._open = False
        self._opening = ""
        self._columns: Columns | None = None
        self._entries = 0
        self._last = 0
        self._left = _BETWEEN
        self._row: tuple[str, Passage] | None = None
        self._among_annexes = False
        self._rows_only = False
        self._default_part: str | None = None
        self.took_line = False
        """Whether the last line is one of the list, and no sentence."""

    def read(self, passage: Passage) -> list[Entry]:
        """The entries that are complete with this line: an entry reaches to the beginning of the next one."""
        self.took_line = False
        if not (self._open or self._among_annexes or _begins_something(passage.text)):
            return []
        text = passage.text.strip()
        self._among_annexes = _ANNEXES.match(text) is not None or (
            self._among_annexes and (text == "下载" or ENUMERATOR.match(text) is not None)
        )
        if self._begins(text):
            return self._begin(text)
        if (inline := _INLINE.search(text) if "《" in text else None) and not _is_proposed(inline):
            self.took_line = True
            return [*self.finish(), *self._inline(text, inline, passage)]
        return list(self._follow(text, passage)) if self._open else []

    def finish(self) -> list[Entry]:
        """The entry that no further line completes."""
        row, self._row = self._row, None
        if row is None:
            return []
        return list(self._entered(read_line(ENUMERATOR.sub("", row[0], count=1), self._references), *row))

    def _entered(self, listed: list[Listed], words: str, passage: Passage) -> Iterator[Entry]:
        self._entries += len(listed)
        # where the table says for each row what becomes of the document, its heading says nothing
        default = None if self._columns and self._columns.result is not None else self._default_part
        for reference in listed:
            yield Entry(reference.reference, reference.part or default, words, passage, self._opening)

    def _begin(self, text: str) -> list[Entry]:
        entries = self.finish()
        self._open, self._columns, self._entries, self._last = True, None, 0, 0
        self._left = _BETWEEN
        self._rows_only = self._among_annexes
        self._default_part = SOME_PARTS if _OF_PARTS.search(text) else None
        if _FROM_A_DAY.search(text) or not _FROM_A_DAY.search(self._opening):
            self._opening = text
        return entries

    def _close(self) -> list[Entry]:
        self._open = False
        return self.finish()

    def _inline(self, text: str, begins: re.Match[str], passage: Passage) -> Iterator[Entry]:
        """The documents behind the colon of a line that lists them all, as far as the full stop."""
        end = begins.end()
        for sentence in sentences_of(text[end:]):
            end += len(sentence)
            if sentence.endswith("。"):
                break
        words = text[begins.end() : end]
        for reference in self._references.read(words):
            if reference.title:
                yield Entry(reference, part_behind(words, reference.end), text, passage, text[: begins.end()])

    def _begins(self, text: str) -> bool:
        if not _begins_something(text):
            return False
        last = re.split("[。；]", text.rstrip("。；"))[-1]
        if begins := _BEGINS.search(text if len(text) < 200 else last):
            return not _is_proposed(begins)
        return len(text) < 80 and _HEADING.match(text) is not None

    def _follow(self, text: str, passage: Passage) -> Iterator[Entry]:
        """The entries that a line of an open list completes."""
        if (len(text) < 60 and _OTHER_HEADING.match(text)) or (self._entries and _ANNEX.fullmatch(text)):
            yield from self._close()
            return
        cells = [cell.strip() for cell in _CELLS.split(text)]
        if len(cells) > 1:
            yield from self._table_row(cells, text, passage)
        elif _is_head(text.split()):
            self.took_line = True
            yield from self.finish()
            self._rows_only = False
        elif _PAGE.fullmatch(text):
            self.took_line = True
        elif not self._rows_only:
            yield from self._line(text, passage)
        elif len(text) >= 40 or text.endswith("。"):
            yield from self._close()

    def _table_row(self, cells: list[str], text: str, passage: Passage) -> Iterator[Entry]:
        yield from self.finish()
        self.took_line = True
        if head := _read_head(cells):
            self._columns = head
        else:
            yield from self._entered(read_cells(cells, self._columns, self._references), text, passage)

    def _line(self, text: str, passage: Passage) -> Iterator[Entry]:
        """A line of running text: the beginning of an entry, its continuation, or what ends the list."""
        enumerator = ENUMERATOR.match(text)
        number = (read_numeral(re.sub(r"\D", "", enumerator[0])) or 0) if enumerator else 0
        if self._row and self._continues(self._row[0], text, number):
            self.took_line = True
            words, begun = self._row
            self._row = (f"{words} {text}" if _is_number(text) else words + text, begun)
            return
        yield from self.finish()
        if _GROUP.fullmatch(text) or not text or (enumerator is None and _NOTE.match(text)):
            self.took_line, self._last = True, 0
            return
        is_next = not self._last or number == self._last + 1 or (number == 1 and self._left == _BETWEEN)
        words = text[enumerator.end() :] if enumerator else text
        is_entry = is_next and self._is_entry(words, text, is_numbered=enumerator is not None)
        if is_entry:
            self.took_line = True
            self._row, self._last, self._left = (text, passage), number, _BETWEEN
            return
        self._left -= 1
        may_go_on = self._last > 0 if self._entries else self._left > 0
        self._open = may_go_on and self._left >= 0 and len(text) < 40 and not text.endswith("。")

    def _continues(self, row: str, text: str, number: int) -> bool:
        """Whether a line goes on with the entry before it: its number, or the rest of a title that is not complete."""
        if number and number == self._last + 1:
            return False
        if _is_number(text):
            return True
        return not number and not _looks_whole(row) and len(text) <= 80 and not text.endswith("。")

    def _is_entry(self, words: str, text: str, *, is_numbered: bool) -> bool:
        needs_number = not is_numbered and not self._entries
        if read_line(words, self._references, needs_number=needs_number):
            return True
        # 1 关于样例: goes on in the next line
        return is_numbered and self._last > 0 and not text.endswith(("。", "：", ":")) and "关于" in words[:30]


def may_hold_list(text: str) -> bool:
    """Whether the lines of a text can hold a list of repeals: a quick look, for most texts hold none."""
    return "废止" in text or "失效" in text or "停止执行" in text or "作废" in text


def last_ending(opening: str) -> int:
    """The index of the last 废止 or 失效 in the words that begin a list; their length where none is."""
    return max((match.start() for match in re.finditer(ENDS, opening)), default=len(opening))


def _begins_something(line: str) -> bool:
    """Whether a line can begin a list of repeals or of annexes: a quick look, for most lines do neither."""
    return "附" in line[:4] or may_hold_list(line)


def _is_proposed(begins: re.Match[str]) -> bool:
    """Whether the clause that begins a list asks for a repeal: 要提出废止下列文件的建议."""
    clause = max(begins.string.rfind(sign, 0, begins.start()) for sign in "，。；：")
    return _PROPOSED.search(begins.string, clause + 1, begins.end()) is not None
