"""Cuts a text into units: a rule into its chapters and articles, any other text into its numbered sections.

A page often holds a notice or decision and behind it the rule that it issues: then the units are those of the rule.
Annexes are one unit each, unless they hold the rule. A text without numbers has no units.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from parsers.grammar.articles.heads import ENDS, Chain, Head, RuleHeads, annexes_of
from parsers.grammar.articles.inside import Inner, cut_article
from parsers.grammar.articles.model import Level, Unit
from parsers.grammar.articles.numbered import Section, cut_sections
from parsers.grammar.layout.contents import contents_in
from parsers.grammar.layout.signoff import read_sign_off
from parsers.passages import Passage, passages_of

_INFO = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ENDS_LINE = (*ENDS, "）", ")", "|")
# 版记 (GB/T 9704-2012, 7.4) and the foot of a page
_FOOT = re.compile(
    r"(?:抄\s?[送报]|分送|报送|发送|主题词|相关(?:链接|阅读|解读|政策|文件|附件)|责任编辑|扫一扫|【?(?:打印|关闭))"
)
# 附则, a chapter without a number before the last articles
_BARE_HEADING = re.compile(r"\n[ \t\u3000]*[总分罚附][ \t\u3000]*则\s*\Z")
_MOST_TEXTS, _MOST_STRAYS = 20, 4
_DIVISIONS: tuple[Level, ...] = ("part", "chapter", "section")
_PREFIX = {"part": "part", "chapter": "ch", "section": "sec", "article": "art"}
_INNER = {"paragraph": "para", "item": "item", "point": "point"}
_SECTION = {"section1": "sec", "section2": "sub", "section3": "point", "section4": "subpoint"}


def cut_text(text: str) -> tuple[Unit, ...]:
    """The units of a text, a paragraph a line; none where it is not numbered. Never raises."""
    return cut_passages(tuple(passages_of(text)))


def cut_passages(passages: Sequence[Passage]) -> tuple[Unit, ...]:
    """The units of a document's paragraphs, each with its place, in the order of printing; an article before its own.

    Linear in the text.
    """
    return tuple(_unique(_Cutter(passages).cut())) if passages else ()


def _without_contents(lines: Sequence[str]) -> str | None:
    """The text with blanks for its table of contents, so that all else keeps its place; None where it has none."""
    contents = contents_in(lines)
    if not contents:
        return None
    return "\n".join(" " * len(line) if at in contents else line for at, line in enumerate(lines))


def _unique(units: Iterator[Unit]) -> Iterator[Unit]:
    """The units whose address no other one has: two of one address could not be cited."""
    seen: set[str] = set()
    for unit in units:
        if unit.path not in seen:
            seen.add(unit.path)
            yield unit


def _path_below(above: dict[Level, str], level: Level, name: str) -> str:
    """The path of a part, chapter or section below those that hold it (`above`), among which it takes its place."""
    for lower in _DIVISIONS[_DIVISIONS.index(level) :]:
        above.pop(lower, None)
    above[level] = name
    return "/".join(above.values())


@dataclass(frozen=True, slots=True)
class _Region:
    """The body, or what stands under the label of an annex."""

    label: Head | None
    start: int
    end: int


class _Cutter:
    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._starts = [0, *accumulate(len(passage.text) + 1 for passage in passages)]
        self._text = "\n".join(passage.text for passage in passages)
        text = _without_contents([passage.text for passage in passages]) or self._text
        self._numbered_text = text
        heads = RuleHeads(text)
        self._chains = heads.read()
        self._strays = heads.strays
        self._divisions = heads.divisions()
        self._annexes = list(annexes_of(text))

    def cut(self) -> Iterator[Unit]:
        if self._chains:
            yield from self._rules()
        elif len(self._strays) > _MOST_STRAYS:  # its items （一） are no sections
            yield self._uncut("", self._strays[0], len(self._text), "no 第一条 stands before its articles")
        else:
            yield from self._sections()

    # --- rules -----------------------------------------------------------------------------------------------------

    def _rules(self) -> Iterator[Unit]:
        """The units of each rule, and the annexes behind it."""
        chains = self._chains
        first_annex = next((annex for annex in self._annexes if annex.start > chains[0].heads[-1].start), None)
        is_annexed = any(annex.start < chains[0].heads[0].start for annex in self._annexes)
        rules = [
            chain  # the articles of an annex are the annex's; but rules that a notice issues as annexes are cut
            for chain in chains
            if is_annexed or first_annex is None or chain.heads[0].start < first_annex.start
        ]
        for index, chain in enumerate(rules):
            following = rules[index + 1].heads[0].start if index + 1 < len(rules) else len(self._text)
            prefix = f"doc-{index + 1}/" if len(rules) > 1 else ""
            last = chain.heads[-1].start
            annexes = [annex for annex in self._annexes if last < annex.start < following]
            if chain.broken_at is not None:
                annexes = [annex for annex in annexes if annex.start < chain.broken_at]
            end = annexes[0].start if annexes else following
            yield from self._rule(chain, prefix, min(end, chain.broken_at or end))
            if chain.broken_at is not None:
                yield self._uncut(prefix, chain.broken_at, following, chain.why)
            else:
                yield from self._annexed(annexes, following, prefix, is_last=index + 1 == len(rules))

    def _rule(self, chain: Chain, prefix: str, end: int) -> Iterator[Unit]:
        above: dict[Level, str] = {}
        heads = chain.heads
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            ends = following.start if following else end
            if following is None and head.level == "article" and chain.broken_at is None:
                ends = self._end_of_last(head.body, ends)
            elif head.level == "article" and (heading := _BARE_HEADING.search(self._text, head.body, ends)):
                ends = heading.start()
            name = f"{_PREFIX[head.level]}-{head.number}" + (f"-{head.sub}" if head.sub else "")
            if head.level == "article":
                yield from self._article(head, f"{prefix}{name}", ends)
                continue
            yield self._headed(f"{prefix}{_path_below(above, head.level, name)}", head, ends)

    def _article(self, head: Head, path: str, end: int) -> Iterator[Unit]:
        paragraphs, why = cut_article(self._text, head.body, end)
        yield self._headed(path, head, end, why)
        for paragraph in paragraphs:
            yield from self._inner(paragraph, path)

    def _inner(self, inner: Inner, above: str) -> Iterator[Unit]:
        path = f"{above}/{_INNER[inner.level]}-{inner.number}"
        yield self._unit(path, inner.level, inner.number, inner.printed, inner.start, inner.body, inner.end)
        for deeper in inner.below:
            yield from self._inner(deeper, path)

    def _end_of_last(self, start: int, end: int) -> int:
        """The index at which the last article ends: behind it a page prints names, links and its foot.

        What follows its first sentence belongs to it as far as lines end like sentences do.
        """
        at, ended, is_closed = start, start, False
        while at < end:
            newline = self._text.find("\n", at, end)
            ends = newline if newline >= 0 else end
            line = self._text[at:ends].strip()
            if line and is_closed and (_FOOT.match(line) or not line.endswith(_ENDS_LINE)):
                return ended
            if line:
                ended, is_closed = ends, line.endswith(_ENDS_LINE)
            at = ends + 1
        return end

    # --- numbered sections -----------------------------------------------------------------------------------------

    def _sections(self) -> Iterator[Unit]:
        """The sections of the body, or else of its annexes; under the headings of chapters where there are some."""
        begins = _INFO.match(self._text)
        start = begins.end() if begins else 0
        labels = self._annexes
        bounds = [start, *(label.start for label in labels), len(self._text)]
        regions = [
            _Region(label, begin, end)
            for label, begin, end in zip([None, *labels], bounds[:-1], bounds[1:], strict=True)
            if end > begin
        ]
        for index, region in enumerate(regions):
            if units := list(self._region(region)):
                yield from units
                rest = regions[index + 1 :]
                listed = [part for part in rest if self._sign_off(part.start, part.end)]  # 附件说明, above the sign-off
                labels = [part.label for part in rest if part.label and part not in listed]
                yield from self._annexed(labels, len(self._text), "", is_last=True)
                return

    def _region(self, region: _Region) -> Iterator[Unit]:
        """The units above the sign-off, or else of the text that a notice issues and prints under it."""
        sign = self._sign_off(region.start, region.end)
        units = list(self._text_units(region.start, sign[0] if sign else region.end))
        if region.label and units and units[0].level == "section3":  # 附件：1.甲 2.乙 lists what is annexed
            return
        yield from units or (self._text_units(sign[1], region.end) if sign else ())

    def _text_units(self, start: int, end: int) -> Iterator[Unit]:
        divisions = [division for division in self._divisions if start <= division.start < end]
        if len(divisions) < 2:
            yield from self._numbered(start, end, "")
            return
        above: dict[Level, str] = {}
        for head, following in zip(divisions, [*divisions[1:], None], strict=True):
            ends = following.start if following else end
            name = f"{_PREFIX[head.level]}-{head.number}".replace("sec-", "div-")
            path = _path_below(above, head.level, name)
            below = list(self._numbered(head.body, ends, f"{path}/"))
            yield self._headed(path, head, below[0].start if below else ends)
            yield from below

    def _numbered(self, start: int, end: int, prefix: str) -> Iterator[Unit]:
        sections, broken_at, why = cut_sections(self._numbered_text, start, end)
        if broken_at is not None and not prefix and (texts := self._several(sections, broken_at, end)):
            for number, text in enumerate(texts, 1):
                for section in text:
                    yield from self._section(section, f"doc-{number}/")
            return
        for section in sections if len(sections) > 1 else ():
            yield from self._section(section, prefix)
        if len(sections) > 1 and broken_at is not None:
            yield self._uncut(prefix, broken_at, end, why)

    def _several(self, first: list[Section], begin: int, end: int) -> list[list[Section]]:
        """The sections of each text, where several follow each other that all begin with 一、 and have no gap; else
        none."""
        texts, at = [first], begin
        while True:
            following, after, _ = cut_sections(self._numbered_text, at, end)
            is_text = len(following) > 1 and (following[0].start, following[0].level) == (at, first[0].level)
            if not is_text or first[0].level != "section1" or len(texts) > _MOST_TEXTS:
                return []
            texts.append(following)
            if after is None:
                break
            at = after
        for text in texts:
            text[-1].why = None
        return texts

    def _section(self, section: Section, above: str) -> Iterator[Unit]:
        path = f"{above}{_SECTION[section.level]}-{section.number}"
        first = self._text[section.body : section.own_end].strip().partition("\n")[0].strip()
        heading = first if first and len(first) <= 60 and not first.endswith(tuple(ENDS)) else None
        where = section.start, section.body, section.own_end
        yield self._unit(path, section.level, section.number, section.printed, *where, heading, section.why)
        for one in section.below:
            yield from self._section(one, f"{path}/")

    def _sign_off(self, start: int, end: int) -> tuple[int, int] | None:
        """The indexes of the sign-off of a text and behind it."""
        lines = self._text[start:end].split("\n")
        sign = read_sign_off(lines, 0)
        if sign is None or sign.names is None:
            return None
        starts = list(accumulate((len(line) + 1 for line in lines), initial=start))
        glued = max(0, lines[sign.first].rfind(sign.names.split()[0]))  # names at the end of the last paragraph
        return starts[sign.first] + glued, min(end, starts[sign.last + 1])

    # --- annexes, and what is not cut ------------------------------------------------------------------------------

    def _annexed(self, labels: Sequence[Head], end: int, prefix: str, *, is_last: bool) -> Iterator[Unit]:
        ends = [*(head.start for head in labels[1:]), end]
        labelled = list(zip(labels, ends, strict=False))[: None if is_last else -1]
        # 附件：甲 above a label alone is of the list of annexes: an annex begins with its label alone (GB/T 9704)
        first = next((at for at, (label, _) in enumerate(labelled) if label.heading is None), 0)
        for number, (label, stop) in enumerate(labelled[first:], 1):
            yield self._headed(f"{prefix}annex-{label.number or number}", label, stop)

    def _headed(self, path: str, head: Head, end: int, why: str | None = None) -> Unit:
        where = head.start, head.body, end
        heading = head.heading
        if heading is None and head.level == "appendix":
            line = self._text[head.body : end].strip().partition("\n")[0].strip()
            heading = line if 0 < len(line) <= 60 and not (line.endswith(tuple(ENDS)) or line[0].isdigit()) else None
        return self._unit(path, head.level, head.number, head.printed, *where, heading, why, head.sub)

    def _uncut(self, prefix: str, start: int, end: int, why: str | None) -> Unit:
        return self._unit(f"{prefix}rest", "uncut", None, "", start, start, end, why=why)

    def _unit(
        self,
        path: str,
        level: Level,
        number: int | None,
        printed: str,
        start: int,
        body: int,
        end: int,
        heading: str | None = None,
        why: str | None = None,
        sub: int = 0,
    ) -> Unit:
        """A unit with its place; `body`: the index at which its words begin."""
        words = self._text[body:end].rstrip()
        passage = self._passages[bisect_right(self._starts, start) - 1]
        return Unit(
            *(path, level, number, sub, printed, heading, words.lstrip(), start, body + len(words)),
            *(passage.attachment, passage.page, passage.paragraph, why, body),
        )
