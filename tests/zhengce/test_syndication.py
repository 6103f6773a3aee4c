"""Feeds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from parsers.record import PolicyDocument
from storage.crawl.pages import gone
from storage.database import Database
from storage.documents.filters import Filters
from storage.editing.annotations import set_title
from storage.editing.edits import Editor
from tests.storage.making import BODIES
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, NOON, keep, policy, revised
from zhengce.feeds import atom
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


def made(database: Database, filters: Filters | None = None, **options: Any) -> bytes:
    with database.read() as connection:
        return atom.feed(connection, filters, **options)


def entries(feed: bytes) -> list[Any]:
    root = etree.fromstring(feed)
    SCHEMA.assertValid(root)
    return list(root.findall(f"{ATOM}entry"))


def ids(feed: bytes) -> dict[str, str]:
    """Title -> id of the entries of a feed."""
    return {
        in_chinese(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")): entry.findtext(f"{ATOM}id")
        for entry in entries(feed)
    }


def in_chinese(title: str | None, summary: str | None) -> str:
    """The Chinese title, which stands in the summary, behind what happened."""
    assert title is not None
    return f"{title.partition('] ')[0]}] {summary}" if title.startswith("[") else str(summary)


def odd(number: int, title: str) -> PolicyDocument:
    return policy(title, f"https://www.miit.gov.cn/art/a b<{number}>.html", body=f"现将第{number}项印发给你们。\x07")


def test_a_feed_is_valid_atom_on_both_databases(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    feed = made(database, base=BASE, own_url=f"{BASE}/feed.atom")
    found = entries(feed)
    assert [entry.findtext(f"{ATOM}summary") for entry in found] == [DATA_DRAFT.title, IPR_PLAN.title, ICT_PLAN.title]
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 3


def test_a_feed_of_nothing_is_valid_too(database: Database) -> None:
    assert entries(made(database)) == []


def test_feedparser_reads_what_an_entry_says(database: Database) -> None:
    keep(database, ICT_PLAN)
    parsed = feedparser.parse(made(database, base=BASE))
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.title.startswith("14th Five-Year Plan for the Development of the Information")
    assert entry.summary == ICT_PLAN.title
    assert entry.link == ICT_PLAN.url
    assert entry.published == "2021-11-16T09:30:00+08:00"
    assert [author.name for author in entry.authors] == ["MIIT (工业和信息化部)"]


def test_an_entry_names_the_office_that_signed(database: Database) -> None:
    keep(database, replace(ICT_PLAN, issuing_bodies=(replace(BODIES["miit"], unit="办公厅"),)))
    (entry,) = feedparser.parse(made(database, base=BASE)).entries
    assert [author.name for author in entry.authors] == ["MIIT General Office (工业和信息化部办公厅)"]
    assert {tag.term for tag in entry.tags} >= {"final", "通知"}
    assert "工信部规〔2021〕164号" in entry.content[0].value
    assert f"{BASE}/archive/1" in [link.href for link in entry.links]


def test_odd_titles_pass_through_or_lose_only_what_may_not_be_written(database: Database) -> None:
    keep(database, *(odd(number, title) for number, title in enumerate(ODD_TITLES)))
    feed = made(database, base=BASE)
    assert not feedparser.parse(feed).bozo
    assert sorted(ids(feed)) == sorted(
        "".join(char for char in title if char not in "\x00\x0b\x1f\ufffe") for title in ODD_TITLES
    )


def test_markup_in_a_title_is_text_in_the_content(database: Database) -> None:
    keep(database, replace(odd(1, ODD_TITLES[0]), issued_title="<img src=x onerror=alert(1)>"))
    (entry,) = entries(made(database))
    content = entry.findtext(f"{ATOM}content")
    assert ("<img" in content, "&lt;img src=x" in content) == (False, True)


def test_an_entry_fires_again_when_the_text_changes_and_only_then(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    before = ids(made(database))
    keep(database, ICT_PLAN, when=NOON + timedelta(hours=1))
    keep(database, replace(ICT_PLAN, topic="通信"), kind="reparsed", when=NOON + timedelta(hours=2))
    assert ids(made(database)) == before, "seen again, and read by a better parser: nothing new for a reader"
    keep(database, revised(replace(ICT_PLAN, topic="通信")), when=NOON + timedelta(hours=3))
    after = ids(made(database))
    assert after[IPR_PLAN.title] == before[IPR_PLAN.title]
    assert after[f"[Revised] {ICT_PLAN.title}"] not in before.values()


def test_a_document_that_goes_and_comes_back_fires_both_times(database: Database) -> None:
    keep(database, ICT_PLAN)
    seen = set(ids(made(database)).values())
    with database.write() as connection:
        gone(connection, "miit", ICT_PLAN.url, "404", NOON + timedelta(days=1))
    withdrawn = ids(made(database))
    assert list(withdrawn) == [f"[Withdrawn] {ICT_PLAN.title}"]
    keep(database, ICT_PLAN, when=NOON + timedelta(days=2))
    returned = ids(made(database))
    assert len(seen | set(withdrawn.values()) | set(returned.values())) == 3


def test_an_id_is_the_same_in_every_filter_and_place(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    everything = ids(made(database))
    some = ids(made(database, Filters(issuers=("miit",)), base=BASE, limit=1))
    assert some == {ICT_PLAN.title: everything[ICT_PLAN.title]}


def test_feeds_of_different_filters_have_different_ids_and_titles(database: Database) -> None:
    keep(database, ICT_PLAN, DATA_DRAFT)
    roots = [etree.fromstring(made(database, filters)) for filters in (None, Filters(stages=("draft",)))]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == 2
    assert roots[1].findtext(f"{ATOM}title") == "zhengce 政策 · stages: draft"
    assert [entry.findtext(f"{ATOM}summary") for entry in roots[1].findall(f"{ATOM}entry")] == [DATA_DRAFT.title]


def test_the_same_database_gives_the_same_bytes(database: Database) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    assert made(database) == made(database)


def test_an_editors_title_is_in_the_feed(database: Database) -> None:
    (plan,) = keep(database, ICT_PLAN)
    with database.write() as connection:
        set_title(
            connection,
            plan,
            "14th Five-Year Plan for the ICT Industry",
            Editor("mei", datetime(2021, 12, 1, tzinfo=UTC)),
        )
    assert entries(made(database))[0].findtext(f"{ATOM}title") == "14th Five-Year Plan for the ICT Industry"


@pytest.mark.both_engines
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
            feed = made(database, filters, query=query)
            with database.read() as connection:
                found = find(connection, query, filters).found
            assert sorted(ids(feed)) == sorted(result.document.record.title for result in found), (query, filters)


def test_a_feed_of_a_search_says_the_query_and_has_an_id_of_its_own(database: Database) -> None:
    keep(database, ICT_PLAN)
    query, filters = "规划 AND <b>&", Filters(topic="网络", date_from=date(2021, 1, 1))
    feeds = [made(database), made(database, query="规划"), made(database, filters, query=query)]
    roots = [etree.fromstring(feed) for feed in feeds]
    assert len({root.findtext(f"{ATOM}id") for root in roots}) == 3
    assert roots[2].findtext(f"{ATOM}title") == "zhengce 政策 · 规划 AND <b>& · topic: 网络 · from: 2021-01-01"
    assert made(database, query=" ") == feeds[0]


def test_an_entry_says_what_is_known_of_the_terms_of_reuse(database: Database) -> None:
    keep(database, ICT_PLAN, replace(IPR_PLAN, source="mof"))
    told = {entry.findtext(f"{ATOM}summary"): entry.findtext(f"{ATOM}rights") for entry in entries(made(database))}
    assert told[ICT_PLAN.title] == "miit: none found"
    assert "请注明来源" in str(told[IPR_PLAN.title])
