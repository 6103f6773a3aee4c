"""The results of a search, and of a check of a list."""

import csv
import html
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import parsel
import pytest
import rispy
from openpyxl import load_workbook

from storage.database import open_database
from storage.editing import issues
from tests.tables import from_table
from tests.zhengce.holding import EDITOR
from tests.zhengce.serving import SOURCES
from tests.zhengce.shelf import ICT_PLAN, keep
from tests.zhengce.web.asking import Site, answer, ask, ask_bytes
from tests.zhengce.web.desks import FORM, opened_desk
from zhengce.citations import STYLES
from zhengce.settings.load import Configuration
from zhengce.tables.rows import BOM
from zhengce.watches.watch import read_watch
from zhengce.web.api.parameters import ResultsPage
from zhengce.web.pages.editing.watches import watch_settings
from zhengce.web.pages.rendering.presets import numbers, periods

# What a search finds is taken along whole: as files, citations and a watch, page by page and value by value


PARAMS = f"q={quote('的建设 OR 闸板')}&stage=final"


def ids_found(site: Site, params: str) -> list[int]:
    whole: list[dict[str, Any]] = json.loads(ask(site, f"/api/search?{params}&limit=100"))["items"]
    return [item["id"] for item in whole]


@pytest.mark.parametrize("params", [PARAMS, PARAMS + "&order=newest", "issuer=miit", f"q={quote('到处都没有')}"])
def test_every_file_has_exactly_the_results_in_their_order(site: Site, params: str) -> None:
    ids = ids_found(site, params)
    rows = list(csv.DictReader(io.StringIO(ask(site, f"/results.csv?{params}").removeprefix(BOM))))
    assert [int(row["id"]) for row in rows] == ids
    sheet = load_workbook(io.BytesIO(ask_bytes(site, f"/results.xlsx?{params}")), read_only=True)["policies"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)] == ids
    cited = rispy.loads(ask(site, f"/results/cite?{params}&style=ris"))
    assert len(cited) == len(ids)


def test_the_citations_of_the_results_are_shown_in_every_style(site: Site) -> None:
    params = f"q={quote('闸板')}"
    for style in STYLES:
        assert "闸板行业发展规划" in ask(site, f"/results/cite?{params}&style={style}")


@pytest.mark.parametrize(
    "params", [f"q={quote('的建设 OR 闸板')}&issuer=miit&stage=final&from=2021-01-01", "status=draft", "tag=nowhere"]
)
def test_a_watch_means_what_the_search_means(site: Site, params: str) -> None:
    values = {
        name: given if name in ("issuer", "stage", "status", "tag") else given[0]
        for name, given in parse_qs(params).items()
    }
    settings, _ = watch_settings(ResultsPage.model_validate(values))
    chosen = Configuration(channels={"hook": "webhook+http://h/"}, secret="k")
    watch = read_watch({**settings, "to": ["hook"]}, chosen, SOURCES)
    with site[2].read() as connection:
        assert watch.matching(connection, range(100)) == set(ids_found(site, params))


def test_pages_are_numbered_and_together_hold_everything(site: Site) -> None:
    whole = ids_found(site, "")
    pages = [json.loads(ask(site, f"/api/search?limit=10&page={number}"))["items"] for number in range(1, 9)]
    assert [item["id"] for page in pages for item in page] == whole
    assert json.loads(ask(site, "/api/search?limit=10&page=400"))["items"] == []
    assert 'aria-label="Page 2" aria-current="page"' in ask(site, "/?page=2")
    assert numbers(6, 20) == [1, None, 4, 5, 6, 7, 8, None, 20]
    assert (numbers(1, 2), numbers(1, 0)) == ([1, 2], [])


def test_periods_are_counted_from_today() -> None:
    found = {period.key: (period.first, period.last) for period in periods(date(2024, 3, 1))}
    assert found["last_month"] == (date(2024, 2, 1), date(2024, 2, 29))
    assert found["last_30_days"] == (date(2024, 2, 1), date(2024, 3, 1))


def test_filters_stand_in_one_line_with_what_they_find_and_the_years_are_a_strip(site: Site) -> None:
    counted = json.loads(ask(site, "/api/facets"))["facets"]
    page = parsel.Selector(ask(site, "/search"))
    for kind in ("issuer", "type", "stage", "topic", "source"):
        shown = page.css(f".filters [name={kind}] option::text").getall()[1:]
        assert shown == [f"{item['label_en']} ({item['count']:,})" for item in counted[kind]]
    for status in page.css(".filters [name=status] option::attr(value)").getall()[1:]:
        assert json.loads(ask(site, f"/api/search?status={status}"))["total"] > 0
    for item in counted["year"]:
        link = page.css(f".years a[href='/search?from={item['value']}-01-01&to={item['value']}-12-31']::attr(title)")
        assert link.get() == f"{item['value']}: {item['count']}"
    assert "There are no more results" in ask(site, "/search?page=99")


@from_table
def test_an_address_that_is_gone_names_what_there_is_instead(site: Site, path: str) -> None:
    status, text, _ = answer(site[0] + path)
    assert status == 410
    assert "his address is gone: " in text
    assert path.startswith("/api/") or "<h1>Not found</h1>" in text


@from_table
def test_a_wrong_part_of_an_address_is_answered_by_what_stands_there(site: Site, path: str, words: str) -> None:
    status, text, _ = answer(site[0] + path)
    assert status == 422
    assert words in html.unescape(text)


# A report that is pasted, and an issue, are checked in the browser as `zhengce verify` checks them


REPORT = f"""\
1. A plan
Policy name: Plan ({ICT_PLAN.title})
Issuing body: CAC
- November 12: NDRC releases a plan on <b>hydrogen</b>
"""


def test_a_report_and_an_issue_are_checked_in_the_browser(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    with database.write() as connection:
        issues.add_document(connection, 1, "top", EDITOR, {"summary": "NDRC issued the plan."})
    with opened_desk(database, tmp_path) as desk:
        status, _, page = desk.send("POST", "/verify", FORM, text=REPORT)
        assert status == 200
        assert re.findall(r"<li class=\"(plain|item)\"><p>(.{5})[^\n]*?<b>([^<]+)</b>", page) == [
            ("plain", "Polic", "Title"),
            ("plain", "Issui", "Wrong"),
            ("item", "Novem", "Not held"),
        ]
        assert "CAC did not issue document 1: MIIT" in page
        assert "&lt;b&gt;hydrogen&lt;/b&gt;" in page
        assert "There is nothing to check." in desk.send("POST", "/verify", FORM, text="Hello")[2]
        assert desk.send("POST", "/verify", FORM, text="a" * 200_001)[0] == 413
        assert desk.send("GET", "/audit", {})[0] == 410
        assert desk.send("GET", "/issues/1/check", {})[0] == 403
        page = desk.send("GET", "/issues/1/check", desk.log_in())[2]
        assert "NDRC did not issue document 1: MIIT" in page
    database.close()
