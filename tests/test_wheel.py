"""The wheel and the release: what they hold and say."""

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

import scrapers
from tests.serving import fetch, serving

# The wheel, built and installed in an environment of its own: it has all that a first run needs. No network


ROOT = Path(__file__).parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

BUILD = "import sys; from hatchling.builders.wheel import WheelBuilder as B; list(B('.').build(directory=sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True)
    [made] = folder.glob("zhengce-*.whl")
    return made


def test_the_wheel_has_every_file_of_the_rooms_and_no_other(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.startswith(f"zhengce-{VERSION}.dist-info/")}
    rooms = ("scrapers", "parsers", "pipelines", "storage", "zhengce")
    tracked = subprocess.run(["git", "ls-files", *rooms], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert names == set(tracked.splitlines())


@pytest.fixture(scope="module")
def command(wheel: Path) -> Path:
    """`zhengce` of a fresh environment with the wheel; it takes the libraries from the environment of the tests."""
    folder = wheel.parent
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", "--no-compile", str(wheel)], check=True)
    libraries = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv")}))
    (libraries / "of_the_tests.pth").write_text(sysconfig.get_path("purelib"))
    return python.with_name("zhengce")


def run(command: Path, *words: str, folder: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the wheel in this folder, which has no settings of ours."""
    return subprocess.run([command, *words], cwd=folder, env=_environment(path), capture_output=True, text=True)


def _environment(path: str = "") -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ZHENGCE_", "PYTHON"))}
    return {**ours, "PYTHONPATH": path}


@pytest.mark.slow
def test_a_first_run_needs_nothing_but_the_wheel(command: Path, tmp_path: Path) -> None:
    """A crawl, and the pages in the same process, which has loaded its dictionaries then."""
    assert run(command, "--version", folder=tmp_path).stdout == f"zhengce {VERSION}\n"
    program = """if True:
        import sys
        from zhengce.cli import program
        sys.argv[1:], serve = ["crawl", "--sample", "pboc"], sys.argv[1:]
        assert program.main() == 0
        sys.argv[1:] = serve
        program.main()"""
    python = str(command.with_name("python"))
    with serving([python, "-c", program], tmp_path, _environment()) as (address, process):
        page = fetch(address)
        [style] = set(re.findall(r'href="([^"]*/style\.css[^"]*)"', page))
        assert "--" in fetch(urljoin(address, style))
        process.send_signal(signal.SIGINT)  # Ctrl+C: the server ends without a word
        shown = process.communicate(timeout=60)[1]
    assert "Traceback" not in shown
    assert "政策" in page
    assert "关于防范比特币风险的通知" in page


@pytest.mark.slow
def test_the_code_is_that_of_the_wheel(command: Path, tmp_path: Path) -> None:
    program = "import zhengce.sample; print(zhengce.sample.SAMPLE); print(zhengce.__file__)"
    done = subprocess.run(
        [command.with_name("python"), "-c", program], cwd=tmp_path, env=_environment(), capture_output=True, text=True
    )
    assert all(Path(line).is_relative_to(command.parents[1]) for line in done.stdout.splitlines()), done.stderr


@pytest.mark.slow
def test_a_missing_extra_gives_a_line(command: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['uvicorn'] = None")
    refused = run(command, "serve", folder=tmp_path, path=str(tmp_path))
    assert refused.returncode == 2
    assert refused.stderr == "zhengce: serve needs uvicorn: pip install 'zhengce[web]'\n"


# What a release says of itself: one version in every file, the README's first screen, forms that a forge can show


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
