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
from parsers.record import Attachment, Evidence, PolicyDocument
from storage.documents import serialize
from storage.resolution.normalization import by_value
from storage.schema import files

OF_ITSELF = (
    ("document_number", "document_number_as_printed"),
    ("issuing_bodies", "issuing_bodies_complete"),
    ("written_on",),
    ("addressed_to",),
    ("effective_on",),
    ("repealed_on",),
    ("comments_due_on",),
)
"""Fields that a file gives that is the document itself; those of a line are taken together, under the first."""

OF_WHAT_IT_ISSUES = (("effective_on",), ("repealed_on",))
"""Fields that a file gives that holds what the document issues."""

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
    for position, item in enumerate(record.attachments, 1):
        reading = readings.get(same_address(item.url))
        carried = _carried(record, item, reading)
        attachments.append(replace(item, carries=carried))
        if reading is None or carried is None:
            continue
        fields = OF_ITSELF if carried == record.title else OF_WHAT_IT_ISSUES
        for together in fields:
            if getattr(record, together[0]) or together[0] in values or not getattr(reading, together[0]):
                continue
            for name in together:
                values[name] = getattr(reading, name)
                if found := reading.evidence.get(name):
                    evidence[name] = replace(found, place=_place(position, found.place))
                    origin[name] = item.url
    cites = tuple(dict.fromkeys((*record.cites, *(one for reading in readings.values() for one in reading.cites))))
    values |= {"attachments": tuple(attachments), "cites": cites}
    return replace(record, **values, evidence=evidence), origin


def is_completed(own: PolicyDocument, completed: PolicyDocument) -> bool:
    """Whether files gave a document more than which file is which text."""
    return own is not completed and bool(serialize.differences(own, completed))


def _carried(record: PolicyDocument, item: Attachment, reading: PolicyDocument | None) -> str | None:
    """The title of the document that a file holds: what the document issues, or the document itself."""
    names = [item.title, *([reading.title] if reading is not None else [])]
    for title in (record.issued_title, record.title):
        if title and any(_is_named(title, name) for name in names):
            return title
    return None


def _is_named(title: str, name: str) -> bool:
    """Whether a link's words or a file's own head name this document: 附件1：《…规划》.pdf, …规划（2021—2025年）."""
    title, name = by_value(title), by_value(name)
    return bool(title) and title in name and len(name) <= len(title) + LONGER


LONGER = 16
"""Characters that may stand beside a title in a link: 附件1, the file's name ending, a size."""


def _place(position: int, place: str | None) -> str:
    return f"attachment {position}" + (f", {place}" if place else "")
