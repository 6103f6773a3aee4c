"""A document by what people call it: its id, its number in any form, or an address where it stands."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from outputs.audit.references import address_key
from parsers.grammar.document_number import NUMERALS, Number, read_number
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.schema import documents as table
from storage.schema import pages

_ADDRESS = re.compile(r"(?:https?:/|//|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$))", re.ASCII | re.IGNORECASE)
"""https://www.gov.cn/… · //www.gov.cn/… · www.gov.cn/…: what an address begins with."""


class Several(ValueError):
    """A number without its issuer or year that several documents can have; its message names them."""


def find(connection: Connection, key: str) -> list[StoredDocument]:
    """Documents by id, number or address; none, one or several.

    The id of a document that was found to be another one leads to that one. Raises Several.
    """
    key = key.strip()
    if key.isdecimal():
        found = queries.by_id(connection, int(key))
        return [found] if found else []
    if _ADDRESS.match(key):
        return queries.stored(connection, _at_address(connection, address_key(key)))
    number = read_number(key)
    if number is None:
        return []
    whole, fitting = _of_number(connection, number)
    if not whole and len(fitting) > 1:
        ids = ", ".join(str(document_id) for document_id, _ in fitting)
        raise Several(f"{key}: {len(fitting)} documents fit ({ids}); give an id, or the number with issuer and year")
    return queries.stored(connection, [document_id for document_id, _ in whole or fitting])


def pages_at(connection: Connection, address: str) -> list[str]:
    """The addresses of held pages, as they are kept, that an address means; none where it is no address."""
    address = address.strip()
    if not _ADDRESS.match(address):
        return []
    found = [(row.url, row.document_id) for row in _pages_like(connection, address_key(address))]
    exact = [url for url, home in found if url == address and home is not None]
    return exact or sorted(url for url, home in found if home is not None)


def held_forms(connection: Connection, number: Number) -> list[str]:
    """The numbers, in standard form, of the documents that have this one, or else can have it."""
    whole, fitting = _of_number(connection, number)
    return list(dict.fromkeys(form for _, form in whole or fitting))


def _of_number(connection: Connection, number: Number) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Documents (id and number) whose number is this one, and those that it fits without issuer or year."""
    column = table.c.document_number
    # Only what ends in the same digits, or in numerals, is read: the key of a number is not in the database.
    alike = sa.or_(*(column.contains(f"{last}号") for last in (number.value, *NUMERALS)))
    rows = connection.execute(sa.select(table.c.id, column).where(alike).order_by(table.c.id)).all()
    read = [(row[0], row[1], other) for row in rows if (other := read_number(row[1]))]
    whole = [(document_id, form) for document_id, form, other in read if other.key == number.key]
    return whole, [(document_id, form) for document_id, form, other in read if number.may_be(other)]


def _pages_like(connection: Connection, key: str) -> list[Any]:
    """The rows of `pages` (id, url, document_id) of an address, by its `address_key`."""
    last = re.split("[?#]", key)[0].rsplit("/", 1)[-1]
    listed = sa.select(pages.c.id, pages.c.url, pages.c.document_id)
    rows = connection.execute(listed.where(pages.c.url.icontains(last, autoescape=True)))
    return [row for row in rows if address_key(row.url) == key]


def _at_address(connection: Connection, key: str) -> Sequence[int]:
    """The ids of the documents that stand at an address, by its `address_key`."""
    last = re.split("[?#]", key)[0].rsplit("/", 1)[-1]
    answered = sa.select(table.c.id, table.c.url).where(table.c.url.icontains(last, autoescape=True))
    found = {row.id for row in connection.execute(answered) if address_key(row.url) == key}
    return sorted(found | {row.document_id for row in _pages_like(connection, key) if row.document_id is not None})
