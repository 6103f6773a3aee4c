"""Who is told when the health of a source changes, and that secrets go to the server that was meant alone."""

import json
import smtplib
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import sqlalchemy as sa
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import zhengce.settings.load as configuration
from scrapers.run import process
from storage.crawl import leases
from storage.database import Database
from storage.health import Health, Problem
from storage.schema import leases as table
from tests.receivers import Chance, MailServer, running
from tests.tls_servers import Authority
from zhengce.cli.program import main
from zhengce.notifications import outgoing
from zhengce.notifications.health import LEASE, Announcement, announce, try_out
from zhengce.sample import BAD_DAY
from zhengce.settings.load import Configuration, ConfigurationError, Mail

# Who is told when the health of a source changes: against a webhook and a mail server on this machine


NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WELL = Health("miit", crawled_at=NOW)
BLOCKED = Health("miit", (Problem("blocked", "https://www.miit.gov.cn/: blocked with status 403", NOW, "通知"),), NOW)
SILENT = Health("miit", (*BLOCKED.problems, Problem("silent", "no row newer than 2026-10-01", NOW, "公告")), NOW)


@dataclass
class Hook:
    """A webhook that notes what it got."""

    server: HTTPServer
    got: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200

    def __post_init__(self) -> None:
        self.server.expect_request("/hook", method="POST").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.got.append(request.get_json())
        return Response("", status=self.status)

    @property
    def url(self) -> str:
        return self.server.url_for("/hook")


@pytest.fixture
def hook(httpserver: HTTPServer) -> Hook:
    return Hook(httpserver)


@pytest.fixture
def post() -> Iterator[MailServer]:
    server = MailServer(Chance())
    with running(server):
        yield server


def mail(post: MailServer) -> Mail:
    to = ("editor@example.org", "ops@example.org")
    return Mail("127.0.0.1", "zhengce@example.org", to, post.server_address[1], "none")


def test_a_trouble_is_told_once_and_so_is_its_end(database: Database, hook: Hook) -> None:
    chosen = Configuration(webhooks=(hook.url,))
    for found in (BLOCKED, BLOCKED, SILENT, SILENT, WELL, WELL):
        announce(database, [found], chosen, NOW)
    assert [message["subject"] for message in hook.got] == [
        "zhengce: miit: wanting",
        "zhengce: miit: wanting",
        "zhengce: miit: well again",
    ]
    assert [message["changes"][0]["over"] for message in hook.got] == [[], [], ["blocked", "silent"]]


def test_a_source_that_was_always_well_is_no_news(database: Database, hook: Hook) -> None:
    assert announce(database, [WELL], Configuration(webhooks=(hook.url,)), NOW) == Announcement()
    assert hook.got == []


def test_a_recorded_crawl_tells_nobody(database: Database, hook: Hook) -> None:
    recorded = Health("miit", BLOCKED.problems, NOW, is_recorded=True)
    announce(database, [recorded], Configuration(webhooks=(hook.url,)), NOW)
    assert hook.got == []


def zhengce(
    data: Path, *words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    """Runs `health --notify`; gives its exit code, what it printed, and what it said on standard error."""
    monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(data), "health", "--notify", *words])
    code = main()
    return code, *capsys.readouterr()


def test_health_says_that_recorded_crawls_are_told_to_nobody(
    tmp_path: Path, hook: Hook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    process.crawl(["mot"], database_url=f"sqlite:///{tmp_path / 'zhengce.db'}", data_dir=tmp_path, replay=BAD_DAY)
    monkeypatch.setenv("ZHENGCE_WEBHOOKS", hook.url)
    code, _, said = zhengce(tmp_path, "mot", capsys=capsys, monkeypatch=monkeypatch)
    assert code == 1
    assert said == (
        "zhengce: not reported, for a recording answered their last crawl: mot; "
        "`zhengce health --notify --try` sends a message to try the addresses\n"
    )
    assert hook.got == []


def test_addresses_can_be_tried_before_there_is_anything_to_tell(
    tmp_path: Path, hook: Hook, post: MailServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = post.server_address[1]
    settings = {"EMAIL_TO": "ops@example.org", "EMAIL_FROM": "zhengce@example.org", "SMTP_HOST": "127.0.0.1"}
    for name, value in {**settings, "SMTP_PORT": str(port), "SMTP_SECURITY": "none", "WEBHOOKS": hook.url}.items():
        monkeypatch.setenv(f"ZHENGCE_{name}", value)
    code, out, said = zhengce(tmp_path, "--try", capsys=capsys, monkeypatch=monkeypatch)
    assert (code, said) == (0, "")
    assert out == f"taken: webhook {hook.url.split('/')[2]}\ntaken: e-mail by 127.0.0.1:{port}\n"
    assert [(message["subject"], message["changes"]) for message in hook.got] == [("zhengce: a try", [])]
    assert [message["Subject"] for message in post.got] == ["zhengce: a try"]
    assert list(tmp_path.iterdir()) == []
    hook.status = 500
    code, out, said = zhengce(tmp_path, "--try", capsys=capsys, monkeypatch=monkeypatch)
    assert (code, said) == (1, f"zhengce: not delivered: webhook {hook.url.split('/')[2]}: answered 500\n")


def test_a_try_goes_with_notify_and_needs_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, said = zhengce(tmp_path, "--try", capsys=capsys, monkeypatch=monkeypatch)
    assert (code, said.splitlines()) == (2, [said.strip()])
    assert "no address to notify" in said
    monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(tmp_path), "health", "--try"])
    assert main() == 2
    assert "--try goes with --notify" in capsys.readouterr().err


def test_a_webhook_gets_words_for_people_and_facts_for_programs(database: Database, hook: Hook) -> None:
    announce(database, [BLOCKED], Configuration(webhooks=(hook.url,)), NOW)
    [message] = hook.got
    assert message["text"].splitlines() == [
        "zhengce: miit: wanting",
        "miit: blocked since 2026-11-24 in 通知",
        "  blocked since 2026-11-24 · 通知: https://www.miit.gov.cn/: blocked with status 403",
    ]
    [change] = message["changes"]
    assert change["source"] == "miit"
    assert change["problems"][0]["kind"] == "blocked"
    json.dumps(message)


def test_an_e_mail_goes_to_every_receiver_with_its_chinese_whole(database: Database, post: MailServer) -> None:
    told = announce(database, [BLOCKED], Configuration(mail=mail(post)), NOW)
    assert told == Announcement(("miit",))
    [message] = post.got
    assert message["Subject"] == "zhengce: miit: wanting"
    assert message["To"] == "editor@example.org, ops@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "blocked since 2026-11-24 in 通知" in message.get_content()


def test_what_nobody_took_is_sent_again(database: Database, hook: Hook) -> None:
    chosen = Configuration(webhooks=(hook.url,))
    hook.status = 500
    told = announce(database, [BLOCKED], chosen, NOW)
    assert told.failures == ("webhook " + hook.url.split("/")[2] + ": answered 500",)
    assert told.sources == ()
    hook.status = 200
    assert announce(database, [BLOCKED], chosen, NOW) == Announcement(("miit",))


def test_one_dead_address_does_not_repeat_the_message_to_the_others(
    database: Database, hook: Hook, post: MailServer
) -> None:
    post.refuses = (b"editor@", b"ops@")
    chosen = Configuration(webhooks=(hook.url,), mail=mail(post))
    told = announce(database, [BLOCKED], chosen, NOW)
    assert told.sources == ("miit",)
    assert len(told.failures) == 1
    refused = "refused editor@example.org: 550 no such mailbox; refused ops@example.org: 550 no such mailbox"
    assert told.failures[0].endswith(refused)
    assert announce(database, [BLOCKED], chosen, NOW) == Announcement()
    assert len(hook.got) == 1


def test_a_receiver_that_the_mail_server_refuses_is_named_and_the_others_get_it_once(
    database: Database, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    post.refuses = (b"ops@",)
    assert announce(database, [BLOCKED], Configuration(mail=mail(post)), NOW) == Announcement(("miit",))
    assert caplog.messages[-1].endswith(": refused ops@example.org: 550 no such mailbox")
    assert len(post.got) == 1


@pytest.mark.parametrize("answer", [b"HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n", b"\x1b[2J what\r\n"])
@pytest.mark.parametrize("scheme", ["http", "json", "https"])
def test_a_failure_is_told_with_its_reason_in_printable_signs(database: Database, answer: bytes, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_once() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=answer_once)
        thread.start()
        address = f"{scheme}://user:S3cret@127.0.0.1:{server.getsockname()[1]}/hook"
        is_service = scheme == "json"
        chosen = Configuration(health_channels=(address,)) if is_service else Configuration(webhooks=(address,))
        [failure] = announce(database, [BLOCKED], chosen, NOW).failures
        thread.join()
    assert failure.isprintable()
    assert "S3cret" not in failure
    reason = failure.partition(": ")[2]
    expected = {
        "http": ("answered 500", "[2J what"),
        "https": ("it does not speak TLS at this port",) * 2,
        "json": (
            "Failed to send JSON POST notification: Internal server error., error=500.",
            "A Connection error occurred sending JSON notification to 127.0.0.1.",
        ),
    }
    assert reason in expected[scheme]


def test_a_name_and_password_before_the_host_of_a_webhook_are_sent_as_its_authorization(
    database: Database, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook", headers={"Authorization": "Basic dXNlcjpTM0A="}).respond_with_data("")
    address = httpserver.url_for("/hook").replace("//", "//user:S3%40@")
    assert announce(database, [BLOCKED], Configuration(webhooks=(address,)), NOW) == Announcement(("miit",))


def test_further_channels_get_it_in_their_own_form(database: Database, httpserver: HTTPServer) -> None:
    got = []

    def take(request: Request) -> Response:
        got.append((request.headers.get("webhook-signature", "")[:3], request.get_json()))
        return Response("")

    for path in ("/signed", "/chat"):
        httpserver.expect_request(path).respond_with_handler(take)
    addresses = (f"webhook+{httpserver.url_for('/signed')}", httpserver.url_for("/chat").replace("http:", "json:"))
    assert announce(
        database, [BLOCKED], Configuration(health_channels=addresses, secret="S3cret"), NOW
    ) == Announcement(("miit",))
    assert [signature for signature, _ in got] == ["v1,", ""]
    assert got[0][1]["subject"] == got[1][1]["title"] == "zhengce: miit: wanting"
    assert "blocked since 2026-11-24 in 通知" in got[1][1]["message"]


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_has_not_taken_a_message(database: Database, httpserver: HTTPServer, status: int) -> None:
    moved = {"Location": httpserver.url_for("/inner")}
    httpserver.expect_request("/old").respond_with_data("", status=status, headers=moved)
    requests: list[Request] = []

    def take(request: Request) -> Response:
        requests.append(request)
        return Response("")

    httpserver.expect_request("/inner").respond_with_handler(take)
    old = httpserver.url_for("/old")
    for chosen in (Configuration(webhooks=(old,)), Configuration(health_channels=(old.replace("http:", "json:"),))):
        announced = announce(database, [BLOCKED], chosen, NOW)
        assert announced.sources == ()
        assert len(announced.failures) == 1
    assert requests == []


def test_a_mail_server_that_is_not_there_is_named(database: Database) -> None:
    nobody = Mail("127.0.0.1", "zhengce@example.org", ("ops@example.org",), 1, "none")
    told = announce(database, [BLOCKED], Configuration(mail=nobody), NOW)
    assert told.failures[0].startswith("e-mail by 127.0.0.1:1: ")


def test_the_secret_path_of_a_webhook_is_not_told(database: Database, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/services/secret").respond_with_data("", status=404)
    told = announce(database, [BLOCKED], Configuration(webhooks=(httpserver.url_for("/services/secret"),)), NOW)
    assert "secret" not in told.failures[0]
    assert "answered 404" in told.failures[0]


def test_two_machines_that_notice_at_once_tell_once(database: Database, hook: Hook) -> None:
    with database.write() as connection:
        leases.take(connection, LEASE, "another/host:1:a", NOW)
    chosen = Configuration(webhooks=(hook.url,))
    assert announce(database, [BLOCKED], chosen, NOW) == Announcement()
    with database.write() as connection:
        leases.give_back(connection, LEASE, "another/host:1:a")
    assert announce(database, [BLOCKED], chosen, NOW) == Announcement(("miit",))
    assert len(hook.got) == 1


def test_a_machine_that_waits_for_dead_addresses_still_holds_its_lease(
    database: Database, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT_EVERY", timedelta(milliseconds=10))
    beats = sa.select(table.c.beat_at).where(table.c.name == LEASE)

    def slow(request: Request) -> Response:
        """Answers when the lease that it found was beaten anew, and else only after a long time."""
        for _ in range(1000):
            with database.read() as connection:
                if connection.execute(beats).scalar_one() > NOW:
                    return Response("")
            time.sleep(0.01)
        return Response("", status=500)

    httpserver.expect_request("/slow").respond_with_handler(slow)
    assert announce(database, [BLOCKED], Configuration(webhooks=(httpserver.url_for("/slow"),)), NOW) == Announcement(
        ("miit",)
    )
    with database.read() as connection:
        assert connection.execute(beats).all() == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ssl.SSLError(1, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] no"), "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] no"),
        (URLError(OSError("no route\nto host")), "no route to host"),
        (smtplib.SMTPDataError(550, b"no\r\n relay \xff"), "answered 550 no relay \ufffd"),
        (smtplib.SMTPDataError(550, "no relay"), "answered 550 no relay"),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")}), "refused a@example.org: 550 unknown"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_what_a_receiver_answered_is_told_in_a_line(error: Exception, words: str) -> None:
    assert outgoing._words(error).endswith(words)
    assert "\n" not in outgoing._words(error)


# A password goes to the mail server that was meant and to no other: its certificate is verified, both ways


WAYS = ("tls", "starttls")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@contextmanager
def serving(way: str, context: ssl.SSLContext) -> Iterator[tuple[MailServer, Mail]]:
    """A mail server that encrypts at once (`tls`) or when asked (`starttls`), and what is set to send by it."""
    server = MailServer(Chance(), context, way)
    port = int(server.server_address[1])
    with running(server):
        yield (
            server,
            Mail("127.0.0.1", "zhengce@example.org", ("ops@example.org",), port, way, "zhengce", "S3cretWord"),
        )


def why_not(box: Mail) -> str | None:
    [(_, why)] = try_out(Configuration(mail=box), NOW)
    return why


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_signed_its_own_certificate_gets_neither_password_nor_message(
    authority: Authority, way: str
) -> None:
    with serving(way, authority.context("127.0.0.1", alone=True)) as (server, box):
        said = why_not(box) or ""
        assert said.startswith("its certificate is not trusted (self-signed certificate); ")
        assert "notifications.email.ca_bundle" in said
        assert "\n" not in said
    assert server.got == []
    assert not [line for line in server.heard if line.startswith((b"AUTH", b"MAIL"))]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_with_the_certificate_of_another_gets_nothing_either(authority: Authority, way: str) -> None:
    with serving(way, authority.context("127.0.0.2")) as (server, box):
        said = why_not(replace(box, ca_bundle=authority.bundle)) or ""
        assert "its certificate is not trusted (IP address mismatch" in said
    assert server.got == []


@pytest.mark.parametrize("way", WAYS)
def test_a_server_of_a_ca_that_the_user_names_gets_the_message(authority: Authority, way: str) -> None:
    with serving(way, authority.context("127.0.0.1")) as (server, box):
        assert why_not(replace(box, ca_bundle=authority.bundle)) is None
        assert len(server.got) == 1
        assert [line for line in server.heard if line.startswith(b"AUTH")]
        assert "is not trusted" in (why_not(box) or "")
    assert len(server.got) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_ca_that_the_system_trusts_needs_no_setting(
    authority: Authority, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    with serving(way, authority.context("127.0.0.1")) as (_, box):
        assert why_not(box) is None


def test_a_server_that_does_not_encrypt_gets_nothing_where_encryption_is_wanted(authority: Authority) -> None:
    with serving("starttls", authority.context("127.0.0.1")) as (server, box):
        assert why_not(replace(box, security="tls")) is not None
    assert server.got == []


def test_a_webhook_of_a_certificate_nobody_trusts_is_named_with_the_mend(authority: Authority) -> None:
    with HTTPServer(host="127.0.0.1", ssl_context=authority.context("127.0.0.1", alone=True)) as server:
        server.expect_request("/hook").respond_with_data("")
        [(_, why)] = try_out(Configuration(webhooks=(server.url_for("/hook"),)), NOW)
        assert (why or "").startswith("its certificate is not trusted (self-signed certificate); ")
        assert server.log == []


def test_a_file_of_certificates_is_looked_at_when_it_is_set(authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "zhengce.toml"
    rest = 'to = ["a@example.org"]\nfrom = "b@example.org"\nhost = "mail.example.org"\n'
    file.write_text(f'[notifications.email]\n{rest}ca_bundle = "{authority.bundle}"\n')
    chosen = configuration.load(file, {}).mail
    assert chosen
    assert chosen.ca_bundle == authority.bundle
    (tmp_path / "none.pem").write_text("no certificate")
    for name in ("none.pem", "nowhere.pem"):
        with pytest.raises(ConfigurationError, match="_CA_BUNDLE: expected a file of certificates in PEM"):
            configuration.load(file, {"ZHENGCE_SMTP_CA_BUNDLE": str(tmp_path / name)})
