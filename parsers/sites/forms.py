"""What every site's module says in the same way: this is JSON, these rows are entries, this page is unknown."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from parsers.addresses import comparable
from parsers.page import Page
from parsers.reading import Entry, UnknownTemplate
from parsers.text import markup_lines, one_line, title_line

Row = TypeVar("Row")


def answer_of(page: Page) -> Any:
    """The JSON of a page that is JSON, None for HTML. Raises UnknownTemplate for an answer that was cut."""
    if page.begins not in ("{", "["):
        return None
    try:
        return page.json
    except ValueError as error:
        raise UnknownTemplate(f"{page.url}: expected JSON, found JSON that does not end well: {error}") from error


def unknown(page: Page, expected: str) -> UnknownTemplate:
    """The error for a page that lacks what the site's known pages have; it says what is there instead."""
    title = one_line(str(page.root.findtext(".//title") or ""))
    found = f"a page titled {title!r}" if title else f"{len(page.body)} bytes starting {one_line(page.text[:60])!r}"
    return UnknownTemplate(f"{page.url}: expected {expected}, found {found}")


def entries_of(
    page: Page, rows: Sequence[Row], read_row: Callable[[Row], Entry | None], expected: str
) -> tuple[Entry, ...]:
    """The entries of a known container's rows, each address once; a row that is no entry is passed over.

    No rows are no entries. Rows of which not one is an entry are a redesign: UnknownTemplate.
    """
    entries = unique(map(read_row, rows))
    if rows and not entries:
        raise unknown(page, f"{expected} in {len(rows)} rows")
    return entries


def text_at(row: Any, name: str) -> str:
    """A field of a JSON row as text on one line; empty where the row or the field is none."""
    value = row.get(name) if isinstance(row, dict) else None
    return "" if value is None else one_line(str(value))


def items_of(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a JSON object; none of anything else."""
    return list(value.items()) if isinstance(value, dict) else []


def rows_of(value: Any) -> list[Any]:
    """The rows of a JSON array; none of anything else."""
    return value if isinstance(value, list) else []


def count_at(row: Any, name: str) -> int | None:
    """A number in a JSON object, given as a number or as a string."""
    text = text_at(row, name)
    return int(text) if text.isdecimal() else None


def title_at(row: Any, name: str) -> str:
    """A title in a JSON row, without the `<em>` and `<br/>` of search answers."""
    return title_line(markup_lines(text_at(row, name)))


def unique(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Entries in their order, the first of each address."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            found.setdefault(comparable(entry.url), entry)
    return tuple(found.values())
