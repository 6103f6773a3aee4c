"""Sorts the rows of a listing page: notices, rows known to be none, and rows that no rule takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.addresses import comparable
from parsers.errors import UnknownTemplate
from parsers.extraction import Entry, Listing
from scrapers.exceptions import EmptyListing
from scrapers.walk.column import Column


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page, each in one of three groups."""

    notices: Sequence[Entry]
    """With the stage of their column, where the row itself names none."""
    ignored: Sequence[str]
    """Addresses that the column names as no notices."""
    strangers: Sequence[str]
    """Addresses that no rule takes; `health` reports them."""


def classify_rows(column: Column, notice: re.Pattern[str], n: int, listing: Listing) -> Rows:
    """The rows of page `n` of a column. Raises EmptyListing for a page without any where rows are certain, and
    UnknownTemplate where none is a notice and not all are known to be none: neither is "nothing new"."""
    if not listing.entries and (n == 1 or (listing.total or 0) > 0):
        raise EmptyListing(f"emptied listing: page {n} holds no row where rows were always found")
    notices: list[Entry] = []
    ignored, strangers = list[str](), list[str]()
    for entry in listing.entries:
        if column.ignores(entry.url, entry.title):
            ignored.append(entry.url)
        elif notice.fullmatch(comparable(entry.url)):
            notices.append(replace(entry, stage=entry.stage or column.stage))
        else:
            strangers.append(entry.url)
    if strangers and not notices:
        raise UnknownTemplate(
            f"page {n}: none of {len(listing.entries)} rows leads to a notice of this site, the first to {strangers[0]}"
        )
    return Rows(notices, ignored, strangers)
