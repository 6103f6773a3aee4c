"""A watch tells a change once and none too early; a password of a mail server is never sent in the open."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import changes, watches
from storage.database import Database, open_database
from tests.zhengce.holding import hold, invented
from zhengce.notifications.mail import MailServer
from zhengce.notifications.outgoing import Message, NotTaken
from zhengce.settings.load import Mail
from zhengce.watches import events
from zhengce.watches.saved import select
from zhengce.watches.watch import Watch

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
