"""Two documents: the text of the one as it became that of the other, by articles or paragraphs."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.engine import Connection

from parsers.grammar.articles.model import Unit
from storage.articles.units import units_of
from storage.documents.queries import StoredDocument
from zhengce.documents.articles import compare_units
from zhengce.documents.differences import Budget, Line, differences
from zhengce.search import identifiers
from zhengce.web.api.parameters import ComparePage
from zhengce.web.api.routes import reader
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

Article = Mapping[str, Any]
"""A row of `compare_units`."""


@router.get("/compare")
def compare_page(request: Request, params: Annotated[ComparePage, Query()]) -> Response:
    """The differences of two documents."""
    values: dict[str, Any] = {"sides": [], "refusal": ""}
    code = 200
    with reader(request).connection() as connection:
        try:
            values |= _compared(connection, [_document(connection, key) for key in (params.one, params.other)])
        except HTTPException as error:
            code, values["refusal"] = error.status_code, str(error.detail)
    return page(request, "compare.html", code, params=params, **values)


def _compared(connection: Connection, sides: Sequence[StoredDocument]) -> dict[str, Any]:
    units = [units_of(connection, document.id, document.record.body) for document in sides]
    articles, budget = compare_units(*units), Budget()
    outside = [
        _outside(document.record.body, own, {article[name]["article"] for article in articles if article[name]})
        for document, own, name in zip(sides, units, ("old", "new"), strict=True)
    ]
    is_moved = [article["kind"] == "same" and article["is_renumbered"] for article in articles]
    return {
        "sides": sides,
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


def _outside(body: str, units: Sequence[Unit], articles: Collection[str]) -> str:
    """The body without these articles: what stands before, between and behind them."""
    if not articles:
        return body
    outside, at = [], 0
    for unit in units:
        if unit.attachment == 0 and unit.path in articles and unit.start >= at:
            outside.append(body[at : unit.start])
            at = unit.end
    lines = "".join([*outside, body[at:]]).split("\n")
    return "\n".join(line for line in lines if line.strip())


def _document(connection: Connection, key: str) -> StoredDocument:
    """The document of an id, number or address. Raises HTTPException."""
    try:
        documents = identifiers.find(connection, key)
    except identifiers.Several as error:
        raise HTTPException(422, str(error)) from error
    if not documents:
        raise HTTPException(404, f"{key}: no such document")
    if len(documents) > 1:
        ids = ", ".join(str(document.id) for document in documents)
        raise HTTPException(422, f"{key}: several documents ({ids}); give one id")
    return documents[0]
