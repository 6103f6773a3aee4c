"""The page archive: WARC files, written day by day and read by any WARC tool."""

from storage.archive.archive import Archive
from storage.archive.exchange_reader import describe, exchanges, holds_answers
from storage.archive.files import ArchiveFiles, ArchivePlace
from storage.archive.warc import Exchange, body_digest
from storage.archive.warc_reader import LARGEST_ANSWER
from storage.errors import ArchiveError
from storage.location import Location, Seen

__all__ = [
    "LARGEST_ANSWER", "Archive", "ArchiveError", "ArchiveFiles", "ArchivePlace", "Exchange", "Location", "Seen",
    "body_digest", "describe", "exchanges", "holds_answers",
]  # fmt: skip
