"""The glossary of policy terms: Chinese phrases and their English, from the tables `terms.csv` and `official.csv`.

`official.csv` has the titles of laws, administrative regulations and plans, under the English of those who issued them;
they win over all rules. A law is found with and without 中华人民共和国.

Columns:

- `chinese`: the phrase as documents print it; each stands once.
- `english`: the form that we print; the official one where `source` says where it stands.
- `other`: further English forms that a reader may type, separated by `|`. A form in capitals (AI, API) may stand in
  Chinese documents itself.
- `field`: the field of policy; `general` is office language, which says little of what a document is about.
- `source`: where the official English of the term stands; empty where `english` is our own rendering.

One English form may mean several Chinese phrases (plan: 规划, 计划, 方案), and then means all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table; a body or a word of the lexicon as such a row."""

    chinese: str
    english: str
    other: tuple[str, ...]
    field: str
    source: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """All English forms, the preferred one first."""
        return (self.english, *self.other)

    @property
    def kind(self) -> str:
        """`body`, `word` (of the lexicon alone), `general` (office language) or `term` (of a field of policy)."""
        is_general = self.field == GENERAL or len(self.chinese) < 2
        return self.field if self.field in ("body", "word") else "general" if is_general else "term"


@cache
def entries() -> tuple[Entry, ...]:
    """The rows of both tables, in order."""
    return (*(_entry(row, row["field"]) for row in rows_of(__package__, "terms.csv")), *official_names().values())


@cache
def official_names() -> Mapping[str, Entry]:
    """Official titles by their Chinese, with 中华人民共和国 and without."""
    found: dict[str, Entry] = {}
    for row in rows_of(__package__, "official.csv"):
        short = {"chinese": row["chinese"].removeprefix(_STATE), "english": row["english"].replace(_OF_THE_STATE, "")}
        for each in (row, row | short):
            found.setdefault(each["chinese"], _entry(each, "laws"))
    return found


_STATE, _OF_THE_STATE = "中华人民共和国", " of the People's Republic of China"


def _entry(row: Mapping[str, str], field: str) -> Entry:
    other = tuple(form for form in row["other"].split("|") if form not in ("", row["english"]))
    return Entry(row["chinese"], row["english"], other, field, row["source"])
