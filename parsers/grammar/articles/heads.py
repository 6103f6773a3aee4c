"""Finds what begins a unit of a rule: 第一编, 第一章, 第一节, 第十条之一, 附件1, at the head of a line or within one.

A number counts only where it is the next one. 第九条规定的期限 and 、第十条 are references. Pages run articles together
on one line, break lines within sentences, and put blanks into 第 一 条. The list of chapters before a text is no part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from parsers.grammar.articles.model import Level
from parsers.grammar.numerals import NUMERALS, read_digits, read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.text import compact

_B = r"[ \t\u00a0\u3000]"
_N = f"[{NUMERALS}0-9０-９]"
_NUMBERED = rf"第{_B}{{0,3}}(?P<number>{_N}(?:{_B}{{0,2}}{_N}){{0,9}}){_B}{{0,3}}"
# 第十条之一 · 第 一 章 · 第二部分
_HEAD = lazy_regex(rf"{_NUMBERED}(?P<unit>[编篇章节条]|部分)(?:之(?P<sub>[一二三四五六七八九十]{{1,3}}))?")
# 附件 · 附件1： · 附录 · 附表2 · 附一：, at the head of a line
_ANNEX = lazy_regex(
    rf"(?P<label>附{_B}{{0,3}}(?:[件录表图]{_B}{{0,3}}(?P<number>[0-9０-９一二三四五六七八九十]{{0,3}})"
    rf"|(?P<bare>[一二三四五六七八九十]{{1,3}})(?={_B}*[:：、])))(?P<between>{_B}*[:：.．、]?{_B}*)(?P<title>[^\n]*)"
)
# 附二: behind 附一: on one line
_ANNEX_INLINE = lazy_regex(rf"{_B}附(?P<bare>[一二三四五六七八九十]{{1,3}}){_B}*[:：]")
_LONGEST_LABELLED = 120
_ORDER: tuple[Level, ...] = ("part", "chapter", "section")
_LEVELS: dict[str, Level] = {"编": "part", "篇": "part", "部分": "part", "章": "chapter", "节": "section"}
ENDS = "。；;！？!?：:”’…"
"""What a sentence, or a line that a list follows, ends in."""
NAMED = r"\s?(?:[、，]|[和及至或]\s?(?:[（(]|第)|款(?!项)|项(?!目))"
"""What stands behind a number that is only named: 第（一）、（二）项, （三）至（五）项; but （二）项目名称 begins."""
_ENDS_BEFORE = (*ENDS, "）", ")", "】")
# 第九条规定的 · 第九条、第十条 · 第九条第一款 · 第九条修改为 · 第九条至第十条
_REFERENCE = lazy_regex(
    rf"{_B}*[、，,和及或与至到]{_B}*(?:第|{_N}{{1,5}}[条款项])|{_B}*第{_N}{{1,4}}[款项]|{_B}*[（(]{_N}{{1,3}}[)）]"
    rf"|规定|所[列称规述指]|的|中的?[“”]|[款项目](?!目)|修改|改为|增加|删[去除]"
)
# …管理办法第一条为加强… · 总则第一条　根据…: how a rule begins that a page runs together with its title
_OPENS = lazy_regex(rf"{_B}{{0,4}}(?:为|根据|依据|依照|按照)")
_FIRST_ARTICLE = lazy_regex(rf"第{_B}{{0,3}}[一1１]{_B}{{0,3}}条")
_LONGEST_HEADING = 40
_TITLE_IN_BRACKETS = lazy_regex(rf"{_B}*[（(【\[](?P<title>[^（()）【】\[\]\n]{{1,30}})[)）】\]]")
_LEADERS = lazy_regex(r"(?:[…·.]{2,}|\t| {3,})\s*\d{1,4}\s*$")
# ## of a text in Markdown, * of a list
_MARKUP = "#*> \t\u00a0\u3000"


@dataclass(frozen=True, slots=True)
class Head:
    """The number with which a unit begins."""

    level: Level
    number: int | None
    sub: int
    printed: str
    start: int
    end: int
    """The index behind the number."""
    heading: str | None = None
    body: int = 0
    """The index at which the words of the unit begin, its heading among them."""


@dataclass(slots=True)
class Chain:
    """The heads of one rule in order: articles that are numbered without a gap, and the chapters around them."""

    heads: list[Head] = field(default_factory=list)
    broken_at: int | None = None
    why: str | None = None

    articles: int = 0
    _counts: dict[Level, int] = field(default_factory=dict)
    _renewed: set[Level] = field(default_factory=set)

    def add(self, head: Head) -> None:
        """Appends a head."""
        self.heads.append(head)
        self.articles += head.level == "article"
        if head.level in _ORDER:
            self._counts[head.level] = head.number or 0
            self._renewed.discard(head.level)
            self._renewed.update(_ORDER[_ORDER.index(head.level) + 1 :])

    def is_followed_by(self, level: Level, number: int) -> bool:
        """Whether a part, chapter or section is the next of its level.

        Sections begin anew in each chapter; chapters run on through the parts of a law, or begin anew in each.
        """
        return number == self._counts.get(level, 0) + 1 or (number == 1 and level in self._renewed)

    def skips_to(self, level: Level, number: int) -> bool:
        """Whether a part, chapter or section comes later in its level than the next: a page leaves a heading out."""
        return number > self._counts.get(level, 0)


@lru_cache(maxsize=4096)
def value_of(words: str) -> int | None:
    """The value of a printed number, with blanks in it or none."""
    bare = compact(words)
    return read_numeral(bare) or read_digits(bare)


def begins_line(text: str, at: int) -> int | None:
    """The index of the line's first character, where only blanks and signs of Markdown stand before an index."""
    while at and text[at - 1] in _MARKUP:
        at -= 1
    return at if not at or text[at - 1] == "\n" else None


def last_before(text: str, at: int) -> str:
    """The last character before an index that is no blank; empty at the beginning."""
    while at and text[at - 1].isspace():
        at -= 1
    return text[at - 1] if at else ""


Stand = Literal["line", "inline", "none"]


class RuleHeads:
    """Follows the heads of a text from its first to its last and gathers those that are the next in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = list(_HEAD.finditer(text)) if "第" in text else []
        self.chains: list[Chain] = []
        self.strays: list[int] = []
        """The indexes of numbers at the head of a line that are of no rule."""
        self._before = Chain()
        self._article: Head | None = None

    def read(self) -> list[Chain]:
        """The rules of the text, each as a chain of two articles at least."""
        for index, match in enumerate(self._matches):
            number = value_of(match["number"])
            if number is None:
                continue
            following = self._matches[index + 1].start() if index + 1 < len(self._matches) else len(self._text)
            if match["unit"] == "条":
                self._read_article(match, number)
            else:
                self._division(match, number, following)
        return [chain for chain in self.chains if chain.articles >= 2]

    def divisions(self) -> list[Head]:
        """The chapters of a text that has no articles."""
        return self._before.heads

    # --- articles --------------------------------------------------------------------------------------------------

    def _read_article(self, match: re.Match[str], number: int) -> None:
        if _REFERENCE.match(self._text, match.end()) and not self._is_headed(match):
            return
        sub = value_of(match["sub"]) or 0 if match["sub"] else 0
        chain, last = self._open(), self._article
        stand = self._stand(match)
        expected = (last.number or 0) + 1 if last else 1
        is_next = last is not None and (number, sub) in ((expected, 0), (last.number, last.sub + 1))
        if chain and is_next and stand != "none":
            self._article = self._head_of_article(match, number, sub)
            chain.add(self._article)
        elif (number, sub) == (1, 0) and self._may_be_first(match):
            self._article = self._head_of_article(match, number, sub)
            self.chains.append(Chain())
            for head in (*self._directly_before(match), self._article):
                self.chains[-1].add(head)
            self._before = Chain()
        elif chain and stand == "line" and self._is_set_off(match):
            chain.broken_at = match.start()
            chain.why = f"{compact(match[0])} stands where 第{expected}条 is expected"
        elif not chain and stand == "line":
            self.strays.append(match.start())

    def _open(self) -> Chain | None:
        """The rule that goes on."""
        return self.chains[-1] if self.chains and self.chains[-1].broken_at is None else None

    def _is_headed(self, match: re.Match[str]) -> bool:
        """Whether brackets behind the number hold the title of the article: 第一条（目的）."""
        title = _TITLE_IN_BRACKETS.match(self._text, match.end())
        return title is not None and value_of(title["title"]) is None

    def _stand(self, match: re.Match[str]) -> Stand:
        """Whether a number stands at the head of a line, within one behind the end of a sentence, or elsewhere."""
        text, at = self._text, match.start()
        begins = begins_line(text, at)
        if begins is not None:
            last = last_before(text, begins)
            is_new = not last or last in _ENDS_BEFORE or self._is_set_off(match) or self._heading_ends_at(begins)
            return "line" if is_new else "none"
        if last_before(text, at) in _ENDS_BEFORE or self._heading_ends_at(at):
            return "inline"
        return "none"

    def _is_set_off(self, match: re.Match[str]) -> bool:
        return self._text[match.end() : match.end() + 1] in (" ", "\u3000", "\t", "\u00a0")

    def _heading_ends_at(self, at: int) -> bool:
        """Whether the words before an index are the heading of a chapter."""
        heads = (self._open() or self._before).heads
        last = heads[-1] if heads else None
        if last is None or last.level == "article" or at - last.body > _LONGEST_LABELLED:
            return False
        return compact(self._text[last.body : at]) == (last.heading or "")

    def _may_be_first(self, match: re.Match[str]) -> bool:
        at = match.start()
        if self._text[max(0, at - 1) : at] in ("“", "《", "〈"):
            return False
        if begins_line(self._text, at) is not None:
            return True
        if self._open():  # a second rule begins on a line of its own
            return False
        before = self._text[at - 1]
        return before.isspace() or before in "）)”" or _OPENS.match(self._text, match.end()) is not None

    def _directly_before(self, match: re.Match[str]) -> list[Head]:
        """The chapters with which a rule begins: its list of chapters stands before them."""
        heads: list[Head] = []
        begins = begins_line(self._text, match.start())
        at = match.start() if begins is None else begins
        for head in reversed(self._before.heads):
            if at - head.body > _LONGEST_LABELLED or compact(self._text[head.body : at]) != (head.heading or ""):
                break
            heads.insert(0, head)
            at = head.start
        return heads

    def _head_of_article(self, match: re.Match[str], number: int, sub: int) -> Head:
        title = _TITLE_IN_BRACKETS.match(self._text, match.end())
        heading = compact(title["title"]) if title and value_of(title["title"]) is None else None
        return self._head("article", match, number, sub, heading)

    def _head(self, level: Level, match: re.Match[str], number: int, sub: int, heading: str | None) -> Head:
        start = begins_line(self._text, match.start())
        start = match.start() if start is None else start
        return Head(level, number, sub, compact(match[0]), start, match.end(), heading, match.end())

    # --- parts, chapters and sections ------------------------------------------------------------------------------

    def _division(self, match: re.Match[str], number: int, following: int) -> None:
        level = _LEVELS[match["unit"]]
        heading_end = min(following, self._end_of_heading(match.end()))
        heading = compact(self._text[match.end() : heading_end])
        is_heading = len(heading) <= _LONGEST_HEADING and not any(sign in heading for sign in "。；;，：")
        if not is_heading or _REFERENCE.match(self._text, match.end()) or heading.startswith(("、", "至", "和")):
            return
        if _LEADERS.search(self._text[match.end() : heading_end]) or match["sub"]:
            return
        stand, before = self._stand(match), self._text[match.start() - 1 : match.start()]
        opens = number == 1 and _FIRST_ARTICLE.match(self._text, following) is not None
        if before == "“" or (stand == "none" and not opens and before not in ("", " ", "\u3000", "\t")):
            return
        chain = self._open() or self._before
        head = self._head(level, match, number, 0, heading or None)
        if not chain.is_followed_by(level, number):
            if number == 1 and chain is self._before:
                self._before = chain = Chain()  # what came before was the list of chapters
            elif stand != "line" or not chain.skips_to(level, number):
                return
        chain.add(head)

    def _end_of_heading(self, at: int) -> int:
        """The end of the line in which a heading stands: that of the number, or the next one where that has no more."""
        end = self._text.find("\n", at)
        if 0 <= end <= at + _LONGEST_HEADING and not self._text[at:end].strip():
            end = self._text.find("\n", end + 1)
        return end if end >= 0 else len(self._text)


def annexes_of(text: str) -> Iterator[Head]:
    """The labels above annexes, in order."""
    if "附" not in text:
        return
    for match in _ANNEX.finditer(text):
        if begins_line(text, match.start()) is None:
            continue
        title_at = match.start("title")
        inline = list(_ANNEX_INLINE.finditer(text, title_at, match.end())) if match["bare"] else []
        ends = [*(hit.start() for hit in inline), match.end()]
        title = text[title_at : ends[0]].strip()
        is_label = bool(match["between"]) or not title  # 附件所列的材料 is none
        if not is_label or "。" in title or len(title) > _LONGEST_LABELLED or "\t" in title:
            continue
        number = value_of(match["number"] or match["bare"] or "")
        printed = compact(match["label"])
        yield Head("appendix", number, 0, printed, match.start("label"), match.end("label"), title or None, title_at)
        for hit, end in zip(inline, ends[1:], strict=True):
            words = text[hit.end() : end].strip() or None
            yield Head(
                "appendix", value_of(hit["bare"]), 0, f"附{hit['bare']}", hit.start() + 1, hit.end(), words, hit.end()
            )
