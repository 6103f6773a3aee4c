"""Annexes of a page: the titles of its files from 附件说明, and a document printed behind a press text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.grammar.document_number import read_number
from parsers.grammar.document_type import OFFICIAL
from parsers.grammar.layout.head import Layout, read_layout
from parsers.grammar.title import TitleReading, read_title
from parsers.record import Attachment
from parsers.text import one_line

_BARE_LINK = re.compile(
    r"附件\s*[\d一二三四五六七八九十]{0,2}\s*[:：.．]?(?:\.\w{2,4})?|下载|[A-Z]?\d{8,}\.\w{2,4}|[0-9a-f]{32}\.\w{2,4}"
)
# 近日，工业和信息化部印发《…》 · 通知全文如下： · 附件：
_PRESS = re.compile(
    r"近日|日前|(?:^|[，。])\d{1,2}月\d{1,2}日，|(?:印发|发布|公布|出台)了?(?:《|关于|通知)|全文如下|附件"
)
_NUMBER_ENDS = ("号", "）", ")", "〕")
_DIGIT = re.compile("[0-9０-９]")
_TITLE_LINES = 3
"""The most lines that the title of an annexed document takes."""


def add_printed_titles(files: Sequence[Attachment], printed: Sequence[str]) -> tuple[Attachment, ...]:
    """Files titled as 附件说明 lists them, where the links print only 附件1, 下载 or the name of the file."""
    if len(files) != len(printed) or not any(_BARE_LINK.fullmatch(file.title) for file in files):
        return tuple(files)
    pairs = zip(files, printed, strict=True)
    return tuple(replace(file, title=title) if _BARE_LINK.fullmatch(file.title) else file for file, title in pairs)


@dataclass(frozen=True, slots=True)
class Annexed:
    """A complete document that a page prints behind its own text."""

    title: TitleReading
    layout: Layout
    """Its parts; `signed_at` is an index into the lines of the page."""
    start: int
    """The index of its first line."""


def annexed_document(body: Sequence[str]) -> Annexed | None:
    """The one document that follows a press text: a title, its number on a line, an addressee and a sign-off.

    None where a part is missing or two such documents follow; a number line alone is a quotation.
    """
    places = [place for place in range(1, len(body)) if _may_be_number(body[place])]
    press = next((at for at, line in enumerate(body[: places[-1]]) if _PRESS.search(line)), None) if places else None
    if press is None:
        return None
    documents = [annexed for place in places if place > press and (annexed := _read_annexed(body, place, press))]
    return documents[0] if len(documents) == 1 and _is_press_text(body[: documents[0].start]) else None


def _may_be_number(line: str) -> bool:
    """Whether a line can be a number: a quick look, for most lines are none."""
    last = line.rstrip()[-1:]
    return (last in _NUMBER_ENDS or not last.isprintable()) and ("号" in line or _DIGIT.search(line) is not None)


def _read_annexed(body: Sequence[str], place: int, press: int) -> Annexed | None:
    """The document whose number is this line.

    `press`: the index of the first line that may report on it.
    """
    line = one_line(body[place])
    number = read_number(line)
    if number is None:
        return None
    for start, lines in _titles_at(body, place):
        if any("。" in line for line in lines) or not any("关于" in line for line in lines):
            continue
        if press >= start:
            continue
        title = read_title(" ".join(map(one_line, lines)))
        if title.document_type not in OFFICIAL:
            continue
        layout = read_layout(body[start:], title.title)
        if not (layout.addressed_to and layout.signed_on and layout.signed_bodies and layout.signed_at is not None):
            return None
        if layout.number is None or layout.number.key != number.key:
            return None
        return Annexed(title, replace(layout, signed_at=layout.signed_at + start), start)
    return None


def _titles_at(body: Sequence[str], place: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines that can be the title above or under a number line, with the index of the document's first line."""
    for lines in range(1, _TITLE_LINES + 1):
        if place >= lines:
            yield place - lines, body[place - lines : place]
    for lines in range(1, _TITLE_LINES + 1):
        yield place, body[place + 1 : place + 1 + lines]


def _is_press_text(lead: Sequence[str]) -> bool:
    """Whether the lines above report on a document and are not a document that forwards another one."""
    if not any(map(_PRESS.search, lead)):
        return False
    layout = read_layout(lead)
    return not (layout.number or layout.order_kind or layout.addressed_to or layout.signed_on)
