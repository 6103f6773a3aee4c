"""The page /documents/ID/articles/12: one unit, and the links in its words."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from parsers.grammar.articles.model import Unit
from storage.articles.addresses import find_unit
from storage.articles.references import links_in
from storage.articles.units import units_of
from zhengce.citations.facts import CitationFacts
from zhengce.documents.units import name_of
from zhengce.web.api.articles import unit_of
from zhengce.web.api.documents import held_document
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages.documents import reading
from zhengce.web.pages.documents.cite import shown_citations
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

_SHOWN_LEVELS = ("part", "chapter", "section", "section1", "article", "appendix")


@router.get("/documents/{document_id}/articles/{name:path}")
def article_page(request: Request, document_id: Id, name: str, params: Annotated[PlainPage, Query()]) -> Response:
    """One article of a document."""
    with reader(request).connection() as connection:
        document = held_document(connection, document_id)
        unit = unit_of(connection, document, name)
        lines = unit.text.split("\n") if unit.text else []
        linked = zip(lines, links_in(connection, document.id, lines), strict=True)
        around = _neighbours(units_of(connection, document.id, document.record.body), unit)
    values: dict[str, Any] = {
        "document": document,
        "unit": unit,
        "name": name_of(unit, "en"),
        "lines": [reading.runs(line, reading.link_marks(links, root_of(request))) for line, links in linked],
        "around": [one and (one.path, name_of(one, "en")) for one in around],
        "citations": shown_citations(CitationFacts(document, unit)),
    }
    return page(request, "article.html", **values)


def _neighbours(units: Sequence[Unit], unit: Unit) -> tuple[Unit | None, Unit | None]:
    """The articles, or sections, before and behind a unit or the article that it is in."""
    path = unit.path if unit.level in _SHOWN_LEVELS else unit.path.partition("/para-")[0].partition("/item-")[0]
    own = find_unit(units, path) or unit
    alike = [one for one in units if (one.level, one.attachment) == (own.level, own.attachment)]
    at = next((index for index, one in enumerate(alike) if one.path == own.path), None)
    if at is None:
        return None, None
    return alike[at - 1] if at else None, alike[at + 1] if at + 1 < len(alike) else None
