"""The table `agencies`: the bodies of `parsers/grammar/agencies.csv`, so that SQL users can join them.

Which body succeeded which decides whose documents a title may mean, so documents are linked anew where that changed.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from parsers.grammar.agencies import AGENCIES, Agency
from storage.database import Database
from storage.relations import linking
from storage.relations.resolving import lineage
from storage.schema import agencies, issuing_bodies

COLUMNS = tuple(agencies.c.keys())

DOCUMENTS_PER_STEP = 500
"""Documents that are linked anew together: a statement takes 32,766 values at most."""


def fill(database: Database) -> None:
    """Make the table hold what the parsers know, and link anew what that changes. Raises StorageError."""
    bring_up_to_date(database, rows(), datetime.now(UTC))


def bring_up_to_date(database: Database, rows: Iterable[Mapping[str, Any]], now: datetime) -> bool:
    """Make the table hold exactly these rows, and link anew what the bodies issued whose successors are others now.

    `rows`, one at least, have all of the table's columns. True if anything had to be written. Raises StorageError.
    """
    wanted = set(map(itemgetter(*COLUMNS), rows))
    with database.read() as connection:
        if {tuple(row) for row in connection.execute(sa.select(agencies))} == wanted:
            return False
    with database.write() as connection:
        before = linking.successors(connection)
        connection.execute(sa.delete(agencies))
        connection.execute(sa.insert(agencies), [dict(zip(COLUMNS, row, strict=True)) for row in wanted])
        after = linking.successors(connection)
        moved = {body for body in {*before, *after} if lineage(body, before) != lineage(body, after)}
        # Ids of the documents that one of these bodies issued, alone or with others.
        query = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id.in_(moved)).distinct()
        issued = sorted(connection.execute(query).scalars()) if moved else []
        for start in range(0, len(issued), DOCUMENTS_PER_STEP):
            linking.link(connection, issued[start : start + DOCUMENTS_PER_STEP], now, "reparsed")
    return True


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
