"""One page as it was just read, and what saving it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from parsers.record import PolicyDocument
from storage.changes import ChangeKind
from storage.documents.writing.revisions import RevisionKind
from storage.resolution.matching import Keys

OutcomeKind = Literal["new", "revised", "unchanged", "merged", "returned"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving a page did."""

    kind: OutcomeKind
    document_id: int
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What changed of the document: {field: {"old": …, "new": …}}."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page whose record was just written."""

    page_id: int
    url: str
    """As `pages.url` holds it."""
    record: PolicyDocument
    keys: Keys
    now: datetime
    kind: RevisionKind
    home: int | None = None
    """The document that the page belongs to; None before it was read once."""
    former: PolicyDocument | None = None
    """The record of the page before; None before it was read once."""
    former_keys: Keys | None = None

    @property
    def related(self) -> ChangeKind:
        """The kind of the changes that this page brings to other documents."""
        return "reparsed" if self.kind == "reparsed" else "related"
