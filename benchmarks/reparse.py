"""What `zhengce reparse` costs with one process and with two: pages and files a second, processor time, memory.

`python -m benchmarks.reparse [--pages N] [--files N]` first keeps so many invented pages of 60 KB, the size of a
ministry's, in an archive and a database, and so many PDFs. Measured are runs with nothing changed (what a reparse
mostly meets) and with every record changed; the baseline is one process in the same run. Seconds of the whole run, the
start of the processes included. Processor time and memory are those of the process that writes: with one, of all.
`--queue` compares two processes of a worker with a pool of two, on PostgreSQL.
"""

import argparse
import asyncio
import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

import parsers.document
from benchmarks.corpus import documents as invented
from benchmarks.harness import machine, peak, postgresql_databases, sqlite_databases
from parsers.extraction import Entry
from parsers.files import LIMITS
from parsers.page import Page as WebPage
from parsers.record import Attachment
from pipelines.attached_files import AttachedFileReader
from pipelines.reparse.reparse import groups, reparse
from storage.archive import Archive, Exchange
from storage.attachments import saving as attached
from storage.crawl import reread_groups
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.schema import attachment_texts
from storage.schema import documents as documents_table
from storage.schema import files as files_table
from storage.schema import pages as pages_table
from tests.samples.files.pdf import Page, write_pdf
from zhengce.workers.rereading import Rereading
from zhengce.workers.worker import Worker

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FILE_PAGES = 10
SIZE = 60_000
"""Bytes, much of it menus and scripts, as on the sites."""
MENU = '<li class="menu"><a href="/xxgk/zcfb/tz/index.html" title="通知公告">通知公告</a></li>'


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


def fill(database: Database, folder: Path, count: int) -> None:
    """Keeps the pages as a crawl would."""
    with Archive(folder) as archive:
        for entry, body in pages(count):
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
            packed = gzip.compress(body, 6, mtime=0)
            place = archive.write(Exchange("GET", entry.url, [], b"", 200, "OK", headers, packed, NOW))
            record = parsers.document.parse(WebPage(entry.url, body, fetched_at=NOW), entry, entry.stage)
            with database.write() as connection:
                facts = CaptureFacts(place, 200, None, None, "text/html", NOW)
                saving.save(connection, record, facts, entry, NOW)


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


def compare(name: str, database: Database, folder: Path, prepare: Callable[[Database], None] | None) -> None:
    """Prints a line for one process and for two, and the ratio."""
    taken = []
    for processes in (1, 2):
        if prepare:
            prepare(database)
        begun, spent = time.perf_counter(), time.process_time()
        found = reparse(database, folder, processes=processes)
        taken.append(time.perf_counter() - begun)
        count = found.files if "files" in name else found.pages
        worked = 1000 * (time.process_time() - spent)
        print(
            f"{name}, {processes} process{'es' * (processes > 1)}: {count / taken[-1]:.0f} a second, "
            f"{worked / count:.2f} ms of processor each, {peak()} MB, {machine()} (revised {found.revised}, "
            f"unchanged {found.unchanged}, failed {len(found.failed) + len(found.missing)})",
            flush=True,
        )
    print(f"    two against one: {taken[0] / taken[1]:.2f} by the clock")


def compare_queue(count: int) -> None:
    """Prints the speed of two processes of a worker beside that of a pool of two, on PostgreSQL."""
    with postgresql_databases() as fresh, tempfile.TemporaryDirectory() as folder:
        url, archive = fresh(), Path(folder) / "archive"
        database = open_database(url)
        fill(database, archive, count)
        worsen(database)
        begun = time.perf_counter()
        reparse(database, archive, processes=2)
        of_pool = time.perf_counter() - begun
        worsen(database)
        begun = time.perf_counter()
        with database.write() as connection:
            reread_groups.begin(connection, groups(database), NOW)
        asyncio.run(_work(Worker(url, Path(folder), {}, rereading=Rereading(archive, url, LIMITS, 2)), database))
        of_queue = time.perf_counter() - begun
        database.close()
    print(
        f"{count} pages, every record changes: {count / of_pool:.0f} a second by a pool, {count / of_queue:.0f} by jobs"
    )
    print(f"    jobs against the pool: {of_pool / of_queue:.2f} by the clock, {machine()}")


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
    """Prints a line for one process and for two, with pages and with files, or the comparison with jobs."""
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
    with sqlite_databases() as fresh, tempfile.TemporaryDirectory() as folder:
        database, archive = open_database(fresh()), Path(folder) / "pages"
        fill(database, archive, pages)
        print(f"{pages} pages of {SIZE / 1000:.0f} KB")
        compare("nothing changes", database, archive, None)
        compare("every record changes", database, archive, worsen)
        database.close()
        database, archive = open_database(fresh()), Path(folder) / "files"
        fill_files(database, archive, files)
        print(f"{files} files of {FILE_PAGES} pages")
        compare("files of an older reader with another text", database, archive, worsen_files)
        database.close()


if __name__ == "__main__":
    main()
