"""A merge is undone: documents are what they were, under their ids, with their editors' titles."""

from dataclasses import replace

import pytest

from parsers.record import PolicyDocument
from storage import changes
from storage.crawl import pages
from storage.database import Database
from storage.documents import queries
from storage.documents.writing import revisions
from storage.editing import annotations
from tests.storage.keeping import ON_GOV, held, save
from tests.storage.making import EDITOR, NOON, document, entry, moment, plain_document


def test_a_merge_is_undone_by_reading_the_pages_again(database: Database) -> None:
    """A number taken from a citation made two documents one; the mended parser parts them."""
    other = plain_document(7, source="state_council", url="https://www.gov.cn/7.htm", document_number=None)
    wrong = replace(other, document_number=document().document_number, title=document().title)
    save(database, document())
    first = save(database, wrong).document_id
    assert len(held(database)) == 1
    before = held(database)[0].record
    outcome = save(database, other, 1, kind="reparsed")
    assert outcome.kind == "new"
    assert outcome.document_id != first
    kept, parted = held(database)
    assert kept.record == before
    assert kept.id == first
    assert parted.record == other
    assert [page.url for page in parted.pages] == [other.url]
    with database.read() as connection:
        last = changes.after(connection, 2)
        assert [(change.kind, change.document_id, change.other_id) for change in last] == [("new", parted.id, first)]


def taken_for_one(*records: PolicyDocument) -> list[PolicyDocument]:
    """The records of these pages as one parser mistook all of them for the plan."""
    return [document(source=record.source, url=record.url) for record in records]


def titles_in_english(database: Database) -> dict[int, str | None]:
    return {one.id: one.title_en for one in held(database)}


def test_documents_whose_merge_is_undone_are_what_they_were_under_their_ids(database: Database) -> None:
    plain = [plain_document(number) for number in (1, 2, 3)]
    for record in plain:
        save(database, record)
    save(database, replace(plain[1], topic="改"), 1)
    plain[1] = replace(plain[1], topic="改")
    before = held(database)
    for record in taken_for_one(*plain):
        save(database, record, 2, kind="reparsed")
    assert [one.id for one in held(database)] == [1]
    with database.read() as connection:
        assert [revision.document_id for revision in revisions.of(connection, 1)] == [2, 1]
    for record in plain:
        save(database, record, 3, kind="reparsed")
    after = held(database)
    assert after == before
    assert [one.revised_at for one in after] == [None, moment(1), None]
    with database.read() as connection:
        assert {revision.document_id for revision in revisions.of(connection, 1)} == {1}
        last = [
            (change.kind, change.document_id, change.other_id, change.url) for change in changes.after(connection, 0)
        ]
    assert [change for change in last if change[0] == "new"][3:] == [
        ("new", 2, 1, plain[1].url),
        ("new", 3, 2, plain[2].url),
    ]


def test_the_page_that_made_a_document_keeps_its_id_where_the_pages_fall_apart(database: Database) -> None:
    plain = [plain_document(number) for number in (1, 2)]
    with database.write() as connection:  # the list shows them the other way round
        pages.pages_to_fetch(connection, "miit", [entry(record) for record in reversed(plain)], NOON)
    ids = [save(database, record, row=entry(record)).document_id for record in plain]
    for day, records in enumerate((taken_for_one(*plain), reversed(plain)), 1):
        for record in records:
            save(database, record, day, row=entry(record), kind="reparsed")
    assert [(one.id, one.record) for one in held(database)] == list(zip(ids, plain, strict=True))


@pytest.mark.parametrize(
    ("given", "of_all", "way"),
    [
        ({1: "Same", 2: "Same"}, "Same", 1),
        ({2: "Two"}, "Two", -1),
        ({1: "One", 2: "Two"}, "One", 1),
        ({1: "One", 2: "Two"}, "One", -1),
        ({2: "Two", 3: "Three"}, "Two", 1),
        ({3: "Three"}, "Three", -1),
    ],
)
def test_no_editors_title_is_lost_by_a_merge_or_stands_with_another_document_when_it_is_undone(
    database: Database, given: dict[int, str], of_all: str, way: int
) -> None:
    plain = [plain_document(number) for number in (1, 2, 3)]
    for record in plain:
        save(database, record)
    with database.write() as connection:
        for number, title in given.items():
            annotations.set_title(connection, number, title, EDITOR)
    for record in taken_for_one(*plain):
        save(database, record, 1, kind="reparsed")
    assert titles_in_english(database) == {1: of_all}
    for record in plain[::way]:
        save(database, record, 2, kind="reparsed")
    assert titles_in_english(database) == {number: given.get(number) for number in (1, 2, 3)}


def test_a_page_that_was_merged_wrongly_moves_to_the_document_it_belongs_to(database: Database) -> None:
    right = plain_document(7)
    wrong = replace(document(), source="state_council", url="https://www.gov.cn/7.htm")
    save(database, document())
    save(database, right)
    save(database, wrong)
    outcome = save(database, replace(right, source="state_council", url=wrong.url), 1, kind="reparsed")
    assert outcome.kind == "merged"
    first, second = held(database)
    assert [len(first.pages), len(second.pages)] == [1, 2]
    assert first.record == document()
    assert second.record.title == right.title


def test_after_a_document_was_parted_each_half_goes_on_alone(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    other = plain_document(7, source="state_council", url=ON_GOV.url)
    save(database, other, 1, kind="reparsed")
    for record, topic in ((document(topic="甲"), "甲"), (replace(other, topic="乙"), "乙")):
        outcome = save(database, record, 2)
        assert set(outcome.fields) == {"topic"}
        with database.read() as connection:
            assert queries.record(connection, outcome.document_id).topic == topic
