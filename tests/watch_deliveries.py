"""What watches tell while senders are killed and receivers fail: each change once to each channel, in order, or not.

`python -m benchmarks.kills --command watch` does it for longer. Three watches tell two webhooks and a mail
server with TLS on the loopback. Each round saves some documents and starts a sender in a process of its own; receivers
refuse messages, drop connections, and kill the sender after they took its message; some senders are killed at another
moment. In the last rounds nothing fails.
"""

import base64
import hashlib
import hmac
import json
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import zhengce.settings.load as configuration
from parsers.record import IssuingBody, PolicyDocument
from storage import changes
from storage.database import Database, open_database
from storage.documents.writing import saving
from storage.editing import saved_watches
from storage.editing.edits import Editor
from tests.receivers import ADDRESS, Chance, MailServer, Post, WebhookServer, running
from tests.tls_servers import Authority
from zhengce.watches import delivery
from zhengce.watches.watch import Watch, read_all

SECRET = "whsec_emhlbmdjZS1iZW5jaG1hcmstc2VjcmV0"
MIIT = IssuingBody("miit", "工业和信息化部", "工业和信息化部")
NDRC = IssuingBody("ndrc", "国家发展改革委", "国家发展改革委")
WATCHES = {
    "all": ({}, ("one", "mail")),
    "miit": ({"issuer": ["miit"], "on": ["new", "revised"]}, ("two", "mail")),
    "drafts": ({"stage": ["draft"]}, ("one", "two", "mail")),
}
"""Name of each watch: its filter, and its channels."""
EDITOR = Editor("benchmark", datetime(2026, 11, 24, tzinfo=UTC))
MOST_AT_ONCE = 12
"""Changes of one round."""


@dataclass
class Figures:
    """What was measured."""

    changes: int = 0
    rounds: int = 0
    killed: int = 0
    seconds: float = 0.0
    messages: dict[str, int] = field(default_factory=dict)
    """Taken by each receiver, those that came again included."""
    repeated: int = 0
    """Messages that came again under their id."""
    did: dict[str, int] = field(default_factory=dict)
    """What receivers did with messages."""
    faults: list[str] = field(default_factory=list)
    """What a consumer would complain of."""


def measure(folder: Path, number: int, seed: int = 20211116, url: str | None = None, kill_often: int = 8) -> Figures:
    """So many changes, at least, and what the receivers made of them. `kill_often`: in a hundred messages."""
    figures, luck = Figures(), random.Random(seed)
    chance = Chance(seed, refuse=15, drop=8, kill=kill_often)
    hooks = {"one": WebhookServer(chance), "two": WebhookServer(chance)}
    mail = MailServer(chance, Authority(folder).context(ADDRESS))
    write_settings(folder, hooks, mail)
    url = url or f"sqlite:///{folder / 'zhengce.db'}"
    database = open_database(url)
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(["tests.receivers", "zhengce.watches.delivery", "storage.documents.writing.saving"])
    with running(*hooks.values(), mail):
        save(database, [invented(0)])
        with database.write() as connection:
            for name, (filters, receivers) in WATCHES.items():
                saved_watches.save(connection, {"name": name, **filters, "to": list(receivers)}, EDITOR)
        send(folder, url)  # the watches begin
        began, serial = time.monotonic(), 1
        while figures.changes < number or not is_calm(database, folder):
            figures.rounds += 1
            if figures.changes < number:
                made = luck.randint(1, min(MOST_AT_ONCE, number - figures.changes))
                held = [invented(serial + place) for place in range(made)]
                save(database, held)
                edited = [revised(luck.randrange(1, serial), serial) for _ in range(made // 3) if serial > 1]
                save(database, edited)
                serial += made
            else:
                chance.refuse = chance.drop = chance.kill = 0
            sender = start.Process(target=send, args=(folder, url))
            sender.start()
            chance.victim = sender.pid
            if figures.changes < number and luck.random() < kill_often / 40:
                sender.join(luck.random())
                sender.kill()
            sender.join()
            figures.killed += sender.exitcode != 0
            chance.victim = None
            with database.read() as connection:
                figures.changes = changes.last_number(connection) - 1
        figures.seconds = time.monotonic() - began
    figures.did = chance.did
    check(database, hooks, mail, figures)
    database.close()
    return figures


def write_settings(folder: Path, hooks: dict[str, WebhookServer], mail: MailServer) -> None:
    """zhengce.toml with the channels."""
    port = mail.server_address[1]
    lines = [f'[notifications]\nsecret = "{SECRET}"\n[notifications.email]\nhost = "{ADDRESS}"\nport = {port}']
    lines += [f'security = "tls"\nfrom = "zhengce@example.org"\nca_bundle = "{folder / "authority.pem"}"\n']
    lines += ["[channels]", 'mail = "mailto:editor@example.org"']
    lines += (f'{name} = "webhook+{hook.url}/{name}"' for name, hook in hooks.items())
    (folder / "zhengce.toml").write_text("\n".join(lines), encoding="utf-8")


def send(folder: Path, url: str) -> None:
    """What `zhengce watch run` does."""
    database = open_database(url)
    delivery.run(database, prepared(database, folder))
    database.close()


def prepared(database: Database, folder: Path) -> list[Watch]:
    """The watches, which are in the database, with the channels of zhengce.toml."""
    with database.read() as connection:
        return read_all(connection, configuration.load(folder / "zhengce.toml", {}), ())[0]


def is_calm(database: Database, folder: Path) -> bool:
    """Whether every channel is up to date."""
    from storage import watches

    held = prepared(database, folder)
    with database.read() as connection:
        newest = changes.last_number(connection)
        cursors = [one for watch in held for one in watches.cursors(connection, watch.name)]
        return all(one.number == newest and one.message is None for one in cursors)


# Documents


def invented(serial: int) -> PolicyDocument:
    """A document; every third is a draft, every second of MIIT."""
    body = MIIT if serial % 2 else NDRC
    stage = "关于征求意见的" if serial % 3 == 0 else ""
    return PolicyDocument(
        source=body.id or "",
        url=f"https://www.{body.id}.gov.cn/{serial}.html",
        title=f"关于闸板第{serial}号标准{stage}通知",
        stage="draft" if stage else "final",
        document_type="通知",
        issuing_bodies=(body,),
        published_on=date(2026, 1, 1) + timedelta(days=serial % 300),
        body=f"第{serial}号闸板按图制作，数量为{serial}块。",
        parser_version="1",
        fetched_at=datetime.now(UTC),
    )


def revised(serial: int, version: int) -> PolicyDocument:
    """The document as the ministry edited it."""
    old = invented(serial)
    return replace(old, body=f"{old.body}\n第{version}次修改。")


def save(database: Database, records: Sequence[PolicyDocument]) -> None:
    """Saves documents as a crawl does, in a transaction each."""
    for record in records:
        with database.write() as connection:
            saving.save(connection, record, None, None, datetime.now(UTC))


# What the receivers have


def check(database: Database, hooks: dict[str, WebhookServer], mail: MailServer, figures: Figures) -> None:
    """Compares what was told with the changes."""
    expected = expected_numbers(database)
    received = {receiver: told_by_webhook(hook.got, figures) for receiver, hook in hooks.items()}
    received["mail"] = told_by_mail(mail, figures)
    figures.messages = {**{name: len(hook.got) for name, hook in hooks.items()}, "mail": len(mail.got)}
    for watch, (_, receivers) in WATCHES.items():
        for receiver in receivers:
            found = received[receiver].get(watch, [])
            if found == expected[watch]:
                continue
            twice = [number for number, times in Counter(found).items() if times > 1]
            missed = sorted(set(expected[watch]) - set(found))
            what = f"missed {missed[:5]}, twice {twice[:5]}" if missed or twice else "out of order"
            figures.faults.append(f"{watch} at {receiver}: {len(found)} of {len(expected[watch])} received; {what}")


def expected_numbers(database: Database) -> dict[str, list[int]]:
    """Watch -> the changes that it has to tell, by what was saved: the first document was there before it."""
    found: dict[str, list[int]] = {name: [] for name in WATCHES}
    with database.read() as connection:
        for change in changes.after(connection, 1, 1_000_000):
            serial = int(change.url.rsplit("/", 1)[1].removesuffix(".html"))
            for name, holds in (("all", True), ("miit", serial % 2 == 1), ("drafts", serial % 3 == 0)):
                if holds and change.kind in ("new", "revised"):
                    found[name].append(change.number)
    return found


def told_by_webhook(posts: Sequence[Post], figures: Figures) -> dict[str, list[int]]:
    """Watch -> the changes in the order in which they came, each message counted once by its id."""
    seen: dict[str, list[int]] = {}
    received: dict[str, list[int]] = {}
    for post in posts:
        if not is_signed(post):
            figures.faults.append(f"a wrong signature: {post.headers}")
            continue
        payload = json.loads(post.body)
        numbers = [event["number"] for event in payload["events"]]
        if known := seen.get(post.headers["webhook-id"]):
            figures.repeated += 1
            if known != numbers:
                figures.faults.append(f"{payload['watch']}: another message under the id {payload['id']}")
            continue
        seen[post.headers["webhook-id"]] = numbers
        received.setdefault(payload["watch"], []).extend(numbers)
    return received


def is_signed(post: Post) -> bool:
    """Whether a signature is the one that Standard Webhooks describes."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.".encode() + post.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(f"v1,{expected}", post.headers["webhook-signature"])


def told_by_mail(mail: MailServer, figures: Figures) -> dict[str, list[int]]:
    """Watch -> the changes in the order in which they came, each mail counted once by its Message-ID."""
    seen: set[str] = set()
    received: dict[str, list[int]] = {}
    for message in mail.got:
        if message["Message-ID"] in seen:
            figures.repeated += 1
            continue
        seen.add(message["Message-ID"])
        watch = message["Subject"].strip().partition("]")[0].removeprefix("[")
        received.setdefault(watch, []).extend(int(number) for number in message["X-Zhengce-Changes"].split(","))
    return received
