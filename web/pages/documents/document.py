"""The page /documents/ID: a document whole."""

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from outputs.citations.facts import gather_facts
from outputs.english.texts import paragraphs_in_english
from outputs.quotes import versions
from outputs.search import snippets
from parsers.fields import shown_in
from storage.documents import queries
from web.api import documents
from web.api.parameters import DocumentPage
from web.api.routes import Id, needles, reader
from web.api.schemas import DocumentAnswer
from web.pages.documents.cite import shown_citations
from web.pages.rendering.diff import differences
from web.pages.rendering.metadata import json_ld, metas
from web.pages.rendering.templates import page

router = APIRouter()

FACT_FIELDS = shown_in("page")
"""Fields of the document page, in order; those without a value are left out."""


@router.get("/documents/{document_id}")
def document_page(request: Request, document_id: Id, params: Annotated[DocumentPage, Query()]) -> Response:
    """A document whole."""
    with reader(request).connection() as connection:
        held = queries.by_id(connection, document_id)
        if held is None:
            raise HTTPException(404, f"there is no document {document_id}")
        found = documents.document_answer(connection, held)
        wanted = needles(request, connection, params.q)
        earlier = [one.number for one, _ in versions.earlier(connection, held) if one.document_id == held.id]
        english = paragraphs_in_english(connection, found.body.split("\n"))
    body = [snippets.marked(line, wanted) for line in found.body.split("\n")] if found.body else []
    history = [
        (revision, [(name, differences(pair.get("old"), pair.get("new"))) for name, pair in revision.fields.items()])
        for revision in found.revisions
    ]
    facts = [(name, getattr(found, name)) for name in FACT_FIELDS if getattr(found, name) not in (None, [], "")]
    if found.document_number_as_printed == found.document_number:
        facts = [pair for pair in facts if pair[0] != "document_number_as_printed"]
    title = snippets.marked(found.title, wanted)
    cited = {item.position: item for item in found.cited_documents}
    values: dict[str, Any] = {"title": title, "body": body, "history": history, "facts": facts, "cited": cited}
    citation = gather_facts(held)
    archived_at = f"{request.base_url}archive/{citation.archived.id}" if citation.archived else None
    values |= {"metas": metas(citation), "json_ld": json_ld(citation, archived_at)}
    values["citations"] = shown_citations(citation)
    by_kind = groupby(found.related, key=lambda event: event.kind)
    values["related"] = [(kind, list(events)) for kind, events in by_kind]
    values |= {"earlier": earlier, "english": english, "bilingual": params.bilingual, "q": params.q}
    values |= {"cites": _other_citations(found), "cited_by": _other_citing(found)}
    return page(request, "document.html", params.lang, document=found, **values)


def _other_citations(found: DocumentAnswer) -> list[tuple[int, Any]]:
    """The citations, with their positions, of documents to which no relation is known."""
    held = {event.document_id for event in found.related} - {None}
    named = {name for event in found.related for name in (event.title, event.document_number) if name}
    linked = {item.position: item.id for item in found.cited_documents}
    return [
        (place, item)
        for place, item in enumerate(found.cites)
        if linked.get(place) not in held and (item.document_number or item.title) not in named
    ]


def _other_citing(found: DocumentAnswer) -> list[Any]:
    """The documents that cite this one, without those of which a relation is known."""
    held = {event.document_id for event in found.related}
    return [item for item in found.cited_by if item.id not in held]
