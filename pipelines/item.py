"""What passes through the pipelines: a record as a page gave it, where that page is kept, the row that led to it."""

from dataclasses import dataclass

from parsers.reading import Entry
from parsers.record import PolicyDocument
from storage.documents import CaptureFacts, Outcome


@dataclass(slots=True)
class Read:
    """One notice page, read and understood."""

    document: PolicyDocument
    capture: CaptureFacts | None
    entry: Entry
    outcome: Outcome | None = None
    """What the database made of it; set when it was stored."""
