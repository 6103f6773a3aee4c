"""The folder of a publication is offered at /data/: whole or in ranges, with its types, and nothing beside it."""

import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.tables import from_table
from tests.zhengce.serving import served
from tests.zhengce.shelf import ICT_PLAN, keep
from tests.zhengce.web.asking import answer
from zhengce.tables.publication import publish

Site = tuple[str, Path]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("published")
    database = open_database(f"sqlite:///{folder / 'zhengce.db'}")
    keep(database, ICT_PLAN)
    publish(database, folder / "out")
    (folder / "out" / ".unfinished").mkdir()
    (folder / "out" / ".unfinished" / "half.json").write_text("{")
    (folder / "out" / "away.json").symlink_to(folder / "zhengce.db")
    with served(database, folder / "archive", publication=folder / "out") as address:
        yield f"{address}/data", folder / "out"
    database.close()


@from_table
def test_a_file_has_its_media_type(site: Site, name: str, kind: str) -> None:
    status, text, headers = answer(f"{site[0]}/{name}")
    assert (status, text) == (200, (site[1] / name).read_text())
    assert headers["Content-Type"] == kind
    status, nothing, head = answer(f"{site[0]}/{name}", "HEAD")
    assert (status, nothing, head["Content-Length"]) == (200, "", str(len((site[1] / name).read_bytes())))
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_ranges_are_answered_and_a_file_that_the_client_has_is_not_sent_again(site: Site) -> None:
    whole = (site[1] / "datapackage.json").read_text()
    status, text, headers = answer(f"{site[0]}/datapackage.json", Range="bytes=2-11")
    assert (status, text) == (206, whole.encode()[2:12].decode())
    assert headers["Content-Range"] == f"bytes 2-11/{len(whole.encode())}"
    assert answer(f"{site[0]}/datapackage.json", Range=f"bytes={10**9}-")[0] == 416
    assert answer(f"{site[0]}/datapackage.json", **{"If-None-Match": headers["ETag"]})[0] == 304
    assert answer(f"{site[0]}/datapackage.json", "HEAD")[2]["Accept-Ranges"] == "bytes"
    parquet = answer(f"{site[0]}/documents/2021.parquet", Range="bytes=0-3")
    assert (parquet[1], parquet[2]["Content-Type"]) == ("PAR1", "application/vnd.apache.parquet")


@from_table
def test_nothing_but_the_publication_is_offered(site: Site, path: str) -> None:
    assert answer(site[0] + path)[0] == 404


def test_a_page_lists_the_files(site: Site) -> None:
    status, text, _ = answer(f"{site[0]}/")
    assert status == 200
    names = [path.relative_to(site[1]).as_posix() for path in site[1].glob("*/*.parquet")]
    assert all(f'href="/data/{name}"' in text for name in names)
    address = urllib.parse.urlsplit(site[0])
    assert 'href="/data/"' in answer(f"{address.scheme}://{address.netloc}/")[1]
    assert answer(f"{site[0]}/", "POST")[0] == 405
