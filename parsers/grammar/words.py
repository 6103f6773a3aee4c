"""Words that rules take from the table `words.csv`, with the reason why each stands there.

Columns: `kind`, `word`, `witnesses` (titles of real documents that are read wrongly without it, separated by `|`),
`source` (the article of a standard or law that uses the word so). A word needs two witnesses or a source:
`tests/parsers/grammar/test_dates.py` removes each word and checks. Kinds: `before_verb` stands before 印发, 发布 …
(联合修订发布); `approved` and `published` end the name of what a 批复 approves, or what 发布 and 公布 publish, beside
the kinds of documents.
"""

import re

from parsers.csv_tables import rows_of

ROWS = rows_of(__package__, "words.csv")
"""Every row, in the order of the table."""


def one_of(kind: str) -> str:
    """The words of one kind as alternatives of a pattern, the longest first."""
    return "|".join(sorted((re.escape(row["word"]) for row in ROWS if row["kind"] == kind), key=len, reverse=True))


def before_verb() -> str:
    """The pattern of the words before a verb."""
    return rf"(?:(?:{one_of('before_verb')})(?:并|后|和)?)*"


BEFORE_VERB = before_verb()
"""联合修订, 修订并重新, 批准: any number in any order, before 印发, 发布 …."""
