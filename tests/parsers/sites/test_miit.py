"""MIIT: rows of its APIs and static lists."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parsers.errors import Challenge, NotReadable, UnknownTemplate
from parsers.extraction import Entry, Field, Place
from parsers.page import Page
from parsers.sites import miit
from tests.tables import from_table

PAGES = Path(__file__).parents[2] / "pages" / "miit"
SITE = "https://www.miit.gov.cn"
UNIT = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?pageType=column"
SEARCH = f"{SITE}/search-front-server/api/search/info?websiteid=110000000000000&cateid=196&pg=20&p=1"
NOTICE = f"{SITE}/jgsj/kjs/wjfb/art/2021/art_84c35331f3ba4b85b8d23dfe41c6e7c2.html"


def page(url: str, body: str | dict[str, Any]) -> Page:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Page(url, text.encode())


def saved(name: str, url: str) -> Page:
    return Page(url, (PAGES / name).read_bytes())


def unit(fragment: str) -> Page:
    return page(UNIT, {"success": True, "code": "200", "data": {"html": fragment}})


def search(*rows: dict[str, Any], total: int = 41) -> Page:
    return page(SEARCH, {"success": True, "data": {"searchResult": {"dataResults": list(rows), "total": total}}})


def fact(entry: Entry, field: Field) -> str:
    (finding,) = entry.facts[field]
    return finding.text


# Unit API


ROW = (
    '<li class="cf"><a class="fl" href="{href}" title="工业和信息化部关于印发某规划的通知"><i></i>工业和...'
    '</a><span class="fr">2021-11-16</span></li>'
)


def column(*rows: str, pager: str = "") -> Page:
    return unit(f'<div id="右侧内容"><div class="page-content"><ul>{"".join(rows)}</ul></div>{pager}</div>')


def test_a_row_has_the_whole_title_the_date_and_an_absolute_address() -> None:
    (entry,) = miit.read_listing(column(ROW.format(href="/zwgk/zcwj/wjfb/tz/art/2021/art_0.html"))).entries
    assert entry.title == "工业和信息化部关于印发某规划的通知"
    assert entry.published_on == date(2021, 11, 16)
    assert entry.url == f"{SITE}/zwgk/zcwj/wjfb/tz/art/2021/art_0.html"
    assert entry.stage is None


@from_table
def test_addresses_are_resolved_against_the_root_of_the_site(href: str, url: str) -> None:
    assert [entry.url for entry in miit.read_listing(column(ROW.format(href=href))).entries] == [url]


def test_spacers_are_no_rows() -> None:
    spacers = (
        '<li class="empty"></li>',
        '<li class="border-line"></li>',
        '<li><a href="javascript:void(0)">x</a></li>',
    )
    assert len(miit.read_listing(column(*spacers, ROW.format(href="/a.html"))).entries) == 1


def test_the_pager_tells_how_many_pages_there_are() -> None:
    pager = '<div class="pagination" querydata="{}" rows="24" unitid="u" count="49" pageno="1" uniturl="/x"></div>'
    listing = miit.read_listing(column(ROW.format(href="/a.html"), pager=pager))
    assert (listing.pages, listing.total) == (3, 49)


def consultation(endtime: str) -> Page:
    return unit(
        '<div class="clist_con"><form><ul></ul></form><ul><li><span class="fr">2026-09-14</span>'
        '<a href="gzcy/yjzj/art/2026/art_1.html" title="公开征求意见"><i></i><font></font>公开征求意见</a>'
        f'<span class="endtime" style="display:none !important;">{endtime}</span></li></ul></div>'
    )


def test_a_consultation_ends_on_the_day_before_the_hidden_midnight() -> None:
    (entry,) = miit.read_listing(consultation("1791993600000")).entries
    assert fact(entry, "comments_due_on") == "2026-10-14"
    assert entry.stage == "draft"
    assert entry.published_on == date(2026, 9, 14)


@pytest.mark.parametrize("endtime", ["", "0", "{{EPOCH+27}}", "99999999999999"])
def test_a_consultation_without_a_real_end_has_no_deadline(endtime: str) -> None:
    (entry,) = miit.read_listing(consultation(endtime)).entries
    assert "comments_due_on" not in entry.facts


def test_an_empty_column_is_an_empty_listing() -> None:
    assert miit.read_listing(column('<li class="empty"></li>')).entries == ()


def test_a_fragment_without_rows_or_frame_is_not_taken_for_an_empty_column() -> None:
    with pytest.raises(UnknownTemplate, match="expected rows"):
        miit.read_listing(unit("<div>系统繁忙</div>"))


def test_a_refused_answer_says_why() -> None:
    with pytest.raises(UnknownTemplate, match="参数错误"):
        miit.read_listing(page(UNIT, {"success": False, "code": "500", "message": "参数错误", "data": None}))


def test_a_challenge_is_recognised() -> None:
    body = "<html><head><script>$_ts={}</script></head><body></body></html>"
    for read in (miit.read_listing, miit.SITE.read_notice, miit.unit_parameters, miit.category):
        with pytest.raises(Challenge):
            read(page(UNIT, body))


# Column shell, category


def test_the_shell_gives_the_seven_parameters_of_the_unit_with_the_rows() -> None:
    assert miit.unit_parameters(saved("shell.html", f"{SITE}/jgsj/kjs/wjfb/index.html"), "当前栏目_list") == {
        "parseType": "buildstatic",
        "webId": "8d828e408d90447786ddbe128d495e9e",
        "tplSetId": "209741b2109044b5b7695700b2bec37e",
        "pageType": "column",
        "tagId": "当前栏目_list",
        "editType": "null",
        "pageId": "7df23bf39e2d42b793ebfcc3319015b7",
    }


def test_parameters_printed_as_json_are_read_too() -> None:
    json_form = (PAGES / "shell.html").read_text(encoding="utf-8").replace("'", "&quot;")
    assert miit.unit_parameters(page(SITE, json_form), "当前栏目_list")["tagId"] == "当前栏目_list"


def test_of_several_units_none_is_guessed() -> None:
    with pytest.raises(UnknownTemplate, match="the unit 分页列表, found 左侧导航、当前栏目_list"):
        miit.unit_parameters(page(SITE, (PAGES / "shell.html").read_text(encoding="utf-8")), "分页列表")


def test_a_page_without_a_column_unit_is_no_shell() -> None:
    with pytest.raises(UnknownTemplate, match="found none"):
        miit.unit_parameters(saved("notice.html", NOTICE))


def test_a_shell_is_not_taken_for_a_list() -> None:
    with pytest.raises(NotReadable):
        miit.read_listing(saved("shell.html", f"{SITE}/jgsj/kjs/wjfb/index.html"))


@pytest.mark.parametrize("iid", ["196", 196])
def test_the_category_is_the_first_one_of_the_answer(iid: str | int) -> None:
    answer = {"success": True, "data": {"categories": [{"iid": iid, "name": "政策文件"}, {"iid": "57"}]}}
    assert miit.category(page(SITE, answer)) == "196"


def test_an_answer_without_categories_is_refused() -> None:
    with pytest.raises(UnknownTemplate, match="iid"):
        miit.category(page(SITE, {"success": True, "data": {"categories": []}}))


# Search API


RICH = {
    "title": "工业和信息化部关于印发<em>“十四五”</em>信息通信行业发展规划的&#x901A;知",
    "url": "/zwgk/zcwj/wjfb/tz/art/2021/art_3a0b0c726bd94b7d9b5092770d581c73.html",
    "jsearch_date": "2021-11-16",
    "deploytime": "1637042400000",
    "filenumbername": "工信部规〔2021〕164号",
    "publishgroupname": "工业和信息化部",
    "themename": "规划",
    "typename": "通知",
    "indexcode": "000000000/2021-00001",
}


def grouped(data: dict[str, Any], deployed: str = "1637042400000") -> dict[str, Any]:
    return {
        "groupCount": 1,
        "groupData": [{"pkValue": "3a0b", "groupData": [], "data": data}],
        "data": {"_value": "1", "_count": "1", "max_deploytime": deployed},
    }


@pytest.mark.parametrize("hit", [{"data": RICH}, grouped(RICH), {"data": RICH, "groupData": []}])
def test_a_hit_is_read_grouped_or_plain(hit: dict[str, Any]) -> None:
    listing = miit.read_listing(search(hit))
    (entry,) = listing.entries
    assert entry.title == "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知"
    assert entry.published_on == date(2021, 11, 16)
    assert entry.url.startswith(f"{SITE}/zwgk/zcwj/wjfb/tz/")
    assert (listing.total, listing.pages) == (41, 3)


@from_table
def test_a_rich_hit_gives_what_the_page_may_not_print(field: Field, text: str) -> None:
    (entry,) = miit.read_listing(search(grouped(RICH))).entries
    assert fact(entry, field) == text
    assert entry.facts[field][0].place == Place.API


def test_a_poor_hit_takes_its_day_from_the_group_in_chinese_time() -> None:
    poor = {"title": "某通知", "url": "/zwgk/zcwj/wjfb/tz/art/2021/art_1.html", "jsearch_url": "visit/link"}
    late = "1637078400000"  # 2021-11-16 16:00 UTC, 2021-11-17 00:00 in Beijing
    (entry,) = miit.read_listing(search(grouped(poor, late))).entries
    assert entry.published_on == date(2021, 11, 17)
    assert not entry.facts


def test_an_interpretation_among_the_hits_is_marked() -> None:
    hit = {"title": "某规划解读", "url": "/zwgk/zcjd/art/2021/art_2.html", "jsearch_date": "2021-11-16"}
    assert [entry.stage for entry in miit.read_listing(search({"data": hit})).entries] == ["interpretation"]


def test_renamed_keys_are_noticed_and_not_taken_for_an_empty_answer() -> None:
    with pytest.raises(UnknownTemplate, match="none with url and title"):
        miit.read_listing(search({"data": {"name": "x", "link": "/y"}}))


def test_no_hits_are_an_empty_listing() -> None:
    assert miit.read_listing(search(total=0)).entries == ()


# Static lists


def test_a_front_page_whose_tabs_and_panels_do_not_match_is_refused() -> None:
    text = (PAGES / "front.html").read_text(encoding="utf-8")
    with pytest.raises(UnknownTemplate, match="文件发布"):
        miit.read_listing(page(SITE, text.replace('<a href="/zwgk/zcwj/flfg/index.html">法律法规</a>', "")))


def test_the_home_page_and_the_old_site_list_dated_rows() -> None:
    home = '<ul><li><span>2026-08-03</span><p><a href="http://www.miit.gov.cn/a.html" title="甲">甲</a></p></li></ul>'
    old = '<ul class="clist_con"><li><a href="/n1/c2/content.html">乙</a><span><a>2019-08-03</a></span></li></ul>'
    assert [e.published_on for e in miit.read_listing(page(SITE, home)).entries] == [date(2026, 8, 3)]
    assert [e.title for e in miit.read_listing(page(SITE, old)).entries] == ["乙"]
