"""Documents as JSON lines: a record a line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def write(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes the records; returns their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, record in enumerate(records, 1):  # noqa: B007
            file.write(to_line(record))
    return count


def to_line(record: Mapping[str, Any]) -> str:
    """A record as a line, its line end included. Some readers take U+2028 for the end of a line: it is escaped."""
    return json.dumps(record, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"
