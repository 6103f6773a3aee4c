"""Where a crawl is, while it goes on: for a terminal a line a source, for the log a line a minute."""

import io
import os
import pty
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from werkzeug import Response as Reply

from scrapers.run import progress
from scrapers.run.progress import CrawlProgress
from tests.scrapers.loopback import LISTS, Sites, listing, notice
from tests.scrapers.test_crawl import THREE, publish
from zhengce.cli.program import main


def test_a_crawl_says_where_each_source_is_and_what_is_left(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0)  # at each turn of the loop
    monkeypatch.setattr(progress, "SECONDS_IN_LOG", 0.01)
    publish(sites)
    [first, second, third] = THREE
    sites.answers[LISTS] = listing(first, pages=2)
    sites.answers[f"{LISTS}index_1.html"] = listing(second, third, pages=2, current=1)
    sites.answers[second[0]] = Reply("no", status=403)
    sites.answers[third[0]] = notice(third[1])
    seen: list[CrawlProgress] = []

    def note(found: Sequence[CrawlProgress]) -> None:
        seen.extend(found)

    [summary] = sites.crawl(tmp_path, on_progress=note)
    places = list(dict.fromkeys((one.column, one.page, one.last_page) for one in seen))
    notices, readings = "通知", "解读"
    for place in ((notices, 1, None), (notices, 1, 2), (notices, 2, 2), (readings, 1, 1)):
        assert place in places
    assert summary.new == 3
    assert (max(one.documents for one in seen), max(one.refused for one in seen)) == (3, 1)
    assert any(one.seconds_left for one in seen if one.page == 1 and one.last_page == 2)
    assert all(one.seconds_left is None for one in seen if one.last_page is None)
    log = (tmp_path / "crawl-ndrc.log").read_text(encoding="utf-8")
    assert re.search(r": ndrc: (?:通知|解读), page \d of [12?], \d documents, 0 files, [01] refused", log)


def test_a_terminal_has_a_line_for_each_source_that_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.1)
    ours, theirs = pty.openpty()
    shown = bytearray()

    def read() -> None:
        while not shown.endswith(b"#end"):
            shown.extend(os.read(ours, 1 << 16))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    monkeypatch.setattr(sys, "argv", ["zhengce", "--data", str(tmp_path), "crawl", "nea", "nda", "--sample"])
    monkeypatch.setattr(sys, "stdout", printed := io.TextIOWrapper(io.BytesIO()))
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main() == 0
        terminal.write("#end")
        terminal.flush()
        reader.join(60)
    os.close(ours)
    screen = shown.decode()
    first, *frames = screen.split("\x1b[?25l")[1].split("\x1b[1A\x1b[2K" * 3)
    assert not first.startswith("source")
    assert [line.split()[0] for line in frames[0].splitlines()[2:4]] == ["nea", "nda"]
    assert "\x1b[?25h" in screen[screen.rindex("\x1b[?25l") :]  # the cursor is back
    assert screen.endswith("\x1b[2K#end")
    printed.flush()
    assert printed.buffer.getvalue().startswith(b"source  ")
