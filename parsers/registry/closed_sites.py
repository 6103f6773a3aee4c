"""Which bodies' sites are closed to crawlers: `closed_sites.csv` names each with the reason and when it was seen.

Nothing is requested from them. Their documents are found where partners and www.gov.cn print them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of


@dataclass(frozen=True, slots=True)
class ClosedSite:
    """A site that cannot be crawled, as a row of the table has it."""

    body: str
    """Id of the body whose site it is, in `grammar/agencies.csv`."""
    address: str
    reason: str
    """What stands in the way: a phrase."""
    reason_zh: str
    seen_on: str
    """When that was last seen: a day, or a month (2026-05) where no day is known."""

    def __str__(self) -> str:
        return f"closed: {self.reason}, seen {self.seen_on}"


@cache
def closed_sites() -> Mapping[str, ClosedSite]:
    """The closed sites by the id of their body, in the order of the ids."""
    found = [ClosedSite(**row) for row in rows_of(__package__, "closed_sites.csv")]
    return {site.body: site for site in found}
