"""A crawl without a network, as a process to be killed: `python -m tests.storage.crawling URL FOLDER FIRST LAST`.

Archives and saves pages FIRST to LAST, those that are still wanted, and prints the address of each page that is kept.
Every fifth document stands on a second site, too.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from parsers.record import PolicyDocument
from storage.archive import Archive, Exchange
from storage.crawl import pages
from storage.crawl.captures import CaptureFacts, seen
from storage.database import open_database
from storage.documents import saving
from tests.storage.making import entry, moment, plain_document


def site(first: int, last: int) -> Iterator[PolicyDocument]:
    """The pages of the site, in the order of its listing."""
    for number in range(first, last):
        record = plain_document(number)
        yield record
        if number % 5 == 0:
            yield replace(record, source="state_council", url=f"https://www.gov.cn/{number}.htm")


def say(url: str) -> None:
    """Prints at once."""
    print(url, flush=True)


def crawl(url: str, folder: Path, first: int, last: int, tell: Callable[[str], None] = say) -> None:
    """Fetches what is wanted of the site's pages; tells the address of each that is kept."""
    database = open_database(url)
    archive = Archive(folder, seen(database))
    records = {record.url: record for record in site(first, last)}
    with database.write() as connection:
        wanted = pages.wanted(connection, "miit", [entry(record) for record in records.values()], moment(0))
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


if __name__ == "__main__":
    crawl(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
