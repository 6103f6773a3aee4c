"""What the settings of a watch may say, when it is due, and what is refused in one line."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

import pytest

from scrapers.network.redaction import redact
from tests.tables import from_table
from zhengce.settings.load import ConfigurationError
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
