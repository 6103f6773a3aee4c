"""Which links of a list page are rows, which day is a row's, and which answers are no page at all."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import date
from typing import Any

import pytest

from parsers.document import parse
from parsers.errors import Challenge, ErrorPage, NotReadable, UnknownTemplate
from parsers.extraction import Entry, Facts, Finding, Listing, Notice, Place
from parsers.page import Page
from parsers.platforms.json_list import JsonList
from parsers.record import Attachment
from parsers.sites import cac, generic, mot, ndrc, state_council
from parsers.sites.error_pages import refuse_error_page
from parsers.sites.generic import read_listing, read_notice
from parsers.sites.list_pages import refuse_list_page
from tests.saved_pages import PAGES, printed, saved
from tests.tables import from_table

COLUMN = "https://www.mwr.gov.cn/zw/tzgg/index.html"
TITLE = "关于《水闸管理办法（征求意见稿）》公开征求意见的通知"
ROW = '<li><a href="./t1.html">关于做好水闸工作的通知</a><span>2026-09-07</span></li>'


def listing(body: str, url: str = COLUMN) -> Listing:
    return read_listing(Page(url, f"<html><head><title>通知公告</title></head><body>{body}</body></html>".encode()))


def the_row(body: str) -> Entry:
    [entry] = listing(f"<ul>{body}</ul>").entries
    return entry


def due(entry: Entry) -> list[str]:
    return [text for _, text in printed(entry, "comments_due_on")]


@from_table
def test_a_row_is_a_link_with_a_day_however_they_are_put_together(row: str) -> None:
    entry = the_row(row)
    assert (entry.url, entry.title) == ("https://www.mwr.gov.cn/zw/tzgg/t1.html", "关于做好水闸工作的通知")
    assert (entry.published_on, due(entry)) == (date(2026, 9, 7), [])


def test_a_day_in_a_title_is_not_the_rows() -> None:
    title = "关于2024年12月31日前完成水闸工作的通知"
    assert the_row(f'<li><a href="./t1.html">{title}</a> 2025-01-05</li>').published_on == date(2025, 1, 5)
    cut = f'<li><a href="./t1.html" title="{title}">{title[:15]}…</a> 2025-01-05</li>'
    assert the_row(cut).published_on == date(2025, 1, 5)
    with pytest.raises(UnknownTemplate):
        listing(f'<ul><li><a href="./t1.html">{title}</a></li></ul>')


def test_a_line_break_inside_a_title_is_layout() -> None:
    attribute = TITLE.replace("管理办法", "管\n理办法")
    assert the_row(f'<li><a href="a" title="{attribute}">{TITLE}</a>2026-09-07</li>').title == TITLE
    assert the_row(f'<li><a href="a" title="{attribute}">关于《水闸…</a>2026-09-07</li>').title == TITLE


@from_table
def test_a_deadline_or_a_period_is_no_day_of_publication(
    beside: str, published: date | None, deadline: list[str]
) -> None:
    entry = the_row(f'<li><a href="./t1.html">{TITLE}</a><span>{beside}</span></li>')
    assert (entry.published_on, due(entry)) == (published, deadline)


def test_a_day_in_a_sentence_is_no_row() -> None:
    with pytest.raises(UnknownTemplate):
        listing('<ul><li><a href="a">水闸管理办法</a><i>（2022年2月18日水利部令第5号公布）</i></li></ul>')


def test_the_state_of_a_consultation_is_no_part_of_its_title() -> None:
    assert the_row(f'<li><a href="a">[进行中]{TITLE}</a>2026-09-07</li>').title == TITLE


@from_table
def test_what_stands_beside_the_list_gives_no_row(block: str) -> None:
    beside = block.format(ROW.replace("t1", "s1"))
    with pytest.raises(UnknownTemplate):
        listing(beside)
    entries = listing(f"{beside}<div><ul>{ROW}</ul></div>").entries
    assert [entry.url for entry in entries] == ["https://www.mwr.gov.cn/zw/tzgg/t1.html"]


def test_the_day_of_today_beside_a_short_link_is_no_row() -> None:
    with pytest.raises(UnknownTemplate):
        listing('<ul><li><a href="/">设为首页</a> 2026年11月25日</li></ul>')


def test_rows_that_no_list_holds_are_found_by_their_parent() -> None:
    assert len(listing(f'<ul><span id="comp">{ROW}{ROW.replace("t1", "t2")}</span></ul>').entries) == 2


def test_a_title_attribute_with_a_break_between_words_gives_way_to_the_text() -> None:
    row = '<li><a href="a" title="关于做好\n水闸工作的通知">关于做好水闸工作的通知</a>2026-09-07</li>'
    assert the_row(row).title == "关于做好水闸工作的通知"


def test_a_page_that_a_list_prints_with_http_and_with_https_is_one_row() -> None:
    rows = "".join(ROW.replace("./t1", f"{scheme}://www.mwr.gov.cn/t1") for scheme in ("http", "https"))
    assert [entry.url for entry in listing(f"<ul>{rows}</ul>").entries] == ["http://www.mwr.gov.cn/t1.html"]


def test_a_row_that_holds_rows_of_its_own_is_none() -> None:
    entries = listing(f'<ul><li><a href="/x/">水利政策文件汇编</a><ul>{ROW}</ul></li></ul>').entries
    assert [entry.title for entry in entries] == ["关于做好水闸工作的通知"]


@pytest.mark.parametrize(
    ("below", "days"),
    [
        ("<li>2026-09-10</li>", [date(2026, 9, 10)]),
        ("<li>截至2026-09-10</li>", []),
        ("<li>2026-09-10</li><li>2026-09-11</li>", []),
        ("", []),
    ],
)
def test_the_day_of_a_row_that_is_a_list_of_its_own_stands_below_its_link(below: str, days: list[date]) -> None:
    rows = f"<ul><li class='zt'><a href='art_1.html'>关于样例的公告文本</a></li>{below}</ul>"
    assert [entry.published_on for entry in listing(f"<div>{rows}<ul>{ROW}</ul></div>").entries[:-1]] == days


def test_the_day_of_a_unit_may_stand_in_the_next_row() -> None:
    html = "<ul><li class='a'><a href='/a/art_1.html'>关于样例的公告文本</a></li><li class='t'>2026-09-01</li></ul>"
    page = Page("https://www.samr.gov.cn/unit", json.dumps({"success": True, "data": {"html": html}}).encode())
    assert [entry.published_on for entry in read_listing(page).entries] == [date(2026, 9, 1)]


def test_a_row_of_a_unit_that_has_a_day_does_not_look_at_the_next_row() -> None:
    html = "<ul><li><a href='/a/art_1.html'>关于样例的公告文本</a><span>2026-09-02</span></li><li>2026-09-01</li></ul>"
    page = Page("https://www.samr.gov.cn/unit", json.dumps({"success": True, "data": {"html": html}}).encode())
    assert [entry.published_on for entry in read_listing(page).entries] == [date(2026, 9, 2)]


def test_a_list_in_json_gives_its_rows() -> None:
    row = {"title": "关于<em>样例</em>的公告", "url": "//www.csrc.gov.cn/csrc/c1/c2/content.shtml"}
    days = [{"publishedTimeStr": "2026-09-28 15:15:26", "publishDate": "2026-09-29"}, {}]
    results = [row | day | {"url": f"{row['url']}?{n}"} for n, day in enumerate(days)]
    answer = {"data": {"total": 37, "results": results}}
    read = read_listing(Page("https://www.csrc.gov.cn/searchList/x", json.dumps(answer).encode()))
    assert [(entry.title, entry.published_on) for entry in read.entries] == [
        ("关于样例的公告", date(2026, 9, 28)),
        ("关于样例的公告", None),
    ]
    assert read.total == 37
    assert read.entries[0].url == "https://www.csrc.gov.cn/csrc/c1/c2/content.shtml?0"


@pytest.mark.parametrize("answer", [{"data": {"a": 1}}, {"a": []}, {"data": {"rows": [{"title": "甲"}]}}, [], {}])
def test_json_without_rows_is_unknown(answer: object) -> None:
    with pytest.raises(UnknownTemplate):
        read_listing(Page("https://www.csrc.gov.cn/searchList/x", json.dumps(answer).encode()))


# Error pages


@from_table
@pytest.mark.parametrize("read", [read_listing, read_notice])
def test_an_error_page_by_its_title_gives_nothing(read: object, title: str) -> None:
    html = (
        f"<html><head><title>{title}</title></head><body><div class='TRS_Editor'><p>样例</p></div>{ROW}</body></html>"
    )
    with pytest.raises(ErrorPage):
        read(Page(COLUMN, html.encode()))  # type: ignore[operator]


def test_a_check_of_the_visitor_is_a_challenge() -> None:
    html = "<html><head><title>安全验证</title></head><body><p>请拖动滑块。</p></body></html>"
    with pytest.raises(Challenge):
        read_notice(Page(COLUMN, html.encode()))


@pytest.mark.parametrize("read", [read_listing, read_notice])
def test_an_error_page_in_the_sites_own_frame_gives_nothing(read: object) -> None:
    with pytest.raises(ErrorPage, match="您访问的地址有错或页面不存在"):
        read(saved("generic/soft404.html", "https://www.mee.gov.cn/a/index_1.html"))  # type: ignore[operator]


def test_an_error_page_in_a_large_frame_is_known_by_its_class() -> None:
    menu = "".join(f'<li><a href="/{n}/">第{n}个栏目的样例名称</a></li>' for n in range(500))
    error = '<div class="err404"><h2>抱歉，您访问的地址有错或页面不存在。</h2></div>'
    with pytest.raises(ErrorPage):
        listing(f"<ul>{menu}</ul>{error}<ul>{ROW}</ul>")


def test_a_short_page_that_says_that_it_is_gone_gives_nothing() -> None:
    html = "<html><head><title>水利部</title></head><body><div><p>您访问的页面已被删除！</p></div></body></html>"
    with pytest.raises(ErrorPage):
        read_notice(Page(COLUMN, html.encode()))


@pytest.mark.parametrize(
    "title", ["网站维护管理办法", "用户登录认证管理规定", "安全验证技术规范", "关于开展错误数据清理工作的通知"]
)
def test_a_document_about_errors_and_logins_is_read(title: str) -> None:
    text = "<p>您访问的页面不存在的，应当报告。</p>" + "<p>样例条文，样例条文，样例条文。</p>" * 40
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div class='TRS_Editor'>{text}</div>"
    assert read_notice(Page(COLUMN, html.encode())).facts["title"][0].text == title


# Sites with a module of their own


@from_table
def test_an_article_among_the_consultations_of_mot_has_the_stage_of_its_title(title: str, stage: str) -> None:
    html = f'<h1 class="article-title">{title}</h1><div id="article-content"><p>样例。</p></div>'
    page = Page("http://www.mot.gov.cn//hudong/yijianzhengji/202604/t20260401_1.html", html.encode())
    assert mot.SITE.read_notice(page).stage == stage


def test_the_home_page_of_cac_gives_its_undated_rows_and_no_other_page_does() -> None:
    titles = [entry.title for entry in cac.read_listing(saved("cac/home.html", "https://www.cac.gov.cn/")).entries]
    assert titles == [
        "中央网信办等七部门联合印发《促进数字化绿色化协同转型发展实施方案（2026-2030年）》",
        "关于全国网络安全标准化技术委员会换届及征集委员的通知",
    ]
    with pytest.raises(NotReadable):
        cac.read_listing(saved("cac/home.html", "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"))


@from_table
def test_a_columns_name_says_more_than_its_type_and_a_notice_is_no_news(
    name: str, kind: str, stage: str | None
) -> None:
    html = (
        f'<meta name="ColumnName" content="{name}"><meta name="ColumnType" content="{kind}">'
        "<title>水利部关于做好水闸工作的通知</title><h1>水利部关于做好水闸工作的通知</h1>"
        '<div class="TRS_Editor"><p>样例正文。</p></div>'
    )
    assert generic.read_notice(Page(COLUMN, html.encode())).stage == stage


def test_an_announcement_whose_title_is_its_number_is_no_news() -> None:
    for title in ("中国人民银行公告﹝2026﹞第21号", "中华人民共和国财政部公告2026年第24号", "水利部令第5号"):
        html = f'<meta name="ColumnName" content="新闻发布"><title>{title}</title><h1>{title}</h1>'
        page = Page(COLUMN, f'{html}<div class="TRS_Editor"><p>样例。</p></div>'.encode())
        assert generic.read_notice(page).stage is None


def test_a_meeting_in_a_news_column_is_news() -> None:
    html = '<meta name="ColumnName" content="要闻"><title>水利部召开水闸工作会议</title><h1>水利部召开水闸工作会议</h1>'
    page = Page(COLUMN, f'{html}<div class="TRS_Editor"><p>样例。</p></div>'.encode())
    assert generic.read_notice(page).stage == "news"


def test_a_file_among_sentences_stays_part_of_the_text() -> None:
    html = '<title>关于水闸的通知文本</title><div class="TRS_Editor"><p>样例。</p><p><a href="a.pdf">附件</a></p></div>'
    assert generic.read_notice(Page(COLUMN, html.encode())).body == ("样例。", "附件")


# JSON and pages


@from_table
def test_a_list_of_trs_says_in_its_script_how_many_pages_it_has(script: str) -> None:
    assert listing(f"<ul>{ROW}</ul><script>{script}</script>").pages == 20


def test_a_list_that_says_nothing_of_its_pages_has_none() -> None:
    assert (
        listing(f"<ul>{ROW}</ul><script>function createPageHTML(_nPageCount, _nCurrIndex) {{}}</script>").pages is None
    )


OWN = JsonList(
    rows=("results.data.results", "datasource"),
    titles=("title",),
    addresses=("publishUrl", "https://www.nfra.gov.cn/detail.html?docId={docId}&itemId={itemId}"),
    days=("publishTime",),
    facts={"document_number": "wh"},
    total="count",
)


def test_the_rows_of_a_sites_own_json_are_read_by_the_names_that_its_reader_gives() -> None:
    rows = [
        {
            "title": "关于样例的通知",
            "publishUrl": "../20260515/c.html",
            "publishTime": "2026-05-15 10:00:00",
            "wh": "国能〔2026〕1号",
        },
        {"title": "关于另一样例的通知", "docId": 7, "itemId": 928},
        {"title": "没有地址", "docId": 8},
    ]
    answer = {"results": {"data": {"results": rows, "count": 2}}}
    read = OWN.read(Page("https://www.nea.gov.cn/policy/ds_1.json", json.dumps(answer).encode()), answer)
    assert read.total == 2
    assert [(row.url, row.published_on) for row in read.entries] == [
        ("https://www.nea.gov.cn/20260515/c.html", date(2026, 5, 15)),
        ("https://www.nfra.gov.cn/detail.html?docId=7&itemId=928", None),
    ]
    assert printed(read.entries[0], "document_number") == [("api", "国能〔2026〕1号")]


@pytest.mark.parametrize("answer", [{}, {"results": {"data": None}}, {"datasource": {"a": 1}}, [], {"results": []}])
def test_json_without_the_rows_that_are_expected_is_a_redesign(answer: object) -> None:
    with pytest.raises(UnknownTemplate, match=r"at results\.data\.results or datasource"):
        OWN.read(Page("https://www.nea.gov.cn/policy/ds_1.json", json.dumps(answer).encode()), answer)


# Whatever a site answers, reading gives a listing, a notice or one clear error, never another exception


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


@from_table
def test_a_page_is_a_list_by_its_title_its_text_and_its_rows(
    title: str, text: str, times: int, rows: int, is_list: bool
) -> None:
    body = (text * times,) if text else ()
    facts: Facts = {"title": (Finding(title, Place.HEADING, "h1"),)}
    shown = page(title, "".join(body), rows_of(rows))
    with pytest.raises(UnknownTemplate) if is_list else nullcontext():
        refuse_list_page(shown, Notice("nmpa", URL, facts, body))
    number = Finding("样药〔2024〕5号", Place.TABLE, "文号")
    refuse_list_page(shown, Notice("nmpa", URL, {**facts, "document_number": (number,)}, body))
    refuse_list_page(shown, Notice("nmpa", URL, facts, body, (Attachment("附件", f"{URL}/1.pdf"),)))


@from_table
def test_copied_text_is_a_list_where_its_rows_are_more_than_half(number: int, text: str, is_list: bool) -> None:
    rows = [f"样例局关于第{n}号事项的公告 2024-05-0{n}" for n in range(number)]
    with pytest.raises(UnknownTemplate) if is_list else nullcontext():
        refuse_list_page(Page.from_text(URL, "样例"), Notice("nmpa", URL, {}, (*rows, text)))
