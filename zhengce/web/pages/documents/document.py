"""The page /documents/ID: a document whole, as it is read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.fields import shown_in
from storage.articles.references import links_in
from storage.articles.units import units_of_body
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.relations.status import today
from zhengce.brief import items, parts
from zhengce.citations.facts import CitationFacts
from zhengce.documents import goals, plans
from zhengce.english.texts import paragraphs_in_english
from zhengce.newsletter.editing import coverage_of
from zhengce.newsletter.statements import story_statement
from zhengce.search import snippets
from zhengce.web import words
from zhengce.web.api import documents
from zhengce.web.api.parameters import DocumentPage
from zhengce.web.api.relation_schemas import EventShape
from zhengce.web.api.routes import Id, needles, reader
from zhengce.web.api.schemas import DocumentAnswer
from zhengce.web.middleware import root_of
from zhengce.web.pages.documents import reading
from zhengce.web.pages.documents.changes import shown_revisions
from zhengce.web.pages.documents.cite import shown_citations
from zhengce.web.pages.documents.steps import Step, steps
from zhengce.web.pages.rendering.metadata import metas
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

DAYS = ("written_on", "published_on", "effective_on", "comments_due_on", "repealed_on")
_ELSEWHERE = ("title", "stage", "document_type", "document_number", *DAYS, "issuing_bodies", "subject", "published_at")
FACT_FIELDS = tuple(name for name in shown_in("page") if name not in _ELSEWHERE)
"""Fields of the box “Who and what” behind the bodies and the number, in order; those without a value are left out."""

MOST_LINES = 4
"""Of a part of “In short”."""
_OWN = ("issues", "forwards", "approves")
MOST_FULL_NAMES = 4
"""Bodies up to which each is named in full."""


@dataclass(frozen=True, slots=True)
class Comments:
    """The time in which comments can be sent."""

    last: date
    left: int
    """Days from today to the last one; negative once it is past."""
    gone: int | None
    """Percent of the time that has gone; None where its first day is not known."""


@router.get("/documents/{document_id}")
def document_page(request: Request, document_id: Id, params: Annotated[DocumentPage, Query()]) -> Response:
    """A document whole."""
    with reader(request).connection() as connection:
        document = documents.held_document(connection, document_id)
        found = documents.document_answer(connection, document)
        wanted = needles(request, connection, params.q)
        text = found.body.split("\n")
        english = paragraphs_in_english(connection, text)
        beside = plans.neighbours(connection, document)
        [item] = items.load(connection, [document.id])
        others = _others(connection, document, found) | {plan.id: plan for plan in beside.values()}
        units = units_of_body(connection, document.id, found.body)
        links = links_in(connection, document.id, text)
    marks = reading.unit_marks(text, units, f"{document.id}/articles/")
    anchors = {mark.anchor or "" for several in marks.values() for mark in several}
    for number, named in enumerate(links, 1):
        marks.setdefault(number, []).extend(reading.link_marks(named, root_of(request), document.id, anchors))
    of_life = {one: others[one] for one in _of_life(found) if one in others}
    line = steps(found.life, of_life, document.id, found.life_of)
    citation = CitationFacts(document)
    pairs = zip(document.record.targets, map(asdict, found.targets), strict=True)
    rows = goals.goals(list(pairs))
    values: dict[str, Any] = {
        "title": snippets.marked(found.title, wanted),
        "english": english,
        "bilingual": params.bilingual and any(english),
        "blocks": reading.blocks(text, marks, units, wanted, english),
        "contents": reading.contents(units, english),
        "steps": line,
        "held": others,
        "statement": story_statement(document),
        "in_short": _in_short(item, has_goals=bool(rows)),
        "unstated": _unstated(found),
        "goals": rows,
        "goals_year": goals.year_of_all(rows),
        "facts": _facts(found),
        "days": [(name, value) for name in DAYS if (value := getattr(found, name))],
        "comments": _comments(document),
        "period": plans.period_of_record(document.record),
        "related": _related(found),
        "plans": beside,
        "cites": _other_citations(found),
        "cited": {item.position: item for item in found.cited_documents},
        "cited_by": _other_citing(found),
        "revisions": shown_revisions(found.revisions),
        "compared": _compared(found, line),
        "coverage": coverage_of(document.annotations.links),
        "citations": shown_citations(citation),
        "metas": metas(citation),
        "q": params.q,
        "today": today(),
        "most_full_names": MOST_FULL_NAMES,
    }
    return page(request, "document.html", document=found, **values)


def _in_short(item: items.Item, *, has_goals: bool) -> list[tuple[str, list[tuple[str | None, str, str | None]]]]:
    """What it does, limits and demands: English, Chinese and place of a few lines of each; figures without a table."""
    found = []
    for part in parts.parts(item):
        words = [word for word in part.words if part.key != "figures" or not (has_goals or word.is_quoted)]
        lines = [(word.english if word.is_quoted else word.text, word.text, word.place) for word in words]
        lines = [line for line in lines if line[0] or part.key == "limits"][:MOST_LINES]
        if lines:
            found.append((part.heading, lines))
    return found


def _compared(found: DocumentAnswer, line: Sequence[Step]) -> tuple[str, str, str] | None:
    """With what a reader compares a document: what it became, its draft, or its earlier text; and the keys of both."""
    own = str(found.id)
    if found.final_id:
        return "final", own, str(found.final_id)
    drafts = [step.document_id for step in line if step.kind == "draft" and step.document_id != found.id]
    if draft := next(filter(None, drafts), None):
        return "draft", str(draft), own
    texts = [revision.number for revision in found.revisions if revision.fields.get("body", {}).get("old")]
    return ("earlier", f"{own}@{texts[0]}", own) if texts else None


def _unstated(found: DocumentAnswer) -> list[str]:
    """What a reader asks for and the document does not say."""
    kinds = {event.kind for event in (*found.related, *found.life)}
    asked = {
        "day_of_effect": found.effective_on or found.stage != "final",
        "addressees": found.addressed_to,
        "what_it_replaces": kinds & {"replaces", "repeals", "amends", "draft_of"},
    }
    return [words.word(key) for key, answer in asked.items() if not answer]


def _of_life(found: DocumentAnswer) -> list[int]:
    return [*dict.fromkeys([found.life_of, *(event.document_id for event in found.life if event.document_id)])]


def _others(connection: Connection, held: StoredDocument, found: DocumentAnswer) -> dict[int, StoredDocument]:
    """The documents that the page names, by id, itself included."""
    named = [*_of_life(found), found.standing.document_id, found.final_id]
    named += [event.document_id for event in found.related]
    named += [item.id for item in (*found.cited_documents, *found.cited_by)]
    ids = sorted({one for one in named if one} - {held.id})
    others = queries.stored(connection, ids, with_parts=False, with_body=False)
    return {held.id: held} | {other.id: other for other in others}


def _facts(found: DocumentAnswer) -> list[tuple[str, Any]]:
    facts = {name: value for name in FACT_FIELDS if (value := getattr(found, name)) not in (None, [], "")}
    if found.document_number_as_printed == found.document_number:
        facts.pop("document_number_as_printed", None)
    if any(event.title == found.issued_title for event in found.related):
        facts.pop("issued_title", None)
    return list(facts.items())


def _comments(held: StoredDocument) -> Comments | None:
    last, first = held.record.comments_due_on, held.record.published_on or held.record.written_on
    if held.record.stage != "draft" or last is None:
        return None
    whole = (last - first).days if first else 0
    gone = min(100, max(0, round(100 * (today() - first).days / whole))) if first and whole > 0 else None
    return Comments(last, (last - today()).days, gone)


def _related(found: DocumentAnswer) -> list[tuple[str, list[EventShape]]]:
    """What it does to others and others to it, by kind, but not what stands on the line of its life, or is its own."""
    on_the_line = {(event.kind, event.document_id, event.title, event.part) for event in found.life}
    events = [
        event
        for event in found.related
        if (event.kind, event.document_id, event.title, event.part) not in on_the_line
        and not (event.kind == "draft_of" and event.document_id == found.final_id)
        and not (event.kind in _OWN and not event.document_id)
    ]
    return [(kind, list(several)) for kind, several in groupby(events, key=lambda event: event.kind)]


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
