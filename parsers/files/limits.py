"""How much of a file is read, and what its reader may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds on one file; sizes are in bytes, times in seconds."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 60
    memory_bytes: int = 2 * 1024**3
    output_bytes: int = 200 * 1024**2
    file_bytes: int = 64 * 1024**2
    pages: int = 2000
    characters: int = 5_000_000
    rows: int = 100_000
    members: int = 200
    unpacked_bytes: int = 300 * 1024**2
    ratio: int = 100
    depth: int = 2
    member_bytes: int = 64 * 1024**2
    xml_bytes: int = 100 * 1024**2
    ofd_part_bytes: int = 20 * 1024**2


LIMITS = Limits()
