"""What a person types finds its document through these columns: a number in any form, an address, a title.

Each is made from what stands beside it. Keys find candidates, which the caller compares whole.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from storage.resolution.normalization import number_parts, serial_of, title_key
from storage.schema import documents, pages

Columns = dict[str, Any]


def of_document(url: str, document_number: str | None) -> Columns:
    """The look-up columns of `documents`."""
    parts = number_parts(document_number)
    prefix = f"{parts.issuer}{parts.kind or ''}" if parts and parts.issuer else None
    return {
        **of_address(url),
        "number_prefix": prefix,
        "serial": serial_of(document_number),
        "serial_year": parts.year if parts else None,
    }


def of_address(url: str) -> Columns:
    """Of a row of `documents` or `pages`: by its address."""
    return {"address_key": address_key(url)}


def of_titles(title: str, issued_title: str | None) -> Columns:
    """Of a row of `pages` that was read: by the titles in its record."""
    return {"stem_key": title_key(title), "issued_stem_key": title_key(issued_title) if issued_title else None}


def with_serial(serial: int, year: int | None) -> sa.ColumnElement[bool]:
    """A condition on `documents`: its number has this running number, and this year where a year is given and read."""
    columns = documents.c
    if year is None:
        return columns.serial == serial
    return sa.and_(columns.serial == serial, sa.or_(columns.serial_year == year, columns.serial_year.is_(None)))


def at_address(connection: Connection, key: str) -> list[int]:
    """The documents that stand at an address, by its `address_key`: on a page, or where the page answered from."""
    answered = sa.select(documents.c.id).where(documents.c.address_key == key)
    listed = sa.select(pages.c.document_id).where(pages.c.address_key == key, pages.c.document_id.is_not(None))
    return sorted(connection.execute(sa.union(answered, listed)).scalars())


def pages_numbered(connection: Connection, number: str) -> dict[str, int]:
    """The addresses of pages that bear this number, and their documents; none for a number without its year."""
    parts = number_parts(number)
    if parts is None or not parts.yeared:
        return {}
    query = sa.select(pages.c.url, pages.c.document_id).where(
        pages.c.number_key == parts.form, pages.c.document_id.is_not(None)
    )
    return {row.url: row.document_id for row in connection.execute(query.order_by(pages.c.id))}
