"""The result of reading a page, before interpretation: a `Listing` of entries, or a `Notice` with raw findings.

A finding is text as printed with its place on the page. `sites/` finds the places, `grammar/` interprets the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from parsers.place import Place as Place
from parsers.record import Attachment, Stage
from parsers.record import Field as Field


@dataclass(frozen=True, slots=True)
class Finding:
    """Text as printed, its place and the label or selector that marks it there."""

    text: str
    place: Place
    label: str

    @property
    def rule(self) -> str:
        """The rule of evidence for a value that was read from it."""
        return self.place.rule(self.label)


Facts = Mapping[Field, tuple[Finding, ...]]
"""Findings by field, the most reliable of a site first."""


def gather_facts(findings: Iterable[tuple[Field, Finding]]) -> Facts:
    """Findings by field in their order, without empty and repeated ones."""
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
    heading: str = ""
    """The words over the links, where they say what these are: 相关政策, 相关解读."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a listing."""

    url: str
    """Absolute, http(s)."""
    title: str
    published_on: date | None = None
    stage: Stage | None = None
    """Set where the row itself shows it (an interpretation among documents); else the column's stage applies."""
    facts: Facts = field(default_factory=dict)
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a column: its rows in the site's order, newest first."""

    entries: tuple[Entry, ...]
    pages: int | None = None
    """The number of pages of the column, where the page prints it."""
    total: int | None = None
    """The number of rows of the column, where the page prints it."""
    day: date | None = None
    """The day of a page whose rows have none, such as an issue of a gazette. It does not date documents."""

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the rows in their order; the page's own day for a row without one."""
        return tuple(day for entry in self.entries if (day := entry.published_on or self.day))


@dataclass(frozen=True, slots=True)
class Notice:
    """Raw findings of one notice page."""

    source: str
    url: str
    facts: Facts
    body: tuple[str, ...] = ()
    """The paragraphs of the text as printed; a table row is one paragraph with a tab between its cells."""
    attachments: tuple[Attachment, ...] = ()
    stage: Stage | None = None
    """The stage by the page's own template or column; None where they do not tell."""
    related: tuple[Link, ...] = ()
    fetched_at: datetime | None = None

    def join_entry(self, entry: Entry, column_stage: Stage | None = None) -> "Notice":
        """Adds the findings of the list row, and where the notice has no stage the row's or the column's."""
        facts = dict(self.facts)
        row: dict[Field, tuple[Finding, ...]] = dict(entry.facts)
        row.setdefault("title", (Finding(entry.title, Place.LISTING, "row"),))
        if entry.published_on:
            row.setdefault("published_on", (Finding(entry.published_on.isoformat(), Place.LISTING, "row"),))
        for name, findings in row.items():
            facts[name] = (*facts.get(name, ()), *findings)
        stage = self.stage or entry.stage or column_stage
        return replace(self, facts=facts, stage=stage, related=(*self.related, *entry.related))
