"""Words are found in attached files as exactly as in titles and bodies, and a hit says on which page."""

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.record import Attachment, PolicyDocument
from storage.database import Database
from storage.documents.filters import Filters
from storage.schema import attachment_texts, attachments
from storage.schema import documents as table
from storage.search import reindex
from storage.search import searcher as search
from storage.search.expression import All, AnyOf, Expression, Not, Term
from storage.search.searcher import Searcher
from tests.zhengce.holding import hold, invented, plain, read_file
from zhengce.search.parser import read_query
from zhengce.search.results import as_json, find

PLAN = "https://www.miit.gov.cn/plan.pdf"
TABLE = "https://www.miit.gov.cn/table.pdf"


def with_files(*urls: str, **values: str) -> PolicyDocument:
    return invented(attachments=tuple(Attachment(f"附件{at}", url) for at, url in enumerate(urls, 1)), **values)


def found(connection: Connection, expression: Expression, order: search.Order = "best") -> set[int]:
    return {hit.document_id for hit in Searcher(connection).hits(expression, order=order, limit=100)}


def word(database: Database, text: str) -> int:
    with database.read() as connection:
        return len(found(connection, Term((text,))))


def rows(database: Database, query: str) -> list[dict[str, object]]:
    with database.read() as connection:
        return [as_json(item) for item in find(connection, query, Filters()).found]


LETTERS = "闸板要AaＡ5"


def holds(expression: Expression, places: list[str], titles: list[str]) -> bool:
    """What a scan says: a piece of text stands in one of the places."""
    if isinstance(expression, Not):
        return not holds(expression.part, places, titles)
    if isinstance(expression, All):
        return all(holds(part, places, titles) for part in expression.parts)
    if isinstance(expression, AnyOf):
        return any(holds(part, places, titles) for part in expression.parts)
    return any(plain(text) in place for text in expression.texts for place in places) or any(
        plain(text) in title for text in expression.titles for title in titles
    )


@pytest.mark.both_engines
def test_a_search_equals_a_scan_of_titles_bodies_and_pages(database: Database) -> None:
    chance = random.Random(4)

    def text(most: int) -> str:
        return "".join(chance.choice(LETTERS) for _ in range(chance.randrange(1, most)))

    with database.write() as connection:
        addresses = [f"https://www.miit.gov.cn/{number}.pdf" for number in range(12)]
    hold(
        database,
        *(
            with_files(*chance.sample(addresses, chance.randrange(4)), title=f"关于第{number}号{text(4)}", body=text(5))
            for number in range(25)
        ),
    )
    with database.write() as connection:
        linked = {url for (url,) in connection.execute(sa.select(attachments.c.url).distinct())}
        for url in sorted(linked):
            read_file(connection, url, *(text(5) for _ in range(chance.randrange(4))))

    def term() -> Expression:
        return Term((text(4),)) if chance.random() < 0.9 else Term(titles=(text(3),))

    with database.read() as connection:
        places: dict[int, tuple[list[str], list[str]]] = {}
        for row in connection.execute(sa.select(table)):
            titles = [plain(row.title), plain(row.issued_title or "")]
            places[row.id] = ([*titles, plain(row.body)], titles)
        query = sa.select(attachments.c.document_id, attachment_texts.c.text)
        query = query.join(attachment_texts, attachment_texts.c.file_id == attachments.c.file_id)
        for document_id, page in connection.execute(query):
            places[document_id][0].append(plain(page))
        counts = set()
        for turn in range(12):
            one, other, third = term(), term(), term()
            order: search.Order = "best" if turn % 2 else "newest"
            for expression in (
                one,
                All((one, other)),
                AnyOf((one, other)),
                All((one, Not(other))),
                Not(one),
                All((AnyOf((one, other)), Not(AnyOf((other, third))))),
            ):
                scanned = {number for number, where in places.items() if holds(expression, *where)}
                assert found(connection, expression, order) == scanned, expression
                assert Searcher(connection).count(expression) == len(scanned)
                counts.add(len(scanned))
        assert len(counts) > 10


def test_words_of_a_file_are_found_as_soon_as_it_was_read_and_as_long_as_it_says_them(database: Database) -> None:
    hold(database, with_files(PLAN))
    assert word(database, "缂丝") == 0
    with database.write() as connection:
        read_file(connection, PLAN, "缂丝要传承。")
    assert word(database, "缂丝") == 1
    with database.write() as connection:
        read_file(connection, PLAN, "筇竹在山上。")
    assert (word(database, "缂丝"), word(database, "筇竹")) == (0, 1)


@pytest.mark.both_engines
def test_a_phrase_crosses_no_page_and_no_file(database: Database) -> None:
    hold(database, with_files(PLAN, TABLE, body="埽工"))
    with database.write() as connection:
        read_file(connection, PLAN, "要牢。闸", "板")
        read_file(connection, TABLE, "鼋")
    assert [word(database, text) for text in ("闸板", "板鼋", "埽工要牢", "要牢。闸", "page")] == [0, 0, 0, 1, 0]


def test_a_document_that_links_to_a_file_which_was_read_before_is_found_by_it(database: Database) -> None:
    hold(database, with_files(PLAN))
    with database.write() as connection:
        read_file(connection, PLAN, "缂丝要传承。")
    hold(database, with_files(PLAN, title="关于举办博览会的公告", body="博览会如期举办，欢迎参加。"))
    assert word(database, "缂丝") == 2


@pytest.mark.both_engines
def test_an_index_that_is_made_anew_has_the_files(database: Database) -> None:
    hold(database, with_files(PLAN))
    with database.write() as connection:
        read_file(connection, PLAN, "缂丝要传承。")
    list(reindex.rebuild(database))
    assert word(database, "缂丝") == 1


def test_a_revised_document_that_drops_a_file_is_not_found_by_it_any_more(database: Database) -> None:
    record = with_files(PLAN)
    hold(database, record)
    with database.write() as connection:
        read_file(connection, PLAN, "缂丝要传承。")
    hold(database, replace(record, attachments=()))
    assert word(database, "缂丝") == 0


def test_a_hit_says_in_which_attachment_and_on_which_page(database: Database) -> None:
    hold(database, with_files(TABLE, PLAN, body="各地要发展５G网络。"))
    with database.write() as connection:
        read_file(connection, TABLE, "填表说明")
        read_file(connection, PLAN, "总体要求", "建成5g基站。缂丝要传承。", "缂丝也要创新。")
    [row] = rows(database, "缂丝")
    assert row["passages"] == ["缂丝要传承。"]
    assert row["passage_places"] == ["attachment 2, page 2"]
    [row] = rows(database, "5G")
    assert row["passages"] == ["各地要发展５G网络。", "建成5g基站。缂丝要传承。"]
    assert row["passage_places"] == [None, "attachment 2, page 2"]


def test_words_that_stand_in_two_files_are_shown_in_both_and_a_text_in_two_formats_once(database: Database) -> None:
    ofd = PLAN.replace("pdf", "ofd")
    hold(database, with_files(PLAN, ofd, TABLE))
    with database.write() as connection:
        read_file(connection, PLAN, *(f"缂丝第{number}条。" for number in range(9)))
        read_file(connection, ofd, *(f"缂丝第{number}条。" for number in range(9)), media_type="application/ofd")
        read_file(connection, TABLE, "缂丝申报表")
    [row] = rows(database, "缂丝")
    assert row["passage_places"] == ["attachment 1, page 1", "attachment 3, page 1"]


@pytest.mark.parametrize("query", ["闸板 缂丝", '"闸板" NOT "筇竹"'])
def test_words_of_the_body_and_of_a_file_meet_in_one_query(database: Database, query: str) -> None:
    assert read_query(query)
    hold(database, with_files(PLAN, body="闸板要结实。"))
    with database.write() as connection:
        read_file(connection, PLAN, "缂丝要传承。")
    assert len(rows(database, query)) == 1
    assert rows(database, f"{query} NOT 传承") == []
