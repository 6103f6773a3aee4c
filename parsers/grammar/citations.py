"""The documents that a text names, each once: by number, by 《title》, or by both where they are printed together.

《》 also encloses abbreviations (以下简称《办法》), newspapers and books. A title counts if it ends like that of a
document and is longer than a kind (《办法》).
"""

import re
from collections.abc import Iterator, Sequence

from parsers.grammar.document_number import Number, read_number
from parsers.grammar.elliptic_numbers import all_numbers_in
from parsers.grammar.relations.instrument import printed_key
from parsers.record import Citation

# 以下简称《办法》 · （以下称《指引》） · 简称“《规划》”
_ABBREVIATED = re.compile(r"称[^《。]{0,4}《([^《》]{1,30})》")
# The last words of a document's title, without brackets behind it: （试行）, （2021年版）.
_ENDINGS = tuple(
    (
        "法|法典|条例|规定|办法|细则|规则|章程|决定|决议|命令|令|公告|通告|公报|通知|通报|意见|报告|批复|函|纪要|纲要|规划|计划|方案|行动|要点|"
        "指南|指引|目录|清单|名录|标准|规范|规程|准则|要求|基准|条件|体系|制度|协定|公约|协议|宣言|声明|白皮书|解释|措施|政策|导则|大纲|手册|说明|若干问题|"
        "安排|部署|任务|程序|规约|宪法|议定书|备忘录|倡议|名单|评价|分类|代码|术语|图谱|通则|总则|办法草案|草案"
    ).split("|")
)
_BRACKETS_AT_END = re.compile(r"(?:\s*[（(〔\[][^（()）〔〕\[\]]{1,40}[）)〕\]])+\s*$")
_SHORTEST_LAW = 3  # 《立法法》, 《民法典》
_BARE_KIND = 4  # 《办法》, 《规划》, 《行动方案》 do not name a document
# （国发〔2021〕20号） · (工信部科〔2015〕458号，以下简称《办法》) right behind a title
_NUMBER_BEHIND = re.compile(r"\s*[（(]\s*([^（()）《]{3,60})")
# 《样例规范（2024年版）》（征求意见稿）: the version stands behind the title that the text prints
_VERSION = re.compile(r"\s*[（(][^（）()]{0,12}(?:征求意见稿|送审稿|草案|试行|暂行)[）)]")
_LONGEST_TITLE = 200
_BRACKET = re.compile("[《》]")
# 《样例部关于印发《: the title goes on behind the second bracket
_PASSES_ON = re.compile(r"(?:印发|转发|批转|发布|公布|下发|颁布|颁发|修改|废止|修订|贯彻|落实|执行|实施)\s*$")
_CARRIER = re.compile(r"的(?:通知|决定|公告|通告|批复|函)(?=\s*[（(，。、；和及与])")
_CLOSED_CARRIER = re.compile(r"的(?:通知|决定|公告|通告|批复|函)》")


def citations_in(text: str, own_number: str | None = None, own_titles: Sequence[str] = ()) -> tuple[Citation, ...]:
    """The documents that a text names, in the order of first mention.

    `own_number` and `own_titles` (the title, and the document that it issues) are the document itself.
    """
    own = {printed_key(title) for title in own_titles if title}
    own_key = printed_key(own_number or "")
    short = {match[1] for match in _ABBREVIATED.finditer(text)} if "称" in text else set()
    titled: dict[str, Citation] = {}
    numbered: set[str] = set()
    read: set[int] = set()
    amending: list[str] = []
    for title, _, end in titles_in(text):
        number = None
        behind = _NUMBER_BEHIND.match(text, end, end + 64)
        if behind and "号" in behind[1]:
            # （样例部令第25号公布，样例部令第37号、第44号修改）
            printed = read_number(behind[1].removeprefix("原"))
            others = [one for one, _, _ in all_numbers_in(behind[1]) if one.prefix]
            if printed or others:
                number = (printed or others[0]).standard
                read.update(range(behind.start(1), behind.end(1)))
                amending += [other.standard for other in others if other.standard != number]
        key = printed_key(title)
        if number and own_key and printed_key(number) == own_key:
            continue
        version = _VERSION.match(text, end)
        is_itself = key in own or (version is not None and printed_key(title + version[0]) in own)
        if (is_itself and not (number and _is_earlier(number, own_number))) or title in short:
            continue
        if not number and not names_document(title):
            continue
        citation = titled.get(key)
        if citation is None or (number and not citation.document_number):
            titled[key] = Citation(number, title)
        if number:
            numbered.add(printed_key(number))
    passed = numbered | {own_key}
    running = [
        one.standard for one, _, end in all_numbers_in(text) if end - 1 not in read and _is_other(one, own_number)
    ]
    bare = [Citation(number, None) for number in (*amending, *running) if printed_key(number) not in passed]
    return tuple(dict.fromkeys((*titled.values(), *bare)))


def _is_earlier(number: str, own_number: str | None) -> bool:
    """Whether a number behind the document's own title is that of an earlier version."""
    own, other = read_number(own_number or ""), read_number(number)
    return own is not None and other is not None and own.key != other.key and not other.may_be(own)


def _is_other(number: Number, own_number: str | None) -> bool:
    """Whether a number in running text names a document, and not the own one, as in the head of an order."""
    own = read_number(own_number or "")
    is_whole = number.prefix is not None and (number.year is not None or number.kind == "令")
    return is_whole and not (own and number.may_be(own))


def titles_in(text: str) -> Iterator[tuple[str, int, int]]:
    """The outermost 《titles》 of a text with the indexes of 《 and behind 》. Pages nest, cross and forget brackets.

    A title does not cross paragraphs. Where a paragraph forgets to close one, the titles behind it end with the first
    bracket that closes: 《关于印发《样例办法》的通知（样例发〔2021〕20号）, 《另一办法》.
    """
    start, line_end, is_closed = text.find("《"), -1, True
    while start >= 0:
        if start > line_end:  # search the end of a line once for all its titles
            line_end = text.find("\n", start)
            line_end, is_closed = line_end if line_end >= 0 else len(text), True
        end = _closing(text, start, line_end) if is_closed else -1
        behind = end + 1
        opened = text.find("〈", start, end) if end >= 0 else -1
        if opened >= 0 and opened > text.rfind("〉", start, end):
            # 《关于印发〈样例办法》的通知》: the inner bracket is closed by the outer one's sign
            if carrier := _CLOSED_CARRIER.match(text, behind):
                end, behind = carrier.end() - 1, carrier.end()
        elif end < 0:
            is_closed = False
            start, end, behind = _first_closing(text, start, min(line_end, start + _LONGEST_TITLE + 2))
        if 1 < end - start <= _LONGEST_TITLE + 1:
            yield text[start + 1 : end].strip(), start, behind
        start = text.find("《", max(start + 1, behind))


def _closing(text: str, start: int, line_end: int) -> int:
    """The index of the 》 that closes the 《 at `start`; -1 where its line does not close it."""
    first = text.find("》", start, line_end)
    if first < 0 or text.find("《", start + 1, first) < 0:
        return first
    depth = 0
    for sign in _BRACKET.finditer(text, start, line_end):
        depth += 1 if sign[0] == "《" else -1
        if depth == 0:
            return sign.start()
    return -1


def _first_closing(text: str, start: int, limit: int) -> tuple[int, int, int]:
    """The first title behind an index in a line that forgets a bracket: the indexes of its 《, its end and behind it.

    A 《 within is a part of the title where that passes it on: 《关于印发《样例办法》的通知. The end is -1 for none.
    """
    end = text.find("》", start, limit)
    if end < 0 or "。" in text[start:end]:
        return start, -1, start
    inner = text.find("《", start + 1, end)
    if inner < 0:
        return start, end, end + 1
    if _PASSES_ON.search(text, start, inner) is None:
        return text.rfind("《", start, end), end, end + 1
    if carrier := _CARRIER.match(text, end + 1):
        return start, carrier.end(), carrier.end()
    return start, end, end + 1


def names_document(title: str) -> bool:
    """Whether a title in 《》 names a document: not 《办法》, an abbreviation, nor a newspaper or book."""
    bare = _BRACKETS_AT_END.sub("", title) if title[-1:] in "）)〕]" else title
    length = len(printed_key(bare))
    if bare == "宪法":
        return True
    if bare.endswith(("法", "法典")) and not bare.endswith("办法"):
        return length >= _SHORTEST_LAW
    return length > _BARE_KIND and bare.endswith(_ENDINGS)
