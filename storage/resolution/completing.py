"""What attached files give to their document: the values that its pages do not print, and which file is which text.

A page's own words always win. A file speaks for its document where it is that document: its head bears the document's
title, as on sites whose page is only a link. A file that holds what the document issues gives the days from which and
until which that is in force.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable as same_address
from parsers.fields import FIELDS
from parsers.record import Attachment, Evidence, PolicyDocument
from storage.documents.writing import serialize
from storage.resolution.carrying import carried_by
from storage.resolution.citing import Cites
from storage.resolution.stating import Statements, place_in_file
from storage.schema import files


def _groups(*files: str) -> tuple[tuple[str, ...], ...]:
    """The fields that such files give, those together that pages give together, too."""
    given = [field for field in FIELDS.values() if field.file in files]
    names = {field.name for field in given}
    groups: dict[str, list[str]] = {}
    for field in given:
        groups.setdefault(field.merged_with if field.merged_with in names else field.name, []).append(field.name)
    return tuple(map(tuple, groups.values()))


OF_ITSELF = _groups("itself", "issued")
"""Fields that a file gives that is the document itself; those of a group are taken together, under the first."""

OF_WHAT_IT_ISSUES = _groups("issued")
"""Fields that a file gives that holds what the document issues."""

_COLLECTED = ("cites", "targets", "relations")
"""Lists that page and files fill together; their evidence is that of the first entry."""

_readings = sa.select(files.c.url, files.c.record).where(
    files.c.url.in_(sa.bindparam("urls", expanding=True)), files.c.record.is_not(None)
)


def complete(
    connection: Connection, record: PolicyDocument, evidence_pages: Mapping[str, str]
) -> tuple[PolicyDocument, dict[str, str]]:
    """The record of a document's pages with what its files add, and for each field the address that gave it."""
    origin = dict(evidence_pages)
    if not record.attachments:
        return record, origin
    urls = [same_address(item.url) for item in record.attachments]
    readings = {row.url: serialize.from_json(row.record) for row in connection.execute(_readings, {"urls": urls})}
    return complete_from(record, origin, readings)


def complete_from(
    record: PolicyDocument, origin: Mapping[str, str], readings: Mapping[str, PolicyDocument]
) -> tuple[PolicyDocument, dict[str, str]]:
    """The same from the readings of files, by their addresses as compared."""
    origin = dict(origin)
    values: dict[str, Any] = {}
    evidence: dict[str, Evidence] = dict(record.evidence)
    attachments: list[Attachment] = []
    cites = Cites(record)
    stated = Statements(record)
    for position, item in enumerate(record.attachments, 1):
        reading = readings.get(same_address(item.url))
        carried = carried_by(item, reading, record)
        attachments.append(replace(item, carries=carried))
        if reading is None:
            continue
        taken = ["cites"] if cites.add(reading.cites) and not record.cites else []
        taken += stated.add(reading, position, is_own=carried is not None)
        for together in _fields_of(carried, record):
            if together[0] not in values and _is_wanted(together[0], record, reading):
                values |= {name: getattr(reading, name) for name in together}
                taken += together
        for name in taken:
            if (found := reading.evidence.get(name)) and (name not in _COLLECTED or name not in evidence):
                evidence[name] = replace(found, place=place_in_file(position, found.place))
                origin[name] = item.url
    values |= {"attachments": tuple(attachments), "cites": cites.all, **stated.all}
    return replace(record, **values, evidence=evidence), origin


def _fields_of(carried: str | None, record: PolicyDocument) -> tuple[tuple[str, ...], ...]:
    if carried is None:
        return ()
    return OF_ITSELF if carried == record.title else OF_WHAT_IT_ISSUES


def _is_wanted(name: str, record: PolicyDocument, reading: PolicyDocument) -> bool:
    """Whether a file has a value that its document lacks: for 等十部门 a whole list with the bodies that are named."""
    if not getattr(reading, name):
        return False
    if name == "issuing_bodies" and not record.issuing_bodies_complete and reading.issuing_bodies_complete:
        named, signed = ([body.id for body in one.issuing_bodies] for one in (record, reading))
        return len(signed) > len(named) and None not in signed and set(named) <= set(signed)
    return not getattr(record, name)
