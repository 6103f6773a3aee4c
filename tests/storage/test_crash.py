"""Kill, full disk, lost server: at most the page in flight is missed, and the next crawl fetches it."""

import logging
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.archive import Archive, exchanges
from storage.changes import after
from storage.crawl import leases
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import saving
from storage.errors import StorageError
from tests.postgres import Server
from tests.processes import FORKS, run_forked
from tests.storage.crawling import crawl, crawl_in_little_room, site, take_lease, write_forever
from tests.storage.keeping import current_captures
from tests.storage.making import NOON, document, plain_document

PAGES = 80


def whole(database: Database) -> dict[str, list[Any]]:
    """What a database holds, without numbers that chance may shift."""
    with database.read() as connection:
        found = list(queries.each(connection, Filters(), "id"))
        of = {one.id: one.record.title for one in found}
        return {
            "documents": sorted((one.record.title, [page.url for page in one.pages]) for one in found),
            "records": sorted(repr(one.record) for one in found),
            "changes": sorted((change.kind, of[change.document_id], change.url) for change in after(connection, 0)),
            "numbers": [change.number for change in after(connection, 0)],
            "captures": sorted(capture.url for capture in current_captures(connection)),
        }


def test_a_crawl_killed_at_random_moments_ends_as_an_undisturbed_one(
    database: Database, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calm = open_database(f"sqlite:///{tmp_path / 'calm.db'}")
    crawl(f"sqlite:///{tmp_path / 'calm.db'}", tmp_path / "calm", 0, PAGES)
    kills = 0
    chance = random.Random(20211116)
    while True:
        told, tells = FORKS.Pipe(duplex=False)
        process = FORKS.Process(target=crawl, args=(database_url, tmp_path / "archive", 0, PAGES, tells.send))
        process.start()
        tells.close()
        with told, suppress(EOFError):  # at the end of the crawl
            for _ in range(chance.randrange(1, 32)):
                told.recv()
            time.sleep(chance.random() / 200)
            process.kill()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
    assert kills >= 4
    assert whole(database) == whole(calm)
    calm.close()
    with database.read() as connection:
        for capture in current_captures(connection):
            assert Archive(tmp_path / "archive").read(capture.location).url == capture.url
    with caplog.at_level(logging.WARNING):
        archived = [one.url for path in sorted((tmp_path / "archive").iterdir()) for _, one in exchanges(path)]
    assert set(archived) == {record.url for record in site(0, PAGES)}
    # A page that was archived and not saved when the kill came is fetched and archived once more; nothing else is.
    assert len(archived) <= len(set(archived)) + kills


def test_a_full_disk_is_one_clear_error_and_the_next_crawl_goes_on(tmp_path: Path) -> None:
    url, folder = f"sqlite:///{tmp_path / 'zhengce.db'}", tmp_path / "archive"
    open_database(url).close()
    size = (tmp_path / "zhengce.db").stat().st_size + 550_000

    stopped = run_forked(tmp_path, crawl_in_little_room, size, url, folder, 0, PAGES)
    assert stopped.returncode != 0
    assert "StorageError" in stopped.stderr or "ArchiveError" in stopped.stderr
    kept = stopped.stdout
    assert len(kept.split()) > 3
    database = open_database(url)
    with database.read() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert {capture.url for capture in current_captures(connection)} >= set(kept.split())
    database.close()
    assert run_forked(tmp_path, crawl, url, folder, 0, PAGES).returncode == 0
    database = open_database(url)
    assert len(whole(database)["captures"]) == len(list(site(0, PAGES)))
    database.close()


def test_a_database_that_may_only_be_read_can_be_read_and_says_so_when_written(tmp_path: Path) -> None:
    path = tmp_path / "zhengce.db"
    database = open_database(f"sqlite:///{path}")
    _save(database, 1)
    read_only = open_database(f"sqlite:///file:{path}?mode=ro&uri=true", upgrade=False)
    with read_only.read() as connection:
        assert len(queries.select(connection)) == 1
    with pytest.raises(StorageError, match="cannot be written"):
        _save(read_only, 2)
    read_only.close()
    database.close()


def _save(database: Database, number: int) -> None:
    with database.write() as connection:
        saving.save(connection, plain_document(number), None, None, NOON)


def test_a_server_that_went_away_is_one_clear_error_and_is_met_again(postgres: Server) -> None:
    database = open_database(postgres.create())
    _save(database, 1)
    postgres.cut_off(database)
    _save(database, 2)  # the pool notices, and the next transaction finds the server again

    def in_the_middle() -> None:
        with database.write() as connection:
            saving.save(connection, plain_document(3), None, None, NOON)
            postgres.cut_off(database)
            saving.save(connection, plain_document(4), None, None, NOON)

    with pytest.raises(StorageError) as caught:
        in_the_middle()
    assert "\n" not in str(caught.value)
    _save(database, 3)
    with database.read() as connection:
        assert [change.number for change in after(connection, 0)] == [1, 2, 3]
    database.close()


def test_a_damaged_page_of_the_file_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "zhengce.db"
    database = open_database(f"sqlite:///{path}")
    for number in range(30):
        _save(database, number)
    database.close()
    data = bytearray(path.read_bytes())
    data[8192:] = b"\x00" * (len(data) - 8192)
    path.write_bytes(data)

    def looking() -> None:
        damaged = open_database(f"sqlite:///{path}")
        try:
            _save(damaged, 31)
        finally:
            damaged.close()

    with pytest.raises(StorageError) as caught:
        looking()
    assert "\n" not in str(caught.value)


def test_a_writer_that_was_killed_blocks_nobody(database: Database, database_url: str) -> None:
    told, tells = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=write_forever, args=(database_url, tells))
    process.start()
    tells.close()
    told.recv()
    process.kill()
    process.join()
    with database.write() as connection:
        saving.save(connection, document(), None, None, NOON)


def test_the_lease_of_a_killed_crawl_is_taken_over_at_once_on_its_machine(
    database: Database, database_url: str, open_another: Callable[[], Database], tmp_path: Path
) -> None:
    assert run_forked(tmp_path, take_lease, database_url).returncode == 0
    with database.write() as connection:
        held = connection.execute(sa.text("SELECT beat_at FROM leases")).scalar()
        assert held is not None
        assert leases.take(connection, "crawl:miit", leases.holder_name(), NOON) is None
