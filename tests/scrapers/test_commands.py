"""Plain Scrapy works on the same project."""

import json
import os
import subprocess
import sys
from pathlib import Path

from samples import SAMPLE
from storage.schema import documents, runs
from tests.scrapers.test_crawl import held

ROOT = Path(__file__).parents[2]
REPLAY = dict.fromkeys(("http", "https"), "scrapers.replay.Replay")


def scrapy(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZHENGCE_DATA": str(folder)}
    environment.pop("ZHENGCE_DATABASE", None)
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_scrapy_list_names_the_sources(tmp_path: Path) -> None:
    names = scrapy("list", folder=tmp_path).stdout.split()
    assert {"cac", "miit", "mot", "ndrc", "state_council"} <= set(names)


def test_scrapy_crawl_stores_through_the_same_pipelines(tmp_path: Path) -> None:
    settings = {"ZHENGCE_REPLAY": str(SAMPLE), "DOWNLOAD_HANDLERS": json.dumps(REPLAY), "DOWNLOAD_DELAY": "0"}
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    done = scrapy("crawl", "mot", "-a", "since=2021-11-11", *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {str(day) for day in held(tmp_path, documents, "published_on")} == {"2024-04-23", "2021-12-28", "2021-11-12"}
    assert held(tmp_path, runs, "source", "reason") == [("mot", "finished")]
