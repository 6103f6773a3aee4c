"""The pages for people: the API's answers as HTML, in Chinese or English."""

import re
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.ext import Extension
from sqlalchemy.engine import Connection

from outputs.citations.facts import gather_facts
from outputs.english import vocabulary
from outputs.links import web_address
from outputs.quotes import versions
from outputs.search import snippets
from outputs.syndication import feeds
from parsers.fields import shown_in
from parsers.registry.rights import rights_of
from storage.attachments import queries as held_files
from storage.documents import queries
from storage.relations.status import STATUSES, today
from web import labels, reasons
from web.api import attachments, captures, conditional, documents, relations
from web.api.conditional import page_etag, unchanged
from web.api.parameters import (
    LANGUAGES,
    LARGEST_ID,
    MOST_PAGES,
    AttachmentPage,
    DocumentPage,
    PlainPage,
    SearchPage,
    SearchParams,
)
from web.api.routes import Name, Number, check_sources, reader, searches
from web.api.schemas import DocumentAnswer, TimelineAnswer
from web.database import Unanswered
from web.labels import Language
from web.pages import chart, login, presets
from web.pages.cite import shown_citations
from web.pages.diff import differences
from web.pages.links import Links
from web.pages.metadata import json_ld, metas
from web.prefix import path_of, prefixed
from web.searching.cache import Cache

router = APIRouter(dependencies=[Depends(check_sources)])

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]

FACT_FIELDS = shown_in("page")
"""Fields of the document page, in order; those without a value are left out."""

SHOWN_VALUES = 8
"""Of a filter; the others stand on its own page."""

HEIGHT = 90
"""Pixels of the timeline above the results."""

PROBLEMS = {403: "not_allowed", 404: "not_found"}
"""Status of an answer -> the heading of its page in `labels.WORDS`, where it is not that of its class."""

FACETS = ("issuer", "source", "type", "stage", "year", "topic", "keyword")


class _WithoutIndentation(Extension):
    """Leaves out the indentation of templates, a twentieth of a page; of what is put into them, nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"(?m)^[ \t]+", "", source)


_environment = Environment(
    extensions=[_WithoutIndentation],
    loader=FileSystemLoader(FilePath(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
)


def moment(value: datetime | None) -> str:
    """A moment in UTC, to the minute."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if value else ""


_environment.filters["http_url"] = web_address
_environment.filters["moment"] = moment
_environment.filters["place"] = labels.place
_environment.filters["address_of_place"] = relations.address_of_place
_environment.filters["figure"] = labels.figure
_environment.filters["nature"] = labels.nature
_environment.filters["body_name"] = labels.body
_environment.filters["reason"] = reasons.reason
_environment.filters["found_by"] = reasons.found_by
_environment.filters["file_kind"] = labels.file_kind
_environment.filters["rights"] = rights_of
_environment.filters["said"] = lambda sentence, language: sentence.zh if language == "zh" else sentence
_environment.filters["body_in_english"] = vocabulary.body


def language_of(request: Request, lang: str | None = None) -> Language:
    """The language asked for now, or before (cookie), or by the browser; English where nothing says Chinese."""
    for said in (lang, request.cookies.get("lang")):
        if said in LANGUAGES:
            return "zh" if said == "zh" else "en"
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def page(request: Request, template: str, lang: str | None, code: int = 200, **values: Any) -> Response:
    """A template as an answer, in the request's language."""
    language = language_of(request, lang)
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    html = _environment.get_template(template).render(
        t=partial(labels.word, language=language),
        value=partial(labels.value, language=language),
        field=lambda name: labels.word(name, language) if name in labels.WORDS else name,
        language=language,
        other_url="?" + urlencode([*query, ("lang", other)]),
        has_data=request.app.state.publication is not None,
        is_editor=login.is_editor(request),
        can_log_in=login.editing_of(request) is not None and not login.is_editor(request),
        form_token=partial(login.form_token, request),
        **({"path": path_of(request.scope)} | values),
    )
    prefix: str = request.app.state.prefix
    response = HTMLResponse(prefixed(html, prefix), code)
    if lang:
        response.set_cookie("lang", language, 31_536_000, path=prefix or "/", httponly=True, samesite="lax")
    return response


def problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error for people."""
    heading = PROBLEMS.get(status, "not_now" if status >= 500 else "not_understood")
    response = page(request, "problem.html", None, code=status, heading=heading, detail=detail)
    response.headers.update(headers or {})
    return response


@router.get("/")
def search_page(request: Request, params: Annotated[SearchPage, Query()]) -> Response:
    """Search box, filters with counts, and the documents."""
    answer, counts = searches(request).search_and_count(params)
    dated, language, day = _timeline(request, params), language_of(request, params.lang), today()
    validator = page_etag(request, language, answer, counts, dated, str(day))
    if fresh := unchanged(request, validator) or kept_page(request, validator):
        return fresh
    last = min(MOST_PAGES, -(-answer.total // params.limit))
    shown: dict[str, Any] = {
        "numbers": presets.numbers(params.page, last) if last > 1 and not params.after else [],
        "periods": presets.periods(day),
        "shown_values": SHOWN_VALUES,
        "limit": params.limit,
        "params": params,
        "answer": answer,
        "counts": counts,
        "kinds": FACETS,
        "statuses": STATUSES,
        "links": Links(params, "/"),
    }
    shown |= chart.on_a_page(dated, shown["links"], language, HEIGHT)
    return keep_page(request, page(request, "search.html", params.lang, **shown), validator)


def kept_page(request: Request, validator: str) -> Response | None:
    """A page that was made before from the same answers."""
    pages: Cache[bytes] = request.app.state.pages
    held = None if request.app.state.editing is not None or "lang" in request.query_params else pages.peek(validator)
    return None if held is None else with_validator(HTMLResponse(held), validator)


def keep_page(request: Request, response: Response, validator: str) -> Response:
    """The page, which is kept unless it shows who is logged in or sets a cookie."""
    pages: Cache[bytes] = request.app.state.pages
    if request.app.state.editing is None and "lang" not in request.query_params:
        pages.get(validator, lambda: bytes(response.body))
    return with_validator(response, validator)


def _timeline(request: Request, params: SearchParams) -> TimelineAnswer | None:
    """The timeline; None where it would have to be waited for, as with the counts."""
    try:
        return searches(request).timeline(params, 0)
    except Unanswered:
        return None


def with_validator(response: Response, validator: str) -> Response:
    response.headers.update({**conditional.headers(validator), "Vary": "Accept-Language, Cookie"})
    return response


@router.get("/documents/{document_id}")
def document_page(request: Request, document_id: Id, params: Annotated[DocumentPage, Query()]) -> Response:
    """A document whole."""
    with reader(request).connection() as connection:
        held = queries.by_id(connection, document_id)
        if held is None:
            raise HTTPException(404, f"there is no document {document_id}")
        found = documents.document_answer(connection, held)
        wanted = _needles(request, connection, params.q)
        earlier = [one.number for one, _ in versions.earlier(connection, held) if one.document_id == held.id]
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
    values["earlier"] = earlier
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


@router.get("/documents/{document_id}/attachments/{number}")
def attachment_page(
    request: Request, document_id: Id, number: Number, params: Annotated[AttachmentPage, Query()]
) -> Response:
    """The text of an attached file, a page at a time."""
    with reader(request).connection() as connection:
        found = attachments.text(connection, document_id, number, params.page, params.offset)
        wanted = _needles(request, connection, params.q)
    if found is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}, or no text on that page")
    lines = (
        [[snippets.marked(cell, wanted) for cell in line.split("\t")] for line in found.text.rstrip("\n").split("\n")]
        if found.text
        else []
    )
    return page(request, "attachment.html", params.lang, attachment=found, lines=lines, q=params.q)


@router.get("/documents/{document_id}/attachments/{number}/file")
def attachment_file(request: Request, document_id: Id, number: Number) -> Response:
    """The archived copy of an attached file, as a download."""
    with reader(request).connection() as connection:
        file = held_files.find(connection, document_id, number)
    if file is None:
        raise HTTPException(404, f"there is no such attachment of document {document_id}")
    return attachments.download(request.app.state.archive, file, number)


def _needles(request: Request, connection: Connection, q: str | None) -> list[str]:
    expression = searches(request).expression(connection, q)
    return snippets.needles(expression) if expression else []


@router.get("/sources")
def sources_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """All sources."""
    with reader(request).connection() as connection:
        found = documents.sources(connection, request.app.state.check)
    known = {one.source: bool(rights_of(one.source).terms) for one in found.sources}
    return page(request, "sources.html", params.lang, sources=found.sources, closed=found.closed, has_terms=known)


@router.get("/sources/{name}")
def source_page(request: Request, name: Name, params: Annotated[PlainPage, Query()]) -> Response:
    """A source and its crawls."""
    with reader(request).connection() as connection:
        found = documents.source(connection, name, request.app.state.check)
    if found is None:
        raise HTTPException(404, f"there is no source {name}")
    return page(request, "source.html", params.lang, source=found)


@router.get("/archive/{capture_id}")
def archive_page(request: Request, capture_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """An archived answer: what is known of it, and the page itself in a sandbox."""
    return page(request, "archive.html", params.lang, kept=_captured(request, capture_id))


@router.get("/archive/{capture_id}/page")
def archive_content(request: Request, capture_id: Id) -> Response:
    """The archived page, for the frame of `archive_page`: nothing in it runs, nothing is loaded."""
    kept = _captured(request, capture_id)
    if not kept.is_page:
        raise HTTPException(404, "this answer is not a page")
    found = captures.exchange(request.app.state.archive, kept)
    text = captures.text_of(found)
    policy = f"{captures.SANDBOX}; frame-ancestors 'self'"
    return HTMLResponse(text, headers={"Content-Security-Policy": policy, **captures.memento_headers(found)})


@router.get("/archive/{capture_id}/source")
def archive_source(request: Request, capture_id: Id) -> Response:
    """The archived answer as text."""
    kept = _captured(request, capture_id)
    if not kept.is_text:
        raise HTTPException(404, "this answer is not text")
    found = captures.exchange(request.app.state.archive, kept)
    return PlainTextResponse(captures.text_of(found), headers=captures.memento_headers(found))


def _captured(request: Request, capture_id: int) -> captures.Kept:
    with reader(request).connection() as connection:
        kept = captures.find(connection, capture_id)
    if kept is None:
        raise HTTPException(404, f"there is no archived answer {capture_id}")
    return kept


@router.get("/feed.atom")
@router.get("/feed.json")
def feed(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """What a search with these words and filters finds, the documents that changed last first."""
    form: feeds.Format = "atom" if request.url.path.endswith(".atom") else "json"
    base = str(request.base_url)
    made = searches(request).feed(form, params, base, str(request.url))
    fresh = made.is_fresh(request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
    if fresh:
        return Response(status_code=304, headers=made.headers())
    return Response(made.body, headers=made.headers() | {"Content-Type": made.media_type})
