"""A small crawl where this module is imported: what a crawl loads by name, reads and compiles is there afterwards.

For processes that fork, so that what they fork begins to crawl at once. No thread and no connection is left.
"""

import logging
import tempfile
from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.scrapers.loopback import LISTS, READINGS, Sites, listing, notice, notice_url


def _crawl() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # does not print what was requested
    row = (notice_url(1), "关于做好第1项工作的通知", "2026/04/01")
    with HTTPServer() as server, tempfile.TemporaryDirectory() as folder:
        sites = Sites(server)
        sites.answers |= {LISTS: listing(row), READINGS: listing(row), row[0]: notice(row[1])}
        sites.crawl(Path(folder))


_crawl()
