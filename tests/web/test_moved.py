"""Addresses of a merged document lead to those of the one that it was found to be."""

import http.client
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from storage.database import open_database
from storage.resolution import judging
from tests.outputs.holding import EDITOR, hold
from tests.outputs.serving import served
from tests.storage.making import plain_document


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site below /zhengce whose document 2 was merged into document 1."""
    folder = tmp_path_factory.mktemp("moved")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    hold(database, plain_document(1), plain_document(2))
    with database.write() as connection:
        judging.merge(connection, 1, 2, EDITOR)
    with served(database, folder, prefix="/zhengce") as made:
        yield made
    database.close()


def answer(address: str, path: str) -> tuple[int, str | None, str | None]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", f"/zhengce{path}")
    response = connection.getresponse()
    connection.close()
    return response.status, response.getheader("Location"), response.getheader("Cache-Control")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/{}", 301),
        ("/documents/{}?q=%E5%8F%A3%E5%B2%B8&lang=zh", 301),
        ("/documents/{}/life", 301),
        ("/documents/{}/life.svg", 301),
        ("/documents/{}/sources", 301),
        ("/documents/{}/changes", 301),
        ("/documents/{}/cite/ris", 301),
        ("/documents/{}/attachments/1", 301),
        ("/documents/{}/attachments/1/file", 301),
        (f"/documents/{{}}/articles/{quote('第二条')}", 301),
        ("/api/documents/{}", 308),
        ("/api/documents/{}/life?on=2021-12-01", 308),
        ("/api/documents/{}/articles", 308),
        ("/api/documents/{}/articles/12", 308),
        ("/api/documents/{}/attachments/1/text", 308),
    ],
)
def test_an_address_of_a_merged_document_leads_on(address: str, path: str, status: int) -> None:
    # An editor may part the two again: whoever comes back asks again.
    assert answer(address, path.format(2)) == (status, "/zhengce" + path.format(1), "no-cache")
    assert answer(address, path.format("002"))[1] == "/zhengce" + path.format(1)
    assert answer(address, path.format(9))[0] == 404


def test_the_document_itself_is_shown(address: str) -> None:
    assert answer(address, "/documents/1")[0] == 200
