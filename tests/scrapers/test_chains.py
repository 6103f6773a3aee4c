"""Lists and notices that take more than one request: MIIT's identifiers, NDRC's consultations, CAC's two ways.

The answers imitate the sites' structure; texts are invented.
"""

import json
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from werkzeug import Response as Reply

from parsers.platforms.jpaas import UNIT_PARAMETERS
from scrapers.base_spiders.jpaas import UnitColumn, category_url, search_url, unit_url
from scrapers.base_spiders.source_spider import SourceSpider
from scrapers.spiders.cac import Cac
from scrapers.spiders.csrc import Csrc
from scrapers.spiders.miit import Miit
from scrapers.spiders.ndrc import Ndrc
from scrapers.spiders.nfra import Nfra
from storage.schema import documents, runs
from tests.saved_pages import PAGES
from tests.scrapers.loopback import Sites, alone, only
from tests.scrapers.test_crawl import held

SEARCH, UNIT = Miit.columns[0], cast(UnitColumn, Miit.columns[1])
CATEGORY = category_url("www.miit.gov.cn", "110000000000000", "183")
MIIT = only(Miit, *(column.name for column in Miit.columns[:2]))
SMALL_NFRA = only(Nfra, "规章及规范性文件")
SMALL_CSRC = only(Csrc, "规章")
SMALL_CAC = only(Cac, "网信@你")
CONSULTATIONS = only(Ndrc, "意见征求")
KEYS = dict.fromkeys(UNIT_PARAMETERS, "value") | {"pageType": "column", "tagId": "右侧内容", "pageId": "a" * 32}


def miit_notice(title: str) -> str:
    return (
        f'<html><head><meta charset="utf-8"><meta name="PubDate" content="2026-04-01 09:00"></head><body>'
        f'<div class="ctitle"><h1 id="con_title">{title}</h1></div>'
        f'<div class="cinfo"><span id="con_time">发布时间：2026-04-01 09:00</span></div>'
        f'<div id="con_con" class="ccontent center"><p>各有关单位：</p><p>现就有关事项通知如下。</p></div>'
        "</body></html>"
    )


def art(letter: str) -> str:
    return f"/zwgk/zcwj/wjfb/tz/art/2026/art_{letter * 32}.html"


def search_answer(*rows: tuple[str, str]) -> str:
    results = [
        {"data": {"title": title, "url": url, "jsearch_date": "2026-04-01", "filenumbername": "工信部规〔2026〕9号"}}
        for url, title in rows
    ]
    found = {"dataResults": results, "total": len(results)}
    return json.dumps({"success": True, "code": "200", "data": {"searchResult": found}}, ensure_ascii=False)


def unit_answer(*rows: tuple[str, str]) -> str:
    items = "".join(
        f'<li class="cf"><a class="fl" href="{url}" title="{title}">{title}</a><span class="fr">2026-04-01</span></li>'
        for url, title in rows
    )
    html = (
        f'<div class="page-content"><ul>{items}</ul></div><div class="pagination" rows="24" count="{len(rows)}"></div>'
    )
    return json.dumps({"success": True, "code": "200", "data": {"html": html}}, ensure_ascii=False)


def shell(keys: dict[str, str]) -> str:
    script = f'<script parsetype="buildstatic" querydata="{keys}"></script>'
    return f'<html><body><div class="lmy_main_rb">{script}</div></body></html>'


@pytest.fixture
def miit(sites: Sites) -> Sites:
    """MIIT with one document in each of two columns."""
    sites.answers |= {
        CATEGORY: json.dumps({"success": True, "code": "200", "data": {"categories": [{"iid": "196"}]}}),
        search_url("www.miit.gov.cn", "110000000000000", "196", 1): search_answer((art("a"), "关于甲的通知")),
        UNIT.home: shell(KEYS),
        unit_url(UNIT, KEYS, 1): unit_answer((art("b"), "关于乙的通知")),
        f"https://www.miit.gov.cn{art('a')}": miit_notice("关于甲的通知"),
        f"https://www.miit.gov.cn{art('b')}": miit_notice("关于乙的通知"),
    }
    return sites


def settings_of(source: type[SourceSpider]) -> dict[str, Any]:
    return {**alone(source), "ZHENGCE_FILES": False}


def crawl(sites: Sites, folder: Path, source: type[SourceSpider], **options: Any) -> Any:
    [summary] = sites.crawl(folder, [source.name], settings=settings_of(source), **options)
    return summary


def test_miit_is_requested_with_the_identifiers_that_its_own_pages_name(miit: Sites, tmp_path: Path) -> None:
    summary = crawl(miit, tmp_path, MIIT)
    assert summary.messages == ()
    assert [url.split("?")[0].rsplit("/", 1)[-1] for url in miit.requested] == [
        "list-category", "info", f"art_{'a' * 32}.html", "index.html", "unit", f"art_{'b' * 32}.html"
    ]  # fmt: skip
    assert held(tmp_path, documents, "title") == ["关于甲的通知", "关于乙的通知"]


def test_the_number_that_only_the_search_knows_reaches_the_record(miit: Sites, tmp_path: Path) -> None:
    crawl(miit, tmp_path, MIIT)
    assert held(tmp_path, documents, "document_number") == ["工信部规〔2026〕9号", None]


def test_where_the_shell_cannot_be_read_the_known_identifiers_are_used_and_that_is_said(
    miit: Sites, tmp_path: Path
) -> None:
    miit.answers[CATEGORY] = "<html><body>维护中</body></html>"
    summary = crawl(miit, tmp_path, MIIT)
    assert (summary.new, summary.failed) == (2, 0)
    [message] = summary.messages
    assert message.startswith("政策文件库: ")
    assert message.endswith("requested with the identifiers known from earlier")


SERVICE = "https://yyglxxbsgw.ndrc.gov.cn/public/submission-service"


def test_a_consultation_of_ndrc_is_reached_through_its_short_key(sites: Sites, tmp_path: Path) -> None:
    home = "https://www.ndrc.gov.cn/hdjl/yjzq/"
    public = "https://yyglxxbsgw.ndrc.gov.cn/sa.html#/abcd"
    title = "关于向社会公开征求《某办法（征求意见稿）》意见的公告"
    sites.answers[home] = (
        f'<html><body><ul class="u-list"><li><a href="{public}" title="{title}">{title}</a>'
        f"<span>2026/09/04</span></li></ul></body></html>"
    )
    article = {
        "articleId": "77",
        "articleTitle": title,
        "articleContent": "<p>此次公开征求意见的时间为2026年9月4日至2026年10月3日。</p>",
        "publishDate": "2026-09-04",
        "shortUrlKey": "abcd",
    }
    where = "https://yyglxxbsgw.ndrc.gov.cn/htmls/article/article.html?articleId=77"
    sites.answers[f"{SERVICE}/article/access-url?shortKey=abcd"] = json.dumps({"status": 1, "data": where})
    sites.answers[f"{SERVICE}/column/getArticleDetail?articleId=77"] = json.dumps({"status": 1, "data": article})
    summary = crawl(sites, tmp_path, CONSULTATIONS)
    assert summary.messages == ()
    assert held(tmp_path, documents, "url", "stage") == [(public, "draft")]
    again = crawl(sites, tmp_path, CONSULTATIONS)
    assert (again.fetched, sites.requested) == (0, [home])


def test_a_document_of_nfra_is_requested_of_its_api_and_kept_under_the_page_for_readers(
    sites: Sites, tmp_path: Path
) -> None:
    api, public = "https://www.nfra.gov.cn/cbircweb/DocInfo", "https://www.nfra.gov.cn/cn/view/pages/ItemDetail.html"
    answer = json.loads((PAGES / "nfra" / "list.json").read_text())
    answer["data"] = {"rows": answer["data"]["rows"][1:], "total": 1}
    listing = f"{api}/SelectDocByItemIdAndChild?itemId=928&pageSize=18&pageIndex=1"
    sites.answers[listing] = json.dumps(answer)
    sites.answers[f"{api}/SelectByDocId?docId=1192308"] = (PAGES / "nfra" / "document.json").read_text()
    assert crawl(sites, tmp_path, SMALL_NFRA).messages == ()
    assert held(tmp_path, documents, "url", "document_number") == [(f"{public}?docId=1192308", "金规〔2024〕24号")]
    again = crawl(sites, tmp_path, SMALL_NFRA)
    assert (again.fetched, sites.requested) == (0, [listing])


def test_the_day_on_which_csrc_put_a_rule_into_its_library_is_not_the_rule_s(sites: Sites, tmp_path: Path) -> None:
    [column] = (column for column in Csrc.columns if column.name == "规章")
    rule = "https://www.csrc.gov.cn/csrc/c106256/c1653980/content.shtml"
    row = {"title": "样例办法", "url": rule.removeprefix("https:"), "publishedTimeStr": "2021-12-16 10:00:00"}
    sites.answers |= {
        column.home: (PAGES / "csrc" / "rules.html").read_text(),
        str(column.nth).replace("{n}", "1"): json.dumps({"data": {"total": 1, "results": [row]}}),
        rule: (PAGES / "csrc" / "rule.html").read_text(),
    }
    assert crawl(sites, tmp_path, SMALL_CSRC).messages == ()
    assert sites.requested == list(sites.answers)
    assert [str(day) for day in held(tmp_path, documents, "published_on", "written_on")[0]] == ["None", "2021-10-30"]


LIST = "https://www.cac.gov.cn/cms/JsonList"
SPARE = "https://www.cac.gov.cn/hdfw/wxan/A093802index_1.htm"
DRAFT = "https://www.cac.gov.cn/2026-04/01/c_1.htm"


def cac(sites: Sites) -> None:
    title = "关于《某规定（征求意见稿）》公开征求意见的通知"
    row = {"topic": title, "infourl": DRAFT.removeprefix("https:"), "pubtime": "2026-04-01 09:00:00"}
    sites.answers[LIST] = json.dumps({"list": [row], "totalRec": "1"}, ensure_ascii=False)
    sites.answers[SPARE] = (
        f'<html><body><div id="loadingInfoPage"><li><h5><a href={DRAFT} title="{title}">{title}</a></h5>'
        f'<div class="times">2026-04-01</div></li></div></body></html>'
    )
    sites.answers[DRAFT] = (
        f'<html><head><meta charset="utf-8"><title>{title}_中央网络安全和信息化委员会办公室</title></head><body>'
        f'<div class="main-title"><h1 class="title">{title}</h1></div><span id="pubtime">2026年04月01日 09:00</span>'
        f'<div class="main-content"><DIV id=BodyLabel><p>现向社会公开征求意见。</p></DIV></div></body></html>'
    )


@pytest.mark.parametrize(
    ("answer", "tries"),
    [(Reply("", status=404), 1), (Reply("", status=500), 3), ("no JSON", 1), ("<html><body>改版</body></html>", 1)],
    ids=["404", "500", "no JSON", "redesign"],
)
def test_where_the_call_fails_the_html_list_is_read_and_that_is_said(
    sites: Sites, tmp_path: Path, answer: Reply | str, tries: int
) -> None:
    cac(sites)
    sites.answers[LIST] = answer
    summary = crawl(sites, tmp_path, SMALL_CAC)
    assert (summary.new, summary.failed) == (1, 0)
    assert summary.messages[0].startswith("网信@你: ")
    assert "which shows the newest rows only" in summary.messages[0]
    assert sites.requested == [LIST] * tries + [SPARE, DRAFT]  # no page behind the newest rows
    assert held(tmp_path, runs, "columns")[0]["网信@你"]["ended"] is None  # the walk is owed


def test_where_a_further_page_fails_the_list_of_the_newest_rows_is_not_requested(sites: Sites, tmp_path: Path) -> None:
    cac(sites)
    first = sites.answers[LIST].replace('"totalRec": "1"', '"totalRec": "40"')
    sites.answers[LIST] = [Reply(first, content_type="application/json"), Reply("", status=500)]
    summary = crawl(sites, tmp_path, SMALL_CAC)
    assert (summary.new, summary.failed) == (1, 1)
    assert summary.messages == (f"网信@你: {LIST}: status 500",)
    assert SPARE not in sites.requested


def test_the_clock_of_a_crawl_is_utc(miit: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the time zone of the machine: what is written down is read by machines elsewhere."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # fourteen hours ahead
    time.tzset()
    before = datetime.now(UTC).replace(microsecond=0)  # moments are kept to the second
    try:
        crawl(miit, tmp_path, MIIT)
    finally:
        monkeypatch.undo()
        time.tzset()
    with sqlite3.connect(tmp_path / "zhengce.db") as connection:
        written = connection.execute("SELECT started_at, finished_at FROM runs").fetchone()
        seen = connection.execute("SELECT first_seen_at FROM pages").fetchall()
    connection.close()
    for moment in (*written, *(value for (value,) in seen)):
        assert before <= datetime.fromisoformat(moment).replace(tzinfo=UTC) <= datetime.now(UTC)
