"""A file that may only be read or is damaged, a lost server, a killed writer: one clear error, and others go on."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.changes import after
from storage.crawl import leases
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.errors import StorageError
from tests.postgres import Server
from tests.processes import FORKS, run_forked
from tests.storage.crawling import take_lease, write_forever
from tests.storage.making import NOON, document, plain_document


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


@pytest.mark.both_engines
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


@pytest.mark.both_engines
def test_the_lease_of_a_killed_crawl_is_taken_over_at_once_on_its_machine(
    database: Database, database_url: str, open_another: Callable[[], Database], tmp_path: Path
) -> None:
    assert run_forked(tmp_path, take_lease, database_url).returncode == 0
    with database.write() as connection:
        held = connection.execute(sa.text("SELECT beat_at FROM leases")).scalar()
        assert held is not None
        assert leases.take(connection, "crawl:miit", leases.holder_name(), NOON) is None
