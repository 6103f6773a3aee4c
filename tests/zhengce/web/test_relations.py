"""Targets and lives on the page and in the API: every step leads to its document and to the words that say so."""

import html
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import parsel
import pytest

from storage.database import open_database
from tests.zhengce.holding import hold
from tests.zhengce.lives import ENDING, GOAL, LIFE, TITLE
from tests.zhengce.serving import served

Site = tuple[str, dict[str, int]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("lives")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(LIFE, hold(database, *LIFE.values()), strict=True))
    with served(database, folder / "archive") as address:
        yield address, ids
    database.close()


def text(site: Site, path: str) -> str:
    with urllib.request.urlopen(site[0] + path, timeout=30) as response:
        return html.unescape(response.read().decode())


def api(site: Site, path: str) -> Any:
    return json.loads(text(site, f"/api{path}"))


def test_a_document_says_its_targets_its_standing_and_what_it_is_related_to(site: Site) -> None:
    ids = site[1]
    found = api(site, f"/documents/{ids['rules']}")
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
    draft = api(site, f"/documents/{ids['draft']}")
    assert (draft["final_id"], draft["life_of"]) == (ids["rules"], ids["rules"])
    assert [(event["kind"], event["document_id"]) for event in draft["related"]] == [("draft_of", ids["rules"])]
    assert draft["life"] == found["life"]


def test_the_line_of_life_leads_from_step_to_step_and_says_how_long_each_took(site: Site) -> None:
    ids = site[1]
    page = parsel.Selector(text(site, f"/documents/{ids['reading']}"))
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


def test_related_documents_stand_by_kind_and_citations_without_a_relation_below(site: Site) -> None:
    ids = site[1]
    shown = text(site, f"/documents/{ids['rules']}")
    page = parsel.Selector(shown)
    assert {"Based on", "Replaces"} <= set(page.css(".short dt::text").getall())  # the rest is on the line
    assert page.css("#related h3::text").getall() == ["Cited by"]
    assert f'<q lang="zh-Hans">{ENDING}</q>' in shown
    assert page.css(f".status a[href='/documents/{ids['end']}']")
    assert 'id="cites"' not in shown  # both citations are relations
    assert shown.index('id="cited_by"') < shown.index(f'<a href="/documents/{ids["citing"]}"')


def test_the_life_of_a_document_is_a_page_with_a_status_on_any_day(site: Site) -> None:
    ids = site[1]
    shown = text(site, f"/documents/{ids['amendment']}/life?on=2021-01-01")
    page = parsel.Selector(shown)
    assert page.css("h1").xpath("string()").get() == TITLE  # no table holds 埽工
    assert page.css(".status").xpath("normalize-space()").get("").startswith("In force since Oct 1, 2020")
    answer = api(site, f"/documents/{ids['amendment']}/life?on=2021-01-01")
    assert (answer["document_id"], answer["standing"]["status"]) == (ids["rules"], "in_force")
    for event in answer["events"]:
        assert event["words"] in (None, event["title"]) or event["words"] in shown
    assert page.css("a[href^='/compare']::attr(href)").getall() == [f"/compare?one={ids['draft']}&other={ids['rules']}"]


def test_targets_of_all_documents_are_filtered_and_paged(site: Site) -> None:
    assert [item["indicator"] for item in api(site, "/targets")["items"]] == ["单位养护成本", "埽工完好率"]
    first = api(site, "/targets?limit=1")
    assert (first["total"], first["next_offset"]) == (2, 1)
    rest = api(site, "/targets?limit=1&offset=1")
    assert (rest["items"][0]["words"], rest["next_offset"]) == (GOAL, None)
    assert api(site, "/targets?status=in_force")["total"] == 0
    shown = text(site, f"/targets?indicator={quote('完好率')}&issuer=miit&year=2025")
    assert "<b>80% (2020)</b> → <b>≥95%</b>" in shown
    assert f'href="/documents/{site[1]["rules"]}#p3"' in shown
    assert "单位养护成本" not in shown
