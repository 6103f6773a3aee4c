"""Why a crawl of a source ended."""

from enum import StrEnum


class StopReason(StrEnum):
    """Stored with the run, beside a sentence for people; what follows from it for the next crawls is decided by it."""

    FINISHED = "finished"
    PAUSED = "paused"
    """Our own rule: the back-off of a source that refused us. Nothing is wrong."""
    UNDER_WAY = "under way"
    """Another crawl of the source is running; this one did nothing."""
    REFUSED = "refused"
    """Challenges or blocks, several in a row."""
    SILENT = "silent"
    """A host answered nothing usable several times in a row: silence, 429 or 5xx."""
    UNREACHABLE = "unreachable"
    """No host of the source answered anything in the whole run."""
    RETRY_LATER = "retry later"
    """A host sent a Retry-After that is longer than a crawl waits."""
    INTERRUPTED = "interrupted"
    """A person or the system stopped the process."""
    TAKEN_OVER = "taken over"
    """Another crawl took the source over while this one did not answer."""
    LIMIT = "limit"
    """One of Scrapy's limits: time, memory, errors."""
    STORAGE = "storage"
    """The database or the archive could not be used."""
    FAILED = "failed"
    """Anything else."""
