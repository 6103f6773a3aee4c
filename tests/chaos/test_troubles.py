"""Twenty troubles and what they cost: for each, what is stored, what the run says, what health says, the exit code.

A small ministry on a loopback server is crawled by the command line: once in peace, once in trouble while a notice is
new, once when the trouble is over. Nothing stored may be damaged, every trouble is named, the last crawl is whole.
"""

import errno
import gzip
import inspect
import json
import os
import shutil
import socket
import sqlite3
import struct
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pytest_httpserver import HTTPServer
from werkzeug import Request as HttpRequest
from werkzeug import Response as Reply

import storage.sqlite
from pipelines.session import StorageSession
from scrapers import settings
from scrapers.spiders.ndrc import Ndrc
from storage.archive import Archive
from storage.database import open_database
from storage.schema import leases
from tests.chaos.ministry import Place
from tests.postgres import Server
from tests.scrapers.loopback import (
    CHALLENGE,
    LISTS,
    LOOPBACK_SETTINGS,
    READINGS,
    Sites,
    alone,
    listing,
    notice,
    notice_url,
    only,
)
from tests.zhengce.model_server import model_server
from zhengce.cli import program as cli

HELD = [(notice_url(key), f"关于做好第{key}项工作的通知", "2026/04/01") for key in (3, 2, 1)]
NEW = (notice_url(4), "关于做好第4项工作的通知", "2026/04/02")
READING = (notice_url(9, column=READINGS), "《第3项工作》解读", "2026/04/02")
PAGE = NEW[0]


class House:
    """The ministry, and the user's data folder and command line."""

    def __init__(
        self, sites: Sites, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
    ) -> None:
        self.sites, self.folder, self.monkeypatch, self.capsys, self.url = sites, folder, monkeypatch, capsys, url
        self.trouble = pytest.MonkeyPatch()
        self.at_the_end: list[Callable[[], None]] = [self.trouble.undo]
        notices = only(Ndrc, "通知", rows=3, quiet_days=None, always=()).columns
        readings = only(Ndrc, "解读", rows=1, quiet_days=None, always=()).columns
        small = type("Ndrc", (Ndrc,), {"columns": notices + readings})
        for name, value in {
            **LOOPBACK_SETTINGS,
            "LOOPBACK": sites.server.url_for("").rstrip("/"),
            **alone(small),
            "DOWNLOAD_MAXSIZE": 1_000_000,
        }.items():
            monkeypatch.setattr(settings, name, value, raising=False)

    def publish(self, *rows: tuple[str, str, str]) -> None:
        """The site in peace."""
        self.sites.answers.clear()
        self.sites.answers[LISTS] = listing(*rows)
        self.sites.answers[READINGS] = listing(READING)
        for url, title, day in [*rows, READING]:
            self.sites.answers[url] = notice(title, text=f"请认真落实，做好相关工作。{title}", day=day)

    def end_trouble(self) -> None:
        """All is as before. A crawl that could not even give its lease back has been dead for long."""
        while self.at_the_end:
            self.at_the_end.pop()()
        database = open_database(self.url)
        with database.write() as connection:
            connection.execute(
                sa.update(leases).values(holder="elsewhere:1:a", beat_at=datetime(2026, 1, 1, tzinfo=UTC))
            )
        database.close()

    def crawl_in_peace(self, held: Path) -> None:
        """Holds what a crawl of the site in peace holds: `held` keeps it for the next test."""
        if held.exists():
            shutil.copytree(held, self.folder, dirs_exist_ok=True)
            return
        assert self.crawl()[0] == 0
        shutil.copytree(self.folder, held)

    def zhengce(self, *arguments: str) -> tuple[int, str]:
        """Exit code of a command, and all that it prints; results alone where it prints JSON."""
        argv = ["zhengce", "--data", str(self.folder), "--database", self.url, *arguments]
        self.monkeypatch.setattr(sys, "argv", argv)
        try:
            code = cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = self.capsys.readouterr()
        return code, said.out if "json" in arguments else said.out + said.err

    def crawl(self, *options: str) -> tuple[int, str]:
        """Exit code of a crawl, and what it says."""
        code, said = self.zhengce("crawl", "ndrc", *options)
        return code, " ".join(said.split())

    def health(self) -> tuple[list[str], bool]:
        """What health finds wrong, by kind, with which its exit code must agree; whether the site is left alone."""
        code, said = self.zhengce("health", "ndrc", "--format", "json")
        [found] = json.loads(said)
        assert code == (1 if found["problems"] else 0)
        return [problem["kind"] for problem in found["problems"]], found["rest"] is not None

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        database = open_database(self.url, upgrade=False)
        with database.read() as connection:
            yield connection
        database.close()

    def stored(self) -> set[tuple[str, str, str]]:
        """Every document: address, title and body. Raises where anything stored is damaged."""
        held = Place(self.url, self.folder).holdings()["documents"]
        return {(url, title, body) for url, title, body, _ in held}


@pytest.fixture
def sites(httpserver: HTTPServer) -> Sites:
    return Sites(httpserver)


@pytest.fixture
def house(
    sites: Sites,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> House:
    (tmp_path / "zhengce.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("ZHENGCE_CONTACT", "mailto:ops@example.org")  # else a crawl asks for one
    made = House(sites, tmp_path, monkeypatch, capsys, f"sqlite:///{tmp_path / 'zhengce.db'}")
    made.publish(*HELD)
    return made


@pytest.fixture(scope="module")
def in_peace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data folder of a crawl in peace is kept."""
    return tmp_path_factory.mktemp("peace") / "data"


# How a server misbehaves


def html(text: str | bytes, **options: Any) -> Reply:
    return Reply(text, content_type="text/html; charset=utf-8", **options)


def half(page: str) -> Reply:
    """An answer that announces more than comes."""
    whole = page.encode()
    reply = html(whole[:300])
    reply.headers["Content-Length"] = str(len(whole))
    return reply


def reset(request: HttpRequest) -> Reply:
    """The connection ends with a reset before a byte is sent."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())
    raise ConnectionResetError


def drip(house: House) -> None:
    """A byte now and then, for longer than anybody waits."""

    def bytes_() -> Iterator[bytes]:
        for _ in range(300):
            time.sleep(0.1)
            yield b"<"

    house.trouble.setattr(settings, "DOWNLOAD_TIMEOUT", 1.0, raising=False)
    house.sites.answers[PAGE] = lambda request: Reply(bytes_(), content_type="text/html")


def wrong_charset(page: str) -> Reply:
    """A GBK page that says so itself, under a header that says something else."""
    return Reply(page.replace("UTF-8", "gb2312").encode("gb18030"), content_type="text/html; charset=ISO-8859-1")


def unnamed_gbk(page: str) -> Reply:
    """A GBK page of which nobody says so."""
    return Reply(page.replace('<meta charset="UTF-8">', "").encode("gb18030"), content_type="text/html")


def full_archive(house: House) -> Callable[[HttpRequest], Reply]:
    """From this answer on the disk of the archive is full."""
    page = house.sites.answers[PAGE]

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def answer(request: HttpRequest) -> Reply:
        house.trouble.setattr(Archive, "_append", full)
        return html(page)

    return answer


def full_database(house: House) -> None:
    """The database may not grow any more."""
    with house.connection() as connection:
        size = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
    pragmas = (*storage.sqlite.PRAGMAS, f"max_page_count = {size}")
    house.trouble.setattr(storage.sqlite, "PRAGMAS", pragmas)
    house.sites.answers[PAGE] = notice(NEW[1], text="长" * 100_000, day=NEW[2])


def locked(house: House) -> Callable[[HttpRequest], Reply]:
    """From this answer on another program holds the database."""
    page = house.sites.answers[PAGE]
    house.trouble.setattr(storage.sqlite, "PRAGMAS", ("busy_timeout = 50", "journal_mode = WAL"))

    def answer(request: HttpRequest) -> Reply:
        holder = sqlite3.connect(house.folder / "zhengce.db", isolation_level=None, check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        house.at_the_end.append(holder.close)
        return html(page)

    return answer


def clock(house: House) -> None:
    """The clock runs eleven years ahead; all that is held is due."""
    house.trouble.setattr(StorageSession, "now", lambda session: datetime.now(UTC) + timedelta(days=4000))


@dataclass(frozen=True)
class Trouble:
    """One trouble and what it may cost."""

    name: str
    begin: Callable[[House], None]
    says: str
    """What the crawl says of it; nothing where it copes without a word."""
    health: Sequence[str] = ()
    """What health finds, kind by kind."""
    code: int = 1
    new: int = 0
    """Documents that are stored in spite of it."""
    afterwards: int = 1
    """Documents that are new once it is over."""
    rests: bool = False
    """The site keeps us out, and is left alone for a while."""


def at(url: str, answer: Any) -> Callable[[House], None]:
    """The trouble of one address; `answer` may be made from the house."""

    def begin(house: House) -> None:
        made = answer(house) if inspect.isfunction(answer) and answer is not reset else answer
        house.sites.answers[url] = made

    return begin


def everywhere(status: int) -> Callable[[House], None]:
    def begin(house: House) -> None:
        for url in house.sites.answers:
            house.sites.answers[url] = Reply("no", status=status)

    return begin


EMPTY = listing().replace("<body>", "<body><h1>通知</h1>")
TO_ITSELF = Reply("", status=302, headers={"Location": ""})
AWAY = Reply("", status=302, headers={"Location": "https://www.example.org/"})
HUGE = html("长" * 400_000)
BOMB = html(gzip.compress(b" " * 30_000_000), headers={"Content-Encoding": "gzip"})
REDESIGNED = "<html><body><div class='cards'>全新改版</div>" + "<p>新</p>" * 300 + "</body></html>"

LOST_LIST = ("behind",)
"""A list that was not walked whole owes rows."""
LOST_ALL = ("behind", "behind")
BLOCKED = ("blocked", "blocked", "stopped", *LOST_ALL)
WALL = ("challenge", "challenge", "stopped", *LOST_ALL)

# fmt: off
TROUBLES = [
    Trouble("500s", everywhere(500), "status 500", ("no answer", "no answer", *LOST_ALL), rests=True),
    Trouble("403", everywhere(403), "blocked with status 403", BLOCKED, rests=True),
    Trouble("412", everywhere(412), "a script challenge (status 412)", WALL, rests=True),
    Trouble("a challenge", at(LISTS, CHALLENGE), "a script challenge (status 200)", ("challenge", *LOST_LIST)),
    Trouble("an empty list", at(LISTS, EMPTY), "emptied listing", ("empty listing", *LOST_LIST)),
    Trouble("a redesigned list", at(LISTS, REDESIGNED), "通知: https", ("new template", *LOST_LIST)),
    Trouble("a slow drip", drip, f"{PAGE}: no answer", ("no answer",)),
    Trouble("a clock that jumps", clock, "", code=0, new=1),
    Trouble("a database that is away", at(PAGE, locked), "another process has been writing", ("stopped", *LOST_LIST),
            code=2),
    Trouble("a full disk", at(PAGE, full_archive), "the archive cannot be written (No space left",
            ("stopped", *LOST_LIST, "failed"), code=2),
    Trouble("a full disk under the database", full_database, "the disk is full; what was being written is not stored",
            ("stopped", *LOST_LIST, "failed"), code=2),
]
# fmt: on

IN_ONE_NOTICE: dict[str, tuple[Any, str, str]] = {
    "a 500": (Reply("", status=500), "status 500", "no answer"),
    "a dead link": (Reply("", status=404), "404, no such page", "missing page"),
    "a challenge": (CHALLENGE, "a script challenge (status 200) in place of the page", "challenge"),
    "another template": (REDESIGNED, "expected", "new template"),
    "half an answer": (half, "the answer was cut before its end", "no answer"),
    "a reset": (reset, "no answer", "no answer"),
    "a redirect loop": (TO_ITSELF, "max redirections reached", "failed"),
    "a redirect to another host": (AWAY, "redirected off the site", "failed"),
    "a huge answer": (HUGE, "an answer of more than 1 MB, not taken", "failed"),
    "a gzip bomb": (BOMB, "an answer of more than 1 MB, not taken", "failed"),
    "a wrong charset": (wrong_charset, "", ""),
    "GBK without a word": (unnamed_gbk, "", ""),
}
"""What a notice is answered by, or what makes that of its page; what the crawl says of it, and what health finds."""


def test_a_trouble_of_one_notice_costs_no_other(house: House, in_peace: Path) -> None:
    house.crawl_in_peace(in_peace)
    held = house.stored()
    rows = [(notice_url(10 + n), f"关于做好第{10 + n}项工作的通知", "2026/04/02") for n in range(len(IN_ONE_NOTICE))]
    house.publish(*rows, *HELD)
    for (url, *_), (answer, *_) in zip(rows, IN_ONE_NOTICE.values(), strict=True):
        makes = answer in (half, wrong_charset, unnamed_gbk)
        house.sites.answers[url] = answer(house.sites.answers[url]) if makes else answer
    code, said = house.crawl()
    assert code == 1
    told = [f"{url}: {says}" for (url, *_), (_, says, _) in zip(rows, IN_ONE_NOTICE.values(), strict=True) if says]
    assert [one for one in told if one not in said] == []
    assert sorted(house.health()[0]) == sorted({kind for *_, kind in IN_ONE_NOTICE.values() if kind})
    assert house.stored() >= held
    assert len(house.stored() - held) == len(rows) - len(told)

    house.publish(*rows, *HELD)
    assert house.crawl("--anyway")[0] == 0
    assert house.health() == ([], False)
    assert {title for _, title, _ in house.stored() - held} == {title for _, title, _ in rows}


@pytest.mark.parametrize("trouble", TROUBLES, ids=[trouble.name for trouble in TROUBLES])
def test_a_trouble_damages_nothing_is_named_and_is_over_when_it_ends(
    trouble: Trouble, house: House, in_peace: Path
) -> None:
    house.crawl_in_peace(in_peace)
    held = house.stored()
    house.publish(NEW, *HELD)
    trouble.begin(house)
    code, said = house.crawl()
    house.end_trouble()
    assert code == trouble.code
    assert trouble.says in said
    assert said.count("zhengce: ") == (1 if code == 2 else 0)
    assert house.health() == (list(trouble.health), trouble.rests)
    assert house.stored() >= held
    assert len(house.stored() - held) == trouble.new

    house.publish(NEW, *HELD)
    if trouble.rests:
        house.sites.requested.clear()
        code, said = house.crawl()
        assert (code, house.sites.requested) == (0, [])
        assert "ndrc: paused: no requests before 20" in said
        assert "Nothing is new" not in said
    assert house.crawl("--anyway")[0] == 0
    assert house.health() == ([], False)
    assert house.stored() >= held
    assert len(house.stored() - held) == trouble.afterwards
    assert NEW[1] in {title for _, title, _ in house.stored()}


def test_a_clock_that_jumped_hides_no_later_change(house: House) -> None:
    clock(house)
    assert house.crawl()[0] == 0
    house.end_trouble()
    url, title, day = HELD[0]
    house.publish((url, f"{title}（修订）", day), *HELD[1:])
    assert house.crawl()[0] == 0
    assert f"{title}（修订）" in {title for _, title, _ in house.stored()}


def test_a_postgresql_server_that_goes_away_in_mid_crawl_costs_the_pages_of_that_time(
    postgres: Server, house: House
) -> None:
    house.url = postgres.create()
    assert house.crawl()[0] == 0
    held = house.stored()
    house.publish(NEW, *HELD)
    page = house.sites.answers[PAGE]
    name = sa.make_url(house.url).database
    admin = sa.create_engine(sa.make_url(house.url).set(database="postgres"), isolation_level="AUTOCOMMIT")

    def go_away(request: HttpRequest) -> Reply:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            connection.exec_driver_sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        return html(page)

    house.sites.answers[PAGE] = go_away
    code, said = house.crawl()
    with admin.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    admin.dispose()
    house.end_trouble()
    assert code == 2
    assert "the database server refuses" in said
    assert house.stored() == held
    house.publish(NEW, *HELD)
    assert house.crawl()[0] == 0
    assert len(house.stored() - held) == 1


# A database that takes no crawl


def test_a_crawl_that_the_database_does_not_take_says_so_in_one_line_and_asks_nothing(house: House) -> None:
    house.trouble.setattr(storage.sqlite, "PRAGMAS", ("busy_timeout = 50", "journal_mode = WAL"))
    holder = sqlite3.connect(house.folder / "zhengce.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    code, said = house.zhengce("crawl", "ndrc")
    holder.close()
    house.end_trouble()
    assert code == 2
    [line] = said.splitlines()
    assert "another process has been writing" in line
    assert house.sites.requests == []
    assert house.health() == (["never ran"], False)
    assert house.crawl()[0] == 0


def test_a_role_that_may_only_read_is_reported_so(postgres: Server, house: House) -> None:
    house.url = postgres.create()
    url = sa.make_url(house.url)
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE reader LOGIN PASSWORD 'reader'")
        connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    house.url = url.set(username="reader", password="reader").render_as_string(hide_password=False)
    code, said = house.zhengce("crawl", "ndrc")
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP OWNED BY reader")
        connection.exec_driver_sql("DROP ROLE reader")
    admin.dispose()
    assert code == 2
    [line] = said.splitlines()
    assert "this role lacks a right (permission denied for table agencies)" in line
    assert house.sites.requests == []


# A model that is asked for English at the end of a crawl


def test_a_model_that_fails_costs_a_crawl_its_exit_code_and_no_document(house: House) -> None:
    with model_server() as server:
        for name, value in {"URL": server.url, "MODEL": "tiny", "TIMEOUT": "5s"}.items():
            house.monkeypatch.setenv(f"ZHENGCE_ENGLISH_{name}", value)
        server.behaviour = "500 always"
        code, said = house.crawl()
        assert code == 1
        assert "0 asked of tiny, 0 stored, 0 refused; " in said
        assert f"zhengce: {server.url[:-3]} answers HTTP 500" in said
        assert len(house.stored()) == len(HELD) + 1
        house.publish(NEW, *HELD)
        server.behaviour = "good"
        server.english = {f"做好第{number}项工作": f"Doing Task {number} Well" for number in range(1, 5)}
        code, said = house.crawl()
        assert code == 0
        assert "5 asked of tiny, 4 stored, 1 refused (Chinese left 1)" in said
        before = len(server.requests)
        assert house.crawl()[0] == 0
        assert len(server.requests) == before


def test_who_asks_without_a_contact_is_reported_so_once(house: House) -> None:
    _, said = house.crawl()
    assert "contact" not in said
    house.monkeypatch.delenv("ZHENGCE_CONTACT")
    _, said = house.crawl()
    assert said.count("No contact is set (ZHENGCE_CONTACT, or contact in zhengce.toml)") == 1
