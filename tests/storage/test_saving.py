"""One row a document, every address a page, every version kept."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.extraction import Entry
from parsers.record import Evidence
from storage import changes, schema
from storage.crawl import pages
from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import revisions, saving
from storage.documents.writing.visit import Outcome
from storage.editing import annotations
from storage.errors import PageLost
from tests.storage.keeping import ON_GOV, capture, counted, current_captures, held, kinds, save
from tests.storage.making import BODIES, EDITOR, NOON, document, entry, moment, plain_document
from tests.tables import from_table


@pytest.mark.both_engines
def test_a_document_is_read_back_as_it_was_saved(database: Database) -> None:
    record = document()
    outcome = save(database, record, facts=capture(), row=entry(record))
    assert outcome.kind == "new"
    with database.read() as connection:
        assert queries.record(connection, outcome.document_id) == record
    assert kinds(database) == ["new"]


@pytest.mark.both_engines
def test_characters_that_no_database_can_hold_are_left_out(database: Database) -> None:
    outcome = save(database, document(title="关于\x00印发\ud83d的通知 😀", topic="a\x00b"))
    with database.read() as connection:
        record = queries.record(connection, outcome.document_id)
    assert record.title == "关于印发的通知 😀"
    assert record.topic == "ab"


def test_the_same_page_again_writes_no_change(database: Database) -> None:
    record = document()
    save(database, record, facts=capture(1), row=entry(record))
    again = save(database, replace(record, fetched_at=moment(1)), 1, facts=capture(2), row=entry(record))
    assert again.kind == "unchanged"
    assert kinds(database) == ["new"]
    with database.read() as connection:
        assert counted(connection, schema.captures) == 2
        assert counted(connection, schema.revisions) == 0


def test_an_edit_is_a_revision_that_says_what_changed(database: Database) -> None:
    record = document()
    save(database, record)
    edited = replace(record, body=record.body + "\n四、本规划自发布之日起施行。", effective_on=date(2021, 11, 16))
    outcome = save(database, edited, 3)
    assert outcome.kind == "revised"
    assert set(outcome.fields) == {"body", "effective_on"}
    assert outcome.fields["effective_on"] == {"old": None, "new": "2021-11-16"}
    with database.read() as connection:
        (revision,) = revisions.of(connection, outcome.document_id)
        assert revision.kind == "crawled"
        assert revision.fields == outcome.fields
        assert changes.after(connection, 1)[0].fields == outcome.fields
        assert queries.stored(connection, [outcome.document_id])[0].revised_at == moment(3)


def test_new_evidence_alone_is_kept_and_is_no_revision(database: Database) -> None:
    record = document()
    save(database, record)
    better = replace(record, evidence={"title": Evidence("table: 标题", record.title)}, parser_version="2")
    outcome = save(database, better, 1)
    assert outcome.kind == "unchanged"
    assert kinds(database) == ["new"]
    with database.read() as connection:
        assert queries.record(connection, outcome.document_id) == better


def test_a_reparsed_page_is_told_from_an_edited_one(database: Database) -> None:
    save(database, document(), facts=capture(), row=entry(document()))
    outcome = save(database, document(subject="另一事由"), 40, row=entry(document()), kind="reparsed")
    assert outcome.kind == "revised"
    assert kinds(database) == ["new", "reparsed"]
    with database.read() as connection:
        assert [revision.kind for revision in revisions.of(connection, outcome.document_id)] == ["reparsed"]
        page = queries.stored(connection, [outcome.document_id])[0].pages[0]
    assert page.checked_at == NOON  # nobody looked at the site


def test_reparsing_does_not_bring_a_lost_page_back(database: Database) -> None:
    record = document()
    save(database, record)
    with database.write() as connection:
        assert pages.gone(connection, "miit", record.url, "404", moment(1))
    save(database, document(topic="新"), 2, kind="reparsed")
    assert kinds(database) == ["new", "withdrawn", "reparsed"]
    assert held(database)[0].gone_at == moment(1)


def test_a_page_that_says_nothing_of_its_document_is_refused_unless_the_archive_is_read_again(
    database: Database,
) -> None:
    """A better parser may find that there never was a text; a site that shows none for a day has not taken it back."""
    save(database, document())
    save(database, ON_GOV)
    for emptied in (document(body="", attachments=()), replace(ON_GOV, body="")):
        before = held(database)
        with pytest.raises(PageLost, match="it says nothing of 《工业和信息化部关于印发"):
            save(database, emptied, 1, facts=capture(7))
        assert held(database) == before
    assert kinds(database) == ["new", "merged"]
    assert save(database, document(body="", attachments=()), 2, kind="reparsed").kind == "revised"


def test_the_same_document_on_a_second_site_is_one_document_with_two_pages(database: Database) -> None:
    first = save(database, document())
    second = save(database, ON_GOV, 1)
    assert second == Outcome("merged", first.document_id, second.fields)
    (one,) = held(database)
    assert [page.url for page in one.pages] == [document().url, ON_GOV.url]
    assert kinds(database) == ["new", "merged"]


def test_which_pages_value_wins_does_not_depend_on_their_order(database: Database) -> None:
    own = document(index_number=None, published_at=None)
    third = document(
        source="ndrc",
        url="https://www.ndrc.gov.cn/1.html",
        issuing_bodies=(BODIES["miit"], BODIES["ndrc"]),
        published_on=date(2021, 11, 18),
        published_at=None,
        written_on=date(2021, 11, 2),
        evidence={"written_on": Evidence("table: 成文日期", "2021年11月2日")},
    )
    found = []
    for order in itertools.permutations([own, ON_GOV, third]):
        with database.write() as connection:
            for table in (schema.changes, schema.revisions, schema.pages, schema.documents):
                connection.execute(sa.delete(table))
        for record in order:
            save(database, record)
        (one,) = held(database)
        found.append(one.record)
    assert all(record == found[0] for record in found)
    whole = found[0]
    assert whole.source == "miit"  # the leading body's own site
    assert whole.published_on == date(2021, 11, 16)
    assert whole.body == own.body
    assert [body.id for body in whole.issuing_bodies] == ["miit", "ndrc"]  # the fuller list
    assert whole.written_on == date(2021, 11, 2)  # a table over running text
    assert whole.index_number == ON_GOV.index_number  # what only one page says
    assert whole.evidence["written_on"] == third.evidence["written_on"]
    assert whole.evidence["index_number"] == ON_GOV.evidence["index_number"]


@pytest.mark.both_engines
def test_two_documents_are_one_once_their_pages_say_so(database: Database) -> None:
    """The notice stood on gov.cn under another title without a number, which a better reading then finds."""
    hidden = replace(ON_GOV, title="规划印发", issued_title=None, subject=None, document_number=None, written_on=None)
    first, second = save(database, hidden), save(database, document())
    assert first.document_id != second.document_id
    save(database, document(topic="改"), 1)  # the younger document has a history of its own
    with database.write() as connection:
        annotations.set_title(connection, second.document_id, "Plan for the Sector", EDITOR)
    outcome = save(database, ON_GOV, 2, kind="reparsed")
    assert outcome.kind == "merged"
    assert outcome.document_id == first.document_id
    (one,) = held(database)
    assert one.title_en == "Plan for the Sector"
    assert len(one.pages) == 2
    with database.read() as connection:
        merged = changes.after(connection, 3)[-1]
        assert (merged.kind, merged.document_id, merged.other_id) == ("merged", first.document_id, second.document_id)
        survivor = queries.by_id(connection, second.document_id)
        assert survivor
        assert survivor.id == first.document_id
        assert "topic" in revisions.of(connection, first.document_id)[0].fields


def test_a_held_page_joins_no_other_document_because_of_a_new_title(database: Database) -> None:
    """The site's name stands in place of the title on every page; nothing else of them has changed."""
    plain = [
        plain_document(number, document_number=None, issuing_bodies=(BODIES["ndrc"],), body="") for number in (1, 2, 3)
    ]
    ids = [save(database, record).document_id for record in plain]
    wrong: dict[str, Any] = {"title": "中华人民共和国国家发展和改革委员会", "subject": None}
    for day, records in enumerate(([replace(record, **wrong) for record in plain], plain), 1):
        assert [save(database, record, day).kind for record in records] == ["revised"] * 3
        assert [one.record for one in held(database)] == records
    assert [one.id for one in held(database)] == ids


def test_documents_that_were_held_apart_are_not_joined_by_a_page_that_is_new(database: Database) -> None:
    wrong: dict[str, Any] = {"title": "中华人民共和国国家发展和改革委员会", "subject": None, "document_number": None}
    plain = [plain_document(number, document_number=None, body="") for number in (1, 2, 3, 4)]
    ids = [save(database, record).document_id for record in plain[:3]]
    for record in plain:
        save(database, replace(record, **wrong), 1)
    assert [one.id for one in held(database)] == ids
    for record in plain:
        save(database, record, 2)
    assert [one.record for one in held(database)] == plain
    assert [one.id for one in held(database)][:3] == ids


def test_a_held_page_joins_no_other_document_because_of_another_number_under_another_title(database: Database) -> None:
    first, second = save(database, document()).document_id, save(database, plain_document(2)).document_id
    assert save(database, plain_document(2, document_number=document().document_number), 1).kind == "revised"
    assert [one.id for one in held(database)] == [first, second]


@from_table
def test_a_held_page_joins_the_document_whose_number_it_is_found_to_have(
    database: Database, number: str | None, title: str
) -> None:
    first = save(database, document()).document_id
    save(database, replace(ON_GOV, title=title, subject=None, issued_title=None, document_number=number))
    outcome = save(database, ON_GOV, 1)
    assert (outcome.kind, outcome.document_id) == ("merged", first)


def test_a_document_is_withdrawn_when_its_last_page_is_gone_and_comes_back(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    with database.write() as connection:
        assert pages.gone(connection, "miit", document().url, "404", moment(1))
    (one,) = held(database)
    assert one.gone_at is None
    assert one.record.url == ON_GOV.url  # it points to where the document still stands
    assert one.record.title == document().title
    with database.write() as connection:
        assert pages.gone(connection, "state_council", ON_GOV.url, "led to the home page", moment(2))
        assert not pages.gone(connection, "state_council", ON_GOV.url, "404", moment(3))
    (one,) = held(database)
    assert one.gone_at == moment(2)
    assert [(page.gone_at, page.gone_why) for page in one.pages] == [
        (moment(1), "404"),
        (moment(2), "led to the home page"),
    ]
    outcome = save(database, document(), 5)
    assert outcome.kind == "returned"
    (one,) = held(database)
    assert one.gone_at is None
    assert one.record.url == document().url
    assert kinds(database) == ["new", "merged", "withdrawn", "returned"]


def test_a_document_that_moved_is_neither_new_nor_withdrawn(database: Database) -> None:
    save(database, document())
    moved = document(url="https://www.miit.gov.cn/moved.html")
    assert save(database, moved, 1).kind == "merged"
    with database.write() as connection:
        pages.gone(connection, "miit", document().url, "404", moment(1))
    assert kinds(database) == ["new", "merged"]
    assert held(database)[0].record.url == moved.url


def test_a_page_is_known_by_the_address_that_its_listing_gives(database: Database) -> None:
    listed = Entry("https://www.miit.gov.cn/short.html", document().title, document().published_on)
    first = save(database, document(), row=listed)
    assert save(database, document(), 1, row=listed).kind == "unchanged"
    (one,) = held(database)
    assert one.id == first.document_id
    assert ([page.url for page in one.pages], one.record.url) == ([listed.url], document().url)


def test_an_editors_title_survives_edits_and_reparsing_and_can_be_taken_away(database: Database) -> None:
    number = save(database, document()).document_id
    with database.write() as connection:
        annotations.set_title(connection, number, "Plan", EDITOR)
    save(database, document(topic="新"), 1)
    save(database, document(topic="更新"), 2, kind="reparsed")
    assert held(database)[0].title_en == "Plan"
    with database.write() as connection:
        annotations.set_title(connection, number, "Plan, 14th period", EDITOR)
    assert held(database)[0].title_en == "Plan, 14th period"
    with database.write() as connection:
        annotations.set_title(connection, number, None, EDITOR)
    assert held(database)[0].title_en is None


def test_news_is_kept_and_is_not_among_the_policies(database: Database) -> None:
    save(database, document(stage="news"))
    with database.read() as connection:
        assert counted(connection, schema.documents) == 1
        assert connection.execute(sa.text("SELECT count(*) FROM policies")).scalar() == 0
        assert queries.select(connection) == []
        assert len(queries.select(connection, Filters(stages=("news",)))) == 1


@pytest.mark.both_engines
def test_the_view_policies_shows_what_the_contract_names(database: Database) -> None:
    bodies = (BODIES["ndrc"], BODIES["miit"], replace(BODIES["mee"], abbreviation=None))
    due = date(2021, 12, 17)
    save(database, document(issuing_bodies=bodies, issuing_bodies_complete=False, comments_due_on=due))
    with database.write() as connection:
        pages.gone(connection, "miit", document().url, "404", moment(1))
    with database.read() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM policies")).mappings()
    assert list(row) == [
        "id", "title", "issued_title", "issuing_bodies", "issuing_bodies_en", "document_number", "document_type",
        "stage", "written_on", "published_on", "effective_on", "comments_due_on", "topic", "source", "url",
        "first_seen_at", "revised_at", "gone_at", "issuing_bodies_complete", "title_en", "title_en_origin",
        "attachments", "status", "repealed_on", "targets",
    ]  # fmt: skip
    assert row["issuing_bodies"] == "国家发展改革委、工业和信息化部、生态环境部"
    assert row["issuing_bodies_en"] == "NDRC, MIIT, Ministry of Ecology and Environment"
    assert str(row["comments_due_on"]) == "2021-12-17"
    assert bool(row["issuing_bodies_complete"]) is False
    assert row["attachments"] == 1
    gone_at = row["gone_at"]
    if isinstance(gone_at, str):
        assert gone_at == "2021-11-21T04:00:00Z"
    else:
        assert gone_at == datetime(2021, 11, 21, 4, tzinfo=UTC)


def test_the_newest_capture_of_each_page_is_what_is_read_again(database: Database) -> None:
    record = document()
    save(database, record, facts=capture(1), row=entry(record))
    save(database, record, 1, facts=capture(2, etag='"2"'), row=entry(record))
    save(database, plain_document(1), facts=capture(3))
    save(database, plain_document(2, source="mot"), facts=capture(4))
    with database.read() as connection:
        found = current_captures(connection, ["miit"])
        assert len(current_captures(connection)) == 3
    assert [one.location.offset for one in found] == [2000, 3000]
    assert found[0].entry == entry(record)
    assert found[1].entry is None


@pytest.mark.both_engines
def test_a_save_that_fails_half_way_leaves_nothing(database: Database) -> None:
    def failing() -> None:
        with database.write() as connection:
            saving.save(connection, document(), capture(), entry(document()), NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    with database.read() as connection:
        for table in schema.metadata.tables.values():
            assert counted(connection, table) == 0, table.name
