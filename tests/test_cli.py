"""The command line as a user meets it: what it prints, where, and with which exit code."""

import csv
import io
import json
import pkgutil
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrapers import spiders
from scrapers.run.process import RunSummary, source_names
from tests import forked_commands
from tests.command_line import Result, shown_width, zhengce
from tests.conftest import Sample
from tests.tables import from_table
from zhengce.cli.crawl import print_crawl
from zhengce.cli.program import main
from zhengce.sample import BAD_DAY

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "tests" / "pages" / "ndrc" / "order.html"
PAGE_URL = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"
PLAN = "工业和信息化部关于印发“十四五”信息通信行业发展规划的通知"


@pytest.fixture(scope="module")
def crawled(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the sample was crawled."""
    return Path(shutil.copytree(sample.folder, tmp_path_factory.mktemp("cli") / "data"))


def one_line(result: Result) -> str:
    """The only line on standard error of a command that was refused."""
    assert result.returncode == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


# The main job


def test_a_second_crawl_ends_with_a_table_of_the_five_sources_and_says_that_nothing_is_new(crawled: Path) -> None:
    result = zhengce("crawl", "--sample", data=crawled)
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0][:4] == ["source", "listings", "fetched", "new"]
    assert [row[0] for row in rows[2:7]] == ["state_council", "miit", "ndrc", "cac", "mot"]
    assert result.returncode == 0
    assert "Nothing is new." in result.stdout
    assert all(row[2:4] == ["0", "0"] for row in rows[2:7])


def test_the_sample_answers_the_sources_that_it_has_and_no_other(
    crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhengce.sample.SOURCES", ("miit", "cac"))
    result = zhengce("crawl", "--sample", data=crawled)
    assert (result.returncode, result.stderr) == (0, "")
    assert [row.split()[0] for row in result.stdout.splitlines()[2:4]] == ["miit", "cac"]
    assert not any(row.startswith("mot ") for row in result.stdout.splitlines())
    message = one_line(zhengce("crawl", "mot", "--sample", data=crawled))
    assert message.startswith("zhengce: mot: not in the bundled recording, which has miit, cac")


def test_the_view_policies_shows_each_document_once(crawled: Path) -> None:
    with sqlite3.connect(crawled / "zhengce.db") as connection:
        rows = connection.execute(
            "select title, issuing_bodies, document_number, published_on from policies"
        ).fetchall()
    assert (PLAN, "工业和信息化部", "工信部规〔2021〕164号", "2021-11-16") in rows
    numbers = [row[2] for row in rows if row[2]]
    assert len(numbers) == len(set(numbers)) > 20


def test_a_bad_day_is_reported_and_costs_only_what_was_bad(tmp_path: Path) -> None:
    result = zhengce("crawl", "mot", "cac", "--replay", BAD_DAY, data=tmp_path)
    assert result.returncode == 1
    assert "challenge" in result.stderr
    stored = zhengce("list", "--limit", "100", "--format", "jsonl", data=tmp_path)
    assert stored.stdout.count("\n") > 5


def test_sources_names_every_source_once_in_english() -> None:
    crawled, _, rest = zhengce("sources").stdout.partition("\n\n")
    assert [line.split()[0] for line in crawled.splitlines()[2:]] == spiders.names()
    assert "Ministry of Industry and Information Technology" in crawled
    assert "none found: miit" in rest


def test_runs_shows_what_each_crawl_did(crawled: Path) -> None:
    printed = zhengce("runs", "--source", "miit", data=crawled).stdout.splitlines()
    assert printed[0].split()[0] == "source"
    assert all(line.startswith("miit") for line in printed[2:])
    assert "finished" in printed[2]


# Looking


class Terminal(io.StringIO):
    """A terminal of eighty columns."""

    def isatty(self) -> bool:
        return True


def on_terminal(crawled: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """The lines of a command on a terminal, none of which is wider."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout", screen := Terminal())
    monkeypatch.setattr("sys.argv", ["zhengce", "--data", str(crawled), *words])
    assert main() == 0
    lines = screen.getvalue().splitlines()
    assert [line for line in lines if shown_width(line) > 80] == []
    return lines


def test_a_narrow_table_cuts_no_name_of_a_series_and_has_no_empty_column(
    crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = [line.split()[0] for line in on_terminal(crawled, monkeypatch, "series")[2:]]
    assert {"国家发展和改革委员会令", "国家发展和改革委员会公告"} <= {*series}
    assert "last time" not in on_terminal(crawled, monkeypatch, "schedule")[0]


def test_show_says_in_english_what_it_can(crawled: Path) -> None:
    rows = json.loads(zhengce("list", "--format", "json", data=crawled).stdout)
    unnamed = [str(row["id"]) for row in rows if row["title_en"] is None]
    assert any(zhengce("show", key, data=crawled).stdout.startswith("◇ Known words: ") for key in unnamed)
    shown = zhengce("show", "工信部规〔2021〕164号", data=crawled).stdout
    assert re.search("addressed to  Industry and information technology authorities .+ · 各省", shown)


def test_a_passage_that_is_the_title_is_not_printed_again(crawled: Path) -> None:
    printed = zhengce("search", "信息通信行业发展规划", data=crawled).stdout
    assert "│ 现将《“十四五”信息通信行业发展规划》印发给你们" in printed
    assert "│ “十四五”信息通信行业发展规划" not in printed


def test_list_prints_a_line_a_document_and_two_on_a_narrow_terminal(
    crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = zhengce("list", data=crawled)
    assert len(piped.stdout.splitlines()) == 20
    assert any(shown_width(line) > 100 for line in piped.stdout.splitlines())
    assert "[machine" not in piped.stdout
    assert piped.stderr.startswith("◇ English by a machine, not reviewed  ● final")
    lines = on_terminal(crawled, monkeypatch, "list")
    assert len(lines) <= 40
    firsts = [place for place, line in enumerate(lines) if not line.startswith("     ")]
    assert [lines[place][:18] for place in firsts] == [line[:18] for line in piped.stdout.splitlines()]
    whole = "◇ Highway Law of the People's Republic of China (Draft Amendment for Comment)"
    [place] = [place for place in firsts if "Highway Law" in lines[place]]
    assert f"{lines[place][30:]} {lines[place + 1].strip()}" == whole
    assert any(line.endswith("…") for line in lines)
    assert "Known words: Ministry" not in piped.stdout


def test_list_gives_the_same_rows_as_json_lines_and_csv(crawled: Path) -> None:
    words = ("list", "--issuer", "工信部", "--from", "2021-11-01", "--to", "2021-11-30", "--format")
    array = json.loads(zhengce(*words, "json", data=crawled).stdout)
    lines = [json.loads(line) for line in zhengce(*words, "jsonl", data=crawled).stdout.splitlines()]
    table = list(csv.DictReader(io.StringIO(zhengce(*words, "csv", data=crawled).stdout.removeprefix("\ufeff"))))
    assert array == lines
    assert [row["title"] for row in array] == [row["title"] for row in table]
    assert PLAN in [row["title"] for row in array]
    assert all("工业和信息化部" in [body["name"] for body in row["issuing_bodies"]] for row in array)


def test_a_table_says_what_it_leaves_out_and_rows_for_programs_leave_nothing_out(crawled: Path) -> None:
    table = zhengce("list", data=crawled)
    total = len(zhengce("list", "--format", "jsonl", data=crawled).stdout.splitlines())
    assert total > 20
    assert table.stderr.splitlines()[-1] == f"{total} documents, 20 shown; --limit shows more"
    assert len(zhengce("list", "--format", "csv", "--limit", "3", data=crawled).stdout.splitlines()) == 4


@pytest.mark.parametrize("key", ["工信部规〔2021〕164号", "工信部规[2021]164号"])
def test_show_finds_a_document_by_its_number_in_any_brackets(crawled: Path, key: str) -> None:
    assert PLAN in zhengce("show", key, data=crawled).stdout.splitlines()[:2]


@pytest.mark.parametrize("key", ["国务院令第790号", "国务院令第七百九十号"])
def test_a_document_that_verify_finds_is_shown_cited_and_annotated(crawled: Path, key: str) -> None:
    assert zhengce("verify", "-", data=crawled, given=key).stdout.startswith("RIGHT")
    assert zhengce("show", key, data=crawled).stdout.splitlines()[1] == "网络数据安全管理条例"
    assert "网络数据安全管理条例" in zhengce("cite", key, data=crawled).stdout
    assert zhengce("annotate", key, "--title-en", "", data=crawled).returncode == 0


def test_an_order_is_shown_by_the_number_that_it_prints(crawled: Path) -> None:
    record = json.loads(zhengce("show", "国家发展改革委令2026年第41号", "--json", data=crawled).stdout)
    for key in (record["document_number_as_printed"], "2026年第41号令"):
        assert json.loads(zhengce("show", key, "--json", data=crawled).stdout)["id"] == record["id"]


def test_a_number_that_several_documents_can_have_gets_one_line_with_their_ids(crawled: Path) -> None:
    line = one_line(zhengce("show", "第20号", data=crawled))
    assert "2 documents fit (" in line
    assert one_line(zhengce("cite", "第20号", data=crawled)) == line
    assert one_line(zhengce("annotate", "第20号", "--title-en", "x", data=crawled)) == line


def test_show_finds_a_document_by_its_address(crawled: Path) -> None:
    url = json.loads(zhengce("show", "工信部规〔2021〕164号", "--json", data=crawled).stdout)["url"]
    assert PLAN in zhengce("show", url, data=crawled).stdout.splitlines()[:2]


def test_show_prints_the_rule_and_the_words_behind_a_value(crawled: Path) -> None:
    printed = zhengce("show", "国发〔2021〕20号", "--evidence", data=crawled).stdout
    assert "成文日期" in printed
    assert "2021年10月9日" in printed or "2021年10月09日" in printed


def test_show_prints_revisions(crawled: Path) -> None:
    assert zhengce("show", "国发〔2021〕20号", "--revisions", data=crawled).returncode == 0


def test_a_list_saved_in_gb18030_is_read(crawled: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{PLAN}\n", "gb18030")
    assert zhengce("verify", tmp_path / "list.txt", data=crawled).stdout.startswith(f"RIGHT       1  title: {PLAN}")
    assert json.loads(zhengce("title", "--lines", tmp_path / "list.txt").stdout)["title"] == PLAN


# The schema


def test_a_password_is_not_printed() -> None:
    result = zhengce("--database", "postgresql://u:s3cret@db.example.org/x", "db", "path")
    assert result == Result(0, "postgresql://u:***@db.example.org/x\n", "")
    assert "not a database URL" in one_line(zhengce("--database", "::", "db", "path"))


def test_db_says_where_the_database_is_and_which_schema_it_has(crawled: Path) -> None:
    assert zhengce("db", "path", data=crawled).stdout.strip() == str(crawled / "zhengce.db")
    current = zhengce("db", "current", data=crawled).stdout.strip()
    assert current
    assert zhengce("db", "upgrade", data=crawled).stdout.strip() == current


# Wrong usage

FILES = {"A_TEXT": __file__, "A_PAGE": str(PAGE), "A_PROGRAM": sys.executable}
"""What stands for a file in the tables of wrong usage."""


@from_table
def test_wrong_usage_gets_one_line_that_names_it(words: tuple[str, ...], named: str, tmp_path: Path) -> None:
    assert named in one_line(zhengce(*(FILES.get(word, word) for word in words), data=tmp_path / "data"))


@from_table
def test_a_wrong_filter_gets_one_line_that_names_it(words: tuple[str, ...], named: str, crawled: Path) -> None:
    assert named in one_line(zhengce(*(FILES.get(word, word) for word in words), data=crawled))


@pytest.mark.parametrize("words", [("list",), ("sources",), ("crawl", "--sample"), ("title", "通知")])
def test_a_source_in_the_settings_that_does_not_exist_ends_every_command(
    words: tuple[str, ...], crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zhengce.toml"
    file.write_text("[sources.nosuch]\ndelay = 3")
    monkeypatch.setenv("ZHENGCE_CONFIG", str(file))
    said = one_line(zhengce(*words, data=crawled))
    assert said.startswith(f"zhengce: {file}: sources.nosuch: no such source; known are")


def test_a_contact_that_is_none_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_CONTACT", "someone")
    assert one_line(zhengce("crawl", "--sample", data=tmp_path)).startswith("zhengce: ZHENGCE_CONTACT: expected")


def test_a_spider_stands_in_the_file_of_its_name() -> None:
    assert sorted(module.name for module in pkgutil.iter_modules(spiders.__path__)) == sorted(source_names())


def test_a_database_that_cannot_be_opened_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "zhengce.db").write_bytes(b"this is no database" * 100)
    assert "not an SQLite database" in one_line(zhengce("crawl", "--sample", data=tmp_path))


@pytest.fixture
def left_early(tmp_path: Path) -> Callable[..., Result]:
    """Runs a command whose reader has left before it prints a word."""

    def run(data: Path, *words: str) -> Result:
        message = tmp_path / "stderr"
        code = forked_commands.run("--data", str(data), *words, stdout=None, stderr=message)
        return Result(code, "", message.read_text(encoding="utf-8"))

    return run


@from_table
def test_a_reader_that_has_enough_is_no_error(
    crawled: Path, words: tuple[str, ...], left_early: Callable[..., Result]
) -> None:
    result = left_early(crawled, *words)
    assert result.returncode == 0
    assert "Traceback" not in result.stderr
    assert "BrokenPipeError" not in result.stderr


def test_a_reader_that_has_enough_does_not_make_a_failure_good(
    crawled: Path, tmp_path: Path, left_early: Callable[..., Result]
) -> None:
    (tmp_path / "list.txt").write_text("国发〔2099〕1号\n", encoding="utf-8")
    assert left_early(crawled, "verify", str(tmp_path / "list.txt")).returncode == 1
    assert left_early(tmp_path, "crawl", "mot", "--replay", str(BAD_DAY)).returncode == 1


@pytest.mark.parametrize("happened", [{"new": 1}, {"revised": 1}, {"merged": 12}, {"gone": 1}, {"returned": 2}, {}])
def test_a_crawl_says_that_nothing_is_new_only_where_it_read_lists_and_nothing_happened(
    happened: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    print_crawl([RunSummary(source="miit", listings=3, fetched=12, **happened)])
    assert ("Nothing is new." in capsys.readouterr().out) == (not happened)
    print_crawl([RunSummary(source="miit")])
    assert "Nothing is new." not in capsys.readouterr().out


@pytest.mark.parametrize("words", [("health",), ("crawl", "--sample"), ("probe",), ("schedule",)])
def test_where_every_source_is_switched_off_nothing_is_called_well(
    crawled: Path, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zhengce.toml"
    file.write_text("\n".join(f"[sources.{name}]\nenabled = false" for name in source_names()))
    monkeypatch.setenv("ZHENGCE_CONFIG", str(file))
    assert "every source is switched off" in one_line(zhengce(*words, data=crawled))
    assert zhengce("health", "miit", data=crawled).stdout.startswith("miit")


@pytest.mark.parametrize(
    "words", [(b"search", b"\xff\xfe"), (b"show", b"\xb9\xfa\xb7\xa2"), (b"list", b"--topic", b"\xff")]
)
def test_an_argument_that_is_no_text_is_refused(crawled: Path, words: tuple[bytes, ...]) -> None:
    assert one_line(zhengce(*words, data=crawled)) == f"zhengce: {words[-1]!r}: not text in utf-8"
