"""Whatever a site answers, reading gives a listing, a notice or one clear error, never another exception."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from typing import Any

import pytest

from parsers.errors import Challenge, ErrorPage, NotReadable, UnknownTemplate
from parsers.page import Page
from parsers.sites import cac, mot, ndrc, state_council
from parsers.sites.error_pages import refuse_error_page
from tests.parsers.sites.saved import PAGES

ODD = [None, 0, 10**20, 1.5, True, "", "x", "//[", "http://[x", [], [1], {}, {"a": 1}]
SITES = {"state_council": state_council.SITE, "ndrc": ndrc.SITE, "cac": cac.SITE, "mot": mot.SITE}
ANSWERS = sorted(file for name in SITES for file in (PAGES / name).glob("*.json") if file.suffixes == [".json"])
SAVED = sorted(file for name in SITES for file in (PAGES / name).glob("*.html"))


def readers(site: str) -> list[Callable[[Page], object]]:
    table = SITES[site]
    return [table.read_listing, table.read_notice, *([ndrc.article_address] if site == "ndrc" else [])]


def with_one_odd_value(answer: Any) -> Iterator[Any]:
    """The answer with each of its values in turn replaced by each odd one."""

    def paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in inside:
            yield (*path, key)
            yield from paths(item, (*path, key))

    for *path, last in paths(answer, ()):
        for odd in ODD:
            changed = copy.deepcopy(answer)
            holder = changed
            for key in path:
                holder = holder[key]
            holder[last] = odd
            yield changed


@pytest.mark.parametrize("file", ANSWERS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_an_answer_with_a_value_of_another_kind_is_read_or_refused(file: Any) -> None:
    for answer in with_one_odd_value(json.loads(file.read_bytes())):
        for read in readers(file.parent.name):
            with suppress(NotReadable):
                read(Page("https://www.gov.cn/search-gov/data", json.dumps(answer).encode()))


@pytest.mark.parametrize("file", SAVED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_page_cut_anywhere_is_read_or_refused(file: Any) -> None:
    whole = file.read_bytes()
    for end in range(0, len(whole), 97):
        for read in readers(file.parent.name):
            with suppress(NotReadable):
                read(Page("https://www.gov.cn/gongbao/2026/issue_13006/", whole[:end]))


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- cut off", b"<html></html>", b"{", b"[]{"])
def test_nothing_at_all_is_refused_as_a_listing_and_as_a_notice(site: str, body: bytes) -> None:
    for read in readers(site):
        with pytest.raises(UnknownTemplate):
            read(Page("https://www.gov.cn/zhengce/", body))


SORRY = "<p>您访问的页面不存在</p>"
SCRIPT = f"<script>{'x' * 20_000}</script>"
LONG = f"<p>{'样例' * 200}</p>"


@pytest.mark.parametrize(
    ("html", "error"),
    [
        (f"<title>404_样例部</title>{LONG}", ErrorPage),
        (f"<title>安全验证</title>{LONG}", Challenge),
        (f"<title>样例部关于404的通知</title>{LONG}", None),
        (f"<title>_样例</title>{LONG}", None),
        (f"<p>样例</p>{SORRY}", ErrorPage),
        (f"{LONG}{SORRY}", None),
        (f"{SCRIPT}<p>样例</p>{SORRY}", None),
        (f"{SCRIPT}<div class='error-404'>{SORRY}</div>{LONG}", ErrorPage),
        (f"{SCRIPT}<div class='error-404'>{SORRY}{LONG}</div>", None),
        (f"{SCRIPT}<div class='error-404'>样例</div>{LONG}", None),
        (f"{SCRIPT}<div class='border'>{SORRY}</div>{LONG}", None),
        (f'{{"title": "404", "text": "{SORRY}"}}', None),
    ],
)
def test_an_answer_that_says_that_there_is_no_page_is_refused(html: str, error: type[Exception] | None) -> None:
    page = Page("https://www.example.gov.cn/a.html", html.encode())
    with pytest.raises(error) if error else nullcontext():
        refuse_error_page(page)
