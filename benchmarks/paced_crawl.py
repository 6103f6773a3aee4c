"""A crawl for `benchmarks.serve`: a process that saves new documents in groups, as fast as polite sites give them.

`python -m benchmarks.paced_crawl URL DOCUMENTS SEED` saves so many and prints the seconds of all, and of saving alone.
After each group it waits for as long as sources that are crawled beside one another take to give the next.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from benchmarks.corpus import documents as invented
from storage.database import open_database
from storage.documents.writing import saving

GROUP, PAUSE = 5, 1.0
"""Documents that are committed at once, and seconds between: five sources, each a page a second."""

NICENESS = 10
"""That of `zhengce crawl`."""

LENGTH = 2_000
"""Characters of a body, in the median."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of a crawl."""

    whole: float
    saving: float


def crawl(url: str, count: int, seed: int) -> Taken:
    """Saves so many documents that are new where no crawl had this seed."""
    database = open_database(url, upgrade=False)
    records = (
        replace(record, url=f"https://crawl.example/{seed}/{number}.html", attachments=(), document_number=None)
        for number, record in enumerate(invented(count, seed=seed, length=LENGTH))
    )
    begun, saved = time.perf_counter(), 0.0
    while group := list(islice(records, GROUP)):
        time.sleep(PAUSE)
        start = time.perf_counter()
        with database.write() as connection:
            for record in group:
                saving.save(connection, record, None, None, datetime.now(UTC))
        saved += time.perf_counter() - start
    taken = Taken(time.perf_counter() - begun, saved)
    database.close()
    return taken


@dataclass(slots=True)
class Running:
    """A crawl in a process of its own."""

    process: "subprocess.Popen[str]"

    def taken(self) -> Taken:
        """Waits for its end."""
        printed, _ = self.process.communicate()
        if self.process.returncode:
            raise SystemExit("the crawl failed")
        return Taken(*map(float, printed.split()))


@contextmanager
def running(url: str, count: int, seed: int) -> Iterator[Running]:
    """Begins a crawl, and ends it with what goes on beside it."""
    words = [sys.executable, "-m", "benchmarks.paced_crawl", url, str(count), str(seed)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.terminate()


if __name__ == "__main__":
    os.nice(NICENESS)
    one = crawl(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    print(one.whole, one.saving)
