"""What the settings of a watch may say, when it is due, and what is refused in one line."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from scrapers.network.redaction import redact
from storage import changes, watches
from storage.database import Database
from storage.documents.filters import Filters
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from zhengce.notifications.mail import MailServer
from zhengce.notifications.outgoing import Message, NotTaken
from zhengce.settings.load import Configuration, ConfigurationError, Mail
from zhengce.watches.message import find
from zhengce.watches.watch import WATCH_KEYS, EventKind, Every, Watch, read_watch

TO = {"to": ["editor@example.org"]}
CHOSEN = Configuration(
    channels={"hook": "webhook+https://hooks.example.org/x"}, secret="k", mail=Mail("h", "a@example.org", ())
)


def test_a_watch_is_read_with_its_filters_plan_and_channels() -> None:
    settings = {
        "name": "drafts",
        "query": "数据安全",
        "issuer": ["工信部"],
        "stage": ["draft", "final"],
        "from": "2026-01-01",
        "on": ["due", "new"],
        "every": "weekly",
        "to": ["editor@example.org", "hook"],
    }
    drafts, everything = read_watch(settings, CHOSEN, ("miit",)), read_watch({"name": "all", **TO}, CHOSEN, ())
    assert drafts.filters == Filters(issuers=("miit",), stages=("draft", "final"), date_from=date(2026, 1, 1))
    assert (drafts.query, drafts.on, drafts.every) == ("数据安全", ("new", "due"), "weekly")
    assert [channel.shown for channel in drafts.channels] == ["e-mail by h:587", "webhook hooks.example.org"]
    assert drafts.criteria == "数据安全 · issuer 工信部 · stage draft, final · from 2026-01-01 · new, due · weekly"
    assert (everything.filters, everything.criteria) == (Filters(), "new, revised · at once")


@from_table
def test_what_cannot_be_used_is_named_in_one_line_with_watch_and_key(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_watch({"name": "a", **TO, **settings} if settings else TO, CHOSEN, ("miit",))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(message)


def test_the_address_of_a_service_is_neither_taken_nor_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_watch({"name": "a", "to": ["slack://A1b2C3d4E5"]}, CHOSEN, ())
    assert str(caught.value) == "watch a: to: slack://… stands in [channels] of zhengce.toml; give its name"
    assert redact("A1b2C3d4E5") == "***"


@from_table
def test_when_a_channel_is_told_again(every: Every, told_at: str, now: str, is_due: bool) -> None:
    moments = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (told_at, now))
    assert Watch("a", every=every).is_due(*moments) is is_due


def test_every_key_and_kind_of_event_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "watches.md").read_text(encoding="utf-8")
    assert [name for name in (*WATCH_KEYS, *get_args(EventKind)) if f"`{name}`" not in text] == []


# A watch tells a change once and none too early; a password of a mail server is never sent in the open


NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_a_cursor_never_goes_back(database: Database) -> None:
    with database.write() as connection:
        watches.register(connection, "drafts", {"hook": "a webhook"}, 7, NOW.date(), NOW)
        first = watches.cursor(connection, "drafts", "hook")
        assert first
        for number, expected in ((9, 9), (8, 9), (0, 9), (10, 10)):
            watches.note_told(connection, first, number, NOW.date(), NOW)
            cursor = watches.cursor(connection, "drafts", "hook")
            assert cursor
            assert cursor.number == expected


def test_changes_behind_the_last_that_is_told_wait(database: Database) -> None:
    hold(database, *(invented(title=f"关于第{number}座闸板的通知") for number in range(5)))
    with database.read() as connection:
        assert changes.last_number(connection) == 5
        found, last = find(connection, Watch("all"), 1, 3, 50, NOW.date())
    assert ([event.number for event in found], last) == ([2, 3], 3)


def test_a_password_is_not_sent_without_encryption() -> None:
    """The address leads nowhere: nothing may connect before the refusal."""
    box = Mail("127.0.0.1", "a@example.org", ("b@example.org",), port=9, security="none", user="a", password="secret")
    with pytest.raises(NotTaken, match="without encryption"):
        MailServer("mailto", box).send(Message("msg_1", "Subject", "Text", "Text", {}), NOW)
