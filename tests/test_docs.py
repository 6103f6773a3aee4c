"""The documentation is true: every command is in it with its own help text, and every link leads somewhere."""

import io
import re
import sys
from pathlib import Path

import pytest

from zhengce import COMMANDS, DB_COMMANDS, main

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "commands.md"
README = (ROOT / "README.md").read_text()
PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "samples" / "README.md"])
HEAD = """# Commands

The help text of each command, as `zhengce COMMAND --help` prints it. Results go to standard output, messages to
standard error.

Exit codes: 0 done · 1 done, but something failed or was found wanting · 2 wrong usage or unusable input.
"""


def help_of(*words: str) -> str:
    """What `zhengce … --help` prints on a terminal of 100 columns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "100")
        patch.setattr(sys, "argv", ["zhengce", *words, "--help"])
        patch.setattr(sys, "stdout", printed := io.StringIO())
        assert main() == 0
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines())


def reference() -> str:
    """The page of commands, made from the commands."""
    words = [(), *((name,) for name in COMMANDS), *(("db", name) for name in DB_COMMANDS)]
    parts = [f"## {' '.join(('zhengce', *word))}\n\n```\n{help_of(*word)}\n```\n" for word in words]
    return "\n".join([HEAD, *parts])


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    """Written anew where it is not; look at the difference and commit it."""
    made = reference()
    known = REFERENCE.read_text() if REFERENCE.exists() else ""
    if made != known:
        REFERENCE.write_text(made)
    assert known == made


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert re.search(rf"\bzhengce\b(?: --\w+ \S+)* {command}\b", README)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text())
    assert not [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_files_named_in_prose_exist(path: Path) -> None:
    named = re.findall(
        r"`((?:scrapers|parsers|pipelines|storage|feeds|samples|tests|docs|commands)/[\w./]+\.\w+)`", path.read_text()
    )
    invented = {"parsers/sites/mwr.py", "scrapers/spiders/mwr.py"}  # the ministry that CONTRIBUTING adds as an example
    assert not [name for name in named if not (ROOT / name).exists() and name not in invented and "SOURCE" not in name]
