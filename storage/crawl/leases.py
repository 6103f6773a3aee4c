"""Leases: only one process may crawl a source at a time. A lease lives by its heartbeat.

A holder that was killed stops beating, and after `DEAD_AFTER` another may take the lease. Both databases decide in one
writing transaction, so two takers never both succeed.
"""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import leases

BEAT_EVERY = timedelta(seconds=20)
"""How often a holder beats."""

DEAD_AFTER = timedelta(seconds=90)
"""A lease that has not been beaten for so long has a dead holder."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as it stands in the database."""

    name: str
    holder: str
    taken_at: datetime
    beat_at: datetime


def crawl_of(source: str) -> str:
    """The name of the lease of a source's crawl."""
    return f"crawl:{source}"


def holder_name() -> str:
    """A name for this holder: host, process and a random part, so that no two holders share one."""
    return f"{_place()}:{os.getpid()}:{secrets.token_hex(4)}"


def take(connection: Connection, name: str, holder: str, now: datetime) -> Lease | None:
    """Takes a lease. None: it is ours now. Otherwise the lease of another holder who is alive."""
    row = connection.execute(sa.select(leases).where(leases.c.name == name)).first()
    if row is None:
        connection.execute(sa.insert(leases).values(name=name, holder=holder, taken_at=now, beat_at=now))
        return None
    current = Lease(**row._mapping)
    if current.holder != holder and not _is_dead(current, now):
        return current
    taken_at = current.taken_at if current.holder == holder else now
    values = {"holder": holder, "taken_at": taken_at, "beat_at": now}
    connection.execute(sa.update(leases).where(leases.c.name == name).values(values))
    return None


def beat(connection: Connection, name: str, holder: str, now: datetime) -> bool:
    """Says that the holder is alive. False: the lease is another's by now, and this holder must stop."""
    statement = sa.update(leases).where(leases.c.name == name, leases.c.holder == holder).values(beat_at=now)
    return connection.execute(statement).rowcount == 1


def give_back(connection: Connection, name: str, holder: str) -> None:
    """Gives a lease back; nothing happens where it is another's."""
    connection.execute(sa.delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def _is_dead(lease: Lease, now: datetime) -> bool:
    # A beat from the future is of a clock that was wrong. A holder who is alive beats again by the right one soon.
    if abs(now - lease.beat_at) > DEAD_AFTER:
        return True
    # A holder on this very machine can be looked up at once: a killed crawl need not block its successor for minutes.
    place, process, _ = lease.holder.rsplit(":", 2)
    return place == _place() and not _is_running(int(process))


def _place() -> str:
    """Where process numbers mean the same: a host, and on Linux the container's own space of them."""
    try:
        return f"{socket.gethostname()}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return socket.gethostname()


def _is_running(process: int) -> bool:
    if os.name == "nt":  # there a signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
