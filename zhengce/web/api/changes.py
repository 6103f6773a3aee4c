"""The changes for programs, as JSON."""

from dataclasses import field
from typing import Annotated, Any

from fastapi import HTTPException, Query
from pydantic import BaseModel
from pydantic.dataclasses import dataclass
from sqlalchemy.engine import Connection

from storage.changes import Change, ChangeKind, last_number
from storage.documents.changed_texts import ChangedText
from storage.relations.life import Event, LifeChange
from zhengce.documents import changes as log
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ChangesParams, RevisionParams
from zhengce.web.api.routes import answers, resource

AHEAD: dict[int | str, dict[str, Any]] = {
    409: {"model": s.Refusal, "description": "The number is greater than that of the last change."}
}

router = resource()


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


@answers(router, "/changes", "changes", AHEAD)
def changes(connection: Connection, params: Annotated[ChangesParams, Query()]) -> ChangesAnswer:
    """What became new, was revised, merged, withdrawn or came back, after a number, in order."""
    newest = last_number(connection)
    if params.after > newest:  # its reader followed another database, or a later state of this one
        raise HTTPException(409, f"the last change is {newest}; was the database restored from a backup?")
    items = [ChangeShape(**line) for line in log.lines(connection, params.after, params.limit)]
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


@answers(router, "/revisions", "changes", AHEAD)
def revisions(connection: Connection, params: Annotated[RevisionParams, Query()]) -> RevisionsAnswer:
    """Revisions that brought words into a document or took them out, and pages that vanished; the newest first.

    `from` and `to` are days of the change; the other filters are of the document as it is now.
    """
    texts = log.find_texts(
        connection, params.q, params.what, params.filters(), before=params.before, limit=params.limit + 1
    )
    items = [RevisionFound(**one) for one in texts[: params.limit]]
    return RevisionsAnswer(items=items, next=items[-1].number if len(texts) > params.limit else None)
