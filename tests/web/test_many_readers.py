"""Many readers at once: a question is asked of the database once, and who cannot be answered is told when to return."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from storage.database import Database, open_database
from storage.documents import annotations, saving
from storage.search.document_sets import DocumentSets, Kind
from tests.outputs.holding import NOW, hold, invented
from tests.outputs.serving import MIIT, served
from tests.web.test_web import answer
from web.cache import Cache
from web.limits import Busy, Reader
from web.parameters import Asking, Searching
from web.search_service import SearchService

LATER = NOW.replace(year=NOW.year + 1)
GATES = tuple(
    invented(title=f"关于第{n}座闸板的通知", body="闸板要结实。", topic="水利", issuing_bodies=(MIIT,))
    for n in range(3)
)


@pytest.fixture
def gates(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, *GATES)
    yield database
    database.close()


def matches(database: Database) -> list[str]:
    """The searches of the index that are made from now on."""
    seen: list[str] = []

    def see(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if " MATCH " in statement:
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", see)
    return seen


def test_equal_searches_at_once_share_one_evaluation(gates: Database) -> None:
    asked, at_once = Searching(q="闸板"), threading.Barrier(10)
    with SearchService(Reader(gates)) as alone:
        seen = matches(gates)
        expected = alone.search(asked)
        of_one = len(seen)
    with SearchService(Reader(gates)) as searches, ThreadPoolExecutor(10) as readers:

        def ask() -> bytes:
            at_once.wait()
            return searches.search(asked)

        answers = [future.result() for future in [readers.submit(ask) for _ in range(10)]]
    assert set(answers) == {expected}
    assert len(seen) == 2 * of_one


def test_the_counts_match_no_words_again(gates: Database) -> None:
    with SearchService(Reader(gates)) as searches:
        searches.search(Searching(q="闸板"))
        seen = matches(gates)
        counted = json.loads(searches.count_facets(Asking(q="闸板", type=["通知"]), seconds=60))
        buckets = json.loads(searches.timeline(Asking(q="闸板")))["buckets"]
    assert counted["total"] == 3
    assert counted["facets"]["topic"][0]["count"] == 3
    assert sum(bucket["total"] for bucket in buckets) == 3
    assert seen == []


def test_a_kept_answer_gives_way_to_a_change_and_to_an_editor(gates: Database) -> None:
    with SearchService(Reader(gates)) as searches:

        def total(**filters: Any) -> int:
            found = json.loads(searches.search(Searching(**filters)))["total"]
            assert json.loads(searches.count_facets(Asking(**filters), seconds=60))["total"] == found
            return int(found)

        assert (total(q="闸板"), total(tag=["要点"])) == (3, 0)
        [added] = hold(gates, invented(title="关于闸板的公告", body="闸板。"))
        assert total(q="闸板") == 4
        for change, tagged in ((annotations.add_tag, 1), (lambda *given: annotations.remove_tag(*given[:3]), 0)):
            with gates.write() as connection:
                change(connection, added, "要点", NOW)
            assert total(tag=["要点"]) == tagged


def test_sets_that_followed_the_changes_equal_sets_that_are_read_anew(database: Database) -> None:
    def values(sets: DocumentSets) -> dict[str, dict[str, list[int]]]:
        return {kind: {value: list(ids) for value, ids in sets.values(kind).items() if ids} for kind in get_args(Kind)}

    hold(database, *GATES)
    with database.read() as connection:
        sets = DocumentSets(connection)
        before = values(sets)
    changed = replace(GATES[0], document_type="公告", topic="交通", published_on=NOW.date(), fetched_at=LATER)
    elsewhere = replace(GATES[1], source="state_council", url="https://www.gov.cn/1.htm")
    for record in (changed, elsewhere, invented(title="部领导调研", stage="news")):
        with database.write() as connection:
            saving.save(connection, record, None, None, LATER)
    with database.read() as connection:
        assert sets.catch_up(connection)
        assert values(sets) == values(DocumentSets(connection)) != before


# ------------------------------------------------------------------ limits


def test_one_that_waits_too_long_for_its_turn_is_told_so(database: Database) -> None:
    reader = Reader(database, threads=1, longest_wait=0)
    with reader.connection(), pytest.raises(Busy, match="try again"), reader.connection():
        pass
    with reader.connection() as connection:
        assert connection.execute(sa.select(1)).scalar() == 1


def test_beyond_the_bound_a_request_is_refused_at_once(gates: Database, tmp_path: Path) -> None:
    with served(gates, tmp_path, most_requests=0) as address:
        for path in ("/", "/api/search"):
            status, text, headers = answer(address + path)
            assert (status, "busy" in text, headers["Retry-After"]) == (503, True, "5")


def test_a_list_is_shown_without_counts_that_take_too_long(gates: Database, tmp_path: Path) -> None:
    with served(gates, tmp_path, facet_seconds=0) as address:
        for language, said in (("en", "Not counted, because it takes too long:"), ("zh", "统计用时过长")):
            status, text, _ = answer(address, **{"Accept-Language": language})
            assert status == 200
            assert said in text
            assert "关于第1座闸板的通知" in text
        whole = json.loads(answer(f"{address}/api/facets")[1])
    assert whole["left_out"] == []
    assert whole["facets"]["type"] == [{"value": "通知", "label": "通知", "label_en": "通知 Notice", "count": 3}]


def test_what_has_not_changed_is_not_sent_again(gates: Database, tmp_path: Path) -> None:
    paths = ("/", "/timeline", "/api/search", "/api/facets", "/api/timeline", "/api/documents/1", "/feed.atom")
    with served(gates, tmp_path, facet_seconds=60) as address:
        held = {path: {"If-None-Match": answer(address + path)[2]["ETag"]} for path in paths}
        assert [path for path in paths if answer(address + path, **held[path])[:2] != (304, "")] == []
        for path in ("/", "/timeline"):
            assert answer(address + path, **held[path], **{"Accept-Language": "zh"})[0] == 200
        with gates.write() as connection:
            saving.save(connection, replace(GATES[0], topic="交通", published_on=NOW.date()), None, None, LATER)
        assert [path for path in paths if answer(address + path, **held[path])[0] != 200] == []


def test_what_is_kept_has_a_bound() -> None:
    cache: Cache[str] = Cache(10, len)
    for key in ("first", "second", "first", "third"):
        cache.get(key, lambda: "four")
    assert cache.bytes == 8
    assert cache.get("first", lambda: "not asked") == "four"
    assert cache.get("second", lambda: "anew") == "anew"
    assert (cache.get("larger", lambda: "x" * 11), cache.bytes) == ("x" * 11, 0)
    with pytest.raises(ZeroDivisionError):
        cache.get("failed", lambda: str(1 // 0))
    assert cache.get("failed", lambda: "made") == "made"
