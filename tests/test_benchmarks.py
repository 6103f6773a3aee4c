"""Benchmarks that read real documents say in one line where these are not there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import accuracy, parse, titles


@pytest.mark.parametrize(
    ("main", "option", "named"),
    [
        (accuracy.main, "--shared", "no truth/documents.jsonl and no captures/manifest.jsonl there"),
        (parse.main, "--shared", "no truth/documents.jsonl and no captures/manifest.jsonl there"),
        (titles.main, "--truth", "no documents.jsonl there"),
    ],
    ids=["accuracy", "parse", "titles"],
)
def test_what_is_not_there_is_said_in_one_line(
    main: Callable[[list[str]], int], option: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([option, str(tmp_path)]) == 2
    assert capsys.readouterr() == ("", f"{tmp_path}: {named}; name the folder with {option}\n")


def test_the_folder_of_the_disagreements_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "captures").mkdir()
    (tmp_path / "truth" / "documents.jsonl").touch()
    (tmp_path / "captures" / "manifest.jsonl").touch()
    out = tmp_path / "data" / "disagreements.jsonl"
    assert accuracy.main(["--shared", str(tmp_path), "--out", str(out)]) == 0
    assert out.is_file()
    assert f"disagreements: {out}" in capsys.readouterr().out
