"""A crawl may be killed at any moment, or run out of disk: what is kept is whole, and the next crawl goes on."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pytest_httpserver import HTTPServer
from werkzeug import Response as Reply

from storage.archive import Archive, Location
from storage.database import Database, open_database
from storage.schema import attachment_texts, captures, changes, documents, file_captures, files, pages, runs
from tests.processes import FORKS
from tests.samples.files import packages
from tests.scrapers.crawling import crawl
from tests.scrapers.loopback import LISTS, READINGS, Sites, listing, notice, notice_url

NOTICES = 72
ROWS = 12
KILLS = 6
WITH_A_FILE = 7
"""Every so many notices one has an attached file."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.fixture(scope="module")
def site() -> Iterator[Sites]:
    """A ministry with a column of many pages, on a server of its own: the shared one is cleared after every test."""
    server = HTTPServer()
    server.start()
    sites = Sites(server)
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
    yield sites
    server.stop()


def start(site: Sites, folder: Path, limit: int | None = None) -> BaseProcess:
    """A crawl in a process of its own."""
    process = FORKS.Process(target=crawl, args=(folder, site.server.url_for("").rstrip("/"), limit))
    process.start()
    return process


def ended(process: BaseProcess) -> int | None:
    """Waits for the crawl: its exit code, or the number of the signal that killed it, negative."""
    process.join()
    return process.exitcode


@pytest.fixture(scope="module")
def undisturbed(site: Sites, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a crawl holds that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert ended(start(site, folder)) == 0
    return holdings(folder)


def wait_for(site: Sites, pages_asked: int) -> None:
    """Until a crawl has asked for so many pages."""
    deadline = time.monotonic() + 60
    while len(site.requested) < pages_asked:
        assert time.monotonic() < deadline, f"the crawl asked for {len(site.requested)} pages in a minute"
        time.sleep(0.002)


def opened(folder: Path) -> Database:
    return open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)


def holdings(folder: Path) -> dict[str, Any]:
    """Documents, pages and changes without numbers and moments, and the archived body of every page."""
    database = opened(folder)
    archive = Archive(folder / "archive")
    try:
        with database.read() as connection:
            assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
            numbers = list(connection.execute(sa.select(changes.c.number).order_by(changes.c.number)).scalars())
            assert numbers == list(range(1, len(numbers) + 1))
            of_documents = sa.select(documents.c.url, documents.c.title, documents.c.body, documents.c.published_on)
            places = connection.execute(sa.select(captures)).all()
            return {
                "documents": sorted(tuple(row) for row in connection.execute(of_documents)),
                "pages": sorted(connection.execute(sa.select(pages.c.url)).scalars()),
                "changes": Counter(tuple(row) for row in connection.execute(sa.select(changes.c.kind, changes.c.url))),
                "archive": {row.url: archive.read(_location(row)).body for row in places},
                "files": sorted(tuple(row) for row in connection.execute(_texts)),
                "archived files": Counter(connection.execute(sa.select(file_captures.c.url)).scalars()),
            }
    finally:
        archive.close()
        database.close()


_texts = sa.select(files.c.printed_url, files.c.state, files.c.gone_at, attachment_texts.c.text).join(
    attachment_texts, attachment_texts.c.file_id == files.c.id, isouter=True
)


def _location(row: Any) -> Location:
    return Location(row.file, row.offset, row.digest, row.length)


def test_a_crawl_killed_at_six_moments_holds_in_the_end_what_an_undisturbed_one_holds(
    site: Sites, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    moments = random.Random(20261124)
    for _ in range(KILLS):
        site.requested.clear()
        child = start(site, tmp_path)
        wait_for(site, moments.randrange(14))
        time.sleep(moments.uniform(0, 0.02))
        child.kill()
        assert ended(child) == -signal.SIGKILL
    assert ended(start(site, tmp_path)) == 0
    assert holdings(tmp_path) == undisturbed
    site.requested.clear()
    assert ended(start(site, tmp_path)) == 0
    assert site.requested == [LISTS, READINGS]


def test_after_the_disk_was_full_the_next_crawl_goes_on_and_nothing_is_damaged(
    site: Sites, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    empty = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    empty.close()
    size = (tmp_path / "empty.db").stat().st_size
    for limit in (size + 50_000, size + 150_000):
        assert ended(start(site, tmp_path, limit)) == 1
        held = holdings(tmp_path)
        assert len(held["documents"]) < NOTICES
        assert set(held["archive"]) == {url for url, *_ in held["documents"]}
    assert ended(start(site, tmp_path)) == 0
    assert holdings(tmp_path) == undisturbed


def test_an_interrupted_crawl_ends_its_run_and_the_next_goes_on(
    site: Sites, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    site.requested.clear()
    child = start(site, tmp_path)
    wait_for(site, 30)
    assert child.pid
    os.kill(child.pid, signal.SIGINT)
    assert ended(child) == 1
    database = opened(tmp_path)
    with database.read() as connection:
        [run] = connection.execute(sa.select(runs.c.reason, runs.c.finished_at)).all()
    database.close()
    assert run.reason == "interrupted"
    assert run.finished_at is not None
    assert ended(start(site, tmp_path)) == 0
    assert holdings(tmp_path) == undisturbed
