"""What a reparse found: counts, what changes by source and field, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EXAMPLES_PER_FIELD = 3
"""Changes that are reported in full for each source and field."""


@dataclass(frozen=True, slots=True)
class Example:
    """One value that changes."""

    document_id: int
    url: str
    old: Any
    new: Any


@dataclass(slots=True)
class FieldChange:
    """What changes in one field of one source."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """What a reparse found."""

    pages: int = 0
    files: int = 0
    """Attached files that were read again, or understood anew."""
    changed_files: int = 0
    """Those of them that gave another text."""
    unchanged: int = 0
    revised: int = 0
    """Pages and files that changed a document."""
    merged: list[Example] = field(default_factory=list)
    """Documents that were found to be one: the address of the page, and into which document."""
    parted: list[Example] = field(default_factory=list)
    """Pages that left their document."""
    superseded: int = 0
    """Pages that a crawl fetched during the reparse."""
    fields: dict[tuple[str, str], FieldChange] = field(default_factory=dict)
    """(source, field) -> what changes."""
    failed: list[str] = field(default_factory=list)
    """Pages and files that today's parsers cannot read, a line each; what is stored of them stays."""
    missing: list[str] = field(default_factory=list)
    """Pages whose answer this archive does not have whole, a line each."""

    @property
    def ok(self) -> bool:
        """True where every page was found and read."""
        return not self.failed and not self.missing

    def add_fields(self, source: str, document_id: int, url: str, fields: Mapping[str, Mapping[str, Any]]) -> None:
        """Counts what changed of a document, {field: {"old": …, "new": …}}; keeps the first as examples."""
        for name, change in fields.items():
            field_change = self.fields.setdefault((source, name), FieldChange())
            field_change.count += 1
            if len(field_change.examples) < EXAMPLES_PER_FIELD:
                field_change.examples.append(Example(document_id, url, change["old"], change["new"]))
