"""List pages and shells, on invented pages: `parse` refuses them on every site."""

from contextlib import nullcontext

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.extraction import Facts, Finding, Notice, Place
from parsers.page import Page
from parsers.record import Attachment
from parsers.sites.list_pages import refuse_list_page

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
