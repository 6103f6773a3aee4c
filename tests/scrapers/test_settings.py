"""The crawler as it is set: polite, honest, bounded, closed. Read from the effective settings, not from the file."""

import os
import subprocess
import sys
from typing import Any

import pytest
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from scrapers.run import process as run
from scrapers.run import source_settings
from tests.tables import from_table
from zhengce.sample import SAMPLE


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
    """`test_commands` shows that the handler of files opens none for a spider."""
    handlers = effective.getwithbase("DOWNLOAD_HANDLERS")
    named = {scheme: handler.rpartition(".")[2] for scheme, handler in handlers.items() if handler}
    assert named == {"file": "SavedPage", "http": "Download", "https": "Download"}


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
