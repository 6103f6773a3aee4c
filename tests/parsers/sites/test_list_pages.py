"""List pages and shells, on invented pages: `parse` refuses them on every site."""

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.page import Page

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
