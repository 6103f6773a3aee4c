"""Edits as people and programs read them."""

from dataclasses import asdict
from typing import Any

from outputs.documents import moment
from storage.editing.edits import Edit

LONGEST_SHOWN = 200
"""Characters of a text that one line shows."""


def as_json(edit: Edit) -> dict[str, Any]:
    """An edit as JSON, under the names of the table `edits`."""
    subject = {"subject_kind": edit.subject.kind, "subject": edit.subject.key}
    return asdict(edit) | subject | {"edited_at": moment(edit.edited_at)}


def sentence(edit: Edit) -> str:
    """document 3, note: "Compare" → nothing."""
    return f"{edit.subject.kind} {edit.subject.key}, {edit.field}: {shown(edit.before)} → {shown(edit.after)}"


def shown(value: Any) -> str:
    """A value on one line, shortened: a text in quotation marks, what an object holds, nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        line = " ".join(value.split())
        return f'"{line}"' if len(line) <= LONGEST_SHOWN else f'"{line[:LONGEST_SHOWN]}…"'
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(map(shown, value)))
    if isinstance(value, dict) and "judgement" in value:
        return "one document" if value["judgement"] == "positive" else "two documents"
    if isinstance(value, dict):
        held = {name: one for name, one in value.items() if one is not None}
        return ", ".join(f"{name} {shown(one)}" for name, one in held.items())
    return str(value)
