"""A document's citations on its page, and as files for reference managers."""

from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from zhengce.citations import STYLES, citation_file
from zhengce.citations.facts import CitationFacts
from zhengce.web.api.articles import UnitName, unit_of
from zhengce.web.api.documents import held_document
from zhengce.web.api.routes import Id, reader
from zhengce.web.api.search import file_answer

router = APIRouter()


class ShownCitation(NamedTuple):
    """A citation as the page of a document shows it."""

    style: str
    name: str
    """Of the style, for people."""
    text: str
    is_file: bool
    """Whether reference managers import it as a file."""


def shown_citations(facts: CitationFacts) -> list[ShownCitation]:
    """A document's citation in every style."""
    return [
        ShownCitation(key, style.name, style.format_citation(facts), style.media_type is not None)
        for key, style in STYLES.items()
    ]


@router.get("/documents/{document_id}/cite/{style}")
def citation(request: Request, document_id: Id, style: str, article: UnitName = None) -> Response:
    """A citation: a file to import where reference managers know the style, else text; `article`: of that alone."""
    if style not in STYLES:
        raise HTTPException(404, f"there is no style {style}; known are {', '.join(STYLES)}")
    with reader(request).connection() as connection:
        document = held_document(connection, document_id)
        facts = CitationFacts(document, unit_of(connection, document, article) if article else None)
    if STYLES[style].media_type is None:
        return PlainTextResponse(citation_file([facts], style))
    return file_answer([facts], style, facts.key)
