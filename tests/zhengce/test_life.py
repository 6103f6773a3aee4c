"""The life of a document: its events, and how they are told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx2
import pytest
import sqlalchemy as sa

from parsers.record import IssuingBody, PolicyDocument, Relation
from storage import schema
from storage.changes import after, last_number
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.filters import Filters
from storage.documents.writing import judging
from storage.editing.edits import Editor
from storage.relations.days import Suspension, read_suspensions
from storage.relations.life import read_life
from storage.relations.status import expression, standing, today
from storage.watches import Event
from tests.command_line import zhengce
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from tests.zhengce.lives import ENDING, LIFE, NUMBER, OLD, RULES, TITLE, of_ministry
from tests.zhengce.serving import served
from tests.zhengce.test_brief import DESCRIBED
from tests.zhengce.web.mcp_clients import connected
from zhengce.brief import blocks, gathering
from zhengce.feeds import atom
from zhengce.tables.exporting import export
from zhengce.watches import delivery
from zhengce.watches.message import compose, find, find_days
from zhengce.watches.watch import Watch

# The life of a document is told from its draft to its repeal, from whichever of its documents one asks


TODAY = date(2026, 1, 5)


def keep_life(database: Database) -> dict[str, int]:
    """Holds the life, what came later first; gives ids by name."""
    names = list(reversed(LIFE))
    return dict(zip(names, hold(database, *(LIFE[name] for name in names)), strict=True))


@pytest.mark.both_engines
def test_every_step_stands_at_its_day_with_its_words_on_both_databases(database: Database) -> None:
    ids = keep_life(database)
    with database.read() as connection:
        life = read_life(connection, ids["rules"], TODAY)
    assert [(event.kind, str(event.day or ""), event.document_id) for event in life.events] == [
        ("based_on", "", None),
        ("draft", "2020-03-02", ids["draft"]),
        ("document", "2020-09-01", ids["rules"]),
        ("interpretation", "2020-09-03", ids["reading"]),
        ("takes_effect", "2020-10-01", ids["rules"]),
        ("replaces", "2020-10-01", ids["old"]),
        ("amended_by", "2022-07-01", ids["amendment"]),
        ("repealed_by", "2024-07-01", ids["end"]),
    ]
    basis, *_, ended = life.events
    assert (basis.title, basis.words, basis.said_by) == ("水库条例", "根据《水库条例》，制定本办法。", ids["rules"])
    assert (ended.words, ended.place, ended.said_by) == (
        f"《{TITLE}》自2024年7月1日起废止。",
        "paragraph 2",
        ids["end"],
    )
    assert [event.kind for event in life.line()] == ["draft", "document", "interpretation", "amended_by", "repealed_by"]
    assert life.standing.words == ended.words
    of_a_part = replace(ended, part="第三条", document_id=99)
    assert replace(life, events=(*life.events, of_a_part)).line() == life.line()


def test_what_issues_a_document_shows_its_life_and_what_amends_it_among_others_does_not(tmp_path: Path) -> None:
    issues = Relation("issues", TITLE, words=f"关于印发《{TITLE}》的通知", place="title")
    amends = Relation("amends", TITLE, words=f"对《{TITLE}》作如下修改", place="paragraph 3")
    notice = of_ministry(
        "关于印发埽工规章的通知", date(2020, 9, 5), document_number="工信部规〔2020〕7号", relations=(issues,)
    )
    reading = of_ministry("埽工养护一图读懂", date(2020, 9, 9), stage="interpretation", relations=(issues,))
    others = of_ministry("关于公布埽工措施的公告", date(2021, 9, 2), relations=(amends,))
    explains = Relation("interprets", TITLE, words=f"关于适用《{TITLE}》的解释", place="title")
    judges = of_ministry("关于埽工案件适用规则的解释", date(2021, 9, 3), relations=(explains,))
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    held, *about = hold(database, RULES, notice, reading, others, judges)
    assert len({held, *about}) == 5
    with database.read() as connection:
        assert [read_life(connection, one, TODAY).document_id for one in about] == [held, *about[1:]]
    database.close()


@pytest.mark.parametrize("name", ["draft", "reading", "amendment"])
def test_the_documents_around_it_show_the_same_life(name: str, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    ids = keep_life(database)
    with database.read() as connection:
        assert read_life(connection, ids[name], TODAY) == read_life(connection, ids["rules"], TODAY)
        own = read_life(connection, ids["end"], TODAY)
        with pytest.raises(LookupError):
            read_life(connection, 999, TODAY)
    database.close()
    assert own.document_id == ids["end"]
    assert [(event.kind, event.document_id, event.title) for event in own.events if event.kind == "repeals"] == [
        ("repeals", None, "纤夫管理办法"),
        ("repeals", ids["rules"], TITLE),
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("life")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep_life(database)
    database.close()
    return folder


def test_the_command_says_the_status_on_a_day_with_its_words(data: Path) -> None:
    def status(key: str, day: str) -> str:
        result = zhengce("life", key, "--on", day, data=data)
        assert result.returncode == 0
        return next(line for line in result.stdout.splitlines() if " (on " in line)

    assert status(NUMBER, "2024-06-30") == "in force since 2020-10-01 (on 2024-06-30): 本办法自2020年10月1日起施行。"
    assert status(NUMBER, "2020-09-05").startswith("not yet in force until 2020-10-01 (on 2020-09-05)")
    assert status(NUMBER, "2024-07-01") == (
        f"repealed since 2024-07-01 by document 2 (on 2024-07-01): 《{TITLE}》自2024年7月1日起废止。"
    )
    assert OLD.document_number
    assert status(OLD.document_number, "2026-01-05").startswith(f"replaced since 2020-10-01 by {NUMBER}, document 5")
    text = zhengce("life", NUMBER, data=data).stdout
    for shown in ("based on", "《水库条例》", "interpretation", "amended by", "(第三条)", "(paragraph 9)"):
        assert shown in text


def test_the_life_as_json_has_every_step(data: Path) -> None:
    found = json.loads(zhengce("life", NUMBER, "--on", "2026-01-05", "--format", "json", data=data).stdout)
    assert (found["status"], found["since"], found["status_by"]) == ("repealed", "2024-07-01", 2)
    assert [event["kind"] for event in found["events"]][-1] == "repealed_by"
    assert found["events"][1] == {
        "kind": "draft",
        "day": "2020-03-02",
        "document_id": 6,
        "title": LIFE["draft"].title,
        "document_number": None,
        "part": None,
        "words": LIFE["draft"].title,
        "place": "title",
        "said_by": 6,
        "until": None,
        "duration": None,
    }


def test_wrong_usage_is_refused_in_one_line(data: Path) -> None:
    for words, named in (
        (("life", "99999"), "99999"),
        (("life", NUMBER, "--on", "soon"), "--on soon"),
        (("life", NUMBER, "--format", "csv"), "'csv' is not one of"),
    ):
        result = zhengce(*words, data=data)
        assert (result.returncode, result.stdout) == (2, "")
        assert named in result.stderr


def test_show_prints_status_life_and_targets(data: Path) -> None:
    text = " ".join(zhengce("show", NUMBER, data=data).stdout.split())
    assert f"status repealed since 2024-07-01 by document 2: {ENDING}" in text
    assert "life draft 2020-03-02 (6) → document 2020-09-01 (5) → interpretation 2020-09-03 (4)" in text
    assert "target 埽工完好率: 80% (2020) → ≥95%, 2025" in text
    assert "life of document 5: draft" in " ".join(zhengce("show", "4", data=data).stdout.split())


def test_verify_warns_of_what_is_no_longer_in_force(data: Path) -> None:
    given = f"{NUMBER}\n{LIFE['citing'].title}\n"
    result = zhengce("verify", "-", data=data, given=given)
    warning = "no longer in force: repealed since 2024-07-01 by document 2 《关于废止部分规章的决定》"
    assert result.returncode == 0
    assert result.stdout.count("no longer in force") == 1
    assert warning in " ".join(result.stdout.split())
    first, other = json.loads(zhengce("verify", "-", "--format", "json", data=data, given=given).stdout)
    assert (first["verdict"], first["why"], other["why"]) == ("right", warning, None)


def test_a_day_within_an_earlier_suspension_is_suspended_whatever_came_later(
    database: Database,
) -> None:
    number = "工业和信息化部公告2025年第5号"
    measure = of_ministry("关于埽工的公告", date(2025, 1, 2), document_number=number, effective_on=date(2025, 1, 2))
    times = ((date(2025, 2, 1), date(2025, 3, 31)), (date(2025, 6, 1), date(2025, 7, 31)))
    pauses = [
        of_ministry(
            f"关于埽工的公告（{place}）",
            first,
            relations=(Relation("suspends", None, number, first, until=last, words=f"暂停{place}。"),),
        )
        for place, (first, last) in enumerate(times, 1)
    ]
    hold(database, measure, *pauses)
    days = (
        date(2025, 1, 31),
        date(2025, 2, 1),
        date(2025, 3, 31),
        date(2025, 4, 1),
        date(2025, 6, 1),
        date(2025, 8, 1),
    )
    with database.read() as connection:
        found = [standing(connection, 1, day) for day in days]
    assert [(one.status, one.until, one.words) for one in found] == [
        ("in_force", None, None),
        ("suspended", times[0][1], "暂停1。"),
        ("suspended", times[0][1], "暂停1。"),
        ("in_force", None, None),
        ("suspended", times[1][1], "暂停2。"),
        ("in_force", None, None),
    ]


# What another document does to a held one is told once, with its line, words and place: log, watches, feeds, brief


NUMBER_OF_LIFE_TOLD = "商务部公告2025年第61号"
WORDS = "自即日起至2026年11月10日，暂停实施商务部公告2025年第61号，公布对闸板实施管制的决定。"
MOFCOM = IssuingBody("mofcom", "商务部", "商务部", "Ministry of Commerce", "MOFCOM")
LINE = "suspended until 2026-11-10, by 商务部公告2025年第70号"


def announcement(number: int, day: date, title: str, *relations: Relation) -> Any:
    return invented(
        **{"title": title, "source": "mofcom", "url": f"https://www.mofcom.gov.cn/{number}.html"},
        **{"issuing_bodies": (MOFCOM,), "document_type": "公告", "published_on": day, "effective_on": day},
        **{"document_number": f"商务部公告2025年第{number}号", "relations": relations},
    )


CONTROL = announcement(61, date(2025, 10, 9), "公布对闸板实施管制的决定")
LIST = announcement(62, date(2025, 10, 9), "公布对埽工实施管制的决定")
PAUSE = announcement(
    *(70, date(2025, 11, 7), "关于暂停若干公告的公告"),
    Relation("suspends", None, NUMBER_OF_LIFE_TOLD, until=date(2026, 11, 10), words=WORDS, place="paragraph 1"),
    Relation("suspends", None, LIST.document_number, part="第一条", words="暂停第六十二号第一条、第三条。"),
    Relation("suspends", None, LIST.document_number, part="第三条", words="暂停第六十二号第一条、第三条。"),
)
AMENDING = announcement(
    *(80, date(2025, 12, 1), "关于调整闸板管制的公告"),
    Relation("amends", None, NUMBER_OF_LIFE_TOLD, part="第二条", words="将第61号公告第二条修改为：“闸板”。"),
)
WATCH = Watch("life", on=("status", "due"))
NOW = datetime(2025, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two measures, what suspends one of them and two articles of the other, and what amends the first."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('life') / 'zhengce.db'}")
    for record in (CONTROL, LIST, PAUSE, AMENDING, replace(PAUSE, body="埽工与闸板按期恢复。")):
        hold(database, record, now=NOW)
    yield database
    database.close()


def test_a_watch_tells_each_in_order_and_the_end_of_a_suspension_when_it_is_near(held: Database) -> None:
    near = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
    with held.read() as connection:
        found, _ = find(connection, WATCH, 0, last_number(connection), 50, NOW.date())
        assert [(one.document_id, one.kinds) for one in found] == [(1, ("status",)), (2, ("status",)), (1, ("status",))]
        text = compose(connection, "life", found, "msg_1", NOW, None).text
        assert f"What happened: {LINE}: “{WORDS}” (paragraph 1)\n" in text
        assert (
            "What happened: suspended in part (第一条、第三条) from 2025-11-07, by 商务部公告2025年第70号: “暂停"
            in text
        )
        (due,) = find_days(connection, WATCH, near.date(), near.date(), ())
        assert due == Event(None, 1, ("due",))
        made = compose(connection, "life", [due], "msg_2", near, None)
        assert "What happened: suspension ends on Nov 10, 2026\n" in made.text
        tried = delivery.try_out(connection, WATCH, 7, near, None)
        assert tried
        assert tried.payload["events"] == made.payload["events"]
        assert find_days(connection, WATCH, date(2026, 11, 10), near.date(), ()) == []


def test_a_feed_marks_what_was_done_and_says_it(held: Database) -> None:
    with held.read() as connection:
        feed = atom.feed(connection)
    entries = {entry.title: entry for entry in feedparser.parse(feed).entries}
    part = entries[f"[Suspended in part] {LIST.title}"]
    assert "suspended in part (第一条、第三条) from 2025-11-07" in part.content[0].value
    assert ("suspended", "urn:zhengce:change") in [(tag.term, tag.scheme) for tag in part.tags]
    amended = entries[f"[Amended in part] {CONTROL.title}"]  # the newest version
    assert [tag.term for tag in amended.tags if tag.scheme == "urn:zhengce:change"] == ["amended"]


@from_table
def test_a_brief_has_them_by_the_day_from_which_they_hold(
    held: Database, tmp_path: Path, first: date, last: date, said: dict[str, list[str]]
) -> None:
    with held.read() as connection:
        made = gathering.gather(connection, first, last)
    found = {str(line.item.id): blocks.events(line, made) for line in made.groups["suspended_or_amended"]}
    assert found.keys() == said.keys()
    assert all(any(one.startswith(begin) for one in found[key]) for key, begins in said.items() for begin in begins)
    DESCRIBED.validate(json.loads(blocks.render(made, "json")))


# A measure that is suspended, resumed and suspended again has on every day one status, wherever it is asked


TODAY_OF_SUSPENSIONS = today()
SHIFTS = {"before": 0, "in the first": -15, "between": -25, "in the second": -35, "after": -45}
"""Where today stands among the two suspensions of a measure -> by how many days they are moved from `before`."""

EXPECTED = ["in_force", "suspended", "in_force", "suspended", "in_force"]


def near(days: int) -> date:
    return TODAY_OF_SUSPENSIONS + timedelta(days=days)


def at(days: int) -> datetime:
    """Noon of a day in UTC."""
    return datetime.combine(near(days), time(12), UTC)


def measure(shift: int) -> tuple[PolicyDocument, PolicyDocument, PolicyDocument]:
    """A measure and what suspends it, from 10 to 20 days after today moved by so many days, and from 30 to 40."""
    number = f"工业和信息化部公告{TODAY_OF_SUSPENSIONS.year}年第{100 - shift}号"
    own = of_ministry(f"关于第{100 - shift}号埽工的公告", near(-200 + shift), document_number=number)
    pauses = []
    for place, first in (("一", 10), ("二", 30)):
        days = near(first + shift), near(first + 10 + shift)
        said = Relation("suspends", None, number, days[0], until=days[1], words=f"第{place}次暂停。")
        pause = of_ministry(f"暂停第{100 - shift}号（{place}）的公告", near(-100 + shift), relations=(said,))
        pauses.append(replace(pause, url=f"{pause.url}?{place}", body=f"第{place}次暂停{number}。"))
    return replace(own, effective_on=own.published_on, body=f"{number}。"), pauses[0], pauses[1]


MEASURES, FIRST, SECOND = zip(*map(measure, SHIFTS.values()), strict=True)


def fill(database: Database) -> None:
    """The measures are documents 1 to 5; what suspends each again was crawled two days after the rest."""
    assert hold(database, *MEASURES, *FIRST, now=at(-6)) == list(range(1, 11))
    assert hold(database, *SECOND, now=at(-4)) == list(range(11, 16))


@pytest.fixture(scope="module")
def filled(make_database: Callable[[], Database]) -> Database:
    database = make_database()
    fill(database)
    return database


@pytest.mark.both_engines
def test_a_day_has_one_status_in_the_life_in_sql_and_in_python(filled: Database) -> None:
    days = [near(day) for day in (9, 10, 20, 21, 29, 30, 40, 41)]
    with filled.read() as connection:
        lives = [read_life(connection, 1, day).standing for day in days]
        held = queries.by_id(connection, 1)
        assert held is not None
        in_sql = [
            connection.execute(sa.select(expression(day)).where(schema.documents.c.id == 1)).scalar() for day in days
        ]
    outside, first, second = ("in_force", None, None), ("suspended", days[2], 6), ("suspended", days[6], 11)
    by = [outside, first, first, outside, outside, second, second, outside]
    assert [(one.status, one.until, one.document_id) for one in lives] == by
    assert [held.status(day) for day in days] == in_sql == [status for status, *_ in by]
    assert held.suspensions == (Suspension(days[1], days[2], 6), Suspension(days[5], days[6], 11))


def test_today_it_is_listed_searched_viewed_and_exported_by_the_suspension_of_today(
    filled: Database, tmp_path: Path
) -> None:
    suspended = Filters(statuses=("suspended",))
    with filled.read() as connection:
        view = connection.execute(sa.text("SELECT status FROM policies WHERE id <= 5 ORDER BY id")).scalars().all()
        assert queries.ids(connection, suspended, "id") == [2, 4]
        export(connection, tmp_path / "all.jsonl", order="newest")
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "all.jsonl").read_text().splitlines())}
    assert view == [rows[number]["status"] for number in range(1, 6)] == EXPECTED


def test_the_api_and_models_say_the_same(filled: Database, tmp_path: Path) -> None:
    with (
        served(filled, tmp_path) as address,
        connected(f"{address}/mcp") as ask,
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        listed = client.get("/api/search", params={"status": "suspended"}).json()
        standings = [client.get(f"/api/documents/{number}").json()["standing"] for number in range(1, 6)]
        found = ask("search", status="suspended")
        models = [ask("get_document", key=str(number), fields=["status"])["record"] for number in range(1, 6)]
    assert sorted(one["id"] for one in listed["items"]) == [2, 4]
    assert [one["status"] for one in standings] == [one["status"] for one in models] == EXPECTED
    assert sorted(one["key"] for one in found["hits"]) == ["2", "4"]


def test_the_end_of_each_suspension_is_told_before_it_and_by_the_brief(filled: Database) -> None:
    watch = Watch("life", on=("due",))
    with filled.read() as connection:
        for end in (20, 40):
            due = find_days(connection, watch, near(end - 4), near(end - 3), ())
            assert [one.document_id for one in due] == [1]
            on_the_day = find_days(connection, watch, near(end - 1), near(end), ())
            assert 1 in [one.document_id for one in on_the_day]
            brief = gathering.gather(connection, near(end - 1), near(end + 1))
            assert [line.item.id for line in brief.groups["suspended_or_amended"]] == [1]


def test_a_suspension_of_which_no_document_speaks_any_more_is_a_change(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    fill(database)
    with database.write() as connection:
        judging.merge(connection, 2, 3, Editor("mei", at(0)))
    hold(database, *(replace(one, relations=()) for one in SECOND[3:]), now=at(0))  # they say so no more
    with database.read() as connection:
        left = read_suspensions(connection, range(1, 6))
        [change] = [one.fields for one in after(connection, 0) if one.document_id == 4 and one.changed_at == at(0)]
    assert [len(left[number]) for number in (1, 4, 5)] == [2, 1, 1]
    times = [{"suspended_on": str(near(day - 35)), "suspended_until": str(near(day - 25))} for day in (10, 30)]
    both = [one | {"suspended_by": by, "part": ""} for one, by in zip(times, (9, 14), strict=True)]
    assert change is not None
    assert change["suspensions"] == {"old": both, "new": both[:1]}
    database.close()
