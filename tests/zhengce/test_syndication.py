"""Feeds and the calendar."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree

from parsers.record import PolicyDocument
from storage.crawl.pages import gone
from storage.database import Database, open_database
from storage.documents.filters import Filters
from storage.editing.annotations import set_title
from storage.editing.edits import Editor
from tests.storage.making import BODIES
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, NOON, keep, policy, revised
from tests.zhengce.web.asking import Site
from zhengce.feeds import feeds as syndication
from zhengce.feeds import versions
from zhengce.feeds.feeds import Feed, Format
from zhengce.search.results import find

# Feeds are valid, their entries fire again when a text changes, and a reader that has one is told so


SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"

ODD_TITLES = (
    "关于<script>alert(1)</script>与“5G & 6G”的通知",
    "关于开展🚀火箭🧪试验的通知",
    "关于\x0b控制\x00字符\x1f与\ufffe非字符的通知",
    "关于]]>与&amp;和\"引号'的通知",
)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Database]:
    """A database on SQLite: feeds ask nothing that differs between databases, but for one test."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    yield database
    database.close()


def made(database: Database, form: Format, filters: Filters | None = None, **options: Any) -> Feed:
    with database.read() as connection:
        return syndication.feed(connection, form, filters, **options)


def entries(feed: Feed) -> list[Any]:
    root = etree.fromstring(feed.body)
    SCHEMA.assertValid(root)
    return list(root.findall(f"{ATOM}entry"))


def ids(feed: Feed) -> dict[str, str]:
    """Title -> id of the entries of a feed in either format."""
    if feed.media_type.startswith("application/atom"):
        return {
            in_chinese(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")): entry.findtext(f"{ATOM}id")
            for entry in entries(feed)
        }
    return {in_chinese(item["title"], item["summary"]): item["id"] for item in json.loads(feed.body)["items"]}


def in_chinese(title: str | None, summary: str | None) -> str:
    """The Chinese title, which stands in the summary, behind what happened."""
    assert title is not None
    return f"{title.partition('] ')[0]}] {summary}" if title.startswith("[") else str(summary)


def odd(number: int, title: str) -> PolicyDocument:
    return policy(title, f"https://www.miit.gov.cn/art/a b<{number}>.html", body=f"现将第{number}项印发给你们。\x07")


def assert_json_feed(feed: dict[str, Any]) -> None:
    """The rules of JSON Feed 1.1 for what we write."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert all(isinstance(feed.get(name, ""), str) for name in ("home_page_url", "feed_url", "language"))
    seen = set()
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["id"] not in seen
        seen.add(item["id"])
        assert isinstance(item["content_html"], str)
        assert all(item[name].startswith("http") for name in ("url", "external_url"))
        for name in ("date_published", "date_modified"):
            assert name not in item or datetime.fromisoformat(item[name]).tzinfo
        assert all(isinstance(tag, str) for tag in item["tags"])
        assert all(author["name"] for author in item.get("authors", ()))
        assert all(name.startswith("_") or name in KNOWN_IN_ITEMS for name in item)


KNOWN_IN_ITEMS = (
    "id url external_url title content_html content_text summary image banner_image date_published date_modified "
    "authors tags language attachments"
).split()


def test_a_feed_is_valid_atom_on_both_databases(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    feed = made(database, "atom", base=BASE, own_url=f"{BASE}/feed.atom")
    found = entries(feed)
    assert [entry.findtext(f"{ATOM}summary") for entry in found] == [DATA_DRAFT.title, IPR_PLAN.title, ICT_PLAN.title]
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 3


def test_a_feed_of_nothing_is_valid_too(shelf: Database) -> None:
    assert entries(made(shelf, "atom")) == []
    assert_json_feed(json.loads(made(shelf, "json").body))


def test_feedparser_reads_what_an_entry_says(shelf: Database) -> None:
    keep(shelf, ICT_PLAN)
    parsed = feedparser.parse(made(shelf, "atom", base=BASE).body)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.title.startswith("14th Five-Year Plan for the Development of the Information")
    assert entry.summary == ICT_PLAN.title
    assert entry.link == ICT_PLAN.url
    assert entry.published == "2021-11-16T09:30:00+08:00"
    assert [author.name for author in entry.authors] == ["MIIT (工业和信息化部)"]


def test_an_entry_names_the_office_that_signed(shelf: Database) -> None:
    keep(shelf, replace(ICT_PLAN, issuing_bodies=(replace(BODIES["miit"], unit="办公厅"),)))
    (entry,) = feedparser.parse(made(shelf, "atom", base=BASE).body).entries
    assert [author.name for author in entry.authors] == ["MIIT General Office (工业和信息化部办公厅)"]
    assert {tag.term for tag in entry.tags} >= {"final", "通知"}
    assert "工信部规〔2021〕164号" in entry.content[0].value
    assert f"{BASE}/archive/1" in [link.href for link in entry.links]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_odd_titles_pass_through_or_lose_only_what_may_not_be_written(shelf: Database, form: Format) -> None:
    keep(shelf, *(odd(number, title) for number, title in enumerate(ODD_TITLES)))
    feed = made(shelf, form, base=BASE)
    expected = ["".join(char for char in title if char not in "\x00") for title in ODD_TITLES]
    if form == "atom":
        expected = ["".join(char for char in title if char not in "\x0b\x1f\ufffe") for title in expected]
        assert not feedparser.parse(feed.body).bozo
    else:
        assert_json_feed(json.loads(feed.body))
    assert sorted(ids(feed)) == sorted(expected)


def test_markup_in_a_title_is_text_in_the_content(shelf: Database) -> None:
    keep(shelf, replace(odd(1, ODD_TITLES[0]), issued_title="<img src=x onerror=alert(1)>"))
    (item,) = json.loads(made(shelf, "json").body)["items"]
    assert "<img" not in item["content_html"]
    assert "&lt;img src=x" in item["content_html"]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_an_entry_fires_again_when_the_text_changes_and_only_then(shelf: Database, form: Format) -> None:
    keep(shelf, ICT_PLAN, IPR_PLAN)
    before = ids(made(shelf, form))
    keep(shelf, ICT_PLAN, when=NOON + timedelta(hours=1))
    keep(shelf, replace(ICT_PLAN, topic="通信"), kind="reparsed", when=NOON + timedelta(hours=2))
    assert ids(made(shelf, form)) == before, "seen again, and read by a better parser: nothing new for a reader"
    keep(shelf, revised(replace(ICT_PLAN, topic="通信")), when=NOON + timedelta(hours=3))
    after = ids(made(shelf, form))
    assert after[IPR_PLAN.title] == before[IPR_PLAN.title]
    assert after[f"[Revised] {ICT_PLAN.title}"] not in before.values()


def test_a_document_that_goes_and_comes_back_fires_both_times(shelf: Database) -> None:
    keep(shelf, ICT_PLAN)
    seen = set(ids(made(shelf, "atom")).values())
    with shelf.write() as connection:
        gone(connection, "miit", ICT_PLAN.url, "404", NOON + timedelta(days=1))
    withdrawn = ids(made(shelf, "atom"))
    assert list(withdrawn) == [f"[Withdrawn] {ICT_PLAN.title}"]
    keep(shelf, ICT_PLAN, when=NOON + timedelta(days=2))
    returned = ids(made(shelf, "atom"))
    assert len(seen | set(withdrawn.values()) | set(returned.values())) == 3


def test_an_id_is_the_same_in_every_format_filter_and_place(shelf: Database) -> None:
    keep(shelf, ICT_PLAN, IPR_PLAN)
    everything = ids(made(shelf, "atom"))
    some = ids(made(shelf, "json", Filters(issuers=("miit",)), base=BASE, limit=1))
    assert some == {ICT_PLAN.title: everything[ICT_PLAN.title]}


def test_feeds_of_different_filters_have_different_ids_and_titles(shelf: Database) -> None:
    keep(shelf, ICT_PLAN, DATA_DRAFT)
    roots = [etree.fromstring(made(shelf, "atom", filters).body) for filters in (None, Filters(stages=("draft",)))]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == 2
    assert roots[1].findtext(f"{ATOM}title") == "zhengce 政策 · stages: draft"
    assert [entry.findtext(f"{ATOM}summary") for entry in roots[1].findall(f"{ATOM}entry")] == [DATA_DRAFT.title]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_the_same_database_gives_the_same_bytes(shelf: Database, form: Format) -> None:
    keep(shelf, ICT_PLAN, IPR_PLAN)
    assert made(shelf, form) == made(shelf, form)


def test_an_editors_title_is_in_the_feed(shelf: Database) -> None:
    (plan,) = keep(shelf, ICT_PLAN)
    with shelf.write() as connection:
        set_title(
            connection,
            plan,
            "14th Five-Year Plan for the ICT Industry",
            Editor("mei", datetime(2021, 12, 1, tzinfo=UTC)),
        )
    assert entries(made(shelf, "atom"))[0].findtext(f"{ATOM}title") == "14th Five-Year Plan for the ICT Industry"


def test_a_file_holds_the_old_feed_or_the_new_one(shelf: Database, tmp_path: Path) -> None:
    keep(shelf, ICT_PLAN)
    file = tmp_path / "all.atom"
    file.write_bytes(b"old")
    syndication.write(made(shelf, "atom"), file)
    assert file.read_bytes() == made(shelf, "atom").body
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".atom" or path.name.startswith(".")] == [
        file.name
    ]


def test_a_feed_of_a_search_has_what_the_search_finds_on_both_databases(database: Database) -> None:
    keep(
        database,
        ICT_PLAN,
        IPR_PLAN,
        DATA_DRAFT,
        policy("关于部领导调研指标的消息", "https://www.miit.gov.cn/1.html", stage="news"),
    )
    for query in ("指标", "印发 规划", '"知识产权" OR 数据出境', "工信部规[2021]164号"):
        for filters in (Filters(), Filters(issuers=("state_council",)), Filters(stages=("news",))):
            feed = made(database, "json", filters, query=query)
            with database.read() as connection:
                found = find(connection, query, filters).found
            assert sorted(ids(feed)) == sorted(result.document.record.title for result in found), (query, filters)


def test_a_feed_is_the_same_wherever_its_newest_versions_are_looked_for(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(limit: int) -> bytes:
        with shelf.read() as connection:
            return syndication.feed(connection, "json", limit=limit).body

    expected = {limit: made(limit) for limit in (1, 2, 100)}
    for recent in (0, 1, 2):
        monkeypatch.setattr(versions, "RECENT", recent)
        assert {limit: made(limit) for limit in expected} == expected


def test_a_feed_of_a_search_says_the_query_and_has_an_id_of_its_own(shelf: Database) -> None:
    keep(shelf, ICT_PLAN)
    query, filters = "规划 AND <b>&", Filters(topic="网络", date_from=date(2021, 1, 1))
    feeds = [made(shelf, "atom"), made(shelf, "atom", query="规划"), made(shelf, "atom", filters, query=query)]
    roots = [etree.fromstring(feed.body) for feed in feeds]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == 3
    title = "zhengce 政策 · 规划 AND <b>& · topic: 网络 · from: 2021-01-01"
    assert (
        roots[2].findtext(f"{ATOM}title")
        == title
        == json.loads(made(shelf, "json", filters, query=query).body)["title"]
    )
    assert made(shelf, "atom", query=" ").body == feeds[0].body


def test_an_entry_says_what_is_known_of_the_terms_of_reuse(shelf: Database) -> None:
    keep(shelf, ICT_PLAN, replace(IPR_PLAN, source="mof"))
    told = {entry.findtext(f"{ATOM}summary"): entry.findtext(f"{ATOM}rights") for entry in entries(made(shelf, "atom"))}
    assert told[ICT_PLAN.title] == "miit: none found"
    assert "请注明来源" in str(told[IPR_PLAN.title])
    items = {item["summary"]: item["_zhengce"]["rights"] for item in json.loads(made(shelf, "json").body)["items"]}
    assert items[ICT_PLAN.title]["terms"] == "none found"
    assert items[IPR_PLAN.title]["quote"] in str(told[IPR_PLAN.title])


# The calendar of a search: all-day events with English titles, stable ids and the same bytes for the same data


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
