"""Two documents, or two versions of one, by their articles, as JSON: /api/compare?one=12@1&other=12."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import HTTPException, Query
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from parsers.grammar.articles.cutting import cut_text
from parsers.grammar.articles.model import Unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.checking.texts import Version, current_version, earlier_bodies
from zhengce.documents.articles import compare_units
from zhengce.search import identifiers
from zhengce.search.identifiers import Several
from zhengce.web.api.articles import NamedDocument
from zhengce.web.api.parameters import CompareParams
from zhengce.web.api.routes import answers, resource

router = resource()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    document: StoredDocument
    version: Version
    versions: tuple[Version, ...]
    """All versions of the text, the newest first."""
    body: str
    units: Sequence[Unit]

    @property
    def is_current(self) -> bool:
        """Whether this is today's text."""
        return self.version.until is None


class ComparedUnit(BaseModel):
    """An article, or a numbered section, of one of the two texts."""

    article: str
    """Its path: art-12."""
    number: int | None
    sub: int
    article_name: str
    article_name_en: str
    heading: str | None
    text: str


class ComparedArticle(BaseModel):
    """An article in both texts, or in one of them."""

    kind: Literal["same", "changed", "added", "removed"]
    is_renumbered: bool
    differs_in: str | None
    """Of a changed one: punctuation, or numbers of references, where nothing else differs."""
    old: ComparedUnit | None
    new: ComparedUnit | None


class ComparisonAnswer(BaseModel):
    """Two texts by their articles; what stands outside the articles is not compared here."""

    one: NamedDocument
    other: NamedDocument
    items: list[ComparedArticle]
    """In the order of the other text; none where one of the two has no numbers."""


@answers(router, "/compare", "documents")
def compare(connection: Connection, params: Annotated[CompareParams, Query()]) -> ComparisonAnswer:
    """Two documents, or two versions (12@1), by their articles: unchanged, changed, added, removed, renumbered."""
    return compare_sides(*(read_side(connection, key) for key in (params.one, params.other)))


def compare_sides(one: Side, other: Side) -> ComparisonAnswer:
    """Two sides by their articles."""
    return ComparisonAnswer(
        one=_named(one.document),
        other=_named(other.document),
        items=[ComparedArticle(**row) for row in compare_units(one.units, other.units)],
    )


def _named(document: StoredDocument) -> NamedDocument:
    record = document.record
    return NamedDocument(document_id=document.id, title=record.title, document_number=record.document_number)


def read_side(connection: Connection, key: str) -> Side:
    """The document of an id, number or address, with `@2` behind it its second version. Raises HTTPException."""
    name, number = key.strip(), None
    if match := re.fullmatch(r"(.+)@(\d{1,6})", name):
        name, number = match[1], int(match[2])
    try:
        documents = identifiers.find(connection, name)
    except Several as error:
        raise HTTPException(422, str(error)) from error
    if not documents:
        raise HTTPException(404, f"{name}: no such document")
    if len(documents) > 1:
        raise HTTPException(
            422, f"{name}: several documents ({', '.join(str(one.id) for one in documents)}); give one id"
        )
    [document] = documents
    texts = [(current_version(connection, document), document.record.body), *_earlier(connection, document)]
    every = tuple(version for version, _ in texts)
    for version, body in texts:
        if number is None or version.number == number:
            is_current = version.until is None
            units = units_of(connection, document.id, body) if is_current else cut_text(body)
            return Side(document, version, every, body, units)
    known = ", ".join(str(version.number) for version in every)
    raise HTTPException(404, f"document {document.id} has no version {number} of its text; known are {known}")


def _earlier(connection: Connection, document: StoredDocument) -> list[tuple[Version, str]]:
    """The earlier texts of this document itself: those of documents merged into it have numbers of their own."""
    found = earlier_bodies(connection, document)
    return [(version, text) for version, text in found if version.document_id == document.id]
