"""The documents picked for a newsletter keep their order and their lines, whatever happens to the documents."""

from typing import Any

from storage.database import Database
from storage.documents.writing import judging
from storage.editing import issues
from storage.editing.annotations import Annotations
from storage.editing.issues import Kind, Pick
from tests.storage.keeping import ON_GOV, save
from tests.storage.making import EDITOR, document, editor, plain_document
from tests.storage.test_annotations import REUTERS, give, kept
from tests.storage.test_undoing import taken_for_one


def choose(database: Database, number: int, kind: Kind, **written: Any) -> None:
    with database.write() as connection:
        issues.add_document(connection, number, kind, EDITOR, written)


def chosen(database: Database) -> list[Pick]:
    with database.read() as connection:
        return issues.list_picks(connection)


def order(database: Database) -> list[tuple[int, str]]:
    return [(pick.document_id, pick.kind) for pick in chosen(database)]


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
    assert chosen(database)[-1].comment == "Now below"


def test_a_document_that_is_picked_again_has_the_words_that_it_had(database: Database) -> None:
    for number in (1, 2):
        save(database, plain_document(number))
        choose(database, number, "top", line=f"Line {number}", comment="Why")
    before = chosen(database)
    with database.write() as connection:
        issues.put_aside(connection, 1, EDITOR)
        assert [one.document_id for one in issues.list_picks(connection)] == [2]
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
    assert chosen(database) == [Pick(1, "top", line="Two", comment="Of the second")]
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
    assert chosen(database) == [Pick(1, "top", line="One")]
    assert kept(database) == {1: given}
