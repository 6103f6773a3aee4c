"""Surveys over many documents: bodies, relations and targets."""

import html
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import parsel
import pytest
from parsel import Selector

from parsers.record import Target
from storage.database import Database, open_database
from storage.documents import queries
from tests.tables import from_table
from tests.zhengce.holding import hold
from tests.zhengce.lives import ENDING, GOAL, LIFE, TITLE, of_ministry
from tests.zhengce.serving import NDRC, served
from tests.zhengce.web.asking import Site, ask
from zhengce.documents.goals import BEFORE
from zhengce.documents.plans import neighbours, period_of
from zhengce.english.titles.shown import MARK
from zhengce.web.pages import brief

# The brief, bodies, coverage and comparisons as pages


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


def test_coverage_says_what_is_held_and_what_is_not(site: Site) -> None:
    page = ask(site, "/sources")
    number = re.search(r'href="/\?source=miit">(\d+)<', page)
    assert number
    assert f"<b>{number[1]}</b>" in ask(site, "/?source=miit")
    assert 'class="failing"' in page.partition("NDRC")[2].partition("</tr>")[0]
    assert "never crawled" in page
    assert '<a href="/search?issuer=nmpa">' in page
    assert "local governments" in page


def test_two_documents_are_compared_and_edits_of_one_are_shown(site: Site) -> None:
    plan, cited = site[1]["plan"], site[1]["cited"]
    changes = ask(site, f"/documents/{plan}/changes")
    assert "闸板要<ins>很</ins>轻便" in changes
    assert "<p><ins>附则一行。</ins></p>" in changes
    other = ask(site, f"/compare?one={plan}&other={quote('国发〔2021〕20号')}")
    assert "<del>" in other
    assert f'<a href="/documents/{cited}"' in other
    assert "The texts are the same" in ask(site, f"/compare?one={plan}&other={plan}")
    for params, status in (
        ("one=99999&other=1", 404),
        ("one=1&other=1&x=1", 422),
        ("", 422),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(site, f"/compare?{params}")
        assert refused.value.code == status
        refused.value.close()


# Targets and lives on the page and in the API: every step leads to its document and to the words that say so


SiteOfRelations = tuple[str, dict[str, int]]


@pytest.fixture(scope="module")
def linked_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteOfRelations]:
    folder: Path = tmp_path_factory.mktemp("lives")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(LIFE, hold(database, *LIFE.values()), strict=True))
    with served(database, folder / "archive") as address:
        yield address, ids
    database.close()


def text(linked_site: SiteOfRelations, path: str) -> str:
    with urllib.request.urlopen(linked_site[0] + path, timeout=30) as response:
        return html.unescape(response.read().decode())


def api(linked_site: SiteOfRelations, path: str) -> Any:
    return json.loads(text(linked_site, f"/api{path}"))


def test_a_document_says_its_targets_its_standing_and_what_it_is_related_to(linked_site: SiteOfRelations) -> None:
    ids = linked_site[1]
    found = api(linked_site, f"/documents/{ids['rules']}")
    assert [(item["indicator"], item["value"], item["year"]) for item in found["targets"]] == [
        ("埽工完好率", 95, 2025),
        ("单位养护成本", 10, 2025),
    ]
    assert found["standing"] == {
        "status": "repealed",
        "since": "2024-07-01",
        "words": ENDING,
        "rule": "repeals",
        "document_id": ids["end"],
        "until": None,
        "part": None,
    }
    assert [(event["kind"], event["document_id"]) for event in found["related"]] == [
        ("based_on", None),
        ("draft", ids["draft"]),
        ("interpretation", ids["reading"]),
        ("replaces", ids["old"]),
        ("amended_by", ids["amendment"]),
        ("repealed_by", ids["end"]),
    ]
    draft = api(linked_site, f"/documents/{ids['draft']}")
    assert (draft["final_id"], draft["life_of"]) == (ids["rules"], ids["rules"])
    assert [(event["kind"], event["document_id"]) for event in draft["related"]] == [("draft_of", ids["rules"])]
    assert draft["life"] == found["life"]


def test_the_line_of_life_leads_from_step_to_step_and_says_how_long_each_took(linked_site: SiteOfRelations) -> None:
    ids = linked_site[1]
    page = parsel.Selector(text(linked_site, f"/documents/{ids['reading']}"))
    steps = page.css(".life li")
    names = [step.css("p").xpath("string()").get("").partition(":")[0] for step in steps]
    shown = list(zip(page.css(".life time::text").getall(), names, strict=True))
    assert shown == [
        ("Mar 2, 2020", "Draft"),
        ("Sep 1, 2020", "Published"),
        ("Sep 3, 2020", "Interpretation"),
        ("Oct 1, 2020", "Takes effect"),
        ("Jul 1, 2022", "Amended by"),
        ("Jul 1, 2024", "Repealed by"),
    ]
    assert [step.css("a::attr(href)").get() for step in steps] == [
        *(f"/documents/{ids['draft']}", f"/documents/{ids['rules']}", None, None),
        *(f"/documents/{ids['amendment']}", f"/documents/{ids['end']}"),
    ]
    assert page.css("[aria-current=step] b::text").getall() == ["Interpretation"]
    gaps = page.css(".gap::text").getall()
    assert gaps == ["5 months", "2 days", "28 days", "1 year 9 months", "2 years"]


def test_related_documents_stand_by_kind_and_citations_without_a_relation_below(linked_site: SiteOfRelations) -> None:
    ids = linked_site[1]
    shown = text(linked_site, f"/documents/{ids['rules']}")
    page = parsel.Selector(shown)
    assert {"Based on", "Replaces"} <= set(page.css(".short dt::text").getall())  # the rest is on the line
    assert page.css("#related h3::text").getall() == ["Cited by"]
    assert f'<q lang="zh-Hans">{ENDING}</q>' in shown
    assert page.css(f".status a[href='/documents/{ids['end']}']")
    assert 'id="cites"' not in shown  # both citations are relations
    assert shown.index('id="cited_by"') < shown.index(f'<a href="/documents/{ids["citing"]}"')


def test_the_life_of_a_document_stands_on_its_page_with_its_words(linked_site: SiteOfRelations) -> None:
    ids = linked_site[1]
    shown = text(linked_site, f"/documents/{ids['rules']}/life")
    page = parsel.Selector(shown)
    assert page.css("h1").xpath("string()").get() == TITLE  # no table holds 埽工
    answer = api(linked_site, f"/documents/{ids['amendment']}/life?on=2021-01-01")
    assert (answer["document_id"], answer["standing"]["status"]) == (ids["rules"], "in_force")
    for event in answer["events"]:
        assert event["words"] in (None, event["title"]) or event["words"] in shown
    assert page.css("a[href^='/compare']::attr(href)").getall() == [f"/compare?one={ids['draft']}&other={ids['rules']}"]


def test_targets_of_all_documents_are_filtered_and_paged(linked_site: SiteOfRelations) -> None:
    assert [item["indicator"] for item in api(linked_site, "/targets")["items"]] == ["单位养护成本", "埽工完好率"]
    first = api(linked_site, "/targets?limit=1")
    assert (first["total"], first["next_offset"]) == (2, 1)
    rest = api(linked_site, "/targets?limit=1&offset=1")
    assert (rest["items"][0]["words"], rest["next_offset"]) == (GOAL, None)
    assert api(linked_site, "/targets?status=in_force")["total"] == 0
    shown = text(linked_site, f"/targets?indicator={quote('完好率')}&issuer=miit&year=2025")
    assert "<b>80% (2020)</b> → <b>≥95%</b>" in shown
    assert f'href="/documents/{linked_site[1]["rules"]}#p3"' in shown
    assert "单位养护成本" not in shown


# Targets as pictures: plan after plan on one axis, nothing on it that cannot be compared, and a sheet for print


PATENTS = "每万人口高价值发明专利拥有量"


def aim(
    value: float, year: int | None, baseline: float | None = None, since: int | None = None, **other: Any
) -> Target:
    values = {"indicator": PATENTS, "unit": "件", "kind": "level", **other}
    values |= {"amount": value, "base_unit": values["unit"]}
    return Target(value=value, value_as_printed=str(value), year=year, baseline=baseline, baseline_year=since, **values)


OLD = of_ministry(
    "关于印发埽工规划（2016—2020年）的通知",
    date(2016, 12, 5),
    issued_title="埽工规划（2016—2020年）",
    targets=(aim(6.3, 2020, 3.0, 2015), aim(40, 2020, unit="%")),
)
NEW = of_ministry(
    "关于印发“十四五”埽工规划的通知",
    date(2021, 11, 5),
    issued_title="“十四五”埽工规划",
    topic="科技、教育\\知识产权",
    targets=(
        aim(12.6, 2025, 6.3, 2020),
        aim(5, 2025, unit="%", kind="growth_rate", direction="increase"),
        aim(30, 2025, words="累计达到30件", indicator="闸板"),
        aim(8, 2025, words="每年达到8件", indicator="闸板", nature="预期性"),
        aim(10, 2025, None, 2020, unit="%", kind="change", direction="decrease", indicator="单位产品能耗"),
    ),
)
OTHER = replace(
    of_ministry("关于闸板的通知", date(2024, 1, 2), targets=(aim(9, 2027, 7, None),)), issuing_bodies=(NDRC,)
)


@pytest.fixture(scope="module")
def aim_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("targets")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(("old", "new", "other"), hold(database, OLD, NEW, OTHER), strict=True))
    with served(database, folder / "archive") as address:
        yield address, ids, database
    database.close()


def rows(aim_site: Site, query: str) -> list[tuple[str, str, list[float]]]:
    """Of each row the indicator, its figure, and the places of its dots in percent of the width."""
    page = Selector(ask(aim_site, f"/targets?{query}"))
    found = []
    for row in page.css(".tracks tbody tr:not(.document)"):
        name = row.css("th [lang='zh-Hans']::text").get("")
        places = [float(place.rstrip("%")) for place in row.css("circle::attr(cx)").getall()]
        found.append((name, row.css("td > p").xpath("normalize-space()").get(""), places))
    return found


def test_plans_follow_one_another_on_the_years_that_all_rows_share(aim_site: Site) -> None:
    found = [(words, places) for name, words, places in rows(aim_site, "order=indicator") if name == PATENTS]
    old, new = (next(places for words, places in found if figure in words) for figure in ("→ 6.3", "→ 12.6"))
    assert old[1] == new[0]  # where the old plan ends, the new one begins
    [undated] = [places for words, places in found if "7 → 9" in words]
    assert undated[0] == BEFORE < old[0]
    assert any("5% a year" in words for _, words, _ in rows(aim_site, ""))


def test_targets_stand_below_their_documents_and_are_filtered_and_ordered(aim_site: Site) -> None:
    page = Selector(ask(aim_site, "/targets"))
    newest_first = [f"/documents/{aim_site[1][name]}" for name in ("other", "new", "old")]
    assert page.css(".document a::attr(href)").getall() == newest_first
    assert page.css("h1::text").get("").endswith(" targets, 2015 to 2030")
    assert len(rows(aim_site, "issuer=ndrc")) == 1
    assert {name for name, _, _ in rows(aim_site, "topic=%E7%A7%91%E6%8A%80")} == {
        PATENTS,
        "闸板",
        "单位产品能耗",
    }
    years = [int(year) for _, words, _ in rows(aim_site, "order=year") if (year := words.partition(" by ")[2][:4])]
    assert years == sorted(years)
    assert MARK in ask(aim_site, "/targets")
    assert Selector(ask(aim_site, "/search")).css(".hits .figures b")


def test_a_plan_leads_to_the_one_before_it(aim_site: Site) -> None:
    page = Selector(ask(aim_site, f"/documents/{aim_site[1]['new']}"))
    assert "The plan before it" in page.css(".short dt::text").getall()
    assert page.css(".short dd > a::attr(href)").get() == f"/documents/{aim_site[1]['old']}"
    database: Database = aim_site[2]
    with database.read() as connection:
        held = queries.by_id(connection, aim_site[1]["old"])
        assert held
        assert {key: plan.id for key, plan in neighbours(connection, held).items()} == {"after": aim_site[1]["new"]}


@from_table
def test_the_period_of_a_plan_is_read_from_its_title(title: str, period: tuple[int, int] | None) -> None:
    assert period_of(title) == period
