"""English belongs to texts: one key for one text, a machine's word is replaced by its next one, an editor's never."""

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument, Relation, Target
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import judging
from storage.documents.writing.judging import NothingToDo
from storage.editing import edits, issues
from storage.editing.undo import NotUndone, undo
from storage.translations import pending
from storage.translations.queries import (
    Translation,
    accept,
    accepted_texts,
    find_accepted,
    find_translations,
    store_translation,
)
from storage.translations.queries import withdraw as withdraw_accepted
from storage.translations.texts import Text, name_of, text_key
from tests.storage.keeping import held, save
from tests.storage.making import EDITOR, NOON, document, editor, moment, plain_document
from tests.storage.test_undoing import taken_for_one
from tests.tables import from_table
from zhengce.brief import items
from zhengce.english.review import accept_text, accept_title
from zhengce.english.titles.shown import ShownText, frame_of, reviewed_text, shown_title

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
        sentences = {text.chinese for text in items.sentences(connection, [1])}
    assert {"为推动发展，制定本规划。", target.words, relation.words} <= sentences


# No accepted text is ever lost: whatever crawls, reparses, merges, splits, machines and undone edits come over it


PAGES = 4
STEP = st.tuples(
    st.sampled_from(("crawl", "revise", "misread", "merge", "split", "machine", "accept", "accept_title", "undo")),
    st.integers(1, PAGES),
    st.integers(1, PAGES),
)


def page(number: int) -> PolicyDocument:
    """Pages 1 and 2 have one subject in two widths; the others one each."""
    record = plain_document(number)
    if number > 2:
        return record
    subject = "做好5G口岸设施改造工作" if number == 1 else "做好５G口岸设施　改造工作"
    return replace(record, title=f"关于{subject}的通知", subject=subject)


class Walk:
    """A database, and what was accepted in it by key."""

    def __init__(self, database: Database) -> None:
        self.database, self.accepted, self.moments = database, dict[str, str](), count(1)

    def step(self, what: str, one: int, other: int) -> None:
        day = next(self.moments)
        if what in ("crawl", "revise", "misread"):
            record = replace(page(one), topic=f"改{day}") if what == "revise" else page(one)
            if what == "misread":
                [record] = taken_for_one(record)
            save(self.database, record, day, kind="crawled" if what == "crawl" else "reparsed")
            return
        ids = [document.id for document in held(self.database)]
        if not ids:
            return
        try:
            with self.database.write() as connection:
                self._edit(connection, what, ids[one % len(ids)], ids[other % len(ids)], day)
        except (NotUndone, NothingToDo):
            return  # there is nothing to take back, to merge or to split

    def _edit(self, connection: Connection, what: str, one: int, other: int, day: int) -> None:
        document = queries.by_id(connection, one)
        assert document
        name = document.english.name
        if what == "machine":
            store_translation(connection, made(name, f"By a machine {day}"))
        elif what == "accept":
            accept_text(connection, name, f"English {day}", editor(day))
            self.accepted[name.key] = f"English {day}"
        elif what == "accept_title":
            accept_title(connection, document, f"A Whole Title {day}", editor(day))
            text, english = reviewed_text(document, f"A Whole Title {day}")
            if whole := document.english.accepted_whole:  # goes where the name has it, and comes back with an undo
                self.accepted.pop(whole.key, None)
            self.accepted[text.key] = english
        elif what == "merge":
            judging.merge(connection, one, other, editor(day))
        elif what == "split":
            judging.split(connection, document.pages[-1].url, editor(day))
        elif latest := edits.newest(connection, 1 + other % 3):
            taken_back = undo(connection, latest[-1].id, editor(day))
            if taken_back.subject.kind == "text":
                self.accepted.pop(taken_back.subject.key, None)
                if taken_back.before:
                    self.accepted[taken_back.subject.key] = taken_back.before["english"]

    def check(self) -> None:
        with self.database.read() as connection:
            found = find_accepted(connection, self.accepted)
            assert {key: one.english for key, one in found.items()} == self.accepted
            assert {one.key for one in accepted_texts(connection)} == self.accepted.keys()
        for stored in held(self.database):
            whole = self.accepted.get(Text("name", stored.record.title).key)
            name = self.accepted.get(stored.english.name.key)
            shown = whole or (name and frame_of(stored.record).around(name))
            if shown:
                assert shown_title(stored) == ShownText(shown, "accepted")


WHOLE_THEN_NAME = [("accept_title", 4, 2), ("misread", 2, 1), ("merge", 4, 3), ("accept_title", 4, 1), ("undo", 1, 3)]
"""A title is accepted whole, and again when it is taken for one whose name stands in it."""


@example(WHOLE_THEN_NAME)
@given(st.lists(STEP, min_size=8, max_size=18))
@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_no_accepted_text_is_ever_lost(sqlite_template: Path, steps: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{shutil.copy(sqlite_template, Path(folder) / 'zhengce.db')}")
        walk = Walk(database)
        for number in range(1, PAGES):
            walk.step("crawl", number, number)
        for step in steps:
            walk.step(*step)
            walk.check()
        database.close()
