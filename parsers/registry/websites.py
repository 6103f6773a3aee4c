"""Whose site an address belongs to.

The domain of a body is its id before `.gov.cn` (`mofcom.gov.cn`). Domains that are spelled otherwise (`pbc.gov.cn` of
`pboc`) are the rows of `websites.csv`, and stand nowhere else: `domain`, `body` (an id of `grammar/agencies.csv`).
"""

from functools import cache
from urllib.parse import urlsplit

from parsers.csv_tables import rows_of


def source_of(url: str) -> str:
    """The id of the body whose site this is: `mofcom` for www.mofcom.gov.cn, `mof` for szs.mof.gov.cn.

    For a `.gov.cn` domain of no body that we know, its name (`beijing`); for any other host, the host itself;
    `unknown` where there is none.
    """
    host = (urlsplit(url).hostname or "").lower()
    parts = host.split(".")
    for start in range(len(parts)):
        if body := _bodies().get(".".join(parts[start:])):
            return body
    return parts[-3] if len(parts) >= 3 and parts[-2:] == ["gov", "cn"] else host or "unknown"


@cache
def _bodies() -> dict[str, str]:
    return {row["domain"]: row["body"] for row in rows_of(__package__, "websites.csv")}
