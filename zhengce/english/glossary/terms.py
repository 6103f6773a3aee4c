"""The glossary of policy terms: Chinese phrases and their English, from the table `terms.csv`.

Columns:

- `chinese`: the phrase as documents print it; each stands once.
- `english`: the form that we print; the official one where `source` says where it stands.
- `other`: further English forms that a reader may type, separated by `|`. A form in capitals (AI, API) may stand in
  Chinese documents itself.
- `field`: the field of policy; `general` is office language, which says little of what a document is about.
- `source`: where the official English of the term stands; empty where `english` is our own rendering.

One English form may mean several Chinese phrases (plan: 规划, 计划, 方案), and then means all of them.
"""

from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table."""

    chinese: str
    english: str
    other: tuple[str, ...]
    field: str
    source: str

    @property
    def forms(self) -> tuple[str, ...]:
        """All English forms, the preferred one first."""
        return (self.english, *self.other)


@cache
def entries() -> tuple[Entry, ...]:
    """The rows of the table, in order."""
    return tuple(
        Entry(row["chinese"], row["english"], tuple(filter(None, row["other"].split("|"))), row["field"], row["source"])
        for row in rows_of(__package__, "terms.csv")
    )


def is_acronym(form: str) -> bool:
    """Whether a form is written in capitals, as Chinese documents write it, too: AI, IPv6, R&D."""
    return " " not in form and sum(char.isupper() for char in form) > 1 and not form.endswith("+")
