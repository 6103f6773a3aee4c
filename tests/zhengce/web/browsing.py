"""The Chromium that tests and screenshots drive."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The shell is Chromium without windows, and loads a page in half the processor time."""
MISSING = "no chromium here; on Debian: apt-get install chromium-headless-shell"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --renderer-process-limit=1"
).split()
WIDE = {"width": 1280, "height": 900}


@contextmanager
def opened_browser() -> Iterator[Any]:
    """A browser. What asks `asyncio` in the same thread has to wait until it is closed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Any, **options: Any) -> Any:
    """A page in English of 1280 by 900 pixels, in a context of its own, which takes a second of computing.

    `options` are those of a browser's context.
    """
    page = browser.new_context(**{"viewport": WIDE, "locale": "en-US", **options}).new_page()
    page.set_default_timeout(30_000)  # a test waits for a busy machine, and asserts no times
    return page


def follow(page: Any, act: Callable[..., Any], *given: Any) -> None:
    """Does what leads to another page, and waits until that is there: counts and visibility are read at once."""
    with page.expect_navigation():
        act(*given)


@contextmanager
def opened_page(**options: Any) -> Iterator[Any]:
    """Such a page in a browser of its own."""
    with opened_browser() as browser:
        yield open_page(browser, **options)
