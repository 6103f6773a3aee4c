"""A crawl of the ministries on the loopback server, as a process to be killed."""

import os
import resource
from pathlib import Path

from scrapers.run import process
from tests.scrapers.loopback import LOOPBACK_SETTINGS


def crawl(folder: Path, server: str, limit: int | None = None) -> None:
    """Crawls into this folder and ends the process, with 0 where all went well; no file grows beyond `limit` bytes."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    settings = {**LOOPBACK_SETTINGS, "LOOPBACK": server}
    code = 3
    try:
        url = f"sqlite:///{folder / 'zhengce.db'}"
        [summary] = process.crawl(["ndrc"], database_url=url, data_dir=folder, settings=settings)
        code = 0 if summary.ok else 1
    finally:
        os._exit(code)
