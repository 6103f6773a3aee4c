"""What the server hands on: changes, citations; and what is said of addresses that are gone."""

import http.client
import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import parsel
import pytest
import rispy

from parsers.record import Target
from storage.database import Database, open_database
from storage.documents import queries
from storage.documents.writing import judging
from tests.storage.making import plain_document
from tests.tables import from_table
from tests.zhengce.holding import EDITOR, hold
from tests.zhengce.serving import served
from tests.zhengce.shelf import DATA_DRAFT, ICT_PLAN, IPR_PLAN, JOINT_PLAN, cite, keep, stored
from tests.zhengce.web.asking import answer
from zhengce.citations import STYLES
from zhengce.citations.facts import CitationFacts
from zhengce.documents import changes as log
from zhengce.web.pages.rendering import metadata

# Programs read the changes over HTTP, a piece at a time


@pytest.fixture
def shelf(database: Database) -> Database:
    keep(database, ICT_PLAN, IPR_PLAN)
    return database


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


def test_the_changes_are_those_of_the_command(database: Database, open_another: Any, tmp_path: Path) -> None:
    keep(database, ICT_PLAN, IPR_PLAN)
    with served(open_another(), tmp_path) as address:
        first = get(f"{address}/api/changes?limit=1")
        rest = get(f"{address}/api/changes?after={first['next']}")
        nothing = get(f"{address}/api/changes?after={rest['next']}")
    assert (first["last"], rest["last"], nothing) == (2, 2, {"items": [], "next": 2, "last": 2})
    with database.read() as reading:
        lines = log.lines(reading, 0)
    assert [*first["items"], *rest["items"]] == lines


def test_a_number_that_no_change_has_is_refused(shelf: Database, tmp_path: Path) -> None:
    with served(shelf, tmp_path) as address:
        status, text, _ = answer(f"{address}/api/changes?after=3")
    assert (status, json.loads(text)["detail"][:20]) == (409, "the last change is 2")


# What a document page tells reference managers: metas that Zotero reads, and citations as files


def test_a_notice_is_a_report_of_its_bodies() -> None:
    assert metadata.metas(CitationFacts(stored(JOINT_PLAN))) == [
        ("citation_title", JOINT_PLAN.title),
        ("citation_author", "国家发展改革委办公厅"),
        ("citation_author", "生态环境部"),
        ("citation_author", "工业和信息化部"),
        ("citation_author", "交通运输部"),
        ("citation_publication_date", "2022/01/24"),
        ("citation_language", "zh-CN"),
        ("citation_public_url", JOINT_PLAN.url),
        ("citation_technical_report_institution", "国家发展改革委办公厅、生态环境部、工业和信息化部、交通运输部"),
        ("citation_technical_report_number", "发改经贸〔2022〕78号"),
    ]


def test_a_page_without_number_and_day_says_nothing_of_them() -> None:
    bare = replace(DATA_DRAFT, published_on=None, document_type=None, url="javascript:alert(1)")
    names = {name for name, content in metadata.metas(CitationFacts(stored(bare))) if content}
    assert names == {f"citation_{name}" for name in ("title", "author", "language", "technical_report_institution")}


HOSTILE = replace(ICT_PLAN, title='</script><script>alert("1")</script>&amp;\u2028的通知', document_number='"><b>1号')


def test_a_page_carries_its_metas_and_every_citation_and_no_markup_of_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zhengce.db'}"
    database = open_database(url)
    keep(database, HOSTILE)
    with database.read() as connection:
        held = queries.by_id(connection, 1)
    assert held
    with served(database, tmp_path) as address:
        with urlopen(f"{address}/documents/1") as answer:
            page = parsel.Selector(answer.read().decode())
        files = {style: fetch(f"{address}/documents/1/cite/{style}") for style in STYLES}
    database.close()
    assert page.css("head meta[name='citation_title']::attr(content)").get() == HOSTILE.title
    number = "head meta[name='citation_technical_report_number']::attr(content)"
    assert page.css(number).get() == HOSTILE.document_number
    assert len(page.css("script")) == 2
    assert {style: page.css(f"#citation-{style}::text").get() for style in STYLES} == {
        style: cite(held, style) for style in STYLES
    }
    assert {style: text.decode().replace("\r\n", "\n").removesuffix("\n") for style, (text, _) in files.items()} == {
        style: cite(held, style) for style in STYLES
    }
    text, headers = files["ris"]
    assert text.count(b"\n") == text.count(b"\r\n") > 5
    assert rispy.loads(text.decode())[0]["title"].startswith("</script>")
    assert headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="miit2021-1.ris"'
    assert files["chicago"][1]["Content-Type"] == "text/plain; charset=utf-8"


def fetch(address: str) -> "tuple[bytes, Message[str, str]]":
    with urlopen(address) as answer:
        return answer.read(), answer.headers


# Addresses of a merged document lead on


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site below /zhengce whose document 2 was merged into document 1; 3 and 4 have one number."""
    folder = tmp_path_factory.mktemp("moved")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    twin = replace(plain_document(4), document_number="工信部信函〔2021〕3号", written_on=date(2021, 9, 1))
    records = [plain_document(1, targets=(Target("闸板产量", 40.0, "40", "万台", year=2025, kind="level"),))]
    assert hold(database, *records, plain_document(2), plain_document(3), twin) == [1, 2, 3, 4]
    with database.write() as connection:
        judging.merge(connection, 1, 2, EDITOR)
    with served(database, folder, prefix="/zhengce") as made:
        yield made
    database.close()


def ask(address: str, path: str) -> str:
    with urlopen(f"{address}/zhengce{quote(path, safe='/?=')}", timeout=30) as response:
        text: str = response.read().decode()
    return text


def answer_of_moved(address: str, path: str) -> tuple[int, str | None, str | None]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", f"/zhengce{path}")
    response = connection.getresponse()
    connection.close()
    return response.status, response.getheader("Location"), response.getheader("Cache-Control")


@from_table
def test_an_address_of_a_merged_document_leads_on(address: str, path: str, status: int) -> None:
    # An editor may part the two again: whoever comes back asks again.
    assert answer_of_moved(address, path.format(2)) == (status, "/zhengce" + path.format(1), "no-cache")
    assert answer_of_moved(address, path.format("002"))[1] == "/zhengce" + path.format(1)
    assert answer_of_moved(address, path.format(9))[0] == 404


def test_the_document_itself_is_shown(address: str) -> None:
    assert answer_of_moved(address, "/documents/1")[0] == 200


def test_the_targets_of_a_merged_document_are_those_of_the_one_that_it_is(address: str) -> None:
    assert "闸板产量" in ask(address, "/targets?document=2")
