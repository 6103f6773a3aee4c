"""No password, token or secret address is printed, logged, stored or answered, whatever is wrong with it."""

import io
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import scrapers.network.redaction as redaction
import zhengce.settings.load as configuration
from scrapers.network.redaction import RedactingFormatter, Secret, keep_secret, redact, secrets_of_database
from scrapers.run import process
from scrapers.run.stats import CrawlStats
from storage.crawl import runs
from storage.crawl.stop_reason import StopReason
from storage.database import open_database, parse_url, place, shown
from storage.errors import StorageError
from tests.tables import from_table
from tests.zhengce.serving import served
from zhengce.cli.program import main
from zhengce.notifications.health import try_out
from zhengce.settings.load import KEYS, SOURCE_KEYS, Configuration, Mail
from zhengce.workers.worker import Worker

MARK = "S3cretMARK"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

WRONG = (
    MARK,
    f"{MARK}\u2028",
    f"socks5://name:{MARK}@proxy.example.org:1080",
    f"https://name:{MARK}@host.example.org:99999999/{MARK}",
    f"hooks.example.org/services/T0/B0/{MARK}",
    f"https:///services/{MARK}",
    f"https://[/{MARK}",
    f"postgresql:/zhengce:{MARK}@db/zhengce",
    f"postgresql//zhengce:{MARK}@db/zhengce",
    f"postgresql://zhengce:p@{MARK}@db/zhengce",
    f"postgresql://zhengce:a/{MARK}@db:{MARK}/zhengce",
    f"mysql://zhengce:{MARK}@db/zhengce",
    f"sqlite://zhengce:{MARK}@db/zhengce",
    f"postgresql://zhengce:{MARK}@127.0.0.1:1/zhengce?password={MARK}&sslpassword={MARK}",
    f"postgresql://127.0.0.1:1/zhengce?sslmode=off&token={MARK}",
)
"""What somebody may have written in the wrong place or form."""

CREDENTIALS = f"https://name:{MARK}@host.example.org/ x"

COMMANDS = (("list",), ("db", "path"), ("db", "upgrade"), ("health", "--notify"), ("worker",))
"""Each opens, shows or refuses a database in a way of its own; a setting that is wrong is read alike by all."""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHENGCE_TRACEBACK", "1")

    async def stop(worker: Worker, seconds: float) -> None:
        worker.stop()

    monkeypatch.setattr(Worker, "_pause", stop)  # it waits for a server that does not answer


def outcome(*words: str) -> str:
    """All that a command says."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["zhengce", *words])
        patch.setattr(sys, "stdout", said)
        patch.setattr(sys, "stderr", said)
        code = main()
    return f"{said.getvalue()}\nexit code {code}"


MARKED = {key: variable for key, (reader, variable) in KEYS.items() if isinstance(reader, Secret)}
OTHERS = {key: variable for key, (reader, variable) in KEYS.items() if not isinstance(reader, Secret)}


def test_what_may_hold_a_secret_is_marked() -> None:
    assert list(MARKED) == [
        *("database", "crawl.proxy", "notifications.webhooks", "notifications.to", "notifications.secret"),
        *("notifications.email.password", "english.url"),
    ]
    assert [key for key, reader in SOURCE_KEYS.items() if isinstance(reader, Secret)] == ["proxy"]
    names = ("password", "proxy", "webhook", "token", "secret", "database", "url")
    assert not [key for key in OTHERS if any(name in key for name in names)]


@pytest.mark.parametrize("key", MARKED)
def test_no_message_of_a_setting_shows_its_secret(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if key == "database":
        monkeypatch.setenv("ZHENGCE_WEBHOOKS", "http://127.0.0.1:1/")
    for value in WRONG:
        monkeypatch.setenv(MARKED[key] or "", value)
        for words in COMMANDS if key == "database" else (("health", "--notify"),):
            assert MARK not in outcome(*words), (value, words)
            redaction.forget_secrets()  # of one command: what it reads is for itself alone


@pytest.mark.parametrize("key", MARKED)
def test_the_table_of_sources_shows_no_secret(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (MARK, f"socks5://name:{MARK}@proxy.example.org:1080"):
        monkeypatch.setenv(MARKED[key] or "", value)
        assert MARK not in outcome("sources")


def test_no_message_of_an_option_shows_its_secret() -> None:
    for value in WRONG:
        for words in COMMANDS:
            assert MARK not in outcome("--database", value, *words), (value, words)
            redaction.forget_secrets()


@pytest.mark.parametrize("key", [*MARKED, "sources.miit.proxy", "notifications", "crawl"])
def test_no_message_of_a_file_shows_its_secret(key: str, tmp_path: Path) -> None:
    for written in (f'"{MARK}"', f'["{MARK}"]', f'{{ a = "{MARK}" }}', f'["ftp://x/{MARK}", "b"]', "12"):
        (tmp_path / "zhengce.toml").write_text(f"{key} = {written}\n", encoding="utf-8")
        said = outcome("db", "path")
        assert MARK not in said, written
        if key not in ("database", "notifications.secret"):  # any text can be one
            assert "exit code 2" in said, written
        redaction.forget_secrets()


def test_a_password_that_stands_in_another_setting_is_not_shown_either() -> None:
    for key, variable in OTHERS.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(variable or "", CREDENTIALS)
            assert MARK not in outcome("sources"), key
        redaction.forget_secrets()


def test_what_is_no_secret_is_shown_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_DELAY", "soon")
    assert "ZHENGCE_DELAY: expected seconds between two requests, from 1 to 3600, got 'soon'" in outcome("sources")


# ------------------------------------------------------------------ databases


def test_a_database_is_shown_without_its_password_and_settings() -> None:
    url = f"postgresql://zhengce:{MARK}@db.example.org:5433/policies?password={MARK}&sslmode=require"
    assert place(url) == "postgresql://zhengce:***@db.example.org:5433/policies"
    assert shown(parse_url("sqlite:////srv/zhengce.db")) == "/srv/zhengce.db"


@pytest.mark.parametrize("url", ["postgresql:/a:b@c/d", "postgresql://a:b@c@d/e", "sqlite://a:b@c/d", "", "postgresql"])
def test_what_is_no_database_url_is_said_in_a_line_that_does_not_show_it(url: str) -> None:
    with pytest.raises(StorageError, match=r"^not a database URL") as caught:
        place(url)
    assert not url or f"{url!r}" not in str(caught.value)


def test_a_password_that_is_also_the_name_hides_no_other_word() -> None:
    keep_secret(*secrets_of_database("postgresql://zhengce:zhengce@db/zhengce"))
    assert redact("zhengce: no such document") == "zhengce: no such document"
    assert redact("postgresql://zhengce:zhengce@db/zhengce") == "postgresql://zhengce:***@db/zhengce"


@from_table
def test_credentials_of_any_address_are_taken_out_and_nothing_else(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_a_log_holds_no_secret_not_even_in_a_traceback() -> None:
    keep_secret(MARK)
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(RedactingFormatter("%(message)s"))
    logger = logging.Logger("zhengce.test")
    logger.addHandler(handler)
    try:
        raise ValueError(MARK)
    except ValueError:
        logger.exception("with %s", MARK)
    assert "with ***" in out.getvalue()
    assert "ValueError: ***" in out.getvalue()
    assert MARK not in out.getvalue()


# ------------------------------------------------------------------ messages to people


@pytest.fixture
def hook(httpserver: HTTPServer) -> str:
    def refuse(request: Request) -> Response:
        return Response(MARK, status=f"500 {request.full_path}")

    httpserver.expect_request(f"/services/{MARK}").respond_with_handler(refuse)
    return httpserver.url_for(f"/services/{MARK}?token={MARK}")


def test_no_failure_of_a_message_shows_a_secret(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = (
        hook,
        f"http://127.0.0.1:1/services/{MARK}",
        f"http://name:{MARK}@127.0.0.1:1/services/{MARK}",
        f"http://nowhere.invalid/services/{MARK}",
        f"http://127.0.0.1:1/a b/{MARK}",
        f"http://127.0.0.1:nine/{MARK}",
    )
    monkeypatch.setenv("ZHENGCE_WEBHOOKS", ",".join(hooks))
    for name, value in {"EMAIL_TO": "a@example.org", "EMAIL_FROM": "b@example.org", "SMTP_HOST": "127.0.0.1"}.items():
        monkeypatch.setenv(f"ZHENGCE_{name}", value)
    monkeypatch.setenv("ZHENGCE_SMTP_PORT", "1")
    monkeypatch.setenv("ZHENGCE_SMTP_USER", "name")
    monkeypatch.setenv("ZHENGCE_SMTP_PASSWORD", MARK)
    said = outcome("health", "--notify", "--try")
    assert MARK not in said
    assert said.count("zhengce: not delivered: webhook ") == len(hooks)
    assert said.count("zhengce: not delivered: e-mail by 127.0.0.1:1: ") == 1
    assert "webhook nowhere.invalid: " in said


def test_a_mail_server_that_repeats_the_password_is_quoted_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from smtplib import SMTPAuthenticationError

    from zhengce.notifications import mail

    def refuse(box: Mail) -> None:
        raise SMTPAuthenticationError(535, f"5.7.8 {box.password} is wrong for {box.user}".encode())

    monkeypatch.setattr(mail, "_connected", refuse)
    monkeypatch.setenv("ZHENGCE_SMTP_PASSWORD", MARK)
    for name, value in {"EMAIL_TO": "a@example.org", "EMAIL_FROM": "b@example.org", "SMTP_HOST": "h"}.items():
        monkeypatch.setenv(f"ZHENGCE_{name}", value)
    [(_, why)] = try_out(configuration.load(), NOW)
    assert why == "answered 535 5.7.8 *** is wrong for None"
    assert MARK not in repr(configuration.load().mail)


# ------------------------------------------------------------------ crawls


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_proxy_that_does_not_answer_leaves_its_password_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    proxy, url = f"http://name:{MARK}@127.0.0.1:1", f"sqlite:///{tmp_path / 'data' / 'zhengce.db'}"
    monkeypatch.setenv("ZHENGCE_PROXY", proxy)
    configuration.load()
    quick: dict[str, Any] = {"RETRY_TIMES": 0, "DOWNLOAD_DELAY": 0, "ZHENGCE_RETRY_WAIT": 0, "ZHENGCE_PROXY": proxy}
    [summary] = process.crawl(["mot"], database_url=url, data_dir=tmp_path / "data", settings=quick)
    assert summary.failed
    assert summary.messages
    assert MARK not in repr(summary)
    assert b"crawl-mot.log" not in everything_in(tmp_path / "data")
    assert (tmp_path / "data" / "crawl-mot.log").read_text()
    assert MARK.encode() not in everything_in(tmp_path / "data")
    monkeypatch.setenv("ZHENGCE_DATA", str(tmp_path / "data"))
    for words in (("runs",), ("health", "mot"), ("health", "--format", "json"), ("sources",)):
        assert MARK not in outcome(*words)
    database = open_database(url)
    with served(database, tmp_path / "data" / "archive") as address:
        for path in ("/api/sources", "/sources", "/api/openapi.json"):
            assert MARK not in urlopen(f"{address}{path}").read().decode()
    database.close()


def test_whatever_an_error_quotes_of_a_secret_is_taken_out_of_runs_logs_and_summaries(tmp_path: Path) -> None:
    """The address of the proxy stands for a secret here: the errors of a proxy that does not answer all quote it."""
    secret, folder = "127.0.0.1:1", tmp_path / "data"
    url = f"sqlite:///{folder / 'zhengce.db'}"
    quick: dict[str, Any] = {
        **{"RETRY_TIMES": 0, "DOWNLOAD_DELAY": 0, "ZHENGCE_RETRY_WAIT": 0},
        "ZHENGCE_PROXY": f"http://{secret}",
    }
    [summary] = process.crawl(["mot"], database_url=url, data_dir=folder, settings=quick)
    assert secret in repr(summary.messages)
    assert secret in (folder / "crawl-mot.log").read_text()
    keep_secret(secret)
    [summary] = process.crawl(["mot"], database_url=url, data_dir=folder, settings=quick)
    assert summary.messages
    assert secret not in repr(summary)
    assert secret not in (folder / "crawl-mot.log").read_text()
    database = open_database(url)
    with database.read() as connection:
        found = runs.latest(connection, 1)
    database.close()
    assert "***" in repr(found)
    assert secret not in repr(found)


def test_what_a_run_says_is_redacted_wherever_it_came_from() -> None:
    keep_secret(MARK)
    stats = CrawlStats("mot")
    stats.note(f"not stored: {MARK}")
    stats.end(f"stopped: {MARK}", StopReason.FAILED)
    for told in (stats.summary(), stats.facts({})):
        assert (told.reason, told.messages) == ("stopped: ***", ("not stored: ***",))


def test_a_fault_of_ours_is_told_without_what_it_knew(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError(f"with {MARK}")

    keep_secret(MARK)
    monkeypatch.setattr(process, "sources", fail)
    said = outcome("sources")
    assert "RuntimeError: with ***" in said
    assert said.count("with ***") == 2  # the traceback and the line
    assert MARK not in said


def test_no_setting_that_a_log_may_show_holds_a_secret() -> None:
    chosen = Configuration(mail=Mail("h", "a@example.org", ("b@example.org",), password=MARK))
    assert MARK not in repr(chosen)
