"""Documents beside the hits of an English query: some of its words stand in their titles, and they say so."""

from collections.abc import Callable
from datetime import date

import pytest

from storage.database import Database
from storage.documents.filters import Filters
from storage.search.expression import Term
from tests.zhengce.holding import hold, invented
from zhengce.search.parser import read_query
from zhengce.search.results import Results, find

TITLES = (
    ("关于四川省草原生态监测的通知", date(2021, 3, 1)),
    ("关于内蒙古草原修复工程的批复", date(2019, 5, 1)),
    ("草原防火条例", date(2008, 11, 29)),
    ("关于西部地区利用外资的意见", date(2021, 7, 1)),
    ("关于外商投资信息报告的公告", date(2020, 1, 1)),
    ("关于森林防火的通知", date(2021, 8, 1)),
    ("关于发展氢能公交的通知", date(2022, 2, 2)),
)


@pytest.fixture(scope="module")
def held(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(database, *(invented(title=title, published_on=day) for title, day in TITLES))
    return database


def asked(held: Database, query: str, filters: Filters | None = None, **how: int | bool) -> Results:
    with held.read() as connection:
        return find(connection, query, filters or Filters(), **how)  # type: ignore[arg-type]


def listed(results: Results) -> list[tuple[str, str]]:
    return [(one.document.record.title, one.found_by) for one in results.found]


def test_titles_with_some_of_the_words_stand_beside_the_hits_and_say_so(held: Database) -> None:
    found = asked(held, "grassland monitoring and fire prevention in Sichuan")
    assert listed(found)[0][0] == "关于四川省草原生态监测的通知"
    assert ("草原防火条例", "some_words") in listed(found)
    with held.read() as connection:
        exact = find(connection, found.query, Filters(), exact=True)
    assert [one for one in listed(found) if one[1] == "words"] == listed(exact)
    assert {one.place for one in found.found} == {""}


@pytest.mark.parametrize(
    "query", ["grassland AND Sichuan", '"grassland monitoring" subsidies', "草原 四川 补贴", "草原"]
)
def test_nothing_stands_beside_operators_phrases_and_chinese_words(held: Database, query: str) -> None:
    assert {by for _, by in listed(asked(held, query))} <= {"words"}


def test_nothing_stands_beside_the_hits_of_a_query_that_is_found_whole(held: Database) -> None:
    assert listed(asked(held, "grassland Sichuan")) == [("关于四川省草原生态监测的通知", "words")]


def test_a_year_is_in_the_title_or_that_of_publication(held: Database) -> None:
    first, *_ = listed(asked(held, "fire prevention subsidies 2021"))
    assert first[0] == "关于森林防火的通知"
    first, *_ = listed(asked(held, "fire prevention subsidies 2008"))
    assert first[0] == "草原防火条例"


def test_all_renderings_of_a_word_are_alternatives(held: Database) -> None:
    titles = {title for title, by in listed(asked(held, "FDI")) if by == "words"}
    assert titles == {"关于西部地区利用外资的意见", "关于外商投资信息报告的公告"}


@pytest.mark.parametrize("query", ["plan notice", "notice", "quxly foobar", "plan for grassland 2021"])
def test_words_that_no_document_has_find_nothing(database: Database, query: str) -> None:
    assert listed(asked(database, query)) == []


def test_what_stands_beside_passes_the_filters(held: Database) -> None:
    found = asked(held, "subsidies for fire prevention on grassland", Filters(date_to=date(2010, 1, 1)))
    assert [title for title, _ in listed(found)] == ["草原防火条例"]


def test_one_wrong_letter_is_forgiven_and_named(held: Database) -> None:
    found = asked(held, "grasland monitoring Sichuan")
    assert found.query is not None
    assert found.query.translation is not None
    assert found.query.translation.corrected == (("grasland", "grassland"),)
    assert listed(found) == [("关于四川省草原生态监测的通知", "words")]


@pytest.mark.parametrize(("words", "plain"), [("數據安全", "数据安全"), ("気候変動", "气候变动"), ("氫能", "氢能")])
def test_traditional_characters_and_kanji_find_simplified_ones(words: str, plain: str) -> None:
    expression = read_query(words).expression
    assert isinstance(expression, Term)
    assert expression.texts == (plain, words)
    assert read_query(f"“{words}”").expression == Term(texts=(words,))
    assert read_query(plain).expression == Term(texts=(plain,))


def test_letters_with_marks_stay_whole() -> None:
    translation = read_query("énergie à Ürümqi").translation
    assert translation is not None
    assert translation.unknown == ("énergie",)
    assert "乌鲁木齐" in translation.text
