"""What an editor may write beside a document, and edits as people and programs read them."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor
from zhengce.documents.links import web_address
from zhengce.documents.view import moment
from zhengce.tables.sanitize import has_control

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
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(map(shown, value)))
    if isinstance(value, dict) and "judgement" in value:
        return "one document" if value["judgement"] == "positive" else "two documents"
    if isinstance(value, dict):
        held = {name: one for name, one in value.items() if one is not None}
        return ", ".join(f"{name} {shown(one)}" for name, one in held.items())
    return str(value)


LONGEST_TITLE = 600
"""Characters of an editor's English title, of a line, and of what stands at a link."""
LONGEST_NOTE = 10_000
LONGEST_TAG = 60
LONGEST_LINK = 2_000
"""An index of PostgreSQL takes no longer address."""


class NotWritable(ValueError):
    """A text that is refused; the message says why."""


def editor_now(name: str = "") -> Editor:
    """Who writes at this moment: the name of a login, else the user of the system."""
    return Editor(name or _system_user(), datetime.now(UTC))


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return f"user {os.getuid()}"


def check_line(text: str, what: str = "a title", longest: int = LONGEST_TITLE) -> str:
    """A text on one line, its blanks made one. Raises NotWritable."""
    line = " ".join(text.split())
    if has_control(text):
        raise NotWritable(f"{what} is one line of text; this one holds control characters")
    if len(line) > longest:
        raise NotWritable(f"{len(line):,} characters; {what} has {longest} at most")
    return line


def check_note(text: str, what: str = "a note") -> str:
    """A text of any number of lines. Raises NotWritable."""
    text = text.replace("\r\n", "\n").strip()
    if has_control(text):
        raise NotWritable("holds control characters")
    if len(text) > LONGEST_NOTE:
        raise NotWritable(f"{len(text):,} characters; {what} has {LONGEST_NOTE:,} at most")
    return text


def check_tag(text: str) -> str:
    """A tag. Raises NotWritable."""
    tag = check_line(text, "a tag", LONGEST_TAG)
    if not tag:
        raise NotWritable("a tag is a word or a few")
    return tag


def check_link(url: str, title: str = "") -> Link:
    """An address of the web, and what stands there. Raises NotWritable."""
    if web_address(url) != url or any(char.isspace() for char in url):
        raise NotWritable("not an address of the web; write it like https://policies.example.org")
    if len(url) > LONGEST_LINK:
        raise NotWritable(f"{len(url):,} characters; an address has {LONGEST_LINK:,} at most")
    return Link(url, check_line(title) or None)


def check_texts(texts: Mapping[str, str | None]) -> dict[str, str | None]:
    """The texts of an entry that are given, by field; an empty one takes the text away. Raises NotWritable.

    Empty `figures` stay empty: no bullets, in place of the document's targets.
    """
    given = {field: text for field, text in texts.items() if text is not None}
    checked = {
        field: check_line(text, "a line") if field == "line" else check_note(text, f"a field {field}")
        for field, text in given.items()
    }
    return {field: text if field == "figures" else text or None for field, text in checked.items()}
