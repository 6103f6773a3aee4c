"""The tool `check_quote`: whether a quotation stands in a document, or in any."""

from typing import Annotated, Any, Literal

from pydantic import Field

from zhengce.checking import answers, quotations
from zhengce.web.mcp.tool import NO_CONTROL, Answer, Arguments, Call, Key, ToolError, document_of, has_chinese, tool

LONGEST = 4_000
"""Characters of a quotation."""


class CheckQuoteArguments(Arguments):
    """A quotation, and the document that it is supposed to be from."""

    quote: str = Field(
        min_length=1,
        max_length=LONGEST,
        pattern=NO_CONTROL,
        description="The words as quoted, in one piece, without ellipses.",
    )
    key: Key | None = Field(
        default=None,
        description="The document: id, number or address. Without it all documents are searched, for which the "
        f"quotation needs {quotations.LEAST} characters.",
    )


class CheckQuoteAnswer(Answer):
    """A verdict with its places."""

    verdict: Literal["exact", "folded", "not_found"]
    places: Annotated[list[dict[str, Any]], Field(description="Document, version, place, words, copies.")]
    places_left_out: int
    nearest: dict[str, Any] | None
    documents_read: int
    candidates_cut: bool
    note: str | None = None


@tool(
    "Check a quotation",
    answer=CheckQuoteAnswer,
    quoted=("places[].document.title", "places[].as_printed", "nearest.document.title", "nearest.as_printed"),
)
def check_quote(call: Call, arguments: CheckQuoteArguments) -> dict[str, Any]:
    """Does this sentence stand in this document, or in any? `exact`: character for character; `folded`: equal but for
    width, the form of quotation marks, blanks and paragraph breaks; `not_found`: not in one piece in what was read
    (two sentences joined or one character altered is not_found). Looks in titles, bodies and attached files, then in
    earlier versions of the body. Each place has the document, the version with its days, paragraph or page, the
    words as printed, the digest of the archived copy, and archived and live address. `nearest`: the passage most
    like a quotation that was not found; it is not the quotation. `candidates_cut`: more documents hold pieces of it
    than were read, so that not_found is not certain."""
    documents = [document_of(call, arguments.key)] if arguments.key is not None else None
    try:
        checked = quotations.check(call.connection, arguments.quote, documents)
    except quotations.BadQuote as error:
        raise ToolError(f"quote: {error}") from None
    found = answers.quotation_as_json(call.connection, checked, call.base)
    if checked.verdict == "not_found" and not has_chinese(arguments.quote):
        found["note"] = (
            "`quote` has no Chinese characters, and documents are in Chinese: this says nothing about a translation. "
            "Give the words as they are printed; `find_in_document` and `read_text` have them."
        )
    return found
