"""The newsletter of a month is made in the browser from the sample that `make run` crawls, with few clicks."""

import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa

from storage import schema
from storage.database import open_database
from storage.editing import issues
from tests.conftest import Sample
from tests.zhengce.holding import EDITOR
from tests.zhengce.web.browsing import follow, open_page
from tests.zhengce.web.desks import opened_desk
from zhengce.english.titles.shown import MARK

TOP = (
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
MOST_CLICKS = 14
HEAVIEST = 60_000
"""Bytes, before they are compressed."""
PAGES = (
    *("/brief?from=2021-10-28&to=2021-11-23", "/issues/1", "/issues", "/issues/1/history", "/", "/desk/english"),
    *("/search?q=%E5%8F%91%E5%B1%95", "/documents/25", "/documents/24/life", "/sources", "/verify"),
)
FACTS = re.compile(r"Issuing bod(?:y|ies): \S.*\nDate: (?:October|November) \d+, 2021$")


class Hand:
    """Who clicks, and how often."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks = page, 0

    def click(self, target: Any) -> None:
        self.clicks += 1
        target.click()


@pytest.fixture
def data(sample: Sample, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample.folder, tmp_path / "data"))


def test_the_issue_of_november_2021_takes_fourteen_clicks(browser: Any, data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with opened_desk(database, data / "archive") as desk:
        page = open_page(browser, base_url=desk.address)
        hand = Hand(page)
        page.goto(desk.login)
        page.get_by_label("Your name").fill("Mei Lin")
        follow(page, page.keyboard.press, "Enter")  # the brief: there is no issue yet
        page.get_by_label("From").fill("2021-10-28")
        page.get_by_label("To", exact=True).fill("2021-11-23")
        follow(page, page.keyboard.press, "Enter")
        for kind, titles in (("Top", TOP), ("Worth noting", WORTH_NOTING)):
            for title in titles:
                row = page.locator(".brief > li", has_text=title)
                hand.click(row.get_by_role("button", name=kind))
                row.locator('[aria-pressed="true"]', has_text=kind).wait_for()
        with page.expect_navigation():
            hand.click(page.get_by_role("link", name="Open the issue"))
        page.locator("input:focus").fill("ICT infrastructure, IPR enforcement, battery innovation")  # that of the title
        page.locator(".save-state", has_text=re.compile(r"^Saved \d")).wait_for()
        with page.expect_download() as download:
            hand.click(page.get_by_role("link", name="Word"))
        written = docx.Document(str(download.value.path())).paragraphs
        page.context.close()
    database.close()
    assert hand.clicks <= MOST_CLICKS
    texts = [paragraph.text for paragraph in written]
    assert texts[0] == "ICT infrastructure, IPR enforcement, battery innovation"
    blocks = [number for number, text in enumerate(texts) if text.startswith("Policy name: ")]
    starts = [number for number, text in enumerate(texts) if re.match(r"\d\. ", text)]
    assert len(blocks) == len(starts) == len(TOP)
    for title, start, end in zip(TOP, starts, blocks, strict=True):
        policy, _, facts = texts[end].partition("\n")
        english, _, chinese = policy.removeprefix("Policy name: ").partition(f" {MARK} (")
        assert english.isascii()
        assert title in chinese
        assert FACTS.fullmatch(facts)
        assert [link.text for link in written[end].hyperlinks] == ["Link"]
        draft = texts[start + 1 : end]
        assert draft[0].startswith("At a glance: The ")
        assert draft[0].endswith(MARK)
        assert len(draft) >= 4
    lines = [paragraph for paragraph in written if paragraph.text.startswith(("November", "October"))]
    for title, line in zip(WORTH_NOTING, lines, strict=True):
        said, _, source = line.text.partition(f" {MARK} (")
        acts = r"(?:issues?|publish(?:es)?) (?:the|a draft of the) [A-Z0-9]|issues? an? [a-z ]+ titled “"
        assert re.match(rf"\w+ \d+: [A-Z].* (?:{acts})", said), title
        assert "titled “" in said or said.isascii()  # a title without sure English is quoted
        assert re.fullmatch(r"[A-Z]+ notice \(CN\)\)", source)
        assert len(line.hyperlinks) == 1


def test_no_page_is_heavy_with_its_styles_and_scripts(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.write() as connection:
        issues.add_issue(connection, "November", EDITOR)
        [section, *_] = connection.scalars(sa.select(schema.sections.c.id))
        for document in range(1, len(TOP + WORTH_NOTING) + 1):
            issues.add_entry(connection, section, document, EDITOR)
    with opened_desk(database, data / "archive") as desk:
        editor = desk.log_in()
        weights: dict[str, int] = {}
        for path in PAGES:
            for headers in ({}, editor):
                status, _, page = desk.send("GET", path, headers)
                parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
                weights |= {part: len(desk.send("GET", part, {})[2].encode()) for part in parts - weights.keys()}
                weight = len(page.encode()) + sum(weights[part] for part in parts)
                assert (status, weight < HEAVIEST) == (200, True), path
    database.close()
