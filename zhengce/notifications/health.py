"""Tells people when the health of a source changes. What could not be sent is sent next time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.health import Health, alerts
from storage.health.alerts import HealthChange
from zhengce.notifications import channels
from zhengce.notifications.message import message
from zhengce.notifications.outgoing import send_notice
from zhengce.notifications.turns import turn
from zhengce.settings.load import Configuration

LEASE = "tell:health"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What `tell` did."""

    sources: tuple[str, ...] = ()
    """Sources announced to people."""
    failures: tuple[str, ...] = ()
    """Channels that did not take the message, and why; a line each."""


def announce(database: Database, found: Sequence[Health], chosen: Configuration, now: datetime) -> Announcement:
    """Sends what changed since the last message, in one message to each channel. Raises ConfigurationError.

    An announcement is noted when at least one channel took it: one dead webhook must not repeat every message to the
    others. Where none did, the next call tries again. One at a time tells, whatever machine: where another is at it,
    nothing is done here, and the next call announces what is missing.
    """
    with turn(database, LEASE, now) as is_ours:
        return _announce(database, found, chosen, now) if is_ours else Announcement()


def _announce(database: Database, found: Sequence[Health], chosen: Configuration, now: datetime) -> Announcement:
    with database.read() as connection:
        changes = alerts.changed(connection, found)
    news = [change for change in changes if change.is_news]
    sent = send(news, chosen, now) if news else []
    failures = tuple(f"{channel}: {why}" for channel, why in sent if why is not None)
    reached = len(sent) > len(failures)
    done = [change for change in changes if not change.is_news or reached]
    if done:
        with database.write() as connection:
            alerts.remember(connection, done, now)
    return Announcement(tuple(change.now.source for change in news) if reached else (), failures)


def send(changes: Sequence[HealthChange], chosen: Configuration, now: datetime) -> list[tuple[str, str | None]]:
    """Sends one message to every channel; returns each with why it was not taken, None where it was."""
    subject, text = message(changes)
    facts = [{**change.now.to_dict(), "over": list(change.over)} for change in changes]
    return send_notice(channels.of_health(chosen), subject, text, now, changes=facts)


def try_out(chosen: Configuration, now: datetime) -> list[tuple[str, str | None]]:
    """Sends a test message to every channel; returns each with its error, None where it was taken."""
    text = "This message was sent by `zhengce health --notify --try`. It says nothing of any source.\n"
    return send_notice(channels.of_health(chosen), "zhengce: a try", text, now, changes=[])
