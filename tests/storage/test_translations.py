"""English belongs to texts: one key for one text, a machine's word is replaced by its next one, an editor's never."""

from dataclasses import replace

import pytest

from parsers.record import Relation, Target
from storage.database import Database
from storage.editing import issues
from storage.translations import pending
from storage.translations.queries import Translation, accept, find_accepted, find_translations, store_translation
from storage.translations.queries import withdraw as withdraw_accepted
from storage.translations.texts import Text, name_of, text_key
from tests.storage.keeping import save
from tests.storage.making import EDITOR, NOON, document, moment, plain_document
from tests.tables import from_table
from zhengce.brief import quotations

PLAN = Text("name", "“十四五”信息通信行业发展规划")


def made(text: Text, english: str | None, **values: object) -> Translation:
    first = Translation(text.kind, text.chinese, text.key, "model", english, "test:1", "r1", NOON)
    return replace(first, **values)  # type: ignore[arg-type]


def test_a_key_is_of_the_kind_and_the_folded_text() -> None:
    assert text_key("name", "《５Ｇ 规划》（试行）") == text_key("name", "《5G规划》(试行)")
    assert Text("name", '"十四五"信息通信行业发展规划').key == PLAN.key
    assert text_key("indicator", PLAN.chinese) != PLAN.key
    assert text_key("name", "甲规划") != text_key("name", "乙规划")


@from_table
def test_the_name_in_a_title(title: str, issued: str | None, subject: str | None, name: str) -> None:
    assert name_of(title, issued, subject) == Text("name", name)


def test_a_later_answer_replaces_the_earlier_one_and_a_refusal_takes_nothing_away(database: Database) -> None:
    other = Text("sentence", "到2025年，达到56%。")
    with database.write() as connection:
        store_translation(connection, made(PLAN, "Plan"))
        store_translation(connection, made(PLAN, "Plan A", engine="test:2", faults=("term missing: ICT",)))
        store_translation(connection, made(PLAN, "Plan B", origin="local", engine="m"))
        store_translation(connection, made(other, None, faults=("number lost: 56",)))
    with database.write() as connection:
        store_translation(connection, made(PLAN, None, recipe="r2", made_at=moment(1), faults=("number lost",)))
    with database.read() as connection:
        found = find_translations(connection, [PLAN.key, PLAN.key, other.key, "no such key"])
    assert {(one.key, one.origin): (one.english, one.engine, one.recipe, one.faults, one.tries) for one in found} == {
        (PLAN.key, "local"): ("Plan B", "m", "r1", (), 1),
        (PLAN.key, "model"): ("Plan A", "test:2", "r2", ("number lost",), 3),
        (other.key, "model"): (None, "test:1", "r1", ("number lost: 56",), 1),
    }
    assert {one.made_at for one in found} == {NOON}


def test_an_accepted_text_is_an_editors_alone(database: Database) -> None:
    with database.write() as connection:
        store_translation(connection, made(PLAN, "Plan"))
        assert accept(connection, PLAN, "ICT Plan", NOON, by="lee", was="Plan") is None
        store_translation(connection, made(PLAN, "Another"))
        store_translation(connection, made(PLAN, "A third", origin="person"))
        held = find_accepted(connection, [PLAN.key])[PLAN.key]
        assert (held.english, held.by, held.at, held.was) == ("ICT Plan", "lee", NOON, "Plan")
        assert accept(connection, PLAN, "Better", moment(1)) == held
        assert withdraw_accepted(connection, PLAN.key) == replace(
            held, english="Better", by=None, at=moment(1), was=None
        )
        assert withdraw_accepted(connection, PLAN.key) is None
        assert find_accepted(connection, [PLAN.key]) == {}


@pytest.mark.both_engines
def test_texts_come_from_picked_documents_first_then_from_the_newest(database: Database) -> None:
    target = Target("5G用户普及率", 56, "56", "%", 2025, "level", words="到2025年，5G用户普及率达到56%。")
    relation = Relation("repeals", "旧办法", words="旧办法同时废止。")
    save(database, document(targets=(target,), relations=(relation,), body="为推动发展，制定本规划。"))
    save(database, plain_document(2, published_on=NOON.date()))
    save(database, plain_document(3, published_on=moment(1).date()))
    with database.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR)
    third, second = (name_of(one.title, None, one.subject) for one in (plain_document(3), plain_document(2)))
    with database.read() as connection:
        assert pending.document_ids(connection) == [[1, 3, 2]]
        assert list(pending.names(connection, [1, 3, 2])) == [PLAN, third, second]
        assert list(pending.indicators(connection, [1, 3])) == [Text("indicator", "5G用户普及率")]
        sentences = {text.chinese for text in quotations.sentences(connection, [1])}
    assert {"为推动发展，制定本规划。", target.words, relation.words} <= sentences
