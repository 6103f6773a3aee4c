"""Lists of what is repealed: numbered lines behind 决定废止下列文件, and the rows of 废止的规范性文件目录.

A sentence or heading begins a list; a heading of another list (继续有效的…目录) or a line that names no document ends
it. Between its entries stand the head of the table, printed again on the next page, numbers of pages and headings of
groups (二、省政府文件). Columns are known by their heads: 文件名称, 文号, 废止条款, 清理结果.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.file_types import ANY_ENDING
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.grammar.relations.repeal_rows import (
    ENDS,
    ENUMERATOR,
    SOME_PARTS,
    Columns,
    Listed,
    is_head,
    is_number,
    looks_whole,
    part_behind,
    read_cells,
    read_head,
    read_line,
)
from parsers.grammar.relations.sentences import sentences_of
from parsers.passages import Passage

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
# 附件1：废止的文件目录.pdf: the name of a file
_FILE_NAME = lazy_regex(rf"\.(?:{ANY_ENDING})$")
# 要提出废止下列文件的建议
_PROPOSED = lazy_regex("建议|意见|请示|要求|应当|拟|应予|是否|可以|需要|研究提出|清理工作")
# 部分条款失效废止的文件目录
_OF_PARTS = lazy_regex("条款(?:和[^，。]{1,4})?(?:失效|废止|停止)|(?:失效|废止|停止执行)(?:的)?(?:部分)?条款")
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
# …号） 2. 《…》: entries that a saver ran together
_RUN_TOGETHER = lazy_regex(r"(?<=[)）；;》。号])\s*(?=\d{1,3}\s*[、.．](?!\d))")
_CELLS = lazy_regex(r"\t| \| ")
_BETWEEN = 3
"""The most lines between two numbered entries that belong to neither: the head of a page."""


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
        self._row: list[str] = []
        self._row_passage: Passage | None = None
        self._documents: list[Listed] = []
        """Those of the row, where its line was read to see whether it is an entry and no other line goes on with it."""
        self._cells_on_lines = False
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
        row, passage, listed = self._row, self._row_passage, self._documents
        self._row, self._documents = [], []
        if passage is None or not row:
            return []
        if self._cells_on_lines and len(row) > 1:
            words, listed = " ".join(row), read_cells(row, None, self._references)
        else:
            words = row[0]
            enumerator = ENUMERATOR.match(words)
            at = enumerator.end() if enumerator else 0
            listed = listed or read_line(words[at:], self._references)
        return list(self._entered(listed, words, passage))

    def _entered(self, listed: list[Listed], words: str, passage: Passage) -> Iterator[Entry]:
        self._entries += len(listed)
        # where the table says for each row what becomes of the document, its heading says nothing
        default = None if self._columns and self._columns.result is not None else self._default_part
        for one in listed:
            yield Entry(one.reference, one.part or default, words, passage, self._opening)

    def _begin(self, text: str) -> list[Entry]:
        entries = self.finish()
        self._open, self._columns, self._entries, self._last = True, None, 0, 0
        self._left, self._cells_on_lines = _BETWEEN, False
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
        for one in self._references.read(words):
            if one.title:
                yield Entry(one, part_behind(words, one.end), text, passage, text[: begins.end()])

    def _begins(self, text: str) -> bool:
        if not _begins_something(text):
            return False
        last = re.split("[。；]", text.rstrip("。；"))[-1]
        if begins := _BEGINS.search(text if len(text) < 200 else last):
            return not _is_proposed(begins)
        if _FILE_NAME.search(text):
            return False
        return len(text) < 80 and _HEADING.match(text) is not None

    def _follow(self, text: str, passage: Passage) -> Iterator[Entry]:
        """The entries that a line of an open list completes."""
        if (len(text) < 60 and _OTHER_HEADING.match(text)) or (self._entries and _ANNEX.fullmatch(text)):
            yield from self._close()
            return
        cells = [cell.strip() for cell in _CELLS.split(text)]
        if len(cells) > 1:
            yield from self._table_row(cells, text, passage)
        elif is_head(text.split()):
            self.took_line = True
            yield from self.finish()
            self._cells_on_lines = len(text.split()) == 1
            self._rows_only = False
        elif self._cells_on_lines and not text.endswith("。"):
            yield from self._cell(text, passage)
        elif _PAGE.fullmatch(text):
            self.took_line = True
        elif not self._rows_only:
            for piece in _RUN_TOGETHER.split(text):
                yield from self._line(piece, passage)
        elif len(text) >= 40 or text.endswith("。"):
            yield from self._close()

    def _table_row(self, cells: list[str], text: str, passage: Passage) -> Iterator[Entry]:
        yield from self.finish()
        self.took_line = True
        if head := read_head(cells):
            self._columns = head
        else:
            yield from self._entered(read_cells(cells, self._columns, self._references), text, passage)

    def _cell(self, text: str, passage: Passage) -> Iterator[Entry]:
        """A cell on a line of its own; a running number begins a row."""
        self.took_line = True
        if text.isdigit():
            yield from self.finish()
            self._row, self._row_passage = [text], passage
        elif self._row:
            self._row.append(text)

    def _line(self, text: str, passage: Passage) -> Iterator[Entry]:
        """A line of running text: the beginning of an entry, its continuation, or what ends the list."""
        enumerator = ENUMERATOR.match(text)
        number = (read_numeral(re.sub(r"\D", "", enumerator[0])) or 0) if enumerator else 0
        if self._continues(text, number):
            self.took_line = True
            self._row[0] += f" {text}" if is_number(text) else text
            self._documents = []
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
            self._row, self._row_passage, self._last, self._left = [text], passage, number, _BETWEEN
            return
        self._left -= 1
        may_go_on = self._last > 0 if self._entries else self._left > 0
        self._open = may_go_on and self._left >= 0 and len(text) < 40 and not text.endswith("。")

    def _continues(self, text: str, number: int) -> bool:
        """Whether a line goes on with the entry before it: its number, or the rest of a title that is not complete."""
        if not self._row or (number and number == self._last + 1):
            return False
        if is_number(text):
            return True
        return not number and not looks_whole(self._row[0]) and len(text) <= 80 and not text.endswith("。")

    def _is_entry(self, words: str, text: str, *, is_numbered: bool) -> bool:
        needs_number = not is_numbered and not self._entries
        if documents := read_line(words, self._references, needs_number=needs_number):
            self._documents = documents
            return True
        # 1 关于样例: goes on in the next line
        return is_numbered and self._last > 0 and not text.endswith(("。", "：", ":")) and "关于" in words[:30]


def may_hold_list(text: str) -> bool:
    """Whether the lines of a text can hold a list of repeals: a quick look, for most texts hold none."""
    return "废止" in text or "失效" in text or "停止执行" in text or "作废" in text


def last_ending(opening: str) -> int:
    """The index of the last 废止 or 失效 in the words that begin a list; their length where none is."""
    return max((found.start() for found in re.finditer(ENDS, opening)), default=len(opening))


def _begins_something(line: str) -> bool:
    """Whether a line can begin a list of repeals or of annexes: a quick look, for most lines do neither."""
    return "附" in line[:4] or may_hold_list(line)


def _is_proposed(begins: re.Match[str]) -> bool:
    """Whether the clause that begins a list asks for a repeal: 要提出废止下列文件的建议."""
    clause = max(begins.string.rfind(sign, 0, begins.start()) for sign in "，。；：")
    return _PROPOSED.search(begins.string, clause + 1, begins.end()) is not None
