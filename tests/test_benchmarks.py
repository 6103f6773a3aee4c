"""Benchmarks that read real documents say in one line where these are not there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import accuracy, fuzz_titles, parse, titles


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


def test_the_titles_that_raise_are_named_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fuzz_titles.main(["--count", "300", "--seed", "7"]) == 0
    assert capsys.readouterr().out.endswith("; 0 raised\n")

    def raises(title: str) -> None:
        raise KeyError(title)

    monkeypatch.setattr(fuzz_titles, "read_title", raises)
    assert fuzz_titles.main(["--count", "30", "--seed", "7"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == fuzz_titles.MOST_PRINTED + 1
    assert "KeyError" in said[0]
    assert said[-1].endswith("; 30 raised")


def test_the_same_seed_makes_the_same_titles() -> None:
    assert list(fuzz_titles.titles(50, 1)) == list(fuzz_titles.titles(50, 1))
    assert list(fuzz_titles.titles(50, 1)) != list(fuzz_titles.titles(50, 2))
