"""The settings of a crawl: what holds for all sources and for one, and TLS."""

import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_httpserver import HTTPServer
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from scrapers.network import tls
from scrapers.run import process, source_settings
from scrapers.run import process as run
from scrapers.run.stats import RunSummary
from scrapers.spiders import ndrc
from scrapers.walk.column import Column
from storage import health
from storage.database import open_database
from storage.health.problems import Normal, Watched
from storage.schema import runs
from tests.scrapers.loopback import alone, html, listing, notice
from tests.scrapers.test_crawl import held
from tests.tables import from_table
from tests.tls_servers import Authority, make_old
from zhengce.sample import SAMPLE
from zhengce.settings.load import CrawlPolicy

# The crawler as it is set: polite, honest, bounded, closed. Read from the effective settings, not from the file


@pytest.fixture(scope="module")
def effective() -> Settings:
    return run.effective_settings()


@from_table
def test_a_setting_that_politeness_or_safety_rests_on(effective: Settings, name: str, value: Any) -> None:
    assert effective[name] == value


def test_the_shortest_wait_between_two_requests_to_a_host_is_at_least_a_second(effective: Settings) -> None:
    jitter = effective.getfloat("DOWNLOAD_DELAY_JITTER")
    assert effective.getfloat("DOWNLOAD_DELAY") * (1 - jitter) >= 1


def test_no_host_has_a_slot_of_its_own_that_would_be_faster(effective: Settings) -> None:
    assert effective.getdict("DOWNLOAD_SLOTS") == {}


def test_no_source_changes_the_settings_for_itself() -> None:
    assert [source.name for source in run.sources() if source.custom_settings] == []


def test_a_crawl_can_request_only_http_and_https(effective: Settings) -> None:
    handlers = effective.getwithbase("DOWNLOAD_HANDLERS")
    named = {scheme: handler.rpartition(".")[2] for scheme, handler in handlers.items() if handler}
    assert named == {"http": "Download", "https": "Download"}


def test_what_an_answer_may_cost_is_bounded(effective: Settings) -> None:
    assert effective.getint("DOWNLOAD_MAXSIZE") <= 64 * 2**20
    assert effective.getint("DOWNLOAD_TIMEOUT") <= 60
    assert effective.getint("REDIRECT_MAX_TIMES") <= 5
    assert effective.getint("RETRY_TIMES") <= 2


def test_scrapys_own_robots_retry_redirect_and_cookie_middlewares_are_replaced_by_ours(effective: Settings) -> None:
    active = {path for path, order in effective.getwithbase("DOWNLOADER_MIDDLEWARES").items() if order is not None}
    assert {
        "scrapers.network.downloadermiddlewares.Robots",
        "scrapers.network.downloadermiddlewares.RetryAfter",
        "scrapers.network.downloadermiddlewares.OnsiteRedirect",
    } <= active
    assert not active & {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
        "scrapy.downloadermiddlewares.retry.RetryMiddleware",
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
    }


def test_the_recorder_stands_next_to_the_network(effective: Settings) -> None:
    orders = effective.getwithbase("DOWNLOADER_MIDDLEWARES")
    assert orders["scrapers.network.downloadermiddlewares.Recorder"] == max(
        order for order in orders.values() if order is not None
    )


def _user_agent(contact: str | None) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "ZHENGCE_CONTACT"}
    if contact is not None:
        environment["ZHENGCE_CONTACT"] = contact
    code = "from zhengce.settings import scrapy_settings as settings; print(settings.USER_AGENT)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_user_agent_names_the_project_and_the_contact_that_the_user_sets() -> None:
    agent = _user_agent("mailto:ops@example.org")
    assert agent.startswith("Mozilla/5.0 (compatible; zhengce/")
    assert "+mailto:ops@example.org" in agent


def test_without_a_contact_the_user_agent_invents_none() -> None:
    agent = _user_agent(None)
    assert "zhengce/" in agent
    assert "@" not in agent
    assert "http" not in agent


def test_the_project_runs_with_its_settings_without_a_deprecation_warning(effective: Settings) -> None:
    process = AsyncCrawlerProcess({**effective, "LOG_INSTALL_ROOT_HANDLER": False})
    process.create_crawler("ndrc")
    process.start(install_signal_handlers=False)


def test_a_replayed_crawl_differs_in_nothing_but_the_network_and_the_waiting() -> None:
    assert set(source_settings.REPLAYED) == {"DOWNLOAD_DELAY", "ZHENGCE_RETRY_WAIT"}
    replayed = run.effective_settings()
    replayed.set("ZHENGCE_REPLAY", str(SAMPLE))
    live, again = (
        AsyncCrawlerProcess({**chosen, "LOG_INSTALL_ROOT_HANDLER": False}).create_crawler("ndrc").settings
        for chosen in (run.effective_settings(), replayed)
    )
    assert {name for name in again if again[name] != live[name]} == {"ZHENGCE_REPLAY", *source_settings.REPLAYED}


# Connections that cannot be trusted, and what a user may set for one source: certificates of its own, old servers


class Local(ndrc.Ndrc):
    """NDRC's column of notices at localhost: the source for which something is set."""

    allowed_domains = ("localhost",)
    notice = re.compile(r"https://localhost:\d+/\S+/t\d{8}_\d+\.html")
    columns: tuple[Column, ...] = ()


class OtherLocal(Local):
    """The same under another name, for which nothing is set."""

    name = "mot"


NOTICES = next(column for column in ndrc.Ndrc.columns if column.name == "通知")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority that the system does not trust."""
    return Authority(tmp_path)


@contextmanager
def serving(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A ministry at localhost, and the two sources of it."""
    with HTTPServer(ssl_context=context) as server:
        home = f"https://localhost:{server.port}/tz/"
        url = f"{home}202604/t20260401_0000001.html"
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        rows = listing((url, "关于某事的通知", "2026/04/01"))
        server.expect_request("/tz/").respond_with_response(html(rows))
        server.expect_request("/tz/202604/t20260401_0000001.html").respond_with_response(html(notice("关于某事的通知")))
        column = replace(NOTICES, home=home, nth=None)
        monkeypatch.setattr(Local, "columns", (column,))
        yield server


def crawl(folder: Path, name: str = "ndrc", **own: Any) -> RunSummary:
    settings = {
        **alone(Local, OtherLocal),
        "DOWNLOAD_DELAY": 0,
        "ZHENGCE_RETRY_WAIT": 0,
        "ZHENGCE_SOURCES": {"ndrc": CrawlPolicy(**own)},
    }
    url = f"sqlite:///{folder / 'zhengce.db'}"
    [summary] = process.crawl([name], database_url=url, data_dir=folder, settings=settings)
    return summary


def test_a_certificate_of_an_unknown_authority_fails_by_name_and_is_not_requested_again_in_the_run(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(authority.context(), monkeypatch) as server:
        summary = crawl(tmp_path)
        assert server.log == []
    [message] = summary.messages
    assert message.startswith(f"localhost:{server.port}: the certificate chain is incomplete, or ends at an authority")
    assert "unable to get local issuer certificate" in message
    assert "ca_bundle" in message
    assert (summary.requests, summary.failed, summary.ok) == (1, 1, False)


def test_health_calls_it_by_its_name_and_the_source_does_not_rest(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(authority.context(), monkeypatch):
        crawl(tmp_path)
        again = crawl(tmp_path)
    assert again.reason == "finished"
    assert held(tmp_path, runs, "columns")[-1]["通知"]["seen"]["listing"][0] == "TLS failed"
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with database.read() as connection:
        [found] = health.check(connection, [Watched("ndrc", (Normal("通知"),))], datetime.now(UTC))
    database.close()
    assert (found.problems[0].kind, found.problems[0].column, found.backoff) == ("TLS failed", "通知", None)


def test_a_certificate_of_an_authority_that_the_source_names_is_trusted_for_it_and_for_no_other_source(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(authority.context(), monkeypatch):
        well = crawl(tmp_path, ca_bundle=authority.bundle)
        other = crawl(tmp_path, "mot", ca_bundle=authority.bundle)
    assert (well.new, well.ok) == (1, True)
    assert (other.new, other.ok) == (0, False)
    assert "unable to get local issuer certificate" in other.messages[0]


def test_an_incomplete_chain_is_mended_by_the_missing_certificate_with_its_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path, between=True)
    with serving(authority.context(), monkeypatch):  # the server sends its own certificate alone
        rootless = crawl(tmp_path, ca_bundle=authority.bundle)
        whole = tmp_path / "whole.pem"
        whole.write_bytes(authority.bundle.read_bytes() + authority.intermediate.public_bytes(Encoding.PEM))
        well = crawl(tmp_path, ca_bundle=whole)
    assert "the certificate chain is incomplete" in rootless.messages[0]
    assert (well.new, well.ok) == (1, True)


@from_table
def test_what_is_wrong_with_a_certificate_is_said_and_trust_in_its_authority_does_not_heal_it(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: dict[str, Any], said: str
) -> None:
    with serving(authority.context(**server), monkeypatch) as requested:
        summary = crawl(tmp_path, ca_bundle=authority.bundle, legacy_tls=True)
        assert requested.log == []
    assert said in summary.messages[0]
    assert (summary.new, summary.ok) == (0, False)


def test_a_server_of_old_tls_fails_by_name_and_answers_where_the_source_puts_up_with_it(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(make_old(authority.context()), monkeypatch):
        strict = crawl(tmp_path, ca_bundle=authority.bundle)
        lenient = crawl(tmp_path, ca_bundle=authority.bundle, legacy_tls=True)
        untrusted = crawl(tmp_path / "other", legacy_tls=True)
    assert "the server speaks no TLS newer than 1.1" in strict.messages[0]
    assert "legacy_tls" in strict.messages[0]
    assert (lenient.new, lenient.ok) == (1, True)
    assert "unable to get local issuer certificate" in untrusted.messages[0]


def test_a_server_that_hangs_up_in_the_handshake_is_silent_and_may_answer_the_next_time() -> None:
    assert tls.failure(ssl.SSLEOFError(8, "EOF occurred in violation of protocol")) is None
    assert tls.failure(ConnectionResetError()) is None


def test_legacy_renegotiation_is_called_by_its_name() -> None:
    error = ssl.SSLError(1, "[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled")
    error.reason = "UNSAFE_LEGACY_RENEGOTIATION_DISABLED"
    outer = RuntimeError("cannot connect")
    outer.__cause__ = error
    assert (tls.failure(outer) or "").startswith("the server knows legacy renegotiation only (OpenSSL: unsafe legacy")


def test_what_is_set_for_old_servers_allows_legacy_renegotiation_and_verifies_all_the_same() -> None:
    context = ssl.create_default_context()
    context.options &= ~tls.LEGACY_SERVER_CONNECT
    tls.adapt(context, None, legacy=False)
    assert not context.options & tls.LEGACY_SERVER_CONNECT
    tls.adapt(context, None, legacy=True)
    assert context.options & tls.LEGACY_SERVER_CONNECT
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
