"""Citations of a document: on its page, and as files for reference managers."""

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response

from zhengce.citations import STYLES, citation_file
from zhengce.citations.facts import CitationFacts
from zhengce.web.api.documents import UnitName, held_document, unit_of
from zhengce.web.api.routes import Id, reader

router = APIRouter()

PLAIN = ("text/plain", "txt")
"""Media type and ending of a style that no reference manager imports."""


def shown_citations(facts: CitationFacts) -> list[tuple[str, str, str, bool]]:
    """A document in every style: key, name and citation, and whether reference managers import it as a file."""
    return [(key, row.name, row.write([facts]), row.media_type is not None) for key, row in STYLES.items()]


@router.get("/documents/{document_id}/cite/{style}")
def citation(request: Request, document_id: Id, style: str, article: UnitName = None) -> Response:
    """A citation as a file; `article`: of that alone."""
    if style not in STYLES:
        raise HTTPException(404, f"there is no style {style}; known are {', '.join(STYLES)}")
    with reader(request).connection() as connection:
        document = held_document(connection, document_id)
        facts = CitationFacts(document, unit_of(connection, document, article) if article else None)
    return citation_answer([facts], style, facts.key)


def citation_answer(facts: Sequence[CitationFacts], style: str, name: str) -> Response:
    """Citations as a file of this name: to import where reference managers know the style, else text to read."""
    media_type, ending = STYLES[style].media_type or PLAIN
    kind = "attachment" if STYLES[style].media_type else "inline"
    headers = {"Content-Disposition": f'{kind}; filename="{name}.{ending}"'}
    return Response(citation_file(facts, style), media_type=f"{media_type}; charset=utf-8", headers=headers)
