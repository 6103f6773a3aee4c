"""Addresses of documents that lead on: those of a merged document, and permalinks."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import urlopen

import parsel
import pytest

from parsers.record import Target
from storage.database import open_database
from storage.documents.writing import judging
from tests.storage.making import plain_document
from tests.tables import from_table
from tests.zhengce.holding import EDITOR, hold
from tests.zhengce.serving import served


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


def answer(address: str, path: str) -> tuple[int, str | None, str | None]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", f"/zhengce{path}")
    response = connection.getresponse()
    connection.close()
    return response.status, response.getheader("Location"), response.getheader("Cache-Control")


@from_table
def test_an_address_of_a_merged_document_leads_on(address: str, path: str, status: int) -> None:
    # An editor may part the two again: whoever comes back asks again.
    assert answer(address, path.format(2)) == (status, "/zhengce" + path.format(1), "no-cache")
    assert answer(address, path.format("002"))[1] == "/zhengce" + path.format(1)
    assert answer(address, path.format(9))[0] == 404


def test_the_document_itself_is_shown(address: str) -> None:
    assert answer(address, "/documents/1")[0] == 200


@pytest.mark.parametrize(("number", "home"), [(1, 1), (2, 1)])
def test_a_permalink_leads_to_the_page_of_the_document(address: str, number: int, home: int) -> None:
    path = quote(f"/doc/miit/2021/工信部信函-{number}")
    assert answer(address, path) == (303, f"/zhengce/documents/{home}", "no-cache")


def test_a_permalink_of_several_documents_names_them(address: str) -> None:
    path = quote("/doc/miit/2021/工信部信函-3")
    assert answer(address, path)[:2] == (300, None)
    with pytest.raises(HTTPError) as several:
        ask(address, "/doc/miit/2021/工信部信函-3")
    links = parsel.Selector(several.value.read().decode()).css("main li a::attr(href)").getall()
    assert links == ["/zhengce/documents/3", "/zhengce/documents/4"]
    assert answer(address, quote("/doc/miit/2021/工信部信函-9"))[0] == 404


def test_the_page_and_the_api_name_the_permalink(address: str) -> None:
    page = parsel.Selector(ask(address, "/documents/1"))
    [link] = page.css("a[rel=bookmark]")
    assert link.css("::text").get() == "/doc/miit/2021/工信部信函-1"
    assert unquote(link.attrib["href"]) == "/zhengce/doc/miit/2021/工信部信函-1"
    assert page.css("link[rel=canonical]::attr(href)").get() == "/zhengce/documents/1"
    assert json.loads(ask(address, "/api/documents/1"))["permalink"] == "/doc/miit/2021/工信部信函-1"


def test_the_targets_of_a_merged_document_are_those_of_the_one_that_it_is(address: str) -> None:
    assert "闸板产量" in ask(address, "/targets?document=2")
