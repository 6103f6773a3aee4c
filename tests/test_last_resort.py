"""What no command sees coming: missing streams, files without an end, full disks, faults of ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.run import process
from tests import command_line, forked_commands
from tests.command_line import Result, zhengce
from tests.conftest import Sample
from tests.processes import run_forked
from tests.tables import from_table
from zhengce.cli import program as cli
from zhengce.cli.program import main

# What no command sees coming: one line and exit code 2, on real streams. The traceback is for whoever asks for it


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


# What the command line does where a stream is missing, a file has no end, or an argument fills screens


def run(words: str, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    """As a shell runs it, with redirections."""
    place = f"--data {data}" if data else ""
    call = f"exec {sys.executable} -m zhengce {place} {words}"
    return subprocess.run(["sh", "-c", call], capture_output=True, text=True, timeout=120, check=False)


def test_without_any_stream_a_command_ends_well(sample: Sample) -> None:
    assert run("list >&- 2>&- <&-", sample.folder).returncode == 0


def test_what_is_exported_without_an_output_is_whole(sample: Sample, tmp_path: Path) -> None:
    """The database and the file are opened where the descriptor of the output is free."""
    done = run(f"export {tmp_path / 'all.csv'} >&-", sample.folder)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert (tmp_path / "all.csv").read_text(encoding="utf-8-sig").startswith("id,")


def test_without_an_output_a_failure_still_has_its_exit_code(tmp_path: Path) -> None:
    done = run(f"title --lines {tmp_path / 'none.txt'} >&-")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_an_input_that_a_shell_closed_is_empty() -> None:
    done = run("title --lines <&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@from_table
def test_a_file_without_an_end_is_read_within_a_limit(sample: Sample, words: list[str]) -> None:
    place = ["--data", str(sample.folder)]
    done = zhengce(*place, *words)
    assert done.returncode == 2
    assert "larger than" in done.stderr
    assert "/dev/zero" in done.stderr


def test_settings_without_an_end_are_read_within_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_CONFIG", "/dev/zero")
    done = zhengce("sources")
    assert (done.returncode, done.stderr) == (2, "zhengce: /dev/zero: not TOML: larger than 1 MiB\n")


def test_a_server_without_a_host_is_refused(sample: Sample) -> None:
    """A script with an unset variable would open it to everybody."""
    done = zhengce("serve", "--host", "", data=sample.folder)
    assert done.returncode == 2
    assert done.stderr.startswith("zhengce: --host: empty")


# Scheduled work yields the processor to those for whom somebody waits


def print_niceness(data: Path, *words: str) -> None:
    """Prints the niceness of this process before and after a command."""
    before = os.nice(0)
    sys.argv = ["zhengce", "--data", str(data), *words]
    main()
    print(before, os.nice(0))


@pytest.mark.parametrize(("command", "least"), [("index", 10), ("watch run", 10), ("list", 0)])
def test_scheduled_commands_run_at_a_lower_priority(tmp_path: Path, command: str, least: int) -> None:
    shown = run_forked(tmp_path, print_niceness, tmp_path / "data", *command.split()).stdout.splitlines()[-1]
    before, after = map(int, shown.split())
    assert after == max(before, least)
