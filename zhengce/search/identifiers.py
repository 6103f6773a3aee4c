"""A document by what people call it: its id, its number in any form, or an address where it stands."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import address_key
from parsers.grammar.document_number import Number, read_number
from storage.articles.addresses import split_key
from storage.documents import lookup_columns, queries
from storage.documents.queries import StoredDocument
from storage.schema import documents as table
from storage.schema import pages

_ADDRESS = re.compile(r"(?:https?:/|//|[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$))", re.ASCII | re.IGNORECASE)
"""https://www.gov.cn/… · //www.gov.cn/… · www.gov.cn/…: what an address begins with."""


class Several(ValueError):
    """A number without its issuer or year that several documents can have; its message names them."""


def find(connection: Connection, key: str) -> list[StoredDocument]:
    """Documents by id, number or address; none, one or several.

    The id or number of a document that was found to be another one leads to that one; a unit behind # (25#art-12) is
    passed over. Raises Several.
    """
    key = split_key(key)[0].strip()
    if key.isdecimal():
        document = queries.by_id(connection, int(key))
        return [document] if document else []
    if _ADDRESS.match(key):
        return queries.stored(connection, lookup_columns.at_address(connection, address_key(key)))
    number = read_number(key)
    if number is None:
        return []
    whole, fitting = numbered(connection, number)
    if not whole and len(fitting) > 1:
        named = ", ".join(map(str, fitting))
        raise Several(f"{key}: {len(fitting)} documents fit ({named}); give an id, or the number with issuer and year")
    return queries.stored(connection, whole or fitting)


def numbered(connection: Connection, number: Number) -> tuple[list[int], list[int]]:
    """The documents that have a number, on any of their pages, and those that can have it where it lacks its issuer,
    kind or year."""
    whole, fitting = ([held[0] for held in found] for found in _fitting(_with_serial_of(connection, [number]), number))
    return whole or sorted({*lookup_columns.pages_numbered(connection, number.standard).values()}), fitting


def is_identifier(key: str) -> bool:
    """True for what reads as an id, a number or an address, whether or not a document has it."""
    key = split_key(key)[0].strip()
    return key.isdecimal() or _ADDRESS.match(key) is not None or read_number(key) is not None


def pages_at(connection: Connection, address: str) -> list[str]:
    """The addresses of held pages, as they are stored, that an address means; none where it is no address."""
    address = address.strip()
    if not _ADDRESS.match(address):
        return []
    held = sa.select(pages.c.url).where(pages.c.address_key == address_key(address), pages.c.document_id.is_not(None))
    found = connection.execute(held.order_by(pages.c.url)).scalars().all()
    return [url for url in found if url == address] or sorted(found)


def forms_of(connection: Connection, numbers: Sequence[Number]) -> dict[str, tuple[str, ...]]:
    """By number, in standard form: the numbers of the documents that have it, or else can have it."""
    held = _with_serial_of(connection, numbers)
    found = {number.standard: _fitting(held, number) for number in numbers}
    return {
        standard: tuple(dict.fromkeys(form for _, form in whole or fitting))
        for standard, (whole, fitting) in found.items()
    }


_Held = tuple[int, str, Number]
"""Id and number of a document, and the number as it is read."""


def _with_serial_of(connection: Connection, numbers: Sequence[Number]) -> list[_Held]:
    """The documents with the running number and year of any of these numbers."""
    alike = sa.or_(*(lookup_columns.with_serial(number.value, number.year) for number in numbers))
    query = sa.select(table.c.id, table.c.document_number).where(alike).order_by(table.c.id)
    return [(row[0], row[1], other) for row in connection.execute(query) if (other := read_number(row[1]))]


def _fitting(held: Sequence[_Held], number: Number) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Documents (id and number) whose number is this one, and those that it fits without issuer or year."""
    whole = [(document_id, form) for document_id, form, other in held if other.key == number.key]
    return whole, [(document_id, form) for document_id, form, other in held if number.may_be(other)]
