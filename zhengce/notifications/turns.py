"""Messages are sent by one process at a time, whatever machine, as long as it lives."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from storage.crawl import leases
from storage.database import Database
from storage.errors import StorageError


@contextmanager
def turn(database: Database, name: str, now: datetime) -> Iterator[bool]:
    """Whether it is this process's turn; it is until the block ends. Beats for the lease: dead channels take long."""
    holder, over, began = leases.holder_name(), threading.Event(), time.monotonic()
    with database.write() as connection:
        is_ours = leases.take(connection, name, holder, now) is None
    if not is_ours:
        yield False
        return

    def beat() -> None:
        while not over.wait(leases.BEAT_EVERY.total_seconds()):
            with suppress(StorageError), database.write() as connection:  # the next beat may get through
                leases.beat(connection, name, holder, now + timedelta(seconds=time.monotonic() - began))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield True
    finally:
        over.set()
        thread.join()
        with database.write() as connection:
            leases.give_back(connection, name, holder)
