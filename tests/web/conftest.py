"""What tests of the pages share, because making it takes seconds: the site that most of them ask, and a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.outputs.serving import sample_site
from tests.web.asking import Site
from tests.web.browsing import CHROMIUM, MISSING, opened_browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with all documents of `fill`: address, ids, database. Who writes into it takes it back."""
    with sample_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for the tests of a module, which open pages in it."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with opened_browser() as opened:
        yield opened
