"""The changes for programs: a piece of them as JSON, and all that come as server-sent events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import field
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, WithJsonSchema
from pydantic.dataclasses import dataclass

from storage.changes import Change, ChangeKind, last_number
from storage.documents.changed_texts import ChangedText
from storage.errors import StorageError
from storage.relations.life import Event, LifeChange
from zhengce.documents import changes as log
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import LARGEST_ID, ChangesParams, CursorParams, RevisionParams
from zhengce.web.api.routes import REFUSALS, check_sources, reader
from zhengce.web.database import Reader
from zhengce.web.errors import Unanswered

STREAMS = 16
"""Clients that follow the changes at once."""

BATCH = 20
"""Changes that are read at a time for a stream."""

POLL_SECONDS = 1.0
"""How long a stream waits before it asks the database again."""

RETRY_MILLISECONDS = 5000
"""How long a client waits before it connects again."""

AHEAD: dict[int | str, dict[str, Any]] = {
    409: {"model": s.Refusal, "description": "The number is greater than that of the last change."}
}

router = APIRouter(prefix="/api", tags=["changes"], responses=REFUSALS | AHEAD)

REFUSALS_OF_A_STREAM: dict[int | str, dict[str, Any]] = {
    code: {
        "description": refusal["description"],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }
    for code, refusal in (REFUSALS | AHEAD).items()
}
"""Written out: FastAPI would describe them as events."""

LastEventId = Annotated[
    int | None,
    Header(
        alias="Last-Event-ID",
        ge=0,
        le=LARGEST_ID,
        description="The id of the last event that you have; it goes before `after`.",
    ),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": LARGEST_ID}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShape(Change):
    """Something that happened to a document, as a line of `zhengce changes`; numbers have no gaps."""

    changed_at: s.Moment
    record: dict[str, Any] | None
    """The document whole, as it stands now; null for one that was merged into another."""


class ChangesAnswer(BaseModel):
    """Changes in order."""

    items: list[ChangeShape]
    next: int
    """Give it as `after` to go on."""
    last: int
    """The number of the newest change; there are more while `next` is less."""


class Streams:
    """The clients that follow: they share one event loop, one look at the database, and one turn at it."""

    def __init__(self, most: int = STREAMS) -> None:
        self.most = most
        self.open = 0
        self._turn = asyncio.Lock()
        self._newest, self._looked_at = 0, float("-inf")

    async def after(self, reader: Reader, number: int) -> list[dict[str, Any]]:
        """The next changes after a number, BATCH at most. Raises StorageError and Unanswered.

        However many wait for something new, the last number is read from the database once in POLL_SECONDS.
        """
        async with self._turn:
            if time.monotonic() >= self._looked_at + POLL_SECONDS:
                self._newest = await to_thread.run_sync(_last_number, reader)
                self._looked_at = time.monotonic()
            return await to_thread.run_sync(_read, reader, number) if number < self._newest else []


@router.get("/changes")
def changes(request: Request, params: Annotated[ChangesParams, Query()]) -> ChangesAnswer:
    """What became new, was revised, merged, withdrawn or came back, after a number, in order."""
    with reader(request).connection() as connection:
        newest = last_number(connection)
        check_place(params.after, newest)
        found = log.lines(connection, params.after, params.limit)
    items = [ChangeShape(**line) for line in found]
    return ChangesAnswer(items=items, next=items[-1].number if items else params.after, last=newest)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent(Event):
    """What another document does to a held one, or to a part of it."""

    change: LifeChange = field()
    line: str
    """suspended until 2026-11-10, by 商务部公告2025年第70号."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFound(ChangedText):
    """A revision by the words that it brought or took, a page that vanished, or what others did to a document."""

    kind: ChangeKind
    changed_at: s.Moment
    title_en: str | None
    title_en_origin: str | None
    events: tuple[LifeEvent, ...]


class RevisionsAnswer(BaseModel):
    """Revisions, the newest first."""

    items: list[RevisionFound]
    next: int | None
    """Give it as `before` to go on; null at the end."""


@router.get("/revisions", dependencies=[Depends(check_sources)])
def revisions(request: Request, params: Annotated[RevisionParams, Query()]) -> RevisionsAnswer:
    """Revisions that brought words into a document or took them out, and pages that vanished; the newest first.

    `from` and `to` are days of the change; the other filters are of the document as it is now.
    """
    with reader(request).connection() as connection:
        found = log.find_texts(
            connection, params.q, params.what, params.filters(), before=params.before, limit=params.limit + 1
        )
    items = [RevisionFound(**one) for one in found[: params.limit]]
    return RevisionsAnswer(items=items, next=items[-1].number if len(found) > params.limit else None)


def check_place(after: int, newest: int) -> None:
    """Raises 409 for a number that no change has yet: its reader followed another database, or a later state."""
    if after > newest:
        raise HTTPException(409, f"the last change is {newest}; was the database restored from a backup?")


def starting_place(
    request: Request, params: Annotated[CursorParams, Query()], last_event_id: LastEventId = None
) -> int:
    """The number after which a stream begins."""
    after = params.after if last_event_id is None else last_event_id
    with reader(request).connection() as connection:
        check_place(after, last_number(connection))
    return after


async def stream_slot(request: Request) -> AsyncIterator[None]:
    """Holds one of the places for streams while the answer is sent. Raises 503 where none is free."""
    streams: Streams = request.app.state.streams
    if streams.open >= streams.most:
        raise HTTPException(503, f"{streams.most} clients follow the changes already", {"Retry-After": "30"})
    streams.open += 1
    try:
        yield
    finally:
        streams.open -= 1


@router.get(
    "/changes/stream",
    response_class=EventSourceResponse,
    responses=REFUSALS_OF_A_STREAM,
    dependencies=[Depends(stream_slot)],
)
async def changes_stream(
    request: Request, after: Annotated[int, Depends(starting_place)]
) -> AsyncIterator[ServerSentEvent]:
    """The same changes as server-sent events, then those that come: `id` is the number, `data` the change as JSON.

    A comment comes every 15 seconds where nothing else does. A client that was cut off goes on with `Last-Event-ID`.
    """
    if request.scope.get("zhengce.head"):
        return
    yield ServerSentEvent(comment="changes", retry=RETRY_MILLISECONDS)
    streams: Streams = request.app.state.streams
    while True:
        try:
            found = await streams.after(reader(request), after)
        except (StorageError, Unanswered):
            return  # the client connects again, and gets the reason
        for line in found:
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            yield ServerSentEvent(raw_data=text, id=str(line["number"]))
            after = line["number"]
        if request.app.state.stopping():
            return
        if not found:
            await asyncio.sleep(POLL_SECONDS)


def _last_number(reader: Reader) -> int:
    with reader.connection_outside_queue() as connection:
        return last_number(connection)


def _read(reader: Reader, after: int) -> list[dict[str, Any]]:
    with reader.connection() as connection:
        return log.lines(connection, after, BATCH)
