"""Many readers at once: the database answers a question once, and a refused reader learns when to return."""

import gc
import json
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urlsplit

import pytest
import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy import event as events

from storage import changes
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.editing import annotations
from storage.search import facets
from storage.search.document_sets import DocumentSets, Kind
from tests.zhengce.holding import EDITOR, NOW, hold, invented
from tests.zhengce.serving import MIIT, served
from tests.zhengce.web.asking import answer
from zhengce.english.glossary import renderings
from zhengce.search import segmentation
from zhengce.web import warm_up
from zhengce.web.api.parameters import ResultParams, SearchParams
from zhengce.web.api.schemas import FacetsAnswer, SearchAnswer
from zhengce.web.database import Reader
from zhengce.web.errors import Busy
from zhengce.web.searching import document_set_cache
from zhengce.web.searching import service as search_service
from zhengce.web.searching.cache import ENTRY_BYTES, Cache
from zhengce.web.searching.document_set_cache import DocumentSetCache
from zhengce.web.searching.service import SearchService

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


def statements(database: Database, having: str) -> list[str]:
    """The statements with this in them that are made from now on."""
    seen: list[str] = []

    def see(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if having in statement:
            seen.append(statement)

    events.listen(database.engine, "before_cursor_execute", see)
    return seen


def service(database: Database) -> SearchService:
    """One that waits for its sets, and is never too slow: the machine may be busy with other tests."""
    return SearchService(Reader(database, seconds=60), facet_seconds=60)


def test_equal_searches_at_once_share_one_evaluation(gates: Database) -> None:
    params, at_once = ResultParams(q="闸板"), threading.Barrier(10)
    with service(gates) as alone:
        seen = statements(gates, " MATCH ")
        expected = alone.search(params)
        of_one = len(seen)
    with service(gates) as searches, ThreadPoolExecutor(10) as readers:

        def ask() -> SearchAnswer:
            at_once.wait()
            return searches.search(params)

        answers = [future.result() for future in [readers.submit(ask) for _ in range(10)]]
    assert all(found == expected for found in answers)
    assert len(seen) == 2 * of_one


def test_a_request_asks_the_index_once_and_the_next_not_at_all(gates: Database, tmp_path: Path) -> None:
    with gates.write() as connection:
        annotations.set_note(connection, 1, "闸板要结实，要结实，结实", EDITOR)

    def mcp(words: str) -> int:
        call = {"name": "search", "arguments": {"query": words}}
        content = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()
        types = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        with urllib.request.urlopen(urllib.request.Request(f"{address}/mcp", content, types), timeout=30) as sentence:
            return int(json.load(sentence)["result"]["structuredContent"]["total"])

    def api(words: str) -> int:
        return int(json.loads(answer(f"{address}/api/search?q={quote(words)}")[1])["total"])

    def page(words: str) -> int:
        return answer(f"{address}/?q={quote(words)}")[1].count("关于第")

    with served(gates, tmp_path, seconds=60, facet_seconds=60) as address:
        seen = statements(gates, " MATCH ")
        surfaces = (page, api, mcp)
        for words, first in zip(("闸板要结实", "要结实", "结实"), surfaces, strict=True):
            assert first(words) == 3
            assert len(seen) == 1, seen
            assert [ask(words) for ask in surfaces] == [3, 3, 3]
            assert json.loads(answer(f"{address}/api/facets?q={quote(words)}&type={quote('通知')}")[1])["total"] == 3
            assert answer(f"{address}/api/facets?q={quote(words)}")[0] == 200
            assert answer(f"{address}/feed.json?q={quote(words)}")[0] == 200
            assert answer(f"{address}/results.csv?q={quote(words)}")[0] == 200
            assert len(seen) == 1, seen
            seen.clear()


def test_a_kept_answer_gives_way_to_a_change_and_to_an_editor(gates: Database) -> None:
    with service(gates) as searches:

        def total(**filters: Any) -> int:
            found = searches.search(ResultParams(**filters)).total
            assert searches.count_facets(SearchParams(**filters), seconds=60).total == found
            return found

        assert (total(q="闸板"), total(tag=["要点"])) == (3, 0)
        [added] = hold(gates, invented(title="关于闸板的公告", body="闸板。"))
        assert total(q="闸板") == 4
        for change, tagged in ((annotations.add_tag, 1), (annotations.remove_tag, 0)):
            with gates.write() as connection:
                change(connection, added, "要点", EDITOR)
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
        since = sets.changed(connection)
        assert since is not None
        assert values(sets.following(connection, since)) == values(DocumentSets(connection)) != before
        assert values(sets) == before


def test_each_view_of_the_database_is_counted_by_sets_of_its_own(gates: Database) -> None:
    cached = DocumentSetCache(gates)
    assert cached.wait(60)
    with gates.read() as first:
        assert changes.last_number(first) == 3
        hold(gates, invented(title="关于闸板的公告"))
        with gates.read() as second:
            assert numbers_of(cached.at(second, 4)) == [1, 2, 3, 4]
            assert numbers_of(cached.at(first, 3)) == [1, 2, 3]
            hold(gates, invented(title="关于闸板的通告"))
            with gates.read() as third:
                assert numbers_of(cached.at(third, 5)) == [1, 2, 3, 4, 5]
            assert numbers_of(cached.at(second, 4)) == [1, 2, 3, 4]
            assert cached.at(first, 3) is None  # two generations at most
    cached.close()


def test_many_changes_are_followed_in_the_background(gates: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_set_cache, "AT_ONCE", 1)
    cached = DocumentSetCache(gates)
    assert cached.wait(60)
    hold(gates, *(invented(title=f"关于第{n}座水闸的通知") for n in range(3)))
    with gates.read() as connection:
        assert cached.at(connection, 6) is None
        cached.close()
        assert numbers_of(cached.at(connection, 6)) == [1, 2, 3, 4, 5, 6]


def test_sets_beyond_their_bound_are_not_kept_and_the_index_answers(
    gates: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service(gates) as searches:
        expected = searches.search(ResultParams(q="闸板"))
    monkeypatch.setattr(search_service, "DocumentSetCache", partial(DocumentSetCache, most_bytes=0))
    with service(gates) as searches:
        assert searches.search(ResultParams(q="闸板")) == expected
        assert searches.count_facets(SearchParams(q="闸板"), seconds=60).left_out == list(facets.FACETS)


def numbers_of(sets: DocumentSets | None) -> list[int] | None:
    return None if sets is None else list(BitMap().union(*sets.values("stage").values()))


# ------------------------------------------------------------------ limits


def test_one_that_waits_too_long_for_its_turn_is_told_so(database: Database) -> None:
    reader = Reader(database, threads=1, longest_wait=0)
    with reader.connection(), pytest.raises(Busy, match="try again"), reader.connection():
        pass
    with reader.connection() as connection:
        assert connection.execute(sa.select(1)).scalar() == 1


def test_beyond_the_bound_a_request_is_refused_at_once(gates: Database, tmp_path: Path) -> None:
    with served(gates, tmp_path, most_requests=0) as address:
        for path, method in (("/", "GET"), ("/api/search", "GET"), ("/mcp", "POST")):
            status, text, headers = answer(address + path, method)
            assert (status, "busy" in text, headers["Retry-After"]) == (503, True, "5")


def test_files_and_reports_leave_turns_to_short_requests(database: Database) -> None:
    reader = Reader(database, threads=2, longest_wait=0)
    with reader.long_connection(60):
        with pytest.raises(Busy, match="try again"), reader.long_connection(60):
            pass
        with reader.connection() as connection:
            assert connection.execute(sa.select(1)).scalar() == 1
    with reader.long_connection(60) as connection:
        assert connection.execute(sa.select(1)).scalar() == 1


def test_a_model_is_told_when_to_ask_again(gates: Database) -> None:
    from zhengce.web.mcp.server import PolicyServer

    reader = Reader(gates, threads=1, longest_wait=0)
    with SearchService(reader) as searches, reader.connection():
        answered, failed = PolicyServer(searches, ()).answer("search", {"query": "闸板"})
    assert failed
    assert "try again in a moment" in answered["error"]


def test_counts_that_get_no_turn_are_left_out(gates: Database) -> None:
    reader, params = Reader(gates, seconds=60, threads=1, longest_wait=0), ResultParams(q="闸板")
    with SearchService(reader, facet_seconds=60) as searches:
        found = searches.search(params)
        with reader.connection():
            shown, counted = searches.search_and_count(params, searches.version_now())
    assert shown == found
    assert counted == FacetsAnswer(total=3, facets={}, left_out=list(facets.FACETS))


def test_a_list_is_shown_without_counts_that_are_not_made(
    gates: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_service, "DocumentSetCache", partial(DocumentSetCache, most_bytes=0))
    with served(gates, tmp_path) as address:
        status, text, _ = answer(f"{address}/search")
        assert status == 200
        assert "Not counted, because it takes too long:" in text
        assert "关于第1座闸板的通知" in text
        assert json.loads(answer(f"{address}/api/search")[1])["total"] == 3
        whole = json.loads(answer(f"{address}/api/facets")[1])
    assert (whole["left_out"], whole["facets"]) == (list(facets.FACETS), {})


def test_what_has_not_changed_is_not_sent_again(gates: Database, tmp_path: Path) -> None:
    pages = ("/", "/search")
    paths = (*pages, "/api/search", "/api/facets", "/api/documents/1", "/feed.atom")
    with served(gates, tmp_path, seconds=60, facet_seconds=60) as address:
        held = {path: {"If-None-Match": answer(address + path)[2]["ETag"]} for path in paths}
        assert [path for path in paths if answer(address + path, **held[path])[:2] != (304, "")] == []
        with gates.write() as connection:
            saving.save(connection, replace(GATES[0], topic="交通", published_on=NOW.date()), None, None, LATER)
        assert [path for path in paths if answer(address + path, **held[path])[0] != 200] == []


def test_a_server_loads_its_dictionaries_before_they_are_asked_for(gates: Database, tmp_path: Path) -> None:
    renderings.index.cache_clear()
    with served(gates, tmp_path, prefix="/zhengce") as address:
        asked = statements(gates, "FROM documents")
        warm_up.begin("127.0.0.1", urlsplit(address).port or 0, "/zhengce").join()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert segmentation.segmenter.cache_info().currsize == renderings.index.cache_info().currsize == 1
    assert asked
    assert frozen


def test_what_is_kept_has_a_bound() -> None:
    each = ENTRY_BYTES + len("'first'") + 40
    cache: Cache[str] = Cache(2 * each, len)
    for key in ("first", "again", "first", "third"):
        cache.get(key, lambda: 40 * "x")
    assert cache.bytes == 2 * each
    assert cache.get("first", lambda: "not made") == cache.peek("third") == 40 * "x"
    assert cache.peek("again") is None
    assert cache.get("again", lambda: "anew") == "anew"
    assert (cache.get("large", lambda: "x" * 2 * each), cache.peek("large")) == ("x" * 2 * each, None)
    with pytest.raises(ZeroDivisionError):
        cache.get("wrong", lambda: str(1 // 0))
    assert cache.get("wrong", lambda: "made") == "made"
