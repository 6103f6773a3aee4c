"""No output prints a machine's English without its mark: every page, format, tool and message, one after the other."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import docx
import openpyxl
import pyarrow.parquet
import pytest

from parsers.record import Relation, Target
from storage.database import open_database
from storage.editing import issues
from storage.editing.edits import Editor
from storage.translations.queries import store_translation
from storage.translations.texts import Text
from storage.watches import Event
from tests.command_line import zhengce as run
from tests.storage.test_translations import made
from tests.tables import from_table
from tests.zhengce.holding import NOW
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, keep
from tests.zhengce.web.mcp_clients import connected
from zhengce.english.titles.shown import LEGEND, LOZENGE, MARK
from zhengce.watches.message import compose
from zhengce.web.pages.login import Editing

MACHINE = re.compile(r"Zq\w+")
"""Every English text that the machine of these tests made begins so, and stands nowhere else."""

AIM = "到2025年，埽工普及率达到56%。"
ENDS = "《旧埽工办法》同时废止。"
PLAN = replace(
    ICT_PLAN,
    title="关于印发《埽工发展规划》的通知",
    issued_title="埽工发展规划",
    subject="印发《埽工发展规划》",
    body=f"为了埽工，制定本规划。\n{AIM}\n企业投入不低于3%。",
    targets=(Target("埽工普及率", 56, "56", "%", 2025, "level", words=AIM),),
    relations=(Relation("repeals", "旧埽工办法", words=ENDS),),
)
DRAFT = replace(DATA_DRAFT, title="埽工办法（征求意见稿）", issued_title=None, body="为了埽工，制定本办法。")
ENGLISH = {
    Text("name", "埽工发展规划"): "Zqplan",
    Text("name", "埽工办法"): "Zqdraft",
    Text("indicator", "埽工普及率"): "Zqindicator",
    Text("sentence", AIM): "Zqaim",
    Text("sentence", ENDS): "Zqends",
    Text("sentence", "为了埽工，制定本规划。"): "Zqpurpose",
    Text("sentence", "企业投入不低于3%。"): "Zqlimit",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marks")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, PLAN, DRAFT)
    with database.write() as connection:
        for text, english in ENGLISH.items():
            store_translation(connection, made(text, english, engine="m"))
        for number, kind in ((1, "top"), (2, "worth_noting")):
            issues.add_document(connection, number, kind, Editor("lee", NOW))  # type: ignore[arg-type]
    database.close()
    return folder


def check_text(text: str, where: str) -> set[str]:
    """Every text of the machine has the mark behind it, on its line or paragraph; gives those that are there."""
    if text.endswith(f"{LEGEND}.\n"):  # Markdown
        text = text.removesuffix(f"{LEGEND}.\n").replace(LOZENGE, MARK)
    for paragraph in re.split(r"\n\s*\n|\n(?=[\S])", text):
        words = " ".join(paragraph.split()).replace("\\[", "[").replace("\\]", "]").replace("\\,", ",")
        found = MACHINE.findall(words)
        assert len(found) <= words.count(MARK), f"{where}: {words}"
        assert not found or words.rindex(MARK) > words.rindex(found[-1]), f"{where}: {words}"
    return set(MACHINE.findall(text))


def check_html(html: str, where: str) -> set[str]:
    """The same of what a browser shows, where a block can bear the mark at its head; an editor's form is no output."""
    for block in re.findall(r'(?s)<section class="section short".*?</section>', html):
        assert 'class="legend-mt"' in block, where
        html = html.replace(block, " ".join(f"<p>{text} {MARK}</p>" for text in MACHINE.findall(block)))
    for unseen in re.findall(r"(?s)<meta\b[^>]*>|<script\b.*?</script>", html):
        assert not MACHINE.search(unseen), f"{where}: {unseen}"
    if re.search(rf'<(?:i|span class="hidden")> {re.escape(MARK)}', html):  # a lozenge is seen in its place
        assert 'class="mt"' in html, where
        assert 'class="legend-mt"' in html, where
    html = re.sub(r"(?s)<(script|style|textarea)\b.*?</\1>", "", html)
    html = re.sub(r"</(p|li|h\d|div|td|th|tr|blockquote|dd|dt|title|table)>|<br>", "\n", re.sub(r"\s+", " ", html))
    return check_text(unescape(re.sub(r"<[^>]*>", "", html)), where)


def check_data(value: Any, where: str, name: str = "", row: dict[str, Any] | None = None) -> set[str]:
    """In data a machine's text stands under a name with its origin beside it, or is a text with its mark."""
    if isinstance(value, dict):
        return set().union(*(check_data(one, f"{where}.{key}", key, value) for key, one in value.items()))
    if isinstance(value, list):
        return set().union(*(check_data(one, where, name, row) for one in value))
    if not isinstance(value, str) or not MACHINE.search(value):
        return set()
    if row is not None and row.get(f"{name}_origin") == "model:m":
        return set(MACHINE.findall(value))
    return check_html(value, where) if "<" in value else check_text(value, where)


ROWS = ("list", "search", "show", "targets", "translations")
"""Commands that print a lozenge before the English of a machine, with a legend."""


def check_rows(text: str, where: str) -> set[str]:
    """Every text of the machine has a lozenge before it on its line."""
    for line in text.splitlines():
        places = [found.start() for found in MACHINE.finditer(line)]
        assert all(line.count("◇", 0, place) > at for at, place in enumerate(places)), f"{where}: {line}"
    return set(MACHINE.findall(text))


COMMANDS = (
    *("list", "search 埽工", "show 1", "targets", "life 1", "issues show", "translations", "edits", "verify -"),
    *("brief --from 2021-10-01 --to 2021-12-31", "cite 1 --style chicago", "cite 2 --style ris", "series"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_commands_print(data: Path, command: str) -> None:
    result = run(*command.split(), data=data, given="埽工发展规划\n")
    assert result.returncode in (0, 1), result.stderr
    name = command.split()[0]
    found = (check_rows if name in ROWS else check_text)(result.stdout, command)
    assert bool(found) == ("ris" in command or name not in ("cite", "edits", "verify", "series", "life"))


@from_table
def test_what_programs_read(data: Path, command: str) -> None:
    result = run(*command.split(), data=data)
    try:
        found = json.loads(result.stdout)
    except ValueError:
        found = [json.loads(line) for line in result.stdout.splitlines()]
    if command.startswith("translations"):
        found = [{"english_origin": row["origin"], **row} for row in found]
    assert check_data(found, command)


def test_what_is_exported(data: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "jsonl", "parquet"):
        assert run("export", str(tmp_path / f"all.{ending}"), data=data).returncode == 0
    for ending in ("md", "html", "docx"):
        assert run("issues", "export", str(tmp_path / f"newsletter.{ending}"), data=data).returncode == 0
    assert run("publish", str(tmp_path / "published"), data=data).returncode == 0
    rows = pyarrow.parquet.read_table(tmp_path / "all.parquet").to_pylist()
    assert {"Zqplan", "Zqdraft", "Zqindicator"} <= check_data(json.loads(json.dumps(rows, default=str)), "parquet")
    sheets = openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets
    for sheet in sheets:
        heads, *lines = sheet.iter_rows(values_only=True)
        check_data([_unfolded(dict(zip(map(str, heads), line, strict=True))) for line in lines], sheet.title)
    assert "Zqplan" in check_text((tmp_path / "newsletter.md").read_text(), "newsletter.md")
    assert "Zqplan" in check_html((tmp_path / "newsletter.html").read_text(), "newsletter.html")
    written = docx.Document(str(tmp_path / "newsletter.docx"))
    assert {"Zqplan", "Zqdraft"} <= check_text("\n\n".join(one.text for one in written.paragraphs), "docx")
    assert run("feed", str(tmp_path / "feed.atom"), data=data).returncode == 0
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".jsonl", ".csv", ".json", ".atom")]
    assert len(files) > 5
    for path in files:
        check_answer(path.suffix[1:], path.read_text("utf-8-sig"), str(path))


def check_answer(kind: str, text: str, where: str) -> set[str]:
    """What a file or an answer of this kind holds."""
    if kind == "csv":
        rows = csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True))
        return check_data([_unfolded(row) for row in rows], where)
    if kind in ("json", "jsonl"):
        return check_data(
            json.loads(text) if kind == "json" else [json.loads(line) for line in text.splitlines()], where
        )
    if kind == "atom":
        return check_html(unescape(text), where)
    return check_html(text, where) if kind == "html" else check_text(text, where)


def _unfolded(row: dict[str, Any]) -> dict[str, Any]:
    """A row of cells with its JSON read."""
    return {name: json.loads(one) if name.endswith("_json") and one else one for name, one in row.items()}


def test_what_a_watch_sends(data: Path) -> None:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}")
    with database.read() as connection:
        happened = [Event(number, number, ("new",)) for number in (1, 2)]
        sent = compose(connection, "w", happened, "id", NOW, None)
        found = [check_text(sent.text, "mail"), check_text(sent.short, "chat"), check_html(sent.html or "", "mail")]
        assert all("Zqplan" in one for one in found)
        assert {"Zqpurpose", "Zqlimit"} <= found[0]
        assert {"Zqaim", "Zqpurpose", "Zqlimit"} <= found[2] & check_data(sent.payload, "webhook")
    database.close()


@pytest.fixture(scope="module")
def address(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = open_database(f"sqlite:///{data / 'zhengce.db'}", upgrade=False)
    with served(database, tmp_path_factory.mktemp("archive"), editing=Editing(lambda token: None)) as opened:
        yield opened
    database.close()


FIRST = (
    *("/", "/?q=埽工", "/documents/1", "/documents/1?bilingual=1", "/documents/2", "/desk"),
    *("/desk/english", "/desk/english?kind=sentence", "/targets", "/brief?from=2021-10-01&to=2021-12-31"),
    *("/compare?one=1&other=2", "/verify", "/sources", "/api/documents/1"),
    *("/api/search?q=埽工", "/api/documents", "/api/targets", "/api/documents/1/life", "/feed.atom"),
)
MOST_PAGES = 150


def test_every_page_that_links_lead_to(address: str) -> None:
    """From the pages above along all links, each path once."""
    first = [quote(path, safe="/?=&") for path in FIRST]
    waiting, seen, found = list(first), set[str](), set[str]()
    client = HTTPConnection(urlsplit(address).netloc)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        key = path if path in first else path.partition("?")[0]
        if key in seen:
            continue
        seen.add(key)
        client.request("GET", path)
        answer = client.getresponse()
        kind, text = answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")
        assert answer.status < 500, (path, text)
        known = {"application/json": "json", "application/feed+json": "json", "application/atom+xml": "atom"}
        found |= check_answer(known.get(kind, kind.partition("/")[2]), text, path)
        links = [urljoin(path, unescape(link)) for link in re.findall(r'href="([^"#]+)', text) if kind == "text/html"]
        waiting += [link for link in links if link.startswith("/") and not link.endswith((".css", ".js", ".png"))]
    client.close()
    assert len(seen) > len(FIRST)
    assert found == set(ENGLISH.values())


def test_what_tools_answer(address: str) -> None:
    with connected(f"{address}/mcp") as ask:
        found = set[str]()
        for tool in ("search", "targets", "coverage"):
            found |= check_data(ask(tool), tool)
        for tool in ("get_document", "life", "read_text"):
            found |= check_data(ask(tool, key="1"), tool)
    assert {"Zqplan", "Zqindicator"} <= found
