"""A loopback server that stands in for the ministries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

from pipelines.session import StorageSession
from tests.scrapers.loopback import Sites


@pytest.fixture
def sites(httpserver: HTTPServer) -> Sites:
    """Ministries without any page yet."""
    return Sites(httpserver)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets the given number of days pass for the crawler."""

    def pass_(days: float) -> None:
        monkeypatch.setattr(StorageSession, "now", lambda session: datetime.now(UTC) + timedelta(days=days))

    return pass_
