"""A loopback server that stands in for the ministries."""

import pytest
from pytest_httpserver import HTTPServer

from tests.scrapers.loopback import Sites


@pytest.fixture
def sites(httpserver: HTTPServer) -> Sites:
    """Ministries without any page yet."""
    return Sites(httpserver)
