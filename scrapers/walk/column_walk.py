"""The walk over one column, and what a crawl knows of it."""

from dataclasses import dataclass

from parsers.extraction import Listing
from scrapers.walk.column import Column
from scrapers.walk.pagination import Walk


@dataclass(slots=True, eq=False)
class ColumnWalk:
    """The walk over one column's listing pages."""

    column: Column
    pages: Walk
    listing: Listing | None = None
    """The listing page whose notices are requested."""
    is_spare: bool = False
    """That page is the spare one; there is no other."""
    is_begun: bool = False
    """The first listing page was answered, or failed."""
    is_over: bool = False

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name
