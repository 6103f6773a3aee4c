"""Everything that became new, was revised, merged, withdrawn or came back: JSON lines with a number to go on from.

A consumer stores the number of the last line that it has dealt with and asks for what is after it: nothing is missed
and nothing comes twice, because the storage gives the numbers without gaps in the order of commit.
"""

import json
import select
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, TextIO

from sqlalchemy.engine import Connection

from storage import changes as log
from storage.changes import Change
from storage.database import Database
from storage.documents import queries
from zhengce.documents import view as documents
from zhengce.tables.sanitize import escaped

BATCH = 200
POLL_SECONDS = 1.0
"""How long `--follow` waits before it asks the database again."""


def lines(connection: Connection, after: int, limit: int = BATCH) -> list[dict[str, Any]]:
    """The changes after a number, at most `limit`, each with the whole record as it stands now.

    The record is None for a document that was merged into another: a later change of kind `merged` names that one
    (`document_id`) and the old one (`other_id`).
    """
    changes = log.after(connection, after, limit)
    held = {item.id: item for item in queries.stored(connection, sorted({change.document_id for change in changes}))}
    return [_line(change, held.get(change.document_id)) for change in changes]


def stream(
    database: Database,
    after: int = 0,
    limit: int | None = None,
    *,
    follow: bool = False,
    wait: Callable[[], bool] = lambda: False,
) -> Iterator[dict[str, Any]]:
    """The changes after a number, at most `limit`; with `follow` it goes on as they come, until `wait` says False.

    `wait` is called when there is nothing more: it sleeps, and returns whether to ask again. No transaction is open
    while the lines of a batch are written, so a slow reader blocks no writer.
    """
    left = limit
    while left is None or left > 0:
        with database.read() as connection:
            batch = lines(connection, after, BATCH if left is None else min(BATCH, left))
        yield from batch
        if batch:
            after = batch[-1]["number"]
            left = None if left is None else left - len(batch)
        elif not follow or not wait():
            return


def write(found: Iterator[dict[str, Any]], out: TextIO, stopper: "Stopper") -> None:
    """Writes each change as one line and flushes it, until there are no more or a signal came."""
    for line in found:
        out.write(escaped(json.dumps(line, ensure_ascii=False, separators=(",", ":"))) + "\n")
        out.flush()
        if stopper.is_stopped:
            return


class Stopper:
    """Records SIGINT or SIGTERM, so that the current line is finished first; a second signal ends the process."""

    def __init__(self) -> None:
        self.is_stopped = False

    def listen(self) -> None:
        """Handle the two signals from now on."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopped = True
        signal.signal(number, signal.SIG_DFL)

    def wait(self, seconds: float = POLL_SECONDS) -> bool:
        """Sleeps; False after a signal. Raises BrokenPipeError where the reader of standard output is gone."""
        poller = select.poll()
        poller.register(sys.stdout.fileno(), select.POLLERR)
        if not self.is_stopped and poller.poll(int(seconds * 1000)):
            raise BrokenPipeError
        return not self.is_stopped


def _line(change: Change, held: queries.StoredDocument | None) -> dict[str, Any]:
    return {
        "number": change.number,
        "kind": change.kind,
        "changed_at": documents.moment(change.changed_at),
        "document_id": change.document_id,
        "other_id": change.other_id,
        "source": change.source,
        "url": change.url,
        "fields": change.fields,
        "record": documents.select(held, documents.RECORD) if held else None,
    }
