"""The Chromium that tests and screenshots drive."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium")
MISSING = "no chromium here; on Debian: apt-get install chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@contextmanager
def opened_page(**options: Any) -> Iterator[Any]:
    """A page in English of 1280 by 900 pixels, in a browser of its own; `options` are those of a browser's context."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        ).new_page()
        page.set_default_timeout(30_000)  # a test waits for a busy machine, and asserts no times
        yield page
        browser.close()
