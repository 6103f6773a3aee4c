"""A record as rows of the database, and what differs between two records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.fields import FIELDS
from parsers.record import Attachment, Evidence, PolicyDocument, Relation, Target, plain
from storage.crawl import files
from storage.documents import lookup_columns
from storage.documents.deserialize import PARTS, SCALARS
from storage.resolution.normalization import instrument_key, title_key
from storage.schema import relations
from storage.statements import of_documents

VALUES = tuple(field.name for field in FIELDS.values() if field.is_revision)
"""Fields whose change makes a revision. Address, evidence, fetch time and parser version may change without one."""


def differences(old: PolicyDocument, new: PolicyDocument) -> dict[str, dict[str, Any]]:
    """The values that differ: {field: {"old": …, "new": …}}.

    A file that a site links to by http today and by https tomorrow is the same file; what reading the files gave is
    compared where a file was read (`storage.attachments.saving`).
    """
    old, new = without_files(old), without_files(new)
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in VALUES)
    return {name: {"old": _stated(was), "new": _stated(now)} for name, was, now in pairs if not _same(name, was, now)}


def _stated(value: Any) -> Any:
    """A value as JSON, without which held document a relation means: the database says that, not the page."""
    stated = plain(value)
    if isinstance(value, tuple):
        for item, plain_item in zip(value, stated, strict=True):
            if isinstance(item, Relation):
                del plain_item["document_id"]
    return stated


def without_files(record: PolicyDocument) -> PolicyDocument:
    """The record with its attachments as the page gives them: title, address and type alone."""
    if not record.attachments:
        return record
    linked = tuple(Attachment(item.title, item.url, item.media_type) for item in record.attachments)
    return replace(record, attachments=linked)


def _same(name: str, was: Any, now: Any) -> bool:
    if name == "relations":
        return bool(_stated(was) == _stated(now))
    if was == now or name != "attachments":
        return bool(was == now)
    return _compared(was) == _compared(now)


def _compared(files: Iterable[Attachment]) -> list[Attachment]:
    return [replace(file, url=comparable(file.url)) for file in files]


UNRELATED = dict.fromkeys(
    "ended_on ended_by ended_as extended_until extended_by postponed_to postponed_by final_id".split()
)
"""Columns of a document that other documents decide (`storage.relations`)."""


def document_row(record: PolicyDocument) -> dict[str, Any]:
    """The record's columns in `documents`, and those by which it is looked up."""
    row = {name: getattr(record, name) for name in SCALARS}
    return row | lookup_columns.of_document(record.url, record.document_number)


def insert_parts(
    connection: Connection,
    document_id: int,
    record: PolicyDocument,
    pages: Mapping[str, str],
    now: datetime,
    only: Iterable[str] = (),
) -> None:
    """Writes bodies, attachments, citations, targets, relations and evidence of a document that has none of them yet.

    `pages`: field -> the address whose value won. `only`: which of the six; all where it is empty. Attached files that
    are not known yet are due to be fetched from `now` on.
    """
    wanted = set(only) or set(PARTS)
    parts = rows_of_lists(record) | {
        "attachments": _attachment_rows(connection, record, now) if "attachments" in wanted else [],
        "evidence": [_evidence_row(name, item, pages.get(name, record.url)) for name, item in record.evidence.items()],
    }
    for name in wanted:
        rows = [row | {"document_id": document_id, "position": place} for place, row in enumerate(parts[name])]
        if rows:
            connection.execute(sa.insert(PARTS[name]), rows)


def rows_of_lists(record: PolicyDocument) -> dict[str, list[dict[str, Any]]]:
    """The rows of the lists that the record alone makes, in order, without document and position."""
    return {
        "issuing_bodies": [plain(body) | {"agency_id": body.id} for body in record.issuing_bodies],
        "cites": [plain(item) | {"title_key": item.title and title_key(item.title)} for item in record.cites],
        "targets": [_target_row(item) for item in record.targets],
        "relations": [_relation_row(item) for item in record.relations],
    }


def _attachment_rows(connection: Connection, record: PolicyDocument, now: datetime) -> list[dict[str, Any]]:
    known = files.register(connection, record, now)
    return [
        {
            "title": item.title,
            "url": item.url,
            "media_type": item.media_type,
            "file_id": known.get(comparable(item.url)),
            "carries": item.carries,
        }
        for item in record.attachments
    ]


def _evidence_row(name: str, item: Evidence, page_url: str) -> dict[str, Any]:
    return {"field": name, "rule": item.rule, "text": item.text, "page_url": page_url, "place": item.place}


def _target_row(item: Target) -> dict[str, Any]:
    values: dict[str, Any] = plain(item)
    return values | {"value": None} if isinstance(item.value, str) else values


def _relation_row(item: Relation) -> dict[str, Any]:
    """A relation; which held document it means, `storage.relations` finds anew."""
    values = {name: getattr(item, name) for name in Relation.__slots__ if name != "document_id"}
    key = instrument_key if item.kind == "draft_of" else title_key
    return values | {"title_key": key(item.title) if item.title else None, "related_id": item.document_id}


def parts_that_differ(old: PolicyDocument, new: PolicyDocument) -> list[str]:
    """Those of the six tables in which two records of a document differ."""
    return [name for name in PARTS if _rows_of(old, name) != _rows_of(new, name)]


def rewrite_parts(
    connection: Connection,
    document_id: int,
    record: PolicyDocument,
    pages: Mapping[str, str],
    now: datetime,
    only: Sequence[str],
) -> None:
    """Writes these of the six tables anew, as `insert_parts` does; a relation still points to what it was found to
    mean."""
    if "relations" in only:
        rows = connection.execute(of_documents(relations, relations.c.position), {"ids": [document_id]}).all()
        meant = {(row.kind, row.title, row.document_number): row.related_id for row in rows}
        named = (
            (relation, meant.get((relation.kind, relation.title, relation.document_number)))
            for relation in record.relations
        )
        record = replace(record, relations=tuple(replace(one, document_id=other) for one, other in named))
    for name in only:
        connection.execute(sa.delete(PARTS[name]).where(PARTS[name].c.document_id == document_id))
    if only:
        insert_parts(connection, document_id, record, pages, now, only)


def _rows_of(record: PolicyDocument, name: str) -> Any:
    """What one of the six tables holds of a record; what reading files gave stands in `files`, which held document a
    relation means in `related_id`."""
    if name == "relations":
        return _stated(record.relations)
    if name != "attachments":
        return getattr(record, name)
    return [(item.title, item.url, item.media_type, item.carries) for item in record.attachments]
