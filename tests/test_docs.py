"""The documentation is true: every command is in it with its own help text, and every link leads somewhere."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from fastapi.routing import iter_route_contexts

from parsers.grammar.document_type import OFFICIAL
from parsers.record import Field, Stage
from storage.database import Database, open_database
from tests.conftest import Sample
from tests.renew_docs import PAGES, RENEW, printed_by
from zhengce.cli.program import SHORT_NAMES, program
from zhengce.web.api.parameters import ResultParams
from zhengce.web.app import create_app
from zhengce.web.database import Reader
from zhengce.web.pages import gone
from zhengce.web.searching import SearchService

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
    assert set(shown) <= program.entries.keys() | SHORT_NAMES.keys()
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
    pages = {path for path in paths if path and not path.startswith("/api")} - {*gone.INSTEAD}
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
