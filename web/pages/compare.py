"""Two documents, or two versions of one, side by side: their facts and their texts, paragraph by paragraph."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from outputs.quotes import versions
from outputs.quotes.versions import Version
from outputs.search import identifiers
from outputs.search.identifiers import Several
from parsers.fields import shown_in
from storage.documents.queries import StoredDocument
from web import words
from web.api.parameters import ComparePage
from web.api.routes import reader
from web.pages.rendering.diff import Row, side_by_side
from web.pages.rendering.templates import page

router = APIRouter()

FACTS = shown_in("compare")
"""Fields of today's record that are compared, in order."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    document: StoredDocument
    version: Version
    versions: tuple[Version, ...]
    """All versions of the text, the newest first."""
    body: str

    @property
    def is_current(self) -> bool:
        """Whether this is today's text."""
        return self.version.until is None


@router.get("/compare")
def compare_page(request: Request, params: Annotated[ComparePage, Query()]) -> Response:
    """The differences of two documents; a form for the other one where it is not given."""
    sides: list[Side] = []
    code, refusal = 200, ""
    if params.other:
        with reader(request).connection() as connection:
            try:
                sides = [read_side(connection, key) for key in (params.one, params.other)]
            except HTTPException as error:
                code, refusal = error.status_code, str(error.detail)
    values: dict[str, Any] = {"facts": [], "rows": []}
    if sides:
        one, other = sides
        rows = side_by_side(one.body, other.body)
        values = {"facts": _facts(one, other), "rows": rows, "counts": _counts(rows)}
    return page(request, "compare.html", params.lang, code, params=params, sides=sides, refusal=refusal, **values)


def read_side(connection: Connection, key: str) -> Side:
    """The document of an id, number or address, with `@2` behind it its second version. Raises HTTPException."""
    name, number = key.strip(), None
    if found := re.fullmatch(r"(.+)@(\d{1,6})", name):
        name, number = found[1], int(found[2])
    try:
        held = identifiers.find(connection, name)
    except Several as error:
        raise HTTPException(422, str(error)) from error
    if not held:
        raise HTTPException(404, f"{name}: no such document")
    if len(held) > 1:
        raise HTTPException(422, f"{name}: several documents ({', '.join(str(one.id) for one in held)}); give one id")
    [document] = held
    texts = [(versions.current(connection, document), document.record.body), *_earlier(connection, document)]
    every = tuple(version for version, _ in texts)
    for version, body in texts:
        if number is None or version.number == number:
            return Side(document, version, every, body)
    known = ", ".join(str(version.number) for version in every)
    raise HTTPException(404, f"document {document.id} has no version {number} of its text; known are {known}")


def _earlier(connection: Connection, document: StoredDocument) -> list[tuple[Version, str]]:
    """The earlier texts of this document itself: those of documents merged into it have numbers of their own."""
    found = versions.earlier(connection, document)
    return [(version, text) for version, text in found if version.document_id == document.id]


def _counts(rows: Sequence[Row]) -> Mapping[str, int]:
    """Paragraphs that were changed, that are gone and that are new."""
    kinds = Counter(
        "gone" if row.right is None else "new" if row.left is None else "changed"
        for row in rows
        if row.kind == "changed"
    )
    return {kind: kinds[kind] for kind in ("changed", "gone", "new")}


def _facts(one: Side, other: Side) -> Sequence[tuple[str, Any, Any]]:
    """The fields of which the two records differ; nothing between versions of one document."""
    if one.document.id == other.document.id:
        return ()
    pairs = [(name, _value(one, name), _value(other, name)) for name in FACTS]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _value(side: Side, name: str) -> Any:
    record = side.document.record
    if name == "issuing_bodies":
        return "、".join(words.body(body, "zh") for body in record.issuing_bodies)
    return getattr(record, name)
