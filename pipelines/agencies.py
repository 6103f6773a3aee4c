"""The bodies of `parsers/grammar/agencies.csv` as rows of the table `agencies`."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from parsers.grammar.agencies import AGENCIES, Agency
from storage import agencies
from storage.database import Database


def fill(database: Database) -> None:
    """Make the table `agencies` hold what the parsers know, and link anew what that changes. Raises StorageError."""
    agencies.bring_up_to_date(database, rows(), datetime.now(UTC))


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every body, by the columns of the table."""
    return tuple(map(_row, AGENCIES.values()))


def _row(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.id,
        "name_full": agency.zh_full,
        "name": agency.zh_short,
        "aliases": "|".join(agency.aliases),
        "name_en": agency.en_name or None,
        "abbreviation": agency.abbr or None,
        "called": agency.called or None,
        "prefixes": "|".join(agency.prefixes),
        "valid_from": agency.valid_from.isoformat() if agency.valid_from else None,
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
        "successor": "|".join(agency.successor) or None,
    }
