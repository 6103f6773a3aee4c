"""What a person wrote is in the history and can be taken back, whatever crawls, merges, splits and reparses do."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from storage import backup
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import judging
from storage.editing import annotations, edits, issues
from storage.editing.annotations import Link
from storage.editing.edits import Edit, Editor
from storage.editing.undo import NotUndone, undo
from storage.schema import metadata, pages
from tests.storage.keeping import held, save
from tests.storage.making import EDITOR, editor, moment, plain_document

UNDOER = Editor("lin", moment(3))


def history(database: Database, document_id: int | None = None) -> list[Edit]:
    """The edits of a document, or all, the oldest first."""
    with database.read() as connection:
        return edits.newest(connection, 10_000, document_id)[::-1]


def take_back(database: Database, number: int) -> None:
    with database.write() as connection:
        undo(connection, number, UNDOER)


def test_a_removed_pick_comes_back_with_all_its_words_and_its_place(database: Database) -> None:
    for number in (1, 2, 3):
        save(database, plain_document(number))
        with database.write() as connection:
            texts = {"line": f"Line {number}", "figures": "a\nb", "comment": "Why"}
            issues.add_document(connection, number, "top", EDITOR, texts)
    with database.read() as connection:
        before = issues.list_picks(connection)
    with database.write() as connection:
        issues.put_aside(connection, 2, EDITOR)
    removed = history(database, 2)[-1]
    take_back(database, removed.id)
    with database.read() as connection:
        assert issues.list_picks(connection) == before
    assert (removed.subject.kind, removed.field, removed.before, removed.after) == ("entry", "shown", True, False)
    undone = history(database, 2)[-1]
    assert (undone.undoes, undone.editor, undone.edited_at) == (removed.id, "lin", moment(3))
    assert (undone.before, undone.after) == (removed.after, removed.before)


def test_an_edit_under_a_later_one_is_not_taken_back(database: Database) -> None:
    save(database, plain_document(1))
    with database.write() as connection:
        annotations.set_note(connection, 1, "First", EDITOR)
        annotations.set_note(connection, 1, "Second", EDITOR)
        annotations.set_note(connection, 1, "Second", EDITOR)  # changes nothing: no edit
    first, second = history(database, 1)
    for number, why in ((first.id, "changed since"), (second.id + 9, "no such edit")):
        with pytest.raises(NotUndone, match=why):
            take_back(database, number)
    take_back(database, second.id)
    assert held(database)[0].annotations.note == "First"
    take_back(database, first.id)
    assert held(database)[0].annotations.note is None
    assert [(one.before, one.after) for one in history(database, 1)[2:]] == [("Second", "First"), ("First", None)]


def test_every_table_that_a_person_writes_has_its_history_in_a_backup(tmp_path: Path, sqlite_template: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    save(database, plain_document(1))
    with database.write() as connection:
        annotations.set_title(connection, 1, "A plan", EDITOR)
    backup.copy(database, tmp_path / "copy.db")
    copied = open_database(f"sqlite:///{tmp_path / 'copy.db'}", upgrade=False)
    assert history(copied, 1) == history(database, 1)
    written = {"annotations", "issues", "sections", "entries", "judgements"}
    assert written <= set(metadata.tables)
    database.close()
    copied.close()


def take_all_back(database: Database, numbers: list[int]) -> None:
    for number in reversed(numbers):
        take_back(database, number)


DOCUMENTS = st.integers(0, 2)
WORDS = st.sampled_from(["chips", "5G", "“十四五”"])
STEPS = st.one_of(
    st.tuples(st.sampled_from(["title", "note", "tag", "untag", "link", "unlink", "line"]), DOCUMENTS, WORDS),
    st.tuples(st.sampled_from(["top", "worth_noting", "unpick", "up"]), DOCUMENTS, WORDS),
    st.tuples(st.sampled_from(["merge", "split"]), DOCUMENTS, DOCUMENTS),
    st.tuples(st.sampled_from(["crawl", "mistake", "reparse"]), DOCUMENTS, DOCUMENTS),
)
SHARED = HealthCheck.function_scoped_fixture
"""All examples share a database: each has documents of its own."""
_example = count(1)


class Desk:
    """Three documents of one example, crawled, written about and judged."""

    def __init__(self, database: Database) -> None:
        self.database, number = database, 10 * next(_example)
        self.records = [plain_document(number + place) for place in range(3)]
        self.ids = [save(database, record).document_id for record in self.records]
        self.day = 0

    def home(self, place: int) -> int:
        """The document that a page is of now."""
        found = sa.select(pages.c.document_id).where(pages.c.url == self.records[place].url)
        with self.database.read() as connection:
            return int(connection.execute(found).scalar_one())

    def state(self) -> list[Any]:
        """All that a person wrote of these documents, and which pages they have."""
        with self.database.read() as connection:
            found = queries.stored(connection, self.ids, with_body=False)
            picks = {pick[1].document_id: pick for pick in issues.list_picks(connection)}
        pages = {one.id: [page.url for page in one.pages] for one in found}
        return [(one.id, pages[one.id], one.title_en, one.annotations, picks.get(one.id)) for one in found]

    def crawl(self, kind: str, place: int) -> None:
        self.day += 1
        wrong = [replace(self.records[0], url=record.url) for record in self.records]
        read = {"crawl": [replace(self.records[place], topic=f"改{self.day}")], "mistake": wrong}
        for record in read.get(kind, self.records):
            save(self.database, record, self.day, kind="crawled" if kind == "crawl" else "reparsed")

    def write(self, kind: str, place: int, word: Any) -> None:
        number, by = self.home(place), editor(1)
        with self.database.write() as connection:
            acts: dict[str, Callable[[], Any]] = {
                "title": lambda: annotations.set_title(connection, number, word, by),
                "note": lambda: annotations.set_note(connection, number, word, by),
                "tag": lambda: annotations.set_tag(connection, number, word, by),
                "untag": lambda: annotations.set_tag(connection, number, word, by, given=False),
                "link": lambda: annotations.set_link(connection, number, Link("https://a.example", word), by),
                "unlink": lambda: annotations.set_link(connection, number, Link("https://a.example"), by, given=False),
                "line": lambda: self._change(connection, number, by, {"line": word}),
                "top": lambda: issues.add_document(connection, number, "top", by),
                "worth_noting": lambda: issues.add_document(connection, number, "worth_noting", by),
                "unpick": lambda: issues.put_aside(connection, number, by),
                "up": lambda: self._change(connection, number, by, position=1),
                "split": lambda: judging.split(connection, self.records[place].url, by),
            }
            if kind == "merge":
                judging.merge(connection, number, self.home(word), by)
            else:
                acts[kind]()

    def _change(
        self, connection: Connection, number: int, by: Editor, texts: dict[str, str | None] | None = None, **place: int
    ) -> None:
        if number in [entry.document_id for _, entry in issues.list_picks(connection)]:
            issues.add_document(connection, number, None, by, texts, **place)


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=[SHARED])
@given(steps=st.lists(STEPS, min_size=1, max_size=9))
def test_nothing_that_a_person_wrote_is_lost_and_every_step_can_be_taken_back(
    database: Database, steps: list[tuple[str, int, Any]]
) -> None:
    desk = Desk(database)
    for kind, place, word in steps:
        past, before = history(database), desk.state()
        if kind in ("crawl", "mistake", "reparse"):
            desk.crawl(kind, place)
            assert history(database) == past
            continue
        try:
            desk.write(kind, place, word)
        except judging.NothingToDo:
            continue
        done = history(database)
        assert done[: len(past)] == past
        after = desk.state()
        assert (before == after) == (done == past)
        if done == past:
            continue
        assert done[-1] in history(database, desk.home(place)) or done[-1].subject.kind in ("issue", "section")
        acts = [edit.id for edit in done[len(past) :]]
        take_all_back(database, acts)
        assert desk.state() == before
        take_all_back(database, [edit.id for edit in history(database)[len(done) :]])
        assert desk.state() == after
