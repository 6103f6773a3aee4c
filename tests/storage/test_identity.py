"""Pairs that look alike: the rule, the look-up before it and a real saving all give the same verdict."""

from contextlib import suppress
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.identity import verdict
from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.resolution import judgements
from storage.resolution.matching import same_document
from storage.schema import documents, pages
from tests.storage.keeping import save
from tests.storage.making import NOON, document
from tests.storage.pairs import rows

ROWS = list(rows())
NAMES = [name for name, *_ in ROWS]


def test_there_are_pairs_of_both_kinds_and_no_name_stands_twice() -> None:
    assert len(ROWS) >= 60
    assert min(sum(is_one for _, is_one, *_ in ROWS), sum(not is_one for _, is_one, *_ in ROWS)) >= 25
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("name", "is_one", "one", "other"), ROWS, ids=NAMES)
def test_a_pair_is_told_whichever_page_comes_first(
    name: str, is_one: bool, one: PolicyDocument, other: PolicyDocument
) -> None:
    assert same_document(one, other) is is_one
    assert same_document(other, one) is is_one
    assert verdict(one, other) == verdict(other, one) == ("same" if is_one else "different")


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing."""


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "the other way round"])
def test_saving_the_pages_gives_the_same_verdicts(tmp_path: Path, turned: bool) -> None:
    wrong = []
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    for name, is_one, *pair in ROWS:
        with suppress(_TakenBack), database.write() as connection:
            assert queries.count(connection) == 0
            for record in reversed(pair) if turned else pair:
                saving.save(connection, record, None, None, NOON)
            if queries.count(connection) != 2 - is_one:
                wrong.append(name)
            raise _TakenBack
    database.close()
    assert wrong == []


@pytest.mark.same_sql
@pytest.mark.parametrize("site_of_greater", ["mee", "ndrc"])
def test_of_notices_equal_but_for_their_numbers_a_page_without_one_is_of_the_same_whichever_came_first(
    database: Database, site_of_greater: str
) -> None:
    """The same site goes first, then the smaller number."""
    sites = {"164": "mot", "165": site_of_greater, "without": "ndrc"}
    records = []
    for name, site in sites.items():
        shown = f"工信部规〔2021〕{name}号" if name.isdigit() else None
        values: dict[str, Any] = {"document_number": shown, "document_number_as_printed": shown, "evidence": {}}
        records.append(document(source=site, url=f"https://www.{site}.gov.cn/{name}.htm", **values))
    expected = "165" if site_of_greater == "ndrc" else "164"
    for order in permutations(records):
        with suppress(_TakenBack), database.write() as connection:
            for record in order:
                saving.save(connection, record, None, None, NOON)
            homes = {
                row.url: row.document_id for row in connection.execute(sa.select(pages.c.url, pages.c.document_id))
            }
            home = {name: homes[f"https://www.{site}.gov.cn/{name}.htm"] for name, site in sites.items()}
            assert home["164"] != home["165"]
            assert home["without"] == home[expected]
            number = connection.scalar(sa.select(documents.c.document_number).where(documents.c.id == home["without"]))
            assert number == f"工信部规〔2021〕{expected}号"
            raise _TakenBack


def test_a_page_that_a_person_joined_to_a_notice_stays_with_it(database: Database) -> None:
    values: dict[str, Any] = {"document_number": "工信部规〔2021〕165号", "evidence": {}}
    first = save(database, document(source="mot", url="https://www.mot.gov.cn/165.htm", **values)).document_id
    bare = document(source="ndrc", url="https://www.ndrc.gov.cn/without.htm", document_number=None, evidence={})
    assert save(database, bare).document_id == first
    with database.write() as connection:
        urls = ["https://www.mot.gov.cn/165.htm", "https://www.ndrc.gov.cn/without.htm"]
        judgements.record(connection, "positive", [(urls[0], urls[1])], NOON)
    values["document_number"] = "工信部规〔2021〕164号"
    assert save(database, document(source="mot", url="https://www.mot.gov.cn/164.htm", **values)).document_id != first
    with database.read() as connection:
        homes = connection.execute(sa.select(pages.c.document_id).where(pages.c.url.in_(urls))).scalars().all()
    assert homes == [first, first]
