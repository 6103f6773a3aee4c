"""The locks by which several writers of one PostgreSQL database stay out of one another's way.

A lock stands for a thing by which documents could meet: `document` (by id: its row, parts, pages, and what others did
to it), `page` and `file` (by address as compared), `number` (as relations name it), `title` (a key of `pages`), and
`key` (another one). A writer holds the lock of each thing before it reads it to decide what to write, until its
transaction ends (two-phase locking): several leave what one would have left who did their work one after the other.

A lock is taken where nobody has it. Else the transaction is made again, and waits at its beginning for that lock and
those that it had, in one order for all writers: so nobody waits in a circle. A connection that dies leaves no lock
behind. On SQLite, and for a writer who is alone, there is nothing to be held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.errors import StorageError
from storage.postgresql import WRITER_IDLE

Locks = Mapping[int, bool]
"""False: others may hold it, too, who only look at that thing."""

TRANSACTION = "zhengce.transaction"
"""Where a connection has its `ConcurrentTransaction`, until that ends."""

_wait = sa.text(
    "SELECT set_config('idle_in_transaction_session_timeout', :idle, true),"
    " count(CASE WHEN alone THEN CAST(pg_advisory_xact_lock(key) AS text)"
    " ELSE CAST(pg_advisory_xact_lock_shared(key) AS text) END)"
    " FROM unnest(CAST(:keys AS bigint[]), CAST(:alone AS boolean[])) AS wanted(key, alone)"
)
_try = {
    alone: sa.text(f"SELECT bool_and({function}(key)) FROM unnest(CAST(:keys AS bigint[])) AS key")
    for alone, function in ((True, "pg_try_advisory_xact_lock"), (False, "pg_try_advisory_xact_lock_shared"))
}


class Contended(StorageError):
    """Another writer is in the way: the transaction is to be made again, with these locks from its beginning."""

    def __init__(self, locks: Locks) -> None:
        super().__init__("other writers are in the way; try again")
        self.locks = locks


@dataclass(slots=True)
class ConcurrentTransaction:
    """A transaction that runs beside those of other writers, and its locks."""

    locks: dict[int, bool]
    """Those that it holds."""
    whole: set[int] = field(default_factory=set)
    """The documents that it holds with all that they are found by (`storage.resolution.holding`)."""
    changes: list[Any] = field(default_factory=list)
    """What `storage.changes` numbers when it ends."""


@lru_cache(maxsize=65536)
def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)


def begin(connection: Connection, locks: Locks) -> None:
    """Lets others write beside a transaction, and waits for these locks, in the order of all writers."""
    connection.info[TRANSACTION] = ConcurrentTransaction(dict(locks))
    wait(connection, locks)


def wait(connection: Connection, locks: Locks) -> None:
    """Takes locks however long others have them: the first of a transaction, or the last."""
    ordered = sorted(locks)
    connection.execute(_wait, {"idle": WRITER_IDLE, "keys": ordered, "alone": [locks[key] for key in ordered]})


def concurrent_transaction(connection: Connection) -> ConcurrentTransaction | None:
    """The transaction of a connection, if others write beside it."""
    return cast(ConcurrentTransaction | None, connection.info.get(TRANSACTION))


def hold(connection: Connection, *, alone: bool = True, **things: Iterable[object]) -> bool:
    """Takes the locks of things; what is None is none. True: what was read of them before may be old, read it again.

    Raises Contended where another writer has one of them.
    """
    if (state := concurrent_transaction(connection)) is None:
        return False
    wanted = {_key(f"{kind} {value}") for kind, values in things.items() for value in values if value}
    missing = [key for key in wanted if key not in state.locks or (alone and not state.locks[key])]
    state.locks |= dict.fromkeys(missing, alone)
    if missing and not connection.execute(_try[alone], {"keys": missing}).scalar_one():
        raise Contended(state.locks)
    return bool(missing)
