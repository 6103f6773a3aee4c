"""Queries find what a scan of all texts finds."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Connection

from benchmarks.corpus import documents as corpus
from benchmarks.english_queries import QUERIES, measure, read_queries
from parsers.grammar.agencies import NAMES
from parsers.record import IssuingBody
from storage.database import Database, open_database
from storage.documents import queries as documents
from storage.documents.filters import Filters
from storage.search import searcher as search
from storage.search.expression import All, AnyOf, Not, Term
from storage.search.searcher import Searcher
from tests.conftest import Sample
from tests.tables import from_table
from tests.zhengce.holding import hold, invented, plain, pour, texts
from zhengce.search import segmentation, snippets
from zhengce.search.parser import read_query, understand
from zhengce.search.query import LONGEST, BadQuery
from zhengce.search.results import find

# A query finds what a plain scan of the texts finds, by any name of a body and any brackets of a number


MIIT = IssuingBody("miit", "工业和信息化部", "工业和信息化部", None, "MIIT")


def found(connection: Connection, query: str, order: search.Order = "best") -> list[int]:
    understood = understand(connection, query)
    hits = Searcher(connection).hits(understood.expression, order=order, limit=100_000)
    return [hit.document_id for hit in hits]


def titles(database: Database, query: str, **options: object) -> list[str]:
    with database.read() as connection:
        results = find(connection, query, Filters(), limit=50, **options)  # type: ignore[arg-type]
        return [item.document.record.title for item in results.found]


# ------------------------------------------------------------------ what a query means


def test_a_run_is_looked_for_as_it_stands() -> None:
    assert read_query("数据安全管理").expression == Term(texts=("数据安全管理",))


@pytest.mark.parametrize("query", ['"工信部"', "“工信部”"])
def test_a_quoted_phrase_is_nothing_but_its_characters(query: str) -> None:
    assert read_query(query).expression == Term(texts=("工信部",))


def test_quotation_marks_inside_a_run_are_characters() -> None:
    assert read_query("“十四五”规划").expression == Term(texts=("“十四五”规划",))


def test_a_phrase_keeps_its_blanks() -> None:
    assert read_query('"工业和信息化部　财政部"').expression == Term(texts=("工业和信息化部　财政部",))


def test_a_title_is_cited_or_borne() -> None:
    assert read_query("《数据 安全办法》").expression == Term(texts=("《数据 安全办法》",), titles=("数据 安全办法",))


@pytest.mark.parametrize("name", ["工信部", "工业和信息化部", "MIIT", "miit"])
def test_a_body_is_known_by_any_name(name: str) -> None:
    term = read_query(name).expression
    assert isinstance(term, Term)
    assert term.issuers == ("miit",)
    assert {name, "工业和信息化部"} <= set(term.texts)


def test_a_body_is_known_by_its_english_name() -> None:
    term = read_query("Ministry of Industry and Information Technology").expression
    assert isinstance(term, Term)
    assert term.issuers == ("miit",)


@pytest.mark.parametrize("number", ["工信部规[2021]164号", "工信部规（2021）164号", "工信部规 〔2021〕 164 号"])
def test_a_number_is_known_in_any_brackets(number: str) -> None:
    term = read_query(number).expression
    assert isinstance(term, Term)
    assert term.numbers == ("工信部规〔2021〕164号",)
    assert {"工信部规〔2021〕164号", "工信部规[2021]164号", "工信部规(2021)164号"} <= set(term.texts)


def test_a_sentence_with_a_number_is_no_number() -> None:
    term = read_query("根据国发〔2021〕20号的要求").expression
    assert term == Term(texts=("根据国发〔2021〕20号的要求",))


def test_and_or_not_bind_as_everywhere() -> None:
    a, b, c, d = (Term(texts=(text,)) for text in "甲乙丙丁")
    assert read_query("甲 乙 OR 丙 NOT 丁").expression == AnyOf((All((a, b)), All((c, Not(d)))))
    assert read_query("甲 AND (乙 OR 丙)").expression == All((a, AnyOf((b, c))))


def test_brackets_without_blanks_are_characters() -> None:
    assert read_query("(试行)").expression == Term(texts=("(试行)",))


@pytest.mark.parametrize("query", ["", "  ", "\x00\u200b", "字" * (LONGEST + 1), " ".join("甲" * 60)])
def test_nothing_to_look_for_and_too_much_are_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        read_query(query)


@pytest.mark.parametrize("query", ["\x00", "数据\x1b安全", "\x1f", "\x85", "\udcff\udcfe"])
def test_what_is_no_text_is_refused_and_does_not_find_everything(database: Database, query: str) -> None:
    hold(database, invented())
    with pytest.raises(BadQuery, match="control characters"):
        titles(database, query)


@pytest.mark.both_engines
def test_invisible_characters_alone_do_not_find_everything(database: Database) -> None:
    hold(database, invented())
    assert len(titles(database, " \n")) == 1
    with pytest.raises(BadQuery, match="nothing to look for"):
        titles(database, "\u200b")


def test_invisible_characters_inside_a_query_mean_nothing() -> None:
    assert read_query("数据\u200b安全\ufeff").expression == Term(texts=("数据安全",))


@pytest.mark.parametrize("query", ["AND", "NOT", "OR OR"])
def test_operators_alone_are_words(query: str) -> None:
    assert read_query(query).expression == Term(texts=(query,))


def test_brackets_cannot_be_nested_without_end() -> None:
    with pytest.raises(BadQuery, match="brackets"):
        read_query("(甲 " * 12 + "乙" + " 丙)" * 12)


# ------------------------------------------------------------------ what it finds


@pytest.fixture(scope="module")
def plan(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    hold(
        database,
        invented(
            title="关于印发“十四五”信息通信行业发展规划的通知",
            issued_title="“十四五”信息通信行业发展规划",
            document_number="工信部规〔2021〕164号",
            issuing_bodies=(MIIT,),
            published_on=date(2021, 11, 16),
            body="网络更快。Ａ级机房用5G。",
        ),
        invented(
            title="关于铺设电缆的意见", body="按照工信部规[2021]164号和《“十四五”信息通信行业发展规划》，工信部门铺设。"
        ),
        invented(title="关于种树的公告", body="春天种树，秋天浇水；数据不多，安全第一。"),
    )
    return database


def test_the_document_of_a_number_comes_before_those_that_name_it(plan: Database) -> None:
    assert titles(plan, "工信部规（2021）164号") == ["关于印发“十四五”信息通信行业发展规划的通知", "关于铺设电缆的意见"]


@pytest.fixture(scope="module")
def orders(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    ndrc = IssuingBody("ndrc", "国家发展改革委", "国家发展改革委", None, "NDRC")
    hold(
        database,
        invented(title="水渠条例", document_number="国令第790号", document_type="条例", body="水渠要直。"),
        invented(
            title="水闸管理办法",
            document_number="国家发展和改革委员会令2026年第41号",
            issuing_bodies=(ndrc,),
            published_on=date(2026, 4, 9),
        ),
        invented(
            title="《水闸管理办法》解读",
            stage="interpretation",
            published_on=date(2026, 4, 24),
            body="国家发展改革委公布了水闸管理办法（国家发展改革委令2026年第41号）。",
        ),
    )
    return database


@pytest.mark.parametrize("number", ["国令第790号", "国务院令第790号", "国务院令第七百九十号"])
def test_an_order_is_found_by_every_way_to_print_its_number(orders: Database, number: str) -> None:
    assert titles(orders, number) == ["水渠条例"]


@pytest.mark.both_engines
@pytest.mark.parametrize("number", ["国家发展改革委令2026年第41号", "国家发展改革委令第41号", "2026年第41号令"])
def test_an_order_comes_before_what_is_said_of_it(orders: Database, number: str) -> None:
    assert titles(orders, number)[0] == "水闸管理办法"


def test_an_order_is_refused_by_every_way_to_print_its_number(orders: Database) -> None:
    assert "水渠条例" not in titles(orders, "NOT 国务院令第七百九十号")


def test_a_title_finds_the_document_and_those_that_cite_it(plan: Database) -> None:
    query = "《“十四五”信息通信行业发展规划》"
    assert titles(plan, query) == ["关于印发“十四五”信息通信行业发展规划的通知", "关于铺设电缆的意见"]


@pytest.mark.parametrize("name", ["工信部", "MIIT", "Ministry of Industry and Information Technology"])
def test_a_body_finds_what_it_issued_where_no_text_names_it(plan: Database, name: str) -> None:
    assert "关于印发“十四五”信息通信行业发展规划的通知" in titles(plan, name)


@pytest.mark.both_engines
@pytest.mark.parametrize("query", ["5g", "５Ｇ", "a级机房", "Ａ级"])
def test_case_and_width_of_letters_do_not_matter(plan: Database, query: str) -> None:
    assert titles(plan, query) == ["关于印发“十四五”信息通信行业发展规划的通知"]


def test_a_run_that_stands_nowhere_is_taken_apart_and_says_so(plan: Database) -> None:
    with plan.read() as connection:
        results = find(connection, "种树数据安全", Filters())
    assert [item.document.record.title for item in results.found] == []
    with plan.read() as connection:
        results = find(connection, "种树秋天浇水", Filters())
    assert [item.document.record.title for item in results.found] == ["关于种树的公告"]
    assert results.query
    assert results.query.apart == {"种树秋天浇水": ("种树", "秋天", "浇水")}


def test_only_the_run_that_stands_nowhere_is_taken_apart(plan: Database) -> None:
    with plan.read() as connection:
        understood = understand(connection, "春天种树 安全数据")
    assert set(understood.apart) == {"安全数据"}


@pytest.mark.both_engines
def test_not_finds_the_rest(plan: Database) -> None:
    assert titles(plan, "NOT 工信部规[2021]164号") == ["关于种树的公告"]
    assert titles(plan, "关于 NOT (电缆 OR 种树)") == ["关于印发“十四五”信息通信行业发展规划的通知"]


@pytest.mark.both_engines
def test_passages_show_the_words_marked(plan: Database) -> None:
    with plan.read() as connection:
        item = find(connection, "浇水", Filters()).found[0]
    pieces = [(piece.text, piece.marked) for piece in item.quotes[0].passage]
    assert pieces[:2] == [("春天种树，秋天", False), ("浇水", True)]


@from_table
def test_no_passage_is_a_whole_text_however_often_a_word_stands_in_it(text: str, wanted: list[str]) -> None:
    found = snippets.passages(text, wanted)
    assert 1 <= len(found) <= snippets.MOST
    for passage in found:
        assert any(piece.marked for piece in passage)
        assert len("".join(piece.text for piece in passage).strip("…")) <= 300
    shown = "".join(piece.text for passage in found for piece in passage)
    assert all(word[:150] in shown for word in wanted)


# ------------------------------------------------------------------ against a scan


def drawn(held: dict[int, str], count: int) -> Iterator[str]:
    """Queries of one to eight characters from titles and bodies: phrases in quotes, and words without."""
    chance = random.Random(20211116)
    everything = list(held.values())
    while count:
        text = chance.choice(everything)
        title, _, body = text.partition("\n")
        part = title if chance.random() < 0.4 else body
        length = chance.randrange(1, 9)
        start = chance.randrange(max(1, len(part) - length))
        piece = part[start : start + length]
        if count % 3 == 0:
            words = [word for word in segmentation.cut(piece) if len(word) > 1 and word not in NAMES and word.isalnum()]
            if not words:
                continue
            yield words[0]
        elif piece.strip() != piece or not piece or '"' in piece or "\n" in piece:
            continue
        else:
            yield f'"{piece}"'
        count -= 1


@pytest.mark.both_engines
def test_seventy_queries_find_what_a_scan_finds(database: Database) -> None:
    pour(database, corpus(250, length=120))
    with database.read() as connection:
        held = texts(connection)
        assert len(held) > 200
        queries = list(drawn(held, 70))
        wrong = {}
        lengths = set()
        for query in queries:
            looked_for = plain(query.strip('"'))
            lengths.add(len(looked_for))
            scan = sorted(number for number, text in held.items() if looked_for in text)
            # In both orders, turn by turn: the ranks of `best` are three questions, and lose or double nothing.
            hits = found(connection, query, "best" if len(scan) % 4 == 0 else "newest")
            if sorted(hits) != scan:
                wrong[query] = (len(hits), len(scan))
    assert wrong == {}
    assert lengths == set(range(1, 9))


@pytest.mark.both_engines
def test_pages_follow_each_other_while_documents_arrive(database: Database) -> None:
    pour(database, (replace(record, stage="final") for record in corpus(120, length=60)))
    with database.read() as connection:
        whole = found(connection, "数据 OR 5G OR 发展 OR 的")
    seen: list[int] = []
    after = None
    for number in range(100):
        with database.read() as connection:
            results = find(connection, "数据 OR 5G OR 发展 OR 的", Filters(), limit=9, after=after)
        seen += [item.document.id for item in results.found]
        after = results.next
        if after is None:
            break
        day = date(2012, 1, 1) + timedelta(days=number * 370)
        hold(
            database,
            invented(title=f"关于发展数据第{number}号的通知", published_on=day, body=f"数据发展的第{number}次。"),
        )
    assert [number for number in seen if number in whole] == whole
    assert len(seen) == len(set(seen))


@pytest.mark.both_engines
def test_without_words_the_newest_come_first(database: Database) -> None:
    pour(database, corpus(60, length=30))
    with database.read() as connection:
        newest = [document.id for document in documents.select(connection, limit=100)]
        places: list[int] = []
        after = None
        while True:
            results = find(connection, None, Filters(), limit=7, after=after)
            places += [item.document.id for item in results.found]
            after = results.next
            if after is None:
                break
    assert places == newest


# English queries find their documents of the bundled sample


def test_nine_of_ten_english_queries_find_their_document_among_the_first_three(sample: Sample) -> None:
    queries = read_queries(QUERIES)
    assert len(queries) >= 60
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    try:
        missing = measure(database, queries)
    finally:
        database.close()
    assert len(missing) <= 0.1 * len(queries), missing
