"""The brief, bodies, coverage and comparisons as pages."""

import html
import json
import re
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

from tests.zhengce.web.asking import Site, ask
from zhengce.web.pages import brief


def test_the_brief_is_shown_and_taken_along(site: Site) -> None:
    period = "from=2021-11-01&to=2021-11-30"
    page = ask(site, f"/brief?{period}")
    title = "工业和信息化部 国家发展改革委关于印发“十四五”闸板行业发展规划的通知"
    link = f'<a href="/documents/{site[1]["plan"]}" title="{title}"><span lang="en">Plan for the gate industry'
    assert link in page
    assert "sha256" not in page
    assert "闸板" in ask(site, f"/brief.md?{period}")
    groups = json.loads(ask(site, f"/brief.json?{period}"))["groups"]
    assert site[1]["plan"] in [line["id"] for line in groups[0]["documents"]]
    assert "<!doctype html>" in ask(site, f"/brief.html?{period}")


def test_a_result_page_leads_to_the_brief_of_its_results(site: Site) -> None:
    params = f"q={quote('闸板')}&stage=final"
    link = re.search(r'href="(/brief\?[^"]*)"', ask(site, f"/?{params}&order=newest"))
    assert link
    page = ask(site, html.unescape(link[1]))
    found = {item["id"] for item in json.loads(ask(site, f"/api/search?{params}&limit=100"))["items"]}
    shown = re.findall(r'<h3><a href="/documents/(\d+)"', page)
    assert set(map(int, shown)) == found != set()
    assert 'name="q" maxlength="200" value="闸板"' in page
    download = re.search(r'href="(/brief\.json\?[^"]*)"', page)
    assert download
    assert json.loads(ask(site, html.unescape(download[1])))["filters"] == {"query": "闸板", "stages": ["final"]}


def test_the_brief_of_a_large_search_is_of_its_last_days_and_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brief, "MOST_WHOLE", 1)
    assert "Choose another period" in ask(site, f"/brief?q={quote('的建设')}")
    assert "Choose another period" not in ask(site, f"/brief?q={quote('的建设')}&from=2021-01-01")
    assert "Choose another period" not in ask(site, "/brief")


def test_coverage_says_what_is_held_by_year_and_what_is_not(site: Site) -> None:
    page = ask(site, "/sources")
    year = re.search(r'href="(/\?source=miit&amp;from=2021-01-01&amp;to=2021-12-31)"[^>]*>(\d+)<', page)
    assert year
    assert f"<b>{year[2]}</b>" in ask(site, html.unescape(year[1]))
    assert 'class="failing"' in page.partition("NDRC")[2].partition("</tr>")[0]
    assert "never crawled" in page
    assert '<a href="/bodies/nmpa">' in page
    assert "local governments" in page


def test_a_body_has_its_names_its_years_and_where_its_documents_come_from(site: Site) -> None:
    page = ask(site, "/bodies/miit")
    assert "工信部" in page
    held = re.search(r'href="/\?issuer=miit">([\d,]+)</a>', page)
    assert held
    assert f"<b>{held[1]}</b>" in ask(site, "/?issuer=miit")
    assert 'href="/?issuer=miit&amp;source=miit"' in page
    before, after = ask(site, "/bodies/cfda"), ask(site, "/bodies/nmpa")
    assert "2013-03 – 2018-03" in before
    assert '<a href="/bodies/nmpa"' in before
    assert '<a href="/bodies/cfda"' in after
    with pytest.raises(urllib.error.HTTPError) as missing:
        ask(site, "/bodies/nosuch")
    assert missing.value.code == 404
    missing.value.close()
    assert '<a href="/bodies/miit"' in ask(site, f"/documents/{site[1]['plan']}")


def test_two_versions_and_two_documents_are_compared_side_by_side(site: Site) -> None:
    plan, cited = site[1]["plan"], site[1]["cited"]
    page = ask(site, f"/compare?one={plan}@1&other={plan}")
    assert "闸板要<ins>很</ins>轻便" in page
    assert "<td></td><td><ins>附则一行。</ins></td>" in page
    assert "Version 3 · today" in page
    other = ask(site, f"/compare?one={plan}&other={quote('国发〔2021〕20号')}")
    assert "<del>" in other
    assert f'<a href="/documents/{cited}"' in other
    assert "General Office</span></td>" in other
    assert "The texts are the same" in ask(site, f"/compare?one={plan}&other={plan}")
    for params, status in (
        (f"one={plan}@9&other=1", 404),
        ("one=99999&other=1", 404),
        ("one=1&other=1&x=1", 422),
        ("", 422),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(site, f"/compare?{params}")
        assert refused.value.code == status
        refused.value.close()
    changes = ask(site, f"/documents/{plan}/changes")
    assert f'href="/compare?one={plan}%401&amp;other={plan}%402"' in changes
    assert f'href="/compare?one={plan}%402&amp;other={plan}"' in changes
