"""The labels of disclosure blocks and the fields of the record that they name: the table `labels.csv`, indexed.

Columns: `label` (without blanks and colon), `field` (empty for a label whose value is not a finding), `site` (empty for
all sites), `place` (`line` for a label outside of the block, under the heading or in the line of printing),
`plain_text` (in text without markup; `colon`: a label only where a colon follows, `no`: never a label), `note`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from parsers.csv_tables import rows_of
from parsers.extraction import Field, Place


@dataclass(frozen=True, slots=True)
class Label:
    """One row of the table."""

    label: str
    field: Field | None
    site: str
    place: Place
    plain_text: Literal["", "colon", "no"]


ROWS = tuple(
    Label(
        row["label"],
        cast("Field | None", row["field"] or None),
        row["site"],
        Place(row["place"] or "table"),
        cast('Literal["", "colon", "no"]', row["plain_text"]),
    )
    for row in rows_of(__package__, "labels.csv")
)
"""Every row, in the order of the table."""


@cache
def labels_of(site: str = "") -> Mapping[str, Label]:
    """The labels that hold on a site, by their text: its own meaning of a label before that of all sites."""
    return {row.label: row for row in sorted(ROWS, key=lambda row: bool(row.site)) if row.site in ("", site)}


LABELS = labels_of()
"""The labels that hold on every site."""


def one_of(*fields: Field) -> str:
    """The labels of these fields as alternatives of a pattern, blanks allowed inside: 文 号."""
    return "|".join(r"\s*".join(row.label) for row in LABELS.values() if row.field in fields)
