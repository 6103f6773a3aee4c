"""Lists of Hanweb's jpage: rows as XML in a script, further pages by the proxy that the page names."""

from parsers.page import Page
from parsers.platforms import jpage
from parsers.sites import generic
from tests.parsers.sites.saved import saved

LIST = "https://www.cnipa.gov.cn/col/col74/index.html"


def test_an_answer_of_the_proxy_is_read_like_the_script_of_a_page() -> None:
    row = '<li><a href="/art/2026/9/2/art_74_1.html">关于一件测试事项的公告</a><span>2026-09-02</span></li>'
    answer = f"<datastore><recordset><record><![CDATA[{row}]]></record></recordset></datastore>"
    [entry] = generic.read_listing(Page(LIST, answer.encode())).entries
    assert (entry.url, str(entry.published_on)) == (
        "https://www.cnipa.gov.cn/art/2026/9/2/art_74_1.html",
        "2026-09-02",
    )


def test_the_page_names_the_address_of_the_further_ones() -> None:
    address = "/module/web/jpage/dataproxy.jsp?page={n}&columnid=74&unitid=sample"
    assert jpage.further_pages(saved("cnipa/list.html", LIST)) == address
    assert jpage.further_pages(Page(LIST, b"<p></p>")) is None


def test_a_list_that_a_browser_saved_is_read_like_any_other() -> None:
    row = '<li><a href="/art/2026/9/2/art_74_1.html">关于一件测试事项的公告</a><span>2026-09-02</span></li>'
    saved_list = f'<ul class="pub_xlist_m pub_slam">{row}</ul><p>样例，样例，样例，样例。</p>'
    assert len(generic.read_listing(Page(LIST, saved_list.encode())).entries) == 1
