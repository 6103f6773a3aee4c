"""The units of a document and one of them by its name, as JSON: /api/documents/25/articles/12."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from parsers.grammar.amendments.comparing import State
from parsers.grammar.articles.model import Level, Unit
from storage.articles.addresses import find_unit
from storage.articles.history import Basis
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.articles import history_of
from zhengce.documents.units import name_of
from zhengce.web.api.conditional import json_answer
from zhengce.web.api.documents import held_document
from zhengce.web.api.parameters import DayParams
from zhengce.web.api.routes import MISSING, REFUSALS, Id, reader

router = APIRouter(prefix="/api", responses=REFUSALS)

UnitName = Annotated[str | None, Query(max_length=100, description="A unit: 12, 第十二条第二款, art-12/para-2.")]


class UnitShape(BaseModel):
    """A unit of a text, with its place and its words."""

    path: str
    """Its address in the document: art-12/para-2; in the second attached file file-2/art-12."""
    level: Level
    number: int | None
    sub: int
    """Of 第十条之一: 1; else 0."""
    number_as_printed: str
    heading: str | None
    name: str
    """第十二条第二款."""
    name_en: str
    """article 12, paragraph 2."""
    attachment: int
    """0 for the body."""
    page: int | None
    paragraph: int
    """Of the body or of the page, from 1."""
    start: int
    end: int
    """Characters of the body, or of the file's pages joined by line breaks."""
    why: str | None
    """Why it is not cut further."""
    text: str


class UnitsAnswer(BaseModel):
    """The units of a document in the order of printing."""

    document_id: int
    items: list[UnitShape]


class NamedDocument(BaseModel):
    """A held document by its id."""

    document_id: int
    title: str
    document_number: str | None


class WordingShape(NamedDocument):
    """The wording of an article in one version of its instrument, and how it came about."""

    since: date | None
    until: date | None
    """The day before the next held version."""
    basis: Basis
    """`published`; `computed`: what a decision gives, where no text is held; `unknown`: neither."""
    article: str
    """art-12."""
    article_name: str
    text: str | None
    """Null where the article was removed, or its text is not held."""
    kind: Literal["first", "same", "changed", "added", "removed"] | None
    state: State | None
    """How what the decision says stands to what was published; null where nothing was computed."""
    why: str | None
    computed: str | None
    """What the decision gives, where that differs; what was published is the text."""
    words: list[str]
    """Of the decision."""
    decided_by: NamedDocument | None
    gap: str | None
    """Why nothing was computed from the version before."""
    missing_since: date | None
    """Since when, before this version, others held that are not held here."""


class UnitAnswer(NamedDocument):
    """One unit of a document; of an article its history, too."""

    unit: UnitShape
    on: date | None
    wording: WordingShape | None
    """The article on the day `on`; null where its text on that day is not held."""
    note: str | None
    """Why it is not, or is not certain."""
    history: list[WordingShape]
    """By the day from which each version holds."""


def shape_of(unit: Unit) -> UnitShape:
    """A unit as the API has it."""
    own = {name: getattr(unit, name) for name in UnitShape.model_fields if hasattr(unit, name)}
    return UnitShape(**own, name=name_of(unit, "zh"), name_en=name_of(unit, "en"))


def unit_of(connection: Connection, held: StoredDocument, name: str) -> Unit:
    """The unit of a document that a name means. Raises HTTPException."""
    unit = find_unit(units_of(connection, held.id, held.record.body), name)
    if unit is None:
        raise HTTPException(404, f"document {held.id} has no unit {name}")
    return unit


@router.get("/documents/{document_id}/articles", tags=["documents"], responses=MISSING, response_model=UnitsAnswer)
def articles(request: Request, document_id: Id) -> Response:
    """The chapters, articles, paragraphs and items of a document, or its numbered sections; none without numbers."""
    with reader(request).connection() as connection:
        held = held_document(connection, document_id)
        units = units_of(connection, held.id, held.record.body)
    return json_answer(request, UnitsAnswer(document_id=held.id, items=[shape_of(unit) for unit in units]))


@router.get(
    "/documents/{document_id}/articles/{name:path}", tags=["documents"], responses=MISSING, response_model=UnitAnswer
)
def article(request: Request, document_id: Id, name: str, params: Annotated[DayParams, Query()]) -> Response:
    """One unit of a document by its number or address (12, 第十二条第二款, art-12/para-2); of an article its wording
    on a day and in every held version."""
    with reader(request).connection() as connection:
        held = held_document(connection, document_id)
        answer = unit_answer(connection, held, unit_of(connection, held, name), params.on)
    return json_answer(request, answer)


def unit_answer(connection: Connection, held: StoredDocument, unit: Unit, on: date | None) -> UnitAnswer:
    """A unit with, of an article, its history and its wording on a day."""
    lived = history_of(connection, held.id, (unit.number or 0, unit.sub)) if unit.level == "article" else None
    wording, note = lived.on(on) if lived and on else (None, None)
    return UnitAnswer(
        document_id=held.id,
        title=held.record.title,
        document_number=held.record.document_number,
        unit=shape_of(unit),
        on=on,
        wording=WordingShape(**wording) if wording else None,
        note=note,
        history=[WordingShape(**entry) for entry in lived.entries] if lived else [],
    )
