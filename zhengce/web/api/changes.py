"""The changes for programs, as JSON."""

from typing import Annotated, Any

from fastapi import HTTPException, Query
from pydantic import BaseModel
from pydantic.dataclasses import dataclass
from sqlalchemy.engine import Connection

from storage.changes import Change, last_number
from zhengce.documents import changes as log
from zhengce.web.api import schemas as s
from zhengce.web.api.parameters import ChangesParams
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
