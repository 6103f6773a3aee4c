"""The tool `search`: documents that hold the words and pass the filters, with passages and keys."""

from typing import Annotated, Any

from pydantic import Field

from parsers.fields import shown_in
from zhengce.web.api.parameters import FilterParams, ResultOrder, ResultParams, ResultPlace, Words
from zhengce.web.api.schemas import Hit
from zhengce.web.mcp.tool import Answer, Call, NextCursor, fitting, tool

FIELDS = shown_in("mcp")
"""Fields of a hit."""


class SearchArguments(FilterParams):
    """Words, filters and a page of results."""

    query: Words | None = Field(
        default=None,
        description="Words, “phrases”, 《titles》, a document number in any brackets, a body's name; blanks mean "
        "AND; OR and NOT in capitals. Chinese words find most. Without it the newest documents.",
    )
    order: ResultOrder = Field(default="best", description="`best`: titles first; `newest`: by day alone.")
    limit: int = Field(default=10, ge=1, le=50, description="Hits in one answer.")
    near: bool = Field(
        default=True,
        description="Also documents beside the hits: with some words of an English query in the title, or near in "
        "meaning. `found_by` marks them.",
    )
    cursor: ResultPlace | None = Field(default=None, description="The `next_cursor` of the answer before.")


class SearchAnswer(Answer):
    """A page of hits."""

    total: int
    hits: Annotated[list[dict[str, Any]], Field(description="Documents in short, with `key` and `passages`.")]
    next_cursor: NextCursor
    taken_apart: dict[str, list[str]]
    news_left_out: int


@tool(
    "Search policy documents",
    answer=SearchAnswer,
    quoted=("hits[].title", "hits[].issued_title", "hits[].passages[].text"),
)
def search(call: Call, arguments: SearchArguments) -> dict[str, Any]:
    """Documents that hold the words (in titles, bodies and attached files) and pass the filters, best or newest first,
    each with the passages that were found, where they stand, and a `key` for the other tools. News is left out
    unless stage asks for it. `taken_apart` names runs of characters that stand nowhere as given and were looked for
    by their words."""
    given = arguments.model_dump(exclude={"query", "cursor"}, by_alias=True)
    found = call.searches.search(ResultParams(q=arguments.query, after=arguments.cursor, **given))
    hits = [_hit(one) for one in found.items]
    taken = fitting(hits)
    return {
        "total": found.total,
        "hits": hits[:taken],
        "next_cursor": found.next if taken == len(hits) else found.items[taken - 1].place,
        "taken_apart": found.taken_apart,
        "news_left_out": found.news_left_out,
    }


def _hit(one: Hit) -> dict[str, Any]:
    whole = one.model_dump(mode="json", include={*FIELDS})
    named = zip(one.passage_places, one.passage_articles, strict=True)
    places = [place or (f"body, {unit}" if unit else "body") for place, unit in named]
    return {
        "key": str(one.id),
        **{name: whole[name] for name in FIELDS},
        "found_by": one.found_by,
        "passages": [{"where": where, "text": text} for where, text in zip(places, one.passages, strict=True)],
    }
