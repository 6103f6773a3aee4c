"""`search`, `export`, `serve` and `db reindex` on the command line."""

import csv
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import open_database
from tests.tables import from_table
from tests.zhengce.holding import hold, invented
from tests.zhengce.serving import MIIT
from zhengce.cli import program as cli


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    hold(
        database,
        invented(title="关于闸板的通知", body="闸板要结实，埽工要牢。"),
        invented(title="关于埽工的意见", body="埽工要牢。"),
    )
    database.close()
    monkeypatch.delenv("ZHENGCE_DATABASE", raising=False)
    monkeypatch.setenv("ZHENGCE_DATA", str(tmp_path))
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["zhengce", *arguments])
    return cli.main()


def test_search_prints_titles_and_passages(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "search", "埽工", "--limit", "1") == 0
    printed = capsys.readouterr()
    assert "关于埽工的意见" in printed.out
    assert "埽工要牢。" in printed.out
    place = re.search(r"2 documents, 1 shown; --after (\S+) goes on", printed.err)
    assert place
    assert run(monkeypatch, "search", "埽工", "--after", place[1]) == 0
    assert "关于闸板的通知" in capsys.readouterr().out


def test_search_gives_json_to_scripts(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "search", "埽工 NOT 闸板", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["title"] == "关于埽工的意见"
    assert row["passages"] == ["埽工要牢。"]


def test_a_list_says_that_a_page_names_fewer_bodies_than_issued_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    hold(
        database,
        invented(
            title="工业和信息化部等七部门办公厅关于船坞的通知",
            issuing_bodies=(replace(MIIT, unit="办公厅"),),
            issuing_bodies_complete=False,
        ),
    )
    database.close()
    for command in (("list",), ("search", "船坞")):
        assert run(monkeypatch, *command) == 0
        assert " MIIT +… " in capsys.readouterr().out
        assert run(monkeypatch, *command, "--format", "csv") == 0
        first = next(csv.DictReader(capsys.readouterr().out.removeprefix("\ufeff").splitlines()))
        assert (first["issuing_bodies"], first["issuing_bodies_complete"]) == ("工业和信息化部", "false")
        assert run(monkeypatch, *command, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out)[0]["issuing_bodies_complete"] is False


def test_search_says_that_news_holds_what_nothing_else_does(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    hold(database, invented(title="部领导调研船坞", stage="news", document_type=None))
    database.close()
    hint = "News is left out by default; --stage news finds 1 news item\n"
    for form, empty in (("table", ""), ("json", "[]\n")):
        assert run(monkeypatch, "search", "船坞", "--format", form) == 0
        printed = capsys.readouterr()
        assert printed.out == empty
        assert printed.err.endswith(hint)
    for params in (("船坞", "--stage", "news"), ("船坞", "--stage", "final"), ("埽工",), ("风筝",)):
        assert run(monkeypatch, "search", *params) == 0
        assert hint not in capsys.readouterr().err


def test_search_says_how_a_run_was_taken_apart(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "search", "结实的通知") == 0
    assert "No document holds 结实的通知 as it stands; looked for 结实 AND 通知." in capsys.readouterr().err


def test_search_says_what_was_searched_for_instead_of_english_words(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "search", "opinions foobar quantum computing 埽工") == 0
    shown = capsys.readouterr().err
    assert "Searched for: 意见 foobar 量子计算 埽工\n" in shown.replace("《意见》", "意见")
    assert "No term for foobar; searched for as written\n" in shown


@from_table
def test_what_cannot_be_done_is_said_in_one_line(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(data)
    assert run(monkeypatch, *arguments) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("zhengce: ")
    assert shown.count("\n") == 1


def test_export_writes_the_file_and_says_how_many(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "export", str(data / "all.csv"), "--type", "通知") == 0
    assert "2 documents" in capsys.readouterr().err
    assert (data / "all.csv").read_text("utf-8-sig").startswith("id,title,")


def test_export_takes_the_words_and_filters_of_a_search(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for params in (("埽工",), ("埽工", "--newest"), ("埽工 NOT 闸板",), ("opinions 埽工",), ("埽工", "--type", "通知")):
        assert run(monkeypatch, "search", *params, "--format", "json") == 0
        found = [row["id"] for row in json.loads(capsys.readouterr().out)]
        assert run(monkeypatch, "export", str(data / "found.jsonl"), "--q", *params) == 0
        shown = capsys.readouterr().err
        assert [json.loads(line)["id"] for line in (data / "found.jsonl").read_text().splitlines()] == found != []
        assert ("Searched for: " in shown) == ("opinions" in params[0])
    assert run(monkeypatch, "export", str(data / "none.csv"), "--keyword", "风筝") == 0
    assert "0 documents" in capsys.readouterr().err


def test_reindex_makes_search_and_keywords_anew(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_rows")
    database.close()
    assert run(monkeypatch, "search", "埽工", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(monkeypatch, "db", "reindex") == 0
    capsys.readouterr()
    assert run(monkeypatch, "search", "埽工", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2
