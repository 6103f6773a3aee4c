"""Facets, the values of filters, limits, moments and series, wherever they are shown."""

import csv
import json
import random
import re
from datetime import UTC, datetime, timedelta, timezone
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.moments import format_moment
from parsers.record import PolicyDocument
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.health import Health
from storage.relations.series import read_series
from storage.search import facets
from storage.search.expression import Term
from tests.command_line import zhengce
from tests.storage.making import BODIES
from tests.tables import from_table
from tests.zhengce.counting import count_facets
from tests.zhengce.holding import hold, invented
from zhengce.cli.series import read_prefix
from zhengce.documents import changes
from zhengce.documents import differences as module
from zhengce.documents.differences import MOST_WORK, SHORT, DiffPiece, differences
from zhengce.documents.view import select
from zhengce.feeds import atom
from zhengce.search.filter_values import BadFilter, issuer_id
from zhengce.web.database import Reader
from zhengce.web.errors import TooSlow

# The counts beside the results: every value is counted once


@pytest.fixture
def held(database: Database) -> Database:
    texts = ("闸板闸板闸板闸板要结实", "闸板闸板闸板闸板要轻便", "埽工埽工埽工埽工要牢固")
    hold(database, *(invented(title=f"关于第{n}件事的通知", body=text, topic="水利") for n, text in enumerate(texts)))
    hold(database, invented(title="关于闸板的公告", body="闸板闸板闸板", document_type="公告"))
    return database


def counts(
    database: Database, kind: facets.Facet, filters: Filters | None = None, words: str = ""
) -> list[tuple[str, int]]:
    with database.read() as connection:
        expression = Term((words,)) if words else None
        found = count_facets(connection, expression, filters or Filters())
    return [(one.value, one.count) for one in found[kind]]


def test_a_filter_does_not_narrow_the_counts_of_its_own_kind(held: Database) -> None:
    assert counts(held, "type", Filters(types=("通知",))) == [("通知", 3), ("公告", 1)]
    assert counts(held, "topic", Filters(types=("公告",))) == []
    assert counts(held, "topic", Filters(types=("通知",))) == [("水利", 3)]
    assert counts(held, "source", Filters(types=("公告",))) == [("miit", 1)]


# A body is filtered by as any name that a reader has for it, and a name that several bear is never guessed


@from_table
def test_a_body_is_known_by_its_names_in_both_languages(name: str, body: str) -> None:
    assert issuer_id(name) == body


@pytest.mark.parametrize(("name", "said"), [("MOC", "give one of moc_"), ("", "no such body"), ("XYZ", "no such body")])
def test_a_name_of_several_bodies_or_of_none_is_refused(name: str, said: str) -> None:
    with pytest.raises(BadFilter, match=said):
        issuer_id(name)


# What a request may cost: each of its statements, and the comparison of two texts


def endless(database: Database) -> Any:
    """A statement that takes minutes."""
    if database.dialect == "postgresql":
        return sa.text("SELECT pg_sleep(60)")
    return sa.text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e10) SELECT count(*) FROM n"
    )


@pytest.mark.both_engines
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


# The same moment is the same text in every output


CHINA = timezone(timedelta(hours=8))
TODAY = datetime(2021, 11, 16, 10, 30, 0, 250_000, CHINA)
SAID = "2021-11-16T02:30:00Z"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[^\"<,\s]*")


@pytest.fixture
def held_of_moments(database: Database) -> Database:
    hold(
        database,
        invented(
            fetched_at=TODAY,
            published_on=TODAY.date(),
            published_at=TODAY.replace(microsecond=0),
        ),
        now=TODAY,
    )
    return database


def moments(value: Any) -> set[str]:
    return set(MOMENT.findall(value if isinstance(value, str) else json.dumps(value))) - {"2021-11-16T10:30:00+08:00"}


def test_a_moment_is_written_in_utc_to_the_second() -> None:
    assert format_moment(TODAY) == format_moment(TODAY.astimezone(UTC)) == SAID


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        format_moment(datetime(2021, 11, 16))


def test_every_output_writes_it_so(held_of_moments: Database) -> None:
    """Lists, records and exports: see `test_documents`."""
    with held_of_moments.read() as connection:
        feed = atom.feed(connection).decode()
        [line] = changes.lines(connection, 0)
    printed = [line, feed, Health("miit", crawled_at=TODAY).to_dict()]
    assert [moments(one) for one in printed] == [{SAID}] * len(printed)


def test_a_printed_time_of_publication_keeps_its_offset(held_of_moments: Database) -> None:
    with held_of_moments.read() as connection:
        record = select(queries.select(connection)[0], ["published_at"])
    assert record["published_at"] == "2021-11-16T10:30:00+08:00"


def test_a_record_comes_back_with_its_moment() -> None:
    record = invented(fetched_at=TODAY.replace(microsecond=0))
    assert PolicyDocument.from_dict(record.to_dict()) == record


# Number series are told by prefix and year: held, lowest, highest, and the ranges that are missing


NUMBERS = (
    *(
        "工信部规〔2021〕2号",
        "工信部规〔2021〕3号",
        "工信部规〔2021〕7号",
        "工信部规〔2020〕1号",
        "工信部规划〔2021〕1号",
    ),
    *("工业和信息化部公告2021年第2号", "工业和信息化部 商务部公告2021年第4号"),
    *("国家发展和改革委员会令2021年第41号", "国家发展和改革委员会令2021年第44号", "国令第790号", "国令第七百九十三号"),
)
HELD = [
    invented(
        title=f"关于第{place}座闸板的通知",
        url=f"https://www.miit.gov.cn/series/{place}.html",
        document_number=number,
        issuing_bodies=(
            BODIES["ndrc" if number.startswith("国家") else "state_council" if number[0] == "国" else "miit"],
        ),
        body=f"闸板{place}的事。",
    )
    for place, number in enumerate(NUMBERS)
]


def test_missing_numbers_are_counted_from_one_and_of_orders_between_held_ones(database: Database) -> None:
    hold(database, *HELD)

    def told(prefix: str | None = None, year: int | None = None) -> list[tuple[object, ...]]:
        with database.read() as connection:
            return [(one.prefix, one.year, one.numbers, one.missing()) for one in read_series(connection, prefix, year)]

    plans = [("工信部规", 2021, (2, 3, 7), [(1, 1), (4, 6)]), ("工信部规", 2020, (1,), [])]
    assert told("工信部规") == plans
    assert told("工信部规", 2020) == plans[1:]
    assert told("工业和信息化部公告") == [("工业和信息化部公告", 2021, (2, 4), [(1, 1), (3, 3)])]
    assert told("国家发展和改革委员会令") == [("国家发展和改革委员会令", 2021, (41, 44), [(42, 43)])]
    assert told("国令") == [("国令", None, (790, 793), [(791, 792)])]
    assert told("国") == [*told("国令"), *told("国家发展和改革委员会令")]
    assert len(told()) == 6
    assert told("工信部规%") == []


@from_table
def test_a_prefix_is_read_in_any_form(text: str, read: tuple[str, int | None]) -> None:
    assert read_prefix(text) == read


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, *HELD)
    database.close()
    return folder


def test_the_command_prints_what_is_held_and_what_is_missing(data: Path) -> None:
    text = zhengce("series", "工信部规[2021]", data=data).stdout
    assert "1, 4–6" in text
    assert "2020" not in text
    (row,) = json.loads(zhengce("series", "国务院令", "--format", "json", data=data).stdout)
    assert (row["held"], row["lowest"], row["highest"], row["missing"]) == (2, 790, 793, [[791, 792]])
    table = zhengce("series", "--format", "csv", "--year", "2021", data=data).stdout.lstrip("\ufeff")
    rows = {line["prefix"]: line for line in csv.DictReader(table.splitlines())}
    assert (rows["工信部规"]["missing_count"], rows["工信部规"]["missing"]) == ("4", "1, 4–6")
    assert rows["工业和信息化部公告"]["body_name"] == "工业和信息化部"


def test_a_body_whose_site_is_closed_is_named(data: Path) -> None:
    result = zhengce("series", "国药监药注", data=data)
    assert (result.returncode, result.stdout) == (0, "No number of such a series is in the database.\n")
    assert result.stderr.startswith("国家药监局 (nmpa) is closed: ")
    refused = zhengce("series", "工信部规[2021]", "--year", "2020", data=data)
    assert (refused.returncode, refused.stderr) == (2, "zhengce: 工信部规[2021] --year 2020: two years\n")
