"""A record as rows of the database and back, and as the text by which two readings of a page are compared."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.record import Attachment, Citation, Evidence, IssuingBody, PolicyDocument
from storage.schema import attachments, citations, documents, evidence, issuing_bodies
from storage.statements import delete_of_document, insert_whole, of_documents
from storage.texts import is_storable, storable_text

DATES = ("written_on", "published_on", "effective_on", "repealed_on", "comments_due_on")

SCALARS = (
    "source",
    "url",
    "title",
    "issued_title",
    "subject",
    "document_type",
    "stage",
    "document_number",
    "document_number_as_printed",
    "issuing_bodies_complete",
    *DATES,
    "published_at",
    "index_number",
    "topic",
    "addressed_to",
    "body",
    "fetched_at",
    "parser_version",
)
"""Fields of the record that are columns of `documents`."""

VALUES = (
    "title",
    "issued_title",
    "subject",
    "document_type",
    "stage",
    "document_number",
    "document_number_as_printed",
    "issuing_bodies",
    "issuing_bodies_complete",
    *DATES,
    "published_at",
    "index_number",
    "topic",
    "addressed_to",
    "body",
    "attachments",
    "cites",
)
"""Fields whose change makes a revision. Address, evidence, fetch time and parser version may change without one."""

_BODY = ("id", "name", "as_printed", "name_en", "abbreviation", "unit")
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value of the record as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, IssuingBody):
        return {name: getattr(value, name) for name in _BODY}
    if isinstance(value, Attachment):
        return {"title": value.title, "url": value.url, "media_type": value.media_type}
    if isinstance(value, Citation):
        return {"document_number": value.document_number, "title": value.title}
    return value


def to_json(record: PolicyDocument, *, fetched: bool = False) -> str:
    """A record as JSON: without its fetch time to be compared, with it to be kept with a page."""
    values = {name: plain(getattr(record, name)) for name in (*SCALARS, "issuing_bodies", "attachments", "cites")}
    if not fetched:
        del values["fetched_at"]
    values["evidence"] = {name: {"rule": item.rule, "text": item.text} for name, item in record.evidence.items()}
    return _encoder.encode(values)


def from_json(text: str) -> PolicyDocument:
    """The inverse of `to_json`."""
    return PolicyDocument.from_dict(json.loads(text))


def storable(record: PolicyDocument) -> tuple[PolicyDocument, str]:
    """The record with nothing in it that a database cannot hold, and its JSON."""
    text = to_json(record)
    if not is_storable(text) or "\\u0000" in text:
        fetched_at = record.fetched_at
        record = replace(from_json(json.dumps(_cleaned(json.loads(text)))), fetched_at=fetched_at)
        text = to_json(record)
    return record, text


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value


def digest(text: str) -> str:
    """A short digest of a record's JSON."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def differences(old: PolicyDocument, new: PolicyDocument) -> dict[str, dict[str, Any]]:
    """The values that differ: {field: {"old": …, "new": …}}.

    A file that a site links to by http today and by https tomorrow is the same file.
    """
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in VALUES)
    return {name: {"old": plain(was), "new": plain(now)} for name, was, now in pairs if not _same(name, was, now)}


def _same(name: str, was: Any, now: Any) -> bool:
    if was == now or name != "attachments":
        return bool(was == now)
    return _compared(was) == _compared(now)


def _compared(files: Iterable[Attachment]) -> list[Attachment]:
    return [replace(file, url=comparable(file.url)) for file in files]


def document_row(record: PolicyDocument) -> dict[str, Any]:
    """The record's columns in `documents`."""
    row = {name: getattr(record, name) for name in SCALARS}
    row["published_at"] = record.published_at.isoformat() if record.published_at else None
    return row


_insert_bodies = insert_whole(issuing_bodies)
_insert_attachments = insert_whole(attachments)
_insert_citations = insert_whole(citations)
_insert_evidence = insert_whole(evidence)


def insert_parts(
    connection: Connection, document_id: int, record: PolicyDocument, pages: Mapping[str, str], only: Iterable[str] = ()
) -> None:
    """Writes bodies, attachments, citations and evidence of a document that has none of them yet.

    `pages`: field -> the address whose value won. `only`: which of the four; all where it is empty.
    """
    parts = set(only) or {"issuing_bodies", "attachments", "cites", "evidence"}
    if record.issuing_bodies and "issuing_bodies" in parts:
        rows: list[dict[str, Any]] = [
            {
                "document_id": document_id,
                "position": position,
                "agency_id": body.id,
                "name": body.name,
                "name_en": body.name_en,
                "abbreviation": body.abbreviation,
                "unit": body.unit,
                "as_printed": body.as_printed,
            }
            for position, body in enumerate(record.issuing_bodies)
        ]
        _insert_bodies.run_many(connection, rows)
    if record.attachments and "attachments" in parts:
        rows = [
            {"document_id": document_id, "position": position, **plain(item)}
            for position, item in enumerate(record.attachments)
        ]
        _insert_attachments.run_many(connection, rows)
    if record.cites and "cites" in parts:
        rows = [
            {"document_id": document_id, "position": position, **plain(item)}
            for position, item in enumerate(record.cites)
        ]
        _insert_citations.run_many(connection, rows)
    if record.evidence and "evidence" in parts:
        rows = [
            {
                "document_id": document_id,
                "field": name,
                "rule": item.rule,
                "text": item.text,
                "page_url": pages.get(name, record.url),
            }
            for name, item in record.evidence.items()
        ]
        _insert_evidence.run_many(connection, rows)


_TABLES = {"issuing_bodies": issuing_bodies, "attachments": attachments, "cites": citations, "evidence": evidence}


def replace_parts(
    connection: Connection,
    document_id: int,
    old: PolicyDocument,
    new: PolicyDocument,
    pages: Mapping[str, str],
    *,
    alone: bool,
) -> None:
    """Rewrites those of the four tables in which two records of a document differ.

    Evidence also where it may now stand on another page: `alone` says that the document has only one.
    """
    changed = [name for name in _TABLES if getattr(old, name) != getattr(new, name)]
    if not alone and "evidence" not in changed:
        changed.append("evidence")
    for name in changed:
        delete_of_document(_TABLES[name]).run(connection, {"this_id": document_id})
    if changed:
        insert_parts(connection, document_id, new, pages, changed)


def records(connection: Connection, ids: Sequence[int]) -> dict[int, PolicyDocument]:
    """Documents by id, read whole; ids that do not exist are left out."""
    return {row.id: record for row, record in rows_and_records(connection, ids)}


def rows_and_records(
    connection: Connection, ids: Sequence[int], *, with_parts: bool = True
) -> Iterator[tuple[sa.Row[Any], PolicyDocument]]:
    """Documents by id: the row of `documents` and the record; ids that do not exist are left out.

    Without parts, attachments, citations and evidence are not read and are empty.
    """
    if not ids:
        return
    rows = connection.execute(of_documents(documents), {"ids": list(ids)}).all()
    bodies = _parts(connection, issuing_bodies, ids)
    files = _parts(connection, attachments, ids) if with_parts else {}
    cited = _parts(connection, citations, ids) if with_parts else {}
    proofs = _parts(connection, evidence, ids) if with_parts else {}
    for row in rows:
        yield (
            row,
            PolicyDocument(
                **{name: getattr(row, name) for name in SCALARS if name != "published_at"},
                published_at=datetime.fromisoformat(row.published_at) if row.published_at else None,
                issuing_bodies=tuple(
                    IssuingBody(
                        id=body.agency_id,
                        name=body.name,
                        as_printed=body.as_printed,
                        name_en=body.name_en,
                        abbreviation=body.abbreviation,
                        unit=body.unit,
                    )
                    for body in bodies.get(row.id, ())
                ),
                attachments=tuple(Attachment(item.title, item.url, item.media_type) for item in files.get(row.id, ())),
                cites=tuple(Citation(item.document_number, item.title) for item in cited.get(row.id, ())),
                evidence={item.field: Evidence(item.rule, item.text) for item in proofs.get(row.id, ())},
            ),
        )


def _parts(connection: Connection, table: sa.Table, ids: Sequence[int]) -> dict[int, list[Any]]:
    order = table.c.position if "position" in table.c else table.c.field
    found: dict[int, list[Any]] = {}
    for row in connection.execute(of_documents(table, table.c.document_id, order), {"ids": list(ids)}):
        found.setdefault(row.document_id, []).append(row)
    return found
