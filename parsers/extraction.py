"""What reading a page gives, before anything is understood: a `Listing` of entries, or a `Notice` with raw findings.

A finding is text as printed and the place where it stood. Sites say *where*; what the text means is said in `grammar/`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from parsers.record import Attachment, Stage

Field = Literal[
    "title",
    "document_number",
    "issuing_bodies",
    "document_type",
    "written_on",
    "published_on",
    "effective_on",
    "repealed_on",
    "comments_due_on",
    "index_number",
    "topic",
]
"""The fields of the record that a site can print by itself. `published_on` findings may hold a time of day too."""


class Place(StrEnum):
    """Where on a site a finding stood; `parsers.document` ranks fields by it."""

    TABLE = "table"  # the disclosure block: 发文机关, 发文字号, 成文日期 … beside their labels
    HEADING = "heading"  # the printed title
    LINE = "line"  # a line under the heading: 发布时间：…
    API = "api"  # the site's own database answering in JSON
    META = "meta"  # <meta name="PubDate"> and its like
    LISTING = "listing"  # the row of a list that led here
    ADDRESS = "address"  # the address itself, on the one site where it is the publication date


@dataclass(frozen=True, slots=True)
class Finding:
    """Text as printed, the place where it stood and the label or selector that marks it there."""

    text: str
    place: Place
    label: str


Facts = Mapping[Field, tuple[Finding, ...]]
"""Findings by field, those that the site makes most reliable first."""


def gather_facts(findings: Iterable[tuple[Field, Finding]]) -> Facts:
    """Facts from findings in the order of their reading; empty texts and findings made twice are left out."""
    facts: dict[Field, tuple[Finding, ...]] = {}
    for name, finding in findings:
        if finding.text and finding not in facts.get(name, ()):
            facts[name] = (*facts.get(name, ()), finding)
    return facts


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one page to another page about the same matter (解读, 相关政策)."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a listing."""

    url: str
    """Absolute, http(s)."""
    title: str
    published_on: date | None = None
    stage: Stage | None = None
    """Set where the row itself says so (an interpretation among documents); else the column's stage holds."""
    facts: Facts = field(default_factory=dict)
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a column: its rows in the site's order, newest first."""

    entries: tuple[Entry, ...]
    pages: int | None = None
    """How many pages the column has, where the page says so."""
    total: int | None = None
    """How many rows the column has, where the page says so."""
    day: date | None = None
    """The day of the page as a whole, where its rows have none: an issue of a gazette. No document is dated by it."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days of its rows in their order; of a row that has none, that of the page."""
        return tuple(day for entry in self.entries if (day := entry.published_on or self.day))


@dataclass(frozen=True, slots=True)
class Notice:
    """Raw findings of one notice page."""

    source: str
    url: str
    facts: Facts
    body: tuple[str, ...] = ()
    """The text of the body, a paragraph each, as printed; a table row is one paragraph, its cells joined by a tab."""
    attachments: tuple[Attachment, ...] = ()
    stage: Stage | None = None
    """What the page's own template or column says; None where it says nothing."""
    related: tuple[Link, ...] = ()
    fetched_at: datetime | None = None

    def join_entry(self, entry: Entry, column_stage: Stage | None = None) -> "Notice":
        """This notice with what what its list row knew added; without a stage it takes the row's, or the column's."""
        facts = dict(self.facts)
        row: dict[Field, tuple[Finding, ...]] = dict(entry.facts)
        row.setdefault("title", (Finding(entry.title, Place.LISTING, "row"),))
        if entry.published_on:
            row.setdefault("published_on", (Finding(entry.published_on.isoformat(), Place.LISTING, "row"),))
        for name, findings in row.items():
            facts[name] = (*facts.get(name, ()), *findings)
        return replace(self, facts=facts, stage=self.stage or entry.stage or column_stage)
