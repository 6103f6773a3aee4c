"""Making a document what its pages and attached files say: what differs is written, with a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage import changes, search
from storage.documents.writing import revisions, serialize
from storage.resolution import completing
from storage.resolution.merging import PageRecord, merge_pages
from storage.schema import documents, pages
from storage.statements import update_by_id

_gone_at = sa.select(documents.c.gone_at).where(documents.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a document changed."""

    fields: Mapping[str, Mapping[str, Any]]
    """{field: {"old": …, "new": …}}."""
    returned: bool
    """It was gone, and a page holds it again."""


def settle(
    connection: Connection,
    document_id: int,
    members: Sequence[PageRecord],
    now: datetime,
    url: str,
    kind: revisions.RevisionKind = "crawled",
    before: PolicyDocument | None = None,
    of_files: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settled:
    """Merges the pages of a document, completed by its files: writes what differs, the revision, whether it is
    gone.

    `before`: the document as it stands in the database, where the caller has read it and it is what its only page says.
    `of_files`: what changed of its files, which belongs into the same revision.
    """
    old = before or serialize.records(connection, [document_id])[document_id]
    own, evidence_pages = merge_pages(members)
    new, evidence_pages = completing.complete(connection, own, evidence_pages)
    fields = {**serialize.differences(old, new), **(of_files or {})}
    row = serialize.document_row(old)
    values = {name: value for name, value in serialize.document_row(new).items() if value != row[name]}
    was_gone = connection.execute(_gone_at, {"id": document_id}).scalar_one()
    is_gone = all(page.gone_at is not None for page in members)
    if fields:
        revisions.add(connection, document_id, kind, url, fields, now)
    if is_gone != (was_gone is not None):
        values["gone_at"] = now if is_gone else None
    if values:
        update_by_id(documents, tuple(values)).run(connection, {**values, "this_id": document_id})
    parts = serialize.parts_that_differ(old, new)
    if before is None and "evidence" not in parts:
        parts.append("evidence")  # of several pages, or of files: it may stand on another one than before
    serialize.rewrite_parts(connection, document_id, new, evidence_pages, now, parts)
    if search.INDEXED & fields.keys():
        search.index(connection, document_id)
    completed = completing.is_completed(own, new)
    if len(members) == 1 and (before is None or completed):
        keep_own_record(connection, members[0], completed=completed)
    if is_gone and was_gone is None:
        changes.add(connection, "withdrawn", document_id, new.source, url, now)
    if was_gone is not None and not is_gone:
        changes.add(connection, "returned", document_id, new.source, url, now)
    return Settled(fields, returned=was_gone is not None and not is_gone)


def keep_own_record(connection: Connection, page: PageRecord, *, completed: bool) -> None:
    """Keeps with the only page of a document what it says, where files gave the document more than that."""
    own = own_record_of(page.record) if completed else None
    update_by_id(pages, ("record",)).run(connection, {"record": own, "this_id": page.page_id})


def own_record_of(record: PolicyDocument) -> str:
    """What a page says by itself, as it is kept with it."""
    return serialize.to_json(serialize.without_files(record), fetched=True)
