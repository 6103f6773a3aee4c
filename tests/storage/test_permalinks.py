"""An address by body, year and number leads to its documents for ever."""

from dataclasses import replace
from datetime import date

import pytest

from parsers.grammar.permalink import permalink_of
from storage.database import Database
from storage.documents import permalinks
from storage.documents.writing import judging
from tests.storage.keeping import save
from tests.storage.making import BODIES, document, editor, plain_document
from tests.tables import from_table
from zhengce.search import identifiers

ONE, TWO = plain_document(1), plain_document(2)
FIRST, SECOND = "/doc/miit/2021/工信部信函-1", "/doc/miit/2021/工信部信函-2"


@from_table
def test_the_address_has_body_year_and_number(number: str | None, expected: str | None) -> None:
    assert permalink_of(document(document_number=number, written_on=date(2020, 12, 30))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"written_on": None}, "/doc/state_council/2021/令-790"),
        ({"written_on": None, "published_on": None}, None),
        ({"stage": "interpretation"}, None),
        ({"stage": "news"}, None),
        ({"stage": None}, "/doc/state_council/2021/令-790"),
        ({"document_number": "样例〔2021〕3号", "issuing_bodies": ()}, None),
        ({"issuing_bodies": (BODIES["ndrc"],)}, "/doc/state_council/2021/令-790"),
    ],
)
def test_without_body_year_or_number_of_its_own_a_document_has_no_address(
    values: dict[str, object], expected: str | None
) -> None:
    assert permalink_of(replace(document(document_number="国令第790号"), **values)) == expected  # type: ignore[arg-type]


def leads(database: Database, *addresses: str) -> list[list[int]]:
    with database.read() as connection:
        return [permalinks.find(connection, address) for address in addresses]


@pytest.mark.parametrize("how", ["edited", "reparsed"])
def test_an_address_that_was_given_stays_when_the_number_is_corrected(database: Database, how: str) -> None:
    save(database, ONE)
    corrected = replace(ONE, issuing_bodies=(BODIES["ndrc"],), document_number=None)
    corrected = replace(ONE, document_number="工信部信函〔2021〕9号") if how == "edited" else corrected
    save(database, corrected, 1, kind="crawled" if how == "edited" else "reparsed")
    now = "/doc/miit/2021/工信部信函-9"
    assert leads(database, FIRST, now) == [[1], [1] if how == "edited" else []]
    save(database, ONE, 2)
    assert leads(database, FIRST) == [[1]]


def test_an_address_that_a_better_reading_gives_leads_to_the_document(database: Database) -> None:
    numberless = replace(document(), document_number="国令第790号", written_on=None, attachments=())
    save(database, numberless)
    save(database, replace(numberless, published_on=date(2020, 1, 2), published_at=None), 1, kind="reparsed")
    assert leads(database, "/doc/state_council/2021/令-790", "/doc/state_council/2020/令-790") == [[1], [1]]


def test_an_address_of_two_documents_means_both(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    save(database, replace(TWO, document_number=ONE.document_number, written_on=date(2021, 9, 1)), 1)
    assert leads(database, FIRST, SECOND) == [[1, 2], [2]]
    with database.write() as connection:
        judging.merge(connection, 1, 2, editor(2))
    assert leads(database, FIRST, SECOND) == [[1], [1]]


def test_the_address_of_a_merged_document_leads_on_and_back(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    with database.write() as connection:
        judging.merge(connection, 1, 2, editor(1))
        assert permalinks.find(connection, SECOND) == [1]
        assert [one.id for one in identifiers.find(connection, "工信部信函〔2021〕2号")] == [1]
        judging.unmerge(connection, [ONE.url], [TWO.url], editor(2))
    assert leads(database, FIRST, SECOND) == [[1], [2]]


@pytest.mark.parametrize("key", [SECOND, f"http://127.0.0.1:8000/zhengce{SECOND}", f"{SECOND}#art-1"])
def test_a_document_is_known_by_its_address(database: Database, key: str) -> None:
    save(database, ONE)
    save(database, TWO)
    with database.read() as connection:
        assert identifiers.is_identifier(key)
        assert [one.id for one in identifiers.find(connection, key)] == [2]
