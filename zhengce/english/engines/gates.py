"""What the English of a Chinese text must keep: numbers, stage, negation, type, terms; and what it must not hold.

`faults` that are not `Fault.is_mild` refuse a text. A mild one, a term or body that no form of stands for, is a reason
to ask again with the term named; the text is stored with it, for every term has more renderings than a glossary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of
from zhengce.english.figures import chinese_numbers, lost_and_added
from zhengce.english.terms import Term, likeness, roots_of, terms_of

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


_LETTERS = {
    "more than one line": re.compile(r"[\r\n\v\f\x85\u2028\u2029]"),
    "Chinese left": re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff]"),
    "not English letters": re.compile(
        r"[^\x20-\x7e\u00a0-\u024f\u2010-\u2027\u2030-\u203a\u20ac\u2080-\u2089\u2070-\u207f\u2103\u2264\u2265×°²³]"
    ),
}
"""What no line of English has; the first of them counts."""
_FORMS = {
    "link": re.compile(
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}:/|\bwww\.|\bjavascript:|\bdata:|@|\b[a-z0-9-]{2,63}\.[a-z]{2,24}\b"
    ),
    "markup": re.compile(r"[<>{}|`\\]|\*\*|__|\]\(|&#?\w+;|^\s*#|\$\("),
    "talk": re.compile(
        r"(?i)\bas an ai\b|\blanguage model\b|\bI (?:cannot|can't|can not|am unable|won't)\b"
        r"|\bI['’]m (?:sorry|unable|afraid)\b|^sorry\b|\b(?:here is|here's) (?:the|your|a)\b"
        r"|\btranslat(?:ion|ed text)\s*:|^\s*(?:note|answer|output|english|response)\s*:"
        r"|\bignore (?:all |the |any )?(?:previous|above|prior)|\bsystem prompt\b|\bsure[,!]"
    ),
}
"""What a translation has not, but an answer to a person may."""
_ODD_ORDINAL = re.compile(
    r"\b(?:(?:19|20)\d\d(?:st|nd|rd|th)|\d*(?:1[1-3](?:st|nd|rd)|(?<!1)1(?:th|nd|rd)|(?<!1)2(?:th|st|rd)|(?<!1)3(?:th|st|nd)"
    r"|[04-9](?:st|nd|rd)))\b"
)
"""2021th, 3th."""
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
    if found := tuple(_form(chinese, english)):
        return found
    plain = chinese.translate(_WIDTH)
    known, roots = terms_of(plain), roots_of(english)
    hard = [*_numbers(plain, english), *_checks(kind, plain, english)]
    if _is_of_another(kind, known, roots):
        hard.append(Fault("another text"))
    elif not known and kind != "indicator" and not chinese_numbers(plain)[0]:
        hard.append(Fault("no known word"))  # nothing tells a translation from an answer that the Chinese asks for
    wanted = [term for term in known if term.kind in ("term", "body") and not term.stands_in(roots)]
    return (*hard, *(Fault(f"{term.kind} missing", f"{term.chinese} {term.forms[0]}") for term in wanted))


def _is_of_another(kind: str, known: Sequence[Term], roots: frozenset[str]) -> bool:
    """Whether too few of the known words of a text stand in the English, or none of those that tell it from others."""
    share = likeness(known, roots)
    if kind == "indicator":  # has a few words, for which an abbreviation may stand
        return share == 0 and len(known) > 2
    return share is not None and (
        share < UNLIKE - 1e-9 or likeness([term for term in known if term.is_telling], roots) == 0
    )


def _form(chinese: str, english: str) -> list[Fault]:
    """What no English line may be, whatever its Chinese says."""
    if not english.strip():
        return [Fault("empty")]
    count = sum(3 if char > "\u2e7f" else 1 for char in _EMPTY.sub("", chinese) if char.isalnum()) / 3
    fewest, most = FEWEST * count if count >= SHORT else 0, MOST * count + ROOM
    odd_length = Fault("odd length", f"{len(english)} letters for {len(chinese)} characters")
    if len(english) > most:
        return [odd_length]
    letters = ((kind, pattern.search(english)) for kind, pattern in _LETTERS.items())
    found = [Fault(kind, match.group().strip()) for kind, match in letters if match][:1]
    found += [Fault(kind) for kind, pattern in _FORMS.items() if pattern.search(english)]
    is_short = len(english) < fewest or not re.search("[A-Za-z]", english)
    return [*found, odd_length] if is_short else found


def _numbers(chinese: str, english: str) -> list[Fault]:
    lost, added = lost_and_added(chinese, english)
    if match := _ODD_ORDINAL.search(english):
        added.append(match.group())
    return [*(Fault("number lost", value) for value in lost), *(Fault("number added", value) for value in added)]


def _checks(kind: str, chinese: str, english: str) -> list[Fault]:
    found, has_type, trunk = [], kind != "name", _FOOT.sub("", chinese).rstrip('》”"')
    for check in _table():
        if check.found_in == "end":
            match, other = None if has_type else check.chinese.search(trunk), check.english.search(english)
            has_type = has_type or match is not None
        elif check.found_in == "chinese":
            match, other = check.chinese.search(chinese), check.english.search(english)
        elif check.found_in == "english":
            match, other = check.english.search(english), check.chinese.search(chinese)
        else:
            match, other = check.english.match(english) if kind == "name" else None, check.chinese.search(chinese)
        if match and not other:
            found.append(Fault(check.fault, match.group().lower()))
    return found


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


@dataclass(frozen=True, slots=True)
class _Check:
    fault: str
    found_in: str
    """`chinese`: what it has must be in the English; `english`: the other way round; `end`: the last word of a name;
    `start`: the kind of document with which the English of a name begins."""
    chinese: re.Pattern[str]
    english: re.Pattern[str]


@cache
def _table() -> tuple[_Check, ...]:
    return tuple(
        _Check(
            row["fault"],
            row["found_in"],
            re.compile(f"(?:{row['chinese']})$" if row["found_in"] == "end" else row["chinese"]),
            re.compile(row["english"], re.IGNORECASE),
        )
        for row in rows_of(__package__, "checks.csv")
    )
