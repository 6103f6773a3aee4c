"""A sentence with one sign for each document that it names, so that a list of documents is a pattern.

《甲办法》（样发〔2001〕1号）第三条、《乙办法》同时废止。 is §第三条、§同时废止。
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference

SIGN = "§"
COUNT = r"[一二三四五六七八九十百零〇\d]"
ARTICLE = rf"第{COUNT}+(?:[章节条款项目](?:之{COUNT}+)?|部分)(?:第?[（(]?{COUNT}+[)）]?[款项目])*"
ARTICLES = rf"{ARTICLE}(?:[、和及至到]{ARTICLE})*"
NUMBERED = r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])"
GIVEN = "印发|发布|公布|下发|颁布|颁发|制定|批准|实施|施行|转发|通过|修订|修改|出台|制发|发出"
# 样例部印发的 · 2003年1月2日国务院公布的 · 2005年5月24日经国务院批准、由国务院办公厅印发的
PROVENANCE = rf"[^，。；《》§]{{0,80}}?(?:{GIVEN})(?:实施|执行|试行)?的"
_AND = r"\s*(?:[、，,；;]|以及|及|和|与|\s)?\s*(?:和|及|与|以及|并)?\s*"
NEAR = r"(?P<list>§(?:\s*(?:[、和及与]|以及)?\s*§)*)"
"""Documents beside each other: §、§和§."""
JOINT = lazy_regex(
    rf"(?P<part>[^，。；《》、§]{{0,60}}?)(?:等?文件)?{_AND}(?:(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日)?原?|原?{PROVENANCE}|所附)?\s*"
)
_PART = lazy_regex(
    rf"(?:文件|文)?(?:中的?|的|里|内)?(?P<part>第{COUNT}.*|(?:有关|关于|相关|涉及).+|对.+的(?:规定|条款|内容)|附件\s*{COUNT}*.*|“.+”.*"
    r"|(?<=[中的])[^，。；“”]{2,40}(?:政策|规定|条款|措施))"
)
_ALONE = lazy_regex(rf"\s*{NUMBERED}?\s*(?P<list>§)[：:。；;，,、\s]*")
_NAME = lazy_regex("《[^《》]*》")
CLAUSE_END = lazy_regex("[，,；;：:。]")


class Clause:
    """`text`: the sentence with its signs; indexes are those of the text."""

    def __init__(self, sentence: str, references: Sequence[Reference]) -> None:
        self._sentence = sentence
        self.documents: dict[int, Reference] = {}
        pieces: list[str] = []
        start = end = length = 0
        for reference in references:
            if reference.start >= end or reference.start == start:  # 第5、7、9号: three at one place
                before = sentence[end : reference.start].replace(SIGN, " ")
                pieces += (before, SIGN)
                length += len(before) + 1
                self.documents[length - 1] = reference
                start, end = reference.start, max(end, reference.end)
        self.text = "".join((*pieces, sentence[end:].replace(SIGN, " ")))

    @cached_property
    def covered(self) -> str:
        """The text with each name that is no document's covered: no verb of a name is one of the sentence."""
        return _NAME.sub(lambda name: "□" * len(name[0]), self.text)

    @property
    def alone(self) -> Reference | None:
        """The document that is all that a line of a list names: 一、§."""
        line = _ALONE.fullmatch(self.text)
        return self.documents[line.start("list")] if line else None

    def printed(self, first: Reference, last: Reference) -> str:
        """The words from one document to another, as printed."""
        return self._sentence[first.start : last.end]

    def within(self, match: re.Match[str], group: str = "list") -> list[Reference]:
        """The documents of a group of a match, in order."""
        return [self.documents[at] for at in range(*match.span(group)) if at in self.documents]

    def place(self, at: int) -> int:
        """The index in the sentence of an index in the text."""
        before = max((place for place in self.documents if place < at), default=None)
        return at if before is None else self.documents[before].end + at - before - 1

    def lead(self, at: int, earliest: int = 0) -> str:
        """The words before an index, as far as its clause or `earliest`."""
        return CLAUSE_END.split(self.text[earliest:at])[-1]

    def listed_behind(self, first: int) -> Iterator[tuple[Reference, str | None]]:
        """The documents of the list that begins at an index, each with its part: §（…）、§第三条."""
        places = [at for at in self.documents if at >= first]
        for at, following in zip(places, [*places[1:], None], strict=True):
            behind = self.text[at + 1 : following] if following else CLAUSE_END.split(self.text[at + 1 :])[0]
            joint = JOINT.fullmatch(behind) if following else None
            yield self.documents[at], part_in(joint["part"] if joint else behind)
            if joint is None:
                return


def part_in(words: str) -> str | None:
    """The part of a document that the words behind it name: 第三条, 有关样例收费的规定."""
    part = _PART.match(words)
    return part["part"].strip() if part else None
