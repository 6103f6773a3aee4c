"""What the command line does where a stream is missing, a file has no end, or an argument fills screens."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import zhengce
from tests.conftest import Sample


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


CLOSED = (2, "zhengce: standard input is closed\n")


@pytest.mark.parametrize("words", ["title --lines", "parse - --url https://www.gov.cn/1.htm", "text -", "mcp"])
def test_without_an_input_a_command_that_reads_one_says_so(sample: Sample, words: str) -> None:
    done = zhengce(*words.split(), data=sample.folder, given=None)
    assert (done.returncode, done.stderr) == CLOSED


def test_an_input_that_a_shell_closed_is_none() -> None:
    done = run("title --lines <&-")
    assert (done.returncode, done.stderr) == CLOSED


@pytest.mark.parametrize(
    "words",
    [
        ["text", "/dev/zero"],
        ["verify", "/dev/zero"],
        ["title", "--lines", "/dev/zero"],
        ["listing", "/dev/zero", "--url", "https://www.miit.gov.cn/"],
    ],
)
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


def test_a_message_shows_a_line_of_an_argument_and_what_follows(sample: Sample) -> None:
    for argument in ("A" * 130_000, "A " * 60_000):
        done = zhengce("show", argument, data=sample.folder)
        assert done.returncode == 2
        assert len(done.stderr) < 1_100
        assert "no such document; give an id" in done.stderr


def test_a_server_without_a_host_is_refused(sample: Sample) -> None:
    """A script with an unset variable would open it to everybody."""
    done = zhengce("serve", "--host", "", data=sample.folder)
    assert done.returncode == 2
    assert done.stderr.startswith("zhengce: --host: empty")
