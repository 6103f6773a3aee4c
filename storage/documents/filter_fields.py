"""The filters that commands, exports, feeds, addresses and watches share: one row a filter.

`storage.documents.filters.Filters` holds their values. Tables that name filters elsewhere select from this one;
tests/test_filters.py finds those that lack a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Match = Literal["any", "all", "part", "first_day", "last_day"]
"""Which documents pass: those that have any of the values, all of them, that hold the text, or from or up to a day."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as people meet it."""

    name: str
    """In commands (`--issuer`), addresses (`?issuer=`), and sections `[[watch]]`."""
    field: str
    """The attribute of `Filters`."""
    match: Match
    label: tuple[str, str]
    """What pages call it, in Chinese and English."""
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
        FilterField("issuer", "issuers", "any", ("发文机关", "Issuing body"), "A body: id or any of its names."),
        FilterField("source", "sources", "any", ("网站", "Site"), "A site."),
        FilterField("type", "types", "any", ("文种", "Type"), "公文种类: 通知 or Notice, 意见 or Opinions …"),
        FilterField(
            "stage", "stages", "any", ("阶段", "Stage"), "Draft, final, interpretation, news; default: no news."
        ),
        FilterField(
            *("status", "statuses", "any", ("效力", "Status")),
            "Today: draft, not_yet_in_force, in_force, expired, repealed, replaced.",
        ),
        FilterField("from", "date_from", "first_day", ("自", "From"), "The first day."),
        FilterField("to", "date_to", "last_day", ("至", "To"), "The last day, included.", is_watched=False),
        FilterField("topic", "topic", "part", ("主题分类", "Topic"), "A part of the 主题分类."),
        FilterField("tag", "tags", "all", ("标签", "Tag"), "An editor's tag."),
        FilterField("keyword", "keywords", "all", ("关键词", "Keyword"), "A keyword of the document."),
    )
}
"""Name -> filter, in the order in which help and messages name them."""
