"""Lists that a site's own API answers as JSON: where the rows stand, and which of their fields say what."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parsers.extraction import Entry, Field, Finding, Listing, Place, gather_facts
from parsers.page import Page
from parsers.platforms.common import count_at, read_entries, text_at, title_at, unknown_template
from parsers.text import read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonList:
    """The names of one API, or of several: of alternatives the first that is there holds."""

    rows: tuple[str, ...]
    """Paths to the array of rows: `data.results`, `results.data.results`."""
    titles: tuple[str, ...]
    """Fields of a row, as all that follow."""
    addresses: tuple[str, ...]
    """Fields, or whole addresses made of fields: `https://www.nfra.gov.cn/…/ItemDetail.html?docId={docId}`."""
    days: tuple[str, ...]
    facts: Mapping[Field, str] = field(default_factory=dict)
    """Field of the record -> field of the row: numbers, bodies, deadlines that the row prints."""
    total: str = "total"
    """Field beside the array of rows: how many rows the list has."""

    def read(self, page: Page, answer: Any) -> Listing:
        """The rows of an answer. Raises UnknownTemplate where no path leads to an array, or no row is an entry."""
        for path in self.rows:
            *above, name = path.split(".")
            holder = _followed(answer, above)
            rows = holder.get(name) if isinstance(holder, Mapping) else None
            if isinstance(rows, list):
                expected = f"{self.titles[0]} and {self.addresses[0]}"
                entries = read_entries(page, rows, lambda row: self._entry(row, page), expected)
                return Listing(entries, total=count_at(holder, self.total))
        raise unknown_template(page, f"JSON with the rows of a list, at {' or '.join(self.rows[:2])}")

    def _entry(self, row: Any, page: Page) -> Entry | None:
        title = next(filter(None, (title_at(row, name) for name in self.titles)), "")
        url = next(filter(None, (page.absolute(_address(row, name)) for name in self.addresses)), None)
        if not title or url is None:
            return None
        day = next(filter(None, (read_day(text_at(row, name)) for name in self.days)), None)
        facts = gather_facts((to, Finding(text_at(row, name), Place.API, name)) for to, name in self.facts.items())
        return Entry(url, title, day, facts=facts)


def _followed(answer: Any, path: list[str]) -> Any:
    for name in path:
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer


def _address(row: Any, name: str) -> str:
    """The address in a field, or one made of fields; empty where one of them is."""
    if "{" not in name:
        return text_at(row, name)
    values = {key: text_at(row, key) for _, key, _, _ in string.Formatter().parse(name) if key}
    return name.format_map(values) if all(values.values()) else ""
