"""What can go wrong with the database and the archive, each in one line that names the thing and how to fix it."""


class StorageError(Exception):
    """The database or the archive cannot be used. The message is one line for a person."""


class PageLost(Exception):
    """A page says nothing of the document that it held, or that its list calls it. What is held of it stays."""

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good
        """It has been so for a fortnight and longer, or is known to be gone: no maintenance lasts so long."""


class ArchiveError(StorageError):
    """A WARC file cannot be written, or does not hold what was looked for."""


class ServerAway(StorageError):
    """The database server does not answer now, as while it is restarted; waiting may help."""
