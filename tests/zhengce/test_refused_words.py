"""NOT finds what a plain scan finds: in both orders, page by page, with phrases, numbers, bodies and filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as corpus
from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.search import engine as search
from storage.search.searcher import Searcher
from tests.zhengce.holding import NOW, hold, invented, plain, pour
from zhengce.search.parser import understand

DRAFTS = Filters(stages=("draft",))
LATER = NOW + timedelta(days=1)
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


QUERIES: dict[str, Callable[[Scanned], bool]] = {
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


def test_refused_words_are_refused_as_by_a_scan(held: tuple[Connection, list[Scanned]]) -> None:
    connection, all_of = held
    for turn, (query, holds) in enumerate(QUERIES.items()):
        for filters, order in zip((Filters(), DRAFTS), ORDERS if turn % 2 else reversed(ORDERS), strict=True):
            wanted = {one.id for one in all_of if holds(one) and (filters is not DRAFTS or one.stage == "draft")}
            found = ids(connection, query, filters, order, 1000)
            assert sorted(found) == sorted(wanted), (query, order)
            expression = understand(connection, query).expression
            assert Searcher(connection).count(expression, filters) == len(wanted), query


def test_refused_words_are_the_same_page_by_page(held: tuple[Connection, list[Scanned]]) -> None:
    connection, _ = held
    for turn, query in enumerate(QUERIES):
        for order, size in zip(ORDERS, (31, 5) if turn % 2 else (5, 31), strict=True):
            whole = ids(connection, query, Filters(), order, 1000)
            assert ids(connection, query, Filters(), order, size) == whole, (query, order, size)


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


def test_documents_of_one_day_are_found_page_by_page_around_those_that_are_refused(database: Database) -> None:
    bodies = ("按期检修。", "停运检修。", "按期检修。", "按期检修。")
    records = [invented(title=f"关于第{at}条电缆检修的通知", body=bodies[at % 4]) for at in range(40)]
    pour(database, records)
    with database.read() as connection:
        wanted = [one.id for one in queries.select(connection, limit=100) if "停运" not in one.record.body]
        assert len(wanted) == 30
        for size in (2, 7, 1000):
            assert ids(connection, "电缆 NOT 停运", Filters(), "best", size) == wanted, size
