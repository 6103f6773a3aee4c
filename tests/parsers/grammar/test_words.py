"""Each word of the table has a source, or two documents that are read wrongly without it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from parsers.grammar.words import KINDS, WORDS, Word

ROOT = Path(__file__).parents[3]

PROGRAM = """
import json, sys
from parsers.grammar import words
whole = words.WORDS
def read(titles):
    for name in [name for name in sys.modules if name.startswith("parsers.") and name != "parsers.grammar.words"]:
        del sys.modules[name]
    from parsers.grammar.title import read_title
    return [read_title(title).to_dict() for title in titles]
rows = [row for row in whole if row.witnesses]
with_all = read([title for row in rows for title in row.witnesses])
needed = []
for row in rows:
    words.WORDS = tuple(other for other in whole if other != row)
    words.BEFORE_VERB = words.before_verb()
    before, with_all = with_all[:len(row.witnesses)], with_all[len(row.witnesses):]
    after = read(row.witnesses)
    needed.append([title for title, one, other in zip(row.witnesses, before, after) if one != other])
print(json.dumps(needed))
"""
"""Reads the witnesses of each row with the whole table and without the row; prints those that are read otherwise."""


def name(row: Word) -> str:
    return f"{row.kind} {row.word}"


@pytest.fixture(scope="module")
def needing() -> dict[Word, list[str]]:
    """The witnesses of each row that are read otherwise without it."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(zip((row for row in WORDS if row.witnesses), json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("row", WORDS, ids=name)
def test_a_word_has_a_source_or_two_witnesses_that_need_it(row: Word, needing: dict[Word, list[str]]) -> None:
    assert row.kind in KINDS
    if row.witnesses:
        assert needing[row] == list(row.witnesses)
    assert row.source or len(row.witnesses) >= 2


def test_a_word_stands_once_in_its_kind() -> None:
    assert len({(row.kind, row.word) for row in WORDS}) == len(WORDS)
