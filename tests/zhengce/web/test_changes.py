"""Programs read the changes over HTTP, a piece at a time."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database, open_database
from tests.zhengce.serving import served
from tests.zhengce.shelf import ICT_PLAN, IPR_PLAN, keep
from tests.zhengce.web.asking import answer
from zhengce.documents import changes as log


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN)
    yield database
    database.close()


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


def test_the_changes_are_those_of_the_command_on_both_databases(
    database: Database, open_another: Any, tmp_path: Path
) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    with served(open_another(), tmp_path) as address:
        first = get(f"{address}/api/changes?limit=1")
        rest = get(f"{address}/api/changes?after={first['next']}")
        nothing = get(f"{address}/api/changes?after={rest['next']}")
    assert (first["last"], rest["last"], nothing) == (2, 2, {"items": [], "next": 2, "last": 2})
    with database.read() as reading:
        lines = log.lines(reading, 0)
    assert [*first["items"], *rest["items"]] == lines


def test_a_number_that_no_change_has_is_refused(shelf: Database, tmp_path: Path) -> None:
    with served(shelf, tmp_path) as address:
        status, text, _ = answer(f"{address}/api/changes?after=3")
    assert (status, json.loads(text)["detail"][:20]) == (409, "the last change is 2")
