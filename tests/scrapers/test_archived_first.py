"""The database names an answer only when the archive has it on disk: what a power cut can lose is not called held."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.schema import documents, pages
from tests.scrapers.loopback import Sites
from tests.scrapers.test_crawl import THREE, held, publish

FIRST = THREE[0][0]


def break_disk(monkeypatch: pytest.MonkeyPatch, sites: Sites) -> None:
    """Lets no file of Python's be forced to disk from the first notice on; SQLite forces its own."""

    def broken(handle: int) -> None:
        if FIRST in sites.requested:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)


def test_a_page_whose_answer_is_not_on_disk_is_not_stored(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    page = sites.answers.pop(FIRST)
    sites.crawl(tmp_path)  # begins the archive file of the day
    sites.answers[FIRST] = page
    sites.requested.clear()
    with monkeypatch.context() as patch:
        break_disk(patch, sites)
        [summary] = sites.crawl(tmp_path)
    assert FIRST in sites.requested
    assert "the archive cannot be written (Input/output error)" in (summary.unusable or "")
    assert FIRST not in held(tmp_path, documents, "url")


def test_a_look_whose_answer_is_not_on_disk_is_not_noted(
    sites: Sites, tmp_path: Path, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sites)
    sites.begin(tmp_path)
    before = held(tmp_path, pages, "url", "checked_at")
    later(120)
    sites.requested.clear()
    with monkeypatch.context() as patch:
        break_disk(patch, sites)
        [summary] = sites.crawl(tmp_path)
    assert FIRST in sites.requested
    assert "the archive cannot be written (Input/output error)" in (summary.unusable or "")
    assert held(tmp_path, pages, "url", "checked_at") == before
