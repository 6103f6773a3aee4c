"""Text without markup as paragraphs: joins lines that elements separated, splits a page that became one line.

In text with one line a node, `2025`, `年`, `8`, `月` are four lines and a label and its value are two. Text with its
blanks collapsed is one line.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from parsers.grammar.layout.glued import goes_on_behind
from parsers.grammar.layout.signature import are_names
from parsers.grammar.layout.signoff import date_line
from parsers.grammar.numerals import LOOKALIKES, ONES, ZEROS
from parsers.grammar.patterns import lazy_regex

LONGEST_PARAGRAPH = 4000
"""Characters. Lines are joined up to this length."""

_ENDS_SENTENCE = "。；：！？.;:!?”」』》）)】"
_CLOSES = "，。；：、）》〕】”’！？,;:)]}﹞］"
_OPENS = "〔《（“‘【[(﹝［"
_NUMBERING = lazy_regex(
    r"(?:附件\s*[:：]?\s*)?[\d０-９]{1,2}\s*[.．、]?|附件\s*[\d０-９一二三四五六七八九十]{0,2}\s*[:：]?|[一二三四五六七八九十]{1,3}、?"
)
# 附件 · 附件1: a line of its own above the annex (GB/T 9704-2012, 7.4)
_ATTACHED = lazy_regex(r"附件\s?[\d０-９一二三四五六七八九十]{0,2}")
# 工信部科函 | [2022] | 236号: the letters of a number and its year in the brackets of a keyboard
_BRACKETED_YEAR = lazy_regex(r"[\[［【（(]\s?(?:19|20)\d\d\s?(?:[\]］】）)]|$)")
_YEAR_AT_END = lazy_regex(r"[\[［【（(]\s?(?:19|20)\d\d\s?[\]］】）)]$")
# 201 | 8年, 8月1 | 0日, 010-6820524 | 3: a number that was cut; 43 | 44 are two cells of a table
_REST_OF_NUMBER = lazy_regex(r"\d(?:[年月日号]|$)")
_WHOLE_YEAR = lazy_regex(r"(?:19|20)\d\d年")
_ATTRIBUTE = lazy_regex(r"预期性|约束性")  # the last cell in a row of indicators
_CUT_NUMBER = lazy_regex(r"(?<!\d)(?:19|20)\d$|月\d$|\d-\d{5,7}$")
_CUT_IN_BRACKETS = lazy_regex(r"[（(〔]\s?(?:19|20)\d\d\s?年?$")
# 2025 | 年 | 12 | 月 | 26 | 日 and 2025年12月 | 26日: a date with blanks in it
_DATE_SO_FAR = lazy_regex(r"(?:(?:19|20)\d\d|(?:19|20)\d\d\s?年(?:\s?\d{1,2}(?:\s?月(?:\s?\d{1,2})?)?)?)$")
_DATE_GOES_ON = lazy_regex(r"\d{1,2}(?![\d.．、])|[年月日]")
_DAY_AT_END = lazy_regex(r"\d{4}年\d{1,2}月\d{1,2}日$|\d{4}([-/.])\d{1,2}\1\d{1,2}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?$")
_CLOCK = lazy_regex(r"\d{1,2}:\d{2}(?::\d{2})?")
_LETTERS = lazy_regex(r"[\u4e00-\u9fff]{1,14}")
_LONGEST_SPELLED = 80
_INDENT = "\u3000\u3000"
# 附件：1. · 附件1
_ATTACHMENTS = lazy_regex(r"附件\s?[\d一二三四五六七八九十]{0,2}\s?(?:[:：]|$)")
# 2018年9月25日 · 2025 and 二〇二五年, of a day whose pieces are lines
_DAY_BEGINS = lazy_regex(
    rf"(?:19|20)\d\d\s?(?:$|年\s?(?:$|\d{{1,2}}\s?(?:$|月)))|[一二][{ZEROS}{LOOKALIKES}九][{ZEROS}{LOOKALIKES}{ONES}]{{2}}年"
)
_MOST_SIGNERS = 40
_ARTICLE = lazy_regex(r"第[一二三四五六七八九十百零〇\d]{1,6}[章节条]")


def trim(line: str) -> str:
    """A line without the blanks around it."""
    return line.strip(" \t\r\n\f\v\u00a0\u2002\u2003\u2009\u202f\u3000")


def join_pieces(lines: Sequence[str]) -> list[str]:
    """Joins lines that can only be pieces of one paragraph.

    `工信厅科函`, `〔`, `2025`, `〕`, `161号` become one line, `附件：1.`, `申报书` too; `工业和信息化部办公厅`, `2025`
    stay two: a body's name ends a line and a date begins one. An indented line begins a paragraph, and a sign-off or
    the list of attachments is never the rest of a sentence.
    """
    bare = [trim(line) for line in lines]
    begins = {place for place, line in enumerate(lines) if line.startswith(_INDENT) or _ATTACHMENTS.match(bare[place])}
    return _join(bare, _continues, lambda before, line: "", begins | set(_signatures(bare)))


def _signatures(lines: Sequence[str]) -> Iterator[int]:
    """The places of the names of bodies above a day, and of lines that are names and day."""
    for place, line in enumerate(lines):
        if line.endswith("日") and (dated := date_line(line)) and not goes_on_behind(lines[place + 1 : place + 2]):
            if not dated[0] or are_names(dated[0], None):
                yield place
        elif not _DAY_BEGINS.match(line):
            continue
        above = place - 1
        while above >= max(0, place - _MOST_SIGNERS) and are_names(lines[above], None):
            yield above
            above -= 1


def split_line(lines: Sequence[str]) -> list[str]:
    """Splits a page that was collapsed to one line: a blank was a line break, or stood inside a line."""
    words = (trim(word) for line in lines for word in line.split(" "))
    return _join(filter(None, words), _same_line, _separator)


def _join(
    pieces: Iterable[str],
    goes_on: Callable[[str, str], bool],
    joint: Callable[[str, str], str],
    begins: Container[int] = (),
) -> list[str]:
    """Joins each piece to the one before, with `joint` between, or begins a new paragraph.

    `begins`: places of pieces that do so in any case.
    """
    joined: list[str] = []
    spelled = False
    for place, piece in enumerate(pieces):
        # The next character of a name with a blank between all: 国 | 家 | 数 | 据 | 局.
        if joined and spelled and _is_character(piece) and len(joined[-1]) < _LONGEST_SPELLED:
            joined[-1] += piece
        elif joined and place not in begins and len(joined[-1]) < LONGEST_PARAGRAPH and goes_on(joined[-1], piece):
            joined[-1] += joint(joined[-1], piece) + piece
            spelled = False
        else:
            joined.append(piece)
            spelled = _is_character(piece)
    return joined


def _is_character(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


def _continues(before: str, line: str) -> bool:
    last, first = before[-1], line[0]
    if last in _OPENS or first in _CLOSES:
        return True
    if last in "，、,":
        return True
    if (
        first in "〔﹝"
        or (_BRACKETED_YEAR.match(line) and _LETTERS.fullmatch(before))
        or (first.isdigit() and last in "年月〕﹞" and not _WHOLE_YEAR.match(line))
        or (last.isdigit() and first in "年月日号." and not _DAY_AT_END.search(before[-20:]))
    ):
        return True
    if first.isdigit() and last in "]］】）)" and _YEAR_AT_END.search(before[-8:]):
        return True
    if (last in "-—–" and first.isdigit()) or (line in "-—–" and last.isdigit()):
        return True
    if _REST_OF_NUMBER.match(line) and _CUT_NUMBER.search(before[-20:]):
        return True
    if _ATTACHED.fullmatch(before) or _ATTRIBUTE.fullmatch(line):
        return False
    if len(before) <= 12 and _NUMBERING.fullmatch(before) and not _NUMBERING.fullmatch(line) and last != "、":
        return len(before) <= 10 and (not first.isdigit() or last in ".．")
    if len(before) >= 16 and last not in _ENDS_SENTENCE and _is_running(before):
        return True
    return len(line) == 1 and len(before) <= 3 and "\u4e00" <= line <= "\u9fff" and "\u4e00" <= last <= "\u9fff"


def _is_running(text: str) -> bool:
    """Whether a text is prose, with a comma or full stop in it."""
    return any(sign in text[-400:] for sign in "，。；") and not text.startswith(("附件", "联系"))


def _separator(before: str, word: str) -> str:
    """The separator of two pieces: a blank behind an article or date, nothing inside a word or sentence."""
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
    if _ARTICLE.fullmatch(before):
        return True
    if _DAY_AT_END.search(before[-12:]) and (_CLOCK.fullmatch(word) or _DAY_AT_END.fullmatch(before)):
        return _CLOCK.match(word) is not None
    if len(word) == 1 and len(before.split(" ")[-1]) <= 2 and "\u4e00" <= word <= "\u9fff" and not before[-1].isdigit():
        return len(before) <= 6
    return len(before) >= 16 and before[-1] not in _ENDS_SENTENCE and _is_running(before)
