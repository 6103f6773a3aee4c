"""The newsletter of a month is made in the browser from the sample that `make run` crawls, whole, with few clicks."""

import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from parsel import Selector

from storage import schema
from storage.database import open_database
from tests.conftest import Sample
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import opened_desk
from zhengce.english.titles.shown import LOZENGE
from zhengce.newsletter.drawing import png

ICT, IPR, BATTERY, API, DATA = TOP = (
    "“十四五”信息通信行业发展规划",
    "“十四五”国家知识产权保护和运用规划",
    "锂离子电池行业规范条件",
    "推动原料药产业高质量发展实施方案",
    "数据出境安全评估办法（征求意见稿）",
)
WORTH_NOTING = (
    "开展全国煤电机组改造升级",
    "“十四五”全国清洁生产推行方案",
    "自动驾驶和智能航运先导应用试点",
    "人工智能医疗器械创新任务揭榜",
    "网络数据安全管理条例（征求意见稿）",
    "高耗能行业重点领域能效标杆水平",
    "印发《“十四五”对外贸易高质量发展规划》",
)
"""Words of the titles of an issue that was printed."""
TITLE = "ICT infrastructure, IPR enforcement, battery innovation"
COVERED = (1, 3, 4, 6)
"""Places of the lines that have coverage."""
MOST_CLICKS = 60


class Hand:
    """Who clicks, and enters fields, which counts as a click where a field has not the focus already."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Any) -> None:
        self.clicks += 1
        target.click()

    def go(self, target: Any) -> None:
        self.clicks += 1
        follow(self.page, target.click)

    def type(self, label: str, text: str) -> None:
        field = self.page.locator("main").get_by_label(label, exact=True)
        self.clicks += not field.evaluate("field => field === document.activeElement")
        field.fill(text)


@pytest.fixture
def data(sample: Sample, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample.folder, tmp_path / "data"))


@pytest.fixture
def hand(browser: Any, data: Path) -> Any:
    """An editor who has logged in and picked the twelve documents of the month."""
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with opened_desk(database, data / "archive") as desk:
        hand = Hand(open_page(browser, base_url=desk.address))
        hand.page.goto(desk.login)
        hand.type("Your name, for the history", "Mei Lin")
        follow(hand.page, hand.page.keyboard.press, "Enter")  # the brief: there is no issue yet
        hand.type("From", "2021-10-28")
        hand.type("To", "2021-11-23")
        follow(hand.page, hand.page.keyboard.press, "Enter")
        for kind, titles in (("Top", TOP), ("Worth noting", WORTH_NOTING)):
            for title in titles:
                row = hand.page.locator(".brief > li", has=hand.page.locator(f"[title*='{title}']"))
                hand.click(row.get_by_role("button", name=kind))
                row.locator('[aria-pressed="true"]', has_text=kind).wait_for()
        hand.go(hand.page.get_by_role("link", name="Open the issue"))
        hand.type("Title", TITLE)
        yield hand
        hand.page.context.close()
    database.close()


def taken(hand: Hand, name: str) -> Path:
    """The issue as a file."""
    hand.page.locator(".save-state", has_text=re.compile(r"^Saved \d")).wait_for()
    with hand.page.expect_download() as download:
        hand.click(hand.page.get_by_role("link", name=name, exact=True))
    return Path(download.value.path())


def test_the_whole_issue_takes_sixty_clicks_and_leaves_its_page_once(hand: Hand) -> None:
    for place, story in enumerate(TOP):
        if place:
            hand.go(row(hand, place))
        write_story(hand, place, story)
    for place in range(len(WORTH_NOTING)):
        hand.go(row(hand, len(TOP) + place))
        hand.type("Sentence", f"Sentence {place} of the editor")
        if place == 0:
            hand.type("Sub-heading above it", "Policy news")
        if place in COVERED:
            hand.type("Coverage", f"Example Times article https://news.example.com/{place}")
    for section, several in (("Worth noting", 1), ("Corporate news", 6)):
        for number in range(several):
            part = hand.page.locator("section", has=hand.page.locator(f"input[value='{section}']"))
            if number:
                follow(hand.page, hand.page.keyboard.press, "Control+Enter")
            else:
                hand.go(part.get_by_role("button", name="Add an entry"))
            hand.type("Text with links", f"November 2{number}: [A firm](https://firm.example.com) of {section}")
    written = taken(hand, "Markdown").read_text("utf-8").replace("\\", "")
    assert hand.clicks <= MOST_CLICKS
    assert LOZENGE not in written
    sections = re.split(r"^## ", written, flags=re.M)
    assert [part.count("\n### ") for part in sections[1:]] == [len(TOP), 1, 0]
    assert [part.count("\n- ") for part in sections[2:]] == [len(WORTH_NOTING) + 1, 6]
    assert written.count("MERICS comment:") == len(TOP)
    assert written.count("Example Times article") == len(COVERED)
    assert "Increase the 5G user penetration rate from 15% (2020) to 56% by 2025" in written
    assert "- A bullet of the editor\n\nA paragraph behind it" in written
    page = Selector(hand.page.request.get("/issues/1/newsletter.html").text())
    assert page.css("figure figcaption::text").getall() == ["Targets: Heading 1"]
    assert page.css("h3::text").getall() == [*(f"{n + 1}. Heading {n}" for n in range(len(TOP))), "Policy news"]
    word = docx.Document(str(taken(hand, "Word")))
    has_fonts = png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>') is not None
    assert len(word.inline_shapes) == has_fonts


def row(hand: Hand, place: int) -> Any:
    return hand.page.locator(".entries > li > .row").nth(place)


def write_story(hand: Hand, place: int, story: str) -> None:
    """Writes what the draft of a story does not say: a heading, a comment, of some the title and the bullets."""
    hand.type("Heading", f"Heading {place}")
    if story in (IPR, BATTERY, API, DATA):
        hand.type("Policy name", f"Title {place}")
    hand.type("At a glance", f"Glance {place}")
    if story in (BATTERY, API, DATA):
        hand.type("Bullets", "A bullet of the editor\n\nA paragraph behind it")
    else:
        hand.go(hand.page.get_by_role("button", name="Accept what a machine wrote"))
    if story == ICT:
        hand.type("Label of the comment", "MERICS comment")
    if story == IPR:
        hand.go(hand.page.get_by_role("button", name="Add the picture of its targets"))
    hand.type("Comment", f"Comment {place}")


ANSWERS = {
    "“数据要素×”三年行动计划": (
        "16 other bodies issued",
        "Data authorities of all provinces",
        "day of effect",
    ),
    "《固定资产投资项目节能审查和碳排放评价办法》": ("NDRC", "Sep 1, 2025", "addressees"),
    "网络数据安全管理条例": ("State Council issued", "In force since Jan 1, 2025", "(Draft for Comment)"),
    "“十四五”信息通信行业发展规划": (
        "MIIT",
        "15% (2020) → 56%",
        "communications administrations",
        "period ended in 2025",
    ),
    "“十四五”全国清洁生产推行方案": ("NDRC", "chemical oxygen demand", "reform commissions", "what it replaces"),
}
"""Words of a title -> what its page says in English: what it asks, from when, of whom, whether in force, in whose
place."""


def test_a_page_answers_who_reads_no_chinese(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.read() as connection:
        titles = dict(connection.execute(sa.select(schema.documents.c.title, schema.documents.c.id)).all())
    with opened_desk(database, data / "archive") as desk:
        for words, answers in ANSWERS.items():
            number = max(number for title, number in titles.items() if words in title and "征求" not in title)
            page = Selector(desk.send("GET", f"/documents/{number}", {})[2])
            english = page.css(".doc-head, .short, #targets, .life").xpath("normalize-space()").getall()
            assert [answer for answer in answers if answer not in " ".join(english)] == [], number
    database.close()
