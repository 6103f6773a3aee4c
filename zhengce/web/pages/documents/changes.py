"""The page /documents/ID/changes: what changed in a document, and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

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


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the history of a document, for people."""

    revision: RevisionShape
    fields: Sequence[tuple[str, list[Line]]]
    """What changed in each field."""
    versions: tuple[str, str] | None
    """The keys by which the texts before and after it are compared; None where the text stayed."""


def shown_revisions(revisions: Iterable[RevisionShape]) -> list[RevisionShape]:
    """Those in which its ministry changed it: what another page, another reading or a person made differ is none."""
    return [revision for revision in revisions if revision.kind == "crawled" and shown_fields(revision)]


def shown_fields(revision: RevisionShape) -> list[str]:
    """The fields that changed in it and that a reader looks for."""
    return [
        name
        for name, pair in revision.fields.items()
        if name not in _OF_RULES
        and not (name == "attachments" and _are_same_files(pair))
        and differences(pair.get("old"), pair.get("new"))
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
    changes = list(_changes(document.id, document.revisions))
    return page(request, "document_changes.html", document=document, changes=changes)


def _changes(document_id: int, revisions: Sequence[RevisionShape]) -> Iterator[Change]:
    later = str(document_id)
    for revision in shown_revisions(revisions):
        names = shown_fields(revision)
        pairs = [(name, revision.fields[name]) for name in names]
        fields = [(name, differences(pair.get("old"), pair.get("new"))) for name, pair in pairs]
        versions = None
        if "body" in names and revision.fields["body"].get("old"):
            versions = (f"{document_id}@{revision.number}", later)
            later = versions[0]
        yield Change(revision, fields, versions)
