"""Ministries without a module of their own.

Structures follow the sites' pages; titles, numbers and dates are real where such a document is named, texts are invented.
"""
# ruff: noqa: E501 - the markup is kept on the lines on which a site prints it

import contextlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import parse
from parsers.errors import Challenge, NotReadable, UnknownTemplate
from parsers.page import Page
from parsers.record import PolicyDocument
from parsers.sites.generic import read_labels, read_listing, read_notice
from tests.tables import from_table

MOFCOM = """<html><head><title>公布对纯电动乘用车实施出口许可证管理</title>
<meta name="ArticleTitle" content="公布对纯电动乘用车实施出口许可证管理"><meta name="PubDate" content="2025-09-26 17:34">
<meta name="ContentSource" content="外贸司"></meta></meta></link></head><body>
<div class="crumb"><a href="/zcfb/">政策发布</a><span> 2025-09-26 16:56</span></div>
<div class="art-title">公布对纯电动乘用车实施出口许可证管理<span class="zc-word"></span></div>
<div class="art-con art-con-bottonmLine"><div class="art-con-gonggao">【发布单位】外贸司<br>
【发布文号】商务部 工业和信息化部 海关总署 市场监管总局公告2025年第54号<br>【发文日期】2025年09月26日</div></div>
<div ergodic="article" class="art-con"><p><style>@font-face{font-family:"宋体"}</style>现将样例事项公告如下，请遵照执行。</p>
<p><span>本公告自</span><span>2026</span><span>年</span><span>1</span><span>月</span><span>1</span><span>日起执行。</span></p>
<p>商务部 工业和信息化部</p><p>海关总署 市场监管总局</p>
<p><span>2025</span><span>年</span><span>9</span><span>月</span><span>26</span><span>日</span></p></div></body></html>"""

MOST = """<html><head><title>
 科技部 金融监管总局印发《样例意见》的通知-中华人民共和国科学技术部
</title><meta name="SiteDomain"content="www.most.gov.cn"><meta name="ArticleTitle" content="科技部 金融监管总局印发《样例意见》的通知">
<meta name="PubDate" content="2026-02-28 04:58"></head><body><table class="bd1 xxgk_detail_table1">
<tr><td><b>标　　题：</b></td><td colspan="3">科技部 金融监管总局印发《样例意见》的通知</td></tr>
<tr><td><b>索 引 号：</b></td><td>30650-2026-001</td><td><b>发文机构：</b></td><td>科技部 金融监管总局</td></tr>
<tr><td><b>成文日期：</b></td><td>2026年02月06日</td><td><b>发布日期：</b></td><td>2026年03月02日</td></tr>
<tr><td><b>发文字号：</b></td><td></td><td><b>有 效 性：</b></td><td>有效</td></tr></table>
<div class="xxgk_title">科技部 金融监管总局印发《样例意见》的通知</div>
<div id="Zoom"><p>各省、自治区、直辖市科技厅（委、局）：</p><p>现将样例印发给你们，请认真执行。</p></div>
<section class="chnldesc-correlation">相关附件</section><ul><li><a href="./P020260302.pdf">样例意见.pdf</a></li></ul></body></html>"""

MOF = """<html><head><title>关于印发《样例管理办法》的通知</title></head><body><html><head></head><body>头部</body></html>
<h2 class="title_con">关于印发《样例管理办法》的通知</h2>
<div class="my_conboxzw"><div class="TRS_Editor"><p align="center">财资〔2026〕12号</p><p>有关中央企业：</p>
<p>现将《样例管理办法》印发给你们，请遵照执行。</p><p align="right">财　政　部</p><p align="right">2026年1月28日</p></div></div>
<html><body>尾部</body></html></body></html>"""

SASAC = """<html><head><title>企业国有资产样例办法 2024年第3号－国务院国有资产监督管理委员会</title>
<meta name="publishdate" content="2024-11-27"><meta name="source" content="产权局"></head><body>
<div class="share-title">企业国有资产样例办法 2024年第3号</div>
<div class="zsy_cotitle">企业国有资产样例办法 2024年第3号<p>文章来源：产权局 　　发布时间：2024-11-27</p></div>
<div class="zsy_comain"><p>国务院国有资产监督管理委员会</p><p>财政部</p><p>国 家外汇管理局</p><p>令</p><p>二〇二四年 第3号</p>
<p>《企业国有资产样例办法》已经审议通过，现予公布，自2025年1月1日起施行。</p><p>国务院国资委主任　张玉卓</p>
<p>2024年11月20日</p><p>企业国有资产样例办法</p></div></body></html>"""

CSRC = """<html><head><title>样例管理办法</title><meta name="ArticleTitle" content="样例管理办法">
<meta name="PubDate" content="2025-10-25 10:00:00"></head><body><div class="content-body"><h3>样例管理办法</h3>
<p class="sub-title">（2015年10月29日证监会令第118号公布  根据2022年5月31日证监会令第199号《决定》修订）</p>
<p>第一条 为规范样例，制定本办法。</p></div></body></html>"""

PBOC = """<html><head><title>中国人民银行关于样例的通知</title><meta name="SiteName" content="货币政策司">
<meta name="ArticleTitle" content="中国人民银行关于样例的通知（银发〔2026〕88号）"><meta name="PubDate" content="2026-08-12">
<meta name="createDate" content="2026-08-12 18:43:59"></head><body><h2>中国人民银行关于样例的通知（银发〔2026〕88号）</h2>
<div>字号 文章来源：<span id="laiyuan"></span> <span id="shijian">2026-08-12 18:26:05</span></div>
<div id="zoom"><p>现将样例事项通知如下，请遵照执行。</p><p>中国人民银行</p><p>二〇二六年八月十日</p></div></body></html>"""

NFRA = json.dumps(
    {
        "rptCode": 200,
        "data": {
            "docTitle": "国家金融监督管理总局关于样例的批复\r\n",
            "docSubtitle": "国家金融监督管理总局关于样例的批复",
            "publishDate": "2026-05-11 17:05:00",
            "builddate": "2026-05-09",
            "indexNo": "717804719/2026-309",
            "documentNo": "金复[2026]220号",
            "docSource": "人身保险监管司",
            "docClob": "<p>样例保险有限公司：</p><p>你公司请示收悉，经审核批复如下。</p>"
            "<p>金融监管总局</p><p>2026年5月8日</p>",
        },
    },
    ensure_ascii=False,
)

MEE = """<html><head><title>关于印发《样例规划》的通知</title></head><body><div class="content_top_box"><ul>
<li><label>名　　称</label><span>关于印发《样例规划》的通知</span></li><li><label>索 引 号</label><span>000014672/2026-00100</span></li>
<li><label>分　　类</label><span>环境管理业务信息</span></li></ul>
<dl><dt>发布机关</dt><dd>生态环境部</dd><dt>生成日期</dt><dd>2026-03-05</dd><dt>文　　号</dt><dd>环综合〔2026〕10号</dd></dl></div>
<div class="content_body_box"><p>各省、自治区、直辖市生态环境厅（局）：</p><p>现将样例印发给你们，请认真贯彻执行。</p>
<p>生态环境部</p><p>2026年3月5日</p></div></body></html>"""

PAGES = {
    "mofcom": ("https://www.mofcom.gov.cn/zcfb/dwmygl/art/2025/art_9db78dcb84714e8e8ff75793f18e6f24.html", MOFCOM),
    "most": ("https://www.most.gov.cn/xxgk/xinxifenlei/fdzdgknr/fgzc/gfxwj/202602/t20260228_195992.html", MOST),
    "mof": ("http://zwgls.mof.gov.cn/zcfb/202602/t20260203_1.htm", MOF),
    "sasac": ("http://www.sasac.gov.cn/n2588035/n2588320/n2588335/c32039728/content.html", SASAC),
    "csrc": ("http://www.csrc.gov.cn/csrc/c106256/c1653935/content.shtml", CSRC),
    "pbc": ("http://www.pbc.gov.cn/tiaofasi/144941/3581332/2026081218435065862/index.html", PBOC),
    "nfra": ("https://www.nfra.gov.cn/cbircweb/DocInfo/SelectByDocId?docId=1", NFRA),
    "mee": ("https://www.mee.gov.cn/xxgk2018/xxgk/xxgk03/202603/t20260306_1.html", MEE),
}


def record(site: str) -> PolicyDocument:
    url, text = PAGES[site]
    return parse(Page(url, text.encode()))


@pytest.mark.parametrize("site", PAGES)
def test_the_source_is_the_body_whose_site_it_is(site: str) -> None:
    assert record(site).source == {"pbc": "pboc"}.get(site, site)


@from_table
def test_a_page_is_read(url: str, html: str, expected: dict[str, Any]) -> None:
    document = parse(Page(url, html.encode()))
    read: dict[str, Any] = {name: getattr(document, name, None) for name in expected}
    read["ids"] = [body.id for body in document.issuing_bodies]
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in read.items()}
    assert {name: shown[name] for name in expected} == expected


@from_table
def test_titles(site: str, title: str) -> None:
    assert record(site).title == title


@from_table
def test_numbers_and_an_empty_cell_stays_empty(site: str, number: str | None) -> None:
    assert record(site).document_number == number


@from_table
def test_issuing_bodies_are_never_departments_that_posted_the_page(site: str, bodies: list[str]) -> None:
    assert [body.id for body in record(site).issuing_bodies] == bodies


@from_table
def test_days_of_writing_and_publication(site: str, written: date | None, published: date | None) -> None:
    document = record(site)
    assert (document.written_on, document.published_on) == (written, published)


def test_a_time_printed_on_the_page_outweighs_the_meta() -> None:
    at = record("mofcom").published_at
    assert at is not None
    assert at.isoformat() == "2025-09-26T16:56:00+08:00"


def test_numbers_broken_over_spans_are_one_text() -> None:
    assert "本公告自2026年1月1日起执行。" in record("mofcom").body


def test_styles_are_no_text() -> None:
    assert "font-face" not in record("mofcom").body


def test_files_below_the_text_are_attachments() -> None:
    assert [(file.title, file.url.rsplit("/", 1)[-1]) for file in record("most").attachments] == [
        ("样例意见.pdf", "P020260302.pdf")
    ]


@from_table
def test_labels_are_read_in_every_arrangement(lines: Iterable[str]) -> None:
    assert {field: finding.text for field, finding in read_labels(lines)} == {
        "document_number": "国发〔2021〕20号",
        "written_on": "2021年10月9日",
    }


def test_a_label_without_a_value_takes_none_from_the_next_label() -> None:
    found = list(read_labels(["发文字号：\t有 效 性：\t有效"]))
    assert [(field, finding.text) for field, finding in found] == [("validity", "有效")]


def test_a_dated_list_gives_its_rows_and_nothing_of_the_navigation() -> None:
    html = """<ul class="nav"><li><a href="/">首页</a></li></ul><ul class="policy-list">
    <li><em>【公平贸易】</em><a href="/zcfb/gpmy/art/2025/art_1.html" title="商务部公告2025年第27号">商务部公告…</a><span>2025-09-24</span></li>
    <li><a href="/zcfb/zc/art/2025/art_2.html">关于样例的通知 </a><span>2025-09-23</span></li></ul>"""
    listing = read_listing(Page("https://www.mofcom.gov.cn/zcfb/index.html", html.encode()))
    assert [(entry.title, entry.published_on) for entry in listing.entries] == [
        ("商务部公告2025年第27号", date(2025, 9, 24)),
        ("关于样例的通知", date(2025, 9, 23)),
    ]


def test_a_page_without_dated_rows_is_no_list() -> None:
    with pytest.raises(UnknownTemplate):
        read_listing(Page("https://www.mofcom.gov.cn/", "<ul><li><a href='/a'>样例</a></li></ul>".encode()))


def test_a_script_challenge_is_known_for_what_it_is() -> None:
    html = b"<html><head><script>$_ts={}</script></head><body></body></html>"
    with pytest.raises(Challenge):
        read_notice(Page("https://www.nmpa.gov.cn/", html))


def test_a_text_whose_container_is_the_whole_page_has_nothing_above_it() -> None:
    html = "<html id='Zoom'><head><title>关于印发样例办法的通知</title></head><body><p>各有关单位：</p></body></html>"
    assert parse(Page("https://www.mofcom.gov.cn/a.html", html.encode())).body[-5:] == "有关单位："


BROKEN = st.lists(
    st.sampled_from(list("<>/=\"'&\x00") + MOFCOM.split("<") + ["<table>", "</td>", "<!--", "]]>"]), max_size=60
)


@given(BROKEN)
@settings(deadline=None, max_examples=40)
def test_any_markup_is_a_record_or_not_readable(pieces: list[str]) -> None:
    page = Page("https://www.mofcom.gov.cn/zcfb/a.html", "<".join(pieces).encode())
    with contextlib.suppress(NotReadable):
        assert parse(page).title


@from_table
def test_the_line_under_the_heading_tells_when_it_was_published(line: str, day: date | None) -> None:
    html = f"""<html><head><title>关于样例的通知</title></head><body><h1>关于样例的通知</h1><div>{line}</div>
    <div id="zoom"><p>现将样例通知如下。</p></div></body></html>"""
    assert parse(Page("https://www.mem.gov.cn/a.html", html.encode())).published_on == day


def page_with(block: str, text: str = "<p>现将样例事项公告如下。</p>") -> PolicyDocument:
    markup = f"<html><head><title>样例管理规定</title></head><body><h1>样例管理规定</h1>{block}<div class='TRS_Editor'>{text}</div></body></html>"
    return parse(Page("https://www.samr.gov.cn/zw/zfxxgk/art/2026/art_1.html", markup.encode()))


def test_the_day_of_printing_is_the_day_of_signing_where_nothing_else_is() -> None:
    block = "<table><tr><td>印发日期：</td><td>2026年3月5日</td><td>发布日期：</td><td>2026年3月9日</td></tr></table>"
    alone = page_with(block)
    assert (alone.written_on, alone.evidence["written_on"].rule) == (date(2026, 3, 5), "line: 印发日期")
    signed = page_with(block, "<p>现将样例事项公告如下。</p><p>财政部</p><p>2026年3月2日</p>")
    assert signed.written_on == date(2026, 3, 2)


def test_a_wrapper_of_the_whole_page_is_not_the_text() -> None:
    text = "<div class='detail'><p>现将样例事项公告如下，请遵照执行。</p><p>特此公告。</p></div>"
    markup = f"<html><head><title>样例公告</title></head><body><div class='container content'><h1>样例公告</h1><ul><li><a href='/'>网站首页</a></li></ul>{text}<p>主办单位：样例</p></div></body></html>"
    notice = read_notice(Page("https://www.hd.gov.cn/1.html", markup.encode()))
    assert notice.body == ("现将样例事项公告如下，请遵照执行。", "特此公告。")


def test_files_in_the_block_beside_the_texts_own_block_are_attachments_and_those_further_out_are_not() -> None:
    def page(near: str, far: str) -> str:
        return f"""<html><head><title>关于样例的通知</title></head><body><h1>关于样例的通知</h1>
        <div class="left"><div class="inner"><div id="Zoom"><p>现将样例通知如下，请遵照执行。</p></div></div>
        <ul>{near}</ul></div><div class="right">{far}</div></body></html>"""

    def files(near: str, far: str) -> list[str]:
        document = parse(Page("https://www.most.gov.cn/a.html", page(near, far).encode()))
        return [file.title for file in document.attachments]

    link = '<li><a href="./P020260302.pdf">样例意见.pdf</a></li>'
    assert files(link, "") == ["样例意见.pdf"]
    assert files("", link) == []
