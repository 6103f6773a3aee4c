"""Watches in the browser: made, edited, paused, tried and put aside."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, get_args
from uuid import uuid4

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage.documents.filter_fields import FILTERS
from storage.editing import edits, saved_watches
from storage.editing.edits import Subject
from storage.editing.undo import NotUndone, undo
from zhengce.notifications.channels import read_channel
from zhengce.notifications.outgoing import Message, why_not_taken
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.watches import delivery, saved, state
from zhengce.watches.saved import Prepared
from zhengce.watches.watch import AT_ONCE, CHINA, WEEKDAYS, EventKind
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.middleware import root_of
from zhengce.web.pages import login
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

Fields = Annotated[dict[str, str], Depends(login.read_form)]

KINDS = get_args(EventKind)
TRY = "This message was sent by a click on “Send a test message”. It says nothing of any document.\n"


def choices(request: Request) -> dict[str, Any]:
    """What a form of a watch offers: when, where to, and what counts. An address that was typed once is offered."""
    chosen: Configuration = request.app.state.configuration
    channels: dict[str, str] = {}
    if chosen.mail is not None:
        with reader(request).connection() as connection:
            watches = saved_watches.list_watches(connection)
        typed = [receiver for watch in watches for receiver in watch.settings["to"] if "@" in receiver]
        channels |= {receiver: receiver for receiver in sorted({*chosen.mail.to, *typed})}
    for name, address in chosen.channels.items():
        with suppress(ValueError):  # `watch add` names an address that nobody knows
            channels[name] = f"{name} ({read_channel(address, chosen.mail, chosen.secret).shown})"
    return {"weekdays": WEEKDAYS, "event_kinds": KINDS, "channels": channels, "has_mail": chosen.mail is not None}


@router.get("/watches")
def watches_page(request: Request, params: Annotated[PlainPage, Query()]) -> Response:
    """Every watch with its forms, and how far its channels are; for editors alone: it names people's addresses."""
    if not login.is_editor(request):
        raise HTTPException(403, login.NOT_LOGGED_IN)
    return _page(request)


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: of which watch, 0 of a new one; what was typed, and why."""

    watch_id: int
    settings: dict[str, Any]
    why: str


def _page(
    request: Request, tried: dict[int, list[tuple[str, str | None]]] | None = None, refused: Refused | None = None
) -> Response:
    chosen: Configuration = request.app.state.configuration
    with reader(request).connection() as connection:
        watches = saved_watches.list_watches(connection)
        undoable = {watch.id: _undoable(connection, watch.id) for watch in watches}
        prepared, problems = saved.prepare_all(connection, chosen, request.app.state.sources)
        lines = {one.name: list(state.lines(connection, [one])) for one in prepared}
    return page(
        request,
        "watches.html",
        422 if refused else 200,
        refused=refused,
        saved=watches,
        lines=lines,
        problems=problems,
        tried=tried or {},
        undoable=undoable,
        **choices(request),
    )


@router.post("/watches")
def make_watch(request: Request, fields: Fields) -> Response:
    """Stores a watch of the search that a page showed."""
    settings = _settings(request, fields)
    try:
        database = reader(request).database
        with database.write() as connection:
            prepared = _check(request, connection, settings)
            saved_watches.add(connection, settings, login.editor_of(request))
        delivery.register(database, [prepared], datetime.now(UTC))
    except ConfigurationError as error:
        return _page(request, refused=Refused(0, settings, str(error)))
    return RedirectResponse(f"{root_of(request)}/watches", 303)


@router.post("/watches/{watch_id}")
def change_watch(request: Request, watch_id: Id, fields: Fields) -> Response:
    """Edits a watch, pauses it, puts it aside, takes the last edit back, or sends a test message (`action`)."""
    action = fields.get("action", "save")
    if action == "test":
        return _page(request, {watch_id: _try_out(request, watch_id)})
    settings = _settings(request, fields) if action == "save" else {}
    try:
        with reader(request).database.write() as connection:
            _act(request, connection, _find(connection, watch_id), action, settings)
    except ConfigurationError as error:
        return _page(request, refused=Refused(watch_id, settings, str(error)))
    return RedirectResponse(f"{root_of(request)}/watches#watch-{watch_id}", 303)


def _act(
    request: Request, connection: Connection, watch: saved_watches.SavedWatch, action: str, settings: dict[str, Any]
) -> None:
    editor = login.editor_of(request)
    if action == "save":
        _check(request, connection, settings, watch.id)
        saved_watches.write(connection, watch.id, "settings", settings, editor)
    elif action in ("pause", "resume"):
        saved_watches.write(connection, watch.id, "paused", action == "pause", editor)
    elif action in ("aside", "show"):
        saved_watches.write(connection, watch.id, "shown", action == "show", editor)
    elif action == "undo":
        if number := _undoable(connection, watch.id):
            try:
                undo(connection, number, editor)
            except NotUndone as error:
                raise HTTPException(409, str(error)) from error
    else:
        raise HTTPException(400, "there is no such action")


def _undoable(connection: Connection, watch_id: int) -> int | None:
    """The number of the last edit that was not taken back; None where that made the watch."""
    history = edits.of_subjects(connection, [Subject("watch", str(watch_id))])
    undone = {edit.undoes for edit in history}
    last = next((edit for edit in reversed(history) if edit.undoes is None and edit.id not in undone), None)
    return last.id if last and last.before is not None else None


def _find(connection: Connection, watch_id: int) -> saved_watches.SavedWatch:
    found = next((watch for watch in saved_watches.list_watches(connection) if watch.id == watch_id), None)
    if found is None:
        raise HTTPException(404, f"there is no watch {watch_id}")
    return found


def _settings(request: Request, fields: dict[str, str]) -> dict[str, Any]:
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
    every, at = fields.get("every", AT_ONCE), fields.get("at") or "08:00"
    return {
        **search,
        "name": fields.get("name", "").strip(),
        "every": every if every == AT_ONCE else f"{every} {at}",
        "time_zone": fields.get("time_zone", "").strip() or CHINA,
        "on": [kind for kind in KINDS if f"on-{kind}" in fields],
        "to": list(dict.fromkeys([*(name for name in choices(request)["channels"] if f"to-{name}" in fields), *typed])),
    }


def _check(request: Request, connection: Connection, table: dict[str, Any], own: int | None = None) -> Prepared:
    """The watch of these settings. Raises ConfigurationError where one cannot be used, or another one has its name."""
    other = saved.find(connection, table["name"])
    if other and other.id != own:
        aside = "" if other.shown else ", which was put aside"
        raise ConfigurationError(f"watch {other.name}: there is one of this name{aside}")
    return saved.read(table, request.app.state.configuration, request.app.state.sources)


def _try_out(request: Request, watch_id: int) -> list[tuple[str, str | None]]:
    """Sends a test message to each channel; each with why it was not taken, None where it was."""
    try:
        with reader(request).connection() as connection:
            prepared = _check(request, connection, dict(_find(connection, watch_id).settings), watch_id)
    except ConfigurationError as error:
        raise HTTPException(422, str(error)) from None
    now, subject = datetime.now(UTC), f"[{prepared.name}] a test"
    payload = {"text": f"{subject}\n{TRY}", "subject": subject, "at": format_moment(now)}
    message = Message(f"msg_{uuid4().hex}", subject, TRY, short=TRY, payload=payload)
    return [(channel.shown, why_not_taken(channel, message, now)) for channel in prepared.channels]
