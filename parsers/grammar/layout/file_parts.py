"""The parts of an attached file: the title that it prints, the text of its document, and the annexes behind that.

GB/T 9704-2012: above the title stand 份号, 密级, 紧急程度, 发文机关标志, 发文字号 and 签发人 (7.2); 附件 and its number
stand alone above an annex, which follows the sign-off (7.3.7). A file that begins with that label is an annex itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.grammar.document_number import read_number
from parsers.grammar.document_type import OFFICIAL, ending_of
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.layout.head import ORDER_NUMBER, is_addressee, order_head, whole_number
from parsers.grammar.layout.passing import is_of_passing
from parsers.grammar.layout.signature import SENTENCE, are_known_bodies, close_up
from parsers.grammar.layout.signoff import NUMBERED, date_line
from parsers.grammar.patterns import lazy_regex
from parsers.text import compact, one_line

# 附件 · 附件1 · 附件： · 附件2：样例申报表
_LABEL = lazy_regex(r"附件[\d一二三四五六七八九十]{0,3}(?P<colon>[:：])?")
_LABEL_AND_TITLE = lazy_regex(
    r"\s*附\s?件\s?[\d一二三四五六七八九十]{0,3}\s?[:：.．、\s]\s*(?=\S)(?!\d{1,2}\s*[.．、])"
)
_TABLE_LABEL = lazy_regex(r"附[表录图][\d一二三四五六七八九十]{0,3}[:：]?")
# 000001 · 机密★1年 · 特急 · 签发人：某某某 · （此件公开发布） · 中华人民共和国通信行业标准 · YD/T 1234—2024
_ABOVE_THE_TITLE = lazy_regex(
    r"\d{6}|(?:绝密|机密|秘密)(?:★.{0,8})?|特急|加急|特提|平急|签发人[:：].{0,20}|文件|中华人民共和国(?:国家|.{2,10}行业)标准"
    r"|[A-Z]{2,4}(?:/[TZ])?[\d.]+[—–-]\d{4}|[（(]?(?:此件|信息)?公开(?:发布|方式.{0,10})[）)]?"
)
_CONTENTS = lazy_regex(r"目[录次]|前言|引言|序言|摘要|编制说明")
# 2021年11月 · 二〇二一年十一月: under the title on a cover
_MONTH = lazy_regex(r"(?:[12]\d{3}|[一二][〇○零九]\S{2})年(?:[\d一二三四五六七八九十]{1,3}月)?")
_BRACKETS = lazy_regex(r"(?:[（(〔\[][^（()）]{1,40}[)）〕\]])+$")
_ISSUES = lazy_regex("关于|印发|转发|批转|发布|公布")
# What may end the line above 关于: a body's name, or a verb. A header of the page is no part of a title.
_LEADS_ON = lazy_regex(r"(?:[部委局署厅办室会行院府司组]|联合|转发|批转|印发|发布|公布|转|《)$")
_LIST_ITEM = lazy_regex(r"\d{1,2}\s*[.．、]")

_HEAD_LINES = 20
_TITLE_LINES = 6
_LONGEST_LINE = 80
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex behind the document of a file."""

    title: str | None
    lines: tuple[str, ...]
    """Its paragraphs, title among them, without the label 附件1."""


@dataclass(frozen=True, slots=True)
class FileParts:
    """A file's paragraphs by part."""

    title: str | None
    """As printed, the lines joined; None where the file begins with no title of a known kind."""
    lines: tuple[str, ...]
    """The paragraphs of the document, from its head to its sign-off or last line."""
    annexes: tuple[Annex, ...] = ()


def read_parts(paragraphs: Sequence[str]) -> FileParts:
    """The parts of a file's text. The text between the label of an annex and the next one is that annex."""
    lines = list(paragraphs)
    while lines and (_LABEL.fullmatch(compact(lines[0])) or _TABLE_LABEL.fullmatch(compact(lines[0]))):
        del lines[0]
    if lines and (label := _LABEL_AND_TITLE.match(lines[0])):
        lines[0] = lines[0][label.end() :]
    labels = [*_labels(lines), len(lines)]
    annexes = tuple(_annex(lines[begin:end]) for begin, end in pairwise(labels))
    own = lines[: labels[0]]
    orders = (index for index in range(1, min(len(own), _TITLE_LINES)) if order_head(own[index : index + _HEAD_LINES]))
    if (order := next(orders, 0)) and (title := title_of(own[:order])):
        return FileParts(title, tuple(own[order:]), annexes)  # the title of a law above the order that publishes it
    return FileParts(title_of(own), tuple(own), annexes)


def _annex(lines: Sequence[str]) -> Annex:
    """An annex from its label on; the title may stand behind the label."""
    label = _LABEL_AND_TITLE.match(lines[0])
    lines = (lines[0][label.end() :], *lines[1:]) if label else lines[1:]
    return Annex(title_of(lines), tuple(lines))


def _labels(lines: Sequence[str]) -> Iterator[int]:
    """The indexes of the labels above annexes. 附件： before the sign-off, with items under it, is a list of them."""
    is_signed = False
    for index, line in enumerate(lines):
        label = _LABEL.fullmatch(compact(line)) if len(line) <= 12 else None
        if label is None and is_signed and len(line) <= _LONGEST_LINE and _LABEL_AND_TITLE.match(line):
            yield index
        elif label is None:
            is_signed = is_signed or (len(line) <= 40 and date_line(line) is not None)
        elif index and (is_signed or not (label["colon"] or _is_item(lines, index + 1))):
            yield index


def _is_item(lines: Sequence[str], index: int) -> bool:
    return index < len(lines) and _LIST_ITEM.match(lines[index].strip()) is not None


def title_of(lines: Sequence[str]) -> str | None:
    """The title at the head of a text: its lines up to one that ends like a title, joined; else None.

    Names of bodies above a number are 发文机关标志; above 关于 they belong to the title.
    """
    if order := order_head(lines[:_HEAD_LINES]):
        return order
    title: list[str] = []
    names: list[str] = []
    for index, line in enumerate(lines[:_HEAD_LINES]):
        bare = compact(line)
        if not bare or (not title and _ABOVE_THE_TITLE.fullmatch(bare)):
            continue
        if _is_red_head(bare):
            title, names = [], [line]
        elif whole_number(line) or ORDER_NUMBER.fullmatch(bare) or _is_serial(bare, names):
            if title:
                break
            names = []
        elif not title and are_known_bodies(close_up(line).strip(), None):
            names.append(line)
        elif _ends_title(line, bare, index, title):
            break
        else:
            title = [] if bare.startswith("关于") and not _LEADS_ON.search(compact("".join(title))) else title
            title.append(line)
            if _is_whole(title) and not _goes_on(title, lines[index + 1 : index + 3]):
                break
    if title and _ISSUES.match(compact(title[0])) and not any(_is_red_head(compact(name)) for name in names):
        title = [*names, *title]
    joined = join_title(title)
    return joined if title and _is_whole(title) and len(joined) <= _LONGEST_TITLE else None


def join_title(lines: Sequence[str]) -> str:
    """Lines of a title on one line, with a blank only between the names of two bodies and between foreign words."""
    title = ""
    for line in map(one_line, map(close_up, lines)):
        is_apart = title[-1:].isascii() and line[:1].isascii() and title[-1:].isalnum() and line[:1].isalnum()
        is_name = bool(title) and are_known_bodies(title.split(" ")[-1], None) and leading_bodies(line).end > 0
        title += f" {line}" if is_apart or is_name else line
    return title


def _is_serial(bare: str, names: Sequence[str]) -> bool:
    """Whether a line is the number of an order or announcement under its issuers: 公告〔2021〕98号."""
    number = read_number(compact("".join(names)) + bare) if len(bare) <= 40 and bare.endswith("号") else None
    return number is not None and len(compact(number.as_printed)) >= len(bare)


def _is_red_head(bare: str) -> bool:
    return bare.endswith("文件") and are_known_bodies(bare[:-2], None)


def _ends_title(line: str, bare: str, index: int, title: Sequence[str]) -> bool:
    if len(bare) > _LONGEST_LINE or len(title) >= _TITLE_LINES or "\t" in line or is_addressee(line, bare):
        return True
    if SENTENCE.search(bare) and not _is_inside(title, bare):
        return True
    if is_of_passing(line) or date_line(line) is not None or _MONTH.fullmatch(bare) or _CONTENTS.fullmatch(bare):
        return True
    return bool(NUMBERED.match(bare)) or (bool(title) and are_known_bodies(close_up(line).strip(), None))


def _is_inside(title: Sequence[str], bare: str) -> bool:
    """Whether the commas of a line are those of a title: 《…》 or brackets around them, or 关于 before."""
    text = compact("".join(title)) + bare
    return not re.search("[。；！？;:：]", bare) and (
        "关于" in text or text.count("《") > text[: -len(bare)].count("》")
    )


def _is_whole(title: Sequence[str]) -> bool:
    text = compact("".join(title))
    return text.count("《") == text.count("》") and ending_of(_BRACKETS.sub("", text).rstrip("》")) is not None


def _goes_on(title: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a title that could be whole goes on: （征求意见稿）, or 关于印发…规划 | 的通知."""
    rest = compact(following[0]) if following else ""
    if _BRACKETS.fullmatch(rest) and not is_of_passing(following[0]) and whole_number(following[0]) is None:
        return True
    text = compact("".join(title))
    if not (ending := ending_of(_BRACKETS.sub("", text).rstrip("》"))):
        return True
    if "关于" not in text or ending.kind in OFFICIAL or SENTENCE.search(rest) or not rest:
        return False
    return any((last := ending_of(compact(line))) and last.kind in OFFICIAL for line in following)
