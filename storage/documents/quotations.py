"""Quotations that were taken from documents, stored until a document or the rules that chose them change.

Nothing that writes a document knows of them: a row counts only while it is of the newest revision of its document, and
of the text that the attached file has which holds what the document issues.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import attachments, documents, files, quotations, revisions

DOCUMENTS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class State:
    """Of which state of a document quotations are."""

    revision: int
    file: str


_revision = (
    sa.select(sa.func.coalesce(sa.func.max(revisions.c.number), 0))
    .where(revisions.c.document_id == documents.c.id)
    .correlate(documents)
    .scalar_subquery()
)
_sha256, _extractor = (sa.func.coalesce(column, "") for column in (files.c.sha256, files.c.extractor))
_file = sa.func.coalesce(
    sa.select(sa.cast(attachments.c.position, sa.Text) + " " + _sha256 + " " + _extractor)
    .join(files, files.c.id == attachments.c.file_id)
    .where(
        attachments.c.document_id == documents.c.id,
        attachments.c.carries.is_not(None),
        files.c.state.in_(("ok", "partial")),
    )
    .order_by(attachments.c.position)
    .limit(1)
    .correlate(documents)
    .scalar_subquery(),
    "",
)
"""The file that `attachments.carrying` gives."""
_ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_states = sa.select(documents.c.id, _revision.label("revision"), _file.label("file")).where(documents.c.id.in_(_ids))
_is_current = sa.and_(
    quotations.c.rules == sa.bindparam("rules"), quotations.c.revision == _revision, quotations.c.file == _file
)
_join = documents.join(quotations, quotations.c.document_id == documents.c.id, isouter=True)
_held = sa.select(documents.c.id, quotations.c.quoted).select_from(_join).where(documents.c.id.in_(_ids), _is_current)
_stale = (
    sa.select(documents.c.id)
    .select_from(_join)
    .where(sa.or_(quotations.c.document_id.is_(None), sa.not_(_is_current)))
    .order_by(documents.c.id)
)


def of(connection: Connection, ids: Sequence[int], rules: str) -> dict[int, str]:
    """The quotations by these rules of documents, as JSON; documents without any are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), DOCUMENTS_PER_QUERY):
        params = {"ids": list(ids[start : start + DOCUMENTS_PER_QUERY]), "rules": rules}
        found.update((row.id, row.quoted) for row in connection.execute(_held, params).all())
    return found


def texts_of(quoted: str) -> list[str]:
    """The sentences of stored quotations: each is [kind, paragraph, text, …] in one of three lists."""
    return [one[2] for several in json.loads(quoted) for one in several]


def stale(connection: Connection, rules: str) -> list[int]:
    """The documents of which no quotations by these rules are stored."""
    return list(connection.execute(_stale, {"rules": rules}).scalars())


def states(connection: Connection, ids: Sequence[int]) -> dict[int, State]:
    """The states of documents; to be read together with what is quoted."""
    return {row.id: State(row.revision, row.file) for row in connection.execute(_states, {"ids": list(ids)})}


def store(connection: Connection, rules: str, quoted: Mapping[int, tuple[State, str]]) -> None:
    """Stores quotations, as JSON, with the state of the document that they are of."""
    # A document that was merged away meanwhile has no row to hang them on.
    there = connection.execute(sa.select(documents.c.id).where(documents.c.id.in_(quoted))).scalars().all()
    connection.execute(sa.delete(quotations).where(quotations.c.document_id.in_(there)))
    rows = [
        {"document_id": number, "rules": rules, "revision": state.revision, "file": state.file, "quoted": text}
        for number in there
        for state, text in (quoted[number],)
    ]
    if rows:
        connection.execute(sa.insert(quotations), rows)
