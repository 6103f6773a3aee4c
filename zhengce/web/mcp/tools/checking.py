"""Tools that hold a text against the documents: a quotation, a bibliography, a whole report."""

from collections import Counter
from typing import Any

from pydantic import Field

from zhengce.checking import answers, quotations
from zhengce.checking.claims import FAILING
from zhengce.checking.findings import Finding, check_references
from zhengce.checking.verifying import verify
from zhengce.documents import view
from zhengce.documents.phrases import join
from zhengce.web.api.parameters import Day
from zhengce.web.mcp.tool import (
    NO_CONTROL,
    Call,
    Key,
    OneLine,
    Tool,
    ToolError,
    cut_text,
    document_of,
    fitting,
    has_chinese,
)

LONGEST_QUOTE = 4_000
LONGEST_REPORT = 40_000
"""Characters."""

LONGEST_PLACE = 300
"""Characters of a text in a claim."""

MOST_REFERENCES = 100

FIELDS = (
    "id title document_number issuing_bodies_en stage published_on effective_on source url revised_at gone_at"
).split()
"""Fields of a document that is held or near."""


class CheckReferences(Tool):
    """Holds references against the database. `held`: this very document; `changed`: revised since the day given;
    `withdrawn`: on no site any more, the archive has a copy; `unsure`: alike, and `why` says what differs;
    `missing`: not held, and `why` says what of the coverage explains it (which is not: does not exist); `unread`: no
    title, number or address can be read from it. `why` also tells what is no longer in force. `near` are other
    documents that look alike."""

    title = "Check a bibliography"
    quoted = ("findings[].document", "findings[].near", "findings[].why")

    references: list[OneLine] = Field(
        min_length=1,
        max_length=MOST_REFERENCES,
        description="Titles, document numbers or addresses, or whole lines of a bibliography; one document each.",
    )
    since: Day | None = Field(
        default=None, description="A document that was revised on or after this day is `changed` (2021-11-16)."
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        lines = [line.lstrip("# ") or line for line in self.references]
        found = check_references(call.connection, lines, self.since, call.sources, call.base)
        rows = zip(lines, map(_finding, found), strict=True)
        return {
            "counts": dict(Counter(finding.status for finding in found)),
            "findings": [{"number": number, "reference": line} | row for number, (line, row) in enumerate(rows, 1)],
        }


def _finding(finding: Finding) -> dict[str, Any]:
    document = finding.document
    return {
        "status": finding.status,
        "how": finding.how or None,
        "score": finding.score,
        "why": join((finding.why, finding.warning)) or None,
        "changed": list(finding.changed),
        "key": str(document.id) if document else None,
        "document": view.select(document.document, FIELDS) if document else None,
        "near": [view.select(other.document, FIELDS) for other in finding.near],
    }


class CheckQuote(Tool):
    """Does this sentence stand in this document, or in any? `exact`: character for character; `folded`: equal but for
    width, the form of quotation marks, blanks and paragraph breaks; `not_found`: not in one piece in what was read
    (two sentences joined or one character altered is not_found). Looks in titles, bodies and attached files, then in
    earlier versions of the body. Each place has the document, the version with its days, paragraph or page, the
    words as printed, the digest of the archived copy, and archived and live address. `nearest`: the passage most
    like a quotation that was not found; it is not the quotation. `candidates_cut`: more documents hold pieces of it
    than were read, so that not_found is not certain."""

    title = "Check a quotation"
    quoted = ("places[].document.title", "places[].as_printed", "nearest.document.title", "nearest.as_printed")

    quote: str = Field(
        min_length=1,
        max_length=LONGEST_QUOTE,
        pattern=NO_CONTROL,
        description="The words as quoted, in one piece, without ellipses.",
    )
    key: Key | None = Field(
        default=None,
        description="The document: id, number or address. Without it all documents are searched, for which the "
        f"quotation needs {quotations.LEAST} characters.",
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        documents = [document_of(call, self.key)] if self.key is not None else None
        try:
            checked = quotations.check(call.connection, self.quote, documents)
        except quotations.BadQuote as error:
            raise ToolError(f"quote: {error}") from None
        found = answers.quotation_as_json(call.connection, checked, call.base)
        if checked.verdict == "not_found" and not has_chinese(self.quote):
            found["note"] = (
                "`quote` has no Chinese characters, and documents are in Chinese: this says nothing about a "
                "translation. Give the words as they are printed; `find_in_document` and `read_text` have them."
            )
        return found


class CheckReport(Tool):
    """Give the whole text before you hand it over. Every Chinese quotation, figure, year, day, issuing body, document
    number and title is held against the documents that its paragraph names. `wrong`: it says otherwise, `why` what;
    `not held`: a title or number that is nowhere here; `unsure`: read `why` and decide; `right`: with its place;
    `unchecked`: a figure of a comment. `is_right`: nothing is `wrong` and nothing `not held`. Correct what is wrong
    and check again."""

    title = "Check a report"
    quoted = ("claims[].why", "claims[].as_printed")

    text: str = Field(
        min_length=1,
        max_length=LONGEST_REPORT,
        pattern=NO_CONTROL,
        description="The whole report as text or Markdown, with the Chinese titles, numbers or addresses of the "
        "documents that it speaks of.",
    )

    def __call__(self, call: Call) -> dict[str, Any]:
        found = verify(call.connection, self.text.splitlines(), call.sources, call.base)
        claims = [_claim(answers.as_row(claim)) for claim in answers.shown_first(found)]
        taken = fitting(claims)
        return {
            "is_right": not any(claim.verdict in FAILING for claim in found),
            "counts": dict(Counter(claim.verdict for claim in found)),
            "claims": claims[:taken],
            "left_out": len(claims) - taken,
        }


def _claim(row: dict[str, Any]) -> dict[str, Any]:
    document = row.pop("document_id")
    row = {name: cut_text(value, LONGEST_PLACE) if isinstance(value, str) else value for name, value in row.items()}
    return {"key": str(document) if document else None, **row}
