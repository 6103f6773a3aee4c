"""A database in which tests of health keep crawls."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database, open_database
from storage.schema import leases as leases_table
from storage.schema import runs as runs_table


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('health') / 'zhengce.db'}")
    yield opened
    opened.close()


@pytest.fixture
def connection(db: Database) -> Iterator[Connection]:
    """A database without runs, whatever an earlier test left."""
    with db.write() as opened:
        opened.execute(sa.delete(runs_table))
        opened.execute(sa.delete(leases_table))
        yield opened
