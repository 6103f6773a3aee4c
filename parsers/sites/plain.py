"""Pages of which only the visible text is known, as copied from a browser or kept: one node a line, or one line.

Two forms are common. A text with a node a line (MIIT) splits what stood in several elements: `2025`, `年`, `8`, `月`
are four lines, and a label and its value are two. A text with its blanks collapsed (CAC) is one line with the site's
navigation before and after. Both are brought to paragraphs first; then labels, the printed heading, the line with the
time of publication and the text are told apart by what they say, for there is no markup to go by.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.page import Page, normal_url
from parsers.reading import Field, Finding, Notice, Place, UnknownTemplate, gathered
from parsers.record import Attachment
from parsers.sites.generic import LABELS, source_of
from parsers.text import INVISIBLE, file_of, label_key, one_line

TEXT_LABELS = {
    name: field for name, field in LABELS.items() if name not in ("发布时间", "来源", "作者", "字体", "责任编辑")
}
TEXT_LABELS["分类"] = "topic"
"""The labels of disclosure blocks; 分类 is MIIT's name for 主题分类. 发布时间 and 来源 stand under the heading."""

HEAD_LINES = 160
"""Labels, heading and date of a page stand within its first lines; further down is text."""

LONGEST_PARAGRAPH = 4000
"""Lines are put together up to this length."""

HEAD_END = re.compile(
    r"【?\s*(?:打印|纠错|打印本页|关闭窗口|字体|字号|大|中|小|分享到?|收藏)\s*[】:：]?|来源\s*[:：].{0,40}|\[.{1,4}\]"
)
"""Furniture between heading and text."""

TAIL = re.compile(
    r"【?(?:返回顶部|关闭窗口|打印本页|关闭本页|打印|纠错|关闭)】?|扫一扫.{0,20}|分享到?[:：]?|(?:主办|承办|技术支持|网站标识码|版权所有)[:：]?.*|"
    r"(?:©|Copyright).*|上一篇.*|下一篇.*|责任编辑.*|相关(?:附件|文档|链接|阅读|新闻|稿件|解读|政策)[:：]?|\(?责编.*|返回首页"
)
"""Furniture after the text: the first of these on a line of its own ends it."""

# 2026年01月23日 17:00 来源： · 发布时间：2025-12-12 14:33 · 2021-08-01 06:59 来源：
_DATE = r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?)(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_PUBLISHED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:发布时间|发布日期|时间|日期)\s*[:：]\s*({_DATE})|({_DATE})(?=\s*(?:来源|文章来源|信息来源|【?打印|字体|字号|作者)|$)"
)
_SITE_NAME = re.compile(
    r"(?:_{1,2}[^_]{0,30})?_[^_]{2,30}$|\s*[-－—|]{1,2}\s*[^-－—|]{2,30}(?:部|委员会|局|署|会|院|网|网站|办公室|行)\s*$"
)
_ENDS_SENTENCE = "。；：！？.;:!?”」』》）)】"
_CLOSES = "，。；：、）》〕】”’！？,;:)]}﹞］"
_OPENS = "〔《（“‘【[(﹝［"
# Pieces of a date, number or count that were set in elements of their own: 2025 | 年 | 8 | 月 | 26 | 日
_PIECE = re.compile(r"[\d０-９]{1,6}|[年月日号项家个款条批类级]|[\d０-９]{1,4}[年月日号]|[-—–.．~～/]")
_NUMBERING = re.compile(
    r"(?:附件\s*[:：]?\s*)?[\d０-９]{1,2}\s*[.．、]?|附件\s*[\d０-９一二三四五六七八九十]{0,2}\s*[:：]?|[一二三四五六七八九十]{1,3}、?"
)
# 工信部科函 | [2022] | 236号: the letters of a number and its year in the brackets of a keyboard
_BRACKETED_YEAR = re.compile(r"[\[［【（(]\s?(?:19|20)\d\d\s?(?:[\]］】）)]|$)")
_YEAR_AT_END = re.compile(r"[\[［【（(]\s?(?:19|20)\d\d\s?[\]］】）)]$")
_CUT_IN_BRACKETS = re.compile(r"[（(〔]\s?(?:19|20)\d\d\s?年?$")
# 2025 | 年 | 12 | 月 | 26 | 日 and 2025年12月 | 26日: a date with blanks in it
_DATE_SO_FAR = re.compile(r"(?:(?:19|20)\d\d|(?:19|20)\d\d\s?年(?:\s?\d{1,2}(?:\s?月(?:\s?\d{1,2})?)?)?)$")
_DATE_GOES_ON = re.compile(r"\d{1,2}(?![\d.．、])|[年月日]")
_LETTERS = re.compile(r"[\u4e00-\u9fff]{1,14}")
_LONGEST_SPELLED = 80
_MOST_TITLE_WORDS = 12
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}[章节条]")
_BLANKS = re.compile(r"\s+")
_ADDRESS = re.compile(r"(?:https?:)?//[\x21-\x7e]+")


def read_notice(page: Page) -> Notice:
    """Findings of a page's visible text. Raises UnknownTemplate where there is none."""
    text = page.text.translate(dict.fromkeys(map(ord, INVISIBLE)))
    lines = [line for raw in text.splitlines() if (line := _trim(raw)) and not line.isspace()]
    if not lines:
        raise UnknownTemplate(f"{page.url}: expected text, found none")
    pieces = mended(lines) if len(lines) > 3 else _split_line(lines)
    labels, after = _labels(pieces)
    title = _page_title(lines, pieces)
    heading, published, start = _heading(pieces, after, title)
    findings = [
        *labels,
        _found("title", heading, Place.HEADING, "heading"),
        _found("published_on", published, Place.LINE, "date line"),
        _found("title", title, Place.META, "first line"),
    ]
    body, attachments = _without_addresses(list(_until_tail(pieces[start:])), page)
    return Notice(
        source_of_text(page.url),
        normal_url(page.url),
        gathered(findings),
        body,
        attachments,
        fetched_at=page.fetched_at,
    )


def _found(field: Field, text: str | None, place: Place, label: str) -> tuple[Field, Finding]:
    return field, Finding(text or "", place, label)


def source_of_text(url: str) -> str:
    """The name of the source that an address belongs to: its site module's, else the site's short name."""
    from parsers.sites import SITES  # the package imports its modules late as well

    host = url.split("/")[2].lower() if url.count("/") >= 2 else ""
    return SITES.get(host) or source_of(url)


def _trim(line: str) -> str:
    return line.strip(" \t\r\n\f\v\u00a0\u2002\u2003\u2009\u202f\u3000")


# --- paragraphs -----------------------------------------------------------------------------------------------------


def mended(lines: Sequence[str]) -> list[str]:
    """Lines with pieces of one paragraph put together again, as far as they can only belong together.

    `工信厅科函`, `〔`, `2025`, `〕`, `161号` is one line; `附件：1.`, `申报书` too; `工业和信息化部办公厅`, `2025` are
    two, for a body's name ends a line and a date begins one.
    """
    joined: list[str] = []
    spelled = False
    for line in lines:
        if joined and spelled and _spells_on(joined[-1], line):
            joined[-1] += line
        elif joined and len(joined[-1]) < LONGEST_PARAGRAPH and _belongs(joined[-1], line):
            joined[-1] += line
            spelled = False
        else:
            joined.append(line)
            spelled = _is_character(line)
    return joined


def _spells_on(before: str, word: str) -> bool:
    """True for the next character of a name of which each stands alone: 国 | 家 | 数 | 据 | 局."""
    return _is_character(word) and len(before) < _LONGEST_SPELLED


def _is_character(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


def _belongs(before: str, line: str) -> bool:
    last, first = before[-1], line[0]
    if last in _OPENS or first in _CLOSES:
        return True
    if last in "，、,":
        return True
    if (
        first in "〔﹝"
        or (_BRACKETED_YEAR.match(line) and _LETTERS.fullmatch(before))
        or (first.isdigit() and last in "年月〕﹞")
        or (last.isdigit() and first in "年月日号.")
    ):
        return True
    if first.isdigit() and last in "]］】）)" and _YEAR_AT_END.search(before[-8:]):
        return True
    if (last in "-—–" and first.isdigit()) or (line in "-—–" and last.isdigit()):
        return True
    if last.isdigit() and first.isdigit() and len(before) <= 12 and _PIECE.fullmatch(line):
        return True
    if len(before) <= 12 and _NUMBERING.fullmatch(before) and not _NUMBERING.fullmatch(line) and last != "、":
        return len(before) <= 10 and (not first.isdigit() or last in ".．")
    if len(before) >= 16 and last not in _ENDS_SENTENCE and _is_running(before):
        return True
    return len(line) == 1 and len(before) <= 3 and "\u4e00" <= line <= "\u9fff" and "\u4e00" <= last <= "\u9fff"


def _is_running(text: str) -> bool:
    """True for prose that goes on: a clause with a comma behind it, whose sentence has not ended."""
    return any(sign in text[-400:] for sign in "，。；") and not text.startswith(("附件", "联系"))


def _split_line(lines: Sequence[str]) -> list[str]:
    """The pieces of a page that was collapsed to one line: its blanks stood for line breaks, or inside a line."""
    words = [word for line in lines for word in line.split(" ") if word]
    joined: list[str] = []
    spelled = False
    for word in words:
        word = _trim(word)
        if not word:
            continue
        if joined and spelled and _spells_on(joined[-1], word):
            joined[-1] += word
        elif joined and len(joined[-1]) < LONGEST_PARAGRAPH and _same_line(joined[-1], word):
            joined[-1] += _joint(joined[-1], word) + word
            spelled = False
        else:
            joined.append(word)
            spelled = _is_character(word)
    return joined


def _joint(before: str, word: str) -> str:
    """A blank between article or date and what follows it; nothing inside a word or sentence."""
    if _ARTICLE.fullmatch(before):
        return " "
    if len(word) == 1 or word[0] in _CLOSES or _is_running(before):
        return ""
    return "" if _DATE_SO_FAR.search(before[-16:]) and _DATE_GOES_ON.match(word) else " "


def _same_line(before: str, word: str) -> bool:
    if word[0] in _CLOSES or before[-1] in _OPENS or before[-1] in "，、" or _CUT_IN_BRACKETS.search(before[-12:]):
        return True
    if _DATE_SO_FAR.search(before[-16:]) and _DATE_GOES_ON.match(word):
        return True
    if _ARTICLE.fullmatch(before) or re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}", before):
        return bool(_ARTICLE.fullmatch(before)) or bool(re.match(r"\d{1,2}:\d{2}", word))
    if len(word) == 1 and len(before.split(" ")[-1]) <= 2 and "\u4e00" <= word <= "\u9fff" and not before[-1].isdigit():
        return len(before) <= 6
    return len(before) >= 16 and before[-1] not in _ENDS_SENTENCE and _is_running(before)


# --- head -----------------------------------------------------------------------------------------------------------


def _labels(pieces: Sequence[str]) -> tuple[list[tuple[Field, Finding]], int]:
    """Findings of a disclosure block in the text's head and the index behind it; one lone label is no block."""
    found: list[tuple[Field, Finding]] = []
    end, count = 0, 0
    index = 0
    while index < min(len(pieces), HEAD_LINES):
        label, value = _label(pieces[index])
        index += 1
        if label is None:
            continue
        count += 1
        if not value:
            values: list[str] = []
            while index < len(pieces) and _label(pieces[index])[0] is None and len(values) < 6:
                values.append(pieces[index])
                index += 1
                if _next_label(pieces, index) is None:
                    break
            value = one_line(" ".join(values))
        end = index
        field = TEXT_LABELS[label]
        if field and value:
            found.append((field, Finding(value, Place.TABLE, label)))
    return (found, end) if count >= 2 else ([], 0)


def _label(piece: str) -> tuple[str | None, str]:
    """A label and what stands behind it in the same piece: 发文字号： · 索 引 号：000014349/2024-00078."""
    if len(piece) > 300:
        return None, ""
    head, colon, rest = piece.replace(":", "：", 1).partition("：")
    key = label_key(head)
    if key not in TEXT_LABELS or (not colon and not piece.startswith("【")):
        return None, ""
    return key, _trim(rest)


def _next_label(pieces: Sequence[str], index: int) -> str | None:
    """The next label within a few pieces: as long as one follows, what stands between belongs to the label before."""
    return next((label for piece in pieces[index : index + 4] if (label := _label(piece)[0])), None)


def _page_title(lines: Sequence[str], pieces: Sequence[str]) -> str:
    """The page's `<title>`, which a text begins with, without the site's name."""
    first = lines[0] if len(lines) > 3 else pieces[0]
    if len(lines) <= 3 and "_" in lines[0][:300]:  # 标题_网站 navigation …: blanks inside the title are kept
        head, _, rest = lines[0].partition("_")
        first = (head if len(head) <= 300 else f"{first}_{rest[:20]}") or first
    elif len(lines) <= 3:
        first = _repeated(lines[0]) or first
    return one_line(_SITE_NAME.sub("", first)) or one_line(first)


def _repeated(line: str) -> str | None:
    """The longest run of words that begins a collapsed page and comes again: its title, printed as heading too."""
    words = line[:400].split(" ")
    runs = (" ".join(words[:count]) for count in range(min(len(words) - 1, _MOST_TITLE_WORDS), 0, -1))
    return next((run for run in runs if len(run) >= 8 and line.find(run, len(run)) > 0), None)


def _heading(pieces: Sequence[str], after: int, title: str) -> tuple[str | None, str | None, int]:
    """The printed heading, the printed time of publication, and the index of the first line of the text."""
    key = _bare(title)
    for index in range(after, min(len(pieces), after + HEAD_LINES)):
        published = _PUBLISHED.search(pieces[index]) if len(pieces[index]) <= 120 else None
        if not published or (after == 0 and not _title_above(pieces, index, key)):
            continue
        if pieces[index].startswith(title) and len(pieces[index]) > len(title) + 40:
            continue
        heading = _lines_above(pieces, index, after, key)
        if not heading:
            glued = pieces[index][: published.start()]
            heading = one_line(glued) if _bare(glued) == key else None
        return heading, published[1] or published[2], _text_start(pieces, index + 1)
    start = next((i + 1 for i in range(after, min(len(pieces), after + 6)) if _bare(pieces[i]) == key), after)
    return None, None, max(start, _text_start(pieces, start))


def _title_above(pieces: Sequence[str], index: int, key: str) -> bool:
    above = _bare("".join(pieces[max(0, index - 12) : index + 1]))
    return bool(key) and key[:40] in above


def _lines_above(pieces: Sequence[str], index: int, after: int, key: str) -> str | None:
    """The heading above the date line: the lines that make up the page's title; behind a disclosure block all lines."""
    for width in range(1, 8):
        if index - width < 0:
            break
        lines = pieces[index - width : index]
        joined = _bare("".join(lines))
        if joined == key or (width == 1 and joined.endswith(key) and not _label(lines[0])[0]):
            return one_line(" ".join(lines))
    lines = pieces[after:index] if after or index <= 6 else []
    if any(_label(line)[0] for line in lines):
        return None
    return one_line(" ".join(lines)) if 0 < len(lines) <= 6 and len("".join(lines)) <= 300 else None


def _text_start(pieces: Sequence[str], index: int) -> int:
    """Past the furniture between date line and text; a lone 来源： takes the name behind it along."""
    while index < len(pieces) and HEAD_END.fullmatch(pieces[index]):
        lone = re.fullmatch(r"来源\s*[:：]", pieces[index])
        index += 1
        if lone and index < len(pieces) and len(pieces[index]) <= 30:
            index += 1
    return index


def _until_tail(pieces: Sequence[str]) -> Iterator[str]:
    for piece in pieces:
        if len(piece) <= 120 and TAIL.fullmatch(piece):
            return
        yield piece


def _without_addresses(body: Sequence[str], page: Page) -> tuple[tuple[str, ...], tuple[Attachment, ...]]:
    """The text without the addresses of viewers that a browser's copy prints among it, and the files behind them.

    A viewer's address and the file's stand one after the other, and the link's text ends the page.
    """
    found: dict[str, Attachment] = {}
    text = []
    for line in body:
        if not _ADDRESS.fullmatch(line):
            text.append(line)
        elif attachment := file_of(line, page):
            found.setdefault(attachment.url, attachment)
    return tuple(text), tuple(found.values())


def _bare(text: str) -> str:
    return _BLANKS.sub("", text).translate(str.maketrans("()", "（）"))
