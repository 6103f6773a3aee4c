"""Targets as pictures: plan after plan on one axis, nothing on it that cannot be compared, and a sheet for print."""

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
from zhengce.documents.goals import BEFORE
from zhengce.documents.plans import neighbours, period_of
from zhengce.english.titles.shown import MARK
from zhengce.newsletter.drawing import ZOOM

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


def rows(site: Site, query: str) -> list[tuple[str, str, list[float]]]:
    """Of each row the indicator, its figure, and the places of its dots in percent of the width."""
    page = Selector(ask(site, f"/targets?{query}"))
    found = []
    for row in page.css(".tracks tbody tr:not(.document)"):
        name = row.css("th [lang='zh-Hans']::text").get("")
        places = [float(place.rstrip("%")) for place in row.css("circle::attr(cx)").getall()]
        found.append((name, row.css("td > p").xpath("normalize-space()").get(""), places))
    return found


def test_plans_follow_one_another_on_the_years_that_all_rows_share(site: Site) -> None:
    found = [(words, places) for name, words, places in rows(site, "order=indicator") if name == PATENTS]
    old, new = (next(places for words, places in found if figure in words) for figure in ("→ 6.3", "→ 12.6"))
    assert old[1] == new[0]  # where the old plan ends, the new one begins
    [undated] = [places for words, places in found if "7 → 9" in words]
    assert undated[0] == BEFORE < old[0]
    assert any("5% a year" in words for _, words, _ in rows(site, ""))


def test_targets_stand_below_their_documents_and_are_filtered_and_ordered(site: Site) -> None:
    page = Selector(ask(site, "/targets"))
    newest_first = [f"/documents/{site[1][name]}" for name in ("other", "new", "old")]
    assert page.css(".document a::attr(href)").getall() == newest_first
    assert page.css("h1::text").get("").endswith(" targets, 2015 to 2030")
    assert len(rows(site, "issuer=ndrc")) == 1
    assert {name for name, _, _ in rows(site, "topic=%E7%A7%91%E6%8A%80")} == {PATENTS, "闸板", "单位产品能耗"}
    years = [int(year) for _, words, _ in rows(site, "order=year") if (year := words.partition(" by ")[2][:4])]
    assert years == sorted(years)
    assert MARK in ask(site, "/targets")
    assert Selector(ask(site, "/search")).css(".hits .figures b")


def test_the_picture_of_a_document_is_a_whole_svg_and_a_png_of_its_size(site: Site) -> None:
    path = f"/documents/{site[1]['new']}/targets"
    drawing = etree.fromstring(ask_bytes(site, f"{path}.svg"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    words = "".join(drawing.itertext())
    assert PATENTS in words
    assert {"6.3 (2020)", "12.6"} <= set(drawing.itertext())
    image = ask_bytes(site, f"{path}.png")
    width, height = struct.unpack(">II", image[16:24])
    assert image.startswith(b"\x89PNG")
    assert (width, height) == (ZOOM * int(drawing.get("width", "")), ZOOM * int(drawing.get("height", "")))


def test_a_plan_leads_to_the_one_before_it(site: Site) -> None:
    page = Selector(ask(site, f"/documents/{site[1]['new']}"))
    assert "The plan before it" in page.css(".short dt::text").getall()
    assert page.css(".short dd > a::attr(href)").get() == f"/documents/{site[1]['old']}"
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
