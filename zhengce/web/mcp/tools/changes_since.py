"""The tool `changes_since`: what became new, was revised, merged or withdrawn, by a number to go on from."""

from typing import Annotated, Any

from pydantic import Field

from storage.changes import last_number
from zhengce.documents import changes
from zhengce.documents import view as documents
from zhengce.web.mcp.tool import LARGEST_NUMBER, Answer, Arguments, Call, ToolError, fitting, short_bodies, tool

IN_SHORT = tuple(name for name in documents.SUMMARY if name not in ("id", "source", "url"))
"""What a change says of its document, beside what stands in the change itself."""

LONGEST_VALUE = 500
"""Characters of an old or a new value."""


class ChangesArguments(Arguments):
    """Where to go on, and how far."""

    number: int = Field(
        ge=0,
        le=LARGEST_NUMBER,
        description="The number of the last change that you have; 0 for all from the beginning.",
    )
    limit: int = Field(default=20, ge=1, le=100, description="Changes in one answer.")


class ChangesAnswer(Answer):
    """Changes in order."""

    changes: Annotated[list[dict[str, Any]], Field(description="Each with `number`, `kind`, `fields`, `record`.")]
    next_cursor: Annotated[int, Field(description="Give it as `number` the next time: nothing comes twice.")]
    more: bool


@tool("What changed", answer=ChangesAnswer, quoted=("changes[].fields", "changes[].record"))
def changes_since(call: Call, arguments: ChangesArguments) -> dict[str, Any]:
    """Everything that became new, was revised, merged into another document, withdrawn or came back after a number, in
    order, without gaps. Keep `next_cursor` and give it the next time: nothing is missed or comes twice. `fields` has
    old and new values, long ones cut; `record` the document in short as it is now."""
    newest = last_number(call.connection)
    if arguments.number > newest:
        raise ToolError(f"number: the last change is {newest}; was the database restored from a backup?")
    found = changes.lines(call.connection, arguments.number, arguments.limit)
    changed = [_short(line) for line in found]
    changed = changed[: fitting(changed)]
    last = changed[-1]["number"] if changed else arguments.number
    return {"changes": changed, "next_cursor": last, "more": last < newest}


def _short(line: dict[str, Any]) -> dict[str, Any]:
    """The change with the document in short, and no long value."""
    record = line["record"]
    fields = line["fields"] or {}
    return {
        **line,
        "fields": {name: {side: _cut(value) for side, value in pair.items()} for name, pair in fields.items()},
        "record": short_bodies({name: record[name] for name in IN_SHORT}) if record else None,
    }


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return f"{value[:LONGEST_VALUE]}… ({len(value):,} characters)"
    if isinstance(value, list) and len(str(value)) > LONGEST_VALUE:
        return f"a list of {len(value)}"
    return value
