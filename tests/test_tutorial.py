"""docs/tutorial.md is true: its commands print what it shows. Its pictures are renewed by hand."""

import re
import shlex
from pathlib import Path

import pytest

from tests.command_line import Result, zhengce
from tests.conftest import Sample
from tests.tutorial import IMAGES, PAGE, copy_sample, served, stopped_clock, walk
from tests.zhengce.web.browsing import CHROMIUM, MISSING

TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.M | re.S)
LARGEST = 1_000_000
"""Bytes of all pictures together."""


def blocks(language: str) -> list[str]:
    """The blocks of the tutorial in a language, in order."""
    return [block for name, block in BLOCKS if name == language]


def shows(shown: str, said: str) -> bool:
    """Whether this is said, where lines of `…` alone stand for any lines."""
    shown, said = ("\n".join(line.rstrip() for line in text.splitlines()).strip("\n") for text in (shown, said))
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^…$", shown, flags=re.M)]
    return re.fullmatch(".*".join(parts), said, re.S) is not None


def test_every_command_prints_what_the_tutorial_shows(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    copy_sample(sample.folder, tmp_path / "data")
    [settings] = blocks("toml")
    (tmp_path / "zhengce.toml").write_text(settings, encoding="utf-8")
    calls = [call for block in blocks("console") for call in re.split(r"^\$ ", block, flags=re.M) if call]
    with stopped_clock():
        for call in calls:
            command, _, shown = call.partition("\n")
            program, *words = shlex.split(command)
            assert program == "zhengce", command
            is_crawl = words == ["crawl", "--sample"]  # which the fixture has done
            result = Result(0, sample.said, "") if is_crawl else zhengce(*words)
            said = result.stdout + result.stderr
            assert shows(shown, said), f"{command} prints\n{said}"
            assert result.returncode == 0, command


def test_each_picture_is_in_the_tutorial_and_all_are_small() -> None:
    pictures = sorted(path.name for path in IMAGES.glob("*.webp"))
    assert sorted(re.findall(r"\(images/(.+?)\)", TEXT)) == pictures
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) < LARGEST


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_the_walk_of_the_pictures_makes_the_newsletter_that_the_tutorial_shows(sample: Sample, tmp_path: Path) -> None:
    with served(sample.folder, tmp_path) as (page, desk):
        assert set(walk(page, desk, tmp_path)) == {path.stem for path in IMAGES.glob("*.webp")}
    [newsletter] = blocks("markdown")
    assert shows(newsletter, (tmp_path / "newsletter.md").read_text("utf-8"))
