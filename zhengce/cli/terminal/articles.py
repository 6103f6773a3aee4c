"""The history of an article, and two texts by their articles, in a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

_BASIS = {"computed": " (computed: no published text is held)", "unknown": " (its text is not held)"}
_STATES = {
    "equal": "as the decision says",
    "equal_but": "as the decision says but for {why}",
    "silent": "published words differ, and the decision does not name the article",
    "disputed": "published words differ from what the decision says",
    "unread": "what the decision says of it is not read: {why}",
}


def entry_in_words(entry: Mapping[str, Any]) -> str:
    """One wording: since when, in which document, by which words it came about, and the wording."""
    until = f" to {entry['until']}" if entry["until"] else ""
    number = f" {entry['document_number']}" if entry["document_number"] else ""
    lines = [f"{entry['since'] or 'no day'}{until}  {entry['kind'] or 'held'}{_BASIS.get(entry['basis'], '')}"]
    lines.append(f"  {entry['title']}{number} (document {entry['document_id']})")
    if by := entry["decided_by"]:
        lines.append(f"  by {by['title']} {by['document_number'] or ''} (document {by['document_id']})")
    lines += [f"  decision: {words}" for words in entry["words"]]
    if entry["state"]:
        lines.append(f"  {_STATES[entry['state']].format(why=entry['why'])}")
    if entry["gap"]:
        lines.append(f"  gap before it: {entry['gap']}")
    if entry["computed"]:
        lines.append(f"  computed:  {entry['computed']}")
    return "\n".join([*lines, f"{entry['article_name']}　{entry['text']}" if entry["text"] else ""]).rstrip()


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
