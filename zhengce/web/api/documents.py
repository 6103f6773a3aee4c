"""A document whole, its units and its life, as JSON and for the pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import HTTPException, Query
from sqlalchemy.engine import Connection

from parsers.addresses import comparable
from parsers.grammar.articles.model import Unit
from storage.articles.addresses import UnitFinder, find_unit
from storage.articles.units import units_of
from storage.documents import queries
from storage.documents.filters import DAY
from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.relations.life import Event, read_life, read_related
from storage.relations.status import standing, today
from storage.resolution.redirects import present_id
from storage.schema import captures, citations, evidence, pages
from storage.schema import documents as table
from storage.translations.queries import find_texts
from storage.translations.texts import Text
from zhengce.documents import view as documents
from zhengce.documents.units import article_fields, name_of
from zhengce.english.texts import shown_text
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import DayParams
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
    for document in queries.stored(connection, [document_id]):
        return document
    raise HTTPException(404, f"there is no document {document_id}")


@answers(router, "/documents/{document_id}", "documents")
def document(connection: Connection, document_id: Id) -> s.DocumentAnswer:
    """A document whole: facts with evidence, text, attachments, citations both ways, pages, revisions."""
    return document_answer(connection, held_document(connection, document_id))


@answers(router, "/documents/{document_id}/life", "documents")
def life(connection: Connection, document_id: Id, params: Annotated[DayParams, Query()]) -> s.LifeAnswer:
    """The life of the document that this one is or is about: drafts, interpretations, changes and its end."""
    found = read_life(connection, held_document(connection, document_id).id, params.on or today())
    steps = tuple(_events(connection, found.events))
    return s.LifeAnswer(found.document_id, found.title, found.document_number, found.on, found.standing, steps)


UnitName = Annotated[str | None, Query(max_length=100, description="A unit: 12, 第十二条第二款, art-12/para-2.")]


def unit_of(connection: Connection, held: StoredDocument, name: str) -> Unit:
    """The unit of a document that a name means. Raises HTTPException."""
    unit = find_unit(units_of(connection, held.id, held.record.body), name)
    if unit is None:
        raise HTTPException(404, f"document {held.id} has no unit {name}")
    return unit


@answers(router, "/documents/{document_id}/articles", "documents")
def articles(connection: Connection, document_id: Id) -> s.UnitsAnswer:
    """The chapters, articles, paragraphs and items of a document, or its numbered sections; none without numbers."""
    document = held_document(connection, document_id)
    items = []
    for unit in units_of(connection, document.id, document.record.body):
        own = {name: getattr(unit, name) for name in s.UnitShape.model_fields if hasattr(unit, name)}
        items.append(s.UnitShape(**own, name=name_of(unit, "zh"), name_en=name_of(unit, "en")))
    return s.UnitsAnswer(document_id=document.id, items=items)


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
        related=_events(connection, read_related(connection, held.id)),
        standing=life.standing if life.document_id == held.id else standing(connection, held.id, today()),
        life=_events(connection, life.line()),
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


def _events(connection: Connection, found: Iterable[Event]) -> list[s.EventShape]:
    """Events as the API has them, their words with the English that is held of them."""
    found = list(found)
    texts = find_texts(connection, [Text("sentence", event.words) for event in found if event.words])
    bodies = queries.bodies(connection, list({event.said_by for event in found if event.said_by and event.place}))
    finders = {number: UnitFinder(connection, number, body) for number, body in bodies.items()}
    answers = []
    for event in found:
        more: dict[str, Any] = {}
        if event.words and event.said_by in finders:
            more |= article_fields(finders[event.said_by].at(event.place, event.words))
        if event.words and (english := shown_text(Text("sentence", event.words), texts)):
            more |= {"words_en": english.text, "words_en_origin": english.origin}
        answers.append(s.EventShape(**{name: getattr(event, name) for name in Event.__slots__}, **more))
    return answers
