"""Writes a document as its pages and attached files say it is: a new one, or what differs, with a revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage import changes
from storage.articles import units
from storage.documents import deserialize
from storage.documents.writing import completing, revisions, serialize
from storage.resolution.merging import members_of, merge_pages
from storage.resolution.splitting import Former
from storage.schema import documents
from storage.search import engine
from storage.statements import update_by_id

_gone_at = sa.select(documents.c.gone_at).where(documents.c.id == sa.bindparam("id"))
_insert_document = sa.insert(documents).returning(documents.c.id)


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """What rebuilding a document changed."""

    fields: Mapping[str, Mapping[str, Any]]
    """{field: {"old": …, "new": …}}."""
    returned: bool
    """True if it was gone, and a page shows it again."""


def add_document(
    connection: Connection,
    record: PolicyDocument,
    evidence_pages: Mapping[str, str],
    now: datetime,
    former: Former | None = None,
) -> int:
    """Writes a new document, with what its files add; gives its id.

    `evidence_pages`: field -> the page that gave it. `former`: the document that it was before it was merged.
    """
    record, evidence_pages = completing.complete(connection, record, evidence_pages)
    row = serialize.document_row(record) | serialize.UNRELATED
    row |= {"first_seen_at": now, "revised_at": None, "gone_at": None}
    if former is None:
        document_id = int(connection.execute(_insert_document, row).scalar_one())
    else:
        document_id = former.id
        row |= {"id": former.id, "first_seen_at": former.first_seen_at, "revised_at": former.revised_at}
        connection.execute(sa.insert(documents).values(row))
    serialize.insert_parts(connection, document_id, record, evidence_pages, now)
    units.write_of_document(connection, document_id, units.rows_of(((0, record.body),)), is_new=True)
    engine.index(connection, document_id, record)
    return document_id


def rebuild_document(
    connection: Connection,
    document_id: int,
    now: datetime,
    url: str,
    kind: revisions.RevisionKind = "crawled",
    file_changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> RebuildResult:
    """Merges the pages of a document and what its files add: writes what differs, the revision, and whether it is gone.

    `file_changes`: what changed of its files, which belongs into the same revision.
    """
    old = deserialize.records(connection, [document_id])[document_id]
    members = members_of(connection, document_id)
    new, evidence_pages = completing.complete(connection, *merge_pages(members))
    fields = {**serialize.differences(old, new), **(file_changes or {})}
    row = serialize.document_row(old)
    values = {name: value for name, value in serialize.document_row(new).items() if value != row[name]}
    was_gone = connection.execute(_gone_at, {"id": document_id}).scalar_one() is not None
    is_gone = all(page.gone_at is not None for page in members)
    if fields:
        revisions.add(connection, document_id, kind, url, fields, now)
    if is_gone != was_gone:
        values["gone_at"] = now if is_gone else None
    if values:
        connection.execute(update_by_id(documents), {**values, "this_id": document_id})
    parts = serialize.parts_that_differ(old, new)
    if "evidence" not in parts:
        parts.append("evidence")  # equal words may stand on another page than before
    serialize.rewrite_parts(connection, document_id, new, evidence_pages, now, parts)
    if "body" in values or kind == "reparsed":
        units.renew_of_document(connection, document_id, new.body)
    if engine.INDEXED & fields.keys():
        engine.index(connection, document_id)
    if is_gone and not was_gone:
        changes.add(connection, "withdrawn", document_id, new.source, url, now)
    if was_gone and not is_gone:
        changes.add(connection, "returned", document_id, new.source, url, now)
    return RebuildResult(fields, returned=was_gone and not is_gone)
