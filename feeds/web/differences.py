"""What changed between two values of a field, piece by piece, for people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

LONGEST_LINE = 1_200
"""Characters of a line up to which changes inside it are looked for."""

MOST_LINES = 3_000
CONTEXT = 1
"""Unchanged lines shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text that stayed, came or went."""

    kind: Literal["same", "old", "new", "gap"]
    text: str


Line = tuple[Change, ...]


def differences(old: Any, new: Any) -> list[Line]:
    """The lines of a change: of texts those around what changed, of lists an item a line."""
    before, after = _lines(old), _lines(new)
    if len(before) > MOST_LINES or len(after) > MOST_LINES:
        return [(Change("old", f"{len(before)}"),), (Change("new", f"{len(after)}"),)]
    return list(_changed(before, after))


def _lines(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [_item(item) for item in value]
    return str(value).split("\n") if not isinstance(value, bool) else [str(value).lower()]


def _item(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    told = [str(item[name]) for name in ("name", "unit", "document_number", "title", "url") if item.get(name)]
    return " · ".join(told) or json.dumps(item, ensure_ascii=False)


def _changed(before: list[str], after: list[str]) -> Iterator[Line]:
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _kept(before[i:j], first=i == 0, last=j == len(before))
        elif kind == "replace" and j - i == m - k:
            for old, new in zip(before[i:j], after[k:m], strict=True):
                yield _inside(old, new)
        else:
            yield from ((Change("old", line),) for line in before[i:j])
            yield from ((Change("new", line),) for line in after[k:m])


def _kept(lines: list[str], *, first: bool, last: bool) -> Iterator[Line]:
    head = [] if first else lines[:CONTEXT]
    tail = [] if last else lines[len(head) :][-CONTEXT:]
    yield from ((Change("same", line),) for line in head)
    if len(lines) > len(head) + len(tail):
        yield (Change("gap", "…"),)
    yield from ((Change("same", line),) for line in tail)


def _inside(old: str, new: str) -> Line:
    if max(len(old), len(new)) > LONGEST_LINE:
        return (Change("old", old), Change("new", new))
    pieces: list[Change] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Change("same", old[i:j]))
            continue
        if j > i:
            pieces.append(Change("old", old[i:j]))
        if m > k:
            pieces.append(Change("new", new[k:m]))
    return tuple(pieces)
