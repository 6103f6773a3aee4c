"""Saved searches tell what they are to tell, once, in order, in words for people and in JSON for programs."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from parsers.record import Target
from storage import changes
from storage.changes import Change
from storage.crawl import leases
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.resolution import redirects
from storage.schema import documents
from tests import watch_deliveries as consumers
from tests.command_line import zhengce
from tests.receivers import Chance, WebhookServer, running
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import HOSTILE, MIIT
from tests.zhengce.serving import PLAN as GATES
from zhengce.brief import items, parts
from zhengce.notifications.mail import MailServer
from zhengce.notifications.outgoing import Message
from zhengce.notifications.webhook import signed_headers
from zhengce.settings.load import Configuration, ConfigurationError, Mail
from zhengce.watches import delivery
from zhengce.watches.delivery import Report
from zhengce.watches.message import kinds_of
from zhengce.watches.watch import EventKind, Watch, read_watch

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in China
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PLAN = replace(
    GATES,
    title=GATES.title.replace("闸板", "信息通信"),
    issued_title=(GATES.issued_title or "").replace("闸板", "信息通信"),
)
IN_ENGLISH = (
    "14th Five-Year Plan for the Development of the Information and Communication Industry [machine, unreviewed]"
)
BEFORE = invented(title="关于早先闸板的通知")


@pytest.fixture
def lite(database: Database) -> Database:
    """An SQLite database with one document, which was there before any watch."""
    hold(database, BEFORE)
    return database


@pytest.fixture
def hook() -> Iterator[WebhookServer]:
    server = WebhookServer(Chance())
    with running(server):
        yield server


def watch(hook: WebhookServer, *addresses: str, **settings: Any) -> Watch:
    """A watch of these settings and addresses of channels, by default the receiver."""
    channels = dict(zip("abc", addresses or (f"webhook+{hook.url}/PATHSECRET",), strict=False))
    settings = {"name": "drafts", "to": [*channels]} | settings
    return read_watch(settings, Configuration(secret=SECRET, channels=channels), ("miit", "ndrc"))


def tell(database: Database, *watches: Watch, now: datetime = NOW) -> Report:
    """What `watch run` does at a moment."""
    return delivery.run(database, watches, clock=lambda: now)


def told(hook: WebhookServer) -> list[list[Any]]:
    """The titles that each message told, in order."""
    return [[event["document"]["title"] for event in json.loads(post.body)["events"]] for post in hook.got]


# What counts


def change(kind: str, **fields: tuple[Any, Any]) -> Change:
    named = {name: {"old": old, "new": new} for name, (old, new) in fields.items()}
    return Change(1, kind, 1, NOW, "miit", "https://www.miit.gov.cn/1.html", named or None, None)  # type: ignore[arg-type]


TARGET = Target("闸板数量", 5, "5", "万块", 2030, "level", place="paragraph 3")


@pytest.mark.parametrize(
    ("what", "targets", "kinds"),
    [
        (change("new"), (), ["new"]),
        (change("new"), (TARGET,), ["new", "targets"]),
        (change("revised", body=("a", "b")), (TARGET,), ["revised"]),
        (change("revised", targets=([], [{"indicator": "闸板数量"}])), (TARGET,), ["revised", "targets"]),
        (change("revised", targets=([{"indicator": "闸板数量"}], [])), (), ["revised"]),
        (change("withdrawn"), (), ["withdrawn"]),
        (change("returned"), (), ["withdrawn"]),
        (change("read"), (TARGET,), ["files"]),
        (change("read"), (replace(TARGET, place="attachment 1, page 2, paragraph 3"),), ["files", "targets"]),
        (change("reparsed", targets=([], [{"indicator": "闸板数量"}])), (TARGET,), []),
        (change("related", status=("in_force", "repealed")), (), ["status"]),
        (change("related", status=("not_yet_in_force", "replaced")), (), ["status"]),
        (change("related", status=("repealed", "in_force")), (), []),
        (change("related", final_id=(None, 7)), (), ["status"]),
        (change("related", final_id=(7, None)), (), []),
        (change("merged"), (TARGET,), []),
    ],
)
def test_which_changes_are_which_events(what: Change, targets: tuple[Target, ...], kinds: list[EventKind]) -> None:
    assert kinds_of(what, targets) == set(kinds)


@pytest.mark.parametrize(
    ("what", "reminds"),
    [
        (change("new"), True),
        (change("revised", body=("a", "b")), False),
        (change("revised", comments_due_on=("2026-11-30", "2026-12-01")), True),
        (change("reparsed", effective_on=(None, "2026-12-01")), True),
        (change("related", suspended_until=(None, "2026-12-01")), True),
        (change("related", status=("in_force", "repealed")), False),
    ],
)
def test_a_day_that_is_near_is_told_again_where_it_is_another_day(what: Change, reminds: bool) -> None:
    assert ("due" in kinds_of(what, is_near=True)) == reminds
    assert "due" not in kinds_of(what)


# Once, in order


@pytest.mark.both_engines
def test_a_change_is_told_once_and_what_was_held_before_is_not(database: Database, hook: WebhookServer) -> None:
    hold(database, BEFORE)
    drafts = watch(hook)
    assert tell(database, drafts).sent == []
    hold(database, invented(title="关于新闸板的通知"))
    assert tell(database, drafts).sent == [f"watch drafts: webhook 127.0.0.1:{hook.server_address[1]}: 1 sent"]
    hold(database, invented(title="关于新闸板的通知", body="各台架提前搭建。"), invented(title="关于埽工的公告"))
    tell(database, drafts)
    tell(database, drafts)
    assert told(hook) == [["关于新闸板的通知"], ["关于新闸板的通知", "关于埽工的公告"]]
    numbers = [event["number"] for post in hook.got for event in json.loads(post.body)["events"]]
    assert numbers == [2, 3, 4]


def test_the_first_crawl_of_an_empty_database_is_not_told(tmp_path: Path, hook: WebhookServer) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    watches = [watch(hook)]
    delivery.register(database, watches, NOW)
    hold(database, BEFORE)
    delivery.run(database, watches)
    database.close()
    assert hook.got == []


def test_query_and_filters_choose_what_is_told(lite: Database, hook: WebhookServer) -> None:
    wanted = watch(hook, query="闸板 NOT 废止", issuer=["工信部"], stage=["draft"], **{"from": "2024-01-01"})
    tell(lite, wanted)
    fits = invented(title="闸板管理办法征求意见", stage="draft", issuing_bodies=(MIIT,))
    hold(
        lite,
        fits,
        replace(fits, title="闸板管理办法", url="https://www.miit.gov.cn/2.html", stage="final"),
        replace(fits, title="埽工管理办法征求意见", url="https://www.miit.gov.cn/3.html"),
        replace(fits, title="闸板废止办法征求意见", url="https://www.miit.gov.cn/4.html"),
        replace(
            fits, title="闸板年检办法征求意见", url="https://www.miit.gov.cn/5.html", published_on=date(2023, 1, 1)
        ),
        replace(fits, title="闸板涂漆办法征求意见", url="https://www.miit.gov.cn/6.html", issuing_bodies=()),
    )
    tell(lite, wanted)
    assert told(hook) == [["闸板管理办法征求意见"]]


def test_a_channel_that_fails_is_told_later_in_order_under_the_same_id(
    lite: Database, hook: WebhookServer, tmp_path: Path
) -> None:
    both = watch(hook, "webhook+http://127.0.0.1:1/PATHSECRET", f"webhook+{hook.url}")
    tell(lite, both)
    hook.chance.refuse = 100
    hold(lite, invented(title="关于第一号闸板的通知"))
    report = tell(lite, both)
    assert [re.sub(r"127.0.0.1:\d+", "HOST", line) for line in report.failures] == [
        "watch drafts: webhook HOST: [Errno 111] Connection refused",
        "watch drafts: webhook HOST: answered 503",
    ]
    hold(lite, invented(title="关于第二号闸板的通知"))
    tell(lite, both)
    with lite.read() as connection:
        found = delivery.health(connection, both)
        assert [problem.kind for problem in found.problems] == ["not delivered", "not delivered"]
        assert "answered 503; 2 changes wait since then" in found.problems[1].what
        assert "a message of 1 waits after 2 attempts: answered 503" in "\n".join(delivery.lines(connection, both))
    hook.chance.refuse, hook.chance.drop = 0, 100
    tell(lite, both)
    hook.chance.drop = 0
    tell(lite, both)
    assert told(hook) == [["关于第一号闸板的通知"], ["关于第一号闸板的通知"], ["关于第二号闸板的通知"]]
    ids = [post.headers["webhook-id"] for post in hook.got]
    assert ids[0] == ids[1] != ids[2]
    assert PATHSECRET not in "\n".join(report.failures).encode()
    assert PATHSECRET not in b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


PATHSECRET = b"PATHSECRET"


def test_each_change_comes_once_and_in_order_whatever_is_killed(tmp_path: Path) -> None:
    """Senders are killed at random, receivers refuse, hang up, and kill who sends; see `tests.watch_deliveries`."""
    figures = consumers.measure(tmp_path, 12, seed=1, kill_often=20)
    assert figures.changes >= 12
    assert figures.faults == []


def test_one_process_at_a_time_sends(lite: Database, hook: WebhookServer) -> None:
    watches = [watch(hook)]
    delivery.register(lite, watches, NOW)
    hold(lite, invented(title="关于新闸板的通知"))
    with lite.write() as connection:
        leases.take(connection, delivery.LEASE, "another/host:1:a", NOW)
    assert delivery.run(lite, watches, clock=lambda: NOW, patience=0) == Report(is_busy=True)
    assert len(delivery.run(lite, watches, clock=lambda: NOW + timedelta(minutes=5)).sent) == 1  # it died


def test_a_daily_watch_tells_once_a_day_in_china(lite: Database, hook: WebhookServer) -> None:
    daily = watch(hook, every="daily")
    tell(lite, daily)
    hold(lite, invented(title="关于新闸板的通知"))
    for hours, sent in ((13, 0), (15, 1), (20, 0), (37, 0)):  # NOW is 10:00 in China
        assert len(tell(lite, daily, now=NOW + timedelta(hours=hours)).sent) == sent
    hold(lite, invented(title="关于埽工的通知"))
    assert [len(tell(lite, daily, now=NOW + timedelta(hours=hours)).sent) for hours in (37, 39)] == [0, 1]


def test_the_end_of_a_period_for_comments_is_told_once_for_each_last_day(lite: Database, hook: WebhookServer) -> None:
    draft = invented(title="闸板管理办法征求意见", stage="draft", comments_due_on=date(2026, 11, 30))
    _, withdrawn = hold(
        lite, draft, invented(title="埽工管理办法征求意见", stage="draft", comments_due_on=date(2026, 11, 30))
    )
    with lite.write() as connection:
        connection.execute(sa.update(documents).where(documents.c.id == withdrawn).values(gone_at=NOW))
    due = watch(hook, on=["due"])
    tell(lite, due, now=NOW - timedelta(days=2))
    assert hook.got == []
    for day in (-1, 0, 1, 2):
        tell(lite, due, now=NOW + timedelta(days=day))
    assert told(hook) == [["闸板管理办法征求意见"]]
    with lite.write() as connection:
        saving.save(connection, replace(draft, comments_due_on=date(2026, 12, 1)), None, None, NOW)
    for day in (3, 4):
        tell(lite, due, now=NOW + timedelta(days=day))
    assert len(hook.got) == 2
    [event] = json.loads(hook.got[1].body)["events"]
    assert event["kinds"] == ["due"]


def test_an_address_that_takes_the_place_of_another_goes_on_where_that_one_was(
    lite: Database, hook: WebhookServer
) -> None:
    dead = watch(hook, "webhook+http://127.0.0.1:1/old")
    tell(lite, dead)
    hold(lite, invented(title="关于新闸板的通知"))
    assert tell(lite, dead).failures
    tell(lite, watch(hook, f"webhook+{hook.url}/new"))
    tell(lite, watch(hook, f"webhook+{hook.url}/new", f"webhook+{hook.url}/another"))
    assert told(hook) == [["关于新闸板的通知"]]


def test_a_document_that_was_merged_while_its_message_waited_is_told_as_the_one_that_it_is(
    lite: Database, hook: WebhookServer
) -> None:
    wanted = watch(hook)
    tell(lite, wanted)
    hook.chance.refuse = 100
    one, other = hold(lite, invented(title="关于新闸板的通知"), invented(title="关于埽工的通知"))
    tell(lite, wanted)
    with lite.write() as connection:
        changes.add(connection, "merged", one, "miit", "https://www.miit.gov.cn/1.html", NOW, other_id=other)
        redirects.merge(connection, other, one, NOW)
        connection.execute(sa.text("DELETE FROM pages WHERE document_id = :id"), {"id": other})
        connection.execute(sa.text("DELETE FROM documents WHERE id = :id"), {"id": other})
    hook.chance.refuse = 0
    tell(lite, wanted)
    assert told(hook) == [["关于新闸板的通知", "关于新闸板的通知"]]


# What a message is


def verifier() -> Any:
    """`is_genuine` as docs/watches.md prints it."""
    text = (Path(__file__).parents[2] / "docs" / "watches.md").read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    space: dict[str, Any] = {}
    exec(code, space)
    return space["is_genuine"]


def test_a_receiver_verifies_signatures_as_the_documentation_shows(lite: Database, hook: WebhookServer) -> None:
    wanted = watch(hook)
    tell(lite, wanted)
    hold(lite, invented(title="关于新闸板的通知"))
    tell(lite, wanted)
    [post] = hook.got
    is_genuine, then = verifier(), NOW.timestamp()
    assert is_genuine(SECRET, post.headers, post.body, then)
    assert not is_genuine(SECRET, post.headers, post.body.replace("新".encode(), "旧".encode()), then)
    assert not is_genuine("another", post.headers, post.body, then)
    assert not is_genuine(SECRET, post.headers, post.body, then + 600)  # replayed later
    assert not is_genuine(SECRET, {**post.headers, "webhook-id": "msg_2"}, post.body, then)
    assert json.loads(post.body)["id"] == post.headers["webhook-id"]
    body = b"{}"
    assert is_genuine("plain", signed_headers("plain", "msg_1", NOW, body), body, then)


def message_of(lite: Database, *records: Any) -> Message:
    """The message of these documents as `watch try` makes it."""
    hold(lite, *records, now=NOW)
    wanted = Watch("drafts", on=("new", "due"))
    with lite.read() as connection:
        made = delivery.try_out(connection, wanted, 3, NOW, "https://policies.example.org")
    assert made
    return made


def test_a_mail_says_what_is_known(lite: Database) -> None:
    draft = invented(title="闸板管理办法征求意见", stage="draft", comments_due_on=date(2026, 11, 30))
    made = message_of(lite, PLAN, draft)
    text = made.text
    assert 'href="https://policies.example.org/documents/2"' in (made.html or "")
    assert text.startswith("[drafts] 2 new\n==============\n\nNov 24, 2026: 2 documents, changes 2–3.\n")
    for line in (
        f"1. {IN_ENGLISH}",
        "Nov 16, 2021 · MIIT + 1 · 工信部联规〔2021〕164号 · page https://www.miit.gov.cn/zwgk/art_1.html",
        "In force from: Dec 1, 2021",
        "What happened: comments can be sent until Nov 30, 2026",
    ):
        assert f"\n{line}\n" in text


def test_a_mail_escapes_what_others_wrote_and_loads_nothing(lite: Database) -> None:
    page = message_of(lite, HOSTILE).html or ""
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script|<img|<link|<iframe|src=|url\(|@import|onerror=alert\(1\)>", page)


def test_a_mail_has_the_message_as_text_and_as_html_and_names_its_changes(lite: Database) -> None:
    made = message_of(lite, PLAN)
    sent: list[EmailMessage] = []

    class Server:
        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *error: object) -> None: ...

        def send_message(self, mail: EmailMessage, to_addrs: list[str]) -> None:
            sent.append(mail)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhengce.notifications.mail._connected", lambda box: Server())
        MailServer("key", Mail("h", "zhengce@example.org", ("a@example.org",))).send(made, NOW)
    [mail] = sent
    assert mail["Message-ID"] == "<msg_try@example.org>"
    assert mail["X-Zhengce-Changes"] == "2"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "工信部联规〔2021〕164号" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_service_of_apprise_gets_title_issuer_and_address(lite: Database, hook: WebhookServer) -> None:
    port = hook.server_address[1]
    wanted = watch(hook, f"json://127.0.0.1:{port}/hook")
    tell(lite, wanted)
    hold(lite, PLAN)
    hook.chance.refuse = 100
    assert tell(lite, wanted).failures[0].startswith("watch drafts: JSON: ")
    hook.chance.refuse = 0
    assert tell(lite, wanted).failures == []
    [post] = hook.got
    sent = json.loads(post.body)
    assert sent["title"].startswith("[drafts] New: 14th Five-Year Plan for the Development of the Information ")
    assert sent["message"].splitlines()[:3] == [
        *(IN_ENGLISH, PLAN.title, "Nov 16, 2021 · MIIT + 1 · 工信部联规〔2021〕164号")
    ]
    assert sent["message"].rstrip().endswith(PLAN.url)


@from_table
def test_a_filter_or_address_that_cannot_be_used_is_told_in_one_line(
    values: dict[str, Any], channels: dict[str, str], said: str
) -> None:
    chosen = Configuration(channels={"hook": "json://h"} | channels)
    with pytest.raises(ConfigurationError) as caught:
        read_watch({"name": "drafts", "to": ["hook"]} | values, chosen, ("miit",))
    assert str(caught.value).startswith(said)
    assert "T0KEN" not in str(caught.value)


# Commands


@pytest.fixture
def settings(tmp_path: Path, hook: WebhookServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = f'[notifications]\nsecret = "{SECRET}"\n[channels]\nhook = "webhook+{hook.url}/PATHSECRET"\n'
    (tmp_path / "zhengce.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_commands_show_try_and_send(lite: Database, settings: Path, hook: WebhookServer) -> None:
    place = f"webhook 127.0.0.1:{hook.server_address[1]}"
    assert zhengce("watch", "run", data=settings).returncode == 0
    added = zhengce("watch", "add", "all", "--to", "hook", data=settings)
    assert (added.returncode, added.stdout) == (
        0,
        f"all: new, revised · at once\n  {place}: no message yet, up to change 1 of 1\n",
    )
    assert zhengce("watch", "list", data=settings).stdout == added.stdout
    assert zhengce("watch", "run", data=settings).returncode == 0
    hold(lite, PLAN, now=datetime.now(UTC))
    tried = zhengce("watch", "try", "all", "--days", "2", data=settings)
    assert f"1. {IN_ENGLISH}\n" in tried.stdout
    assert tried.stderr == "1 event in 2 days; nothing was sent\n"
    assert json.loads(zhengce("watch", "try", "all", "--format", "json", data=settings).stdout)["watch"] == "all"
    assert hook.got == []
    hook.chance.refuse = 100
    failed = zhengce("watch", "run", data=settings)
    assert (failed.returncode, failed.stderr) == (1, f"zhengce: not delivered: watch all: {place}: answered 503\n")
    health = zhengce("health", data=settings)
    assert "watch:all      WANTING  not delivered since" in health.stdout
    hook.chance.refuse = 0
    assert zhengce("watch", "run", data=settings).stdout == f"watch all: {place}: 1 sent\n"
    assert "watch:all      ok       every channel took what it was sent" in zhengce("health", data=settings).stdout
    assert "last message" in zhengce("watch", "list", data=settings).stdout
    unknown = zhengce("watch", "try", "none", data=settings)
    assert (unknown.returncode, unknown.stderr) == (2, "zhengce: watch none: known are all\n")


def test_a_watch_is_set_anew_and_put_aside_by_its_name(lite: Database, settings: Path, hook: WebhookServer) -> None:
    add = ("watch", "add", "all", "--to", "hook", "--on", "new", "--issuer", "miit", "--q", "闸板")
    assert zhengce(*add, "--every", "daily", data=settings).returncode == 0
    assert "all: 闸板 · issuer miit · new · daily" in zhengce("watch", "list", data=settings).stdout
    assert zhengce("watch", "add", "all", "--to", "hook", data=settings).returncode == 0
    assert "all: new, revised · at once" in zhengce("watch", "list", data=settings).stdout
    assert zhengce("watch", "remove", "all", data=settings).returncode == 0
    hold(lite, PLAN)
    assert zhengce("watch", "add", "all", "--to", "hook", data=settings).returncode == 0  # from now on
    assert zhengce("watch", "run", data=settings).stdout == ""
    for words, said in (
        (("--to", "team"), "watch all: to: no channel team; [channels] of zhengce.toml has hook"),
        (
            ("--to", "slack://T0KENT0KEN"),
            "watch all: to: slack://… stands in [channels] of zhengce.toml; give its name",
        ),
        (
            ("--to", "a@example.org"),
            "watch all: to: mailto:a@example.org: is sent by the server of notifications.email",
        ),
        (("--to", "hook", "--type", "通之"), "watch all: type 通之: no such type"),
    ):
        refused = zhengce("watch", "add", "all", *words, data=settings)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    assert "T0KEN" not in "".join(map(str, lite.engine.raw_connection().driver_connection.iterdump()))  # type: ignore[union-attr]


def test_a_crawl_tells_what_it_found_and_a_recording_tells_nobody(
    lite: Database, settings: Path, hook: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scrapers.run import process

    serial = itertools.count(1)

    def crawl(*names: object, **options: object) -> list[object]:
        hold(lite, invented(title=f"关于第{next(serial)}号闸板的通知"))
        return []

    monkeypatch.setattr(process, "crawl", crawl)
    monkeypatch.setenv("ZHENGCE_CONTACT", "mailto:a@example.org")
    assert zhengce("watch", "add", "all", "--to", "hook", data=settings).returncode == 0
    assert zhengce("crawl", "miit", "--sample", data=settings).returncode == 0
    assert hook.got == []
    assert zhengce("crawl", "miit", data=settings).returncode == 0
    assert told(hook) == [["关于第1号闸板的通知", "关于第2号闸板的通知"]]


def test_figures_of_a_document_are_said_as_everywhere_else(database: Database) -> None:
    growth = Target("闸板产量", 8, "8%", "%", 2025, "growth_rate", ">=", direction="increase")
    share = Target("闸板使用率", 56, "56", "%", 2025, "level", baseline=15, baseline_year=2020)
    hold(database, invented(targets=(share, growth)))
    with database.read() as connection:
        [item] = items.load(connection, [1])
    assert [words.text for part in parts.parts(item) for words in part.words] == [
        *("闸板使用率: from 15% (2020) to 56% by 2025", "闸板产量: at least 8% growth a year on average to 2025")
    ]
    assert [f"{one.name} {one.value}" for one in parts.row(item).figures] == [
        *("闸板使用率 15% (2020) → 56% by 2025", "闸板产量 ↑ ≥8% a year by 2025")
    ]
