"""What a section `[[watch]]` may say, when a watch is due, and what is refused in one line."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import get_args

import pytest

import zhengce.settings.load as configuration
from scrapers.network.redaction import redact
from zhengce.settings.load import Configuration, ConfigurationError
from zhengce.settings.watches import WATCH_KEYS, EventKind, Every, Watch

TO = 'to = ["mailto:editor@example.org"]'
MAIL = '[notifications.email]\nfrom = "a@example.org"\nhost = "mail.example.org"\n'


def read(folder: Path, text: str, **variables: str) -> Configuration:
    file = folder / "zhengce.toml"
    file.write_text(text, encoding="utf-8")
    return configuration.load(file, variables)


def test_a_watch_is_read_with_its_filters_plan_and_channels(tmp_path: Path) -> None:
    text = f"""
        {MAIL}
        [[watch]]
        name = "drafts"
        query = "数据安全"
        issuer = "工信部"
        stage = ["draft", "final"]
        from = 2026-01-01
        on = ["comments_due", "new"]
        days = 3
        every = "weekly Monday 08:00"
        time_zone = "Europe/Berlin"
        to = ["mailto:editor@example.org", "webhook+https://hooks.example.org/x"]
        secret = "S3cret"
        [[watch]]
        name = "all"
        to = "mailto:editor@example.org"
    """
    drafts, everything = read(tmp_path, text).watches
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
        secret="S3cret",
    )
    assert everything == Watch("all", ("mailto:editor@example.org",))
    assert (str(drafts.every), str(everything.every)) == ("weekly Monday 08:00 Europe/Berlin", "at once")


def test_the_secret_of_all_webhooks_may_stand_in_the_environment(tmp_path: Path) -> None:
    text = '[[watch]]\nname = "a"\nto = "webhook+https://hooks.example.org/"'
    assert read(tmp_path, text, ZHENGCE_WEBHOOK_SECRET="S3cret").watches[0].secret == "S3cret"
    with pytest.raises(ConfigurationError, match=r"watch: a: secret: is needed to sign"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[watch]\nname = 'a'", "watch: expected sections [[watch]]"),
        (f"[[watch]]\n{TO}", "watch: number 1: name: is needed, and is not set"),
        ("[[watch]]\nname = 'a'", "watch: a: to: is needed, and is not set"),
        (f"[[watch]]\nname = 'a b'\n{TO}", "watch: a b: name: expected a name of letters, digits, - and _, at most 40"),
        (f"[[watch]]\nname = 'a'\nissuers = 'miit'\n{TO}", "watch: a: issuers: no such key; did you mean issuer?"),
        (f"[[watch]]\nname = 'a'\non = ['news']\n{TO}", "watch: a: on: expected a list, of new, revised, withdrawn"),
        (f"[[watch]]\nname = 'a'\nevery = 'hourly'\n{TO}", "watch: a: every: expected `at once`, `daily 08:00` or"),
        (f"[[watch]]\nname = 'a'\nevery = 'daily 25:00'\n{TO}", "watch: a: every: expected `at once`, `daily 08:00`"),
        (f"[[watch]]\nname = 'a'\ntime_zone = 'Peking'\n{TO}", "watch: a: time_zone: expected a time zone like Asia/"),
        (f"[[watch]]\nname = 'a'\ndays = 0\n{TO}", "watch: a: days: expected a number of days, from 1 to 60, got 0"),
        (f"[[watch]]\nname = 'a'\nfrom = '2021-02-30'\n{TO}", "watch: a: from: expected a day like 2021-11-16"),
        ("[[watch]]\nname = 'a'\nto = ['editor']", "watch: a: to: expected a list of addresses like mailto:"),
        (f"[[watch]]\nname = 'a'\n{TO}\n[[watch]]\nname = 'a'\n{TO}", "watch: two are named a; each needs a name"),
        ("[[watches]]\nname = 'a'", "watches: no such key; did you mean watch?"),
    ],
)
def test_what_cannot_be_used_is_named_in_one_line_with_watch_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, MAIL + text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).removeprefix(f"{tmp_path / 'zhengce.toml'}: ").startswith(message)


def test_what_is_secret_in_a_watch_is_taken_out_of_every_text(tmp_path: Path) -> None:
    hook, key = "https://hooks.example.org/T0Qq7rWs", "K9xw-2Lm"
    text = (
        f"[[watch]]\nname = 'a'\nto = ['webhook+{hook}', 'slack://A1b2C3d4E5']\nsecret = '{key}'\n[[watch]]\nname = 'b'"
    )
    with pytest.raises(ConfigurationError, match="watch: b: to: is needed"):
        read(tmp_path, text)
    assert redact(f"{key} T0Qq7rWs A1b2C3d4E5 None") == "*** *** *** None"
    with pytest.raises(ConfigurationError):
        read(tmp_path, "[[watch]]\nname = 'a'\nto = 'slack://F6g7H8i9J0'\ndays = 0")
    assert redact("F6g7H8i9J0") == "***"


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
    text = (Path(__file__).parent.parent / "docs" / "watches.md").read_text(encoding="utf-8")
    assert [name for name in (*WATCH_KEYS, *get_args(EventKind)) if f"`{name}`" not in text] == []
