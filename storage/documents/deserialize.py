"""Records of documents, read from the rows of the database; `storage.documents.writing.serialize` writes them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import Attachment, Citation, Evidence, IssuingBody, PolicyDocument, Relation, Target
from storage.schema import attachments, citations, documents, evidence, files, issuing_bodies, relations, targets
from storage.statements import of_documents

SCALARS = tuple(name for name in PolicyDocument.__slots__ if name in documents.c)
"""Fields of the record that are columns of `documents`."""

PARTS = {
    "issuing_bodies": issuing_bodies,
    "attachments": attachments,
    "cites": citations,
    "targets": targets,
    "relations": relations,
    "evidence": evidence,
}


def records(connection: Connection, ids: Sequence[int]) -> dict[int, PolicyDocument]:
    """Documents by id, read whole; ids that do not exist are left out."""
    return {row.id: record for row, record in rows_and_records(connection, ids)}


def rows_and_records(
    connection: Connection, ids: Sequence[int], *, parts: Collection[str] = PARTS, with_body: bool = True
) -> Iterator[tuple[sa.Row[Any], PolicyDocument]]:
    """Documents by id: the row of `documents` and the record; ids that do not exist are left out.

    Without body, that is empty; so are those PARTS that are not among `parts`, but for the issuing bodies.
    """
    if not ids:
        return
    rows = connection.execute(of_documents(documents) if with_body else _bodiless, {"ids": list(ids)}).all()
    read = {name: _parts(connection, PARTS[name], ids) for name in _READ if name in {*parts, "issuing_bodies"}}
    attached = _attached(connection, ids) if "attachments" in parts else {}
    for row in rows:
        number = row.id
        lists: dict[str, Any] = {name: tuple(map(_READ[name], owned.get(number, ()))) for name, owned in read.items()}
        lists |= {"attachments": attached.get(number, ()), "evidence": dict(lists.get("evidence", ()))}
        record = PolicyDocument(**dict(zip(SCALARS, _scalars(row), strict=True)), **lists)
        yield row, record


_scalars, _evidence = attrgetter(*SCALARS), attrgetter(*Evidence.__slots__)
_body = attrgetter("agency_id", *IssuingBody.__slots__[1:])
_target_values = attrgetter(*Target.__slots__)
_relation = attrgetter(*Relation.__slots__[:-1], "related_id")
_bodiless = sa.select(
    *(column if column.name != "body" else sa.literal("", sa.Text).label("body") for column in documents.c)
).where(documents.c.id.in_(sa.bindparam("ids", expanding=True)))


def targets_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Target, ...]]:
    """The targets of documents, by id; documents without any are left out."""
    return {owner: tuple(map(_target, rows)) for owner, rows in _parts(connection, targets, ids).items()}


def _target(row: sa.Row[Any]) -> Target:
    target = Target(*_target_values(row))
    return replace(target, value=target.value_as_printed) if row.value is None else target


_READ: Mapping[str, Callable[[sa.Row[Any]], Any]] = {
    "issuing_bodies": lambda row: IssuingBody(*_body(row)),
    "cites": lambda row: Citation(row.document_number, row.title),
    "targets": _target,
    "relations": lambda row: Relation(*_relation(row)),
    "evidence": lambda row: (row.field, Evidence(*_evidence(row))),
}
"""What a row of a table means in the record; attachments are joined with their files."""


def _parts(connection: Connection, table: sa.Table, ids: Sequence[int]) -> dict[int, list[Any]]:
    """The rows of a table whose first column is the document, in order, by document."""
    order = table.c.position if "position" in table.c else table.c.field
    parts: dict[int, list[Any]] = {}
    for row in connection.execute(of_documents(table, table.c.document_id, order), {"ids": list(ids)}).all():
        parts.setdefault(row[0], []).append(row)
    return parts


_with_files = (
    sa.select(
        *(attachments.c[name] for name in ("document_id", "title", "url", "media_type", "carries")),
        *(files.c[name] for name in ("sha256", "state", "pages", "gone_at")),
    )
    .join(files, files.c.id == attachments.c.file_id, isouter=True)
    .where(attachments.c.document_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(attachments.c.document_id, attachments.c.position)
)


def _attached(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Attachment, ...]]:
    """The attachments of documents, with what reading their files gave."""
    attached: dict[int, list[Attachment]] = {}
    for row in connection.execute(_with_files, {"ids": list(ids)}):
        attached.setdefault(row.document_id, []).append(Attachment(*row[1:]))
    return {document_id: tuple(items) for document_id, items in attached.items()}
