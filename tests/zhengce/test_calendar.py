"""The calendar of a search: all-day events with English titles, stable ids and the same bytes for the same data."""

import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from icalendar import Calendar

from storage.database import open_database
from tests.zhengce.serving import served
from tests.zhengce.shelf import NOON, keep, policy
from tests.zhengce.web.asking import Site

DRAFT = policy(
    "关于公开征求《数据安全管理办法（征求意见稿）》意见的通知，兼及其他事项；以及一个很长的标题\\以便折行",
    "https://www.miit.gov.cn/d1.html",
    stage="draft",
    comments_due_on=date(2021, 12, 20),
)
RULE = policy("数据安全管理办法", "https://www.miit.gov.cn/r1.html", effective_on=date(2022, 1, 1))
PLAIN = policy("关于埽工的通知", "https://www.miit.gov.cn/p1.html", effective_on=None)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, DRAFT, RULE, PLAIN)
    with served(database, tmp_path) as address:
        yield address, {}, database
    database.close()


def fetched(site: Site, query: str = "", **headers: str) -> tuple[bytes, Any]:
    with urllib.request.urlopen(urllib.request.Request(f"{site[0]}/calendar.ics{query}", headers=headers)) as answer:
        return answer.read(), answer.headers


def events(content: bytes) -> dict[str, Any]:
    return {str(event["summary"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_a_search_has_its_days_as_a_calendar(site: Site) -> None:
    content, headers = fetched(site)
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(content)
    comments = next(name for name in found if name.startswith("Comments end: "))
    effect = next(name for name in found if name.startswith("Takes effect: "))
    assert len(found) == 2
    assert effect.endswith("[machine, unreviewed]")
    assert found[comments].decoded("dtstart") == date(2021, 12, 20)
    assert found[effect].decoded("dtstart") == date(2022, 1, 1)
    assert found[comments].decoded("dtstamp") == NOON
    assert str(found[comments]["description"]).startswith(DRAFT.title)
    assert b"DTSTART;VALUE=DATE:20211220\r\n" in content
    assert list(events(fetched(site, "?stage=draft")[0])) == [comments]
    assert list(events(fetched(site, f"?q={quote('数据安全')}&stage=final")[0])) == [effect]


def test_lines_are_folded_by_octets(site: Site) -> None:
    lines = fetched(site)[0].split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert all(line.decode() is not None for line in lines)  # no character is cut


def test_what_has_not_changed_gives_the_same_bytes_and_ids_stay(site: Site) -> None:
    first, headers = fetched(site)
    assert fetched(site)[0] == first
    with pytest.raises(HTTPError) as unchanged:
        fetched(site, **{"If-None-Match": headers["ETag"]})
    assert unchanged.value.code == 304
    unchanged.value.close()
    [revised] = [DRAFT.__class__.from_dict(DRAFT.to_dict() | {"comments_due_on": "2021-12-31"})]
    keep(site[2], revised, when=NOON + timedelta(days=3))
    before, after = events(first), events(fetched(site)[0])
    assert [str(one["uid"]) for one in before.values()] == [str(one["uid"]) for one in after.values()]
    changed = next(one for name, one in after.items() if name.startswith("Comments end"))
    assert changed.decoded("dtstart") == date(2021, 12, 31)
    assert changed.decoded("dtstamp") == NOON + timedelta(days=3)
