"""What an editor keeps with documents: given by `annotate`, shown and searched everywhere, and never run."""

import csv
import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import feedparser
import parsel
import pyarrow.parquet
import pytest

from storage.database import open_database
from storage.editing import issues
from tests.command_line import Result
from tests.command_line import zhengce as run
from tests.zhengce.holding import EDITOR
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep

COVERAGE = "https://news.example.com/a?b=1&c=2"
NOTE = "Compare with the semiconductor plan.\n<script>alert(1)</script> 备忘：芯片"
EARLY = "2021-11-24T04:00:00Z"
PLAN = "document 1, ◇ 14th Five-Year Plan for the Development of the Information and Communication Industry"
ADD_LINK = """INSERT INTO annotations (document_id, kind, value, title, from_id, annotated_at)
VALUES (1, 'link', 'javascript:alert(2)', '<b>Bad</b>', 0, ?)"""
GIVEN = ("--note", NOTE, "--tag", "AI", "--tag", "  trade   war ", "--link", COVERAGE, "--link-title", "In English")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three documents."""
    return filled(tmp_path)


def filled(folder: Path) -> Path:
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, ICT_PLAN, IPR_PLAN, replace(DATA_DRAFT, body="有关芯片的规定。"))
    database.close()
    return folder


def zhengce(data: Path, *words: str) -> Result:
    return run(*words, data=data)


@pytest.fixture
def annotated(data: Path) -> Path:
    done = zhengce(data, "annotate", "1", *GIVEN)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{PLAN}: note written; tags: AI, trade war; 1 link\n"
    return data


def test_it_is_shown_and_exported_under_the_same_names_everywhere(annotated: Path) -> None:
    shown = zhengce(annotated, "show", "1").stdout
    for words in ("AI, trade war", "semiconductor plan", f"In English <{COVERAGE}>"):
        assert words in shown
    kept = {"tags": ["AI", "trade war"], "note": NOTE, "links": [{"url": COVERAGE, "title": "In English"}]}
    record = json.loads(zhengce(annotated, "show", "1", "--json").stdout)
    assert {name: record[name] for name in kept} == kept
    for name in ("all.jsonl", "all.csv", "all.parquet"):
        assert zhengce(annotated, "export", str(annotated / name), "--tag", "AI").returncode == 0
    (record,) = map(json.loads, (annotated / "all.jsonl").read_text().splitlines())
    assert {name: record[name] for name in kept} == kept
    (row,) = csv.DictReader((annotated / "all.csv").read_text("utf-8-sig").splitlines(keepends=True))
    assert (row["tags"], json.loads(row["links_json"])) == ("AI、trade war", kept["links"])
    assert "semiconductor" in row["note"]
    (record,) = pyarrow.parquet.read_table(annotated / "all.parquet").to_pylist()
    assert {name: record[name] for name in kept} == kept


def test_every_command_that_selects_takes_tags(annotated: Path) -> None:
    tags = ("--tag", "AI", "--tag", "trade war")
    for words in (("list",), ("search", "规划")):
        rows = json.loads(zhengce(annotated, *words, *tags, "--format", "json").stdout)
        assert [(row["id"], row["tags"]) for row in rows] == [(1, ["AI", "trade war"])]
    assert json.loads(zhengce(annotated, "list", "--tag", "steel", "--format", "json").stdout) == []
    period = ("brief", "--from", "2021-10-01", "--to", "2021-11-30", "--format", "json")
    assert json.loads(zhengce(annotated, *period, *tags).stdout)["filters"] == {"tags": ["AI", "trade war"]}
    assert zhengce(annotated, "feed", str(annotated / "all.atom"), *tags).returncode == 0
    (entry,) = feedparser.parse((annotated / "all.atom").read_bytes()).entries
    assert entry.summary == ICT_PLAN.title


def test_it_is_taken_away_again(annotated: Path) -> None:
    done = zhengce(annotated, "annotate", "1", "--note", "", "--title-en", "Plan")
    assert done.stderr == f"{PLAN}: English title: Plan; no note any more\n"
    edits = json.loads(zhengce(annotated, "edits", "1", "--format", "json").stdout)
    for edit in [edit for edit in edits if edit["field"] in ("tag", "link")][:2]:
        assert zhengce(annotated, "edits", "--undo", str(edit["id"])).returncode == 0
    record = json.loads(zhengce(annotated, "show", "1", "--json").stdout)
    assert (record["tags"], record["note"], record["links"]) == (["AI"], None, [])


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "give what to write"),
        (("--link", "javascript:alert(1)"), "--link javascript:alert(1): not an address of the web"),
        (("--link", "JaVaScRiPt:alert(1)"), "not an address of the web"),
        (("--link", "data:text/html,<b>"), "not an address of the web"),
        (("--link", "//news.example.com/1"), "not an address of the web"),
        (("--link", f"https://x.example.com/{'a' * 2000}"), "an address has 2,000 at most"),
        (("--link-title", "x"), "--link-title: give it with --link"),
        (("--tag", "  "), "--tag: a tag is a word or a few"),
        (("--tag", "x" * 61), "61 characters; a tag has 60 at most"),
        (("--tag", "a\x1b[2J"), "--tag: a tag is one line of text"),
        (("--note", "a\x1b[2J"), "--note: holds control characters"),
        (("--note", "x" * 10_001), "a note has 10,000 at most"),
        (("--remove-tag", "steel"), "--remove-tag is gone; zhengce edits --undo N"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_line_and_nothing_is_kept(
    data: Path, words: tuple[str, ...], complaint: str
) -> None:
    done = zhengce(data, "annotate", "1", *words)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert complaint in line
    record = json.loads(zhengce(data, "show", "1", "--json").stdout)
    assert (record["tags"], record["note"], record["links"]) == ([], None, [])


def test_a_backup_has_it(annotated: Path) -> None:
    assert zhengce(annotated, "db", "backup", str(annotated / "copy.db")).returncode == 0
    with closing(sqlite3.connect(annotated / "copy.db")) as copy:
        counts = copy.execute("SELECT kind, count(*) FROM annotations GROUP BY kind").fetchall()
    assert {*counts} >= {("note", 1), ("tag", 2), ("link", 1)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, with a link in the database that no command lets in."""
    annotated = filled(tmp_path_factory.mktemp("site"))
    assert zhengce(annotated, "annotate", "1", *GIVEN).returncode == 0
    with closing(sqlite3.connect(annotated / "zhengce.db")) as connection, connection:
        connection.execute(ADD_LINK, (EARLY,))
    database = open_database(f"sqlite:///{annotated / 'zhengce.db'}", upgrade=False)
    with served(database, annotated / "archive") as address:
        yield address
    database.close()


def test_the_page_shows_it_and_runs_nothing_of_it(site: str) -> None:
    page = read(f"{site}/documents/1")
    assert page.css(".tags a::text").getall() == ["AI", "trade war"]
    assert page.css(".editors-note::text").get() == NOTE
    assert page.css(".editor .related a::attr(href)").getall() == [COVERAGE]
    assert "javascript:alert(2)" in "".join(page.css(".editor li::text").getall())
    assert len(page.css("script")) == 2
    tagged = read(f"{site}/{page.css('.tags a::attr(href)').getall()[1].removeprefix('/')}")
    assert tagged.css(".hits .title-zh::text").getall() == [ICT_PLAN.title]
    assert [" ".join(text.split()) for text in tagged.css(".chosen a::text").getall()[:1]] == ["Tag: trade war"]


def test_the_api_gives_it(site: str) -> None:
    found = json.loads(fetch(f"{site}/api/search?q={quote('芯片')}"))
    assert (found["total"], [item["id"] for item in found["items"]]) == (1, [3])
    document = json.loads(fetch(f"{site}/api/documents/1"))
    assert (document["tags"], document["note"]) == (["AI", "trade war"], NOTE)
    assert {"url": COVERAGE, "title": "In English"} in document["links"]
    assert json.loads(fetch(f"{site}/api/search?tag=AI&tag=steel"))["total"] == 0


def fetch(address: str) -> str:
    request = urllib.request.Request(address, headers={"Accept-Language": "en"})
    with urllib.request.urlopen(request) as answer:
        return str(answer.read().decode())


def read(address: str) -> parsel.Selector:
    return parsel.Selector(fetch(address))


def test_every_edit_is_listed_and_taken_back(annotated: Path) -> None:
    assert zhengce(annotated, "issues", "add", "1", "--line", "A heading").returncode == 0
    database = open_database(f"sqlite:///{annotated / 'zhengce.db'}")
    with database.write() as connection:
        issues.put_aside(connection, 1, EDITOR)
    database.close()
    assert zhengce(annotated, "merge", "2", "3").returncode == 0
    merge, removal, *earlier = json.loads(zhengce(annotated, "edits", "--format", "json").stdout)
    assert (removal["subject_kind"], removal["field"]) == ("entry", "shown")
    assert (removal["before"], removal["after"]) == (True, False)
    assert {"line", "link", "tag", "note"} <= {edit["field"] for edit in earlier}
    done = zhengce(annotated, "edits", "--undo", str(removal["id"]))
    assert (done.returncode, done.stderr.split(":")[:2]) == (0, ["taken back", " entry 1, shown"])
    assert "A heading" in zhengce(annotated, "issues", "show").stdout
    shown = zhengce(annotated, "edits", "1").stdout
    assert f"(takes back {removal['id']})" in " ".join(shown.split())
    assert "one document" in zhengce(annotated, "edits", "3").stdout
    assert zhengce(annotated, "edits", "--undo", str(merge["id"])).returncode == 0
    assert len(json.loads(zhengce(annotated, "list", "--format", "json").stdout)) == 3
    for words, why in ((("--undo", str(removal["id"])), "was changed since"),):
        refused = zhengce(annotated, "edits", *words)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert why in refused.stderr
