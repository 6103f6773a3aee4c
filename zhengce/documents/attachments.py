"""Attachments in words: what is known of a file, and the places of pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from parsers.record import Attachment
from zhengce.english import vocabulary

STATES = {
    "ok": "text read",
    "partial": "text read in part",
    "scan": "pictures of pages without text",
    "garbled": "text that cannot be read",
    "encrypted": "protected by a password",
    "unsupported": "a kind of file that is not read",
    "failed": "could not be read",
}
"""A file's state (`parsers.files.text.FileState`) in words."""

NOT_FETCHED = "not fetched"


def state_in_words(state: str | None) -> str:
    """What became of a file; `not fetched` where nothing did."""
    return STATES.get(state, state) if state else NOT_FETCHED


def known_of(item: Attachment, *, with_digest: bool = True) -> str:
    """text read, 31 pages, carries 《“十四五”信息通信行业发展规划》, sha256 b5bb9d80…: one line for people."""
    parts = [state_in_words(item.state)]
    if item.pages:
        parts.append(vocabulary.counted(item.pages, "page"))
    if item.gone_at:
        parts.append(f"gone since {item.gone_at:%Y-%m-%d}")
    if item.carries:
        parts.append(f"carries 《{item.carries}》")
    if item.sha256 and with_digest:
        parts.append(f"sha256 {item.sha256}")
    return ", ".join(parts)


def counts(items: Sequence[Mapping[str, Any]]) -> str | None:
    """2 (1 text read, 1 not fetched): how many attachments a record has and what became of them."""
    if not items:
        return None
    states = [state_in_words(item.get("state")) for item in items]
    states_text = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return f"{len(items)} ({states_text})"
