"""Saved searches. None is ever deleted, only put aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import watches as progress
from storage.editing import edits
from storage.editing.edits import Editor, Subject
from storage.editing.rows import insert, write
from storage.schema import watches


@dataclass(frozen=True, slots=True)
class SavedWatch:
    """A watch as it is stored. `settings`: what it looks for and where it sends; a channel by its name."""

    id: int
    settings: Mapping[str, Any]
    shown: bool
    """False: it was put aside."""

    @property
    def name(self) -> str:
        return str(self.settings["name"])


def list_watches(connection: Connection) -> list[SavedWatch]:
    """Every one, those that were put aside among them, the oldest first."""
    return [SavedWatch(**row._mapping) for row in connection.execute(sa.select(watches).order_by(watches.c.id))]


def add(connection: Connection, settings: Mapping[str, Any], editor: Editor) -> int:
    """Stores a new watch; gives its id."""
    number = insert(connection, "watch", {"settings": settings, "shown": True}, editor)
    edits.record(connection, editor, Subject("watch", str(number)), "settings", None, settings)
    return number


def save(connection: Connection, settings: Mapping[str, Any], editor: Editor) -> None:
    """Stores a watch, or these settings of the one that has their name; one that was put aside begins anew."""
    former = next((watch for watch in list_watches(connection) if watch.name == settings["name"]), None)
    if former is None:
        add(connection, settings, editor)
        return
    if not former.shown:
        for cursor in progress.cursors(connection, former.name):
            progress.forget(connection, former.name, cursor.channel)
    for field, value in (("settings", settings), ("shown", True)):
        write(connection, "watch", former.id, field, value, editor)
