"""The page /documents/ID: a document whole, as it is read."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.engine import Connection

from parsers.fields import shown_in
from storage.articles.addresses import cited_path
from storage.articles.references import links_in
from storage.articles.units import units_of, units_of_body
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.relations.status import today
from zhengce.brief import items, parts
from zhengce.brief.parts import Words, known_terms
from zhengce.citations.facts import CitationFacts
from zhengce.documents import goals, plans
from zhengce.newsletter.editing import coverage_of
from zhengce.newsletter.statements import story_statement
from zhengce.search import snippets
from zhengce.web import words
from zhengce.web.api import documents
from zhengce.web.api.parameters import DocumentPage
from zhengce.web.api.routes import Id, needles, reader
from zhengce.web.api.schemas import DocumentAnswer, EventShape
from zhengce.web.middleware import root_of
from zhengce.web.pages.documents import reading
from zhengce.web.pages.documents.changes import shown_changes
from zhengce.web.pages.documents.cite import shown_citations
from zhengce.web.pages.documents.steps import Step, steps
from zhengce.web.pages.rendering.metadata import metas
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

DAYS = ("written_on", "published_on", "effective_on", "comments_due_on", "repealed_on")
_ELSEWHERE = ("title", "stage", "document_type", "document_number", *DAYS, "issuing_bodies", "subject", "published_at")
FACT_FIELDS = tuple(name for name in shown_in("page") if name not in _ELSEWHERE)
"""Fields of the record behind the bodies and the number, in order; those without a value are left out."""

MOST_LINES = 4
"""Of a part of “In short”."""
_OWN = ("issues", "forwards", "approves")
MOST_FULL_NAMES = 4
"""Bodies up to which each is named in full."""


@router.get("/documents/{document_id}")
def document_page(request: Request, document_id: Id, params: Annotated[DocumentPage, Query()]) -> Response:
    """A document whole."""
    with reader(request).connection() as connection:
        document = documents.held_document(connection, document_id)
        answer = documents.document_answer(connection, document)
        wanted = needles(request, connection, params.q)
        text = answer.body.split("\n")
        units = units_of_body(connection, document.id, answer.body)
        links = links_in(connection, document.id, text)
        shown_text = reading.text_values(connection, text, units, units, wanted, params.bilingual, links, document.id)
        beside = plans.neighbours(connection, document)
        [item] = items.items_of(connection, [document])
        held = _named(connection, document, answer) | {plan.id: plan for plan in beside.values()}
    of_life = {answer.life_of, *(event.document_id for event in answer.life)}
    line = steps(answer.life, {one: held[one] for one in held if one in of_life}, answer.life_of)
    rows = goals.goals(
        list(zip(document.record.targets, [target.model_dump() for target in answer.targets], strict=True))
    )
    citation = CitationFacts(document)
    values: dict[str, Any] = {
        "title": snippets.marked(answer.title, wanted),
        "steps": line,
        "held": held,
        "statement": story_statement(document),
        "in_short": _in_short(item, has_goals=bool(rows)),
        "unstated": _unstated(answer),
        "goals": rows,
        "goals_year": goals.year_of_all(rows),
        "facts": _facts(answer),
        "days": [(name, value) for name in DAYS if (value := getattr(answer, name))],
        "comments_left": _comments_left(document),
        "period": plans.period_of_record(document.record),
        "related": _related(answer),
        "plans": beside,
        "cites": _other_citations(answer),
        "cited": {cited.position: cited for cited in answer.cited_documents},
        "cited_by": _other_citing(answer),
        "revisions": [change.revision for change in shown_changes(answer.revisions)],
        "compared": _compared(answer, line),
        "coverage": coverage_of(document.annotations.links),
        "citations": shown_citations(citation),
        "metas": metas(citation),
        "q": params.q,
        "today": today(),
        "most_full_names": MOST_FULL_NAMES,
    }
    return page(request, "document.html", document=answer, **values, **shown_text)


@router.get("/documents/{document_id}/articles/{name:path}")
def article(request: Request, document_id: Id, name: str) -> Response:
    """Leads to the place of a unit in its text (303)."""
    with reader(request).connection() as connection:
        document = documents.held_document(connection, document_id)
        unit = documents.unit_of(connection, document, name)
        paths = {one.path for one in units_of(connection, document.id, document.record.body)}
    file = f"/attachments/{unit.attachment}?page={unit.page or 1}" if unit.attachment else ""
    address = f"{root_of(request)}/documents/{document.id}{file}#{quote(cited_path(unit.path, paths))}"
    return RedirectResponse(address, 303, {"Cache-Control": "no-cache"})


def _in_short(item: items.Item, *, has_goals: bool) -> list[tuple[str, list[tuple[str | None, Words]]]]:
    """What it does, limits and demands: a few lines of each, with their English; figures where there is no table.

    Where there are no figures, a limit or demand without English has its known words.
    """
    found = []
    for part in parts.parts(item):
        lines = [(word.english if word.is_quoted else word.text, word) for word in part.words]
        if part.key == "figures":
            lines = [line for line in lines if not (has_goals or line[1].is_quoted)]
        elif part.key == "limits" and not has_goals:
            lines = [(english or known_terms(word.text), word) for english, word in lines]
        else:
            lines = [line for line in lines if line[0]]
        if lines:
            found.append((part.heading, lines[:MOST_LINES]))
    if not (has_goals or any(part.key in ("figures", "aims", "limits") for part in parts.parts(item))):
        found.append((words.word("requires"), []))
    return found


def _compared(answer: DocumentAnswer, line: Sequence[Step]) -> tuple[str, str, str] | None:
    """With what a reader compares a document: what it became, or its draft; and the ids of both."""
    own = str(answer.id)
    if answer.final_id:
        return "final", own, str(answer.final_id)
    drafts = [step.document_id for step in line if step.kind == "draft" and step.document_id != answer.id]
    draft = next(filter(None, drafts), None)
    return ("draft", str(draft), own) if draft else None


def _unstated(answer: DocumentAnswer) -> list[str]:
    """What a reader asks for and the document does not say."""
    kinds = {event.kind for event in (*answer.related, *answer.life)}
    asked = {
        "day_of_effect": answer.effective_on or answer.stage != "final",
        "addressees": answer.addressed_to,
        "what_it_replaces": kinds & {"replaces", "repeals", "amends", "draft_of"},
    }
    return [words.word(key) for key, value in asked.items() if not value]


def _named(connection: Connection, document: StoredDocument, answer: DocumentAnswer) -> dict[int, StoredDocument]:
    """The documents that the page names, by id, itself included."""
    named = [answer.life_of, answer.standing.document_id, answer.final_id]
    named += [event.document_id for event in (*answer.life, *answer.related)]
    named += [cited.id for cited in (*answer.cited_documents, *answer.cited_by)]
    ids = sorted({number for number in named if number} - {document.id})
    others = queries.stored(connection, ids, parts=(), with_body=False)
    return {document.id: document} | {other.id: other for other in others}


def _facts(answer: DocumentAnswer) -> list[tuple[str, Any]]:
    facts = {name: value for name in FACT_FIELDS if (value := getattr(answer, name)) not in (None, [], "")}
    if answer.document_number_as_printed == answer.document_number:
        facts.pop("document_number_as_printed", None)
    if any(event.title == answer.issued_title for event in answer.related):
        facts.pop("issued_title", None)
    return list(facts.items())


def _comments_left(document: StoredDocument) -> int | None:
    """Days to the last one for comments on a draft; negative once it is past."""
    last = document.record.comments_due_on if document.record.stage == "draft" else None
    return (last - today()).days if last else None


def _related(answer: DocumentAnswer) -> list[tuple[str, list[EventShape]]]:
    """What it does to others and others to it, by kind, but not what stands on the line of its life, or is its own."""
    on_the_line = {(event.kind, event.document_id, event.title, event.part) for event in answer.life}
    events = [
        event
        for event in answer.related
        if (event.kind, event.document_id, event.title, event.part) not in on_the_line
        and not (event.kind == "draft_of" and event.document_id == answer.final_id)
        and not (event.kind in _OWN and not event.document_id)
    ]
    return [(kind, list(several)) for kind, several in groupby(events, key=lambda event: event.kind)]


def _other_citations(answer: DocumentAnswer) -> list[tuple[int, Any]]:
    """The citations, with their positions, of documents to which no relation is known."""
    held = {event.document_id for event in answer.related} - {None}
    named = {name for event in answer.related for name in (event.title, event.document_number) if name}
    linked = {cited.position: cited.id for cited in answer.cited_documents}
    return [
        (place, citation)
        for place, citation in enumerate(answer.cites)
        if linked.get(place) not in held and (citation.document_number or citation.title) not in named
    ]


def _other_citing(answer: DocumentAnswer) -> list[Any]:
    """The documents that cite this one, without those of which a relation is known."""
    held = {event.document_id for event in answer.related}
    return [citing for citing in answer.cited_by if citing.id not in held]
