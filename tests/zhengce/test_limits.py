"""What a request may cost: each of its statements, and the comparison of two texts."""

import random
from difflib import SequenceMatcher
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from zhengce.web.database import Reader
from zhengce.web.errors import TooSlow
from zhengce.web.pages.rendering import diff as module
from zhengce.web.pages.rendering.diff import MOST_WORK, SHORT, DiffPiece, differences


def endless(database: Database) -> Any:
    """A statement that takes minutes."""
    if database.dialect == "postgresql":
        return sa.text("SELECT pg_sleep(60)")
    return sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e10) SELECT count(*) FROM n"
    )


def test_a_statement_that_takes_too_long_is_ended_and_the_next_has_its_time_again(database: Database) -> None:
    reader = Reader(database, seconds=0.3)
    with pytest.raises(TooSlow), reader.connection() as connection:
        connection.execute(endless(database)).all()
    with reader.connection() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar_one() == 1


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that each comparison takes at the worst."""
    taken: list[int] = []

    def noted(junk: None, a: Any, b: Any, autojunk: bool) -> SequenceMatcher[Any]:
        taken.append(module._work(a, b))
        return SequenceMatcher(junk, a, b, autojunk=autojunk)

    monkeypatch.setattr(module, "SequenceMatcher", noted)
    return taken


def written_anew(lines: int, length: int, seed: int) -> str:
    chance = random.Random(seed)
    return "\n".join("".join(chance.choices([chr(0x4E00 + n) for n in range(30)], k=length)) for _ in range(lines))


def test_a_text_that_was_written_anew_is_shown_line_by_line_when_comparing_costs_too_much(work: list[int]) -> None:
    old, new = written_anew(100, 300, 1), written_anew(100, 300, 2)
    found = differences(old, new)
    assert 0 < sum(work) <= MOST_WORK
    whole = [line for line in found if [piece.kind for piece in line if len(piece.text) > 280] == ["old", "new"]]
    assert len(whole) > 30
    for kind, text in (("old", old), ("new", new)):
        shown = ["".join(piece.text for piece in line if piece.kind in ("same", kind)) for line in found]
        assert shown == text.split("\n")


def test_what_two_long_lines_begin_and_end_with_is_seen_without_comparing(work: list[int]) -> None:
    old = "甲" * 1000
    found = differences("\n".join([old] * 200), "\n".join([f"{old[:500]}乙{old[:500]}"] * 200))
    assert found == [(DiffPiece("same", "甲" * 500), DiffPiece("new", "乙"), DiffPiece("same", "甲" * 500))] * 200
    assert sum(work) == 0


def test_lines_that_repeat_cost_no_more(work: list[int]) -> None:
    old, new = ["甲", "乙"] * 1499, ["丙", "甲"] * 1499
    found = differences("\n".join(old), "\n".join(new))
    assert sum(work) <= MOST_WORK
    assert [piece.text for line in found for piece in line if piece.kind == "old"] == old
    assert [piece.text for line in found for piece in line if piece.kind == "new"] == new


@pytest.mark.parametrize("seed", range(30))
def test_the_pieces_put_together_are_the_two_texts(seed: int) -> None:
    chance = random.Random(seed)
    old = "".join(chance.choices("甲乙丙。", k=chance.randrange(30)))
    new = "".join(chance.choices("甲乙丙。", k=chance.randrange(30)))
    first = "首" * (SHORT + 1)  # short lines are told as two values
    pieces = [piece for line in differences(first + old, first + new) for piece in line]
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == first + old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == first + new
