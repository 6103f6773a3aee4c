"""Whether a draft and a final document are one instrument, by their titles. Names are our own."""

from itertools import combinations

import pytest

from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.relations.instrument import instrument_key, instrument_name, may_be_one_revision
from parsers.grammar.title import read_title
from tests.tables import from_table

ONE_INSTRUMENT = (
    "工业和信息化部关于公开征求《甲样例管理办法（征求意见稿）》意见的通知",
    "公开征求对《甲样例管理办法（征求意见稿）》的意见",
    "关于《甲样例管理办法（修订草案征求意见稿）》公开征求意见的通知",
    "关于再次公开征求《甲样例管理办法》（第二次公开征求意见稿）意见的公告",
    "甲样例管理办法（草案）",
    "工业和信息化部关于印发《甲样例管理办法》的通知",
    "工业和信息化部关于印发甲样例管理办法（试行）的通知",
    "甲样例管理办法（2024年修订）",
    "甲样例管理办法（工业和信息化部令第1号）",
    "工业和信息化部令第1号 甲样例管理办法",
)


def is_one_instrument(draft: str, final: str) -> bool:
    """True if two titles name one instrument: equal keys, no two years of revision, no two sets of issuing bodies."""
    key = instrument_key(draft)
    if key is None or key != instrument_key(final):
        return False
    bodies = [_bodies(title) for title in (draft, final)]
    if bodies[0] and bodies[1] and bodies[0].isdisjoint(bodies[1]):
        return False
    return may_be_one_revision(draft, final)


def _bodies(title: str) -> set[str]:
    """The bodies that issue a document, and those whose document it passes on: 国务院批转样例部关于…的报告."""
    reading = read_title(title)
    owners = leading_bodies(reading.issued_title).reading.bodies if reading.issued_title else ()
    return {body.id or body.name for body in (*reading.issuing_bodies, *owners)}


@pytest.mark.parametrize(("one", "other"), tuple(combinations(ONE_INSTRUMENT, 2)))
def test_draft_and_final_have_one_key(one: str, other: str) -> None:
    assert instrument_key(one) == instrument_key(other) is not None
    assert is_one_instrument(one, other)


@from_table
def test_an_edition_is_kept_and_a_body_before_its_title_is_not(one: str, other: str) -> None:
    assert is_one_instrument(one, other)


@from_table
def test_what_only_resembles_a_draft_is_another_instrument(draft: str, final: str) -> None:
    assert not is_one_instrument(draft, final)


@from_table
def test_a_title_that_names_no_one_instrument_has_no_key(title: str) -> None:
    assert instrument_key(title) is None


def test_successive_editions_share_a_name_and_no_key() -> None:
    older, newer = "甲样例目录（2021年本）", "关于发布《甲样例目录（2024年本）》的公告"
    assert instrument_name(older) == instrument_name(newer)
    assert instrument_key(older) != instrument_key(newer)
