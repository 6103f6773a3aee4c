"""The groups of commands and their help, filters as the pages print them, and formats for programs."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.command_line import zhengce
from tests.conftest import Sample
from tests.tables import from_table
from zhengce.cli.program import SHORT_NAMES, main, program
from zhengce.cli.shared.groups import Entry, Group


def group(path: tuple[str, ...]) -> Entry | Group:
    """The group or command of these words."""
    found: Entry | Group = program
    for name in path:
        assert isinstance(found, Group)
        found = found.entries[name]
    return found


def shown_width(line: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


@pytest.mark.parametrize("words", [(), *(path for path in program.paths() if isinstance(group(path), Group))])
def test_the_help_of_a_group_has_a_line_of_eighty_columns_for_each_command(words: tuple[str, ...]) -> None:
    printed = zhengce(*words, "--help").stdout
    assert [line for line in printed.splitlines() if shown_width(line) > 80] == []
    names = {line.split()[0] for line in printed.splitlines() if line.startswith("  ")}
    assert set(group(words).entries) <= names  # type: ignore[union-attr]


def test_the_help_has_about_twenty_commands_in_four_sections() -> None:
    assert list(program.sections) == ["Read", "Write", "Share", "Run"]
    assert len(program.entries) <= 29


def test_a_command_in_a_group_works_by_its_name_alone_and_is_not_in_the_help() -> None:
    for name, path in SHORT_NAMES.items():
        alone, grouped = zhengce(name, "--help").stdout, zhengce(*path, "--help").stdout
        assert alone.splitlines()[1:] == grouped.splitlines()[1:]
        assert name not in program.entries


def test_every_command_is_found_where_the_table_says() -> None:
    for path in program.paths():
        assert zhengce(*path, "--help").stdout.startswith(f"Usage: zhengce {' '.join(path)} ")


@from_table
def test_a_filter_is_given_as_the_pages_print_it(words: tuple[str, ...], same: tuple[str, ...], sample: Sample) -> None:
    rows = zhengce("list", *words, "--format", "jsonl", data=sample.folder).stdout
    assert rows == zhengce("list", *same, "--format", "jsonl", data=sample.folder).stdout
    assert 0 < rows.count("\n") < zhengce("list", "--format", "jsonl", data=sample.folder).stdout.count("\n")


def test_a_keyword_narrows_the_list(sample: Sample) -> None:
    found = json.loads(zhengce("list", "--keyword", "数据安全", "--format", "json", data=sample.folder).stdout)
    assert found != []
    assert zhengce("list", "--keyword", "没有这个词", "--format", "jsonl", data=sample.folder).stdout == ""


@pytest.mark.parametrize("words", [("show", "国发〔2021〕20号"), ("runs",), ("sources",), ("schedule",), ("series",)])
def test_what_is_printed_for_people_is_printed_for_programs(words: tuple[str, ...], sample: Sample) -> None:
    assert json.loads(zhengce(*words, "--format", "json", data=sample.folder).stdout) is not None


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
