"""The units of a document, as JSON: /api/documents/25/articles."""

from typing import Annotated

from fastapi import HTTPException, Query
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from storage.articles.addresses import find_unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.units import name_of
from zhengce.web.api.documents import held_document
from zhengce.web.api.routes import Id, answers, resource
from zhengce.web.api.schemas import shape

router = resource()

UnitName = Annotated[str | None, Query(max_length=100, description="A unit: 12, 第十二条第二款, art-12/para-2.")]


_OF_A_UNIT = "path level number sub number_as_printed heading attachment page paragraph start end why text"


class UnitShape(shape(Unit, _OF_A_UNIT)):  # type: ignore[misc]
    """A unit of a text, with its place and its words."""

    name: str
    """第十二条第二款."""
    name_en: str
    """article 12, paragraph 2."""


class UnitsAnswer(BaseModel):
    """The units of a document in the order of printing."""

    document_id: int
    items: list[UnitShape]


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


@answers(router, "/documents/{document_id}/articles", "documents")
def articles(connection: Connection, document_id: Id) -> UnitsAnswer:
    """The chapters, articles, paragraphs and items of a document, or its numbered sections; none without numbers."""
    document = held_document(connection, document_id)
    units = units_of(connection, document.id, document.record.body)
    return UnitsAnswer(document_id=document.id, items=[shape_of(unit) for unit in units])
