"""Targets as pictures: plan after plan on one axis, nothing on it that cannot be compared, and a sheet for print."""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from parsel import Selector

from parsers.record import Target
from storage.database import Database, open_database
from storage.documents import queries
from tests.zhengce.holding import hold
from tests.zhengce.lives import of_ministry
from tests.zhengce.serving import NDRC, served
from tests.zhengce.web.asking import Site, ask, ask_bytes
from zhengce.documents.plans import neighbours, period_of
from zhengce.english.titles.shown import MARK
from zhengce.web.pages.rendering.pictures import ZOOM

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("targets")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    ids = dict(zip(("old", "new", "other"), hold(database, OLD, NEW, OTHER), strict=True))
    with served(database, folder / "archive") as address:
        yield address, ids, database
    database.close()


def pictures(site: Site, query: str) -> list[tuple[str, str, list[list[float]]]]:
    """Of each picture the indicator, its words, and the places of its lines and dots."""
    page = Selector(ask(site, f"/targets?{query}"))
    found = []
    for one in page.css(".pictures figure"):
        shapes = [re.findall(r"[\d.]+", path) for path in one.css("path.path::attr(d), path.guide::attr(d)").getall()]
        places = [[float(number) for number in shape] for shape in shapes]
        name = one.css("h3 [lang='zh-Hans']::text").get("")
        found.append((name, one.css("figcaption").xpath("normalize-space()").get(""), places))
    return found


def test_plans_follow_one_another_on_one_axis_that_begins_at_zero(site: Site) -> None:
    name, words, lines = pictures(site, "group=indicator")[0]
    assert name == PATENTS
    assert all(figure in words for figure in ("3 (2015) → 6.3", "6.3 (2020) → 12.6", "7 → 9"))
    first, second, undated = lines
    assert first[2:] == second[:2]  # where the old plan ends, the new one begins
    assert second[3] < first[3] < first[1] < 80  # more is higher
    assert 80 - second[3] == pytest.approx(2 * (80 - first[3]), abs=0.2)  # 12.6 is twice as high as 6.3
    assert undated[0] <= first[0]
    assert "the year of the baseline is not printed" in ask(site, "/targets?group=indicator")


def test_what_cannot_be_compared_has_pictures_of_its_own(site: Site) -> None:
    found = pictures(site, "group=indicator")
    named = [(name, len(lines)) for name, _, lines in found if name in (PATENTS, "闸板")]
    # pieces apart from percent, a sum over years apart from a yearly amount
    assert sorted(named) == [(PATENTS, 1), (PATENTS, 3), ("闸板", 0), ("闸板", 0)]
    assert any("≥" not in words and "40%" in words and "6.3" not in words for _, words, _ in found)
    assert all("5%" not in words or "a year" in words for _, words, _ in found)
    shown = ask(site, "/targets?group=indicator")
    assert "no baseline" in shown
    assert "the base year counts as 100" in shown


def test_pictures_stand_by_document_and_are_filtered_by_body_and_topic(site: Site) -> None:
    page = Selector(ask(site, "/targets"))
    newest_first = [f"/documents/{site[1][name]}" for name in ("other", "new", "old")]
    assert page.css("h2 a::attr(href)").getall() == newest_first
    assert page.css("select[name=topic] option::attr(value)").getall() == ["", "科技、教育"]
    assert len(pictures(site, "issuer=ndrc")) == 1
    assert {name for name, _, _ in pictures(site, "topic=%E7%A7%91%E6%8A%80")} == {PATENTS, "闸板", "单位产品能耗"}
    assert len(pictures(site, f"document={site[1]['old']}")) == 2
    table = Selector(ask(site, "/targets?view=table&order=year"))
    years = table.css("td[data-label=Year]::text").getall()
    assert years == sorted(years)
    assert table.css("th[aria-sort] a::text").get() == "Year"
    assert MARK in ask(site, "/targets")


def test_the_picture_of_a_document_is_a_whole_svg_and_a_png_of_its_size(site: Site) -> None:
    path = f"/documents/{site[1]['new']}/targets"
    drawing = etree.fromstring(ask_bytes(site, f"{path}.svg"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    words = "".join(drawing.itertext())
    assert PATENTS in words
    assert "6.3 (2020) → 12.6" in words
    image = ask_bytes(site, f"{path}.png")
    width, height = struct.unpack(">II", image[16:24])
    assert image.startswith(b"\x89PNG")
    assert (width, height) == (ZOOM * int(drawing.get("width", "")), ZOOM * int(drawing.get("height", "")))


def test_a_plan_leads_to_the_one_before_it(site: Site) -> None:
    page = Selector(ask(site, f"/documents/{site[1]['new']}"))
    assert page.css("#related h3::text").get() == "The plan before it"
    assert page.css("#related a::attr(href)").get() == f"/documents/{site[1]['old']}"
    database: Database = site[2]
    with database.read() as connection:
        held = queries.by_id(connection, site[1]["old"])
        assert held
        assert {key: plan.id for key, plan in neighbours(connection, held).items()} == {"after": site[1]["new"]}


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("“十五五”埽工发展规划", (2026, 2030)),
        ("国民经济和社会发展第十四个五年规划和2035年远景目标纲要", (2021, 2025)),
        ("埽工三年行动计划（2024－2026年）", (2024, 2026)),
        ("埽工行动方案(2023-2025)", (2023, 2025)),
        ("关于“十四五”时期埽工检查的通知", None),
        ("埽工发展规划", None),
    ],
)
def test_the_period_of_a_plan_is_read_from_its_title(title: str, period: tuple[int, int] | None) -> None:
    assert period_of(title) == period
