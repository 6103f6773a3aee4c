"""What a body decides in an answer of its spokesperson: 中方决定自…起，继续暂停…公告相关措施1年.

An answer explains; it acts where a sentence of the answer itself decides, from a day, with the body or nobody as its
subject. What others decide (美方宣布…暂停) and what the body recalls or threatens is no act.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from parsers.grammar.dates import calendar_day
from parsers.grammar.elliptic_numbers import announced_in
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.clause import Clause
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.passages import Passage

_TITLE = lazy_regex(r"(?P<body>[\u4e00-\u9fa5]{2,14}?)(?:新闻)?发言人就.+答记者问")
_QUESTION = lazy_regex(r"\s*(?:有?记者)?[^，。：:]{0,12}问\s*[：:]")
_SENTENCE = lazy_regex("[^。]+。?")
_ANSWER = lazy_regex(r"\s*[^，。：:]{0,12}答\s*[：:]")
# 中方决定自2025年11月10日起，… · 为落实…共识，自2025年8月12日起，…
_DECIDES = lazy_regex(
    r"(?:^|[，。；：:\s])(?P<subject>[^，。；：:]{0,16}?决定)?，?自(?:北京时间)?\d{4}年\d{1,2}月\d{1,2}日(?:\d{1,2}时(?:\d{1,2}分)?)?起，"
)
_OTHERS = lazy_regex(
    r"(?:[美欧日韩英加荷澳印台]方|(?:美国|欧盟|日本|韩国|英国|加拿大|荷兰|澳大利亚|印度|台湾)[^，。；]{0,8}?(?:宣布|决定|公布|将|政府|商务部))"
    r"|宣布|表示|声称|注意到|如果|一旦"
)
_AIM = lazy_regex(r"^\s*(?:为|鉴于|根据|依据|按照)")
# 第13号公告, named before with its year
_SERIAL = lazy_regex(
    r"(?<![年告\d])(?:第|(?<=[、和及]))(?P<serial>\d{1,4})号(?=(?:[、和及]第?\d{1,4}号)*(?:公告|令))(?:公告|令)?"
)
# 2025年4月4日被列入…的16家美国实体: those of the announcement of that day
_LISTED = lazy_regex(
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日被?[列纳]入[^，。；]{2,20}的\d{0,4}家?[^，。；、]{0,10}(?:实体|企业)"
)
_NUMBERED = lazy_regex(r"(?:第|〕)(?P<serial>\d{1,4})号$")


class Answer:
    """An answer of a body's spokesperson, read sentence by sentence; remembers the announcements that it names."""

    def __init__(self, title: str) -> None:
        match = _TITLE.search(title)
        bodies = leading_bodies(match["body"]).reading if match else None
        self.is_official = bodies is not None and bool(bodies.bodies)
        self._body = match["body"] if match else ""
        self._references = ReferenceReader(bodies.bodies if bodies else ())
        self.named: list[Reference] = []
        """上述公告: all that it has named."""
        self._of_day: dict[date, Reference] = {}

    def decisions(self, passages: Sequence[Passage]) -> Iterator[tuple[Clause, str, Passage]]:
        """The sentences that decide, each with its words and passage."""
        is_question = False
        for passage in passages if self.is_official else ():
            is_question = (is_question or _QUESTION.match(passage.text) is not None) and not _ANSWER.match(passage.text)
            for sentence in () if is_question else _SENTENCE.findall(passage.text):
                clause = Clause(sentence, self._read(sentence))
                if self._decides(sentence):
                    yield clause, sentence.strip(), passage

    def _read(self, sentence: str) -> list[Reference]:
        """The documents of a sentence: by number, by the serial of one named before, by the day of its list."""
        references = [*self._references.read(sentence), *self._announced(sentence)]
        by_serial = {
            known["serial"]: reference
            for reference in self.named
            if (known := _NUMBERED.search(reference.number or ""))
        }
        for bare in _SERIAL.finditer(sentence):
            known_one = by_serial.get(bare["serial"])
            if known_one and not any(reference.start <= bare.start() < reference.end for reference in references):
                references.append(replace(known_one, start=bare.start(), end=bare.end()))
        for listed in _LISTED.finditer(sentence):
            day = calendar_day(int(listed["year"]), int(listed["month"]), int(listed["day"]))
            if day in self._of_day:
                references.append(replace(self._of_day[day], start=listed.start(), end=listed.end()))
        self.named += [
            reference
            for reference in references
            if reference.number and reference.number not in {known.number for known in self.named}
        ]
        return sorted(references, key=lambda one: one.start)

    def _announced(self, sentence: str) -> Iterator[Reference]:
        """The body's own announcements, named by their day and serial alone; each remembered by its day."""
        for number, start, end, day in announced_in(sentence, self._body):
            reference = Reference(None, number.standard, start, end)
            self._of_day |= {day: reference} if day else {}
            yield reference

    @staticmethod
    def _decides(sentence: str) -> bool:
        match = _DECIDES.search(sentence)
        if match is None:
            return False
        clauses = re.split("[，。；]", f"{sentence[: match.start()]}，{match['subject'] or ''}")
        return not any(_OTHERS.search(words) for words in clauses if not _AIM.search(words))
