"""A document whole, and its life, as JSON and for the pages."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import sqlalchemy as sa
from fastapi import HTTPException, Query
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from storage.documents import queries
from storage.documents.filters import DAY
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.relations.life import read_life, read_related
from storage.relations.status import standing, today
from storage.resolution.redirects import present_id
from storage.schema import captures, citations, evidence, pages
from storage.schema import documents as table
from zhengce.documents import view as documents
from zhengce.web.api import relations
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import DayParams
from zhengce.web.api.relation_schemas import LifeAnswer
from zhengce.web.api.routes import Id, answers, resource
from zhengce.web.errors import Moved

MOST_RELATED = 50
MOST_CAPTURES = 20
MOST_REVISIONS = 30

router = resource()


def check_moved(connection: Connection, document_id: int) -> None:
    """Raises Moved for the id of a merged document."""
    if (present := present_id(connection, document_id)) != document_id:
        raise Moved(document_id, present)


def held_document(connection: Connection, document_id: int) -> StoredDocument:
    """A document by its id. Raises Moved, and HTTPException where there is none."""
    check_moved(connection, document_id)
    held = queries.by_id(connection, document_id)
    if held is None:
        raise HTTPException(404, f"there is no document {document_id}")
    return held


@answers(router, "/documents/{document_id}", "documents")
def document(connection: Connection, document_id: Id) -> s.DocumentAnswer:
    """A document whole: facts with evidence, text, attachments, citations both ways, pages, revisions."""
    return document_answer(connection, held_document(connection, document_id))


@answers(router, "/documents/{document_id}/life", "documents")
def life(connection: Connection, document_id: Id, params: Annotated[DayParams, Query()]) -> LifeAnswer:
    """The life of the document that this one is or is about: drafts, interpretations, changes and its end."""
    found = read_life(connection, held_document(connection, document_id).id, params.on or today())
    steps = tuple(relations.events(connection, found.events))
    return LifeAnswer(found.document_id, found.title, found.document_number, found.on, found.standing, steps)


def document_answer(connection: Connection, held: StoredDocument) -> s.DocumentAnswer:
    """A document whole, with what else is known of it."""
    view = documents.select(held, [*documents.RECORD, "pages"])
    answers = _captures(connection, held)
    for page, answer in zip(held.pages, view["pages"], strict=True):
        answer |= {"checked_at": page.checked_at, "captures": answers.get(comparable(page.url), [])[:MOST_CAPTURES]}
    life = read_life(connection, held.id, today())
    query = sa.select(evidence.c.field, evidence.c.page_url).where(evidence.c.document_id == held.id)
    newest = reversed(revisions.of(connection, held.id)[-MOST_REVISIONS:])
    return s.DocumentAnswer(
        **view,
        related=relations.events(connection, read_related(connection, held.id)),
        standing=standing(connection, held.id, today()),
        life=relations.events(connection, life.line()),
        life_of=life.document_id,
        evidence_pages={row.field: row.page_url for row in connection.execute(query.order_by(evidence.c.field))},
        cited_documents=_cited(connection, held),
        cited_by=_citing(connection, held),
        revisions=[s.RevisionShape.model_validate(item, from_attributes=True) for item in newest],
    )


_RELATED = [table.c[name] for name in s.RelatedShape.model_fields]


def _cited(connection: Connection, held: StoredDocument) -> list[s.CitedShape]:
    """The held documents that this one cites, by its citations."""
    query = sa.select(citations.c.position, *_RELATED).join(table, table.c.id == citations.c.cited_id)
    query = query.where(citations.c.document_id == held.id).order_by(citations.c.position).limit(MOST_RELATED)
    return [s.CitedShape(**row) for row in connection.execute(query).mappings()]


def _citing(connection: Connection, held: StoredDocument) -> list[s.RelatedShape]:
    """The documents that cite this one, the newest first."""
    citing = sa.select(citations.c.document_id).where(citations.c.cited_id == held.id)
    query = sa.select(*_RELATED).where(table.c.id.in_(citing), table.c.id != held.id)
    query = query.order_by(DAY.desc().nulls_last(), table.c.id.desc()).limit(MOST_RELATED)
    return [s.RelatedShape(**row) for row in connection.execute(query).mappings()]


def _captures(connection: Connection, held: StoredDocument) -> Mapping[str, Sequence[s.Capture]]:
    """The archived answers of each of a document's pages, by the page's address as it is compared, newest first."""
    query = sa.select(captures, pages.c.url.label("page_url")).join(pages, pages.c.id == captures.c.page_id)
    query = query.where(pages.c.document_id == held.id).order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
    answers: dict[str, list[s.Capture]] = {}
    for row in connection.execute(query.limit(MOST_CAPTURES * max(1, len(held.pages)))).mappings():
        answers.setdefault(row["page_url"], []).append(s.Capture(**row))
    return answers
