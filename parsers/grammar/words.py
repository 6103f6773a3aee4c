"""Words that rules take from the table `words.csv`, with the reason why each stands there.

Columns: `kind` (the rule that uses it), `word`, `witnesses` (titles of real documents that are read wrongly without it,
separated by `|`), `source` (the article of a standard or law that uses the word so). A word needs two witnesses or a
source: `tests/parsers/grammar/test_dates.py` removes each word and checks.
"""

import re
from dataclasses import dataclass

from parsers.csv_tables import rows_of

KINDS = {
    "before_verb": "stands before 印发, 发布, 公布, 转发 …: 联合修订发布",
    "approved": "ends the name of a document that a 批复 approves, beside the kinds of documents",
    "published": "ends the name of what 发布 and 公布 publish, beside the kinds of documents",
}
"""The purpose of each kind of word."""


@dataclass(frozen=True, slots=True)
class Word:
    """One row of the table."""

    kind: str
    word: str
    witnesses: tuple[str, ...]
    source: str


WORDS = tuple(
    Word(row["kind"], row["word"], tuple(filter(None, row["witnesses"].split("|"))), row["source"])
    for row in rows_of(__package__, "words.csv")
)
"""Every row, in the order of the table."""


def words_of(kind: str) -> tuple[str, ...]:
    """The words of one kind, in the order of the table."""
    return tuple(row.word for row in WORDS if row.kind == kind)


def one_of(kind: str) -> str:
    """The words of one kind as alternatives of a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, words_of(kind)), key=len, reverse=True))


def before_verb() -> str:
    """The pattern of the words before a verb."""
    return rf"(?:(?:{one_of('before_verb')})(?:并|后|和)?)*"


BEFORE_VERB = before_verb()
"""联合修订, 修订并重新, 批准: any number in any order, before 印发, 发布 …."""
