"""What a release says of itself: one version in every file, the README's first screen, forms that a forge can show."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import scrapers

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
README = (ROOT / "README.md").read_text()
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*-*.yml"))
LINES_OF_A_SCREEN = 24


def test_every_file_names_the_same_version() -> None:
    server = json.loads((ROOT / "server.json").read_text())
    [newest, *_] = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    named = {
        "server.json": {server["version"], *(package["version"] for package in server["packages"])},
        "CITATION.cff": {str(CITATION["version"])},
        "CHANGELOG.md": {newest},
        "the User-Agent": {scrapers.VERSION},
    }
    assert {name: versions for name, versions in named.items() if versions != {PROJECT["version"]}} == {}


def test_the_readme_shows_a_picture_and_the_status_on_its_first_screen() -> None:
    screen = "\n".join(README.splitlines()[:LINES_OF_A_SCREEN])
    [picture] = re.findall(r"^!\[.+\]\((.+)\)$", screen, re.M)
    assert (ROOT / picture).exists()
    assert "no crawl of the live sites has been seen" in screen
    assert "uvx" not in screen  # nothing that fails today stands first


def test_the_readme_names_every_extra() -> None:
    assert [name for name in PROJECT["optional-dependencies"] if name != "dev" and f"`{name}`" not in README] == []


def test_the_citation_has_what_its_format_wants() -> None:
    """https://citation-file-format.github.io, version 1.2.0: the keys that must be there."""
    assert {"cff-version", "message", "title", "authors"} <= CITATION.keys()
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["license"] == PROJECT["license"]


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_a_form_for_issues_is_one(path: Path) -> None:
    """The keys that GitHub wants of a form, and fields that can be told apart."""
    form = yaml.safe_load(path.read_text())
    assert {"name", "description", "body"} <= form.keys()
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert all(part["attributes"]["label"] for part in fields)
    assert len({part["id"] for part in fields}) == len(fields)


def test_a_site_that_changed_comes_with_the_recording_of_probe() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "site-changed.yml").read_text())
    wanted = {part.get("id") for part in form["body"] if part.get("validations", {}).get("required")}
    assert {"source", "probe", "recording"} <= wanted
