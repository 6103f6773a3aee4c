"""A ministry on a loopback server, crawls of it as processes that are killed, and what is held in the end.

`python -m tests.chaos.ministry SOURCE` is such a crawl for a worker, with the environment of `zhengce crawl`.
"""

import os
import resource
import sys
from collections import Counter
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from werkzeug import Response as Reply

from scrapers.run import process
from storage.archive import Archive, Location
from storage.database import open_database
from storage.schema import attachment_texts, captures, changes, documents, files, pages
from tests.processes import FORKS
from tests.samples.files import packages
from tests.scrapers.loopback import LISTS, LOOPBACK_SETTINGS, READINGS, Sites, listing, notice, notice_url

NOTICES, ROWS = 48, 12
"""Of the column, and of one page of its list."""
WITH_A_FILE = 7
"""Every so many notices one has an attached file."""


def publish(sites: Sites) -> None:
    """A column of several pages, some of whose notices have a file, and a column of one interpretation."""
    rows = [(notice_url(n), f"关于做好第{n}项工作的通知", "2026/04/01") for n in range(NOTICES, 0, -1)]
    count = NOTICES // ROWS
    for page in range(count):
        address = LISTS if page == 0 else f"{LISTS}index_{page}.html"
        sites.answers[address] = listing(*rows[page * ROWS : (page + 1) * ROWS], pages=count, current=page)
    for n, (url, title, day) in enumerate(rows):
        text = f"第{n}项工作应于年底前完成。"
        if n % WITH_A_FILE == 0:
            file = f"{LISTS}202604/P{n:07d}.docx"
            sites.answers[file] = Reply(packages.make_docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"))
            text += f'</p><p><a href="{file}">附件</a>'
        sites.answers[url] = notice(title, text=text, day=day)
    reading = (notice_url(9, column=READINGS), "《第9项工作》解读", "2026/04/02")
    sites.answers[READINGS] = listing(reading)
    sites.answers[reading[0]] = notice(reading[1], day=reading[2])


@dataclass(frozen=True)
class Place:
    """A database and a data folder into which the ministry is crawled."""

    url: str
    folder: Path

    def start(self, sites: Sites, limit: int | None = None) -> BaseProcess:
        """A crawl in a process of its own, which writes no file beyond so many bytes."""
        started = FORKS.Process(target=_crawl, args=(self, sites.server.url_for("").rstrip("/"), limit))
        started.start()
        return started

    def crawl(self, sites: Sites, limit: int | None = None) -> int | None:
        """A crawl to its end: its exit code."""
        started = self.start(sites, limit)
        started.join()
        return started.exitcode

    def holdings(self, *, archived: bool = True) -> dict[str, Any]:
        """All that must be the same, without numbers and moments. Raises where anything is damaged."""
        database = open_database(self.url, upgrade=False)
        with Archive(self.folder / "archive") as archive, database.read() as connection:
            if database.dialect == "sqlite":
                assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
                assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
            numbers = list(connection.execute(sa.select(changes.c.number).order_by(changes.c.number)).scalars())
            assert numbers == list(range(1, len(numbers) + 1))
            answers = (
                connection.execute(sa.select(captures).where(captures.c.page_id.is_not(None))).all() if archived else []
            )
            found = {
                "documents": sorted(tuple(row) for row in connection.execute(_documents)),
                "pages": sorted(connection.execute(sa.select(pages.c.url)).scalars()),
                "changes": Counter(tuple(row) for row in connection.execute(sa.select(changes.c.kind, changes.c.url))),
                "files": sorted(tuple(row) for row in connection.execute(_files)),
                "archive": {
                    row.url: archive.read(Location(row.file, row.offset, row.digest, row.length)).body
                    for row in answers
                },
                "archived files": Counter(
                    connection.execute(sa.select(captures.c.url).where(captures.c.file_id.is_not(None))).scalars()
                ),
            }
        database.close()
        return found


_documents = sa.select(documents.c.url, documents.c.title, documents.c.body, documents.c.published_on)
_files = sa.select(files.c.printed_url, files.c.state, files.c.gone_at, attachment_texts.c.text).join(
    attachment_texts, attachment_texts.c.file_id == files.c.id, isouter=True
)


def _crawl(place: Place, server: str, limit: int | None) -> None:
    """Crawls and ends the process, with 0 where all went well."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    code = 3
    try:
        settings = {**LOOPBACK_SETTINGS, "LOOPBACK": server}
        [summary] = process.crawl(["ndrc"], database_url=place.url, data_dir=place.folder, settings=settings)
        code = 0 if summary.ok else 1
    finally:
        os._exit(code)


if __name__ == "__main__":
    _crawl(Place(os.environ["ZHENGCE_DATABASE"], Path(os.environ["ZHENGCE_DATA"])), os.environ["LOOPBACK"], None)
    sys.exit()
