"""Targets and lives on the page and in the API: every step leads to its document and to the words that say so."""

import html
import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from storage.database import open_database
from tests.outputs.holding import hold
from tests.outputs.lives import ENDING, GOAL, LIFE, TITLE
from tests.outputs.serving import served

Site = tuple[str, dict[str, int]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("lives")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(LIFE, hold(database, *LIFE.values()), strict=True))
    with served(database, folder / "archive") as address:
        yield address, ids
    database.close()


def text(site: Site, path: str, language: str = "en") -> str:
    request = urllib.request.Request(site[0] + path, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=30) as response:
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


def test_the_line_of_life_leads_from_step_to_step(site: Site) -> None:
    ids = site[1]
    shown = text(site, f"/documents/{ids['reading']}")
    line = shown[shown.index('<nav class="life"') : shown.index("</nav>", shown.index('<nav class="life"'))]
    steps = re.findall(r'<span class="step">([^<]+)</span> <(?:a href="/documents/(\d+)"[^>]*|time)>([^<]+)<', line)
    assert steps == [
        ("Draft", str(ids["draft"]), "2020-03-02"),
        ("Document", str(ids["rules"]), "2020-09-01"),
        ("Interpretation", "", "2020-09-03"),
        ("Amended by", str(ids["amendment"]), "2022-07-01"),
        ("Repealed by", str(ids["end"]), "2024-07-01"),
    ]


def test_related_documents_stand_by_kind_and_citations_without_a_relation_below(site: Site) -> None:
    ids = site[1]
    shown = text(site, f"/documents/{ids['rules']}")
    assert re.findall(r"<h3>([^<]+)</h3>", shown) == [
        *("Based on", "Draft", "Interpretation", "Replaces", "Amended by", "Repealed by")
    ]
    assert f'<q lang="zh-Hans">{ENDING}</q>' in shown
    assert f'<a class="place" href="/documents/{ids["end"]}#p2">paragraph 2</a>' in shown
    assert 'id="cites"' not in shown  # both citations are relations
    assert shown.index('id="cited_by"') < shown.index(f'<a href="/documents/{ids["citing"]}"')
    assert "已废止" in text(site, f"/documents/{ids['rules']}", "zh")


def test_the_life_of_a_document_is_a_page_with_a_status_on_any_day(site: Site) -> None:
    ids = site[1]
    shown = text(site, f"/documents/{ids['amendment']}/life?on=2021-01-01")
    assert f'<a href="/documents/{ids["rules"]}">{TITLE}</a>' in shown
    assert "In force</span> since <time>2020-10-01</time>" in shown
    answer = api(site, f"/documents/{ids['amendment']}/life?on=2021-01-01")
    assert (answer["document_id"], answer["standing"]["status"]) == (ids["rules"], "in_force")
    for event in answer["events"]:
        assert event["words"] is None or event["words"] in shown
    assert "被修改" in text(site, f"/documents/{ids['rules']}/life", "zh")


def test_targets_of_all_documents_are_filtered_and_paged(site: Site) -> None:
    assert [item["indicator"] for item in api(site, "/targets")["items"]] == ["单位养护成本", "埽工完好率"]
    first = api(site, "/targets?limit=1")
    assert (first["total"], first["next_offset"]) == (2, 1)
    rest = api(site, "/targets?limit=1&offset=1")
    assert (rest["items"][0]["words"], rest["next_offset"]) == (GOAL, None)
    assert api(site, "/targets?status=in_force")["total"] == 0
    shown = text(site, f"/targets?indicator={quote('完好率')}&issuer=miit&year=2025")
    assert "80% (2020) → ≥95%" in shown
    assert f'href="/documents/{site[1]["rules"]}#p3"' in shown
    assert "单位养护成本" not in shown
    assert "没有找到目标" in text(site, "/targets?year=1999", "zh")
