"""What tests of the pages share, because making it takes seconds: the site that most of them ask, and a browser."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.zhengce.serving import sample_site
from tests.zhengce.web.asking import Site
from tests.zhengce.web.browsing import CHROMIUM, MISSING, opened_browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with all documents of `fill`: address, ids, database. Who writes into it takes it back."""
    with sample_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="session")
def _browser_and_loop() -> Iterator[tuple[Any, asyncio.AbstractEventLoop]]:
    """A browser, and the loop of Playwright that runs in this thread for as long."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with opened_browser() as opened:
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield opened, loop
        asyncio._set_running_loop(loop)


@pytest.fixture(scope="module")
def browser(_browser_and_loop: tuple[Any, asyncio.AbstractEventLoop]) -> Iterator[Any]:
    """The browser for the tests of a module, which open pages in it. Other modules may run loops of their own."""
    opened, loop = _browser_and_loop
    asyncio._set_running_loop(loop)
    yield opened
    for context in opened.contexts:
        context.close()
    asyncio._set_running_loop(None)
