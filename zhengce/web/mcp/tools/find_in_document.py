"""The tool `find_in_document`: every place of some words in one document, its attached files included."""

from itertools import islice
from typing import Annotated, Any

from pydantic import Field

from parsers.grammar.folding import fold
from zhengce.checking.folding import bare
from zhengce.checking.texts import sections_of_attachments, sections_of_record
from zhengce.web.mcp.tool import NO_CONTROL, Answer, Arguments, Call, Key, ToolError, document_of, tool

MOST = 50
"""Places that one answer gives."""

AROUND = 60
"""Characters of a paragraph that are given on either side of the words."""


class FindArguments(Arguments):
    """A document, and words that are looked for as one piece."""

    key: Key
    words: str = Field(
        min_length=1,
        max_length=200,
        pattern=NO_CONTROL,
        description="Looked for as one piece, as they stand; full and half width, forms of quotation marks, "
        "blanks and paragraph breaks do not count.",
    )


class FindAnswer(Answer):
    """The places of some words."""

    key: str
    title: str
    total: int
    places: Annotated[list[dict[str, Any]], Field(description="Part, paragraph, page and the text around.")]


@tool(
    "Find words in a document",
    answer=FindAnswer,
    quoted=("title", "places[].text"),
    description=(
        "Every place where words stand in one document: title, body and attached files, with paragraph, "
        f"page and the text around. At most {MOST} places; `total` counts all."
    ),
)
def find_in_document(call: Call, arguments: FindArguments) -> dict[str, Any]:
    """The places, the first MOST of them, and how many there are."""
    words = bare(arguments.words)
    if not fold(words):
        raise ToolError("words: it is blank")
    document = document_of(call, arguments.key)
    places: list[dict[str, Any]] = []
    total = 0
    for section in (*sections_of_record(document.record), *sections_of_attachments(call.connection, document.id)):
        total += section.count_folded(words)
        found = islice(section.find_folded(words), MOST - len(places))
        places += [{**place.to_dict(), "text": section.around(place, AROUND)} for place in found]
    return {"key": str(document.id), "title": document.record.title, "total": total, "places": places}
