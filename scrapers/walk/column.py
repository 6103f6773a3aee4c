"""One column of a ministry's site: what it holds, and the requests for its listing pages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any
from urllib.parse import urljoin

from parsers.addresses import comparable
from parsers.csv_tables import rows_of
from parsers.page import Page
from parsers.record import Stage
from scrapers.network.page_request import PageRequest


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Chinese name, the stage of what stands in it, and the addresses of its listing pages.

    `home` is a whole address; the others may be written relative to it, and are whole once the column is made.
    """

    name: str
    stage: Stage | None
    """Stage of its documents; None if the column mixes drafts, notices and news, so that the title decides."""
    home: str
    """The page on which a visitor opens the column; also the Referer of every request for it."""
    _: KW_ONLY
    first: str | None = None
    """The first listing page, if it is not `home`."""
    nth: str | None = None
    """The further listing pages: `{n}` counts pages from 1, `{index}` from 0. None: there is one page."""
    pager: Callable[[Page], str | None] | None = None
    """Reads from the first page how its pager names the further ones; that has precedence over `nth`."""
    form: Mapping[str, str] | None = None
    """Fields of a POST to `first`, the same address for every page; their values may hold `{n}`."""
    index: str | None = None
    """A list of its listing pages, newest first, if their addresses cannot be counted."""
    spare: str | None = None
    """Another address of the newest rows, requested if the first page fails."""
    shell: str | None = None
    """The page or API answer that names the identifiers for the listing's requests, on sites that need them."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Those identifiers as last seen, used if the shell cannot be read."""
    rows: int = 1
    """Number of rows that the first listing page normally shows; `health` and `probe` compare with it."""
    quiet_days: int | None = None
    """Days without a new document that are normal; None: any number."""
    always: tuple[str, ...] = ("published_on",)
    """Fields that all of its documents have, besides the title."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Rows that are no notices: a regular expression for the beginning of their addresses -> what they are."""
    titles: str | None = None
    """A regular expression that the titles of wanted rows hold; the others are ignored."""
    strangers: float = 0.0
    """Share of rows that normally lead neither to a notice nor to what is `ignored`; `health` reports more."""
    dated: bool = True
    """Whether its rows print their day of publication; `health` and `probe` expect no days where they do not."""

    def __post_init__(self) -> None:
        for name in ("first", "nth", "index", "spare", "shell"):
            if (address := getattr(self, name)) is not None:
                object.__setattr__(self, name, urljoin(self.home, address))

    def ignores(self, url: str, title: str | None = None) -> bool:
        """Whether the column names this address as no notice, or does not want this title."""
        if title is not None and self.titles and not re.search(self.titles, title):
            return True
        return any(re.match(pattern, comparable(url)) for pattern in self.ignored)

    @property
    def has_one_page(self) -> bool:
        """Whether there is no second page, as for a feed, or a front page with the newest rows."""
        return not (self.nth or self.form or self.shell or self.index or self.pager)

    def is_listed_at(self, url: str) -> bool:
        """Whether this is the address of one of its listing pages, as far as the address alone tells."""
        url = comparable(url)
        if url in {comparable(page) for page in (self.home, self.spare, None if self.form else self.first) if page}:
            return True
        numbered = re.sub(r"\\{(?:n|index)\\}", r"\\d+", re.escape(comparable(self.nth)) if self.nth else "")
        if self.pager is not None:  # index_8597_1.shtml, where the pager names further pages so
            numbered = re.sub(r"_\\d\+\\.\w+$", r"(?:_\\d+)?_\\d+\\.s?html?", numbered)
        return re.fullmatch(numbered, url) is not None

    def page_request(self, n: int, named: str | None = None) -> PageRequest | None:
        """The request for page `n`, counted from 1; None if there is no such page, or only the index knows it.

        `named`: what the pager of the first page names the further ones, in the form of `nth`.
        """
        if self.index is not None:
            return None
        first = self.first or self.home
        if self.form is not None:
            return PageRequest(first, {key: value.replace("{n}", str(n)) for key, value in self.form.items()})
        if n == 1:
            return PageRequest(first)
        nth = urljoin(self.home, named) if named else self.nth
        if nth is None:
            return None
        return PageRequest(nth.replace("{n}", str(n)).replace("{index}", str(n - 1)))


_ROWS = rows_of("scrapers.spiders", "columns.csv")
_CELLS: Mapping[str, Callable[[str], Any]] = {
    "rows": int,
    "quiet_days": int,
    "page_size": int,
    "dated": lambda cell: cell == "yes",
    "always": lambda fields: () if fields == "none" else tuple(fields.split()),
    "ignored": lambda cell: dict([cell.split(" ", 1)]),
}
"""How a cell of the table is read that is no text: `ignored` is a pattern, a blank, and what such rows are."""
_GIVEN = ("source", "name", "stage", "address", "note")
"""Cells that are no option of what makes a column."""


def columns_of(source: str, site: str, make: Callable[..., Column]) -> tuple[Column, ...]:
    """The columns of a source that the table `spiders/columns.csv` lists, in its order, which is that of the crawl.

    `make` gets the name, the stage and the whole address of each (the table's are relative to `site`), and by its name
    what any other cell says: a field of `Column`, or what the makers of a family of sites ask for.
    """
    return tuple(
        make(
            row["name"],
            row["stage"] or None,
            urljoin(site, row["address"]),
            **{name: _CELLS.get(name, str)(cell) for name, cell in row.items() if cell and name not in _GIVEN},
        )
        for row in _ROWS
        if row["source"] == source
    )
