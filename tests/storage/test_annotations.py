"""An editor's note, tags and links stay with their document, whatever crawls, reparses, merges and splits do to it."""

import pytest

from storage.database import Database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.editing import annotations
from storage.editing.annotations import Annotations, Link
from tests.storage.keeping import held, save
from tests.storage.making import EDITOR, document, plain_document
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
            annotations.add_tag(connection, number, tag, EDITOR)
        for link in links:
            annotations.add_link(connection, number, link, EDITOR)


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
        assert annotations.remove_tag(connection, 1, "AI", EDITOR)
        assert not annotations.remove_tag(connection, 1, "AI", EDITOR)
        assert annotations.remove_link(connection, 1, REUTERS.url, EDITOR)
        assert not annotations.remove_link(connection, 1, REUTERS.url, EDITOR)
    assert kept(database) == {1: Annotations()}


@pytest.mark.both_engines
def test_documents_are_filtered_by_every_tag_that_is_asked_for(database: Database) -> None:
    for number in (1, 2, 3):
        save(database, plain_document(number))
    give(database, 1, None, "AI chips")
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
