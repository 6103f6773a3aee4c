"""Lists of what is repealed: numbered lines behind 决定废止下列文件, and the rows of 废止的规范性文件目录.

A sentence or heading begins a list; a heading of another list (继续有效的…目录) or a line that names no document ends
it. Columns are known by their heads: 文件名称, 文号, 废止条款, 清理结果.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from parsers.grammar.document_number import read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.text import compact

_ENDS = r"(?:废止|失效|停止执行|作废)"
# 决定废止5部规章。 · 下列文件予以废止： · 决定对下列文件宣布失效： · 一、废止《…》等下列规章
_BEGINS = re.compile(
    rf"(?:{_ENDS}(?:和宣布失效|和修改)?(?:了)?(?:下列|以下|如下|下述|\d+|[一二三四五六七八九十百]+)(?:\d+|[一二三四五六七八九十百]+)?(?:个|件|项|部|份)?[^，。；]{{0,16}}?(?:文件|规章|法规|规定|办法|标准|制度|决定|通知|[：:])"
    rf"|(?:下列|以下|下述)[^，。；]{{0,20}}(?:文件|规章|法规|规定|办法|标准|通知)[^。；]{{0,30}}?{_ENDS})(?P<rest>[^。；：:]{{0,30}})[。：:]?$"
)
# 附件：废止的规范性文件目录 · 国务院决定废止的行政法规 · 宣布失效的文件目录（共10件） · 全文废止的税收规范性文件目录
_HEADING = re.compile(
    rf"^(?:附\s*件?\s*[一二三四五六七八九十\d]{{0,3}}\s*[:：.．、]?\s*)?(?:[一二三四五六七八九十\d]{{1,3}}\s*[、.．]\s*)?[^，。；：:《》]{{0,40}}?(?:{_ENDS}(?:的|和|、|及|或|宣布|决定|全文|部分|条款)*)+"
    rf"[^，。；：:《》]{{0,30}}(?:目录|清单|一览表|名单|列表|文件|规章|法规|标准)(?:\s*[（(][^（）()]{{1,20}}[)）])?$"
)
_OTHER_HEADING = re.compile(
    r"^(?:附\s*件?\s*[一二三四五六七八九十\d]{0,3}\s*[:：.．、]?\s*)?(?:[一二三四五六七八九十\d]{1,3}\s*[、.．]\s*)?[^，。；：:《》]{0,40}?(?:有效|保留|修改|修订|施行|执行)[^，。；：:《》]{0,30}(?:目录|清单|一览表|名单|列表|文件|规章|法规|标准)(?:\s*[（(][^（）()]{1,20}[)）])?$"
)
# 附件1：废止的文件目录.pdf: the name of a file
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|ofd|zip)$")
# 要提出废止下列文件的建议
_PROPOSED = re.compile("建议|意见|请示|要求|应当|拟|应予|是否|可以|需要|研究提出|清理工作")
# 部分条款失效废止的文件目录
_OF_PARTS = re.compile("条款(?:和[^，。]{1,4})?(?:失效|废止|停止)|(?:失效|废止|停止执行)(?:的)?(?:部分)?条款")
_SOME_PARTS = "部分条款"
# 附件：1.废止的文件目录: the names of annexes, of which none is an entry of a list
_ANNEXES = re.compile(r"附\s*件\s*[:：]")
_ENUMERATOR = re.compile(
    r"^\s*(?:[（(]\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[)）]|(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*[、.．]|第[一二三四五六七八九十百]{1,5}[、.．]|\d{1,4}(?=\s|《|关于)|[①-⑳]|\*|·)\s*"
)
_CELLS = re.compile(r"\t| \| ")
_NAME = re.compile(r"(?:文件|规章|法规|标准|规范性文件|行政法规|公文|名目)?(?:名称|标题|题目|题名)|文件|规章")
_NUMBER = re.compile(r"(?:发文|文件|公布|发布|发文文|标准)?(?:字号|文号|令号|编号|文件号)|发布文号")
_PART = re.compile(r"(?:全文|废止|失效|停止执行|和|、|的|或)*(?:条款|内容|条款内容|部分|条文)|备注")
_RESULT = re.compile(r"(?:清理|处理)(?:结果|意见|决定|方式|情况|结论)|有效性|效力状态|状态")
_NOTE = re.compile(r"^说明[:：]|^注[:：]|^附注|^（|^\(")
_MENTIONS_A_PART = re.compile(r"第[一二三四五六七八九十百零〇\d]+[章节条款项]")
# 样例部《关于…的通知》 · 1999年3月2日样例部发布的《…》
_OWNER = re.compile(r"[^，。；：《》（）()]{0,60}?(?:发布|印发|公布|制定|批准)的|[^，。；：《》（）()关]{0,40}")
# 关于样例的规定 样例发〔2000〕2号
_NUMBER_BEHIND = re.compile(r"\s+(?P<number>\S{1,20}\d{4}\S{1,12}号)$")
# 废止以下文件：《…》（…）；《…》（…）
_INLINE = re.compile(
    rf"(?:{_ENDS}(?:下列|以下|如下)[^，。；：:《》]{{0,24}}|(?:下列|以下)[^，。；：:《》]{{0,20}}{_ENDS}[^，。；：:《》]{{0,8}})[：:]"
)
_TAIL = re.compile(r"\s*[（(][^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*[)）]\s*[；;。，,、]?\s*$")


class Listed(NamedTuple):
    """A document in a list of repeals, and the part that is repealed where that is not the whole."""

    reference: Reference
    part: str | None


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int
    number: int | None
    part: int | None
    result: int | None


class RepealList:
    """Follows the lines of one document and says which of them are entries of a list of repeals."""

    def __init__(self, references: ReferenceReader) -> None:
        self._references = references
        self._open = False
        self._columns: _Columns | None = None
        self._entries = 0
        self._among_annexes = False
        self._rows_only = False
        self._default_part: str | None = None

    def read(self, line: str) -> list[Listed]:
        """The documents that a line lists as repealed; an empty list for all other lines."""
        if not (self._open or self._among_annexes or _begins_something(line)):
            return []
        text = line.strip()
        self._among_annexes = _ANNEXES.match(text) is not None or (
            self._among_annexes and (text == "下载" or _ENUMERATOR.match(text) is not None)
        )
        if self._begins(text):
            self._open, self._columns, self._entries = True, None, 0
            self._rows_only = self._among_annexes
            self._default_part = _SOME_PARTS if _OF_PARTS.search(text) else None
            return []
        if (inline := _INLINE.search(text) if "《" in text else None) and not _is_proposed(inline):
            return self._inline(text[inline.end() :])
        if not self._open:
            return []
        if len(text) < 60 and _OTHER_HEADING.match(text):
            self._open = False
            return []
        cells = [cell.strip() for cell in _CELLS.split(text)]
        listed = self._row(cells) if len(cells) > 1 else None if self._rows_only else self._item(text)
        if listed is None:
            self._open = self._entries == 0 and len(text) < 40 and not text.endswith("。")
            return []
        self._entries += len(listed)
        if self._columns and self._columns.result is not None:
            return listed  # each row says for itself what becomes of the document
        return [one._replace(part=one.part or self._default_part) for one in listed]

    def _inline(self, words: str) -> list[Listed]:
        """The documents behind the colon of a line that lists them all."""
        found = self._references.read(words)
        return [Listed(one, _part_of(words[one.end :])) for one in found if one.title]

    def _begins(self, text: str) -> bool:
        if not _begins_something(text):
            return False
        last = re.split("[。；]", text.rstrip("。；"))[-1]
        if begins := _BEGINS.search(text if len(text) < 200 else last):
            return "《" not in begins.group() and not _is_proposed(begins)
        if _FILE_NAME.search(text):
            return False
        return len(text) < 80 and _HEADING.match(text) is not None

    def _item(self, text: str) -> list[Listed] | None:
        """The documents of a line of a list; None for a line that ends the list."""
        enumerator = _ENUMERATOR.match(text)
        words = text[enumerator.end() :] if enumerator else text
        if not words or _NOTE.match(text):
            return []
        found = self._references.read(words)
        if found and _OWNER.fullmatch(words[: found[0].start]):
            first = found[0]
            return [Listed(first, _part_of(words[first.end :]))]
        return self._plain_item(words) if enumerator or self._entries else self._plain_item(words, certain=True)

    def _plain_item(self, words: str, *, certain: bool = False) -> list[Listed] | None:
        """A title without 《》: 国家样例管理暂行规定（2001年1月20日样例部令第4号公布）."""
        title, tail = words.rstrip("；;。，,、 　"), ""
        if (behind := _NUMBER_BEHIND.search(title)) and read_number(behind["number"]):
            title, tail = title[: behind.start()], f"（{behind['number']}）"
        while bracket := _TAIL.search(title):
            tail = title[bracket.start() :] + tail
            title = title[: bracket.start()].rstrip()
        if not 4 <= len(title) <= 120 or any(sign in title for sign in "。；，《"):
            return None
        is_numbered = any(sign.isdigit() for sign in tail)
        if ending_of(title) is None and not title.startswith("关于") and not is_numbered:
            return None
        if certain and not tail:
            return None
        version = re.match(r"\s*[（(](试行|暂行|[^（()）号]{0,8}(?:修订|修正|年版|年本))[)）]", tail)
        whole = f"{title}（{version[1]}）" if version else title
        read = self._references.read(f"《{title}》{tail}")
        number = read[0].number if read else None
        return [Listed(Reference(whole, number, 0, len(words)), None)]

    def _row(self, cells: list[str]) -> list[Listed] | None:
        if header := _header(cells):
            self._columns = header
            return []
        columns = self._columns or _guess(cells)
        if columns is None or len(cells) <= columns.name:
            return []
        if columns.result is not None and columns.result < len(cells):
            result = cells[columns.result]
            if not re.search(_ENDS, result) or "不" in result or "有效" in result.replace("失效", ""):
                return []
        name = (
            _ENUMERATOR.sub("", cells[columns.name])
            if not cells[columns.name].startswith("《")
            else cells[columns.name]
        )
        if len(compact(name)) < 4:
            return []
        read = self._references.read(name)
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
        return [Listed(reference, part if _MENTIONS_A_PART.search(part) else None)]


def _begins_something(line: str) -> bool:
    """Whether a line can begin a list of repeals or of annexes: a quick look, for most lines do neither."""
    return "废止" in line or "失效" in line or "停止执行" in line or "作废" in line or "附" in line[:4]


def _is_proposed(begins: re.Match[str]) -> bool:
    """Whether the clause that begins a list asks for a repeal: 要提出废止下列文件的建议."""
    clause = max(begins.string.rfind(sign, 0, begins.start()) for sign in "，。；：")
    return _PROPOSED.search(begins.string, clause + 1, begins.end()) is not None


def _part_of(behind: str) -> str | None:
    part = re.match(r"\s*(?:中的?|的)?(?P<part>第[一二三四五六七八九十百零〇\d][^，。；]*)", behind)
    return part["part"].strip() if part else None


def _header(cells: list[str]) -> _Columns | None:
    keys = [compact(cell) for cell in cells]
    name = next((at for at, key in enumerate(keys) if _NAME.fullmatch(key)), None)
    if name is None:
        return None

    def column(pattern: re.Pattern[str]) -> int | None:
        return next((at for at, key in enumerate(keys) if pattern.fullmatch(key)), None)

    return _Columns(name, column(_NUMBER), column(_PART), column(_RESULT))


def _guess(cells: list[str]) -> _Columns | None:
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
    return _Columns(name, number, None, None)
