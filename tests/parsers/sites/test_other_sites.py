"""Sites with a system of their own: lists in JSON, pages that scripts fill, odd pagers."""

import json
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

import pytest

from parsers.document import parse
from parsers.errors import UnknownTemplate
from parsers.extraction import Listing, Notice
from parsers.page import Page
from parsers.sites import cac, csrc, mot, ndrc, nfra, site_of, sta
from parsers.sites.csrc import read_channel
from parsers.sites.ndrc import article_address
from parsers.sites.nea import list_file
from parsers.sites.nfra import document_address
from parsers.sites.pboc import further_pages
from scrapers.exceptions import NotFound
from scrapers.network.download import request_for
from scrapers.network.page_request import Answer, PageRequest
from scrapers.spiders.csrc import Csrc
from scrapers.spiders.nea import Nea
from scrapers.spiders.nfra import Nfra
from scrapers.spiders.pboc import Pboc
from scrapers.spiders.sta import Sta
from storage.crawl.pages import PendingPage
from tests.saved_pages import PAGES, printed, saved
from tests.scrapers.loopback import asking
from tests.tables import from_table

# www.csrc.gov.cn: lists in JSON by channel id, the rules library, the disclosure table that a script fills


SITE = "https://www.csrc.gov.cn"
LIBRARY = f"{SITE}/csrc/c106256/fg.shtml"
ORDER = f"{SITE}/csrc/c101953/c7547359/content.shtml"
COLUMNS = {column.name: column for column in Csrc.columns}


def test_the_rules_library_gives_titles_without_their_notes_and_no_days() -> None:
    listing = csrc.SITE.read_listing(saved("csrc/rules.html", LIBRARY))
    assert [(row.title, row.url, row.published_on) for row in listing.entries] == [
        ("中国证监会派出机构监管职责规定", f"{SITE}/csrc/c106256/c3217074/content.shtml", None),
        ("北京证券交易所上市公司持续监管办法（试行）", f"{SITE}/csrc/c106256/c1653980/content.shtml", None),
    ]
    assert (listing.pages, listing.total) == (5, 89)


def test_a_page_that_names_no_channel_is_a_redesign() -> None:
    with pytest.raises(UnknownTemplate, match="meta channelid"):
        read_channel(Page(LIBRARY, "<p>样例</p>".encode()))


def test_a_column_s_channel_is_that_of_its_page() -> None:
    column = COLUMNS["规章"]
    steps = asking(Csrc()).fetch_shell(column)
    assert steps.send(None).url == column.home
    with pytest.raises(StopIteration) as end:
        steps.send(Answer(saved("csrc/rules.html", column.home), None))
    assert end.value.value == column.known


def test_no_archive_page_stands_in_for_a_list() -> None:
    assert [column.name for column in Csrc.columns if column.spare] == ["规章"]


@from_table
def test_the_date_in_the_table_is_when_the_page_was_put_up(cell: str, published: date | None) -> None:
    html = f"""<meta name="ArticleTitle" content="关于样例事项的公告">
    <meta name="PubDate" content="2025-10-25 11:32:16">
    <div class="xxgk-table"><table><tr><th>发布机构</th><td></td><th>发文日期</th><td>{cell}</td></tr></table></div>
    <h2>关于样例事项的公告</h2><div class="detail-news"><p>样例。</p><p>中国证监会</p><p>2022年1月28日</p></div>"""
    document = parse(Page(ORDER, html.encode()))
    assert (document.published_on, document.written_on) == (published, date(2022, 1, 28))


def test_the_front_page_in_place_of_an_article_is_none() -> None:
    html = "<title>中国证券监督管理委员会</title><h2>要闻</h2><p>样例，样例，样例，样例。</p>"
    with pytest.raises(UnknownTemplate, match="an article"):
        csrc.SITE.read_notice(Page(ORDER, html.encode()))


# www.nfra.gov.cn: lists and documents are answers of its API, the pages for readers are shells


SITE_OF_NFRA = "https://www.nfra.gov.cn"
CALL_OF_NFRA = f"{SITE_OF_NFRA}/cbircweb/DocInfo/SelectDocByItemIdAndChild?itemId=928&pageSize=18&pageIndex=1"
DOCUMENT = f"{SITE_OF_NFRA}/cbircweb/DocInfo/SelectByDocId?docId=1192308"
PUBLIC = f"{SITE_OF_NFRA}/cn/view/pages/ItemDetail.html?docId=1192308"


def answer(**changed: object) -> Page:
    """The answer for the saved document with other values."""
    whole = json.loads(saved("nfra/document.json", DOCUMENT).body)
    return Page(DOCUMENT, json.dumps({**whole, "data": {**whole["data"], **changed}}).encode())


@pytest.mark.parametrize(
    "body",
    [
        b'{"rptCode": 500, "msg": "error", "data": null}',
        b'{"rptCode": 200, "data": {"total": 1, "lists": [{"docId": 1, "docSubtitle": "\xe6\x89\xb9\xe5\xa4\x8d"}]}}',
        b'{"rptCode": 200, "data": {"rows": [{"title": "x", "id": 1}]}}',
        b"<html ng-app='app'><ul><li><a href='{{x.url}}'>{{x.docSubtitle}}</a> 2026-01-01</li></ul></html>",
    ],
)
def test_another_answer_than_a_list_of_policies_is_none(body: bytes) -> None:
    with pytest.raises(UnknownTemplate):
        nfra.SITE.read_listing(Page(CALL_OF_NFRA, body))


def test_a_row_is_asked_as_a_document_and_kept_under_the_page_for_readers() -> None:
    row = nfra.SITE.read_listing(saved("nfra/list.json", CALL_OF_NFRA)).entries[1]
    assert Nfra.notice.fullmatch(row.url)
    ask: PageRequest = asking(Nfra()).notice_page(PendingPage(row, "new")).send(None)
    assert (ask.url, ask.referer) == (DOCUMENT, PUBLIC)
    assert nfra.SITE.read_notice(saved("nfra/document.json", ask.url)).url == row.url


def test_the_documents_address_is_found_whatever_else_its_link_says() -> None:
    link = f"{SITE_OF_NFRA}/cn/view/pages/governmentDetail.html?docId=1192308&itemId=4215&generaltype=1"
    assert document_address(link) == DOCUMENT


@pytest.mark.parametrize(("broken", "titles"), [(None, 1), ("国家金融监督管理总局\n另一标题的通知", 2)])
def test_the_heading_is_a_second_title_only_where_it_differs_in_words(broken: str | None, titles: int) -> None:
    page = answer(docTitle=broken) if broken else saved("nfra/document.json", DOCUMENT)
    assert len(printed(nfra.SITE.read_notice(page), "title")) == titles


def test_a_text_that_is_a_file_is_an_attachment() -> None:
    page = answer(docClob=None, attachmentInfoVOList=None, pdfFileUrl="/chinese/OFFICE/PDF/1192308.pdf")
    [file] = nfra.SITE.read_notice(page).attachments
    assert (file.url, file.media_type) == (f"{SITE_OF_NFRA}/chinese/OFFICE/PDF/1192308.pdf", "application/pdf")
    with pytest.raises(UnknownTemplate, match="docClob"):
        nfra.SITE.read_notice(answer(docClob=" ", attachmentInfoVOList=[]))


@from_table
def test_the_columns_of_a_document_tell_its_stage_where_they_agree(columns: list[str], stage: str | None) -> None:
    assert nfra.SITE.read_notice(answer(listTwoItem=[{"ItemName": name} for name in columns])).stage == stage


# The lists of www.nda.gov.cn hold boxes of interpretations in their rows; its notices have files in a block apart


LIST = "https://www.nda.gov.cn/sjj/zwgk/zcfb/list/index_pc_1.html"


def edited(old: str, new: str) -> Page:
    text = (PAGES / "nda" / "list.html").read_text()
    assert old in text
    return Page(LIST, text.replace(old, new).encode())


@from_table
def test_a_list_says_in_its_script_how_long_it_is(script: str, pages: int | None, total: int | None) -> None:
    listing = site_of(LIST).read_listing(edited("totalData: 34, showData: 15", script))
    assert (listing.pages, listing.total) == (pages, total)


def test_a_list_of_another_form_is_told() -> None:
    with pytest.raises(UnknownTemplate, match=r"ul\.u-list"):
        site_of(LIST).read_listing(edited('class="u-list"', 'class="v-list"'))


# The lists of www.nea.gov.cn are JSON files that its column pages name; notices print title and day in one block


POLICY = "https://www.nea.gov.cn/policy"
FILE = f"{POLICY}/ds_40d365c13659452aa06cdb7268d6192e.json"
HOME = f"{POLICY}/zxwj.htm"
LATEST, *_, EXPLAINED = Nea.columns


def test_rows_are_notices_but_for_those_that_lead_to_another_site() -> None:
    rows = site_of(FILE).read_listing(saved("nea/list.json", FILE)).entries
    assert [Nea().is_notice(row) for row in rows] == [True, True, False, True]
    assert Nea().secure(rows[1].url).startswith("https:")


@pytest.mark.parametrize("answer", ['{"datasource": {}}', '{"data": []}', '{"datasource": [{"title": "样例"}]}', "[]"])
def test_an_answer_of_another_form_is_told(answer: str) -> None:
    with pytest.raises(UnknownTemplate):
        site_of(FILE).read_listing(Page(FILE, answer.encode()))


def test_a_column_page_names_its_file_and_has_no_rows() -> None:
    shell = saved("nea/shell.html", HOME)
    assert f"{POLICY}/{list_file(shell)}" == FILE
    with pytest.raises(UnknownTemplate):
        site_of(HOME).read_listing(shell)
    with pytest.raises(UnknownTemplate, match="#showData0"):
        list_file(Page(HOME, b"<html><body><ul id='list'></ul></body></html>"))


class Remembering(Nea):
    """A spider without a run: what it would remember and note is dropped."""

    def note(self, message: str) -> None: ...


def follow(steps: Coroutine[PageRequest, Any, object], *answers: Page | Exception) -> str:
    """The address that is asked after these answers."""
    ask = steps.send(None)
    for answer in answers:
        ask = steps.throw(answer) if isinstance(answer, Exception) else steps.send(Answer(answer, None))
    return ask.url


def test_the_rows_are_asked_where_the_column_page_says_else_where_they_were_last() -> None:
    other = saved("nea/shell.html", HOME).text.replace("40d365c1", "00000000")
    spider = asking(Remembering())
    assert follow(spider.listing(LATEST, 1)) == HOME
    assert follow(spider.listing(LATEST, 1), Page(HOME, other.encode())) == FILE.replace("40d365c1", "00000000")
    assert follow(spider.listing(LATEST, 1), NotFound("404")) == FILE
    with pytest.raises(NotFound):
        follow(spider.listing(EXPLAINED, 1), NotFound("404"))


def test_an_older_page_has_its_text_in_a_cell() -> None:
    html = (
        "<html><head><title>国家能源局关于测试用样例事项的通知</title></head><body><h1>国家能源局关于测试用样例事项的通知</h1>"
        "<table><tr><td>索 引 号：000019705/2018-00001</td><td>主办单位：国家能源局综合司</td>"
        "<td>制发日期：2018-02-13</td></tr>"
        '<tr><td class="detail" colspan="3"><p>现将样例事项通知如下。</p></td></tr></table></body></html>'
    )
    url = "http://zfxxgk.nea.gov.cn/auto83/201802/t20180213_3125.htm"
    notice = site_of(url).read_notice(Page(url, html.encode()))
    assert notice.body == ("现将样例事项通知如下。",)
    assert printed(notice, "index_number") == [("table", "000019705/2018-00001")]
    assert (printed(notice, "written_on"), printed(notice, "issuing_bodies")) == ([("table", "2018-02-13")], [])


# The lists of www.pbc.gov.cn tell how long they are and where their pages stand; its documents are often files


SITE_OF_PBOC = "https://www.pbc.gov.cn"
RULES, NEWS = (
    f"{SITE_OF_PBOC}/tiaofasi/144941/3581332/index.html",
    f"{SITE_OF_PBOC}/goutongjiaoliu/113456/113469/index.html",
)
COLUMNS_OF_PBOC = {column.name: column for column in Pboc.columns}


def listing(name: str, url: str) -> Listing:
    return site_of(url).read_listing(saved(f"pboc/{name}", url))


def edited_of_pboc(old: str, new: str, name: str = "list.html", url: str = RULES) -> Page:
    text = (PAGES / "pboc" / name).read_text()
    assert old in text
    return Page(url, text.replace(old, new).encode())


def test_every_row_is_a_notice_of_the_source_whatever_folder_it_stands_in() -> None:
    rows = (*listing("list.html", RULES).entries, *listing("news.html", NEWS).entries)
    assert [row.url for row in rows if not Pboc().is_notice(row)] == []


def test_a_list_says_how_many_pages_it_has_and_where_they_stand() -> None:
    assert (listing("list.html", RULES).pages, listing("news.html", NEWS).pages) == (22, 406)
    for name, url, prefix in (("list.html", RULES, "3b3662a6"), ("news.html", NEWS, "11040")):
        assert further_pages(saved(f"pboc/{name}", url)) == f"{url.rpartition('/')[0]}/{prefix}-{{n}}.html"


def test_the_addresses_of_pages_are_those_that_the_pager_names_in_either_form() -> None:
    for named, pages in (("0a1b2c3d-", "0a1b2c3d-{n}"), ("3b3662a6/index", "3b3662a6/index{n}")):
        found = further_pages(edited_of_pboc("3b3662a6-", named))
        assert found == f"{SITE_OF_PBOC}/tiaofasi/144941/3581332/{pages}.html"
    assert further_pages(edited_of_pboc("3b3662a6-", "page_")) is None


def test_a_short_list_without_a_pager_has_one_page() -> None:
    text = (PAGES / "pboc" / "list.html").read_text()
    pager = text[text.index('<a tagname="[HOME') : text.index('</td><td class="Normal">')]
    assert site_of(RULES).read_listing(edited_of_pboc(pager, "")).pages == 1


def walk(first: Page) -> PageRequest:
    """The request for page 2 after this first page."""
    spider, column = asking(Pboc()), COLUMNS_OF_PBOC["规范性文件"]
    steps = spider.listing(column, 1)
    steps.send(None)
    with pytest.raises(StopIteration):
        steps.send(Answer(first, None))
    request: PageRequest = spider.listing(column, 2).send(None)
    return request


def test_page_two_is_asked_where_page_one_says() -> None:
    home = f"{SITE_OF_PBOC}/tiaofasi/144941/3581332"
    assert walk(saved("pboc/list.html", RULES)).url == f"{home}/3b3662a6-2.html"
    assert walk(edited_of_pboc("3b3662a6-", "0a1b2c3d-")).url == f"{home}/0a1b2c3d-2.html"


def without_text(zoom: Callable[[str], str]) -> Page:
    text = (PAGES / "pboc" / "announcement.html").read_text()
    start, end = text.index("<p style"), text.index("\n</div></td></tr>")
    return Page(f"{NEWS[:-10]}2026081417014187625/index.html", zoom(text[:start] + "ZOOM" + text[end:]).encode())


@from_table
def test_a_page_that_is_only_a_link_gives_title_day_and_file(zoom: str) -> None:
    record = parse(without_text(lambda text: text.replace("ZOOM", zoom)))
    assert (record.title, record.published_on) == ("中国人民银行公告﹝2026﹞第21号", date(2026, 8, 14))
    assert (record.document_number, record.stage) == ("中国人民银行公告〔2026〕第21号", "final")
    assert (record.body, len(record.attachments)) == ("", 1)


@from_table
def test_the_day_that_a_page_prints_goes_before_that_of_its_move(cells: str, published: str) -> None:
    html = (
        '<html><head><meta name="ArticleTitle" content="中国人民银行关于样例事项的通知">'
        '<meta name="PubDate" content="2025-09-22"><meta name="createDate" content="2025-09-22 12:55:26"></head><body>'
        f"<h2>中国人民银行关于样例事项的通知</h2><table><tr><td>字号 大 中 小</td>{cells}</tr></table>"
        '<div id="zoom"><p>现将2021年1月5日样例事项通知如下。</p></div></body></html>'
    )
    url = f"{SITE_OF_PBOC}/goutongjiaoliu/113456/113469/2025092212551612812/index.html"
    page = Page(url, html.encode())
    assert printed(site_of(url).read_notice(page), "published_on")[0] == ("line", published)
    assert parse(page).published_on == date(2022, 6, 10)


# The tax library: one call lists every column, with what its own pages print of each document


CALL_OF_STA = "https://www.chinatax.gov.cn/getFileListByCodeId"


@pytest.mark.parametrize(
    "answer", ['{"code": 500, "err": {}}', '{"results": {"data": {"results": {}}}}', '{"results": []}', "[]"]
)
def test_an_answer_without_rows_is_no_list(answer: str) -> None:
    with pytest.raises(UnknownTemplate):
        sta.read_listing(Page(CALL_OF_STA, answer.encode()))


def test_an_address_outside_of_the_library_stays_as_it_is() -> None:
    row = '{"title": "一份测试用的通知", "url": "http://szs.mof.gov.cn/a/t20260101_1.htm"}'
    [entry] = sta.read_listing(Page(CALL_OF_STA, f'{{"results": {{"data": {{"results": [{row}]}}}}}}'.encode())).entries
    assert entry.url == "http://szs.mof.gov.cn/a/t20260101_1.htm"


def test_a_page_of_a_column_is_asked_with_its_channel_and_number() -> None:
    ask = Sta.columns[0].page_request(2)
    assert ask is not None
    request = request_for(ask)
    assert (request.method, request.url) == ("POST", CALL_OF_STA)
    assert request.body == b"codeId=&channelId=470b437b304f434396500a1e2edc7f28&page=2&size=100"


def test_the_class_tells_the_mark_of_validity_among_others() -> None:
    marks = '<span class="date">成文日期：2021-10-29</span><span class="xg">全文废止</span>'
    text = f'<div class="arctips"><p>{marks}</p></div><div class="arc_cont"><p>样例。</p></div>'
    html = f'<meta name="ArticleTitle" content="关于样例的公告">{text}'
    notice = sta.SITE.read_notice(Page("https://fgk.chinatax.gov.cn/zcfgk/c1/c1/content.html", html.encode()))
    assert printed(notice, "validity") == [("table", "全文废止")]


# www.cac.gov.cn is read as it prints: JsonList answers, the first page of a column, one template of page


JSON_URL = "https://www.cac.gov.cn/cms/JsonList"
LIST_URL = "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"
NOTICE_URL = "https://www.cac.gov.cn/2026-01/23/c_1770728781060093.htm"
TITLE = "关于印发《可能影响未成年人身心健康的网络信息分类办法》的通知"


def notice() -> Notice:
    return cac.SITE.read_notice(saved("cac/notice.html", NOTICE_URL))


@pytest.mark.parametrize("total", ['"38"', "38"])
def test_the_total_of_a_jsonlist_answer_may_be_a_number_or_a_string(total: str) -> None:
    assert cac.SITE.read_listing(Page(JSON_URL, f'{{"list": [], "totalRec": {total}}}'.encode())).total == 38


def test_a_jsonlist_answer_behind_the_last_page_is_empty_and_another_answer_is_a_redesign() -> None:
    assert cac.SITE.read_listing(Page(JSON_URL, b'{"list": [], "totalRec": 38}')).entries == ()
    with pytest.raises(UnknownTemplate, match="rows of a list"):
        cac.SITE.read_listing(Page(JSON_URL, b'{"rows": []}'))
    with pytest.raises(UnknownTemplate, match="topic and infourl"):
        cac.SITE.read_listing(Page(JSON_URL, b'{"list": [{"title": "x", "url": "/x.htm"}]}'))


def test_a_page_without_a_list_is_not_an_empty_column() -> None:
    with pytest.raises(UnknownTemplate, match="loadingInfoPage"):
        cac.SITE.read_listing(saved("cac/notice.html", LIST_URL))


def test_the_second_part_of_a_law_is_read_and_other_content_is_not() -> None:
    part = cac.SITE.read_notice(saved("cac/part.html", "https://www.cac.gov.cn/2016-11/07/c_1119867116_2.htm"))
    assert part.body == ("第三十条　此条文字为测试所编。",)
    assert printed(part, "published_on") == [("address", "2016-11-07")]
    with pytest.raises(UnknownTemplate, match="BodyLabel"):
        cac.SITE.read_notice(saved("cac/part.html", "https://www.cac.gov.cn/index.htm"))


def test_a_gbk_page_that_calls_itself_utf8_is_read() -> None:
    body = saved("cac/notice.html", NOTICE_URL).text.encode("gb18030")
    read = cac.SITE.read_notice(Page(NOTICE_URL, body, content_type="text/html; charset=utf-8"))
    assert printed(read, "title")[0] == ("heading", TITLE)


def test_a_notice_that_was_emptied_has_no_text() -> None:
    body = '<h1 class="title">关于某事的通知</h1><div id="BodyLabel"> </div>'.encode()
    assert cac.SITE.read_notice(Page(NOTICE_URL, body)).body == ()


# www.ndrc.gov.cn is read as it prints: lists, the library's answers, orders, notices, articles of 意见征求


LIST_OF_NDRC = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/index.html"
ORDER_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"
SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"
ARTICLE_URL = f"{SERVICE}/column/getArticleDetail?articleId=2c97d16b-9ff0098a-01a0-6c3a23f0-0013"


def order() -> Notice:
    return ndrc.SITE.read_notice(saved("ndrc/order.html", ORDER_URL))


def article() -> Notice:
    return ndrc.SITE.read_notice(saved("ndrc/article.json", ARTICLE_URL))


# Lists


def test_an_emptied_list_is_empty_and_a_list_of_other_rows_is_a_redesign() -> None:
    html = saved("ndrc/list.html", LIST_OF_NDRC).text
    start, end = html.index('<ul class="u-list">') + len('<ul class="u-list">'), html.index('<div class="page">')
    assert ndrc.SITE.read_listing(Page(LIST_OF_NDRC, f"{html[:start]}</ul>{html[end:]}".encode())).entries == ()
    cards = '<ul class="u-list"><li><div><h3>一个标题</h3></div></li></ul>'
    with pytest.raises(UnknownTemplate, match="li > a"):
        ndrc.SITE.read_listing(Page(LIST_OF_NDRC, cards.encode()))
    with pytest.raises(UnknownTemplate, match="u-list"):
        ndrc.SITE.read_listing(Page(LIST_OF_NDRC, html.replace("u-list", "v-list").encode()))


# Notices: another class beside article_con, no heading outside the text


@from_table
def test_the_column_in_the_address_tells_the_stage(column: str, stage: str | None) -> None:
    page = saved("ndrc/notice.html", f"https://www.ndrc.gov.cn/{column}/202509/t20250904_0000001.html")
    assert ndrc.SITE.read_notice(page).stage == stage


# Replies, the disclosure host, the site before 2019


def test_a_gb18030_page_of_the_old_site_is_read_under_a_wrong_header() -> None:
    url = "http://www.ndrc.gov.cn/zcfb/zcfbtz/201503/t20150302_665000.html"
    body = saved("ndrc/old.html", url).text.encode("gb18030")
    read = ndrc.SITE.read_notice(Page(url, body, content_type="text/html; charset=utf-8"))
    assert printed(read, "title") == [("meta", "关于某一测试事项的通知")]
    assert printed(read, "published_on") == [("meta", "2015-03-02 09:00")]
    assert read.body == ("发改某某〔2015〕1号", "此段为测试所编。")


# 意见征求


def test_a_short_key_leads_to_its_article() -> None:
    page = saved("ndrc/access_url.json", f"{SERVICE}/article/access-url?shortKey=sdgsglbf")
    assert article_address(page) == ARTICLE_URL


@pytest.mark.parametrize(
    "answer", ['{"status": 0, "message": "失败", "data": null}', '{"data": "https://x.cn/"}', "[]"]
)
def test_an_answer_that_names_no_article_is_not_read(answer: str) -> None:
    page = Page(f"{SERVICE}/article/access-url?shortKey=x", answer.encode())
    with pytest.raises(UnknownTemplate):
        article_address(page)
    with pytest.raises(UnknownTemplate):
        ndrc.SITE.read_notice(page)
    with pytest.raises(UnknownTemplate):
        ndrc.SITE.read_listing(page)


def test_an_empty_front_end_page_is_not_a_notice() -> None:
    page = Page(f"{SERVICE}/htmls/article/article.html", b"<html><body><div id=app></div></body></html>")
    with pytest.raises(UnknownTemplate, match="article_con"):
        ndrc.SITE.read_notice(page)


# xxgk.mot.gov.cn and www.mot.gov.cn are read by the forms that are known of them, and by no other


LIST_OF_MOT = "https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html"
DOCUMENT_URL = "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html"


def document() -> Notice:
    return mot.SITE.read_notice(saved("mot/document.html", DOCUMENT_URL))


@from_table
def test_a_list_of_a_form_that_nobody_has_seen_is_reported(url: str, html: str, named: str) -> None:
    with pytest.raises(UnknownTemplate, match=named):
        mot.SITE.read_listing(Page(url, html.encode()))


def test_an_emptied_disclosure_list_is_empty() -> None:
    html = '<table><tbody id="xxgkzn_list_tbody_ID"></tbody></table>'
    assert mot.SITE.read_listing(Page(LIST_OF_MOT, html.encode())).entries == ()


@from_table
def test_an_article_has_the_stage_of_its_column(url: str, stage: str) -> None:
    read = mot.SITE.read_notice(saved("mot/article.html", url))
    assert (read.stage, read.body) == (stage, ("此段为测试所编，解读一份样例文件。",))


def test_a_stub_is_not_a_notice() -> None:
    with pytest.raises(UnknownTemplate, match="Zoom"):
        mot.SITE.read_notice(saved("mot/stub.html", "https://xxgk.mot.gov.cn/"))


def test_a_page_behind_a_byte_order_mark_is_read() -> None:
    body = b"\xef\xbb\xbf" + saved("mot/document.html", DOCUMENT_URL).body
    read = mot.SITE.read_notice(Page(DOCUMENT_URL, body, content_type="text/html; charset=ISO-8859-1"))
    assert printed(read, "topic") == [("table", "科技与信息化")]


def test_a_notice_of_mot_that_was_emptied_has_no_text() -> None:
    body = '<h1 id="ti">关于某事的通知</h1><div id="Zoom"><p> </p></div>'.encode()
    assert mot.SITE.read_notice(Page("https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_1.html", body)).body == ()
