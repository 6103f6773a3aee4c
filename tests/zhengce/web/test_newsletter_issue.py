"""A month's issue is made in the browser: picked, ordered, written, and taken as Markdown, HTML and Word.

The issue is one that was printed: its policies, their addresses, bodies and days are real where they are known, and in
the order in which it had them. The sentences and the coverage are invented.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx
import parsel
import pytest

from parsers.record import IssuingBody, PolicyDocument
from storage.database import Database, open_database
from storage.editing import annotations, issues
from storage.editing.annotations import Link
from tests.storage.making import BODIES
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep, policy
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import Desk, opened_desk

GOV_CN = "https://www.gov.cn/zhengce/zhengceku/2021-11"
MIIT, NDRC, MOT, CAC, MEE = (BODIES[name] for name in ("miit", "ndrc", "mot", "cac", "mee"))
NEA, NMPA, SAMR, MOFCOM = (
    IssuingBody("nea", "国家能源局", "国家能源局", "National Energy Administration", "NEA"),
    IssuingBody("nmpa", "国家药监局", "国家药品监督管理局", "National Medical Products Administration", "NMPA"),
    IssuingBody("samr", "市场监管总局", "国家市场监督管理总局", "State Administration for Market Regulation", "SAMR"),
    IssuingBody("mofcom", "商务部", "商务部", "Ministry of Commerce", "MOFCOM"),
)


@dataclass(frozen=True)
class Planned:
    """An entry of the issue: what is printed of a policy, and what the editor gives for it."""

    printed: str
    policy: PolicyDocument
    title_en: str = ""
    line: str = ""
    coverage: tuple[str, str] = ("", "")
    """The title and the address of an article."""


def issued(title: str, url: str, day: date, *bodies: IssuingBody, **values: Any) -> PolicyDocument:
    """A policy of these bodies, the first of them on its own site."""
    return policy(title, url, source=bodies[0].id, published_on=day, issuing_bodies=bodies, **values)


TOP = [
    Planned(
        "Policy name: 14th Five-Year Plan for the Information and Communication Technology Industry"
        " (工业和信息化部关于印发“十四五”信息通信行业发展规划的通知) (Link)\n"
        "Issuing body: MIIT\nDate: November 16, 2021",
        ICT_PLAN,
        title_en="14th Five-Year Plan for the Information and Communication Technology Industry",
        line="Rapid rollout of ICT infrastructure",
    ),
    Planned(
        "Policy name: 14th Five-Year Plan for National Intellectual Property Protection and Utilization"
        " (国务院关于印发“十四五”国家知识产权保护和运用规划的通知) (Link)\n"
        "Issuing body: State Council\nDate: October 28, 2021",
        IPR_PLAN,
        title_en="14th Five-Year Plan for National Intellectual Property Protection and Utilization",
    ),
    Planned(
        "Policy name: Lithium-ion Battery Industry Regulatory Conditions (2021) (Draft for Comment)"
        " (锂离子电池行业规范条件（2021年本）（征求意见稿）) (Link)\n"
        "Issuing body: MIIT\nDate: November 18, 2021",
        issued(
            "锂离子电池行业规范条件（2021年本）（征求意见稿）",
            "https://www.miit.gov.cn/gzcy/yjzj/art/2021/battery.html",
            date(2021, 11, 18),
            MIIT,
            stage="draft",
            document_type=None,
        ),
        title_en="Lithium-ion Battery Industry Regulatory Conditions (2021) (Draft for Comment)",
    ),
    Planned(
        "Policy name: Implementation Plan to Promote the High-Quality Development of the API Industry"
        " (关于推动原料药产业高质量发展实施方案的通知) (Link)\n"
        "Issuing bodies: NDRC, MIIT\nDate: November 9, 2021",
        issued(
            "关于推动原料药产业高质量发展实施方案的通知",
            f"{GOV_CN}/10/content_5650031.htm",
            date(2021, 11, 9),
            NDRC,
            MIIT,
        ),
        title_en="Implementation Plan to Promote the High-Quality Development of the API Industry",
    ),
    Planned(
        "Policy name: Measures for Data Export Security Evaluation (Draft for Comments)"
        " (国家互联网信息办公室关于《数据出境安全评估办法（征求意见稿）》公开征求意见的通知) (Link)\n"
        "Issuing body: CAC\nDate: October 29, 2021",
        DATA_DRAFT,
        title_en="Measures for Data Export Security Evaluation (Draft for Comments)",
    ),
]
WORTH_NOTING = [
    Planned(
        "November 3: Coal-fired power plants are to be upgraded (NDRC notice (CN))",
        issued(
            "国家发展改革委 国家能源局关于开展全国煤电机组改造升级的通知",
            f"{GOV_CN}/03/content_5648562.htm",
            date(2021, 11, 3),
            NDRC,
            NEA,
        ),
        line="Coal-fired power plants are to be upgraded",
    ),
    Planned(
        "November 9: Many bodies plan for clean production (NDRC notice (CN); Example Times article (EN))",
        issued(
            "国家发展改革委等部门关于印发《“十四五”全国清洁生产推行方案》的通知",
            f"{GOV_CN}/10/content_5650026.htm",
            date(2021, 11, 9),
            *(NDRC, MEE, MIIT, MOT, SAMR, MOFCOM),
        ),
        line="Many bodies plan for clean production",
        coverage=("Example Times article", "https://news.example.com/clean"),
    ),
    Planned(
        "November 10: Pilots of autonomous driving and smart shipping begin (MOT notice (CN))",
        issued(
            "交通运输部办公厅关于组织开展自动驾驶和智能航运先导应用试点的通知",
            f"{GOV_CN}/10/content_5650034.htm",
            date(2021, 11, 10),
            MOT,
        ),
        line="Pilots of autonomous driving and smart shipping begin",
    ),
    Planned(
        "November 11: A contest for medical devices that learn (MIIT notice (CN))",
        issued(
            "工业和信息化部办公厅 国家药品监督管理局综合和规划财务司关于组织开展人工智能医疗器械创新任务揭榜工作的通知",
            "https://www.miit.gov.cn/jgsj/kjs/wjfb/art/2021/art_84c35331f3ba4b85b8d23dfe41c6e7c2.html",
            date(2021, 11, 11),
            MIIT,
            NMPA,
        ),
        line="A contest for medical devices that learn",
    ),
    Planned(
        "November 14: Rules on network data are drafted (CAC notice (CN); 示例周刊报道 (CN))",
        issued(
            "国家互联网信息办公室关于《网络数据安全管理条例（征求意见稿）》公开征求意见的通知",
            "https://www.cac.gov.cn/2021-11/14/c_1638501991577898.htm",
            date(2021, 11, 14),
            CAC,
            stage="draft",
        ),
        line="Rules on network data are drafted",
        coverage=("示例周刊报道", "https://zhoukan.example.cn/1"),
    ),
    Planned(
        "November 15: Energy efficiency gets a floor (NDRC notice (CN))",
        issued(
            "国家发展改革委等部门关于发布《高耗能行业重点领域能效标杆水平和基准水平（2021年版）》的通知",
            f"{GOV_CN}/16/content_5651180.htm",
            date(2021, 11, 15),
            *(NDRC, MIIT, MEE, SAMR, NEA),
        ),
        line="Energy efficiency gets a floor",
    ),
    Planned(
        "November 22: A list of technologies that save energy in transport (MOT notice (CN))",
        issued(  # its title is not known, and invented here
            "关于公布交通运输行业节能低碳技术目录的通知",
            "https://xxgk.mot.gov.cn/list.html",
            date(2021, 11, 22),
            MOT,
        ),
        line="A list of technologies that save energy in transport",
    ),
    Planned(  # a line that nobody wrote
        "November 23: MOFCOM issues the 14th Five-Year Plan for High-quality Development of Foreign Trade"
        " [machine, unreviewed] (MOFCOM notice (CN))",
        issued(
            "商务部关于印发《“十四五”对外贸易高质量发展规划》的通知",
            f"{GOV_CN}/24/content_5653009.htm",
            date(2021, 11, 23),
            MOFCOM,
        ),
    ),
]
ISSUE = dict(enumerate([*TOP, *WORTH_NOTING], 1))
"""Id of a document -> its entry."""

BLOCKS = [entry.printed for entry in TOP]
LINES = [entry.printed for entry in WORTH_NOTING]
LINKS = [link for entry in ISSUE.values() for link in (entry.policy.url, entry.coverage[1]) if link]
"""Every address that the issue leads to, in order."""

FIGURE = "Increase 5G user penetration from 15 to 56 percent (2020 to 2025)"

BY_HAND = (2, 1, 7, 6)
"""Ids of the documents that the editor picks in the browser, two of each kind in the wrong order, and for which she
writes there; `pick_and_write_the_rest` does the same for the others, sooner."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, *(entry.policy for entry in ISSUE.values()))
    with opened_desk(database, tmp_path / "archive") as opened:
        yield opened
    database.close()


def test_an_issue_is_picked_ordered_written_and_taken_in_the_browser(browser: Any, desk: Desk) -> None:
    page = open_page(browser, base_url=desk.address, java_script_enabled=False)
    page.goto(desk.login)
    follow(page, page.get_by_role("button", name="Begin editing").click)
    pick(page)
    order_and_write(page)
    pick_and_write_the_rest(desk.database)
    page.reload()
    reading = open_page(browser, base_url=desk.address)
    reading.goto("/desk")
    top, worth_noting = reading.locator(".printed").all()
    assert top.locator(".block").all_inner_texts() == BLOCKS
    assert worth_noting.locator(".block").all_inner_texts() == LINES
    assert addresses(reading.locator(".printed .block a:not([href^='/'])")) == LINKS
    assert top.locator("h3").first.inner_text() == "1 Rapid rollout of ICT infrastructure"
    assert page.request.get("/api/documents/7").json()["pick"] == {
        **{"kind": "worth_noting", "position": 2, "line": ISSUE[7].line},
        **{"summary": None, "figures": None, "comment": None},
    }
    taken = {name: downloaded(page, name) for name in ("Markdown", "HTML", "Word")}
    page.set_viewport_size({"width": 400, "height": 844})
    for path in ("/desk", "/issues/1/history", "/documents/1"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400
    for name, (texts, links) in taken.items():
        assert [text for text in texts if text.startswith("Policy name: ")] == BLOCKS, name
        assert [text for text in texts if text.startswith("November ")] == LINES, name
        assert FIGURE in texts, name
        assert links == LINKS, name


def pick(page: Any) -> None:
    """Picks policies on their pages, where they get a title and coverage."""
    for number in BY_HAND:
        entry = ISSUE[number]
        page.goto(f"/documents/{number}")
        title, address = entry.coverage
        texts = {"English title": entry.title_en, "Add a link": address, "Title of the link": title}
        for label, text in texts.items():
            page.get_by_role("textbox", name=label, exact=True).fill(text)
        follow(page, page.get_by_role("button", name="Save").click)
        chosen = "Top" if kind_of(number) == "top" else "Worth noting"
        follow(page, page.locator(".picker").get_by_role("button", name=chosen).click)


def order_and_write(page: Any) -> None:
    """Moves a policy of each kind up and writes lines."""
    page.goto("/desk")
    for number in (1, 6):
        follow(page, entry_of(page, number).get_by_role("button", name="Up", exact=True).click)
    for number in BY_HAND:
        if line := ISSUE[number].line:
            label = "Heading" if kind_of(number) == "top" else "Sentence"
            write(page, number, {label: line} | ({"Figures": FIGURE} if number == 1 else {}))


def pick_and_write_the_rest(database: Database) -> None:
    """Keeps what the issue has and the browser was not given, as `zhengce annotate` and `zhengce issues add` do."""
    with database.write() as connection:
        for number, entry in ISSUE.items():
            if number in BY_HAND:
                continue
            annotations.set_title(connection, number, entry.title_en or None, EDITOR)
            issues.add_document(connection, number, kind_of(number), EDITOR, {"line": entry.line or None})
            if entry.coverage[1]:
                annotations.add_link(connection, number, Link(entry.coverage[1], entry.coverage[0]), EDITOR)


def kind_of(number: int) -> issues.Kind:
    return "top" if number <= len(TOP) else "worth_noting"


def entry_of(page: Any, number: int) -> Any:
    """The entry of a document on the page of its issue."""
    return page.locator(".entries > li", has=page.locator(f"a[href='/documents/{number}']"))


def write(page: Any, number: int, texts: dict[str, str]) -> None:
    """Fills these fields of an entry and saves."""
    for label, text in texts.items():
        field = entry_of(page, number).get_by_label(label)
        if not field.count():
            follow(page, entry_of(page, number).get_by_role("button", name="At a glance, figures, comment").click)
        for folded in entry_of(page, number).locator("details:not([open]):not(.elsewhere) > summary").all():
            folded.click()
        field.fill(text)
    follow(page, page.get_by_role("button", name="Save").click)


def addresses(links: Any) -> list[str]:
    return [str(link.get_attribute("href")) for link in links.all()]


def downloaded(page: Any, name: str) -> tuple[list[str], list[str]]:
    """The paragraphs of the issue in one of its forms, and the addresses of its links."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    path = download.value.path()
    if name == "Word":
        written = docx.Document(str(path)).paragraphs
        return [paragraph.text for paragraph in written], [link.address for one in written for link in one.hyperlinks]
    if name == "HTML":
        html = parsel.Selector(path.read_text("utf-8"))
        texts = ["".join("\n" if one == "<br>" else one for one in shown(part)) for part in html.css("h3, p, li")]
        return texts, html.css("a::attr(href)").getall()
    text = path.read_text("utf-8").strip()
    links = re.findall(r"\]\(<([^>]+)>\)", text)
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]])+)\]\(<[^>]+>\)", r"\1", text)
    text = re.sub(r"\\(.)", r"\1", text).replace("  \n", "\n")
    return [part.removeprefix("- ") for part in re.split(r"\n\n|\n(?=- )", text)], links


def shown(part: parsel.Selector) -> list[str]:
    """The texts and line ends of a piece of HTML."""
    return part.xpath(".//text() | .//br").getall()
