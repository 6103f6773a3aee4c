"""The bodies that documents had before they changed, for words that stand in none of today's texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from storage.documents.queries import StoredDocument
from storage.documents.writing import revisions
from storage.documents.writing.revisions import Revision
from zhengce.documents import view


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document's text."""

    document_id: int
    """Differs from the document's where it was found to be another one."""
    number: int
    """1 is the text that was read first."""
    since: datetime
    until: datetime | None = None
    """When another text took its place; None for today's."""
    ended_by: Revision | None = None
    """What brought that other text."""

    def to_dict(self) -> dict[str, Any]:
        """For JSON. `ended_by`: crawled (the page was edited), reparsed (a newer parser read the same page) …"""
        return {
            "number": self.number,
            "current": self.until is None,
            "since": view.moment(self.since),
            "until": view.moment(self.until),
            "ended_by": self.ended_by.kind if self.ended_by else None,
        }


def current(connection: Connection, document: StoredDocument) -> Version:
    """The version that stands today."""
    history = [one for one in revisions.of(connection, document.id) if one.document_id == document.id]
    edits = [one.revised_at for one in history if "body" in one.fields]
    return Version(document.id, len(history) + 1, edits[-1] if edits else document.first_seen_at)


def earlier(connection: Connection, document: StoredDocument) -> Iterator[tuple[Version, str]]:
    """The bodies that the document had before, the newest first; those of documents that were found to be it last."""
    history = revisions.of(connection, document.id)
    history.sort(key=lambda one: (one.document_id == document.id, one.number), reverse=True)
    edits = [one for one in history if "body" in one.fields]
    for place, edit in enumerate(edits):
        before = edits[place + 1] if place + 1 < len(edits) else None
        since = before.revised_at if before and before.document_id == edit.document_id else document.first_seen_at
        text = edit.fields["body"]["old"]
        if text:
            yield Version(edit.document_id, edit.number, since, edit.revised_at, edit), text
