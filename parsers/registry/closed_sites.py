"""Which bodies' sites are closed to crawlers: `closed_sites.csv` names each with the reason and when it was seen.

Nothing is requested from them. Their documents are found where partners and www.gov.cn print them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.csv_tables import rows_of


@dataclass(frozen=True, slots=True)
class ClosedSite:
    """A site that cannot be crawled, as a row of the table has it."""

    body: str
    """Id of the body whose site it is, in `grammar/agencies.csv`."""
    address: str
    part: str
    """The part that is closed, of a site that a spider crawls; empty where all is."""
    reason: str
    """What stands in the way: a phrase."""
    seen_on: str
    """When that was last seen: a day, or a month (2026-05) or year where no day is known."""

    def __str__(self) -> str:
        return f"closed: {self.reason}, seen {self.seen_on}"


@cache
def closed_sites() -> Mapping[str, ClosedSite]:
    """The sites that are closed as a whole by the id of their body, in the order of the ids."""
    return {site.body: site for site in _rows() if not site.part}


def closed_parts() -> Sequence[ClosedSite]:
    """What is closed on sites that are crawled."""
    return [site for site in _rows() if site.part]


def _rows() -> list[ClosedSite]:
    return [ClosedSite(**row) for row in rows_of(__package__, "closed_sites.csv")]
