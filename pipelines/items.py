"""The item of the pipelines: a record, where its page is archived, and the row of the listing that led to it."""

from dataclasses import dataclass

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.captures import CaptureFacts


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice page, read and understood."""

    document: PolicyDocument
    capture: CaptureFacts | None
    entry: Entry
    column: str | None = None
    """The column that led to it; None where it is looked at again."""
