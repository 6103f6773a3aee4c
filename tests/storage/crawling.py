"""What a process does to a database and an archive that is to be killed, or to run out of disk."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from parsers.record import PolicyDocument
from storage.archive import Archive, Exchange
from storage.crawl import leases, pages
from storage.crawl.captures import CaptureFacts, seen
from storage.database import open_database
from storage.documents.writing import saving
from tests.storage.making import entry, moment, plain_document


def site(first: int, last: int) -> Iterator[PolicyDocument]:
    """The pages of the site, in the order of its listing. Every fifth document stands on a second site, too."""
    for number in range(first, last):
        record = plain_document(number)
        yield record
        if number % 5 == 0:
            yield replace(record, source="state_council", url=f"https://www.gov.cn/{number}.htm")


def say(url: str) -> None:
    """Prints at once."""
    print(url, flush=True)


def crawl(url: str, folder: Path, first: int, last: int, tell: Callable[[str], None] = say) -> None:
    """Archives and saves those of the site's pages that are still wanted; tells the address of each that is kept."""
    database = open_database(url)
    archive = Archive(folder, seen(database))
    records = {record.url: record for record in site(first, last)}
    with database.write() as connection:
        wanted = pages.pages_to_fetch(connection, "miit", [entry(record) for record in records.values()], moment(0))
    for one in wanted:
        record = records[one.entry.url]
        body = (record.title + record.body).encode() * 20
        exchange = Exchange("GET", record.url, [], b"", 200, "OK", [("Content-Type", "text/html")], body, moment(0))
        facts = CaptureFacts(archive.write(exchange), 200, None, None, "text/html", moment(0))
        with database.write() as connection:
            saving.save(connection, record, facts, one.entry, moment(0))
        tell(record.url)
    archive.close()
    database.close()


def crawl_in_little_room(size: int, url: str, folder: Path, first: int, last: int) -> None:
    """The same where no file grows beyond so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    crawl(url, folder, first, last)


def write_forever(url: str, begun: Connection) -> None:
    """Begins to write, says so, and never ends it."""
    with open_database(url).write():
        begun.send("writing")
        time.sleep(60)


def take_lease(url: str) -> None:
    """Takes the lease of a source, and ends without giving it back."""
    with open_database(url).write() as connection:
        leases.take(connection, "crawl:miit", leases.holder_name(), datetime.now(UTC))
