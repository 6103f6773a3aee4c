"""Offices inside a body that sign in its place, in English, from the table `offices.csv`.

Columns: `body` (an id of the agencies table; empty for a name that means the same in every body), `chinese`, `english`.
The names are those of the bodies' English pages where we know them, with Department for 司 and Bureau for 局 elsewhere.
"""

from collections.abc import Mapping
from functools import cache

from parsers.csv_tables import rows_of


def office_in_english(printed: str, body: str | None = None) -> str | None:
    """无线电管理局 of miit -> Bureau of Radio Regulation; None for an office that the table does not know."""
    return _offices().get((body or "", printed)) or _offices().get(("", printed))


@cache
def _offices() -> Mapping[tuple[str, str], str]:
    return {(row["body"], row["chinese"]): row["english"] for row in rows_of(__package__, "offices.csv")}
