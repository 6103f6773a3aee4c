"""What `zhengce reparse` costs with one process and with two: pages and files a second, processor time, memory.

`python -m benchmarks.reparse [--pages N] [--files N]` first keeps so many invented pages of 60 KB, the size of a
ministry's, in an archive and a database, and so many PDFs. Measured are runs with nothing changed (what a reparse
mostly meets), with another version of the parsers alone, and with every record changed; the baseline is one process
in the same run. `--queue` compares a worker's processes with a pool on PostgreSQL instead. Seconds of the whole run,
the start of the processes included. The ratio by processor time is what two idle cores can give: it does not depend
on what else the machine does.
"""

import argparse
import asyncio
import contextlib
import gzip
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

import parsers.document
from benchmarks.corpus import documents as invented
from benchmarks.store import postgresql_databases
from parsers.extraction import Entry
from parsers.files import LIMITS
from parsers.page import Page as WebPage
from parsers.record import Attachment
from pipelines.attached_files import AttachedFileReader
from reprocessing import reread_files, reread_pages
from reprocessing.processes import Inputs, Processes
from reprocessing.reparse import groups, reparse
from reprocessing.report import Report
from reprocessing.reread_files import OldFile, Reread
from reprocessing.reread_pages import Reading
from storage.archive import Archive, Exchange
from storage.attachments import saving as attached
from storage.crawl import reread_groups
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents.queries import CurrentCapture
from storage.documents.writing import saving
from storage.schema import attachment_texts
from storage.schema import documents as documents_table
from storage.schema import files as files_table
from storage.schema import pages as pages_table
from tests.samples.files.pdf import Page, write_pdf
from workers.rereading import Rereading
from workers.worker import Worker

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FILE_PAGES = 10
SIZE = 60_000
"""Bytes, much of it menus and scripts, as on the sites."""
MENU = '<li class="menu"><a href="/xxgk/zcfb/tz/index.html" title="通知公告">通知公告</a></li>'
T = TypeVar("T")


def pages(count: int) -> Iterator[tuple[Entry, bytes]]:
    """So many listing rows with their pages."""
    for number, record in enumerate(invented(count)):
        day = record.published_on or record.written_on or NOW.date()
        url = f"https://www.ndrc.gov.cn/xxgk/zcfb/tz/{day:%Y%m}/t{day:%Y%m%d}_{number:07d}.html"
        text = "".join(f"<p>{line}</p>" for line in record.body.splitlines())
        main = (
            f'<div class="article_l"><h2 class="article_title">{record.title}</h2><div class="shezhi">'
            f'<div class="time">发布时间：{day:%Y/%m/%d}</div></div>'
            f'<div class="article_con"><div class=TRS_Editor>{text}</div></div></div>'
        )
        head = (
            f'<html><head><meta charset="UTF-8"><meta name="ArticleTitle" content="{record.title}">'
            f'<meta name="PubDate" content="{day} 09:00:00"></head><body><ul>'
        )
        menus = max(0, SIZE - len((head + main).encode())) // len(MENU.encode())
        yield Entry(url, record.title, day, "final"), f"{head}{MENU * menus}</ul>{main}</body></html>".encode()


def fill(database: Database, folder: Path, count: int) -> int:
    """Keeps the pages as a crawl would; gives how many documents they are."""
    with Archive(folder) as archive:
        for entry, body in pages(count):
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
            packed = gzip.compress(body, 6, mtime=0)
            place = archive.write(Exchange("GET", entry.url, [], b"", 200, "OK", headers, packed, NOW))
            record = parsers.document.parse(WebPage(entry.url, body, fetched_at=NOW), entry, entry.stage)
            with database.write() as connection:
                facts = CaptureFacts(place, 200, None, None, "text/html", NOW)
                saving.save(connection, record, facts, entry, NOW)
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(documents_table)).scalar_one())


def fill_files(database: Database, folder: Path, count: int) -> None:
    """Keeps notices with a PDF each, as a crawl would."""
    texts = list(invented(FILE_PAGES, seed=7, length=600))
    with Archive(folder) as archive, closing(AttachedFileReader()) as reader:
        for number, record in enumerate(invented(count)):
            url = f"https://www.ndrc.gov.cn/xxgk/zcfb/tz/202601/P{number:07d}.pdf"
            lines = [[f"第{number}号文件", *text.body.splitlines()] for text in texts]
            body = write_pdf([Page().write(*page) for page in lines])
            read = reader.read_now(body, "附件", url, "ndrc")
            with database.write() as connection:
                place = archive.write(Exchange("GET", url, [], b"", 200, "OK", [], body, NOW))
                facts = CaptureFacts(place, 200, None, None, "application/pdf", NOW)
                having = replace(record, stage="final", url=f"{url}.html", attachments=(Attachment("附件", url),))
                saving.save(connection, having, None, None, NOW)
                file_id = connection.execute(sa.select(sa.func.max(files_table.c.id))).scalar_one()
                attached.save(connection, file_id, read.text, read.document, facts, url, len(body), NOW)


def of_another_version(database: Database) -> None:
    """Lets every record look as if parsers of another version had read the same."""
    with database.write() as connection:
        connection.execute(sa.update(documents_table).values(parser_version="0"))
        connection.execute(sa.update(pages_table).values(digest="older"))


def of_another_reader(database: Database) -> None:
    """Lets every file look as if another reader had read the same."""
    with database.write() as connection:
        connection.execute(sa.update(files_table).values(extractor="older"))


def worsen(database: Database) -> None:
    """Lets every document look as if an older parser had read it."""
    with database.write() as connection:
        connection.execute(sa.update(documents_table).values(addressed_to="某某"))
        connection.execute(sa.update(pages_table).values(digest="older"))


def worsen_files(database: Database) -> None:
    """Lets every file look as if an older reader had read it, and other than today's."""
    with database.write() as connection:
        connection.execute(sa.update(files_table).values(extractor="older"))
        connection.execute(sa.update(attachment_texts).values(text="旧的文字"))


class Timed(list[T]):
    """What a process gave for a group, and what it has cost so far."""

    process: int
    spent: float
    """Processor seconds, of its sandbox too."""
    memory: int
    """Megabytes at its peak."""


def read_pages(inputs: Inputs, group: Sequence[CurrentCapture]) -> Timed[Reading]:
    """Reads a group of pages, and says what that cost."""
    return _timed(READ_PAGES(inputs, group))


def read_files(inputs: Inputs, group: Sequence[OldFile]) -> Timed[Reread]:
    """Reads a group of files, and says what that cost."""
    return _timed(READ_FILES(inputs, group))


def _timed(found: Sequence[T]) -> Timed[T]:
    timed = Timed(found)
    timed.process, timed.spent, timed.memory = os.getpid(), processor(), _peak()
    return timed


def processor() -> float:
    """Processor seconds of this process and of those that it started itself."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    with contextlib.suppress(OSError):  # a thread or a process that ends meanwhile
        children = [name for task in Path("/proc/self/task").glob("*/children") for name in task.read_text().split()]
        for child in children:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ended.ru_utime + ended.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What one reparse cost, in seconds."""

    report: Report
    clock: float
    writing: float
    """Processor of the process that writes."""
    reading: float
    """Processor of the others."""
    memory: int
    """Megabytes of all processes at their peaks."""

    def of_two(self) -> float:
        """The least time that two cores need for this work: half of it, or what one process does alone."""
        return max((self.writing + self.reading) / 2, self.writing)


def run(database: Database, folder: Path, processes: int) -> Run:
    """Reparses once."""
    costs: dict[int, tuple[float, int]] = {}
    waiting_for = Processes.map

    def noting(self: Processes, *arguments: Any) -> Iterator[Any]:
        for found in waiting_for(self, *arguments):
            costs[found.process] = (found.spent, found.memory)
            yield found

    Processes.map = noting  # type: ignore[method-assign, assignment]
    begun, spent = time.perf_counter(), processor()
    report = reparse(database, folder, processes=processes)
    clock, writing = time.perf_counter() - begun, processor() - spent
    Processes.map = waiting_for  # type: ignore[method-assign]
    others = [cost for process, cost in costs.items() if process != os.getpid()]
    memory = _peak() + sum(memory for _, memory in others)
    return Run(report, clock, writing, sum(spent for spent, _ in others), memory)


def compare(name: str, database: Database, folder: Path, prepare: Callable[[Database], None] | None) -> None:
    """Prints a line for one process and for two, and the ratios."""
    runs = {}
    for processes in (1, 2):
        if prepare:
            prepare(database)
        done = runs[processes] = run(database, folder, processes)
        found = done.report
        count = found.files if "files" in name else found.pages
        print(
            f"{name}, {processes} process{'es' * (processes > 1)}: {count / done.clock:.0f} a second, "
            f"{1000 * done.reading / count:.2f} + {1000 * done.writing / count:.2f} ms of processor each, "
            f"{done.memory} MB, load {os.getloadavg()[0]:.1f} (revised {found.revised}, "
            f"unchanged {found.unchanged}, failed {len(found.failed) + len(found.missing)})",
            flush=True,
        )
    one, two = runs[1], runs[2]
    alone = one.writing + one.reading
    print(
        f"    two against one: {one.clock / two.clock:.2f} by the clock, {alone / two.of_two():.2f} by processor time"
    )


def compare_queue(pages: int) -> None:
    """Prints the speed of two processes of a worker beside that of a pool of two, on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="zhengce-reparse-") as name, postgresql_databases() as made:
        url, folder = made(), Path(name) / "archive"
        database = open_database(url)
        fill(database, folder, pages)
        worsen(database)
        begun = time.perf_counter()
        reparse(database, folder, processes=2)
        of_pool = time.perf_counter() - begun
        worsen(database)
        begun = time.perf_counter()
        with database.write() as connection:
            reread_groups.begin(connection, groups(database), NOW)
        asyncio.run(_work(Worker(url, Path(name), {}, rereading=Rereading(folder, url, LIMITS, 2)), database))
        of_queue = time.perf_counter() - begun
        database.close()
    print(
        f"{pages} pages, every record changes: {pages / of_pool:.0f} a second by a pool, {pages / of_queue:.0f} by jobs"
    )
    print(f"    jobs against the pool: {of_pool / of_queue:.2f} by the clock")


async def _work(worker: Worker, database: Database) -> None:
    working = asyncio.create_task(worker.run())
    while await asyncio.to_thread(_is_waiting, database):
        await asyncio.sleep(0.2)
    worker.stop()
    await working


def _is_waiting(database: Database) -> bool:
    with database.read() as connection:
        return bool(reread_groups.waiting(connection, 1))


def main() -> None:
    """Prints a line a run, or the comparison with jobs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reparse", description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--queue", action="store_true", help="two processes of a worker beside a pool of two")
    options = parser.parse_args()
    if options.queue:
        compare_queue(options.pages)
    else:
        compare_processes(options.pages, options.files)


def compare_processes(pages: int, files: int) -> None:
    """Prints a line for one process and for two, with pages and with files."""
    reread_pages.read_group, reread_files.read_group = read_pages, read_files
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="zhengce-reparse-") as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
        held = fill(database, folder / "archive", pages)
        print(f"{pages} pages of {SIZE / 1000:.0f} KB, {held} documents; reading + writing:")
        compare("nothing changes", database, folder / "archive", None)
        compare("only the version of the parsers changes", database, folder / "archive", of_another_version)
        compare("every record changes", database, folder / "archive", worsen)
        database.close()
    with tempfile.TemporaryDirectory(prefix="zhengce-reparse-") as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
        fill_files(database, folder / "archive", files)
        print(f"{files} files of {FILE_PAGES} pages; reading + writing:")
        compare("files of an older reader with the same text", database, folder / "archive", of_another_reader)
        compare("files of an older reader with another text", database, folder / "archive", worsen_files)
        database.close()


READ_PAGES, READ_FILES = reread_pages.read_group, reread_files.read_group

if __name__ == "__main__":
    main()
