"""No accepted text is ever lost: whatever crawls, reparses, merges, splits, machines and undone edits come over it."""

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import judging
from storage.documents.writing.judging import NothingToDo
from storage.editing import edits
from storage.editing.undo import NotUndone, undo
from storage.translations.queries import accepted_texts, find_accepted, store_translation
from storage.translations.texts import Text
from tests.storage.keeping import held, save
from tests.storage.making import editor, plain_document
from tests.storage.test_translations import made
from tests.storage.test_undoing import taken_for_one
from zhengce.english.accepting import accept_text, accept_title
from zhengce.english.titles.shown import ShownText, frame_of, reviewed_text, shown_title

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
        for document in held(self.database):
            whole = self.accepted.get(Text("name", document.record.title).key)
            name = self.accepted.get(document.english.name.key)
            shown = whole or (name and frame_of(document.record).around(name))
            if shown:
                assert shown_title(document) == ShownText(shown, "accepted")


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
