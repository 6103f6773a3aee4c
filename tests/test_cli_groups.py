"""Groups of commands, their help and formats; judgements; what is read without a database."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parsers.page import Page
from storage.database import open_database
from tests.command_line import shown_width, zhengce
from tests.conftest import Sample
from tests.saved_pages import PAGES
from tests.storage.keeping import ON_GOV
from tests.storage.making import document, plain_document
from tests.tables import from_table
from tests.test_cli import PAGE, PAGE_URL, PLAN, ROOT, one_line
from tests.zhengce.holding import hold
from zhengce.cli.program import main, program

# The groups of commands and their help, filters as the pages print them, and formats for programs


PATHS = [tuple(row["path"].split()) for row in program.rows]


@pytest.mark.parametrize("words", {path[:-1]: None for path in PATHS})
def test_the_help_of_a_group_has_a_line_of_eighty_columns_for_each_command(words: tuple[str, ...]) -> None:
    printed = zhengce(*words, "--help").stdout
    assert [line for line in printed.splitlines() if shown_width(line) > 80] == []
    names = {line.split()[0] for line in printed.splitlines() if line.startswith("  ")}
    assert {path[-1] for path in PATHS if path[:-1] == words} <= names


def test_the_help_has_about_twenty_commands_in_four_sections() -> None:
    sections = dict.fromkeys(row["section"] for row in program.entries.values())
    assert [*sections] == ["Read", "Write", "Share", "Run"]
    assert len(program.entries) <= 29


def test_a_command_in_a_group_works_by_its_name_alone_and_is_not_in_the_help() -> None:
    for name, row in program.short_names.items():
        alone, grouped = zhengce(name, "--help").stdout, zhengce(*row["path"].split(), "--help").stdout
        assert alone.splitlines()[1:] == grouped.splitlines()[1:]
        assert name not in program.entries


def test_every_command_is_found_where_the_table_says() -> None:
    for path in PATHS:
        assert zhengce(*path, "--help").stdout.startswith(f"Usage: zhengce {' '.join(path)} ")


@from_table
def test_a_filter_is_given_as_the_pages_print_it(words: tuple[str, ...], same: tuple[str, ...], sample: Sample) -> None:
    rows = zhengce("list", *words, "--format", "jsonl", data=sample.folder).stdout
    assert rows == zhengce("list", *same, "--format", "jsonl", data=sample.folder).stdout
    assert 0 < rows.count("\n") < zhengce("list", "--format", "jsonl", data=sample.folder).stdout.count("\n")


def test_show_gives_the_record_by_either_option(sample: Sample) -> None:
    words = ("show", "国发〔2021〕20号")
    assert zhengce(*words, "--json", data=sample.folder) == zhengce(*words, "--format", "json", data=sample.folder)


@from_table
def test_commands_options_sources_and_formats_are_completed(
    line: str, completions: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_ZHENGCE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    monkeypatch.setattr(sys, "argv", ["zhengce"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.splitlines() == [f"plain,{one}" for one in completions]


SHELL = """
eval "$(_ZHENGCE_COMPLETE=bash_source zhengce)"
COMP_WORDS=(zhengce cra) COMP_CWORD=1
_zhengce_completion zhengce
echo "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_a_shell_takes_completions_from_the_command() -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", SHELL], env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.stdout == "crawl\n", done.stderr


# `zhengce merge` and `zhengce split` as a user meets them


ONE, TWO = plain_document(1), plain_document(2)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with three documents; the third stands at two addresses."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(database, ONE, TWO, document(), ON_GOV)
    database.close()
    return tmp_path


def kinds(data: Path) -> list[str]:
    return [json.loads(line)["kind"] for line in zhengce("changes", data=data).stdout.splitlines()]


@from_table
def test_documents_are_merged_by_what_people_call_them(data: Path, named: tuple[str, str]) -> None:
    done = zhengce("merge", *named, data=data)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"1 and 2 are one now: document 1, {ONE.title}\n"
    shown = zhengce("show", "2", data=data)
    assert "one document" in zhengce("edits", data=data).stdout
    assert ONE.url in shown.stdout
    assert shown.stderr.startswith("zhengce: document 2 was merged into document 1\n")
    assert zhengce("cite", "1", data=data).stderr == ""
    assert kinds(data)[-1] == "merged"
    again = zhengce("merge", *named, data=data)
    assert again.returncode == 2
    assert "already" in again.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "named", [("1", "2"), ("2", "1"), (ONE.url, TWO.url), ("工信部信函〔2021〕1号", "工信部信函〔2021〕2号")]
)
def test_a_merge_is_taken_back(data: Path, named: tuple[str, str]) -> None:
    assert zhengce("merge", "1", "2", data=data).returncode == 0
    back = zhengce("merge", *named, "--undo", data=data)
    assert back.returncode == 0
    assert back.stderr == f"taken back; by the rules they are document 1, {ONE.title} and document 2, {TWO.title}\n"
    again = zhengce("merge", *named, "--undo", data=data)
    assert again.returncode == 2
    assert "no judgement makes these one document" in one_line(again)


def test_a_page_is_split_and_given_back(data: Path) -> None:
    done = zhengce("split", ON_GOV.url, data=data)
    assert done.returncode == 0
    assert done.stderr.startswith("the page is document 4, ")
    assert "two documents" in zhengce("edits", data=data).stdout
    assert kinds(data)[-1] == "new"
    back = zhengce("split", ON_GOV.url, "--undo", data=data)
    assert back.returncode == 0
    assert back.stderr.startswith(
        "taken back; by the rules the page is of document 3, ◇ 14th Five-Year Plan for the Dev"
    )
    again = zhengce("split", ON_GOV.url, "--undo", data=data)
    assert again.returncode == 2
    assert "no judgement makes this page a document of its own" in one_line(again)


@from_table
def test_what_cannot_be_judged_is_refused_in_one_line(data: Path, words: tuple[str, ...], message: str) -> None:
    before = kinds(data)
    result = zhengce(*words, data=data)
    assert result.returncode == 2
    assert message in one_line(result)
    assert kinds(data) == before


# Commands that need no database: `parse`, `listing` and `title`, one page or title, or many, a line each


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


@from_table
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
