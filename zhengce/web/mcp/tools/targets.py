"""The tool `targets`: what documents commit themselves to in figures, equal indicators side by side."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from storage.documents import targets as held_targets
from zhengce.documents.targets import as_row
from zhengce.english.indicators import indicator_filter
from zhengce.english.targets import line_of
from zhengce.web.api.parameters import FilterParams, Word
from zhengce.web.mcp.tool import Answer, Call, NextCursor, fitting, short_bodies, tool


class TargetsArguments(FilterParams):
    """Filters and a page of targets."""

    indicator: Word | None = Field(
        default=None,
        description="A part of the indicator (5G用户普及率), or English words (5G user penetration); width, case and "
        "punctuation do not matter.",
    )
    year: int | None = Field(default=None, ge=1900, le=2200, description="The year to which they are set.")
    limit: int = Field(default=20, ge=1, le=100, description="Targets in one answer.")
    cursor: Annotated[str, StringConstraints(pattern="^[0-9]{1,9}$")] | None = Field(
        default=None, description="The `next_cursor` of the answer before."
    )


class TargetsAnswer(Answer):
    """A page of targets."""

    total: int
    targets: Annotated[list[dict[str, Any]], Field(description="Each with the `key` of its document.")]
    next_cursor: NextCursor


@tool(
    "Targets in figures",
    answer=TargetsAnswer,
    quoted=("targets[].title", "targets[].indicator", "targets[].words", "targets[].in_english"),
)
def targets(call: Call, arguments: TargetsArguments) -> dict[str, Any]:
    """Figures that documents commit themselves to, for a year to come where one is named: indicator, baseline, value,
    unit, year, comparator, kind and nature (约束性 binding, 预期性 expected), with the words and their place. The same
    indicator of successive plans stands side by side. `in_english` says it in English where certain. Figures that no
    rule is sure of are left out: no target here does not mean that the document sets none."""
    is_meant = indicator_filter(arguments.indicator) if arguments.indicator else None
    places = held_targets.places(call.connection, arguments.filters(), is_meant, arguments.year)
    start = int(arguments.cursor or 0)
    read = held_targets.read(call.connection, places[start : start + arguments.limit])
    rows = [as_row(held) for held in read]
    found = [{"key": str(row.pop("document_id")), "in_english": line_of(row), **short_bodies(row)} for row in rows]
    found = found[: fitting(found)]
    end = start + len(found)
    return {"total": len(places), "targets": found, "next_cursor": str(end) if found and end < len(places) else None}
