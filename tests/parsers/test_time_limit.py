"""A page that takes too long to read is given up, whatever it is that takes so long, and costs no other."""

import json
import re
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

import parsers.document
from parsers import time_limit
from parsers.errors import TooSlow
from parsers.extraction import Notice
from parsers.page import Page
from parsers.record import PolicyDocument
from parsers.time_limit import read_in_time
from tests.command_line import zhengce
from tests.scrapers.loopback import notice


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.05)
    monkeypatch.setattr(time_limit, "AGAIN", 0.05)


def search_without_end() -> None:
    """One call of a regular expression, which gives the lock of the interpreter to nobody."""
    re.match(r"(?:a+)+$", "a" * 64 + "b")


def loop_without_end() -> None:
    while True:
        pass


def pass_over_errors_without_end() -> None:
    while True:
        with suppress(Exception):
            "国".index("家")


ENDLESS = (search_without_end, loop_without_end, pass_over_errors_without_end)


@pytest.mark.parametrize("read", ENDLESS)
def test_what_takes_too_long_is_interrupted(read: Callable[[], None]) -> None:
    with pytest.raises(TooSlow, match=r"^https://www\.ndrc\.gov\.cn/a\.html: reading it took more than 0\.05 s"):
        read_in_time("https://www.ndrc.gov.cn/a.html", read)
    assert read_in_time("a", lambda: read_in_time("b", lambda: 1)) == 1  # nothing of it is left


def test_the_time_of_other_threads_does_not_count() -> None:
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            pass

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert read_in_time("a", lambda: thread.join(0.2)) is None
    finally:
        over.set()
        thread.join()


def test_a_line_that_takes_too_long_is_an_error_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    understand = parsers.document.understand
    url = "https://www.ndrc.gov.cn/xxgk/zcfb/tz/202604/t20260401_0000001.html"
    lines = [json.dumps({"url": url, "html": notice(f"关于{word}的通知")}) for word in ("埽工", "闸板", "桐油")]
    parsers.document.parse(Page(url, notice("关于闸板的通知").encode()))  # what is loaded once does not count

    def endless(found: Notice) -> PolicyDocument:
        if any("闸板" in title.text for title in found.facts["title"]):
            search_without_end()
        return understand(found)

    monkeypatch.setattr(parsers.document, "understand", endless)
    monkeypatch.setattr(time_limit, "SECONDS", 0.3)
    result = zhengce("parse", "--lines", given="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer.get("title") for answer in answers] == ["关于埽工的通知", None, "关于桐油的通知"]
    assert answers[1] == {"url": url, "error": f"{url}: reading it took more than 0.3 s of processor time"}
    assert (result.returncode, result.stderr) == (1, "")
