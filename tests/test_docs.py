"""The documentation: what it names exists, its examples hold, its site has no dead link."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
from fastapi.routing import iter_route_contexts
from lxml import html

from parsers.grammar.document_type import OFFICIAL
from parsers.record import Field, Stage
from storage.database import Database, open_database
from tests.conftest import Sample
from tests.renew_docs import PAGES, RENEW, SITE_PAGES, printed_by
from zhengce.cli.program import program
from zhengce.web.api.parameters import ResultParams
from zhengce.web.app import create_app
from zhengce.web.database import Reader
from zhengce.web.pages import gone
from zhengce.web.searching import SearchService

# The documentation is true: every command is in it with its own help text, and every link leads somewhere


ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
API = (ROOT / "docs" / "api.md").read_text()
PROSE = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        ROOT / "zhengce" / "sample" / "README.md",
        *(ROOT / "tests").glob("*.md"),
    ]
)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_takes_from_the_code_is_what_the_code_says(name: str) -> None:
    path = ROOT / name
    stale = not path.exists() or path.read_text() != PAGES[name]()
    assert not stale, f"{name} is stale: run {RENEW}, look at the difference and commit it"


def test_the_readme_names_commands_that_exist() -> None:
    shown = re.findall(r"^(?:\.venv/bin/)?zhengce ([\w-]+)", README, re.M)
    assert len(shown) > 8
    assert set(shown) <= program.entries.keys() | program.short_names.keys()
    assert len(README.splitlines()) <= 130


def test_what_the_readme_shows_is_what_a_first_run_prints(sample: Sample) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", README, re.M | re.S)
    [shown] = [block for block in blocks if block.startswith("◇ 14th Five-Year Plan")]
    said = printed_by("--data", str(sample.folder), "show", "工信部规〔2021〕164号", "--evidence")
    assert said.startswith(shown.removesuffix("…\n").rstrip())


def test_every_address_and_parameter_of_the_api_is_documented() -> None:
    paths = create_app(Database(sa.create_engine("sqlite://")), Path("none"), sources=()).openapi()["paths"]
    assert [path for path in paths if f"| `{path}` |" not in API] == []
    asked = {parameter["name"] for path in paths.values() for parameter in path["get"].get("parameters", ())}
    assert [name for name in asked - {"document_id", "name"} if f"`{name}`" not in API] == []


def test_every_page_is_described() -> None:
    app = create_app(Database(sa.create_engine("sqlite://")), Path("none"), sources=())
    described = re.findall(r"`(/.*?)`", (ROOT / "docs" / "desk.md").read_text())
    paths = {context.path for context in iter_route_contexts(app.routes) if "GET" in (context.methods or ())}
    former = {context.path for context in iter_route_contexts(gone.router.routes)}
    pages = {path for path in paths if path and not path.startswith("/api")} - former
    assert len(pages) > 25
    missing = [
        path for path in pages if not any(re.fullmatch(re.sub(r"\{.*?\}", r"\\w+", path), one) for one in described)
    ]
    assert missing == []


def test_the_example_of_the_api_is_its_answer(sample: Sample) -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", API, re.M | re.S)
    database = open_database(f"sqlite:///{sample.folder / 'zhengce.db'}")
    found = SearchService(Reader(database)).search(ResultParams(q="数据安全", issuer=["cac"], limit=1))
    answer = found.model_dump(mode="json", by_alias=True)
    database.close()
    assert timeless(answer) == timeless(json.loads(example))


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the moments of its crawl."""
    return {**answer, "items": [{**item, "first_seen_at": None} for item in answer["items"]]}


def test_links_between_pages_lead_somewhere() -> None:
    for path in PROSE:
        links = re.findall(r"\]\((?!<?https?:|#|mailto:)([^)#]+)", path.read_text())
        assert [link for link in links if not (path.parent / link).exists()] == [], path


def test_files_named_in_prose_exist() -> None:
    named = re.findall(
        r"`((?:scrapers|parsers|pipelines|storage|zhengce|tests|docs)/[\w./]+\.\w+)`",
        "".join(path.read_text() for path in PROSE),
    )
    rooms = ("parsers/sites/", "scrapers/spiders/", "tests/parsers/sites/test_")
    # The ministry that CONTRIBUTING adds as an example.
    invented = {f"{room}mwr.py" for room in rooms} | {"tests/pages/mwr/pages.toml"}
    assert not [name for name in named if not (ROOT / name).exists() and name not in invented and "SOURCE" not in name]


def test_the_glossary_explains_every_kind_stage_and_field_that_a_page_prints() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    assert [kind for kind in OFFICIAL if f"| {kind} |" not in text] == []
    assert [name for name in (*get_args(Stage), *get_args(Field)) if f"`{name}`" not in text] == []


# The documentation as a site: it is built without a warning, its links lead somewhere, and its menu has every page


RAW = re.compile(r"^\s*(?:[-*] |\d+\. |\||```)", re.M)
"""Lists, tables and code that stand in a paragraph as they were typed: Markdown of sites wants an empty line before."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, html.HtmlElement]:
    """Each page of the site by its file, built from copies."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name, page in SITE_PAGES.items():
        (folder / name).write_text(page())
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return {path: html.parse(str(path)).getroot() for path in (folder / "site").rglob("index.html")}


def test_every_link_and_picture_of_the_site_is_there(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        for address in page.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            file = file / "index.html" if file.is_dir() else file
            assert file.exists(), f"{path}: {address}"
            if parts.fragment and file in pages:
                assert pages[file].xpath("//*[@id=$name]", name=unquote(parts.fragment)), f"{path}: {address}"


def test_the_menu_has_every_page(pages: dict[Path, html.HtmlElement]) -> None:
    [home] = [path for path in pages if path.parent.name == "site"]
    menu = {(home.parent / address).resolve() for address in pages[home].xpath("//nav//@href")}
    assert {path.parent for path in pages} - menu == set()
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) == len(written | SITE_PAGES.keys())


def test_no_markdown_is_left_in_the_text(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        assert not [text for one in page.xpath("//article//p") if RAW.search(text := one.text_content())], path


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, html.HtmlElement]) -> None:
    for path, page in pages.items():
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert not [address for address in loaded if urlsplit(address).netloc], path
