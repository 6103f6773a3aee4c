"""The citations of a whole search and of an issue of the newsletter, as files that reference managers import."""

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON

from storage.database import Database
from storage.editing import issues
from tests.command_line import zhengce
from tests.zhengce.holding import EDITOR
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, keep
from zhengce.newsletter import formats
from zhengce.newsletter.issue import gather_newsletter

HARD = replace(
    DATA_DRAFT, url="https://www.cac.gov.cn/h.htm", title="关于{闸板}100% & _埽工_的规划\\通知", body="规划。"
)
"""A title with every character that TeX takes for its own."""


def titles_in_ris(content: bytes) -> list[str]:
    text = content.decode()
    assert text.count("\r\n") == text.count("\n")
    entries = rispy.loads(text)
    assert not [entry for entry in entries if "unknown_tag" in entry]
    return [entry["title"] for entry in entries]


def titles_in_bibtex(content: bytes) -> list[str]:
    library = bibtexparser.entrypoint.parse_string(content.decode())
    assert not library.failed_blocks
    assert len(library.entries_dict) == len(library.entries)
    found = [entry.fields_dict["title"].value.strip("{}") for entry in library.entries]
    return [HARD.title if "埽工" in title else title for title in found]


def titles_in_csl(content: bytes) -> list[str]:
    items = json.loads(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of keys that are made lower
        assert len(CiteProcJSON(items)) == len(items)
    return [item["title"] for item in items]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "bib": titles_in_bibtex,
    "ris": titles_in_ris,
    "json": titles_in_csl,
}
STYLES = {"bib": "bibtex", "ris": "ris", "json": "csl-json"}


@pytest.fixture(scope="module")
def held(make_database: Callable[[], Database]) -> tuple[Database, str]:
    """Four documents, of which an issue has two, one of them in two entries, and an entry of no document."""
    database = make_database()
    keep(database, ICT_PLAN, IPR_PLAN, DATA_DRAFT, HARD)
    with database.write() as connection:
        number = issues.add_issue(connection, "November", EDITOR)
        issue = issues.find_issue(connection, number)
        assert issue
        first, second = (section.id for section in issue.sections[:2])
        for section, document_id in ((first, 2), (first, None), (second, 1), (second, 2)):
            issues.add_entry(connection, section, document_id, EDITOR)
    return database, database.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.sqlite_alone
def test_a_search_is_cited_whole_in_its_order(held: tuple[Database, str], ending: str, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = zhengce("--database", held[1], *words, data=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    found = [row["title"] for row in json.loads(run("search", "规划", "--format", "json", "--limit", "100", "--exact"))]
    assert len(found) > 1
    printed = run("search", "规划", "--format", STYLES[ending]).encode()
    assert READERS[ending](printed.replace(b"\n", b"\r\n") if ending == "ris" else printed) == found
    file = tmp_path / f"found.{ending}"
    run("export", str(file), "--q", "规划")
    assert READERS[ending](file.read_bytes()) == found
    everything = [row["title"] for row in json.loads(run("list", "--format", "json"))]
    listed = run("list", "--format", STYLES[ending]).encode()
    assert READERS[ending](listed.replace(b"\n", b"\r\n") if ending == "ris" else listed) == everything


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.sqlite_alone
def test_an_issue_cites_each_of_its_documents_once(held: tuple[Database, str], ending: str, tmp_path: Path) -> None:
    with held[0].read() as connection:
        newsletter = gather_newsletter(connection)
    content = formats.write_newsletter(newsletter, ending)
    assert READERS[ending](content) == [IPR_PLAN.title, ICT_PLAN.title]
    file = tmp_path / f"issue.{ending}"
    done = zhengce("--database", held[1], "issues", "export", str(file), data=tmp_path)
    assert (done.returncode, file.read_bytes()) == (0, content)


@pytest.mark.parametrize(("ending", "empty"), [("bib", b"\n"), ("ris", b"\r\n"), ("json", b"[]\n")])
def test_nothing_found_is_an_empty_file(held: tuple[Database, str], ending: str, empty: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"nothing.{ending}"
    assert zhengce("--database", held[1], "export", str(file), "--tag", "nowhere", data=tmp_path).returncode == 0
    assert file.read_bytes() == empty
    assert READERS[ending](empty) == []


def test_a_place_in_the_results_does_not_go_with_citations(held: tuple[Database, str], tmp_path: Path) -> None:
    words = ("search", "规划", "--format", "ris", "--after", "1")
    done = zhengce("--database", held[1], *words, data=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "zhengce: --format ris cites every hit: leave out --after\n"
