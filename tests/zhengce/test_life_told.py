"""What another document does to a held one is told once, with its line, words and place: log, watches, feeds, brief."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from parsers.record import IssuingBody, Relation
from storage import watches
from storage.changes import last_number
from storage.database import Database, open_database
from tests.zhengce.holding import hold, invented
from tests.zhengce.test_brief import DESCRIBED
from zhengce.brief import facts, formats, gathering
from zhengce.documents import changes as log
from zhengce.feeds import feeds
from zhengce.notifications.outgoing import Channel
from zhengce.settings.load import Configuration, Mail
from zhengce.watches import delivery, digest, events, preview, render
from zhengce.watches.saved import prepare
from zhengce.watches.watch import Watch

NUMBER = "商务部公告2025年第61号"
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
    Relation("suspends", None, NUMBER, until=date(2026, 11, 10), words=WORDS, place="paragraph 1"),
    Relation("suspends", None, LIST.document_number, part="第一条", words="暂停第六十二号第一条、第三条。"),
    Relation("suspends", None, LIST.document_number, part="第三条", words="暂停第六十二号第一条、第三条。"),
)
AMENDING = announcement(
    *(80, date(2025, 12, 1), "关于调整闸板管制的公告"),
    Relation("amends", None, NUMBER, part="第二条", words="将第61号公告第二条修改为：“闸板”。"),
)
WATCH = Watch("life", ("mailto:a@example.org",), on=("suspended", "amended", "status_due"))
NOW = datetime(2025, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two measures, what suspends one of them and two articles of the other, and what amends the first."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('life') / 'zhengce.db'}")
    for record in (CONTROL, LIST, PAUSE, AMENDING, replace(PAUSE, body="埽工与闸板按期恢复。")):
        hold(database, record, now=NOW)
    yield database
    database.close()


def test_each_is_found_in_the_log_once_with_its_line_and_words(held: Database) -> None:
    with held.read() as connection:
        whole, part = sorted(log.find_texts(connection, None, "suspended"), key=lambda one: one["document_id"])
        (amended,) = log.find_texts(connection, "闸板", "amended")
        assert log.find_texts(connection, "埽工", "amended") == log.find_texts(connection, None, "resumed") == []
    (event,) = whole["events"]
    assert (event["line"], event["words"], event["place"]) == (LINE, WORDS, "paragraph 1")
    assert [one["part"] for one in part["events"]] == ["第一条", "第三条"]
    assert part["events"][0]["line"] == "suspended in part (第一条) from 2025-11-07, by 商务部公告2025年第70号"
    assert amended["events"][0]["line"] == "amended in part (第二条) from 2025-12-01, by 商务部公告2025年第80号"


def test_a_watch_tells_each_in_order_and_the_end_of_a_suspension_when_it_is_near(held: Database) -> None:
    prepared = prepare(WATCH, Configuration(mail=Mail("h", "a@example.org", ())), ())
    near = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
    with held.read() as connection:
        found, _ = events.find(connection, prepared, 0, last_number(connection), 50)
        assert [(one.document_id, one.kinds) for one in found] == [
            *((1, ("suspended",)), (2, ("suspended",)), (1, ("amended",)))
        ]
        text = render.plain_text(digest.load(connection, WATCH, found, "msg_1", NOW, None))
        assert f"What happened: {LINE}: “{WORDS}” (paragraph 1)\n" in text
        assert (
            "What happened: suspended in part (第一条、第三条) from 2025-11-07, by 商务部公告2025年第70号: “暂停"
            in text
        )
        (due,) = events.find_reminders(connection, prepared, "mail", near.date(), 50)
        assert (due.number, due.document_id, due.kinds) == (None, 1, ("status_due",))
        made = digest.load(connection, WATCH, [due], "msg_2", near, None)
        assert "What happened: suspension ends on Nov 10, 2026\n" in render.plain_text(made)
        tried = [*preview.digests(connection, prepared, 7, near, None)]
        assert [one.events for one in tried] == [(due,)]
    reminded(held, prepared.channels[0], made)
    with held.read() as connection:
        assert events.find_reminders(connection, prepared, prepared.channels[0].key, near.date(), 50) == ()


def reminded(held: Database, channel: Channel, made: digest.Digest) -> None:
    """Notes that a message was taken."""
    with held.write() as connection:
        watches.register(connection, "life", {channel.key: "mail"}, last_number(connection), NOW)
        cursor = watches.cursor(connection, "life", channel.key)
        assert cursor is not None
        planned = watches.plan(connection, cursor, cursor.number, made.events, NOW)
        watches.note_sent(connection, planned, delivery._reminded(made), NOW)


def test_a_feed_marks_what_was_done_and_says_it(held: Database) -> None:
    with held.read() as connection:
        atom, in_json = (feeds.feed(connection, form).body for form in ("atom", "json"))
    entries = {entry.title: entry for entry in feedparser.parse(atom).entries}
    part = entries[f"[Suspended in part] {LIST.title}"]
    assert "suspended in part (第一条、第三条) from 2025-11-07" in part.content[0].value
    assert ("suspended", "urn:zhengce:change") in [(tag.term, tag.scheme) for tag in part.tags]
    items = {item["title"]: item for item in json.loads(in_json)["items"]}
    amended = items[f"[Amended in part] {CONTROL.title}"]  # the newest version
    assert ([one["change"] for one in amended["_zhengce"]["events"]], amended["tags"][-1]) == (["amended"], "amended")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (
            date(2025, 11, 1),
            date(2025, 11, 30),
            {"1": [f"{LINE}: “{WORDS}” (paragraph 1)"], "2": ["suspended in part"]},
        ),
        (date(2025, 12, 1), date(2025, 12, 1), {"1": ["amended in part (第二条) from 2025-12-01"]}),
        (date(2026, 11, 1), date(2026, 11, 30), {"1": ["suspension ends on Nov 10, 2026"]}),
        (date(2026, 1, 1), date(2026, 1, 31), {}),
    ],
)
def test_a_brief_has_them_by_the_day_from_which_they_hold(
    held: Database, tmp_path: Path, first: date, last: date, said: dict[str, list[str]]
) -> None:
    with held.read() as connection:
        made = gathering.gather(connection, first, last)
    found = {str(line.item.id): facts.events(line, made) for line in made.groups["suspended_or_amended"]}
    assert found.keys() == said.keys()
    assert all(any(one.startswith(begin) for one in found[key]) for key, begins in said.items() for begin in begins)
    DESCRIBED.validate(json.loads(formats.render(made, "json")))
