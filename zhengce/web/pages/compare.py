"""Two documents, or two versions of one: the facts and the texts of the one as they became those of the other."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.fields import shown_in
from parsers.grammar.articles.cutting import cut_text
from parsers.grammar.articles.model import Unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.checking.texts import Version, current_version, earlier_bodies
from zhengce.documents.articles import compare_units
from zhengce.documents.differences import Budget, Line, differences
from zhengce.search import identifiers
from zhengce.web import words
from zhengce.web.api.parameters import ComparePage
from zhengce.web.api.routes import reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

FACTS = tuple(name for name in shown_in("compare") if name != "title")
"""Fields of today's record that are compared, in order; the titles stand above."""

Article = Mapping[str, Any]
"""A row of `compare_units`."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    document: StoredDocument
    version: Version
    versions: tuple[Version, ...]
    """All versions of the text, the newest first."""
    body: str
    units: Sequence[Unit]

    @property
    def is_current(self) -> bool:
        """Whether this is today's text."""
        return self.version.until is None


@router.get("/compare")
def compare_page(request: Request, params: Annotated[ComparePage, Query()]) -> Response:
    """The differences of two documents, or of two versions of one."""
    values: dict[str, Any] = {"sides": [], "refusal": ""}
    code = 200
    with reader(request).connection() as connection:
        try:
            values |= _compared(*(read_side(connection, key) for key in (params.one, params.other)))
        except HTTPException as error:
            code, values["refusal"] = error.status_code, str(error.detail)
    return page(request, "compare.html", code, params=params, **values)


def _compared(one: Side, other: Side) -> dict[str, Any]:
    articles, budget = compare_units(one.units, other.units), Budget()
    outside = [
        _outside(side, {article[name]["article"] for article in articles if article[name]})
        for side, name in ((one, "old"), (other, "new"))
    ]
    is_moved = [article["kind"] == "same" and article["is_renumbered"] for article in articles]
    return {
        "sides": [one, other],
        "facts": _facts(one, other),
        "entries": list(_entries(articles, budget)),
        "kinds": Counter(
            "renumbered" if moved else article["kind"] for article, moved in zip(articles, is_moved, strict=True)
        ),
        "lines": differences(outside[0], outside[1], budget),
    }


def _entries(articles: Iterable[Article], budget: Budget) -> Iterator[tuple[list[Article], list[Line]]]:
    """The articles in order, with what changed in their words; unchanged ones together, where they moved by as many
    numbers, without."""
    for shift, group in groupby(articles, key=_shift):
        if shift is not None:
            yield list(group), []
        else:
            for article in group:
                old, new = (side["text"] if side else "" for side in (article["old"], article["new"]))
                yield [article], differences(old, new, budget)


def _shift(article: Article) -> tuple[int, int] | None:
    """By how much the number of an unchanged article moved; None of any other."""
    old, new = article["old"], article["new"]
    if article["kind"] != "same":
        return None
    return (new["number"] or 0) - (old["number"] or 0), new["sub"] - old["sub"]


def _outside(side: Side, articles: Collection[str]) -> str:
    """The body without these articles: what stands before, between and behind them."""
    if not articles:
        return side.body
    outside, at = [], 0
    for unit in side.units:
        if unit.attachment == 0 and unit.path in articles and unit.start >= at:
            outside.append(side.body[at : unit.start])
            at = unit.end
    lines = "".join([*outside, side.body[at:]]).split("\n")
    return "\n".join(line for line in lines if line.strip())


def _facts(one: Side, other: Side) -> Sequence[tuple[str, Any, Any]]:
    """The fields of which the two records differ; nothing between versions of one document."""
    if one.document.id == other.document.id:
        return ()
    pairs = [(name, _value(one, name), _value(other, name)) for name in FACTS]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _value(side: Side, name: str) -> Any:
    record = side.document.record
    if name == "issuing_bodies":
        return ", ".join(words.body(body) for body in record.issuing_bodies)
    return getattr(record, name)


def read_side(connection: Connection, key: str) -> Side:
    """The document of an id, number or address, with `@2` behind it its second version. Raises HTTPException."""
    name, number = key.strip(), None
    if match := re.fullmatch(r"(.+)@(\d{1,6})", name):
        name, number = match[1], int(match[2])
    try:
        documents = identifiers.find(connection, name)
    except identifiers.Several as error:
        raise HTTPException(422, str(error)) from error
    if not documents:
        raise HTTPException(404, f"{name}: no such document")
    if len(documents) > 1:
        ids = ", ".join(str(document.id) for document in documents)
        raise HTTPException(422, f"{name}: several documents ({ids}); give one id")
    [document] = documents
    # Texts of documents that were merged into it have numbers of their own.
    earlier = (pair for pair in earlier_bodies(connection, document) if pair[0].document_id == document.id)
    texts = [(current_version(connection, document), document.record.body), *earlier]
    versions = tuple(version for version, _ in texts)
    for version, body in texts:
        if number is None or version.number == number:
            is_current = version.until is None
            units = units_of(connection, document.id, body) if is_current else cut_text(body)
            return Side(document, version, versions, body, units)
    known = ", ".join(str(version.number) for version in versions)
    raise HTTPException(404, f"document {document.id} has no version {number} of its text; known are {known}")
