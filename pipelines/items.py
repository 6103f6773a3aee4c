"""What passes through the pipelines: a record as a page gave it, where that page is kept, the row that led to it."""

from dataclasses import dataclass

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.captures import CaptureFacts
from storage.crawl.pages import Held


@dataclass(frozen=True, slots=True)
class Read:
    """One notice page, read and understood."""

    document: PolicyDocument
    capture: CaptureFacts | None
    entry: Entry
    held: Held | None = None
    """What is held of the page, where that alone can tell that nothing changed."""
    column: str | None = None
    """The column that led to it; None where it is looked at again."""
