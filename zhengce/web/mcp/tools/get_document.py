"""The tool `get_document`: the record of one document, or some of its fields."""

from typing import Annotated, Any, Literal

from pydantic import Field

from zhengce.documents import view
from zhengce.web.mcp.tool import LONGEST_TEXT, Answer, Arguments, Call, Key, cut_text, document_of, tool

MOST_ITEMS = 100
"""Attachments, citations and the like that one answer gives."""

LONGEST_BODY = LONGEST_TEXT // 2
"""Characters of a text beside all the other fields."""

FIELDS = (*view.RECORD, "pages", "archived")

FieldName = Literal[FIELDS]  # type: ignore[valid-type]


class GetDocumentArguments(Arguments):
    """A document and the fields that are wanted."""

    key: Key
    fields: Annotated[list[FieldName], Field(max_length=len(FIELDS))] = Field(
        default=[],
        description="Only these fields. Without it the whole record. `pages`: where it stands; `archived`: the "
        "copy in the archive; `evidence`: by which rule and from which words each value was read.",
    )


class GetDocumentAnswer(Answer):
    """A record."""

    key: str
    record: dict[str, Any]
    cut: Annotated[dict[str, int], Field(description="Shortened fields -> their length.")]


@tool(
    "Facts of a document",
    answer=GetDocumentAnswer,
    quoted=("record",),
    description=(
        "The record of one document: titles, number, issuing bodies, type, stage, dates, text, "
        "attachments (with the state of each file), citations, evidence. A null is a value that the pages do not "
        f"give. A text of more than {LONGEST_BODY:,} characters and a list of more than {MOST_ITEMS} items are cut, "
        "and `cut` gives their length: read_text goes on."
    ),
)
def get_document(call: Call, arguments: GetDocumentArguments) -> dict[str, Any]:
    """The record; `cut` names what was shortened, and how long it is."""
    document = document_of(call, arguments.key)
    record = view.select(document, arguments.fields or FIELDS)
    cut: dict[str, int] = {}
    for name, value in record.items():
        if isinstance(value, str) and len(value) > LONGEST_BODY:
            record[name], cut[name] = cut_text(value, LONGEST_BODY), len(value)
        elif isinstance(value, list) and len(value) > MOST_ITEMS:
            record[name], cut[name] = value[:MOST_ITEMS], len(value)
    return {"key": str(document.id), "record": record, "cut": cut}
