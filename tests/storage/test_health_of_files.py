"""What `zhengce health` says of the attached files of a source."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.record import Attachment
from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.database import Database
from storage.documents.writing import saving
from storage.health import attached_files
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
        return [(one.kind, one.what) for one in attached_files.find_problems(connection, "miit")]


def test_files_are_counted_by_state(database: Database) -> None:
    publish(database, "ok", "ok", "scan", None, None)
    with database.write() as connection:
        connection.execute(sa.update(files).where(files.c.id == 5).values(skip_reason="of another body"))
    with database.read() as connection:
        assert attached_files.count(connection, "miit") == {"left": 1, "ok": 2, "scan": 1, "waiting": 1}
        assert attached_files.count(connection, "ndrc") == {}


def test_a_source_whose_new_files_are_no_longer_readable_is_named(database: Database) -> None:
    publish(database, *["ok"] * 20, *["scan"] * 10, reason="pictures of pages")
    [(kind, what)] = told(database)
    assert kind == "files unreadable"
    assert what == (
        "0 of the 10 newest can be read, 20 of 20 before, such as https://www.miit.gov.cn/29.pdf: pictures of pages"
    )


@pytest.mark.same_sql
@pytest.mark.parametrize(
    "states",
    [
        ["scan"] * 10 + ["ok"] * 20,  # old years
        ["ok"] * 20 + ["scan"] * 5 + ["partial"] * 5,
        ["scan"] * 30,  # as it always was
        ["ok"] * 9 + ["scan"] * 10,  # too few to tell
    ],
)
def test_files_that_are_as_readable_as_ever_are_well(database: Database, states: list[str]) -> None:
    publish(database, *states)
    assert told(database) == []


def test_a_file_that_cannot_be_had_is_told_for_a_fortnight(database: Database) -> None:
    publish(database, None, failures=1, failed_why="https://www.miit.gov.cn/0.pdf: 404, no such page")
    said = "1 file could not be had when last requested, such as https://www.miit.gov.cn/0.pdf: 404, no such page"
    assert told(database) == [("files failing", said)]
    with database.write() as connection:
        connection.execute(sa.update(files).values(failures=FAILED_A_FORTNIGHT + 1))
    assert told(database) == []
