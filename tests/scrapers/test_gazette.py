"""The gazette is walked issue by issue, newest first; what it prints stands against the ministries' own lists."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from scrapers.run.baselines import watched
from scrapers.run.stats import RunSummary
from scrapers.spiders.ndrc import Ndrc
from scrapers.spiders.state_council import StateCouncil
from storage import health
from storage.database import open_database
from storage.schema import documents, runs
from tests.scrapers.loopback import Sites, alone, only
from tests.scrapers.test_crawl import held

INDEX = "https://www.gov.cn/gongbao/gbgl.json"
GAZETTE, NOTICES = only(StateCouncil, "国务院公报"), only(Ndrc, "通知")
SETTINGS = alone(GAZETTE, NOTICES)
NUMBERS = (27, 26, 25, 24)
"""Issues of 2026: of September 30, 20 and 10, and of August 30."""


def issue_url(number: int) -> str:
    return f"https://www.gov.cn/gongbao/2026/issue_{number}/"


def item_url(number: int, key: int) -> str:
    return f"{issue_url(number)}202609/content_{number}{key:03d}.html"


def index(numbers: Sequence[int] = NUMBERS) -> str:
    issues = {f"第{number}号": {"gname": issue_url(number)} for number in numbers}
    return json.dumps([{"values": {"2026年": issues}}])


def issue(items: Mapping[str, str]) -> str:
    links = "".join(f'<li><a href="{url}">{title}</a></li>' for url, title in items.items())
    return f'<html><head><meta charset="utf-8"></head><body><ul>{links}</ul></body></html>'


def item(title: str, *lines: str, day: str = "2026-09-30") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines or (title, f"样例文字。{title}"))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}__2026年第27号国务院公报_中国政府网</title>'
        f'<meta name="firstpublishedtime" content="{day}-23:59:59"></head><body class="GWYGBXL">'
        f'<div class="pages_content" id="UCAP-CONTENT">{text}</div></body></html>'
    )


def publish(sites: Sites, numbers: Sequence[int] = NUMBERS) -> None:
    """A gazette of these issues, two items each."""
    sites.answers[INDEX] = index(numbers)
    for number in numbers:
        items = {item_url(number, key): f"国务院关于第{number}期第{key}项工作的通知" for key in (1, 2)}
        sites.answers[issue_url(number)] = issue(items)
        sites.answers |= {url: item(title) for url, title in items.items()}


def crawl(sites: Sites, folder: Path, **options: Any) -> RunSummary:
    [summary] = sites.crawl(folder, ["state_council"], settings=SETTINGS, **options)
    return summary


def listed(sites: Sites) -> list[str]:
    """What was requested, without the items."""
    return [url for url in sites.requested if "content_" not in url]


def test_a_first_crawl_asks_the_index_once_and_every_issue_of_it(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    summary = crawl(sites, tmp_path)
    assert (summary.listings, summary.new, summary.messages) == (4, 8, ())
    assert listed(sites) == [INDEX, *map(issue_url, NUMBERS)]
    assert set(held(tmp_path, documents, "published_on")) == {date(2026, 9, 30)}, "the page's day, not the issue's"


def test_a_second_crawl_asks_the_index_and_the_newest_issue(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.begin(tmp_path, ["state_council"], SETTINGS)
    summary = crawl(sites, tmp_path)
    assert sites.requested == [INDEX, issue_url(27)]
    assert (summary.listings, summary.fetched, summary.failed) == (1, 0, 0)


def test_a_new_issue_is_read_and_the_one_below_it_ends_the_walk(sites: Sites, tmp_path: Path) -> None:
    publish(sites, NUMBERS[1:])
    sites.begin(tmp_path, ["state_council"], SETTINGS)
    publish(sites)
    summary = crawl(sites, tmp_path)
    assert sites.requested == [INDEX, issue_url(27), item_url(27, 1), item_url(27, 2), issue_url(26)]
    assert summary.new == 2


def test_a_walk_that_was_cut_short_owes_no_more_than_the_issues_since_the_last_whole_one(
    sites: Sites, tmp_path: Path
) -> None:
    publish(sites, NUMBERS[1:])
    sites.begin(tmp_path, ["state_council"], SETTINGS)
    publish(sites)
    sites.answers[INDEX] = "no index"
    crawl(sites, tmp_path)
    [_, state] = held(tmp_path, runs, "columns")
    assert state["国务院公报"]["resume_from"] == "2026-09-13"


@pytest.mark.parametrize("gone", [26, 24])
def test_an_issue_that_is_gone_is_reported_and_hides_no_other(sites: Sites, tmp_path: Path, gone: int) -> None:
    publish(sites)
    del sites.answers[issue_url(gone)]
    summary = crawl(sites, tmp_path)
    assert summary.new == 6
    assert summary.messages == (f"国务院公报: 国务院公报2026年第{gone}号: {issue_url(gone)}: 404, no such page",)


def test_three_issues_in_a_row_that_cannot_be_read_are_a_redesign(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    sites.answers |= dict.fromkeys(map(issue_url, NUMBERS[1:]), issue({}))
    summary = crawl(sites, tmp_path)
    assert "3 issues in a row could not be read" in summary.messages[-1]
    assert held(tmp_path, runs, "columns")[0]["国务院公报"]["resume_from"] == date.min.isoformat()


# Against the ministries' own lists

RULE = "样例设施管理办法"


def problems(folder: Path) -> dict[str, list[tuple[str, str]]]:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}", upgrade=False)
    try:
        with database.read() as connection:
            found = health.check(connection, watched([GAZETTE, NOTICES]), datetime.now(UTC))
    finally:
        database.close()
    return {one.source: [(problem.kind, problem.what) for problem in one.problems] for one in found}


def test_rows_of_an_issue_are_of_its_day_and_no_list_without_dates(sites: Sites, tmp_path: Path) -> None:
    publish(sites)
    crawl(sites, tmp_path)
    assert not any("carry a date" in what for _, what in problems(tmp_path)["state_council"])
    assert held(tmp_path, runs, "columns")[0]["国务院公报"]["newest"] == "2026-09-30"
