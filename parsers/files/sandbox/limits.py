"""How much of a machine the reading of one attached file may use."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file. A reader that meets a limit of text (pages, characters, rows) gives what it has as `partial`;
    one that meets a limit of the archive or the machine ends as `failed`."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 60
    memory_bytes: int = 1024**3
    """Address space of the worker process."""
    output_bytes: int = 200 * 1024**2
    """The largest file that the worker may write."""
    file_bytes: int = 64 * 1024**2
    pages: int = 2000
    characters: int = 5_000_000
    rows: int = 100_000
    """Rows of one sheet."""
    members: int = 200
    """Members of an archive."""
    unpacked_bytes: int = 300 * 1024**2
    """All members of an archive together."""
    ratio: int = 100
    """Unpacked to packed bytes of a member."""
    depth: int = 2
    """Archives in archives."""
    member_bytes: int = 64 * 1024**2
    xml_bytes: int = 100 * 1024**2
    """One XML part of a DOCX file."""
    ofd_part_bytes: int = 20 * 1024**2
    """One XML part of an OFD file."""


LIMITS = Limits()


def with_memory(megabytes: int) -> Limits:
    """The limits with so much memory (2^20 bytes each) for the reader of a file."""
    return replace(LIMITS, memory_bytes=megabytes * 2**20)
