"""Commands that need no database: `parse`, `listing` and `title`, one page or title, or many, a line each."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parsers.page import Page
from tests.command_line import zhengce
from tests.parsers.sites.saved import PAGES
from tests.test_cli import PAGE, PAGE_URL, PLAN, ROOT, one_line


def test_parse_prints_one_record() -> None:
    record = json.loads(zhengce("parse", PAGE, "--url", PAGE_URL).stdout)
    assert record["document_number"] == "国家发展和改革委员会令2026年第41号"
    assert record["effective_on"] == "2026-07-01"
    assert [body["id"] for body in record["issuing_bodies"]] == ["ndrc"]


def test_parse_lines_answers_every_line_in_order_and_marks_the_bad_one() -> None:
    good = json.dumps({"url": PAGE_URL, "html": PAGE.read_text()}, ensure_ascii=False)
    label = "发文字号：\n工信部规〔2021〕164号\n发布日期：\n2021-11-16"
    shown = f"{PLAN}\n首页\n>\n{label}\n{PLAN}\n发布时间：2021-11-16 10:00\n来源：规划司\n正文（编造）。"
    text = json.dumps({"url": "https://www.miit.gov.cn/art/2021/art_1.html", "text": shown})
    result = zhengce("parse", "--lines", given=f"{good}\nnot json\n{text}\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert answers[0]["written_on"] == "2026-03-18"
    assert answers[1]["error"].startswith("line 2:")
    assert answers[2]["document_number"] == "工信部规〔2021〕164号"


@pytest.mark.parametrize(
    "bad",
    [
        "[" * 100_000,
        json.dumps({"url": "http://[", "html": "<title>关于做好工作的通知</title>"}),
        json.dumps({"url": PAGE_URL, "text": "\ud800"}),
    ],
    ids=["brackets without end", "no address", "half a character"],
)
def test_one_bad_line_costs_itself_alone(bad: str) -> None:
    good = json.dumps({"url": PAGE_URL, "html": PAGE.read_text()}, ensure_ascii=False)
    result = zhengce("parse", "--lines", given=f"{bad}\n{good}\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.returncode, result.stderr) == (1, "")
    assert "the parser failed" not in answers[0]["error"]
    assert answers[1]["written_on"] == "2026-03-18"


def test_a_line_on_which_the_parser_fails_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(page: Page) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("parsers.document.parse", fail)
    line = json.dumps({"url": PAGE_URL, "html": "<p>"})
    result = zhengce("parse", "--lines", given=f"{line}\n{line}\n")
    message = [json.loads(line)["error"] for line in result.stdout.splitlines()]
    assert message == [f"line {n}: the parser failed: ZeroDivisionError: a fault" for n in (1, 2)]
    assert result.returncode == 1


def test_an_address_that_is_none_is_refused() -> None:
    assert "http://[: not an address" in one_line(zhengce("parse", PAGE, "--url", "http://["))


def rows_of(name: str, url: str) -> list[dict[str, Any]]:
    result = zhengce("listing", PAGES / name, "--url", url)
    assert (result.returncode, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_listing_gives_a_line_for_each_row_of_a_page() -> None:
    first, second = rows_of("mot/disclosure_list.html", "https://xxgk.mot.gov.cn/2020/zhengce/qtwjlist.html")
    assert first == {
        "url": "https://xxgk.mot.gov.cn/2020/jigou/kjs/202404/t20240423_4137208.html",
        "title": "交通运输部办公厅关于公布第二批智能交通先导应用试点项目（自动驾驶和智能建造方向）的通知",
        "published_on": "2024-04-23",
        "stage": "final",
        "document_number": "交办科技函〔2024〕756号",
    }
    assert "document_number" not in second


def test_listing_reads_the_answer_of_an_api_and_takes_no_deadline_for_the_day_of_publication() -> None:
    [row] = rows_of("mohurd/drafts_unit.json", "https://www.mohurd.gov.cn/unit")
    assert (row["published_on"], row["comments_due_on"], row["stage"]) == (None, "2026-10-17", "draft")


def test_listing_gives_what_hangs_on_a_row_and_the_stage_that_the_row_says() -> None:
    rows = rows_of("miit/front.html", "https://www.miit.gov.cn/zwgk/index.html")
    assert "interpretation" in {row["stage"] for row in rows}
    assert [link["url"][:5] for row in rows for link in row.get("related", ())]


@pytest.mark.parametrize(
    ("page", "code", "message"),
    [
        ("<html><title>关于样例</title><p>没有列表</p></html>", 2, "expected rows with a link and a date"),
        ('{"data": {"total": 0, "rows": []}}', 1, "a list without rows"),
        ('{"data": ', 2, "found broken JSON"),
    ],
)
def test_listing_says_in_one_line_what_is_wrong(tmp_path: Path, page: str, code: int, message: str) -> None:
    file = tmp_path / "list.html"
    file.write_text(page)
    result = zhengce("listing", file, "--url", "https://www.csrc.gov.cn/list")
    [line] = result.stderr.splitlines()
    assert (result.returncode, result.stdout, message in line) == (code, "", True)


def test_title_says_what_the_words_alone_say() -> None:
    reading = json.loads(zhengce("title", PLAN).stdout)
    assert reading["issued_title"] == "“十四五”信息通信行业发展规划"
    assert reading["document_type"] == "通知"


def test_title_lines_gives_an_object_a_line() -> None:
    result = zhengce("title", "--lines", given=f"{PLAN}\n网络数据安全管理条例\n")
    assert [json.loads(line)["document_type"] for line in result.stdout.splitlines()] == ["通知", "条例"]


def test_a_blank_line_is_answered_like_any_other() -> None:
    result = zhengce("title", "--lines", given="\n\n关于样例的通知\n")
    assert [json.loads(line)["title"] for line in result.stdout.splitlines()] == ["", "", "关于样例的通知"]
    result = zhengce("parse", "--lines", given='\n{"url": 7}\n')
    assert [json.loads(line)["error"].split(":")[0] for line in result.stdout.splitlines()] == ["line 1", "line 2"]


def test_a_challenge_is_not_read_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "challenge.html"
    page.write_text("<html><head><script>$_ts={};</script></head><body></body></html>")
    assert "challenge" in one_line(zhengce("parse", page, "--url", PAGE_URL))


def test_targets_lines_gives_a_list_a_line_and_names_a_line_that_is_none() -> None:
    given = [json.dumps({"text": "到2025年，5G用户普及率由15%提高到56%。", "on": "2021-11-01"}), "[]", '{"text": ""}']
    result = zhengce("targets", "--lines", given="\n".join(given))
    [[target], error, nothing] = map(json.loads, result.stdout.splitlines())
    assert (target["indicator"], target["baseline"], target["value"], target["unit"]) == ("5G用户普及率", 15, 56, "%")
    assert "line 2" in error["error"]
    assert nothing == []
    assert result.returncode == 1


HEAVY = ("sqlalchemy", "rich", "storage", "scrapy", "pydantic", "zhengce.cli.shared.table")
CALLS = (
    ("read", "title", "关于印发规划的通知"),
    ("parse", str(PAGE), "--url", PAGE_URL),
    ("listing", str(PAGES / "mohurd" / "drafts_unit.json"), "--url", "https://www.mohurd.gov.cn/unit"),
    ("text", "plain.txt"),
)
LOADED = """
import sys
from zhengce.cli import program as cli
for words in CALLS:
    sys.argv = ["zhengce", *words]
    assert cli.main() == 0, words
print(*sys.modules, file=sys.stderr)
"""


def test_what_is_read_without_a_database_loads_neither_database_nor_crawler(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("关于样例的通知", encoding="utf-8")
    command = [sys.executable, "-c", f"CALLS = {CALLS!r}{LOADED}"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout
    assert sorted(set(HEAVY) & set(done.stderr.split())) == []


def test_strict_targets_have_a_value_a_unit_and_a_year() -> None:
    text = "某市造船业发展方案\n到2025年，船厂达到30家，能效系数提高到0.6。\n培训焊工2000名。\n每年建造3—5艘渡轮。"
    given = json.dumps({"text": text, "on": "2021-11-01"})
    [every], [whole] = (
        map(json.loads, zhengce("targets", "--lines", *words, given=given).stdout.splitlines())
        for words in ((), ("--strict",))
    )
    assert [(one["value"], one["upper"], one["unit"], one["year"]) for one in every] == [
        *((30, None, "家", 2025), (0.6, None, "", 2025)),
        *((2000, None, "名", None), (3, 5, "艘", None)),
    ]
    assert whole == every[:1]
