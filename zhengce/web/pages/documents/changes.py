"""The page /documents/ID/changes: what changed in a document, and when."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from zhengce.documents.differences import Line, differences
from zhengce.web.api import documents
from zhengce.web.api.parameters import PlainPage
from zhengce.web.api.routes import Id, reader
from zhengce.web.api.schemas import RevisionShape
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

_OF_RULES = ("relations", "cites")
"""Fields that the rules read out of a text: what changed in them is seen in the text."""


class Change(NamedTuple):
    """An edit of a document, and what it changed in each field that a reader looks for."""

    revision: RevisionShape
    fields: Sequence[tuple[str, list[Line]]]


def shown_changes(revisions: Iterable[RevisionShape]) -> list[Change]:
    """What its ministry changed in it: what another page, another reading or a person made differ is none."""
    changes = [Change(revision, _fields(revision)) for revision in revisions if revision.kind == "crawled"]
    return [change for change in changes if change.fields]


def _fields(revision: RevisionShape) -> list[tuple[str, list[Line]]]:
    return [
        (name, lines)
        for name, pair in revision.fields.items()
        if name not in _OF_RULES
        and not (name == "attachments" and _are_same_files(pair))
        and (lines := differences(pair.get("old"), pair.get("new")))
    ]


def _are_same_files(pair: Mapping[str, Any]) -> bool:
    """Whether the files are those that they were: what was only read for the first time has a digest now."""
    old, new = pair.get("old") or [], pair.get("new") or []
    return len(old) == len(new) and all(
        (one.get("title"), one.get("url")) == (other.get("title"), other.get("url"))
        and one.get("sha256") in (None, other.get("sha256"))
        for one, other in zip(old, new, strict=True)
    )


@router.get("/documents/{document_id}/changes")
def changes_page(request: Request, document_id: Id, params: Annotated[PlainPage, Query()]) -> Response:
    """What changed in a document, the newest first."""
    with reader(request).connection() as connection:
        document = documents.document(connection, document_id)
    changes = shown_changes(document.revisions)
    return page(request, "document_changes.html", document=document, changes=changes)
