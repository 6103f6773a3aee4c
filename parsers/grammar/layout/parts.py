"""The parts of a page: the document, what is annexed to it, a text that it forwards, a rule that it publishes anew.

Each line stands in one part. The document reaches to its sign-off (GB/T 9704-2012, 7.3.5) and the note under it. What
stands in another's text is another's: a forwarded notice has a number, a day and repeals of its own, and the last
article of a rule that an amending decision publishes anew says nothing for the decision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from parsers.grammar.document_number import Number
from parsers.grammar.layout.head import Layout, read_layout
from parsers.text import compact, one_line


class PartKind(StrEnum):
    """What a part of a page is to the document of the page."""

    PRESS = "press"  # a report above the document
    DOCUMENT = "document"
    ANNEX = "annex"  # what the document issues, and its other annexes: they speak for it
    FORWARDED = "forwarded"  # another's document, with a sign-off or number of its own
    REPUBLISHED = "republished"  # the whole rule as a decision amended it


SPEAKING = frozenset((PartKind.DOCUMENT, PartKind.ANNEX))
"""The kinds of parts whose statements (施行, 废止, 根据) are those of the page's document."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a page that belong together."""

    kind: PartKind
    start: int
    """Index of its first line."""
    end: int
    """Index behind its last line."""
    title: str | None = None
    """As printed at its head; None for annexes, and where none is known."""
    number: Number | None = None
    """Its own 发文字号: of a forwarded document."""
    signed_on: date | None = None
    """Its own 成文日期, where it is signed."""


# 《样例管理规定》根据本决定作相应修改，重新公布。 · …作相应的修正并对条文顺序作相应调整，重新发布
_ANEW = re.compile(
    r"《(?P<title>[^《》]{2,80})》[^。《》]{0,12}根据本(?:决定|令|修改)[^。《》]{0,40}重新(?:公布|发布|印发)"
)
# 关于修改《样例管理规定》的决定 · 关于修改《甲规定》和《乙办法》的决定
_AMENDS = re.compile(r"修[改正](?P<titles>.*《[^《》]{2,80}》)")
_QUOTED = re.compile("《([^《》]{2,80})》")
# 某省人民政府办公厅转发国务院办公厅关于…的通知 · 关于转发《…》的通知 · 批转…的报告
_FORWARDS = re.compile(r"[^《》]{0,60}?(?:转发|批转|转批)")
# 现将《…》转发给你们 · 现转发给你们
_FORWARDED_TO_YOU = re.compile(r"(?:转发|批转)(?:给)?你们")
# behind the title of a rule: nothing, or （2014年9月30日样例部发布）
_HEADS_A_RULE = re.compile(r"\s?(?:$|[（(])")
_MOST_FORWARDED = 20


def parts_of_page(
    body: Sequence[str], title: str | None = None, layout: Layout | None = None, start: int = 0
) -> tuple[Part, ...]:
    """The parts of a page's text in their order.

    `title`: its heading, `layout`: that of its document, `start`: the line with which the document begins, under a
    report. Indexes in `layout` are those of the page.
    """
    if not body:
        return ()
    layout = layout or read_layout(body, title)
    own_end = end_of_document(body, layout)
    anew = _republished_from(body, title or "", own_end)
    press = [Part(PartKind.PRESS, 0, start)] if start else []
    own = Part(PartKind.DOCUMENT, start, min(own_end, anew), title, layout.number, layout.signed_on)
    between = _behind(body[:anew], own, title or "") if own.end < anew else ()
    rest = [Part(PartKind.REPUBLISHED, anew, len(body))] if anew < len(body) else []
    return (*press, own, *between, *rest)


def lines_of(body: Sequence[str], parts: Sequence[Part]) -> list[str]:
    """The lines of the parts that speak for the document, in order."""
    return [line for part in parts if part.kind in SPEAKING for line in body[part.start : part.end]]


def end_of_document(body: Sequence[str], layout: Layout) -> int:
    """The index behind sign-off and note; the length of a text without a sign-off."""
    if layout.signed_at is None:
        return len(body)
    return layout.signed_at + (2 if layout.note else 1)


def forwards_another(body: Sequence[str], title: str) -> bool:
    """Whether a document passes on another's, by its title or its words."""
    return _FORWARDS.match(title) is not None or any(map(_FORWARDED_TO_YOU.search, body))


def _behind(body: Sequence[str], own: Part, title: str) -> list[Part]:
    """The parts behind the sign-off: annexes, or texts that are forwarded, each with what is annexed to it."""
    parts: list[Part] = []
    start = own.end
    for _ in range(_MOST_FORWARDED if forwards_another(body[own.start : own.end], title) else 0):
        text = body[start:]
        layout = read_layout(text)
        if layout.signed_on is None and layout.number is None:
            break
        end = start + end_of_document(text, layout)
        parts.append(Part(PartKind.FORWARDED, start, end, layout.head_title, layout.number, layout.signed_on))
        if (start := end) >= len(body):
            return parts
    if parts:
        return [*parts[:-1], replace(parts[-1], end=len(body))]
    return [Part(PartKind.ANNEX, start, len(body))]


def _republished_from(body: Sequence[str], title: str, own_end: int) -> int:
    """The index from which an amended rule is published anew; the length of the text where none is."""
    anew = next((index for index, line in enumerate(body) if "重新" in line and _ANEW.search(line)), None)
    if anew is not None:
        return anew + 1
    amends = _AMENDS.search(title)
    names = tuple(map(compact, _QUOTED.findall(amends["titles"]))) if amends else ()
    for index in range(own_end, len(body)) if names else ():
        words = one_line(body[index])
        if words.startswith(names) and any(_HEADS_A_RULE.match(words, len(name)) for name in names):
            return index
    return len(body)
