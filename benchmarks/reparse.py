"""Pages a second that `zhengce reparse` reads again and compares, on one core and on two.

`python -m benchmarks.reparse [PAGES]` first keeps so many invented pages of 60 KB, the size of a ministry's, in an
archive and a database. A run with nothing changed is measured (what a reparse mostly meets), and one in which every
record changes. Seconds of the whole run, the start of the processes included.
"""

import gzip
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

import parsers.document
from benchmarks.corpus import documents as invented
from parsers.extraction import Entry
from parsers.page import Page
from reprocessing.reparse import Report, reparse
from storage.archive import Archive, Exchange
from storage.crawl.captures import CaptureFacts
from storage.database import Database, open_database
from storage.documents import saving
from storage.schema import documents as documents_table
from storage.schema import pages as pages_table

NOW = datetime(2026, 1, 1, tzinfo=UTC)
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


def fill(database: Database, folder: Path, count: int) -> int:
    """Keeps the pages as a crawl would; gives how many documents they are."""
    with Archive(folder) as archive:
        for entry, body in pages(count):
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
            packed = gzip.compress(body, 6, mtime=0)
            place = archive.write(Exchange("GET", entry.url, [], b"", 200, "OK", headers, packed, NOW))
            record = parsers.document.parse(Page(entry.url, body, fetched_at=NOW), entry, entry.stage)
            with database.write() as connection:
                facts = CaptureFacts(place, 200, None, None, "text/html", NOW)
                saving.save(connection, record, facts, entry, NOW)
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(documents_table)).scalar_one())


def worsen(database: Database) -> None:
    """Lets every document look as if an older parser had read it."""
    with database.write() as connection:
        connection.execute(sa.update(documents_table).values(addressed_to="某某"))
        connection.execute(sa.update(pages_table).values(digest="older"))


def timed(database: Database, folder: Path, processes: int) -> tuple[float, Report]:
    """Pages a second, and the report."""
    began = time.perf_counter()
    report = reparse(database, folder, processes=processes)
    return report.pages / (time.perf_counter() - began), report


def main() -> None:
    """Prints a line a run."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="zhengce-reparse-") as name:
        folder = Path(name)
        database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
        held = fill(database, folder / "archive", count)
        print(f"{count} pages of {SIZE / 1000:.0f} KB, {held} documents")
        for change in (False, True):
            speeds = {}
            for processes in (1, 2):
                if change:
                    worsen(database)
                speeds[processes], report = timed(database, folder / "archive", processes)
                word = "every record changes" if change else "nothing changes"
                print(
                    f"{word}, {processes} process{'es' * (processes > 1)}: {speeds[processes]:.0f} pages/s "
                    f"(revised {report.revised}, unchanged {report.unchanged}, failed {len(report.failed)})"
                )
            print(f"two processes against one: {speeds[2] / speeds[1]:.2f}")
        database.close()


if __name__ == "__main__":
    main()
