"""Pages whose visible text alone is known, as copied from a browser: one line a node (MIIT), or one line (CAC).

`lines` brings both forms to paragraphs. Labels, the printed heading, the line with the time of publication and the text
are then recognised by their words.
"""

import re
from collections.abc import Sequence

from parsers.errors import UnknownTemplate
from parsers.extraction import Finding, Notice, Place, gather_facts
from parsers.grammar.document_number import read_number
from parsers.grammar.document_type import OFFICIAL, ending_of
from parsers.grammar.labels import one_of
from parsers.grammar.layout.glued import split_glued
from parsers.grammar.layout.head import number_and_day, number_beside_title, order_head
from parsers.grammar.layout.signature import OFFICER, are_known_bodies, are_names
from parsers.grammar.patterns import lazy_regex
from parsers.markup.attachments import file_of
from parsers.page import Page
from parsers.plaintext.disclosure_block import HEAD_LINES, label_of, read_block, split_block
from parsers.plaintext.lines import join_pieces, split_line, trim
from parsers.record import Attachment
from parsers.registry.websites import source_of
from parsers.text import INVISIBLE, compact, one_line

TITLE_LINES = 15
"""The most lines between title and date of a page, and from them to the text."""

LONGEST_TITLE = 300
HEAD_END = lazy_regex(
    r"【?\s*(?:打印|纠错|打印本页|关闭窗口|字体|字号|大|中|小|默认|超大|分享到?|收藏|留言|微信|微博)\s*[】:：]?|(?:信息|文章|稿件)?来源\s*[:：].{0,40}|\[.{1,4}\]"
    r"|字[体号]\s*[:：]?(?:[\s【】\[\]]*[大中小特超号默认]){2,6}[\s【】\[\]]*(?:打印本页|打印)?"
)
"""Page furniture between heading and text."""

RED_HEAD_LINES = 12
"""The most lines of issuers, and their number, above a title."""

FURNITURE_LINES = 8
"""The lines at the beginning of a text that can be furniture."""

TAIL = lazy_regex(
    r"【?(?:返回顶部|关闭窗口|打印本页|关闭本页|打印|纠错|关闭)】?|扫一扫.{0,20}|分享到?[:：]?|(?:主办|承办|技术支持|网站标识码|版权所有)[:：]?.*|"
    r"(?:©|Copyright).*|上一篇.*|下一篇.*|责任编辑.*|相关(?:附件|文档|链接|阅读|新闻|稿件|文章|解读|政策(?:与解读)?)[:：]?|"
    r"[（(]?[责编]\s?[编辑]\s?[:：].*|[（(]责任编辑.*|-->|网站地图|返回首页"
)
"""Furniture after the text: the first such line ends the text."""

_HOST = lazy_regex(r"主办|承办|技术支持")  # of the site, or of a fair that the text tells of
# 2026年01月23日 17:00 来源： · 发布时间：2025-12-12 14:33 · 2021-10-29 18:28:01 市说新语 · 2025/01/20 价格司
_DAY = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?"
_CLOCK = r"\s+\d{1,2}:\d{2}(?::\d{2})?"
_WRITTEN = lazy_regex(rf"(?:{one_of('written_on')})\s*[:：]\s*{_DAY}")
_PUBLISHED = lazy_regex(
    rf"(?<![\u4e00-\u9fff])(?:发布时间|发布日期|时间|日期)\s*[:：]\s*({_DAY}(?:\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?)"
    rf"|({_DAY}{_CLOCK}|^\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?=\s[\u4e00-\u9fff]{{2,20}}$)"
    rf"|{_DAY}(?=\s*(?:来源|文章来源|信息来源|【?打印|字体|字号|作者)|$))"
)
_SITE_NAME = lazy_regex(
    r"(?:_{1,2}[^_]{0,30})?_[^_]{2,30}$|\s*[-－—|]{1,2}\s*[^-－—|]{2,30}(?:部|委员会|局|署|会|院|网|网站|办公室|行)\s*$"
)
_OTHER_DAY = lazy_regex(rf"(?:{one_of('written_on', 'effective_on', 'repealed_on', 'comments_due_on')})\s*[:：]")
"""成文日期：2024-06-30 alone under a heading is not the day of publication."""
# 首页 > 政务公开 > 通知 · 您的位置: 首页 » 法律法规 · 当前位置：首页
_TRAIL = lazy_regex(r"[>＞»›]|(?:位置|当前位置)\s*[:：]|首\s?页$")
_STEPS = ">＞»›"
_ANGLED = lazy_regex(r"<[^<>]{2,80}>")  # a title within a title: 《关于执行<样例制度>的补充规定》
_COLUMN = lazy_regex(r"(?:通知公告|公告通知|公告公示|公示公告|政策公告|正文|详情页?|[\x20-\x7e]+)")
_LONGEST_COLUMN = 8
# Furniture between a heading and its date line.
_UNDER_TITLE = lazy_regex(
    r"【\s*(?:字|大|中|小|打印|关闭|纠错|收藏|分享|发布|发文|返回|我要)|(?:信息|文章|新闻|稿件)?来源|作者|(?:责任)?编辑|浏览|阅读|点击|字[号体]"
    r"|(?:发布|归档|更新)?(?:时间|日期)\s*[:：]|发布(?:时间|日期|机构|单位|部门|机关)|打印|分享|正在阅读|请使用|视力保护"
)
# （2021年8月20日…通过） · （2022年4月14日…公布）
_OF_THE_TEXT = lazy_regex(r"[（(][^（）()]*\d[^（）()]*(?:通过|批准|公布)[^（）()]*[）)]")
_MOST_TITLE_WORDS = 12
_INDENT = "\u3000\u3000"  # lost where blanks were collapsed
# 新华社北京7月21日电（记者 某某）: the text of a press report begins
_DATELINE = lazy_regex(r"(?:新华社|中新社|本报|人民网|央视网|中国网)[^。]{0,12}?\d{1,2}月\d{1,2}日[电讯]")
# …就《样例办法》答记者问近日，样例部印发…
_INTERVIEW = lazy_regex(r"(?P<title>[^。；？]{6,150}?答(?:记者)?问)(?=[\u4e00-\u9fff“]{2}|问[:：])")
# 样例部令第12号《样例办法》已经…通过: an order runs on behind its number
_ORDER = lazy_regex(
    r"(?P<title>[^。《：:\s]{2,60}令\s*[（(]?(?:\d{4}年\s?)?第?[\d一二三四五六七八九十百〇]{1,5}号[）)]?)\s*(?=《[^》]{2,60}》(?:已|业))"
)
_BLANKS = lazy_regex(r"\s+")
_UNSEEN = lazy_regex(f"[{INVISIBLE}]")
_ADDRESS = lazy_regex(r"(?:https?:)?//[\x21-\x7e]+")


def read_notice(page: Page) -> Notice:
    """Findings of a page's visible text. Raises UnknownTemplate without text or title."""
    printed = _UNSEEN.sub("", page.text)
    rows = [row for row in split_block(printed.splitlines()) if trim(row) and not row.isspace()]
    if not rows:
        raise UnknownTemplate(f"{page.url}: expected text, found none")
    if len(rows) > 1 or _INDENT in rows[0]:
        rows = [part for part in split_glued(rows) if trim(part)]
    red_head, rows = _off_red_head(_with_head_apart(rows))
    lines = [trim(row) for row in rows]
    pieces = join_pieces(rows) if len(lines) > 3 else split_line(lines)
    source = source_of(page.url)
    labels, after = read_block(pieces, source)
    title = _page_title(lines, pieces)
    heading, published, text = _heading(pieces, after, title)
    written, text = _without_furniture(text)
    facts = gather_facts(
        [
            *labels,
            ("title", Finding(heading or "", Place.HEADING, "heading")),
            ("published_on", Finding(published or "", Place.LINE, "date line")),
            ("written_on", Finding(written or "", Place.LINE, "成文日期")),
            ("title", Finding(title or "", Place.META, "first line")),
        ]
    )
    if "title" not in facts:
        raise UnknownTemplate(f"{page.url}: expected a title, found {lines[0][:60]!r}")
    body, attachments = _without_addresses([*red_head, *_until_tail(text)], page)
    return Notice(source, page.url, facts, body, attachments, fetched_at=page.fetched_at)


def _with_head_apart(rows: Sequence[str]) -> list[str]:
    """Rows with title, number and addressees on rows of their own; 答记者问 or an order's number ends a row."""
    if head := _INTERVIEW.match(rows[0]) or _ORDER.match(rows[0]):
        return [head["title"], rows[0][head.end() :], *rows[1:]]
    for place, row in enumerate(rows[:TITLE_LINES] if len(rows) > 1 else ()):
        beside = None if "\t" in row else number_beside_title(row, "")  # a table's row is no title
        if beside and beside.before and row[beside.number.start - 1] not in "（(":
            number = beside.number.as_printed
            return [*rows[:place], *filter(None, (beside.before, number, beside.behind)), *rows[place + 1 :]]
    return list(rows)


def _off_red_head(rows: list[str]) -> tuple[list[str], list[str]]:
    """A letter's red head and number above its title, and the rows from the title on: 样例部文件 | 样发〔2026〕1号."""
    lines = [trim(row) for row in rows[:RED_HEAD_LINES]]
    end = next((place for place, line in enumerate(lines) if _is_number(line)), None)
    if end is None or (end and not are_names(" ".join(lines[:end]).removesuffix("文件").strip(), None)):
        return [], rows
    title = _first_title([trim(row) for row in rows[end + 1 : end + 4]])
    if title is None or not ending_of(title):
        return [], rows
    return [*filter(None, [" ".join(lines[:end])]), lines[end]], rows[end + 1 :]


# --- head -----------------------------------------------------------------------------------------------------------


def _page_title(lines: Sequence[str], pieces: Sequence[str]) -> str | None:
    """The page's `<title>` at the beginning of the text, without the site's name; else the first possible title."""
    if len(lines) > 3:
        first = _first_title(lines[:TITLE_LINES])
    else:
        head, _, rest = lines[0].partition("_")  # 标题_网站 navigation 标题 …: blanks inside the title stay
        is_title = 0 < len(head) <= LONGEST_TITLE and _bare(head) in _bare(rest)
        first = head if is_title else _repeated(lines[0]) or _first_title(pieces[:TITLE_LINES])
    return (one_line(_SITE_NAME.sub("", first)) or one_line(first)) if first else None


def _first_title(lines: Sequence[str]) -> str | None:
    """The first line that may be a title, with its continuation; None where the text begins before one."""
    if lines and _leads_nowhere(lines[0]):
        lines = _off_trail(lines)
    for place, line in enumerate(lines):
        if _ends_head(line) or _DATELINE.match(line):
            return None
        if _UNDER_TITLE.match(line) or _leads_nowhere(line) or _is_number(line):
            continue
        if are_known_bodies(line, None) and (order := order_head(lines[place:])):
            return order
        whole = [_SITE_NAME.sub("", line) or line]
        for following in lines[place + 1 : place + 3]:  # 省人民政府关于 | 进一步优化…的若干意见 · 财政部 | 关于…的通知
            if "关于" not in whole[-1] and are_names(whole[-1], None):
                is_title = following.startswith("关于") or are_names(following, None)
            else:
                is_title = "关于" in "".join(whole) and not ending_of(whole[-1].rstrip("》"))
            if not is_title or _ends_head(following):
                break
            whole.append(following)
        return " ".join(whole if ending_of(whole[-1]) else whole[:1])
    return None


def _ends_head(line: str) -> bool:
    """Whether a line is the addressee or a sentence of the text."""
    if _is_trail(line) or _is_under_title(line):
        return False
    return len(line) > LONGEST_TITLE or line[-1] in "。：:；" or (len(line) > 60 and "。" in line)


def _leads_nowhere(line: str) -> bool:
    """Whether a line is the trail of columns (首页 > 政策法规 > 详情页) or too short for a title: 政策法规."""
    if _is_trail(line) or _COLUMN.fullmatch(line):
        return True
    return (
        len(line) <= _LONGEST_COLUMN
        and "关于" not in line
        and ending_of(line) is None
        and not are_known_bodies(line, None)
    )


def _is_trail(line: str) -> bool:
    return _TRAIL.search(_ANGLED.sub("", line) if "<" in line else line) is not None


def _off_trail(lines: Sequence[str]) -> list[str]:
    """Lines without the trail of columns before them; the last part of a trail may be the title: 首页 » … » …的通知."""
    last = max((place for place, line in enumerate(lines) if _is_trail(line)), default=-1)
    stop = _TRAIL.split(lines[last])[-1].strip() if last >= 0 else ""
    rest = [*([stop] if stop else []), *lines[last + 1 :]]
    if last >= 0 and lines[last][-1] in _STEPS and len(rest) > 1 and len(rest[0]) <= _LONGEST_COLUMN:
        rest = rest[1:]  # 首页 | > | 政策 | > | 通知
    while len(rest) > 1 and _leads_nowhere(rest[0]):
        rest = rest[1:]
    return rest


def _repeated(line: str) -> str | None:
    """The title of a collapsed page: the longest run of words at its beginning that is printed again as heading."""
    words = line[:400].split(" ")
    runs = (" ".join(words[:count]) for count in range(min(len(words) - 1, _MOST_TITLE_WORDS), 0, -1))
    return next((run for run in runs if len(run) >= 8 and line.find(run, len(run)) > 0), None)


def _heading(pieces: Sequence[str], after: int, title: str | None) -> tuple[str | None, str | None, list[str]]:
    """The printed heading, the printed time of publication, and the text under them."""
    key = _bare(title or "")
    for index in range(after, min(len(pieces), after + HEAD_LINES)):
        is_dated = len(pieces[index]) <= 120 and number_and_day(pieces[index]) is None
        published = _PUBLISHED.search(pieces[index]) if is_dated else None
        if (
            not published
            or _OTHER_DAY.match(pieces[index])
            or not _is_head(pieces, index, after, key)
            or _is_sign_off(pieces, index, published)
        ):
            continue
        if title and pieces[index].startswith(title) and len(pieces[index]) > len(title) + 40:
            continue
        heading, between = _lines_above(pieces, index, after, key)
        if not heading:
            glued = pieces[index][: published.start()]
            heading = one_line(glued) if key and _bare(glued) == key else None
        return heading, published[1] or published[2], [*between, *pieces[_text_start(pieces, index + 1) :]]
    start = next((i + 1 for i in range(after, min(len(pieces), after + TITLE_LINES)) if _bare(pieces[i]) == key), after)
    return None, None, list(pieces[max(start, _text_start(pieces, start)) :])


def _is_head(pieces: Sequence[str], index: int, after: int, key: str) -> bool:
    """Whether only title, issuers and furniture stand above a line, up to the title or the block."""
    above = ""
    for place in range(index, max(after, index - TITLE_LINES) - 1, -1):
        bare = _bare(pieces[place])
        if place < index and _ends_head(pieces[place]) and bare not in key:
            return False
        above = bare + above
        if key and key[:40] in above:
            return True
    return after > 0 or not key


def _is_sign_off(pieces: Sequence[str], index: int, published: re.Match[str]) -> bool:
    """Whether a line is a bare day under names or a sentence: the 成文日期 of a short text, near the title."""
    bare = published[2] is not None and "年" in published[2] and compact(published[2]) == compact(pieces[index])
    if not bare or index == 0:
        return False
    above = pieces[index - 1]
    return "。" in above or OFFICER.fullmatch(above) is not None or are_names(above, None)


def _lines_above(pieces: Sequence[str], index: int, after: int, key: str) -> tuple[str | None, list[str]]:
    """The heading above the date line, and the lines of the text between the two: its number, its adoption.

    The heading is the lines that make up the page's title; behind a disclosure block or at the top of a text, all.
    """
    for width in range(1, 8):
        if index - width < after:
            break
        lines = pieces[index - width : index]
        joined = _bare("".join(lines))
        if key and (joined == key or (width == 1 and joined.endswith(key) and not label_of(lines[0])[0])):
            return one_line(" ".join(lines if joined == key else _off_trail(lines))), []
    above = pieces[max(after, index - TITLE_LINES) : index]
    lines = _off_trail(above) if above and (after or not key or index <= TITLE_LINES) else []
    ends = next((place for place, line in enumerate(lines) if place and _is_under_title(line)), len(lines))
    ends = _whole_title(lines[:ends], key) or ends
    heading, between = lines[:ends], [line for line in lines[ends:] if _OF_THE_TEXT.match(line) or _has_number(line)]
    if not heading or ends > 6 or len("".join(heading)) > LONGEST_TITLE or _is_under_title(heading[0]):
        return None, between
    return one_line(" ".join(heading)), between


def _whole_title(lines: Sequence[str], key: str) -> int | None:
    """The number of lines of a complete title (关于…的公告), without names and a number below it."""
    for count in range(1, len(lines)):
        whole = _bare("".join(lines[:count]))
        if whole == key:
            return count if "关于" in key and (ending := ending_of(key)) and ending.kind in OFFICIAL else None
    return None


def _is_under_title(line: str) -> bool:
    return bool(_UNDER_TITLE.match(line) or _OF_THE_TEXT.match(line) or label_of(line)[0] or _is_number(line))


def _is_number(line: str) -> bool:
    """Whether a line is a letter's number, 工信厅科函〔2025〕456号. 第45号 and 公告2025年第45号 may be the title."""
    number = read_number(line)
    return number is not None and number.kind == "letter" and len(compact(number.as_printed)) >= len(compact(line)) - 2


def _has_number(line: str) -> bool:
    """Whether a line is a number of any kind: 财政部 税务总局公告2023年第61号."""
    number = read_number(line)
    return number is not None and len(compact(number.as_printed)) >= len(compact(line)) - 2


def _text_start(pieces: Sequence[str], index: int) -> int:
    """The index behind the furniture between date line and text; a lone 来源： includes the name on the next line."""
    while index < len(pieces) and HEAD_END.fullmatch(pieces[index]):
        lone = re.fullmatch(r"来源\s*[:：]", pieces[index])
        index += 1
        if lone and index < len(pieces) and len(pieces[index]) <= 30:
            index += 1
    return index


def _without_furniture(text: Sequence[str]) -> tuple[str | None, list[str]]:
    """The 成文日期 in the furniture between number and addressee, and the text without that furniture."""
    written: str | None = None
    lines: list[str] = []
    for line in text[:FURNITURE_LINES]:
        if _WRITTEN.fullmatch(line):
            written = written or line
        elif not HEAD_END.fullmatch(line) and (lines or line != "|"):  # a bar after text begins the page's footer
            lines.append(line)
    return written, [*lines, *text[FURNITURE_LINES:]]


def _until_tail(pieces: Sequence[str]) -> Sequence[str]:
    """The text before the page's footer: before its first line, or the first of its links with a bar between."""
    last = max((place for place, piece in enumerate(pieces) if piece[-1] == "。"), default=-1)
    for place, piece in enumerate(pieces):
        if piece == "|":
            return pieces[: max(place - 1, 0)]
        if len(piece) <= 120 and TAIL.fullmatch(piece) and (place > last or not _HOST.match(piece)):
            return pieces[:place]
    return pieces


def _without_addresses(body: Sequence[str], page: Page) -> tuple[tuple[str, ...], tuple[Attachment, ...]]:
    """The text without the addresses of viewers and files that a browser copies into it, and those files."""
    by_title: dict[str, Attachment] = {}
    text = []
    for line in body:
        if not _ADDRESS.fullmatch(line):
            text.append(line)
        elif attachment := file_of(line, page):
            by_title.setdefault(attachment.url, attachment)
    return tuple(text), tuple(by_title.values())


def _bare(text: str) -> str:
    return _BLANKS.sub("", text).translate(str.maketrans("()", "（）"))
