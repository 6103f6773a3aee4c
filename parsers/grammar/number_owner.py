"""Whose number it is: the body that had a prefix in the number's year. 工信部规〔2021〕 is MIIT's."""

from datetime import date

from parsers.grammar import agencies
from parsers.grammar.document_number import Number, issuers
from parsers.grammar.issuing_bodies import issuing_body
from parsers.record import IssuingBody


def lead_body(number: Number, on: date | None = None) -> IssuingBody | None:
    """The body whose number this is (the lead of a joint document), by its prefix in its year.

    `on` decides for a year in which a prefix changed hands. None where the prefix is unknown, local or used by two.
    """
    if number.prefix is None:
        return None
    if number.kind != "letter":
        reading = issuers(number, on)
        return reading.bodies[0] if reading.bodies and reading.bodies[0].id else None
    owners = [owner for owner in agencies.prefixes_of(number.prefix) if _in_office(owner.agency, number.year, on)]
    longest = [owner for owner in owners if len(owner.stem) == len(owners[0].stem)]
    if len({owner.agency.id for owner in longest}) != 1:
        return None
    owner = longest[0]
    return issuing_body(agencies.Name(owner.stem, owner.agency, owner.unit, None, None), number.prefix)


def _in_office(agency: agencies.Agency, year: int | None, on: date | None) -> bool:
    first, last = agency.valid_from, agency.valid_to
    if on is not None:
        return (first is None or first <= on) and (last is None or on <= last)
    if year is None:
        return last is None
    return (first is None or first.year <= year) and (last is None or year <= last.year)
