"""Watches in the browser, for editors alone: made of a search, edited, tried, put aside and brought back."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.engine import Connection

from storage.documents.filter_fields import FILTERS
from storage.editing import rows, saved_watches
from storage.editing.saved_watches import SavedWatch
from zhengce.notifications.channels import read_channel
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.watches import delivery
from zhengce.watches.watch import EVERY, KINDS, Watch, read_all, read_watch
from zhengce.web.api.parameters import FilterParams, ResultsPage
from zhengce.web.api.routes import Id, check_sources, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

Fields = Annotated[dict[str, str], Depends(login.read_form)]

NEW = 0
"""In the place of the id of a watch that is not stored yet."""


@router.get("/watches", dependencies=[Depends(check_sources), Depends(login.check_editor)])
def watches_page(request: Request, params: Annotated[ResultsPage, Query()]) -> Response:
    """Every watch with its form, and how far its channels are; of a search (`q`, filters) a form for a new one."""
    settings, left_out = watch_settings(params)
    forms = {NEW: settings} if request.query_params else {}
    return _page(request, forms, left_out=left_out)


def watch_settings(params: ResultsPage) -> tuple[dict[str, Any], list[str]]:
    """The settings of a watch of these words and filters, and the filters that a watch does not have."""
    given = params.model_dump(by_alias=True, include={*FilterParams.model_fields})
    filters = {name: str(value) if isinstance(value, date) else value for name, value in given.items() if value}
    settings = {name: value for name, value in filters.items() if FILTERS[name].is_watched}
    name = "-".join([*params.issuer, *params.stage, *params.source])[:40].strip("-") or "search"
    query = {"query": params.q} if params.q else {}
    return {"name": name, **query, **settings}, [name for name in filters if name not in settings]


def _page(request: Request, forms: dict[int, dict[str, Any]], refused: str = "", **values: Any) -> Response:
    """The page. `forms`: what the form of a watch shows in place of its settings; `refused`: why it was not taken."""
    chosen: Configuration = request.app.state.configuration
    with reader(request).connection() as connection:
        saved = saved_watches.list_watches(connection)
        watches, problems = read_all(connection, chosen, request.app.state.sources)
        progress = {watch.name: list(delivery.lines(connection, watch))[1:] for watch in watches}
    return page(
        request,
        "watches.html",
        422 if refused else 200,
        saved=saved,
        forms=forms,
        refused=refused,
        problems=problems,
        progress=progress,
        receivers=_receivers(chosen, saved),
        can_mail=chosen.mail is not None,
        plans=EVERY,
        kinds=KINDS,
        **({"tried": {}, "left_out": []} | values),
    )


def _receivers(chosen: Configuration, saved: list[SavedWatch]) -> dict[str, str]:
    """Where a watch may send, by name: addresses of mail that were typed once, and channels."""
    found: dict[str, str] = {}
    if chosen.mail is not None:
        typed = {receiver for watch in saved for receiver in watch.settings["to"] if "@" in receiver}
        found |= {receiver: receiver for receiver in sorted({*chosen.mail.to, *typed})}
    for name, address in chosen.channels.items():
        with suppress(ValueError):  # `watch add` names an address that nobody knows
            found[name] = f"{name} ({read_channel(address, chosen.mail, chosen.secret).shown})"
    return found


@router.post("/watches")
def make_watch(request: Request, fields: Fields) -> Response:
    """Stores a watch of the search that the page showed."""
    return _save(request, NEW, fields)


@router.post("/watches/{watch_id}")
def change_watch(request: Request, watch_id: Id, fields: Fields) -> Response:
    """Edits a watch, puts it aside, brings it back, or sends a test message (`action`)."""
    action = fields.get("action", "save")
    if action == "save":
        return _save(request, watch_id, fields)
    if action == "test":
        with reader(request).connection() as connection:
            settings = _find(connection, watch_id).settings
        watch = read_watch(settings, request.app.state.configuration, request.app.state.sources)
        return _page(request, {}, tried={watch_id: delivery.send_test(watch, datetime.now(UTC))})
    if action not in ("aside", "show"):
        raise HTTPException(400, "there is no such action")
    with reader(request).database.write() as connection:
        number = _find(connection, watch_id).id
        rows.write(connection, "watch", number, "shown", action == "show", login.editor_of(request))
    return RedirectResponse(f"{root_of(request)}/watches#watch-{watch_id}", 303)


def _save(request: Request, watch_id: int, fields: dict[str, str]) -> Response:
    """Stores what a form says; one that cannot be used comes back with what was typed."""
    database, settings = reader(request).database, {}
    try:
        with database.write() as connection:
            settings = _settings(request, connection, fields)
            watch = _check(request, connection, settings, watch_id)
            if watch_id == NEW:
                watch_id = saved_watches.add(connection, settings, login.editor_of(request))
            else:
                number = _find(connection, watch_id).id
                rows.write(connection, "watch", number, "settings", settings, login.editor_of(request))
        delivery.register(database, [watch], datetime.now(UTC))
    except ConfigurationError as error:
        return _page(request, {watch_id: settings}, str(error))
    return RedirectResponse(f"{root_of(request)}/watches#watch-{watch_id}", 303)


def _find(connection: Connection, watch_id: int) -> SavedWatch:
    found = next((watch for watch in saved_watches.list_watches(connection) if watch.id == watch_id), None)
    if found is None:
        raise HTTPException(404, f"there is no watch {watch_id}")
    return found


def _settings(request: Request, connection: Connection, fields: dict[str, str]) -> dict[str, Any]:
    """The settings of a watch, from the fields of a form."""
    try:
        search = json.loads(fields.get("search", "{}"))
    except ValueError:
        raise HTTPException(400, "this form cannot be read") from None
    allowed = {"query", *(name for name, row in FILTERS.items() if row.is_watched)}
    if not isinstance(search, dict) or not allowed.issuperset(search):
        raise HTTPException(400, "this form cannot be read")
    typed = fields.get("mail", "").replace(",", " ").replace(";", " ").split()
    if wrong := [receiver for receiver in typed if "@" not in receiver]:
        raise HTTPException(422, f"{wrong[0]}: no address of mail")
    known = _receivers(request.app.state.configuration, saved_watches.list_watches(connection))
    return {
        **search,
        "name": fields.get("name", "").strip(),
        "every": fields.get("every", EVERY[0]),
        "on": [kind for kind in KINDS if f"on-{kind}" in fields],
        "to": list(dict.fromkeys([*(name for name in known if f"to-{name}" in fields), *typed])),
    }


def _check(request: Request, connection: Connection, settings: dict[str, Any], own: int) -> Watch:
    """The watch of these settings. Raises ConfigurationError where one cannot be used, or another one has its name."""
    for other in saved_watches.list_watches(connection):
        if other.name == settings["name"] and other.id != own:
            aside = "" if other.shown else ", which was put aside"
            raise ConfigurationError(f"watch {other.name}: there is one of this name{aside}")
    return read_watch(settings, request.app.state.configuration, request.app.state.sources)
