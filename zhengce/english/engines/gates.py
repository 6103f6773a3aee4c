"""What the English of a Chinese text must keep: numbers, stage, negation, type, terms; and what it must not hold.

`faults` that are not `Fault.is_mild` refuse a text. A mild one, a term or body that no form of stands for, is a reason
to ask again with the term named; the text is stored with it, for every term has more renderings than a glossary.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of
from zhengce.english.figures import chinese_numbers, lost_and_added
from zhengce.english.glossary.terms import Entry
from zhengce.english.terms import is_missing, likeness, roots_of, terms_of

LONGEST = 1_000
"""Characters of Chinese. A longer text is not translated: no name or sentence of a document is longer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a translation: a kind, by which they are counted, and what exactly."""

    kind: str
    what: str = ""

    @property
    def is_mild(self) -> bool:
        """True for a fault that does not refuse the text."""
        return self.kind in ("term missing", "body missing")

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}" if self.what else self.kind


_FOOT = re.compile(r"(?:[（(〔\[【][^（）()〔〕\[\]【】]{1,40}[)）〕\]】])+$")
_EMPTY = re.compile("有关(?:问题|事项|事宜|工作)|若干|关于|工作")
"""Words of office language that English leaves out."""
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

FEWEST, MOST = 2, 12
"""Letters of English for a Chinese character; measured on titles: 3.2 to 9.2."""
SHORT = 8
"""Characters of a text that an abbreviation may stand for: 国内生产总值, GDP."""
ROOM = 16
"""Letters above the most: 三农 is agriculture, rural areas and farmers."""
UNLIKE = 1 / 3
"""Share of the known words that must be there."""
ANOTHER = 0.3
"""By how much more of the words of another text stand in an English that is rather that one's."""


def faults(kind: str, chinese: str, english: str) -> tuple[Fault, ...]:
    """What is wrong with the English of a text; nothing where it may be stored as it is."""
    return tuple(_form(chinese, english)) or tuple(_substance(kind, chinese.translate(_WIDTH), english))


def _form(chinese: str, english: str) -> Iterator[Fault]:
    """What no English line may be, whatever its Chinese says."""
    count = sum(3 if char > "\u2e7f" else 1 for char in _EMPTY.sub("", chinese) if char.isalnum()) / 3
    fewest, most = FEWEST * count if count >= SHORT else 0, MOST * count + ROOM
    if len(english) <= most:
        yield from _checked({"form": (english, chinese)})
    if not fewest <= len(english) <= most or not re.search("[A-Za-z]", english):
        yield Fault("odd length", f"{len(english)} letters for {len(chinese)} characters")


def _substance(kind: str, chinese: str, english: str) -> Iterator[Fault]:
    """What the numbers and words of one text demand of the other."""
    lost, added = lost_and_added(chinese, english)
    yield from (Fault("number lost", value) for value in lost)
    yield from (Fault("number added", value) for value in added)
    sides = {"chinese": (chinese, english), "english": (english, chinese)}
    if kind == "name":
        sides |= {"start": (english, chinese), "end": (_FOOT.sub("", chinese).rstrip('》”"'), english)}
    yield from _checked(sides)
    known, roots = terms_of(chinese), roots_of(english)
    if _is_of_another(kind, known, roots):
        yield Fault("another text")
    elif not known and kind != "indicator" and not chinese_numbers(chinese)[0]:
        yield Fault("no known word")  # nothing tells a translation from an answer that the Chinese asks for
    for term in known:
        if term.kind in ("term", "body") and is_missing(term, roots):
            yield Fault(f"{term.kind} missing", f"{term.chinese} {term.english}")


def _is_of_another(kind: str, known: Sequence[Entry], roots: frozenset[str]) -> bool:
    """Whether too few of the known words of a text stand in the English, or none of those that tell it from others."""
    share, telling = likeness(known, roots), [term for term in known if term.kind != "general"]
    if kind == "indicator":  # has a few words, for which an abbreviation may stand
        return share == 0 and len(known) > 2
    return share is not None and (share < UNLIKE - 1e-9 or likeness(telling, roots) == 0)


def _checked(sides: Mapping[str, tuple[str, str]]) -> Iterator[Fault]:
    """The faults of the checks of these sides: the text in which each is found, and the one that answers for it."""
    for fault, found_in, found, answered in _checks():
        if found_in in sides and (match := found.search(sides[found_in][0])):
            if not answered.search(sides[found_in][1]):
                yield Fault(fault, match.group().strip())
            if found_in == "end":  # the first word of the table that ends a name is its type
                return


@cache
def _checks() -> Sequence[tuple[str, str, re.Pattern[str], re.Pattern[str]]]:
    """Fault, where it is found, its pattern, and the pattern of what answers for it in the other text.

    `form`: in the English alone; `chinese`, `english`: what one has, the other must have; `start`: the kind of document
    with which the English of a name begins; `end`: the last word of a name.
    """
    checks = []
    for row in rows_of(__package__, "checks.csv"):
        chinese, english = re.compile(row["chinese"]), re.compile(row["english"], re.IGNORECASE)
        sides = (chinese, english) if row["found_in"] in ("chinese", "end") else (english, chinese)
        checks.append((row["fault"], row["found_in"], *sides))
    return checks


def misplaced(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """For each Chinese text and English answer of one batch, whether the English is rather that of another text."""
    known = [terms_of(chinese) for chinese, _ in pairs]
    found = []
    for own, (_, english) in zip(known, pairs, strict=True):
        roots = roots_of(english[: LONGEST * MOST])
        share = likeness(own, roots)
        best = max((likeness(other, roots) or 0.0 for other in known if other is not own), default=0.0)
        found.append(share is not None and best > share + ANOTHER)
    return found
