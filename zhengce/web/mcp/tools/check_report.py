"""The tool `check_report`: every quotation, figure, day, body, number and title of a report."""

from collections import Counter
from typing import Annotated, Any

from pydantic import Field

from zhengce.checking.answers import as_row, shown_first
from zhengce.checking.claims import FAILING
from zhengce.checking.verifying import verify
from zhengce.web.mcp.tool import NO_CONTROL, Answer, Arguments, Call, cut_text, fitting, tool

LONGEST = 40_000
"""Characters of a report."""
LONGEST_PLACE = 300


class CheckReportArguments(Arguments):
    """A report."""

    text: str = Field(
        min_length=1,
        max_length=LONGEST,
        pattern=NO_CONTROL,
        description="The whole report as text or Markdown, with the Chinese titles, numbers or addresses of the "
        "documents that it speaks of.",
    )


class CheckReportAnswer(Answer):
    """The claims, those that fail first."""

    is_right: Annotated[bool, Field(description="Nothing is `wrong` and nothing `not held`.")]
    counts: dict[str, int]
    claims: Annotated[list[dict[str, Any]], Field(description="Line, kind, words, verdict, why, place.")]
    left_out: int


@tool("Check a report", answer=CheckReportAnswer, quoted=("claims[].why", "claims[].as_printed"))
def check_report(call: Call, arguments: CheckReportArguments) -> dict[str, Any]:
    """Give the whole text before you hand it over. Every Chinese quotation, figure, year, day, issuing body, document
    number and title is held against the documents that its paragraph names. `wrong`: it says otherwise, `why` what;
    `not held`: a title or number that is nowhere here; `unsure`: read `why` and decide; `right`: with its place;
    `unchecked`: a figure of a comment. Correct what is wrong and check again."""
    found = verify(call.connection, arguments.text.splitlines(), call.sources, call.base)
    claims = [_short(as_row(claim)) for claim in shown_first(found)]
    taken = fitting(claims)
    return {
        "is_right": not any(claim.verdict in FAILING for claim in found),
        "counts": dict(Counter(claim.verdict for claim in found)),
        "claims": claims[:taken],
        "left_out": len(claims) - taken,
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    document = row.pop("document_id")
    row = {name: cut_text(value, LONGEST_PLACE) if isinstance(value, str) else value for name, value in row.items()}
    return {"key": str(document) if document else None, **row}
