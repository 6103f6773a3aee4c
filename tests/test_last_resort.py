"""What no command sees coming: one line and exit code 2, on real streams. The traceback is for whoever asks for it."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from scrapers.run import process
from tests import command_line, forked_commands
from tests.command_line import Result
from tests.conftest import Sample
from zhengce.cli import program as cli

FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def crawled(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the sample was crawled."""
    return Path(shutil.copytree(sample.folder, tmp_path_factory.mktemp("last") / "data"))


def refusal(result: Result) -> str:
    """The one line of a refused command."""
    assert result.returncode == 2
    [line] = result.stderr.splitlines()
    assert line.startswith("zhengce: ")
    return line.removeprefix("zhengce: ")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("list", "--format", "json"), ("title", "通知")])
def test_an_output_on_a_full_disk_gets_one_line(words: tuple[str, ...], crawled: Path, tmp_path: Path) -> None:
    code = forked_commands.run("--data", str(crawled), *words, stdout=FULL, stderr=tmp_path / "message")
    message = refusal(Result(code, "", (tmp_path / "message").read_text(encoding="utf-8")))
    assert forked_commands.run("--data", str(crawled), *words, stdout=FULL, stderr=FULL) == 2
    assert message == "the output cannot be written (No space left on device)"


@pytest.mark.parametrize(
    "words",
    [
        ("changes", "--after", "99999999999999999999"),
        ("changes", "--limit", "99999999999999999999"),
        ("export", "x.csv", "--limit", "99999999999999999999"),
        ("annotate", "17", "--title-en", b"caf\xe9"),
        ("list", "--type", b"caf\xe9"),
        ("show", b"caf\xe9"),
    ],
)
def test_what_no_database_takes_is_refused_in_one_line(words: tuple[str | bytes, ...], crawled: Path) -> None:
    result = command_line.zhengce(*words, data=crawled)
    assert result.stdout == ""
    assert "fault" not in refusal(result)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_file_may_have_a_name_in_any_encoding(ending: str, crawled: Path, tmp_path: Path) -> None:
    file = os.fsencode(tmp_path / "caf") + b"\xe9." + ending.encode()
    assert command_line.zhengce("export", file, data=crawled).returncode == 0
    assert os.path.getsize(file)


def test_a_folder_that_cannot_be_made_is_named() -> None:
    message = refusal(command_line.zhengce("crawl", "--sample", data=Path(os.devnull) / "x"))
    assert message == f"{os.devnull}/x: the folder cannot be made (Not a directory)"


def test_a_fault_of_ours_gets_one_line_and_its_traceback_only_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(process, "sources", fail)
    monkeypatch.setattr(sys, "argv", ["zhengce", "sources"])
    assert cli.main() == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError: first line second line" in line
    assert "ZHENGCE_TRACEBACK=1" in line
    monkeypatch.setenv("ZHENGCE_TRACEBACK", "1")
    assert cli.main() == 2
    assert "in fail" in capsys.readouterr().err
