"""Several machines on one: workers, a database server, a bucket and the page, each of which may be killed and begun
again; and what is held in the end, to be compared."""

import asyncio
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import sqlalchemy as sa

from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.run import process
from storage.archive import Archive, ArchiveFiles, Location
from storage.crawl import leases, schedule
from storage.database import Database
from storage.documents import deserialize
from storage.schema import captures, changes, pages, revisions
from tests.crawling_workers import kill_session
from tests.object_store import BUCKET, ObjectStore
from tests.postgres import Server
from tests.processes import FORKS
from tests.scrapers.loopback import LOOPBACK_SETTINGS
from tests.scrapers.small import alone
from zhengce.workers.worker import Pace, Worker

ARCHIVE = f"s3://{BUCKET}/archive"
EVERY = timedelta(seconds=2)
MOST = 300.0


def narrow() -> list[type[SourceSpider]]:
    """Every fourth source, with one column left."""
    sources = process.sources()[::4]
    for source in sources:
        source.columns = source.columns[:1]
    return sources


class ForkingWorker(Worker):
    """A worker whose crawls are forks of processes that have all imported."""

    crawlers: "list[Connection[Any, Any]]"

    async def _child(self, source: str) -> int:
        crawler = self.crawlers.pop()
        try:
            crawler.send(source)
            return int(await asyncio.to_thread(crawler.recv))
        finally:
            self.crawlers.append(crawler)


def _crawler(commands: "Connection[Any, Any]", crawl: Callable[[str], int]) -> None:
    while True:
        source = commands.recv()
        if (child := os.fork()) == 0:
            code = 3
            try:
                code = crawl(source)
            finally:
                os._exit(code)
        commands.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def work(name: str, url: str, folder: Path, replica: str, variables: Mapping[str, str]) -> None:
    """A worker in this process, which leads a session from now on; its machine has this name."""
    os.setsid()
    os.environ.update(variables)
    folder.mkdir(exist_ok=True)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sources = narrow()
    socket.gethostname = lambda: name
    leases.BEAT_EVERY, leases.DEAD_AFTER = timedelta(seconds=0.5), timedelta(seconds=4)
    schedule.FIRST_RETRY = timedelta(seconds=0.3)
    settings = {**LOOPBACK_SETTINGS, "LOOPBACK": replica, **alone(*sources), "ZHENGCE_FILES": False}
    settings |= {"ZHENGCE_ARCHIVE": ARCHIVE, "DOWNLOAD_TIMEOUT": 30}

    def crawl(source: str) -> int:
        [summary] = process.crawl([source], database_url=url, data_dir=folder, settings=settings, anyway=True)
        return 0 if summary.ok else 1

    crawlers = []
    for _ in range(2):
        ours, theirs = Pipe()
        if os.fork() == 0:
            ours.close()
            try:
                _crawler(theirs, crawl)
            finally:
                os._exit(0)
        theirs.close()
        crawlers.append(ours)
    worker = ForkingWorker(
        url,
        folder,
        dict.fromkeys((source.name for source in sources), EVERY),
        concurrency=len(crawlers),
        pace=Pace(look=0.1, beat=0.2, dead_after=4.0, longest_wait=0.5, last_seconds=5.0),
    )
    worker.crawlers = crawlers
    asyncio.run(worker.run())


def serve(url: str, folder: Path, port: int, variables: Mapping[str, str]) -> None:
    """The page in this process."""
    from zhengce.cli import program as cli

    os.environ.update(variables, ZHENGCE_ARCHIVE=ARCHIVE)
    log = os.open(folder / "serve.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.argv = ["zhengce", "--database", url, "--data", str(folder), "serve", "--port", str(port)]
    cli.main()


class Machines:
    """The parts, and how each is killed and begun again."""

    NAMES = ("worker-0", "worker-1", "worker-2")

    def __init__(self, folder: Path, replica: str) -> None:
        self.folder, self._replica = folder, replica
        (folder / "pg").mkdir()
        (folder / "bucket").mkdir()
        (folder / "page").mkdir()
        self.server, self.bucket = Server(folder / "pg"), ObjectStore(folder / "bucket")
        self.url = self.server.create()
        self._port = socket.socket()  # held, so that no connection gets its number while the page is away
        self._port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._port.bind(("127.0.0.1", 0))
        self.port = int(self._port.getsockname()[1])
        self.workers: dict[str, BaseProcess] = {}
        for name in self.NAMES:
            self._begin_worker(name)
        self._begin_page()

    def kill(self, part: str) -> None:
        """Ends a part at once, and begins it again."""
        if part == "database":
            self.server.crash()
        elif part == "bucket":
            self.bucket.kill()
            time.sleep(0.5)  # so that somebody misses it
            self.bucket.start()
        elif part == "page":
            self._page.kill()
            self._page.join()
            self._begin_page()
        else:
            kill_session(self.workers[part].pid or 0)
            self.workers[part].join()
            self._begin_worker(part)

    def _begin_worker(self, name: str) -> None:
        given = (name, self.url, self.folder / name, self._replica, self.bucket.variables)
        self.workers[name] = FORKS.Process(target=work, args=given)
        self.workers[name].start()

    def _begin_page(self) -> None:
        given = (self.url, self.folder / "page", self.port, self.bucket.variables)
        self._page = FORKS.Process(target=serve, args=given)
        self._page.start()

    def answer(self, path: str) -> bytes:
        """What the page answers, as soon as it does."""
        end = time.monotonic() + MOST
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                    return bytes(answer.read())
            except (URLError, OSError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def close(self) -> None:
        """Ends all."""
        for worker in self.workers.values():
            kill_session(worker.pid or 0)
            worker.join()
        self._page.kill()
        self._page.join()
        self._port.close()
        self.bucket.kill()
        self.server.stop()


def held(database: Database) -> dict[frozenset[str], Any]:
    """Every document by the addresses of its pages: all that is held of it, ids as these addresses."""
    with database.read() as connection:
        found: dict[int, set[str]] = {}
        for owner, url in connection.execute(sa.select(pages.c.document_id, pages.c.url)):
            found.setdefault(owner, set()).add(url)
        names: dict[int | None, frozenset[str]] = {number: frozenset(urls) for number, urls in found.items()}
        edits = Counter(connection.execute(sa.select(revisions.c.document_id)).scalars())
        values = {}
        ids = sorted(number for number in names if number is not None)
        for start in range(0, len(ids), 500):
            for row, record in deserialize.rows_and_records(connection, ids[start : start + 500]):
                value = record.to_dict()
                for item in value.get("relations", ()):
                    item["document_id"] = _shown(names, item.pop("document_id", None))
                doers = {name: _shown(names, getattr(row, name)) for name in DOERS}
                days = {name: str(getattr(row, name)) for name in ("ended_on", "ended_as", "gone_at")}
                values[names[row.id]] = value | doers | days | {"edits": bool(edits[row.id])}
    return values


DOERS = ("ended_by", "suspended_by", "extended_by", "postponed_by", "final_id")


def _shown(names: dict[int | None, frozenset[str]], document_id: int | None) -> list[str] | None:
    return sorted(names[document_id]) if document_id is not None else None


def holdings(database: Database, archives: Sequence[ArchiveFiles]) -> dict[str, Any]:
    """What must be the same, without numbers and moments: documents, changes, and the archived answers."""
    documents = {key: value | {"fetched_at": None} for key, value in held(database).items()}
    archived = set()
    with database.read() as connection:
        numbers = list(connection.execute(sa.select(changes.c.number).order_by(changes.c.number)).scalars())
        told = Counter(tuple(row) for row in connection.execute(sa.select(changes.c.kind, changes.c.url)))
        places = connection.execute(sa.select(captures)).all()
    assert numbers == list(range(1, len(numbers) + 1))
    opened = [Archive(files) for files in archives]
    for row in places:
        where = Location(row.file, row.offset, row.digest, row.length)
        archive = next(one for one, files in zip(opened, archives, strict=True) if row.file in files.sizes())
        archived.add((row.url, sha256(archive.read(where).body).hexdigest()))
    for one in opened:
        one.close()
    return {"documents": documents, "changes": told, "archive": archived}
