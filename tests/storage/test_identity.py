"""Pairs that look alike: the rule, the look-up before it and a real saving all give the same verdict."""

from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.identity import verdict
from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import saving
from storage.resolution.matching import same_document
from tests.storage import pairs_of_reposts, pairs_of_texts, pairs_of_titles
from tests.storage.keeping import held, save
from tests.storage.making import NOON, document
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


@pytest.mark.parametrize("numbers", [(164, 165), (165, 164)])
@pytest.mark.parametrize("site_of_greater", ["mee", "ndrc"])
def test_of_notices_equal_but_for_their_numbers_a_page_without_one_is_of_the_same_whichever_came_first(
    database: Database, numbers: tuple[int, int], site_of_greater: str
) -> None:
    """The same site goes first, then the smaller number."""
    sites = {164: "mot", 165: site_of_greater}
    for number in numbers:
        shown = f"工信部规〔2021〕{number}号"
        url = f"https://www.{sites[number]}.gov.cn/{number}.htm"
        values = {"document_number": shown, "document_number_as_printed": shown}
        save(database, document(source=sites[number], url=url, **values))
    url = "https://www.ndrc.gov.cn/without.htm"
    bare = document(source="ndrc", url=url, document_number=None, document_number_as_printed=None, evidence={})
    home = save(database, bare).document_id
    [found] = (one for one in held(database) if one.id == home)
    expected = 165 if site_of_greater == "ndrc" else 164
    assert found.record.document_number == f"工信部规〔2021〕{expected}号"
    assert len(held(database)) == 2
