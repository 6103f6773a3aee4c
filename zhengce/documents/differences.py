"""What changed between two values of a field, piece by piece, for people."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from zhengce.documents.targets import figure
from zhengce.english.indicators import english_indicator

LONGEST_LINE = 1_200
"""Characters of a line up to which changes inside it are looked for."""

SHORT = 24
"""Characters of a value that is shown whole, before and after: a day, a number."""

MOST_WORK = 30_000_000
"""Steps that all comparisons of one field or page may take at the worst, a second or two; see `_work`."""

CONTEXT = 1
"""Unchanged lines shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A piece of text that stayed, came or went."""

    kind: Literal["same", "old", "new", "gap"]
    text: str


Line = tuple[DiffPiece, ...]
Opcode = tuple[str, int, int, int, int]


class Budget:
    """What one call may still spend on comparing. A comparison that would cost more is not begun."""

    def __init__(self) -> None:
        self._left = MOST_WORK

    def opcodes(self, old: Sequence[str], new: Sequence[str], *, of_lines: bool = False) -> list[Opcode]:
        """What stayed and what changed, as `difflib` says it; past the budget, all between what both begin and end with
        as one change."""
        begin = _common(old, new)
        end = _common(old[begin:][::-1], new[begin:][::-1])
        last, last_new = len(old) - end, len(new) - end
        a, b = old[begin:last], new[begin:last_new]
        work = _work(a, b)
        if work <= self._left:
            self._left -= work
            # The lines that stand in a text again and again, as cells of a table do, would cost more than all others.
            middle: list[Opcode] = list(SequenceMatcher(None, a, b, autojunk=of_lines).get_opcodes())
        else:
            kind = "replace" if a and b else "delete" if a else "insert"
            middle = [(kind, 0, len(a), 0, len(b))]
        found = [("equal", 0, begin, 0, begin)] if begin else []
        found += [(kind, i + begin, j + begin, k + begin, m + begin) for kind, i, j, k, m in middle]
        return [*found, ("equal", last, len(old), last_new, len(new))] if end else found


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many characters or lines both begin with."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _work(a: Sequence[str], b: Sequence[str]) -> int:
    """Steps that `difflib` takes at the worst: it looks at every pair of equals again for each piece that it finds."""
    other = Counter(b)
    return sum(count * other[item] for item, count in Counter(a).items()) * min(len(a), len(b))


def differences(old: Any, new: Any, budget: Budget | None = None) -> list[Line]:
    """The lines of a change: of texts those around what changed, of lists an item a line; none of equal values."""
    before, after = _lines(old), _lines(new)
    if before == after:
        return []
    if len(before) == len(after) == 1 and max(len(before[0]), len(after[0])) <= SHORT:
        return [(DiffPiece("old", before[0]), DiffPiece("same", " → "), DiffPiece("new", after[0]))]
    return list(_changed(before, after, budget or Budget()))


def _lines(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [_item(item) for item in value]
    return str(value).split("\n") if not isinstance(value, bool) else [str(value).lower()]


_TARGET = {"direction": None, "comparator": "=", "baseline": None, "baseline_year": None}
"""Of a target what its JSON may leave out."""


def _item(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    if "indicator" in item:
        named = item.get("indicator_en") or english_indicator(item["indicator"])
        name = f"{named} ({item['indicator']})" if named else item["indicator"]
        return f"{name} · {figure(_TARGET | item)}" + (f" · {item['year']}" if item["year"] else "")
    names = ("name", "unit", "document_number", "title")
    parts = [str(item[name]) for name in names if item.get(name)] or [str(item.get("url") or "")]
    if digest := item.get("sha256"):  # a file that was replaced under its name
        parts.append(digest[:8])
    return " · ".join(filter(None, parts)) or json.dumps(item, ensure_ascii=False)


def _changed(before: list[str], after: list[str], budget: Budget) -> Iterator[Line]:
    for kind, i, j, k, m in budget.opcodes(before, after, of_lines=True):
        if kind == "equal":
            yield from _unchanged(before[i:j], first=i == 0, last=j == len(before))
        elif kind == "replace" and j - i == m - k:
            for old, new in zip(before[i:j], after[k:m], strict=True):
                yield _inside(old, new, budget)
        else:
            yield from ((DiffPiece("old", line),) for line in before[i:j])
            yield from ((DiffPiece("new", line),) for line in after[k:m])


def _unchanged(lines: list[str], *, first: bool, last: bool) -> Iterator[Line]:
    head = [] if first else lines[:CONTEXT]
    tail = [] if last else lines[len(head) :][-CONTEXT:]
    yield from ((DiffPiece("same", line),) for line in head)
    if len(lines) > len(head) + len(tail):
        yield (DiffPiece("gap", "…"),)
    yield from ((DiffPiece("same", line),) for line in tail)


def _inside(old: str, new: str, budget: Budget) -> Line:
    if max(len(old), len(new)) > LONGEST_LINE:
        return (DiffPiece("old", old), DiffPiece("new", new))
    pieces: list[DiffPiece] = []
    for kind, i, j, k, m in budget.opcodes(old, new):
        if kind == "equal":
            pieces.append(DiffPiece("same", old[i:j]))
            continue
        if j > i:
            pieces.append(DiffPiece("old", old[i:j]))
        if m > k:
            pieces.append(DiffPiece("new", new[k:m]))
    return tuple(pieces)
