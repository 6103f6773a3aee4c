"""Pairs that look alike: the rule, the look-up before it and a real saving all give the same verdict."""

from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.identity import verdict
from parsers.record import PolicyDocument
from storage.database import open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.resolution.matching import same_document
from tests.storage import pairs_of_reposts, pairs_of_texts, pairs_of_titles
from tests.storage.making import NOON
from tests.storage.pairs import record

PAIRS = (*pairs_of_texts.PAIRS, *pairs_of_titles.PAIRS, *pairs_of_reposts.PAIRS)
ROWS = [
    (name, is_one, record(2 * at, {**both, **one}), record(2 * at + 1, {**both, **other}))
    for at, (name, is_one, both, one, other) in enumerate(PAIRS)
]
NAMES = [name for name, *_ in ROWS]


def test_there_are_pairs_of_both_kinds_and_no_name_stands_twice() -> None:
    assert len(ROWS) >= 60
    assert min(sum(is_one for _, is_one, *_ in ROWS), sum(not is_one for _, is_one, *_ in ROWS)) >= 25
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("name", "is_one", "one", "other"), ROWS, ids=NAMES)
def test_a_pair_is_told_whichever_page_comes_first(
    name: str, is_one: bool, one: PolicyDocument, other: PolicyDocument
) -> None:
    assert same_document(one, other) is is_one
    assert same_document(other, one) is is_one
    assert verdict(one, other) == verdict(other, one) == ("same" if is_one else "different")


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing."""


@pytest.mark.parametrize("turned", [False, True], ids=["as written", "the other way round"])
def test_saving_the_pages_gives_the_same_verdicts(tmp_path: Path, turned: bool) -> None:
    wrong = []
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    for name, is_one, *pair in ROWS:
        with suppress(_TakenBack), database.write() as connection:
            assert queries.count(connection) == 0
            for record in reversed(pair) if turned else pair:
                saving.save(connection, record, None, None, NOON)
            if queries.count(connection) != 2 - is_one:
                wrong.append(name)
            raise _TakenBack
    database.close()
    assert wrong == []
