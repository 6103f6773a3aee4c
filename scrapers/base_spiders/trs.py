"""Sites that run on TRS: how the pages of a column are addressed, static ones of WCM and searches of WAS."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from parsers.platforms.trs import further_pages
from parsers.record import Stage
from scrapers.walk.column import Column


def trs_column(name: str, stage: Stage | None, home: str, **others: Any) -> Column:
    """A column of static pages. `home` is the whole address of page 1, as a visitor opens it: a folder or a file.

    Page k is `index_{k-1}.shtml` where the pager of page 1 says so; `index_{k-1}.html`, or `qtwjlist_{k-1}.html` where
    page 1 is so named, where it has none. How many pages there are is printed by the script of each (`createPageHTML`,
    `countPage`), which the site's reader reads. `others` are further fields of `Column`.
    """
    file = urlsplit(home).path.rpartition("/")[2] or "index.html"
    stem, _, ending = file.rpartition(".")
    nth, pager = f"{stem}_{{index}}.{ending}", partial(further_pages, stem=stem)
    return Column(name, stage, home, nth=nth, pager=pager, **others)


def was_column(name: str, stage: Stage | None, home: str, **others: Any) -> Column:
    """A column that the site's search (TRS WAS) fills: `home` is the address of the search with its `channelid`.

    Page k is requested with `page=k`; the script of each prints how many pages and rows there are (`countPage`,
    `recordCount`). Each has 15 rows. Where https fails, the newest rows are requested on http, as all known crawlers
    do; their notices are requested with https all the same.
    """
    return Column(
        name, stage, home, nth=f"{home}&page={{n}}", spare=home.replace("https:", "http:", 1), rows=15, **others
    )
