"""Pages from templates: the API's answers as HTML."""

from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from parsers.position import Position
from parsers.registry.rights import rights_of
from storage.editing import issues
from zhengce.documents import phrases
from zhengce.documents.links import host, web_address
from zhengce.documents.phrases import short_day
from zhengce.english import vocabulary
from zhengce.english.local_bodies import addressees_in_english
from zhengce.english.titles.shown import MARK, gloss, key_of, shown_title
from zhengce.web import words
from zhengce.web.middleware import path_of, root_of
from zhengce.web.pages import login

TEMPLATES = Path(__file__).parents[2] / "templates"

BUTTONS: tuple[issues.Kind, ...] = ("top", "worth_noting")
"""What a document is picked for by a button."""

PROBLEM = "problem.html"
"""Drawn without the database, which may be the problem."""

PROBLEMS = {403: "not_allowed", 404: "not_found", 410: "not_found"}
"""Status of an answer -> the heading of its page in `words.csv`, where it is not that of its class."""


def moment(value: datetime | None) -> str:
    """A moment in UTC, to the minute."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if value else ""


def address_of_place(place: str | None, document_id: int) -> str | None:
    """The address at which words can be read: `attachment 1, page 6, paragraph 2` of a document; None of any other."""
    position = Position.parse(place)
    if position is None or position.paragraph is None:
        return None
    if position.attachment is None:
        return f"/documents/{document_id}#p{position.paragraph}"
    at_page = f"?page={position.page}" if position.page else ""
    return f"/documents/{document_id}/attachments/{position.attachment}{at_page}#p{position.paragraph}"


@cache
def environment(root: str) -> Environment:
    """The templates of an application that stands below a path of its host: /zhengce, or nothing.

    In a template `url` makes an address of ours: `url("/sources")`.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"url": lambda path: root + path, "machine_mark": MARK}
    own_names = (
        *(addressees_in_english, host, moment, gloss, key_of, shown_title, address_of_place, vocabulary.short_body),
        *(words.nature, words.file_kind, words.document_type),
        phrases.china_day,
    )
    made.filters |= {function.__name__: function for function in own_names} | {
        "http_url": web_address,
        "body_name": words.body,
        "rights": rights_of,
        "body_in_english": vocabulary.body,
        "day": short_day,
    }
    return made


def render(request: Request, template: str, **values: Any) -> str:
    """A template with what all of them use."""
    root = root_of(request)
    known = {
        "t": words.word,
        "value": words.value,
        "field": lambda name: words.word(name) if name in words.table() else name,
        "has_invented_texts": template != PROBLEM and request.app.state.invented.are_held(),
        "is_editor": login.is_editor(request),
        "desk": _desk(request) if login.is_editor(request) and template != PROBLEM else None,
        "can_log_in": login.editing_of(request) is not None and not login.is_editor(request),
        "form_token": partial(login.form_token, request),
        "here": path_of(request.scope) + (f"?{request.url.query}" if request.url.query else ""),
        "path": path_of(request.scope),
    }
    return environment(root).get_template(template).render(known | values)


def page(request: Request, template: str, code: int = 200, **values: Any) -> Response:
    """A template as an answer."""
    return HTMLResponse(render(request, template, **values), code)


def _desk(request: Request) -> dict[str, Any]:
    """What an editor sees on every page: the current issue, and which documents are picked for it."""
    with request.app.state.reader.connection() as connection:
        number = issues.default_issue(connection)
        issue = issues.find_issue(connection, number) if number else None
        kinds = {entry.document_id: kind for kind, entry in issues.list_picks(connection)}
    return {"issue": issue, "kinds": kinds, "counts": {kind: [*kinds.values()].count(kind) for kind in BUTTONS}}


def problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An error for people."""
    heading = PROBLEMS.get(status, "not_now" if status >= 500 else "not_understood")
    response = page(request, PROBLEM, code=status, heading=heading, detail=detail, q=request.query_params.get("q", ""))
    response.headers.update(headers or {})
    return response
