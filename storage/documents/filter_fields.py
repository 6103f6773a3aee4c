"""The filters that commands, exports, feeds, addresses and watches share: one row a filter.

`storage.documents.filters.Filters` holds their values. Tables that name filters elsewhere select from this one;
tests/test_fields.py finds those that lack a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Match = Literal["any", "all", "part", "day", "first_day", "last_day"]
"""Which documents pass: those that have any of the values, all of them, that hold the text, or from or up to a day."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as people meet it."""

    name: str
    """In commands (`--issuer`), addresses (`?issuer=`), and settings of watches."""
    field: str
    """The attribute of `Filters`."""
    match: Match
    help: str
    is_watched: bool = True
    """True if a watch may have it."""

    @property
    def is_repeatable(self) -> bool:
        """True if it takes several values."""
        return self.match in ("any", "all")


FILTERS: Mapping[str, FilterField] = {
    row.name: row
    for row in (
        FilterField("issuer", "issuers", "any", "A body: id or any of its names."),
        FilterField("source", "sources", "any", "A site by its name in `zhengce sources`."),
        FilterField(
            *("type", "types", "any"),
            "Notice or 通知, Opinions or 意见 …: its own kind; a plan that a notice issues is a Notice.",
        ),
        FilterField("stage", "stages", "any", "Draft, final, interpretation, news; default: no news."),
        FilterField(
            *("status", "statuses", "any"),
            "Draft, not_yet_in_force, in_force, suspended, partly_suspended, expired, repealed, replaced, stopped.",
        ),
        FilterField("on", "status_on", "day", "The day of --status; without that, in force on it.", is_watched=False),
        FilterField("from", "date_from", "first_day", "The first day of publication."),
        FilterField("to", "date_to", "last_day", "The last day of publication, included.", is_watched=False),
        FilterField("topic", "topic", "part", "A part of the subject class (主题分类) in Chinese."),
        FilterField("tag", "tags", "all", "An editor's tag."),
    )
}
"""Name -> filter, in the order in which help and messages name them."""
