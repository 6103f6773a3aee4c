"""Two texts by their articles, in a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any


def rows_in_words(rows: Iterable[Mapping[str, Any]]) -> str:
    """Two texts by their articles: equal ones in a line, else both wordings."""
    return "\n".join(line for row in rows for line in _row(row))


def _row(row: Mapping[str, Any]) -> list[str]:
    old, new = row["old"], row["new"]
    names = " → ".join(dict.fromkeys(side["article_name"] for side in (old, new) if side))
    if row["kind"] == "same":
        return [f"same     {names}"]
    lines = [f"{row['kind']:<8} {names}"]
    return lines + [f"  {sign} {side['text']}" for sign, side in (("-", old), ("+", new)) if side]
