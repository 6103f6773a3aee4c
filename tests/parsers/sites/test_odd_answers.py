"""Whatever a site answers, reading gives a listing, a notice or one clear error, never another exception."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from typing import Any

import pytest

from parsers.document import parse
from parsers.errors import Challenge, ErrorPage, NotReadable, UnknownTemplate
from parsers.extraction import Facts, Finding, Notice, Place
from parsers.page import Page
from parsers.record import Attachment
from parsers.sites import cac, mot, ndrc, state_council
from parsers.sites.error_pages import refuse_error_page
from parsers.sites.list_pages import refuse_list_page
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


# List pages and shells, on invented pages: `parse` refuses them on every site


URL = "https://www.nmpa.gov.cn/yaopin/ypggtg/index.html"
ROWS = "".join(
    f'<li><a href="/yaopin/ypggtg/{n}.html">样例局关于样例第{n}号事项的公告</a><span>2024-05-0{n}</span></li>'
    for n in range(1, 7)
)


def page(title: str, text: str, rows: str = ROWS) -> Page:
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><ul>{rows}</ul>"
    return Page(URL, f'{html}<div class="content-body"><p>{text}</p></div></body></html>'.encode())


@pytest.mark.parametrize(
    ("title", "text"), [("药品公告通告", "返回手机版"), ("政策发布", "网站地图 联系我们 主办单位：样例局 网站标识码")]
)
def test_a_list_or_a_shell_is_refused(title: str, text: str) -> None:
    with pytest.raises(UnknownTemplate, match="expected a notice"):
        parse(page(title, text))


def test_a_short_notice_beside_a_list_is_read() -> None:
    assert parse(page("样例局关于样例事项的公告", "现将样例事项公告如下。")).title == "样例局关于样例事项的公告"


def test_the_copied_text_of_a_list_is_refused() -> None:
    rows = "\n".join(f"样例局关于样例第{n}号事项的公告 2024-05-0{n}" for n in range(1, 7))
    with pytest.raises(UnknownTemplate, match="rows of a list"):
        parse(Page.from_text(URL, f"样例局关于样例公告的通知\n发布日期：2024-05-07\n{rows}\n"))


def rows_of(number: int) -> str:
    return "".join(
        f'<li><a href="/yaopin/ypggtg/{n}.html">样例局关于样例第{n:03}号事项的公告</a><span>2024-05-06</span></li>'
        for n in range(number)
    )


@pytest.mark.parametrize(
    ("title", "body", "rows", "is_list"),
    [
        ("药品公告通告", ("返回手机版",), 0, True),
        ("药品公告通告", ("九个字是不够长的呀",), 0, True),
        ("药品公告通告", ("十个字就是一段正文了",), 0, False),
        ("药品公告通告", ("停电。",), 0, False),
        ("药品公告通告", (), 0, False),
        ("样例局药品公告通告及其他", ("返回手机版",), 0, True),
        ("样例局药品公告通告及其它的", ("返回手机版",), 0, False),
        ("关于样例的公告", ("返回手机版",), 0, False),
        ("药品公告通告", ("样例正文" * 8,), 2, False),
        ("药品公告通告", ("样例正文" * 8,), 3, True),
        ("药品公告通告", ("样例正文" * 20,), 3, False),
        ("药品公告通告", ("样例正文" * 500,), 150, True),
        ("药品公告通告", ("样例正文" * 501,), 150, False),
    ],
)
def test_a_page_is_a_list_by_its_title_its_text_and_its_rows(
    title: str, body: tuple[str, ...], rows: int, is_list: bool
) -> None:
    facts: Facts = {"title": (Finding(title, Place.HEADING, "h1"),)}
    shown = page(title, "".join(body), rows_of(rows))
    with pytest.raises(UnknownTemplate) if is_list else nullcontext():
        refuse_list_page(shown, Notice("nmpa", URL, facts, body))
    number = Finding("样药〔2024〕5号", Place.TABLE, "文号")
    refuse_list_page(shown, Notice("nmpa", URL, {**facts, "document_number": (number,)}, body))
    refuse_list_page(shown, Notice("nmpa", URL, facts, body, (Attachment("附件", f"{URL}/1.pdf"),)))


@pytest.mark.parametrize(
    ("number", "text", "is_list"),
    [(5, "样例", True), (4, "样例", False), (5, "样例" * 60, False), (5, "样例" * 59, True)],
)
def test_copied_text_is_a_list_where_its_rows_are_more_than_half(number: int, text: str, is_list: bool) -> None:
    rows = [f"样例局关于第{n}号事项的公告 2024-05-0{n}" for n in range(number)]
    with pytest.raises(UnknownTemplate) if is_list else nullcontext():
        refuse_list_page(Page.from_text(URL, "样例"), Notice("nmpa", URL, {}, (*rows, text)))
