"""The evidence of a document is a WACZ file: whole, checked, and what other tools replay."""

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

from parsers.files.text import FileText
from parsers.record import Attachment
from storage.archive import Archive, Exchange, exchanges
from storage.attachments import saving as attached
from storage.crawl.captures import CaptureFacts, seen
from storage.database import open_database
from storage.documents.writing import saving
from storage.schema import captures, files
from tests.command_line import Result, zhengce
from tests.tables import from_table
from tests.zhengce.holding import invented
from zhengce.evidence.wacz import to_surt

FIRST = datetime(2021, 11, 24, 4, 0, 0, 250_000, tzinfo=UTC)
PDF = "https://www.miit.gov.cn/files/plan.pdf"
PLAN = invented(
    url="https://www.miit.gov.cn/zwgk/art_1.html?id=7",
    title="关于印发“十四五”闸板行业发展规划的通知",
    attachments=(Attachment("规划.pdf", PDF),),
)
PAGES = [f"<html><h1>第{version}版</h1></html>".encode() for version in (1, 1, 2)]
"""The page's bodies: of the first day, again on the second, edited on the third."""
FILE = b"%PDF-1.7 \x00\xff not a real one"


@dataclass(frozen=True)
class Shelf:
    """A data folder with a document whose page was captured three times and its file once, and a bare document."""

    folder: Path

    def evidence(self, key: str = "1", name: str = "plan.wacz") -> Result:
        return zhengce("evidence", key, self.folder / name, data=self.folder)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    database = open_database(f"sqlite:///{tmp_path / 'zhengce.db'}")
    with Archive(tmp_path / "archive", seen(database)) as archive:
        for number, body in enumerate(PAGES):
            when = FIRST + timedelta(days=number)
            capture = captured(archive, PLAN.url, body, "text/html; charset=utf-8", when)
            with database.write() as connection:
                saving.save(connection, PLAN, capture, None, when)
        capture = captured(archive, PDF, FILE, "application/pdf", FIRST)
    with database.write() as connection:
        file_id = connection.execute(sa.select(files.c.id)).scalar_one()
        text = FileText("unsupported", "application/pdf", "test 1", ())
        attached.save(connection, file_id, text, None, capture, PDF, len(FILE), FIRST)
        saving.save(
            connection, invented(title="没有存档的通知", document_number="工信部信〔2021〕7号"), None, None, FIRST
        )
    database.close()
    return Shelf(tmp_path)


def captured(archive: Archive, url: str, body: bytes, media_type: str, when: datetime) -> CaptureFacts:
    place = archive.write(Exchange("GET", url, (), b"", 200, "OK", (("Content-Type", media_type),), body, when))
    return CaptureFacts(place, 200, None, None, media_type, when)


def test_the_package_is_wacz_1_1_1(shelf: Shelf) -> None:
    """The specification's directory layout, archive, indexes, pages.jsonl, datapackage.json and its digest."""
    done = shelf.evidence()
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{shelf.folder / 'plan.wacz'}: 4 archived answers\n"
    with ZipFile(shelf.folder / "plan.wacz") as package:
        assert package.testzip() is None
        methods = {member.filename: member.compress_type for member in package.infolist()}
        content = {name: package.read(name) for name in methods}
    assert methods["archive/data.warc.gz"] == methods["indexes/index.cdx"] == ZIP_STORED
    described = json.loads(content["datapackage.json"])
    assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
    assert (described["title"], described["mainPageUrl"]) == (PLAN.title, PLAN.url)
    assert described["mainPageDate"] == "2021-11-26T04:00:00Z"
    assert {item["path"]: (item["hash"], item["bytes"]) for item in described["resources"]} == {
        name: (f"sha256:{hashlib.sha256(content[name]).hexdigest()}", len(content[name]))
        for name in ("archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl")
    }
    assert json.loads(content["datapackage-digest.json"]) == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(content['datapackage.json']).hexdigest()}",
    }
    header, *pages = map(json.loads, content["pages/pages.jsonl"].decode().splitlines())
    assert (header["format"], header["id"]) == ("json-pages-1.0", "pages")
    assert [(page["url"], page["ts"][:10], page["title"]) for page in pages] == [
        *((PLAN.url, f"2021-11-{day}", PLAN.title) for day in (24, 25, 26)),
        (PDF, "2021-11-24", "规划.pdf"),
    ]


def test_the_headers_in_the_zip_file_and_in_its_directory_are_equally_long(shelf: Shelf) -> None:
    """Readers that look up ranges take the length of the local header from the directory."""
    shelf.evidence()
    with ZipFile(shelf.folder / "plan.wacz") as package, (shelf.folder / "plan.wacz").open("rb") as file:
        for member in package.infolist():
            file.seek(member.header_offset + 28)
            assert struct.unpack("<H", file.read(2)) == (len(member.extra),), member.filename


KINDS = [
    ("response", "application/pdf"),
    ("response", "text/html"),
    ("response", "text/html"),
    ("revisit", "warc/revisit"),
]
"""Of the shelf's records, with the media types that an index gives."""


def kind_at(line: str, files: Mapping[str, bytes]) -> tuple[str, str]:
    """What stands where a line of an index points to, as warcio reads it: kind of record and media type."""
    surt, stamp, said = line.split(" ", 2)
    entry: dict[str, Any] = json.loads(said)
    offset, length = int(entry["offset"]), int(entry["length"])
    piece, member = files[entry["filename"]][offset : offset + length], zlib.decompressobj(zlib.MAX_WBITS | 16)
    member.decompress(piece)
    assert (member.eof, member.unused_data) == (True, b"")  # one record, whole
    (record,) = ArchiveIterator(io.BytesIO(piece), check_digests="raise")
    head = record.rec_headers
    assert head.get_header("WARC-Target-URI") == entry["url"]
    assert head.get_header("WARC-Payload-Digest") == entry["digest"]
    assert head.get_header("WARC-Date").translate(str.maketrans("", "", "-:TZ"))[:14] == stamp
    assert (entry["status"], surt) == ("200", to_surt(entry["url"]))
    if record.rec_type == "revisit":
        assert head.get_header("WARC-Refers-To-Date") == "2021-11-24T04:00:00.250000Z"
    return record.rec_type, entry["mime"]


def test_every_line_of_the_index_leads_to_its_record(shelf: Shelf) -> None:
    shelf.evidence()
    with ZipFile(shelf.folder / "plan.wacz") as package:
        index = package.read("indexes/index.cdx").decode().splitlines()
        warc = package.read("archive/data.warc.gz")
    assert index == sorted(index)
    assert sorted(kind_at(line, {"data.warc.gz": warc}) for line in index) == KINDS


def test_our_own_reader_finds_every_body_in_it(shelf: Shelf) -> None:
    shelf.evidence()
    with ZipFile(shelf.folder / "plan.wacz") as package:
        package.extract("archive/data.warc.gz", shelf.folder / "out")
    read = list(exchanges(shelf.folder / "out" / "archive" / "data.warc.gz", on_damage=pytest.fail))
    assert [found.body for _, found in read] == [*PAGES, FILE]


def test_an_answer_that_the_archive_lost_is_named_and_the_others_are_written(shelf: Shelf) -> None:
    change(shelf, sa.update(captures).where(captures.c.id == 3).values(digest="sha256:" + "0" * 64))
    done = shelf.evidence()
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        f"{shelf.folder / 'plan.wacz'}: 3 archived answers; the archive cannot give {PLAN.url} of 2021"
    )
    assert "is not the one that the database means" in line
    with ZipFile(shelf.folder / "plan.wacz") as package:
        assert "cannot give them: 1" in json.loads(package.read("datapackage.json"))["description"]
        assert len(package.read("indexes/index.cdx").splitlines()) == 3


@pytest.mark.parametrize("name", ["none.warc.gz", "../secret.warc.gz"])
def test_without_any_answer_no_file_is_written(shelf: Shelf, name: str) -> None:
    min((shelf.folder / "archive").iterdir()).rename(shelf.folder / "secret.warc.gz")
    change(shelf, sa.update(captures).where(captures.c.id == 1).values(file=name))
    change(shelf, sa.update(captures).where(captures.c.id > 1).values(file="none", offset=captures.c.id))
    done = shelf.evidence()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "not written; the archive cannot give" in line
    assert " and 3 more" in line
    assert not [path for path in shelf.folder.iterdir() if "wacz" in path.name]


@from_table
def test_what_cannot_be_done_is_one_line(shelf: Shelf, key: str, name: str, code: int, complaint: str) -> None:
    done = shelf.evidence(key, name)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert complaint in line
    assert not (shelf.folder / name).exists()


def change(shelf: Shelf, statement: Any) -> None:
    database = open_database(f"sqlite:///{shelf.folder / 'zhengce.db'}")
    with database.write() as connection:
        connection.execute(statement)
    database.close()


@from_table
def test_spellings_of_an_address_stand_together_in_the_index(url: str, surt: str) -> None:
    assert to_surt(url) == surt
