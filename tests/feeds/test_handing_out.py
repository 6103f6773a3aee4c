"""The commands that hand out: what they print, where they write, and how they refuse."""

import json
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from storage.database import open_database
from tests.feeds.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three documents."""
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT)
    database.close()
    return tmp_path


def zhengce(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "zhengce.py"), "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_feed_is_written_by_its_ending(data: Path) -> None:
    for name in ("all.atom", "all.xml", "drafts.json"):
        assert zhengce(data, "feed", str(data / name), "--stage", "draft").returncode == 0
    assert [entry.title for entry in feedparser.parse((data / "all.atom").read_bytes()).entries] == [DATA_DRAFT.title]
    assert (data / "all.xml").read_bytes() == (data / "all.atom").read_bytes()
    assert [item["title"] for item in json.loads((data / "drafts.json").read_text())["items"]] == [DATA_DRAFT.title]


def test_an_annotation_is_kept_shown_and_taken_away(data: Path) -> None:
    key, title = "工信部规[2021]164号", "14th Five-Year Plan for the ICT Industry"
    assert zhengce(data, "annotate", key, "--title-en", title).returncode == 0
    for command in (("cite", key), ("show", key), ("show", key, "--json"), ("changes",)):
        assert title in zhengce(data, *command).stdout, command
    assert zhengce(data, "annotate", key, "--title-en", "").returncode == 0
    assert title not in zhengce(data, "changes").stdout


def test_the_brief_comes_in_three_formats(data: Path) -> None:
    period = ("brief", "--from", "2021-10-28", "--to", "2021-11-23")
    assert zhengce(data, *period).stdout.startswith("# Policy brief, October 28, 2021 to November 23, 2021\n")
    assert zhengce(data, *period, "--format", "html").stdout.startswith("<!doctype html>")
    assert json.loads(zhengce(data, *period, "--format", "json", "--issuer", "工信部").stdout)["filters"] == {
        "issuers": ["miit"]
    }


def test_the_audit_says_by_its_exit_code_whether_all_is_held(data: Path) -> None:
    file = data / "list.txt"
    file.write_text("国发[2021]20号\n", encoding="utf-8")
    assert (zhengce(data, "audit", str(file)).returncode, zhengce(data, "audit", str(file)).stdout.count("HELD")) == (
        0,
        1,
    )
    file.write_text("国发[2021]20号\n国发[2021]21号\n", encoding="utf-8")
    result = zhengce(data, "audit", str(file), "--format", "csv")
    assert result.returncode == 1
    assert result.stdout.splitlines()[2].startswith("2,国发[2021]21号,missing,")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("feed", "all.rss"), "all.rss: name it .atom or .xml for Atom, .json for JSON Feed"),
        (("feed", "/nowhere/all.atom"), "/nowhere/all.atom: No such file or directory"),
        (("brief", "--from", "2021-11-23", "--to", "2021-10-28"), "the last day is before the first"),
        (("brief", "--from", "yesterday", "--to", "2021-10-28"), "--from yesterday: not a date"),
        (("brief", "--from", "2021-10-28", "--to", "2021-10-29", "--format", "pdf"), "known are markdown, html, json"),
        (("cite", "19999"), "19999: no such document"),
        (("cite", "1", "--style", "apa"), "known are bibtex, chicago, gb7714"),
        (("annotate", "国发〔2099〕1号", "--title-en", "x"), "no such document"),
        (("audit", "/nowhere.txt"), "/nowhere.txt: No such file or directory"),
        (("audit", "-", "--since", "soon"), "--since soon: not a date"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(data: Path, arguments: tuple[str, ...], complaint: str) -> None:
    result = zhengce(data, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert len(result.stderr.splitlines()) == 1
