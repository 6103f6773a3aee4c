"""The same moment is the same text in every output."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from parsers.moments import format_moment
from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.health import Health
from tests.zhengce.holding import hold, invented
from zhengce.documents import changes
from zhengce.documents.view import select
from zhengce.feeds import feeds as syndication
from zhengce.web.api.sources import RestShape

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2021, 11, 16, 10, 30, 0, 250_000, CHINA)
SAID = "2021-11-16T02:30:00Z"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[^\"<,\s]*")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, invented(fetched_at=NOW, published_on=NOW.date(), published_at=NOW.replace(microsecond=0)), now=NOW)
    yield database
    database.close()


def moments(value: Any) -> set[str]:
    return set(MOMENT.findall(value if isinstance(value, str) else json.dumps(value))) - {"2021-11-16T10:30:00+08:00"}


def test_a_moment_is_written_in_utc_to_the_second() -> None:
    assert format_moment(NOW) == format_moment(NOW.astimezone(UTC)) == SAID


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        format_moment(datetime(2021, 11, 16))


def test_every_output_writes_it_so(held: Database) -> None:
    """Lists, records and exports: see `test_documents`."""
    with held.read() as connection:
        feeds = [syndication.feed(connection, form).body.decode() for form in ("atom", "json")]
        [line] = changes.lines(connection, 0)
    health = (Health("miit", crawled_at=NOW).to_dict(), RestShape(until=NOW, why="").model_dump_json())
    printed = [line, *feeds, *health]
    assert [moments(one) for one in printed] == [{SAID}] * len(printed)


def test_a_printed_time_of_publication_keeps_its_offset(held: Database) -> None:
    with held.read() as connection:
        record = select(queries.select(connection)[0], ["published_at"])
    assert record["published_at"] == "2021-11-16T10:30:00+08:00"


def test_a_record_comes_back_with_its_moment() -> None:
    record = invented(fetched_at=NOW.replace(microsecond=0))
    assert PolicyDocument.from_dict(record.to_dict()) == record
