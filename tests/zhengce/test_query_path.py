"""The way of a query: what it is read as, what is refused, what stands beside its hits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as corpus
from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.search import searcher as search
from storage.search.expression import Term
from storage.search.searcher import Searcher
from tests.zhengce.holding import hold, invented, plain, pour
from zhengce.brief import items
from zhengce.search import parser, tokens
from zhengce.search.parser import read_query, understand
from zhengce.search.results import Results, find

# A query is read once and asks the database little, however many words it has


MOST_STATEMENTS = 4
"""From the words to a page of ids: numbers as documents bear them, terms, words of runs, the page. In others, SQLite's
index is asked whether words stand together, which ends at the first document, and for titles, which are short."""


@pytest.fixture(scope="module")
def shelf(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(
        database,
        invented(title="关于开展煤电机组改造升级的通知", body="节约用煤。"),
        invented(title="数据中心能效办法", document_number="国令第790号", body="数据中心要节能。"),
        invented(title="仓库管理办法", body="数据中心旁的仓库用人工智能盘点，种树浇水。"),
    )
    return database


@pytest.fixture
def seen(shelf: Database) -> Iterator[tuple[Connection, list[str]]]:
    statements: list[str] = []
    with shelf.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        yield connection, statements


QUERIES = (
    ("implementation plan to upgrade coal-fired power units rapidly", 0),
    ("energy efficiency of AI in data centers and warehouse management standards", 0),
    ("data center 仓库浇水", 1),
    ("measures on data centers 国务院令第七百九十号", 1),
    ("(data center OR carbon market) NOT warehouse", 1),
    ("quantum computing standards", 0),
    ("种树浇水", 1),
    ("数据中心", 2),
)


@pytest.mark.parametrize(("query", "least"), QUERIES)
def test_a_query_reads_texts_four_times_at_most(seen: tuple[Connection, list[str]], query: str, least: int) -> None:
    connection, statements = seen
    searcher = Searcher(connection)
    expression = parser.understand(connection, query, searcher).expression
    hits = searcher.hits(expression, Filters(), limit=20)
    assert len(hits) >= least
    of_texts = ("search_texts MATCH", "search_keys(search_texts.text)")
    reading = [one for one in statements if one[:9] != "SELECT 1 " and any(part in one for part in of_texts)]
    assert len(reading) <= MOST_STATEMENTS, reading


@pytest.mark.parametrize("query", [query for query, _ in QUERIES])
def test_a_page_reads_its_texts_and_its_files_once(seen: tuple[Connection, list[str]], query: str) -> None:
    connection, statements = seen
    found = [result.document for result in find(connection, query, Filters(), for_rows=True).found]
    assert [item.id for item in items.items_of(connection, found, for_rows=True)] == [item.id for item in found]
    assert all(sum(text in one for one in statements) <= 1 for text in ("documents.body", "attachment_texts"))


@pytest.mark.parametrize("query", [query for query, _ in QUERIES])
def test_a_query_is_read_once(seen: tuple[Connection, list[str]], query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection, _ = seen
    read: list[str] = []

    def tokenize(text: str) -> tuple[tokens.Token, ...]:
        read.append(text)
        return tokens.tokenize(text)

    monkeypatch.setattr(parser, "tokenize", tokenize)
    find(connection, query, Filters())
    assert read == [query]


# NOT finds what a plain scan finds: in both orders, page by page, with phrases, numbers, bodies and filters


DRAFTS = Filters(stages=("draft",))
ORDERS: tuple[search.Order, ...] = ("best", "newest")


@dataclass(frozen=True)
class Scanned:
    """What the scan looks at of one document."""

    id: int
    day: int
    text: str
    titles: str
    number: str | None
    issuers: frozenset[str | None]
    stage: str


QUERIES_OF_WORDS: dict[str, Callable[[Scanned], bool]] = {
    "NOT 数据": lambda one: "数据" not in one.text,
    "通知 NOT 数据": lambda one: "通知" in one.text and "数据" not in one.text,
    "通知 NOT (数据 OR 安全)": lambda one: "通知" in one.text and not ("数据" in one.text or "安全" in one.text),
    "NOT (数据 安全)": lambda one: not ("数据" in one.text and "安全" in one.text),
    "(通知 OR 意见) NOT 企业": lambda one: ("通知" in one.text or "意见" in one.text) and "企业" not in one.text,
    "(通知 NOT 数据) OR 缂丝": lambda one: ("通知" in one.text and "数据" not in one.text) or "缂丝" in one.text,
    "通知 OR NOT 数据": lambda one: "通知" in one.text or "数据" not in one.text,
    '企业 NOT "加快推进"': lambda one: "企业" in one.text and "加快推进" not in one.text,
    "5g NOT ipv6": lambda one: "5g" in one.text and "ipv6" not in one.text,
    "缂丝 NOT 通知": lambda one: "缂丝" in one.text and "通知" not in one.text,
    "NOT 工信部": lambda one: (
        "miit" not in one.issuers and "工信部" not in one.text and "工业和信息化部" not in one.text
    ),
}


@pytest.fixture(scope="module")
def held(make_database: Callable[[], Database]) -> Iterator[tuple[Connection, list[Scanned]]]:
    database = make_database()
    pour(database, corpus(120, length=250))
    with database.read() as connection:
        yield connection, scanned(connection)


def scanned(connection: Connection) -> list[Scanned]:
    found = queries.select(connection, limit=100_000)
    return [
        Scanned(
            one.id,
            day.toordinal() if (day := one.record.published_on or one.record.written_on) else 0,
            plain("\n".join((one.record.title, one.record.issued_title or "", one.record.body))),
            plain("\n".join((one.record.title, one.record.issued_title or ""))),
            one.record.document_number,
            frozenset(body.id for body in one.record.issuing_bodies),
            one.record.stage or "",
        )
        for one in found
    ]


def ids(
    connection: Connection,
    query: str,
    filters: Filters,
    order: search.Order,
    size: int,
) -> list[int]:
    """The hits, read a page of `size` at a time."""
    searcher = Searcher(connection)
    expression = understand(connection, query, searcher).expression
    found: list[int] = []
    after = None
    while page := searcher.hits(expression, filters, order=order, limit=size, after=after):
        found += [hit.document_id for hit in page]
        after = page[-1].place
    return found


@pytest.mark.both_engines
def test_refused_words_are_refused_as_by_a_scan(held: tuple[Connection, list[Scanned]]) -> None:
    connection, all_of = held
    for turn, (query, holds) in enumerate(QUERIES_OF_WORDS.items()):
        for filters, order in zip((Filters(), DRAFTS), ORDERS if turn % 2 else reversed(ORDERS), strict=True):
            wanted = {one.id for one in all_of if holds(one) and (filters is not DRAFTS or one.stage == "draft")}
            found = ids(connection, query, filters, order, 1000)
            assert sorted(found) == sorted(wanted), (query, order)
            expression = understand(connection, query).expression
            assert Searcher(connection).count(expression, filters) == len(wanted), query


def test_refused_words_are_the_same_page_by_page(held: tuple[Connection, list[Scanned]]) -> None:
    connection, _ = held
    for turn, query in enumerate(QUERIES_OF_WORDS):
        for order, size in zip(ORDERS, (31, 5) if turn % 2 else (5, 31), strict=True):
            whole = ids(connection, query, Filters(), order, 1000)
            assert ids(connection, query, Filters(), order, size) == whole, (query, order, size)


@pytest.mark.both_engines
def test_documents_with_the_words_in_a_title_come_first_the_newest_ahead(
    held: tuple[Connection, list[Scanned]],
) -> None:
    connection, all_of = held
    by_id = {one.id: one for one in all_of}
    for query, word in (("企业 NOT 数据", "企业"), ("平台 NOT 安全", "平台")):
        found = [by_id[number] for number in ids(connection, query, Filters(), "best", 1000)]
        places = [(word not in one.titles, -one.day) for one in found]
        assert len({place[0] for place in places}) == 2, query  # some in a title, some in the text alone
        assert places == sorted(places), query


def test_a_refused_number_refuses_who_bears_and_who_cites_it(database: Database) -> None:
    bears = invented(title="关于铺设电缆的通知", document_number="工信部规〔2021〕164号")
    cites = invented(title="关于检修电缆的通知", body="按照工信部规[2021]164号检修。")
    other = invented(title="关于回收电缆的通知")
    *_, third = hold(database, bears, cites, other)
    with database.read() as connection:
        for order in ORDERS:
            assert ids(connection, "电缆 NOT 工信部规〔2021〕164号", Filters(), order, 10) == [third]


@pytest.mark.both_engines
def test_documents_of_one_day_are_found_page_by_page_around_those_that_are_refused(database: Database) -> None:
    bodies = ("按期检修。", "停运检修。", "按期检修。", "按期检修。")
    records = [invented(title=f"关于第{at}条电缆检修的通知", body=bodies[at % 4]) for at in range(40)]
    pour(database, records)
    with database.read() as connection:
        wanted = [one.id for one in queries.select(connection, limit=100) if "停运" not in one.record.body]
        assert len(wanted) == 30
        for size in (2, 7, 1000):
            assert ids(connection, "电缆 NOT 停运", Filters(), "best", size) == wanted, size


# Documents beside the hits of an English query: some of its words stand in their titles, and they say so


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
def held_of_beside(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(database, *(invented(title=title, published_on=day) for title, day in TITLES))
    return database


def asked(held_of_beside: Database, query: str, filters: Filters | None = None, **how: int | bool) -> Results:
    with held_of_beside.read() as connection:
        return find(connection, query, filters or Filters(), **how)  # type: ignore[arg-type]


def listed(results: Results) -> list[tuple[str, str]]:
    return [(one.document.record.title, one.found_by) for one in results.found]


def test_titles_with_some_of_the_words_stand_beside_the_hits_and_say_so(held_of_beside: Database) -> None:
    found = asked(held_of_beside, "grassland monitoring and fire prevention in Sichuan")
    assert listed(found)[0][0] == "关于四川省草原生态监测的通知"
    assert ("草原防火条例", "some_words") in listed(found)
    with held_of_beside.read() as connection:
        exact = find(connection, found.query, Filters(), exact=True)
    assert [one for one in listed(found) if one[1] == "words"] == listed(exact)
    assert {one.place for one in found.found} == {""}


@pytest.mark.parametrize(
    "query", ["grassland AND Sichuan", '"grassland monitoring" subsidies', "草原 四川 补贴", "草原"]
)
def test_nothing_stands_beside_operators_phrases_and_chinese_words(held_of_beside: Database, query: str) -> None:
    assert {by for _, by in listed(asked(held_of_beside, query))} <= {"words"}


def test_nothing_stands_beside_the_hits_of_a_query_that_is_found_whole(held_of_beside: Database) -> None:
    assert listed(asked(held_of_beside, "grassland Sichuan")) == [("关于四川省草原生态监测的通知", "words")]


@pytest.mark.both_engines
def test_a_year_is_in_the_title_or_that_of_publication(held_of_beside: Database) -> None:
    first, *_ = listed(asked(held_of_beside, "fire prevention subsidies 2021"))
    assert first[0] == "关于森林防火的通知"
    first, *_ = listed(asked(held_of_beside, "fire prevention subsidies 2008"))
    assert first[0] == "草原防火条例"


def test_all_renderings_of_a_word_are_alternatives(held_of_beside: Database) -> None:
    titles = {title for title, by in listed(asked(held_of_beside, "FDI")) if by == "words"}
    assert titles == {"关于西部地区利用外资的意见", "关于外商投资信息报告的公告"}


@pytest.mark.parametrize("query", ["plan notice", "notice", "quxly foobar", "plan for grassland 2021"])
def test_words_that_no_document_has_find_nothing(database: Database, query: str) -> None:
    assert listed(asked(database, query)) == []


def test_what_stands_beside_passes_the_filters(held_of_beside: Database) -> None:
    found = asked(held_of_beside, "subsidies for fire prevention on grassland", Filters(date_to=date(2010, 1, 1)))
    assert [title for title, _ in listed(found)] == ["草原防火条例"]


@pytest.mark.both_engines
def test_one_wrong_letter_is_forgiven_and_named(held_of_beside: Database) -> None:
    found = asked(held_of_beside, "grasland monitoring Sichuan")
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
