"""An id that was given leads to a document for ever: to itself, or to the one that it was found to be."""

import random

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.documents.writing import judging
from storage.documents.writing.judging import NothingToDo
from storage.editing import issues
from storage.resolution.redirects import present_id
from storage.schema import changes, pages, redirects
from tests.storage.keeping import held, save
from tests.storage.making import editor, plain_document

PLAIN = [plain_document(number) for number in range(1, 7)]
ONE, TWO, THREE = PLAIN[:3]


def merge(database: Database, one: int, other: int, day: float = 1) -> None:
    with database.write() as connection:
        judging.merge(connection, one, other, editor(day))


def leads(database: Database) -> dict[int, int]:
    with database.read() as connection:
        return {row.former_id: row.document_id for row in connection.execute(sa.select(redirects))}


def merged_twice(database: Database) -> None:
    """Three into two, two into one."""
    for record in (ONE, TWO, THREE):
        save(database, record)
    merge(database, 2, 3, 1)
    merge(database, 1, 2, 2)


def test_no_id_is_given_again(database: Database) -> None:
    merged_twice(database)
    assert save(database, PLAIN[3], 3).document_id == 4


@pytest.mark.both_engines
def test_whatever_is_merged_and_parted_every_id_leads_to_the_document_of_its_page(database: Database) -> None:
    choose = random.Random(7)
    for record in PLAIN:
        save(database, record)
    for step in range(15):
        ids = [one.id for one in held(database)]
        with database.write() as connection:
            try:
                if len(ids) > 1 and choose.random() < 0.6:
                    one, other = choose.sample(ids, 2)
                    judging.merge(connection, one, other, editor(step))
                else:
                    judging.split(connection, choose.choice(PLAIN).url, editor(step))
            except NothingToDo:
                continue
            given = connection.execute(sa.select(changes.c.document_id).distinct()).scalars().all()
            homes = {row.url: row.document_id for row in connection.execute(sa.select(pages))}
            assert {number: present_id(connection, number) for number in given} == {
                number: homes[PLAIN[number - 1].url] for number in given
            }


def test_a_pick_is_of_the_document_that_its_document_is_now(database: Database) -> None:
    save(database, ONE)
    save(database, TWO)
    with database.write() as connection:
        issues.add_document(connection, 2, "top", editor(0))
    merge(database, 1, 2)
    with database.read() as connection:
        assert [entry.document_id for _, entry in issues.documents_of(connection)] == [1]
