"""The timeline: buckets that fit any span, counted by stage, whose days find what they count; its drawing and links."""

import html
import itertools
import json
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.zhengce.web.asking import Site, ask, ask_bytes
from zhengce.web.api.parameters import SearchParams
from zhengce.web.api.schemas import TimelineAnswer, TimelineBucket
from zhengce.web.pages.rendering.chart import draw, scale
from zhengce.web.pages.rendering.links import Links
from zhengce.web.pages.rendering.presets import periods
from zhengce.web.searching import timeline
from zhengce.web.searching.timeline import MOST_BUCKETS, bounds, index_of, step_of, wider_span

QUESTIONS: tuple[dict[str, str], ...] = (
    {},
    {"q": "的建设"},
    {"stage": "draft"},
    {"stage": "news"},
    {"from": "2016-02-10", "to": "2019-08-20"},
    {"from": "2016-04-01", "to": "2016-06-30"},
    {"from": "2021-11-16", "to": "2021-11-16"},
    {"to": "2020-12-31", "issuer": "miit"},
)


def reported(site: Site, path: str, **params: str) -> Any:
    return json.loads(ask(site, f"{path}?{urlencode(params)}"))


def total(site: Site, **params: str) -> int:
    found: int = reported(site, "/api/search", **params, limit="1")["total"]
    return found


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("2021-11-16", "2021-11-16", "day"),
        ("2021-10-01", "2021-12-31", "day"),
        ("2021-10-01", "2022-01-01", "month"),
        ("2021-01-01", "2025-12-31", "month"),
        ("2021-01-01", "2026-01-01", "quarter"),
        ("2010-03-01", "2026-01-01", "year"),
        ("1949-10-01", "2026-09-30", "year"),
        ("1900-01-01", "2026-01-01", "decade"),
        ("0001-01-01", "9999-12-31", "century"),
    ],
)
def test_the_finest_bucket_that_fits_a_span_is_taken(first: str, last: str, step: str) -> None:
    assert step_of(date.fromisoformat(first), date.fromisoformat(last)) == step


@pytest.mark.parametrize("step", list(MOST_BUCKETS))
def test_buckets_follow_one_another_and_hold_every_day(step: Any) -> None:
    for day in (date.min, date(9, 12, 31), date(2000, 2, 29), date(2021, 11, 16), date(9989, 5, 1), date.max):
        first, last = bounds(step, index_of(step, day))
        assert first <= day <= last
        assert index_of(step, first) == index_of(step, last) == index_of(step, day)
        if last < date.max:
            assert bounds(step, index_of(step, day) + 1)[0] == last + timedelta(days=1)


@pytest.mark.parametrize("params", QUESTIONS, ids=str)
def test_every_bucket_counts_what_its_days_find(site: Site, params: dict[str, str]) -> None:
    found = reported(site, "/api/timeline", **params)
    buckets = found["buckets"]
    assert sum(bucket["total"] for bucket in buckets) + found["undated"] == total(site, **params) > 0
    assert all(bucket["total"] == sum(bucket["stages"].values()) for bucket in buckets)
    for one, other in itertools.pairwise(buckets):
        assert date.fromisoformat(one["last"]) + timedelta(days=1) == date.fromisoformat(other["first"])
    for end, bucket in (("from", buckets[0]["first"]), ("to", buckets[-1]["last"])):
        assert bucket == params.get(end, bucket)
    for bucket in [bucket for bucket in buckets if bucket["total"]][:3]:
        narrowed = params | {"from": bucket["first"], "to": bucket["last"]}
        assert total(site, **narrowed) == bucket["total"]
        for stage, count in bucket["stages"].items():
            assert total(site, **(narrowed | {"stage": stage})) == count


def test_nothing_found_is_an_empty_timeline(site: Site) -> None:
    assert reported(site, "/api/timeline", q="没有这样的词组") == {
        "first": None,
        "last": None,
        "step": None,
        "buckets": [],
        "undated": 0,
    }


def test_the_periods_of_the_page_are_the_span_of_the_timeline(site: Site) -> None:
    for period in periods(date(2021, 11, 20)):
        params = {"from": str(period.first), "to": str(period.last)}
        found = reported(site, "/api/timeline", **params)
        assert sum(bucket["total"] for bucket in found["buckets"]) == total(site, **params)
        if found["buckets"]:
            assert (found["first"], found["last"]) == (params["from"], params["to"])
            assert (found["buckets"][0]["first"], found["buckets"][-1]["last"]) == (params["from"], params["to"])


def test_a_month_and_a_year_are_the_same_days_as_a_bar_a_period_and_a_value() -> None:
    held = {period.key: (period.first, period.last) for period in periods(date(2021, 11, 20))}
    day = date(2021, 11, 16)
    assert bounds("month", index_of("month", day)) == held["this_month"]
    assert bounds("year", index_of("year", day)) == held["this_year"]
    first, last = held["this_year"]
    assert Links(SearchParams.model_validate({"from": str(first), "to": str(last)}), "/").is_on("year", "2021")


@pytest.mark.parametrize(
    ("first", "last", "wider"),
    [
        ("2021-11-16", "2021-11-16", ("2021-11-01", "2021-11-30")),
        ("2021-11-01", "2021-11-30", ("2021-01-01", "2021-12-31")),
        ("2021-02-10", "2021-05-20", ("2021-01-01", "2021-12-31")),
        ("2021-01-01", "2021-12-31", None),
        ("2020-12-31", "2021-01-01", None),
    ],
)
def test_one_step_out_is_the_month_then_the_year_then_everything(
    first: str, last: str, wider: tuple[str, str] | None
) -> None:
    found = wider_span(date.fromisoformat(first), date.fromisoformat(last))
    assert (found and tuple(map(str, found))) == wider


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (17, [0, 5, 10, 15, 20]),
        (61, [0, 20, 40, 60, 80]),
        (23_456, [0, 10_000, 20_000, 30_000]),
    ],
)
def test_the_scale_has_few_round_numbers_and_ends_above_the_highest_bar(most: int, lines: list[int]) -> None:
    assert scale(most) == lines


def test_a_bucket_is_named_in_both_languages() -> None:
    day = date(2021, 11, 16)
    named = [timeline.name(step, day, language) for step in MOST_BUCKETS for language in ("en", "zh")]
    assert named == [
        *("2021-11-16", "2021年11月16日", "2021-11", "2021年11月", "2021-Q4", "2021年第4季度"),
        *("2021", "2021年", "2020–2029", "2020–2029年", "2000–2099", "2000–2099年"),
    ]
    stages: Any = {"final": 1_234, "draft": 1}
    assert timeline.with_counts("month", day, stages, "en") == "2021-11: 1,234 final, 1 draft"
    assert timeline.with_counts("month", day, stages, "zh") == "2021年11月：正式1,234份，征求意见1份"


def test_the_smallest_part_of_a_bar_is_seen_and_the_names_in_time_are_few() -> None:
    stages: Any = {"final": 9_999, "draft": 1}
    buckets = [
        TimelineBucket(name="", first=first, last=last, total=10_000, stages=stages)
        for first, last in (bounds("year", index_of("year", date(year, 1, 1))) for year in range(1949, 2027))
    ]
    answer = TimelineAnswer(first=buckets[0].first, last=buckets[-1].last, step="year", buckets=buckets, undated=0)
    drawn = draw(answer, "en", 100)
    assert drawn
    assert [tick.label for tick in drawn.ticks] == [str(year) for year in range(1950, 2021, 10)]
    assert [(layer.stage, layer.total) for layer in drawn.layers] == [("final", 779_922), ("draft", 78)]
    assert min(float(tall) for tall in re.findall(r"v([\d.]+)", drawn.layers[1].path)) == 2


def test_bars_are_links_with_a_name_that_narrow_the_search_and_one_leads_out(site: Site) -> None:
    buckets = [one for one in reported(site, "/api/timeline", q="的")["buckets"] if one["total"]]
    for path in ("/search", "/timeline"):
        page = ask(site, f"{path}?q={quote('的')}")
        bars = re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', page)
        assert [name.partition(":")[0] for _, name in bars] == [bucket["name"] for bucket in buckets]
        narrowed = ask(site, html.unescape(bars[0][0]))
        assert f"From: {buckets[0]['first']}" in narrowed
        out = re.search(r'class="wider" href="([^"]+)">([^<]+)<', narrowed)
        assert out
        assert out[2] == f"Zoom out to {buckets[0]['first'][:4]}"
        all_dates = re.search(r'class="wider" href="([^"]+)">Zoom out to all dates<', ask(site, html.unescape(out[1])))
        assert all_dates
        assert html.unescape(all_dates[1]) == f"{path}?q={quote('的')}"
    assert "份</title>" in ask(site, "/search", "zh")
    assert "<use" not in ask(site, f"/?q={quote('工信部联规〔2021〕164号')}")


def test_the_page_of_the_timeline_has_it_as_a_table(site: Site) -> None:
    rows = re.findall(r'<tr><th scope="row"><a href="[^"]+">([^<]+)</a></th>(.*?)</tr>', ask(site, "/timeline"))
    buckets = [bucket for bucket in reported(site, "/api/timeline")["buckets"] if bucket["total"]]
    assert [(name, re.findall(r">(\d+)<", cells)[-1]) for name, cells in rows] == [
        (bucket["name"], str(bucket["total"])) for bucket in buckets
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_results_with_its_style_and_script_is_light(site: Site, language: str) -> None:
    reported(site, "/api/timeline")  # waits for the counts, without which a page is shown
    page = ask_bytes(site, f"/?q={quote('的')}", language)
    assert page.count(b"<h3") == 20
    assert page.count(b'data-kind="') > 5
    assert page.count(b"<use") > 30
    parts = re.findall(rb'(?:rel="stylesheet" href|script src)="([^"]+)"', page)
    assert len(parts) == 2
    assert len(page) + sum(len(ask_bytes(site, part.decode())) for part in parts) < 60_000
