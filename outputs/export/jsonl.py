"""Documents as JSON lines: a record a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def write(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Writes the records; returns their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, record in enumerate(records, 1):  # noqa: B007
            # Some readers take U+2028 for the end of a line.
            line = json.dumps(record, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
            file.write(line + "\n")
    return count
