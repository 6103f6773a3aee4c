"""What the settings of a watch may say, when it is due, and what is refused in one line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from scrapers.network.redaction import redact
from storage import changes, watches
from storage.database import Database, open_database
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from zhengce.notifications.mail import MailServer
from zhengce.notifications.outgoing import Message, NotTaken
from zhengce.settings.load import ConfigurationError, Mail
from zhengce.watches import events
from zhengce.watches.saved import select
from zhengce.watches.watch import WATCH_KEYS, EventKind, Every, Watch, read_watch

TO = {"to": ["editor@example.org"]}
CHANNELS = {"hook": "webhook+https://hooks.example.org/x"}


def test_a_watch_is_read_with_its_filters_plan_and_channels() -> None:
    settings = {
        "name": "drafts",
        "query": "数据安全",
        "issuer": ["工信部"],
        "stage": ["draft", "final"],
        "from": "2026-01-01",
        "on": ["comments_due", "new"],
        "days": 3,
        "every": "weekly Monday 08:00",
        "time_zone": "Europe/Berlin",
        "to": ["editor@example.org", "hook"],
    }
    drafts = read_watch(settings, CHANNELS)
    assert drafts == Watch(
        name="drafts",
        to=("mailto:editor@example.org", "webhook+https://hooks.example.org/x"),
        query="数据安全",
        issuer=("工信部",),
        stage=("draft", "final"),
        from_=date(2026, 1, 1),
        on=("new", "comments_due"),
        days=3,
        every=Every(time(8), 0, "Europe/Berlin"),
    )
    everything = read_watch({"name": "all", **TO}, {})
    assert everything == Watch("all", ("mailto:editor@example.org",))
    assert (str(drafts.every), str(everything.every)) == ("weekly Monday 08:00 Europe/Berlin", "at once")


@from_table
def test_what_cannot_be_used_is_named_in_one_line_with_watch_and_key(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_watch({"name": "a", **TO, **settings} if settings else TO, CHANNELS)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(message)


def test_the_address_of_a_service_is_neither_taken_nor_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_watch({"name": "a", "to": ["slack://A1b2C3d4E5"]}, CHANNELS)
    assert str(caught.value) == "watch a: to: slack://… stands in [channels] of zhengce.toml; give its name"
    assert redact("A1b2C3d4E5") == "***"


@pytest.mark.parametrize(
    ("every", "now", "slot"),
    [
        (Every(), "2026-11-26T01:00:00", "2026-11-26T01:00:00"),
        (Every(time(8)), "2026-11-26T00:00:00", "2026-11-26T00:00:00"),  # 08:00 in China
        (Every(time(8)), "2026-11-25T23:59:59", "2026-11-25T00:00:00"),
        (Every(time(8), 0), "2026-11-26T03:00:00", "2026-11-23T00:00:00"),  # a Thursday
        (Every(time(8), 3), "2026-11-26T03:00:00", "2026-11-26T00:00:00"),
        (Every(time(12), 3), "2026-11-26T03:00:00", "2026-11-19T04:00:00"),
        (Every(time(8), None, "Europe/Berlin"), "2026-07-01T07:00:00", "2026-07-01T06:00:00"),  # in summer
        (Every(time(8), None, "Europe/Berlin"), "2026-01-01T07:00:00", "2026-01-01T07:00:00"),
    ],
)
def test_the_last_moment_at_which_a_watch_was_to_send(every: Every, now: str, slot: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert every.last_slot(moment) == datetime.fromisoformat(slot).replace(tzinfo=UTC)


def test_every_key_and_kind_of_event_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "watches.md").read_text(encoding="utf-8")
    assert [name for name in (*WATCH_KEYS, *get_args(EventKind)) if f"`{name}`" not in text] == []


# A watch tells a change once and none too early; a password of a mail server is never sent in the open


NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    yield opened
    opened.close()


def test_a_cursor_never_goes_back(lite: Database) -> None:
    with lite.write() as connection:
        watches.register(connection, "drafts", {"hook": "a webhook"}, 7, NOW)
        for number, expected in ((9, 9), (8, 9), (0, 9), (10, 10)):
            watches.move(connection, "drafts", "hook", number, NOW + timedelta(minutes=number))
            cursor = watches.cursor(connection, "drafts", "hook")
            assert cursor
            assert (cursor.number, cursor.notified_at) == (expected, NOW + timedelta(minutes=number))


def test_changes_behind_the_last_that_is_told_wait(lite: Database) -> None:
    everything = select(Watch("all", to=()), ("miit",))
    hold(lite, *(invented(title=f"关于第{number}座闸板的通知") for number in range(5)))
    with lite.read() as connection:
        assert changes.last_number(connection) == 5
        found, last = events.find(connection, everything, 1, 3, 50)
    assert ([event.number for event in found], last) == ([2, 3], 3)


def test_a_password_is_not_sent_without_encryption() -> None:
    """The address leads nowhere: nothing may connect before the refusal."""
    box = Mail("127.0.0.1", "a@example.org", ("b@example.org",), port=9, security="none", user="a", password="secret")
    with pytest.raises(NotTaken, match="without encryption"):
        MailServer("mailto", box).send(Message("msg_1", "Subject", "Text", "Text", {}), NOW)
