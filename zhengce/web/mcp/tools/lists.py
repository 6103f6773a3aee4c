"""Tools that give lists: hits of a search, targets in figures, changes, what is covered."""

from typing import Any

from pydantic import Field

from parsers.fields import shown_in
from storage.changes import last_number
from storage.documents import targets as held_targets
from zhengce.documents import changes, view
from zhengce.documents.targets import as_row
from zhengce.english.indicators import indicator_filter
from zhengce.english.targets import line_of
from zhengce.web.api.parameters import (
    LARGEST_ID,
    FilterParams,
    ResultOrder,
    ResultParams,
    ResultPlace,
    TargetYear,
    Word,
    Words,
)
from zhengce.web.api.schemas import Hit
from zhengce.web.mcp.tool import Call, Tool, ToolError, fitting, short_bodies

FIELDS = shown_in("mcp")
"""Fields of a hit."""

IN_SHORT = tuple(name for name in view.SUMMARY if name not in ("id", "source", "url"))
"""What a change says of its document, beside what stands in the change itself."""

LONGEST_VALUE = 500
"""Characters of an old or a new value."""

CURSOR = "The `next_cursor` of the answer before."


class Search(FilterParams, Tool):
    """Documents that hold the words (in titles, bodies and attached files) and pass the filters, best or newest first,
    each with the passages that were found, where they stand, and a `key` for the other tools. News is left out
    unless stage asks for it. `taken_apart` names runs of characters that stand nowhere as given and were looked for
    by their words."""

    title = "Search policy documents"
    quoted = ("hits[].title", "hits[].issued_title", "hits[].passages[].text")

    query: Words | None = Field(
        default=None,
        description="Words, “phrases”, 《titles》, a document number in any brackets, a body's name; blanks mean AND; "
        "OR and NOT in capitals. Chinese words find most. Without it the newest documents.",
    )
    order: ResultOrder = Field(default="best", description="`best`: titles first; `newest`: by day alone.")
    limit: int = Field(default=10, ge=1, le=50, description="Hits in one answer.")
    near: bool = Field(
        default=True,
        description="Also documents beside the hits: with some words of an English query in the title, or near in "
        "meaning. `found_by` marks them.",
    )
    cursor: ResultPlace | None = Field(default=None, description=CURSOR)

    def __call__(self, call: Call) -> dict[str, Any]:
        given = self.model_dump(include={*FilterParams.model_fields, "order", "limit", "near"}, by_alias=True)
        match = call.searches.search(ResultParams(q=self.query, after=self.cursor, **given))
        hits = [_hit(hit) for hit in match.items]
        taken = fitting(hits)
        return {
            "total": match.total,
            "hits": hits[:taken],
            "next_cursor": match.next if taken == len(hits) else match.items[taken - 1].place,
            "taken_apart": match.taken_apart,
            "news_left_out": match.news_left_out,
        }


def _hit(hit: Hit) -> dict[str, Any]:
    whole = hit.model_dump(mode="json", include={*FIELDS})
    named = zip(hit.passage_places, hit.passage_articles, strict=True)
    places = [place or (f"body, {unit}" if unit else "body") for place, unit in named]
    return {
        "key": str(hit.id),
        **{name: whole[name] for name in FIELDS},
        "found_by": hit.found_by,
        "passages": [{"where": where, "text": text} for where, text in zip(places, hit.passages, strict=True)],
    }


class Targets(FilterParams, Tool):
    """Figures that documents commit themselves to, for a year to come where one is named: indicator, baseline, value,
    unit, year, comparator, kind and nature (约束性 binding, 预期性 expected), with the words and their place. The same
    indicator of successive plans stands side by side. `in_english` says it in English where certain. Figures that no
    rule is sure of are left out: no target here does not mean that the document sets none."""

    title = "Targets in figures"
    quoted = ("targets[].title", "targets[].indicator", "targets[].words", "targets[].in_english")

    indicator: Word | None = Field(
        default=None,
        description="A part of the indicator (5G用户普及率), or English words (5G user penetration); width, case and "
        "punctuation do not matter.",
    )
    year: TargetYear = None
    limit: int = Field(default=20, ge=1, le=100, description="Targets in one answer.")
    cursor: str | None = Field(default=None, pattern="^[0-9]{1,9}$", description=CURSOR)

    def __call__(self, call: Call) -> dict[str, Any]:
        is_meant = indicator_filter(self.indicator) if self.indicator else None
        places = held_targets.places(call.connection, self.filters(), is_meant, self.year)
        start = int(self.cursor or 0)
        read = [as_row(target) for target in held_targets.read(call.connection, places[start : start + self.limit])]
        found = [{"key": str(row.pop("document_id")), "in_english": line_of(row), **short_bodies(row)} for row in read]
        found = found[: fitting(found)]
        end = start + len(found)
        following = str(end) if found and end < len(places) else None
        return {"total": len(places), "targets": found, "next_cursor": following}


class ChangesSince(Tool):
    """Everything that became new, was revised, merged into another document, withdrawn or came back after a number, in
    order, without gaps. Keep `next_cursor` and give it the next time: nothing is missed or comes twice. `fields` has
    old and new values, long ones cut; `record` the document in short as it is now."""

    title = "What changed"
    quoted = ("changes[].fields", "changes[].record")

    number: int = Field(
        ge=0, le=LARGEST_ID, description="The number of the last change that you have; 0 for all from the beginning."
    )
    limit: int = Field(default=20, ge=1, le=100, description="Changes in one answer.")

    def __call__(self, call: Call) -> dict[str, Any]:
        newest = last_number(call.connection)
        if self.number > newest:
            raise ToolError(f"number: the last change is {newest}; was the database restored from a backup?")
        changed = [_change(line) for line in changes.lines(call.connection, self.number, self.limit)]
        changed = changed[: fitting(changed)]
        last = changed[-1]["number"] if changed else self.number
        return {"changes": changed, "next_cursor": last, "more": last < newest}


def _change(line: dict[str, Any]) -> dict[str, Any]:
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


class Coverage(Tool):
    """Which sources are crawled, with their columns, the first and the last day held, what fails or pauses and since
    when, and which bodies' sites are closed to crawlers, with where their documents stand instead. Ask this before you
    conclude that a document does not exist."""

    title = "What this database covers"
    quoted = ("sources[].missing",)

    def __call__(self, call: Call) -> dict[str, Any]:
        return call.coverage.answer(call.connection)
