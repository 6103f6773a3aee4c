"""The tool `search`: documents that hold the words and pass the filters, with passages and keys."""

from typing import Any

from pydantic import Field

from outputs.search import results
from storage import search
from web.mcp.tool import Call, Tool
from web.parameters import Filtering, ResultOrder, ResultPlace, Words

FIELDS = (
    "title issued_title title_en document_number document_type stage issuing_bodies_en written_on published_on "
    "effective_on comments_due_on source url revised_at gone_at"
).split()
"""Fields of a hit."""


class SearchArguments(Filtering):
    """Words, filters and a page of results."""

    query: Words | None = Field(
        default=None,
        description="Words, “phrases”, 《titles》, a document number in any brackets, a body's name; blanks mean "
        "AND; OR and NOT in capitals. Chinese words find most. Without it the newest documents.",
    )
    order: ResultOrder = Field(default="best", description="`best`: titles first; `newest`: by day alone.")
    limit: int = Field(default=10, ge=1, le=50, description="Hits in one answer.")
    after: ResultPlace | None = Field(default=None, description="The `next` of the answer before, to go on behind it.")


def run(call: Call, asked: SearchArguments) -> dict[str, Any]:
    """The hits, their number in all, and where to go on."""
    filters = asked.filters()
    found = results.find(call.connection, asked.query, filters, order=asked.order, limit=asked.limit, after=asked.after)
    expression = found.understood.expression if found.understood else None
    return {
        "total": search.count(call.connection, expression, filters),
        "hits": [_hit(one) for one in found.found],
        "next": found.next,
        "taken_apart": {
            run: list(words) for run, words in (found.understood.apart if found.understood else {}).items()
        },
        "news_left_out": results.news_left_out(call.connection, found, filters, asked.after),
    }


def _hit(one: results.Result) -> dict[str, Any]:
    whole = results.as_json(one)
    places = [place or "body" for place in whole["passage_places"]]
    return {
        "key": str(whole["id"]),
        **{name: whole[name] for name in FIELDS},
        "passages": [{"where": where, "text": text} for where, text in zip(places, whole["passages"], strict=True)],
    }


TOOL = Tool(
    name="search",
    title="Search policy documents",
    description="Documents that hold the words (in titles, bodies and attached files) and pass the filters, best "
    "or newest first, each with the passages that were found, where they stand, and a `key` for the other tools. "
    "News is left out unless stage asks for it. `taken_apart` names runs of characters that stand nowhere as "
    "given and were looked for by their words.",
    arguments=SearchArguments,
    run=run,
    quoted=("hits[].title", "hits[].issued_title", "hits[].passages[].text"),
)
