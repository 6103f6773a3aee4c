"""The first customer: a policy newsletter of November 2021, from the bundled sample, through the command line.

The facts are the newsletter's own: which bodies, in their order, and on which day. Where a site prints another day than
the newsletter, the site's day stands here, with the reason beside it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import command_line
from tests.conftest import Sample

FIRST, LAST = "2021-10-28", "2021-11-23"

COVERED = [
    ("“十四五”信息通信行业发展规划", "工信部规〔2021〕164号", "2021-11-16", "miit"),
    ("“十四五”国家知识产权保护和运用规划", "国发〔2021〕20号", "2021-10-28", "state_council"),
    ("锂离子电池行业规范条件（2021年本）（征求意见稿）", None, "2021-11-18", "miit"),
    ("推动原料药产业高质量发展实施方案", "发改产业〔2021〕1523号", "2021-11-09", "ndrc miit"),
    ("《数据出境安全评估办法（征求意见稿）》", None, "2021-10-29", "cac"),
    ("开展全国煤电机组改造升级", "发改运行〔2021〕1519号", "2021-11-03", "ndrc nea"),
    (
        "“十四五”全国清洁生产推行方案",
        "发改环资〔2021〕1524号",
        "2021-11-09",
        "ndrc mee miit most mof mohurd mot mara mofcom samr",
    ),
    ("自动驾驶和智能航运先导应用试点", "交办科技函〔2021〕1749号", "2021-11-10", "mot"),
    # The newsletter says November 11; the ministry's own page prints November 8.
    ("人工智能医疗器械创新任务揭榜", "工信厅联科函〔2021〕247号", "2021-11-08", "miit nmpa"),
    ("《网络数据安全管理条例（征求意见稿）》", None, "2021-11-14", "cac"),
    (
        "高耗能行业重点领域能效标杆水平和基准水平（2021年版）",
        "发改产业〔2021〕1609号",
        "2021-11-15",
        "ndrc miit mee samr nea",
    ),
    ("“十四五”对外贸易高质量发展规划", None, "2021-11-23", "mofcom"),
]
"""Words of the title, number, day of publication, issuing bodies in order."""

BIBLIOGRAPHY = """\
# Policy documents of the newsletter
1. 工业和信息化部关于印发“十四五”信息通信行业发展规划的通知
2. 国务院关于印发“十四五”国家知识产权保护和运用规划的通知
3. 锂离子电池行业规范条件(2021年本)(征求意见稿)
4. 关于推动原料药产业高质量发展实施方案的通知
5. 国家互联网信息办公室关于《数据出境安全评估办法(征求意见稿)》公开征求意见的通知
6. 国家发展改革委 国家能源局关于开展全国煤电机组改造升级的通知
7. 国家发展改革委等部门关于印发《“十四五”全国清洁生产推行方案》的通知
8. 交通运输部办公厅关于组织开展自动驾驶和智能航运先导应用试点的通知
9. 工业和信息化部办公厅 国家药品监督管理局综合和规划财务司关于组织开展人工智能医疗器械创新任务揭榜工作的通知
10. 国家互联网信息办公室关于《网络数据安全管理条例(征求意见稿)》公开征求意见的通知
11. 国家发展改革委等部门关于发布《高耗能行业重点领域能效标杆水平和基准水平（2021年版）》的通知
12. 交通运输行业节能低碳技术推广目录 (MOT releases a list of 31 energy-saving and low-carbon technologies)
13. 商务部关于印发《“十四五”对外贸易高质量发展规划》的通知
"""


def zhengce(data: Path, *arguments: str, code: int = 0) -> str:
    """Runs the command line; gives what it printed."""
    result = command_line.zhengce(*arguments, data=data)
    assert result.returncode == code, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def data(sample: Sample) -> Path:
    """The data folder after a crawl of the sample."""
    return sample.folder


@pytest.fixture(scope="module")
def brief(data: Path) -> dict[str, Any]:
    """The brief of the newsletter's period."""
    found: dict[str, Any] = json.loads(zhengce(data, "brief", "--from", FIRST, "--to", LAST, "--format", "json"))
    return found


def whole(brief: dict[str, Any]) -> list[dict[str, Any]]:
    return [line["document"] for group in brief["groups"] for line in group["documents"] if line["document"]]


@pytest.mark.parametrize(("words", "number", "day", "bodies"), COVERED)
def test_the_brief_holds_every_document_that_the_newsletter_covers(
    brief: dict[str, Any], words: str, number: str | None, day: str, bodies: str
) -> None:
    documents = [one for one in whole(brief) if words in one["title"] and one["document_type"] != "批复"]
    (document,) = [one for one in documents if one["stage"] != "interpretation"]
    assert document["document_number"] == number
    assert document["published_on"] == day
    assert [body["id"] for body in document["issuing_bodies"]] == bodies.split()
    assert document["issuing_bodies_complete"]
    assert all(body["name_en"] for body in document["issuing_bodies"])
    assert document["stage"] == ("draft" if "征求意见稿" in words else "final")
    assert document["archived"]["digest"].startswith("sha256:")


def test_every_policy_of_the_period_is_there_once(brief: dict[str, Any]) -> None:
    ids = [document["id"] for document in whole(brief)]
    assert len(ids) == len(set(ids))
    groups = {group["key"]: len(group["documents"]) for group in brief["groups"]}
    assert groups["drafts"] == 3
    assert groups["just_after"] == 0, "every ministry's own site is there, with its own day"


def test_the_newsletters_first_two_plans_lead_the_brief_or_stand_near_its_top(brief: dict[str, Any]) -> None:
    top = [line["document"]["document_number"] for line in brief["groups"][0]["documents"][:5]]
    assert "国发〔2021〕20号" in top
    assert "工信部规〔2021〕164号" in top


def test_the_audit_finds_the_thirteen_titles_and_explains_the_rest(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "newsletter.txt"
    file.write_text(BIBLIOGRAPHY, encoding="utf-8")
    lines = [json.loads(line) for line in zhengce(data, "audit", str(file), "--format", "jsonl", code=1).splitlines()]
    assert len(lines) == 13
    by_place = dict(enumerate(lines, 1))
    assert {place: line["status"] for place, line in by_place.items() if line["status"] != "held"} == {12: "missing"}
    for place, (_, number, day, _) in zip([*range(1, 12), 13], COVERED, strict=True):
        assert (by_place[place]["document"]["document_number"], by_place[place]["document"]["published_on"]) == (
            number,
            day,
        )
    assert by_place[12]["why"].startswith("not found in the crawled sources")
