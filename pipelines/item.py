"""What passes through the pipelines: a record as a page gave it, where that page is kept, the row that led to it."""

import asyncio
from dataclasses import dataclass, field

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.pages import Held
from storage.documents.queries import CaptureFacts, Outcome
from storage.errors import StorageError


@dataclass(slots=True)
class Read:
    """One notice page, read and understood."""

    document: PolicyDocument
    capture: CaptureFacts | None
    entry: Entry
    held: Held | None = None
    """What is held of the page, where that alone can tell that nothing changed."""
    outcome: Outcome | None = None
    """What the database made of it; set when it was stored."""
    gone: bool = False
    """Set where the page has said nothing of its document for so long that it counts as taken down."""
    broken: StorageError | None = None
    """Set where the database failed: there is no point in asking for more."""
    settled: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when it was stored, or was found unfit, or could not be stored: the next page is asked only then."""

    async def stored(self) -> None:
        """Waits until it was settled. Raises StorageError where the database failed."""
        await self.settled.wait()
        if self.broken is not None:
            raise self.broken
