"""Which terms of reuse each source's site states: `rights.csv` has a row where something was found.

A row holds what was found and no judgement. `basis` is `read` where the words stand on a saved page of the site, and
`reported` where only others say that they read them. Of a source without a row nothing is known.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from parsers.csv_tables import rows_of

NONE_FOUND = "none found"
OTHERS = "every other source"

LAW = (
    "Article 5(1) of the Copyright Law of China (著作权法) takes laws and regulations, resolutions, decisions and "
    "orders of State organs, other documents of a legislative, administrative or judicial nature, and their official "
    "translations out of copyright. It does not name interpretations (解读), news and pictures."
)
"""What the law says of the documents themselves, whatever a site states."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The terms of reuse of one source's site, as a row of the table has them; empty texts where nothing is known."""

    source: str
    terms: str = ""
    """A summary in our words."""
    quote: str = ""
    """The site's own words, where they are short."""
    basis: str = ""
    """`read` on a page of the site, or `reported` by others."""
    address: str = ""
    """The page that has the words."""
    found_on: str = ""
    """When they were last seen: a day, or a month (2026-07) where no day is known."""
    statement: str = ""
    """The site's page about its terms, where its address is known; `zhengce probe` keeps its answer."""

    def __str__(self) -> str:
        """The terms in one line, or `none found`."""
        if not self.terms:
            return NONE_FOUND
        words = f"{self.terms} (“{self.quote}”)" if self.quote else self.terms
        seen = "reported by others, not read by us" if self.basis == "reported" else "read"
        return f"{words}; {seen}, {self.found_on}, {self.address}"

    def to_dict(self) -> dict[str, str | None]:
        """The row for JSON: `terms` is `none found` where nothing is known, every other empty text is null."""
        values = {name: value or None for name, value in asdict(self).items()}
        return values | {"terms": self.terms or NONE_FOUND}


@cache
def all_rights() -> Mapping[str, Rights]:
    """The rows by source, in the order of the names."""
    return {row["source"]: Rights(**row) for row in rows_of(__package__, "rights.csv")}


def all_terms() -> list[Rights]:
    """The rows in the order of the names, and one for every source that has none."""
    return [*all_rights().values(), Rights(OTHERS)]


def statement() -> dict[str, Any]:
    """All that is known, for JSON: `law` and, by source, `sources`."""
    return {"law": LAW, "sources": [term.to_dict() for term in all_terms()]}


def rights_of(source: str) -> Rights:
    """The terms of a source; those of a source without a row are not known."""
    return all_rights().get(source) or Rights(source)
