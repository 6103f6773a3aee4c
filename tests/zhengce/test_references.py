"""A bibliography, messy as people write them, against the database: what is held for certain, and what is not."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from parsers.addresses import address_key
from parsers.files import LIMITS
from storage.crawl.pages import gone
from storage.database import Database
from tests.shared import DOCUMENTS
from tests.storage.making import BODIES
from tests.tables import from_table
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, NOON, keep, policy, revised
from zhengce.checking import findings, reports
from zhengce.checking.findings import Finding, check_references, stem_of
from zhengce.checking.references import read_reference
from zhengce.checking.reports import NotRead, read_lines
from zhengce.checking.verifying import verify

FIFTH = policy(
    "关于公布第五批制造业单项冠军名单的通知", "https://www.miit.gov.cn/5.html", published_on=date(2020, 12, 1)
)
YEARLY = policy("关于开展2021年工业质量品牌建设工作的通知", "https://www.miit.gov.cn/6.html")

TOWN = policy("工业和信息化部关于温州市创建示范区的批复", "https://www.miit.gov.cn/7.html", document_type="批复")


@pytest.fixture
def shelf(database: Database) -> Database:
    """A database with five documents of three sites."""
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, FIFTH, YEARLY, TOWN)
    return database


def judged(database: Database, line: str, since: date | None = None, crawlable: tuple[str, ...] = ()) -> Finding:
    with database.read() as connection:
        (finding,) = check_references(connection, [line], since, crawlable)
    return finding


@from_table
def test_an_exact_number_address_or_title_is_held(shelf: Database, line: str, how: str, title: str) -> None:
    finding = judged(shelf, line)
    assert (finding.status, finding.score) == ("held", 1.0), finding
    assert finding.how.startswith(how)
    assert finding.document
    assert finding.document.record.title == title


@from_table
def test_a_look_alike_is_missing_and_named_as_near_with_the_difference(shelf: Database, line: str, why: str) -> None:
    finding = judged(shelf, line)
    assert (finding.status, finding.document) == ("missing", None), finding
    assert why in finding.why
    assert finding.near


@from_table
def test_a_misprint_or_a_part_is_unsure_with_its_likeness_never_held(shelf: Database, line: str) -> None:
    finding = judged(shelf, line)
    assert finding.status == "unsure"
    assert finding.score is not None
    assert finding.score < 1
    assert finding.why.startswith("not the same title: ")


def test_a_number_beside_another_documents_title_is_unsure(shelf: Database) -> None:
    finding = judged(shelf, f"{IPR_PLAN.title}（工信部规〔2021〕164号）")
    assert finding.status == "unsure"
    assert "has another title" in finding.why or "has the number" in finding.why


def test_a_number_without_its_issuer_is_unsure_alone_and_fits_beside_the_title(shelf: Database) -> None:
    title = "电力重大事故隐患判定标准及治理监督管理规定"
    order = policy(
        f"《{title}》",
        "https://www.ndrc.gov.cn/41.html",
        source="ndrc",
        document_number="国家发展和改革委员会令2026年第41号",
        document_type="令",
    )
    keep(shelf, order)
    alone = judged(shelf, "2026年第41号令")
    assert (alone.status, alone.document and alone.document.record.title) == ("unsure", order.title)
    assert alone.why.endswith("has the number 国家发展和改革委员会令2026年第41号")
    assert judged(shelf, "2025年第41号令").status == "missing"
    assert judged(shelf, f"《{title}》，2026年第41号令").status == "held"
    assert judged(shelf, f"国家发展改革委令第41号，《{title}》").status == "held"


def test_a_right_title_with_a_wrong_number_is_unsure(shelf: Database) -> None:
    finding = judged(shelf, f"{ICT_PLAN.title}，工信部规〔2021〕146号")
    assert finding.status == "unsure"
    assert "has the number 工信部规〔2021〕164号" in finding.why


def test_a_number_inside_a_title_is_not_the_documents_own(shelf: Database) -> None:
    finding = judged(shelf, "关于废止工信部规〔2021〕164号等文件的通知")
    assert finding.status == "missing"


def test_a_title_that_every_announcement_bears_needs_a_day_or_a_number(shelf: Database) -> None:
    plain: dict[str, Any] = {"document_type": "公告", "issuing_bodies": (BODIES["miit"],)}
    keep(shelf, policy("中华人民共和国工业和信息化部公告", "https://www.miit.gov.cn/8.html", **plain,
                       document_number="工业和信息化部公告2021年第31号", published_on=date(2021, 11, 20)))  # fmt: skip
    assert judged(shelf, "中华人民共和国工业和信息化部公告").status == "unsure"
    assert judged(shelf, "中华人民共和国工业和信息化部公告, 2021-11-21").status == "held"
    assert judged(shelf, "工业和信息化部公告2021年第31号").status == "held"


def test_the_right_title_of_another_day_is_unsure(shelf: Database) -> None:
    """国务院关于西安市城市总体规划的批复 was issued in 1999 and again in 2008, under the same words."""
    assert judged(shelf, f"{TOWN.title}，2021年11月20日").status == "held"
    finding = judged(shelf, f"{TOWN.title}，1999年5月6日")
    assert finding.status == "unsure"
    assert finding.why == "the document of this title is of another day: 2021-11-16"
    assert judged(shelf, f"{TOWN.title}. 访问日期：2026年5月6日").status == "held"


def test_a_day_inside_a_title_is_part_of_it(shelf: Database) -> None:
    title = "国家自然灾害救助应急预案（2011年10月16日修订）"
    keep(shelf, policy(title, "https://www.miit.gov.cn/9.html", document_type="预案"))
    assert judged(shelf, title).status == "held"
    assert judged(shelf, title.replace("2011", "2016")).status == "missing"


@pytest.mark.needs_shared("truth/documents.jsonl")
def test_no_other_title_of_the_state_councils_list_is_ever_held(shelf: Database) -> None:
    rows = [json.loads(line) for line in DOCUMENTS.read_text(encoding="utf-8").splitlines()]
    found = dict.fromkeys(row["title"] for row in rows if row["origin"] == "state-council-list")
    names = random.Random(1).sample(list(found), 120)
    held, others = names[:60], names[60:]
    facts: dict[str, Any] = {"source": "state_council", "issuing_bodies": (), "body": ""}
    keep(shelf, *(policy(name, f"https://www.gov.cn/{place}.htm", **facts) for place, name in enumerate(held)))
    with shelf.read() as connection:
        own, strange = check_references(connection, held), check_references(connection, others)
    assert [finding for finding in own if finding.status in ("missing", "withdrawn")] == []
    assert sum(finding.status == "held" for finding in own) > 56
    stems = set(map(stem_of, held))
    statuses = zip(others, strange, strict=True)
    assert [line for line, one in statuses if one.status == "held" and stem_of(line) not in stems] == []


def test_what_changed_since_a_day_is_said_by_field(shelf: Database) -> None:
    keep(shelf, revised(ICT_PLAN), when=NOON + timedelta(days=9))
    line = "工信部规〔2021〕164号"
    changed = judged(shelf, line, date(2021, 12, 1))
    assert (changed.status, changed.changed) == ("changed", ("body",))
    assert judged(shelf, line, date(2021, 12, 4)).status == "held"
    assert judged(shelf, line).status == "held"


def test_a_change_counts_from_the_first_moment_of_the_day_in_china(shelf: Database) -> None:
    keep(shelf, revised(ICT_PLAN), when=datetime(2021, 12, 2, 16, tzinfo=UTC))  # midnight in Beijing
    line = "工信部规〔2021〕164号"
    assert judged(shelf, line, date(2021, 12, 3)).status == "changed"
    assert judged(shelf, line, date(2021, 12, 4)).status == "held"


def test_what_we_read_otherwise_is_no_change_of_the_document(shelf: Database) -> None:
    keep(shelf, revised(ICT_PLAN), kind="reparsed", when=NOON + timedelta(days=9))
    assert judged(shelf, "工信部规〔2021〕164号", date(2021, 12, 1)).status == "held"


def test_what_went_from_its_site_is_withdrawn(shelf: Database) -> None:
    with shelf.write() as connection:
        gone(connection, "miit", FIFTH.url, "404", NOON + timedelta(days=1))
    finding = judged(shelf, FIFTH.title)
    assert finding.status == "withdrawn"
    assert finding.why == "on no site any more since 2021-11-25; the archived copy remains"


@from_table
def test_what_is_missing_is_explained(shelf: Database, line: str, why: str) -> None:
    finding = judged(shelf, line, crawlable=("miit", "mot"))
    assert finding.status == "missing"
    assert why in finding.why


def test_a_ministry_whose_site_can_be_crawled_is_named_as_the_source_to_crawl(shelf: Database) -> None:
    line = "水利部关于做好有关工作的通知"
    assert judged(shelf, line, crawlable=("miit",)).why.startswith("no source of this body is crawled (水利部, MWR)")
    assert judged(shelf, line, crawlable=("miit", "mwr")).why.startswith("source not crawled: mwr (水利部, MWR)")


NEWSLETTER = [
    "Our Top 2",
    "At a glance: The ministry wants a network that reaches every village, and it asks the regions to name their "
    "figures for 2025 by the end of the year.",
    "- Raise the share of villages with a network from 15 to 56 percent",
    f"Policy name: 14th Five-Year Plan for Information and Communication ({ICT_PLAN.title}) (Link)",
    "(《数据出境安全评估办法（征求意见稿）》) (CN)",
    "这份规划提出了到2025年的目标，要求各地在年底前报送本地区的具体安排，并对落实情况进行评估，有关企业可以按照规划的要求申报项目，"
    "评估结果将作为下一年度安排资金的依据，逾期不报的地区不再安排。",
    "《关于公布第九批先导应用名单的通知》",
    "More in the press: https://news.example.com/a.html",
]


def test_of_a_newsletter_the_documents_that_it_names_are_found(shelf: Database) -> None:
    with shelf.read() as connection:
        claims = [claim for claim in verify(connection, NEWSLETTER) if claim.kind == "title"]
    assert [(claim.line, claim.verdict) for claim in claims] == [(4, "right"), (5, "right"), (7, "not held")]


def test_a_bibliography_is_checked_line_by_line(shelf: Database) -> None:
    keep(shelf, revised(ICT_PLAN), when=NOON + timedelta(days=9))
    lines = [
        "# Sources",
        "",
        "1. 工信部规〔2021〕164号",
        "2. ???",
        "3. 国发〔2021〕99号",
        f"4. {IPR_PLAN.title}",
        "5. A plan",
    ]
    with shelf.read() as connection:
        claims = verify(connection, lines, since=(NOON + timedelta(days=8)).date())
    verdicts = [(claim.line, claim.verdict) for claim in claims]
    assert verdicts == [(3, "right"), (4, "unchecked"), (5, "not held"), (6, "right"), (7, "unchecked")]
    assert claims[0].why.startswith("revised since 2")


def test_a_list_of_english_titles_alone_is_a_bibliography(shelf: Database) -> None:
    assert judged(shelf, "Plan for Information and Communication").status == "missing"


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_links_of_a_newsletter_lead_to_their_documents(shelf: Database, kind: str) -> None:
    if kind == "docx":
        made, document = BytesIO(), Document()
        document.add_paragraph(NEWSLETTER[1])
        paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
        paragraph.add_run("The draft (")
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(DATA_DRAFT.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        document.save(made)
        content = made.getvalue()
    else:
        content = f'<html><p>{NEWSLETTER[1]}</p><p>The draft (<a href="{DATA_DRAFT.url}">CN</a>)</p></html>'.encode()
    with shelf.read() as connection:
        claims = [claim for claim in verify(connection, read_lines(content)) if claim.kind == "address"]
    assert [(claim.line, claim.verdict) for claim in claims] == [(2, "right")]


def bomb() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(4):
            part.write(bytes(1 << 20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 no archive", "without a Word document"),
        (b"\0\1\2", "not a text"),
        (b"%PDF-1.7 text", "not a text"),
        (bomb, "unpacks to too much"),
    ],
)
def test_other_files_are_no_bibliography(
    content: bytes | Callable[[], bytes], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "LIMITS", replace(LIMITS, unpacked_bytes=3 << 20))
    with pytest.raises(NotRead, match=why):
        read_lines(content() if callable(content) else content)


def test_a_page_without_an_element_has_no_line() -> None:
    assert read_lines(b"<!doctype html>") == []


def test_a_title_printed_on_another_site_is_the_same_document(database: Database) -> None:
    other = replace(ICT_PLAN, source="state_council", url="https://www.gov.cn/zhengce/content_5651262.htm",
                    title="“十四五”信息通信行业发展规划", issued_title=None, subject=None)  # fmt: skip
    keep(database, ICT_PLAN, other)
    for line in ("www.gov.cn/zhengce/content_5651262.htm", "“十四五”信息通信行业发展规划", ICT_PLAN.title):
        finding = judged(database, line)
        assert (finding.status, finding.document and finding.document.id) == ("held", 1), finding


@from_table
def test_an_address_is_the_same_in_any_dress(url: str) -> None:
    assert address_key(url) == "gov.cn/zhengce/content_1.htm"


def test_an_address_whose_key_stands_behind_the_hash_keeps_it() -> None:
    one, other = (address_key(f"https://yyglxxbsgw.ndrc.gov.cn/sa.html#/{key}") for key in ("a", "b"))
    assert one != other


@pytest.mark.parametrize(
    "line", ["http://[", "〔2021〕", "《》", "1.", "((((", "\ufeff", "x" * 5000, "号" * 3000, "《" * 2000]
)
def test_no_line_breaks_the_reading(shelf: Database, line: str) -> None:
    read_reference(line)
    with shelf.read() as connection:
        assert all(finding.status in ("unread", "missing") for finding in check_references(connection, [line]))


@pytest.mark.both_engines
def test_look_alikes_are_found_on_both_databases_however_common_their_words_are(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "COMMON", 2)
    keep(
        database,
        FIFTH,
        *(policy(f"关于公布{place}名单的通知", f"https://www.miit.gov.cn/{place}") for place in "甲乙丙"),
    )
    misprint = judged(database, "关于公布第五批制造业单项冠军名单的通告")
    assert (misprint.status, misprint.document and misprint.document.id) == ("unsure", 1)
    other = judged(database, "关于公布第六批制造业单项冠军名单的通知")
    assert (other.status, [held.id for held in other.near]) == ("missing", [1])


def test_a_line_that_is_held_is_found_without_reading_a_table_whole(shelf: Database) -> None:
    with shelf.read() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        asked: list[str] = []
        driver.set_trace_callback(asked.append)
        lines = ["工信部规〔2021〕164号", ICT_PLAN.url, IPR_PLAN.title, "《“十四五”信息通信行业发展规划》"]
        assert [finding.status for finding in check_references(connection, lines)] == ["held"] * 4
        driver.set_trace_callback(None)
        queries = [query for query in asked if query.startswith("SELECT")]
        plans = [row[3] for query in queries for row in driver.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any("ix_pages_stem_key" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith(("SCAN documents", "SCAN pages", "SCAN issuing_bodies"))] == []
