"""SQLite and PostgreSQL give the same answers: to every filter, in every order, to look-ups and in the counts."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.engine import Connection

from parsers.record import IssuingBody, PolicyDocument, Relation
from storage.database import open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.relations.status import STATUSES
from storage.search import searcher as search
from storage.search.expression import Term
from storage.search.searcher import Searcher
from tests.postgres import Server
from tests.zhengce.counting import count_facets
from tests.zhengce.holding import hold, invented
from zhengce.search import identifiers

ODD = (
    "%",
    "_",
    "\\",
    "'",
    '"',
    "é",
    "É",
    "ß",
    "İ",
    "Σ",
    "ς",
    "Ａ",
    "ａ",
    "５",
    "①",
    "　",
    "\t",
    "\u200b",
    "😀",
    "𠮷",
    "~",
    "[a]",
)
TOPICS = (
    None,
    "AI",
    "ai 应用",
    "Ai",
    "ＡＩ",
    "科技\\教育",
    "50%",
    "5_0",
    "50",
    "École",
    "école",
    "İstanbul",
    "x" * 60_000,
)
TYPES = (None, "通知", "意见", "AI", "ai")
ISSUERS = ("miit", "MIIT", "ndrc", "")
DAYS = (None, date(1, 1, 1), date(999, 12, 31), date(2021, 1, 1), date(2021, 1, 2), date(9999, 12, 31))


def odd_documents() -> Iterator[PolicyDocument]:
    chance = random.Random(11)
    for number in range(90):
        issuers = {ISSUERS[number % 4], ISSUERS[number % 3]}
        yield invented(
            source=("miit", "MIIT", "ndrc")[number % 3],
            url=f"https://www.miit.gov.cn/{'Aa'[number % 2]}{ODD[number % len(ODD)].strip() or 'x'}/{number}.html",
            title=f"关于{ODD[number % len(ODD)]}第{number}号缂丝{chance.choice(ODD)}的通知",
            stage=("final", "draft", "interpretation", "news")[number % 4],
            document_type=TYPES[number % len(TYPES)],
            document_number=f"工信部规〔2021〕{number}号" if number % 3 else None,
            issuing_bodies=tuple(IssuingBody(one, one or "某局", one or "某局") for one in sorted(issuers)),
            topic=TOPICS[number % len(TOPICS)],
            published_on=DAYS[number % len(DAYS)],
            effective_on=DAYS[number // 4 % len(DAYS)],
            repealed_on=DAYS[number % len(DAYS)] if number % 8 == 0 else None,
            written_on=date(2021, 1, 1) + timedelta(days=number % 7) if number % 2 else None,
            body=f"缂丝{chance.choice(ODD)}第{number}卷。" + "".join(chance.choice(ODD) for _ in range(20)),
        )


MIIT = (IssuingBody("miit", "工业和信息化部", "工业和信息化部"),)
OLD_RULES = invented(
    title="缂丝管理办法",
    document_number="工信部规〔2015〕1号",
    issuing_bodies=MIIT,
    published_on=date(2015, 1, 1),
    effective_on=date(2015, 1, 1),
)
NEW_RULES = replace(
    OLD_RULES,
    title="缂丝质量管理办法",
    url="https://www.miit.gov.cn/new.html",
    document_number="工信部规〔2021〕991号",
    published_on=date(2021, 1, 1),
    effective_on=date(2021, 1, 1),
    relations=(Relation("replaces", "缂丝管理办法", "工信部规〔2015〕1号", words="原办法同时废止。"),),
)


@pytest.fixture(scope="module")
def both(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Connection, Connection]]:
    """The same odd documents on both databases, some of them revised since."""
    path: Path = tmp_path_factory.mktemp("same") / "zhengce.db"
    url = postgres.create()
    opened = [open_database(f"sqlite:///{path}"), open_database(url)]
    held = list(odd_documents())
    for database in opened:
        hold(database, *held)
        hold(database, *(replace(one, body="缂丝改。") for one in held[::9]))
        hold(database, OLD_RULES, NEW_RULES)
    with opened[0].read() as one, opened[1].read() as other:
        yield one, other
    for database in opened:
        database.close()
    postgres.drop(url)


VALUES: tuple[str, ...] = (
    *ODD,
    *(
        "AI",
        "ai",
        "Ai",
        "ＡＩ",
        "50%",
        "5_0",
        "50",
        "\\",
        "École",
        "école",
        "İ",
        "i",
        "",
        " ",
        "\x00",
        "a\x00",
        "\ud800",
    ),
    *("x" * 60_000, "NULL", "miit", "MIIT", "通知", "科技"),
)

FILTERS: dict[str, list[Filters]] = {
    "issuer": [Filters(issuers=(value,)) for value in ("miit", *VALUES[::4])]
    + [Filters(issuers=("miit", "\x00", "ndrc"))],
    "source": [Filters(sources=(value,)) for value in VALUES[1::4]] + [Filters(sources=("miit", "MIIT"))],
    "type": [Filters(types=(value,)) for value in VALUES[2::4]] + [Filters(types=("AI", "通知"))],
    "stage": [Filters(stages=("news",)), Filters(stages=("draft", "final")), Filters(), Filters(stages=("nosuch",))],  # type: ignore[arg-type]
    "from": [Filters(date_from=day) for day in DAYS],
    "to": [Filters(date_to=day) for day in DAYS],
    "from and to": [
        Filters(date_from=one, date_to=other) for one, other in zip(DAYS, (*DAYS[1:], DAYS[0]), strict=True)
    ],
    "topic": [Filters(topic=value) for value in VALUES],
    "status": [Filters(statuses=(value,)) for value in STATUSES] + [Filters(statuses=STATUSES)],
    "all": [
        Filters(("miit", "ndrc"), ("miit", "ndrc"), ("通知", "AI", "ai"), ("final", "draft"), DAYS[1], DAYS[5], "a")
    ]
    * 3,
}
"""By name: each odd value is asked of the topic, of which it may be a part, and of one filter that compares the whole.

One after another they are asked in another order.
"""
ORDERS: tuple[queries.Order, ...] = ("newest", "oldest", "id")
SEARCHED: tuple[search.Order, ...] = ("best", "newest")

Answer = TypeVar("Answer")
Ask = Callable[[Connection], Answer]


def listed(filters: Filters | None, order: queries.Order, limit: int = 1000, offset: int = 0) -> Ask[list[int]]:
    return lambda connection: [one.id for one in queries.select(connection, filters, order, limit, offset)]


def searched(
    filters: Filters, order: search.Order, limit: int = 1000, after: str | None = None
) -> Ask[Sequence[search.Hit]]:
    word = Term(("缂丝",))
    return lambda connection: Searcher(connection).hits(word, filters, order=order, limit=limit, after=after)


def same(both: tuple[Connection, Connection], ask: Callable[[Connection], Answer], what: object) -> Answer:
    """What both answer."""
    one, other = (ask(connection) for connection in both)
    assert one == other, what
    return one


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_lets_the_same_documents_pass_in_the_same_order(
    both: tuple[Connection, Connection], name: str
) -> None:
    passed = set()
    for filters, order, by in zip(FILTERS[name], cycle(ORDERS), cycle(SEARCHED)):
        ids = same(both, listed(filters, order), filters)
        passed.add(len(ids))
        assert same(both, partial(queries.count, filters=filters), filters) == len(ids)
        same(both, searched(filters, by), filters)
    assert passed - {0}


def test_a_status_finds_the_documents_that_have_it(both: tuple[Connection, Connection]) -> None:
    def held(connection: Connection) -> dict[str | None, list[int]]:
        by: dict[str | None, list[int]] = {}
        for one in queries.each(connection, Filters(), "id"):
            by.setdefault(one.status(), []).append(one.id)
        return by

    has = same(both, held, "status")
    assert set(has) >= {None, "draft", "not_yet_in_force", "in_force", "expired", "replaced"}
    for status in STATUSES:
        assert same(both, listed(Filters(statuses=(status,)), "id"), status) == has.get(status, []), status


def test_pages_of_a_list_follow_one_another(both: tuple[Connection, Connection]) -> None:
    for order in ORDERS:
        whole = same(both, listed(None, order), order)
        for limit, offset in ((0, 0), (1, 0), (7, 7), (7, 60), (1000, 50), (5, 1000)):
            page = same(both, listed(None, order, limit, offset), order)
            assert page == whole[offset : offset + limit]


def test_pages_of_a_search_follow_one_another(both: tuple[Connection, Connection]) -> None:
    for order in SEARCHED:
        whole = same(both, searched(Filters(), order), order)
        after: str | None = None
        found: list[search.Hit] = []
        while True:
            page = same(both, searched(Filters(), order, 7, after), after)
            if not page:
                break
            found += page
            after = found[-1].place
        assert found == whole


def test_a_part_of_a_topic_is_found_in_any_case_and_means_itself(both: tuple[Connection, Connection]) -> None:
    def topics(value: str) -> set[str | None]:
        def ask(connection: Connection) -> set[str | None]:
            return {one.record.topic for one in queries.select(connection, Filters(topic=value), limit=1000)}

        return same(both, ask, value)

    assert topics("ai") == topics("AI") == {"AI", "ai 应用", "Ai"}
    assert topics("%") == {"50%"}
    assert topics("5_0") == {"5_0"}
    assert topics("\\") == {"科技\\教育"}
    assert topics("école") == {"école"}
    assert topics("ＡＩ") == {"ＡＩ"}
    assert topics("\x00") == topics("\ud800") == set()


def test_the_counts_beside_the_results_are_the_same(both: tuple[Connection, Connection]) -> None:
    for filters in (Filters(), Filters(topic="ai"), Filters(stages=("news",)), Filters(issuers=("miit",))):
        for expression in (None, Term(("缂丝",)), Term(("😀",))):
            same(both, partial(count_facets, expression=expression, filters=filters), filters)


def test_a_document_is_looked_up_alike(both: tuple[Connection, Connection]) -> None:
    def ask(connection: Connection, key: str) -> object:
        try:
            return [one.id for one in identifiers.find(connection, key)]
        except identifiers.Several as error:
            return str(error)

    with_hits = 0
    keys = [f"工信部规〔2021〕{number}号" for number in range(0, 90, 7)] + [
        "7号",
        "工信部规[2021]0号",
        "2021",
        "7",
        "0",
    ]
    for place in range(len(ODD)):
        path = f"{'Aa'[place % 2]}{ODD[place % len(ODD)].strip() or 'x'}/{place}.html"
        keys += [f"https://www.miit.gov.cn/{path}", f"WWW.MIIT.GOV.CN/{path}", f"//miit.gov.cn/{path.upper()}"]
    for key in keys:
        with_hits += bool(same(both, partial(ask, key=key), key))
    assert with_hits > 25
