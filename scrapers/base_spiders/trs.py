"""Sites that run on TRS WCM: how the pages of a column are addressed."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from parsers.record import Stage
from scrapers.walk.column import Column


def trs_column(
    name: str,
    stage: Stage | None,
    home: str,
    *,
    rows: int = 1,
    quiet_days: int | None = None,
    always: tuple[str, ...] = ("published_on",),
    ignored: Mapping[str, str] | None = None,
) -> Column:
    """A column of static pages. Page k is `index_{k-1}.html`, or `qtwjlist_{k-1}.html` where page 1 is so named.

    How many there are is told by each page's script (`createPageHTML`, `countPage`), which the site's reader reads.
    `home` is the whole address of page 1: a folder, or a file where that is not `index.html` (MOF has `index.htm`, MEE
    `index.shtml`). The rest is as in `Column`.
    """
    file = urlsplit(home).path.rpartition("/")[2] or "index.html"
    stem, _, ending = file.rpartition(".")
    return Column(
        name=name,
        stage=stage,
        home=home,
        nth=f"{stem}_{{index}}.{ending}",
        rows=rows,
        quiet_days=quiet_days,
        always=always,
        ignored=ignored or {},
    )
