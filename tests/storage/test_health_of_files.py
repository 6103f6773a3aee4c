"""What `zhengce health` says of the attached files of a source."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from parsers.record import Attachment
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.database import Database
from storage.documents.writing import saving
from storage.health import backlog
from storage.schema import files
from tests.storage.making import document, moment


def publish(database: Database, *states: str | None, **values: Any) -> None:
    """Holds a document with a file of each of these states, a day after the other; None: it was never read."""
    links = tuple(Attachment("附件", f"https://www.miit.gov.cn/{place}.pdf", None) for place in range(len(states)))
    with database.write() as connection:
        saving.save(connection, replace(document(), attachments=links), None, None, moment(0))
        for place, state in enumerate(states):
            row = {"state": state, "published_on": date(2026, 1, 1) + timedelta(days=place), **values}
            connection.execute(sa.update(files).where(files.c.id == place + 1).values(row))


def told(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        found = backlog.find_problems(
            connection, "miit", (), crawled_at=moment(0), patience=timedelta(days=1), now=moment(0), start=None
        )
        return [(one.kind, one.what) for one in found]


def test_files_are_counted_by_state(database: Database) -> None:
    publish(database, "ok", "ok", "scan", None, None)
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 5).values(skip_reason="of another body"))
    with database.read() as connection:
        assert backlog.count_files(connection, "miit") == {"left": 1, "ok": 2, "scan": 1, "waiting": 1}
        assert backlog.count_files(connection, "ndrc") == {}


def test_a_file_that_cannot_be_had_is_told_for_a_fortnight(database: Database) -> None:
    publish(database, None, failures=1, failed_why="https://www.miit.gov.cn/0.pdf: 404, no such page")
    said = "1 file could not be had when last requested, such as https://www.miit.gov.cn/0.pdf: 404, no such page"
    assert told(database) == [("files failing", said)]
    with database.write() as connection:
        connection.execute(sa.update(files).values(failures=FAILED_A_FORTNIGHT + 1))
    assert told(database) == []
