"""An editor's note, tags and links stay with their document, whatever crawls, reparses, merges and splits do to it."""

from typing import Any

import pytest

from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import judging
from storage.editing import annotations, issues
from storage.editing.annotations import Annotations, Link
from storage.editing.issues import Entry, Kind
from tests.storage.keeping import ON_GOV, held, save
from tests.storage.making import EDITOR, document, editor, plain_document
from tests.storage.test_undoing import taken_for_one

REUTERS = Link("https://news.example.com/1", "China plans")
FT = Link("https://ft.example.com/2")


def kept(database: Database) -> dict[int, Annotations]:
    return {one.id: one.annotations for one in held(database)}


def give(database: Database, number: int, note: str | None, tags: str, *links: Link) -> None:
    with database.write() as connection:
        if note:
            annotations.set_note(connection, number, note, EDITOR)
        for tag in tags.split():
            annotations.set_tag(connection, number, tag, EDITOR)
        for link in links:
            annotations.set_link(connection, number, link, EDITOR)


def test_a_reparse_and_an_edit_by_the_ministry_touch_nothing(database: Database) -> None:
    save(database, document())
    give(database, 1, "Watch this", "chips AI", REUTERS, FT)
    save(database, document(body="改了。"), 1)
    save(database, document(topic="改"), 2, kind="reparsed")
    assert kept(database) == {1: Annotations("Watch this", ("AI", "chips"), (FT, REUTERS))}


def test_what_is_given_again_replaces_and_what_is_taken_away_is_gone(database: Database) -> None:
    save(database, document())
    give(database, 1, "First", "AI", REUTERS)
    give(database, 1, "Second", "AI", Link(REUTERS.url, "Better title"))
    assert kept(database) == {1: Annotations("Second", ("AI",), (Link(REUTERS.url, "Better title"),))}
    with database.write() as connection:
        annotations.set_note(connection, 1, None, EDITOR)
        assert annotations.set_tag(connection, 1, "AI", EDITOR, given=False)
        assert not annotations.set_tag(connection, 1, "AI", EDITOR, given=False)
        assert annotations.set_link(connection, 1, REUTERS, EDITOR, given=False)
        assert not annotations.set_link(connection, 1, REUTERS, EDITOR, given=False)
    assert kept(database) == {1: Annotations()}


@pytest.mark.both_engines
def test_documents_are_filtered_by_every_tag_that_is_asked_for(database: Database) -> None:
    for number in (1, 2, 3):
        save(database, plain_document(number))
    give(database, 1, "".join(map(chr, range(0x4E00, 0x7500))), "AI chips")  # longer than an index of PostgreSQL takes
    give(database, 2, None, "AI")

    def found(*tags: str) -> list[int]:
        with database.read() as connection:
            return [one.id for one in queries.select(connection, Filters(tags=tags), "id")]

    assert found("AI") == [1, 2]
    assert found("AI", "chips") == [1]
    assert found("ai") == found("\x00") == found("AI' --") == []


@pytest.mark.parametrize("way", [1, -1])
def test_a_merge_brings_together_what_was_kept_and_its_undoing_parts_it_again(database: Database, way: int) -> None:
    plain = [plain_document(number) for number in (1, 2, 3)]
    for record in plain:
        save(database, record)
    give(database, 1, "One", "AI both")
    give(database, 2, "Two", "chips both", REUTERS)
    give(database, 3, None, "both steel", FT)
    before = kept(database)
    for record in taken_for_one(*plain):
        save(database, record, 1, kind="reparsed")
    assert kept(database) == {1: Annotations("One\n\nTwo", ("AI", "both", "chips", "steel"), (FT, REUTERS))}
    for record in plain[::way]:
        save(database, record, 2, kind="reparsed")
    assert kept(database) == before


# The documents picked for a newsletter keep their order and their lines, whatever happens to the documents


def choose(database: Database, number: int, kind: Kind, **texts: Any) -> None:
    with database.write() as connection:
        issues.add_document(connection, number, kind, EDITOR, texts)


def chosen(database: Database) -> list[tuple[Kind, Entry]]:
    with database.read() as connection:
        return issues.list_picks(connection)


def order(database: Database) -> list[tuple[int | None, str]]:
    return [(entry.document_id, kind) for kind, entry in chosen(database)]


def written(database: Database) -> list[tuple[int | None, str, str | None, str | None]]:
    return [(entry.document_id, kind, entry.line, entry.comment) for kind, entry in chosen(database)]


def test_picks_are_ordered_moved_and_taken_off(database: Database) -> None:
    for number in range(1, 6):
        save(database, plain_document(number))
    for number, kind in ((4, "worth_noting"), (1, "top"), (2, "top"), (3, "top"), (5, "worth_noting")):
        choose(database, number, kind)  # type: ignore[arg-type]
    assert order(database) == [(1, "top"), (2, "top"), (3, "top"), (4, "worth_noting"), (5, "worth_noting")]
    with database.write() as connection:
        issues.add_document(connection, 3, None, EDITOR, position=1)
        issues.add_document(connection, 4, None, EDITOR, position=99)
        assert issues.put_aside(connection, 2, EDITOR)
        assert not issues.put_aside(connection, 2, EDITOR)
    assert order(database) == [(3, "top"), (1, "top"), (5, "worth_noting"), (4, "worth_noting")]
    choose(database, 1, "worth_noting", comment="Now below")
    with database.write() as connection:
        issues.add_document(connection, 1, "worth_noting", EDITOR)
    assert order(database)[-1] == (1, "worth_noting")
    assert written(database)[-1][-1] == "Now below"


def test_a_document_that_is_picked_again_has_the_words_that_it_had(database: Database) -> None:
    for number in (1, 2):
        save(database, plain_document(number))
        choose(database, number, "top", line=f"Line {number}", comment="Why")
    before = chosen(database)
    with database.write() as connection:
        issues.put_aside(connection, 1, EDITOR)
        assert [entry.document_id for _, entry in issues.list_picks(connection)] == [2]
        issues.add_document(connection, 1, "top", EDITOR)
    assert chosen(database) == before


def test_a_merge_leaves_both_entries_in_the_issue_and_its_undoing_parts_them_again(database: Database) -> None:
    plain = [plain_document(number) for number in (1, 2, 3)]
    for record in plain:
        save(database, record)
    choose(database, 2, "top", line="Two", comment="Of the second")
    choose(database, 3, "worth_noting", line="Three", comment="Of the third")
    before = chosen(database)
    for record in taken_for_one(*plain):
        save(database, record, 1, kind="reparsed")
    assert written(database) == [(1, "top", "Two", "Of the second")]
    with database.read() as connection:
        assert [(kind, one.document_id, one.line) for kind, one in issues.documents_of(connection)] == [
            ("top", 1, "Two"),
            ("worth_noting", 1, "Three"),
        ]
    for record in plain:
        save(database, record, 2, kind="reparsed")
    assert chosen(database) == before


def test_a_persons_split_leaves_all_that_an_editor_gave_with_the_document_that_keeps_its_id(database: Database) -> None:
    save(database, document())
    save(database, ON_GOV)
    choose(database, 1, "top", line="One")
    give(database, 1, "A note", "AI", REUTERS)
    with database.write() as connection:
        assert judging.split(connection, ON_GOV.url, editor(1)) == (2, 1)
    given = Annotations("A note", ("AI",), (REUTERS,))
    assert order(database) == [(1, "top")]
    assert kept(database) == {1: given, 2: Annotations()}
    choose(database, 2, "worth_noting", line="Two", comment="Of the repost")
    with database.write() as connection:
        judging.unsplit(connection, ON_GOV.url, editor(2))
    assert written(database) == [(1, "top", "One", None)]
    assert kept(database) == {1: given}
