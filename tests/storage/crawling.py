"""What processes do to a database that are killed."""

import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from storage.crawl import leases
from storage.database import open_database


def write_forever(url: str, begun: Connection) -> None:
    """Begins to write, says so, and never ends it."""
    with open_database(url).write():
        begun.send("writing")
        time.sleep(60)


def take_lease(url: str) -> None:
    """Takes the lease of a source, and ends without giving it back."""
    with open_database(url).write() as connection:
        leases.take(connection, "crawl:miit", leases.holder_name(), datetime.now(UTC))
