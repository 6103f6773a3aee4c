"""Two documents, or two versions of one, side by side: their facts, and their texts by articles or paragraphs."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from parsers.fields import shown_in
from zhengce.web import words
from zhengce.web.api.compare import ComparedArticle, ComparisonAnswer, Side, compare_sides, read_side
from zhengce.web.api.parameters import ComparePage
from zhengce.web.api.routes import reader
from zhengce.web.pages.rendering.diff import Budget, Row, side_by_side
from zhengce.web.pages.rendering.templates import page

router = APIRouter()

FACTS = tuple(name for name in shown_in("compare") if name != "title")
"""Fields of today's record that are compared, in order; the titles stand above."""


@router.get("/compare")
def compare_page(request: Request, params: Annotated[ComparePage, Query()]) -> Response:
    """The differences of two documents; a form for the other one where it is not given."""
    sides: list[Side] = []
    answer: ComparisonAnswer | None = None
    code, refusal = 200, ""
    if params.other:
        with reader(request).connection() as connection:
            try:
                sides = [read_side(connection, key) for key in (params.one, params.other)]
                answer = compare_sides(*sides)
            except HTTPException as error:
                code, refusal = error.status_code, str(error.detail)
    values: dict[str, Any] = {"facts": [], "rows": []}
    if answer:
        one, other = sides
        budget = Budget()
        texts = [one.body, other.body]
        if answer.items:
            texts = [
                _outside(one, {item.old.article for item in answer.items if item.old}),
                _outside(other, {item.new.article for item in answer.items if item.new}),
            ]
        rows = side_by_side(texts[0], texts[1], budget)
        values = {
            "facts": _facts(one, other),
            "entries": list(_entries(answer.items, budget)),
            "kinds": Counter(
                "renumbered" if item.is_renumbered and item.kind == "same" else item.kind for item in answer.items
            ),
            "rows": rows,
            "counts": _counts(rows),
        }
    return page(request, "compare.html", code, params=params, sides=sides, answer=answer, refusal=refusal, **values)


def _entries(items: Iterable[ComparedArticle], budget: Budget) -> Iterator[tuple[list[ComparedArticle], list[Row]]]:
    """The articles in order, with their wordings side by side; unchanged ones together, where they moved by as many
    numbers, without."""
    for shift, several in groupby(items, key=_shift):
        if shift is not None:
            yield list(several), []
        else:
            for article in several:
                old, new = (side.text if side else "" for side in (article.old, article.new))
                yield [article], side_by_side(old, new, budget)


def _shift(item: ComparedArticle) -> tuple[int, int] | None:
    """By how much the number of an unchanged article moved; None of any other."""
    if item.kind != "same" or not item.old or not item.new:
        return None
    return (item.new.number or 0) - (item.old.number or 0), item.new.sub - item.old.sub


def _outside(side: Side, articles: Collection[str]) -> str:
    """The body without these articles: what stands before, between and behind them."""
    outside, at = [], 0
    for unit in side.units:
        if unit.attachment == 0 and unit.path in articles and unit.start >= at:
            outside.append(side.body[at : unit.start])
            at = unit.end
    lines = "".join([*outside, side.body[at:]]).split("\n")
    return "\n".join(line for line in lines if line.strip())


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
        return ", ".join(words.body(body) for body in record.issuing_bodies)
    return getattr(record, name)
