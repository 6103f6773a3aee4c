"""The tool `check_references`: what is held of a bibliography."""

from collections import Counter
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from zhengce.checking import findings
from zhengce.web.api.parameters import Day
from zhengce.web.mcp.tool import NO_CONTROL, Answer, Arguments, Call, tool

MOST = 100

FIELDS = (
    "id title document_number issuing_bodies_en stage published_on effective_on source url revised_at gone_at"
).split()
"""Fields of a document that is held or near."""


def _as_one_line(text: str) -> str:
    """The reference on one line."""
    line = " ".join(text.split()).lstrip("# ")
    if not line:
        raise ValueError("it is blank")
    return line


Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=NO_CONTROL), AfterValidator(_as_one_line)
]


class CheckReferencesArguments(Arguments):
    """A bibliography."""

    references: list[Reference] = Field(
        min_length=1,
        max_length=MOST,
        description="Titles, document numbers or addresses, or whole lines of a bibliography; one document each.",
    )
    since: Day | None = Field(
        default=None, description="A document that was revised on or after this day is `changed` (2021-11-16)."
    )


class CheckReferencesAnswer(Answer):
    """A finding for each reference."""

    counts: dict[str, int]
    findings: Annotated[
        list[dict[str, Any]], Field(description="In order: `status`, `key`, `document`, `why`, `near`.")
    ]


@tool(
    "Check a bibliography",
    answer=CheckReferencesAnswer,
    quoted=("findings[].document", "findings[].near", "findings[].why"),
)
def check_references(call: Call, arguments: CheckReferencesArguments) -> dict[str, Any]:
    """Holds references against the database. `held`: this very document; `changed`: revised since the day given;
    `withdrawn`: on no site any more, the archive has a copy; `unsure`: alike, and `why` says what differs;
    `missing`: not held, and `why` says what of the coverage explains it (which is not: does not exist); `unread`: no
    title, number or address can be read from it. `near` are other documents that look alike."""
    checked = findings.check_references(call.connection, arguments.references, arguments.since, call.sources, call.base)
    found = list(checked)
    answers = findings.as_json(call.connection, found)
    return {"counts": dict(Counter(one.status for one in found)), "findings": [_shortened(one) for one in answers]}


def _shortened(finding: dict[str, Any]) -> dict[str, Any]:
    document = finding["document"]
    return {
        "number": finding["line_number"],
        "reference": finding["line"],
        "status": finding["status"],
        "how": finding["how"],
        "score": finding["score"],
        "key": str(document["id"]) if document else None,
        "document": _short(document) if document else None,
        "why": finding["why"],
        "changed": finding["changed"],
        "near": [_short(one) for one in finding["near"]],
    }


def _short(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in FIELDS}
