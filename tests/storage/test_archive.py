"""The archive keeps every answer as served, in files that any WARC tool reads, whatever a kill leaves behind."""

import errno
import gzip
import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.archive import Archive, Exchange, exchanges
from storage.crawl.captures import CaptureFacts, seen
from storage.database import Database
from storage.documents.writing.saving import save
from storage.errors import ArchiveError
from tests.storage.making import NOON, document, moment


def exchange(number: int = 1, **values: Any) -> Exchange:
    made = Exchange(
        method="GET",
        url=f"https://www.miit.gov.cn/art/{number}.html",
        request_headers=(("User-Agent", "zhengce"), ("Accept", "*/*")),
        request_body=b"",
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        body=f"<html><body>第{number}页".encode() * 50,
        fetched_at=NOON,
    )
    return replace(made, **values)


def plain(found: Exchange) -> Exchange:
    return replace(found, headers=tuple(found.headers), request_headers=tuple(found.request_headers))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


ODD: dict[str, dict[str, Any]] = {
    "a page": {},
    "a posted form": {"method": "POST", "request_body": "a=1&b=二".encode()},
    "an empty body": {"body": b""},
    "bytes that are no text": {"body": bytes(range(256)) * 9},
    "a compressed body": {"headers": (("Content-Encoding", "gzip"),), "body": gzip.compress(b"x" * 999, mtime=0)},
    "an answer that was cut": {"headers": (("Content-Length", "999999"),)},
    "a body that came in chunks": {"headers": (("Transfer-Encoding", "chunked"),)},
    "an error with a long reason": {"status": 412, "reason": "Precondition Failed"},
    "no reason": {"status": 521, "reason": ""},
    "Chinese in a header": {"headers": (("Content-Disposition", "attachment; filename=规划.pdf"),)},
    "an address with a query and Chinese": {"url": "https://www.miit.gov.cn/search?q=规划&p=1#/route"},
    "a moment with microseconds": {"fetched_at": datetime(2021, 11, 20, 4, 0, 0, 123456, UTC)},
    "no headers": {"headers": (), "request_headers": ()},
    "a body that looks like a record": {"body": b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n\x1f\x8b\x08"},
}


@pytest.mark.parametrize("values", ODD.values(), ids=ODD.keys())
def test_an_answer_is_read_back_as_it_was_served(tmp_path: Path, values: dict[str, Any]) -> None:
    written = exchange(**values)
    with Archive(tmp_path) as archive:
        archive.write(exchange(99))
        location = archive.write(written)
        archive.write(exchange(98))
        assert plain(archive.read(location)) == written
    assert [plain(found) for _, found in exchanges(files(tmp_path)[0])][1] == written


def test_other_tools_read_the_files(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for values in ODD.values():
            archive.write(exchange(**values))
        archive.write(exchange())
        archive.write(exchange())
    (path,) = files(tmp_path)
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    with path.open("rb") as stream:
        records = list(ArchiveIterator(stream, check_digests="raise"))
    kinds = [record.rec_type for record in records]
    assert kinds[0] == "warcinfo"
    assert kinds.count("request") == len(ODD) + 2
    assert kinds.count("revisit") >= 1
    assert {record.rec_headers.protocol for record in records} == {"WARC/1.1"}


def test_there_is_one_file_a_day_and_the_next_writer_goes_on_in_it(tmp_path: Path) -> None:
    for day in (0, 0, 1, 1):
        with Archive(tmp_path) as archive:
            archive.write(exchange(fetched_at=moment(day)))
    names = [path.name for path in files(tmp_path)]
    assert [name[:17] for name in names] == ["zhengce-20211120-", "zhengce-20211121-"]
    assert len([found for path in files(tmp_path) for found in exchanges(path)]) == 4


def test_a_writer_passes_midnight(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        places = [archive.write(exchange(number, fetched_at=moment(number))) for number in range(3)]
        assert len({place.file for place in places}) == 3
        assert archive.read(places[0]).fetched_at == moment(0)


def test_two_writers_at_once_write_two_files(tmp_path: Path) -> None:
    with Archive(tmp_path) as one, Archive(tmp_path) as other:
        places = [archive.write(exchange(number)) for number in range(3) for archive in (one, other)]
        assert len({place.file for place in places}) == 2
        assert [other.read(place).url for place in places] == [exchange(n).url for n in (0, 0, 1, 1, 2, 2)]


def test_an_unchanged_body_is_a_revisit_that_reads_as_the_whole_answer(tmp_path: Path, database: Database) -> None:
    # The database keeps moments to the second: the date is that of the record itself.
    first = exchange(body=os.urandom(50_000), fetched_at=NOON.replace(microsecond=123456))
    with Archive(tmp_path, seen(database)) as archive:
        location = archive.write(first)
    with database.write() as connection:
        facts = CaptureFacts(location, 200, None, None, "text/html", NOON)
        save(connection, document(url=first.url), facts, None, NOON)
    size = files(tmp_path)[0].stat().st_size
    with Archive(tmp_path, seen(database)) as archive:  # a later crawl
        again = replace(first, fetched_at=moment(3), headers=(("ETag", '"2"'),))
        repeated = archive.write(again)
        changed = archive.write(replace(again, body=b"other"))
        assert plain(archive.read(repeated)) == again
        assert archive.read(changed).body == b"other"
    assert repeated.file != location.file
    assert (tmp_path / repeated.file).stat().st_size < size / 10
    with (tmp_path / repeated.file).open("rb") as stream:
        revisit = next(record for record in ArchiveIterator(stream) if record.rec_type == "revisit")
    assert revisit.rec_headers.get_header("WARC-Refers-To-Target-URI") == first.url
    with (tmp_path / location.file).open("rb") as stream:
        response = next(record for record in ArchiveIterator(stream) if record.rec_type == "response")
    date = response.rec_headers.get_header("WARC-Date")
    assert revisit.rec_headers.get_header("WARC-Refers-To-Date") == date == "2021-11-20T04:00:00.123456Z"
    assert revisit.rec_headers.get_header("WARC-Payload-Digest") == location.digest


def test_an_answer_is_written_whole_where_what_it_repeats_cannot_be_read(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        place = archive.write(exchange())
    for file, offset in ((place.file, place.offset + 7), ("zhengce-20200101-abcdef-00.warc.gz", 0)):
        lost = replace(place, file=file, offset=offset)
        with Archive(tmp_path, lambda url, digest, lost=lost: lost) as archive:  # type: ignore[misc]
            assert archive.write(exchange()).length == place.length


def test_a_revisit_whose_original_is_missing_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Archive(tmp_path) as archive:
        archive.write(exchange())
        repeated = archive.write(exchange(fetched_at=moment(1)))
        archive.write(exchange(2, fetched_at=moment(1)))
    files(tmp_path)[0].unlink()
    with caplog.at_level(logging.WARNING):
        assert [found.url for _, found in exchanges(tmp_path / repeated.file)] == [exchange(2).url]
    assert "not in this folder" in caplog.text
    with pytest.raises(ArchiveError):
        Archive(tmp_path).read(repeated)


def test_wherever_a_kill_cuts_the_file_all_records_before_are_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Archive(tmp_path) as archive:
        places = [archive.write(exchange(number)) for number in range(3)]
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    start, end = places[2].offset, places[2].offset + places[2].length
    for cut in [start, start + 1, start + 2, (start + end) // 2, end - 1]:
        path.write_bytes(whole[:cut])
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert [found.url for _, found in exchanges(path)] == [exchange(0).url, exchange(1).url]
        assert ("torn" in caplog.text) == (cut > start)
        with pytest.raises(ArchiveError):
            Archive(tmp_path).read(places[2])
        before = path.read_bytes()
        with Archive(tmp_path) as archive:
            after = archive.write(exchange(4))
            assert archive.read(after).url == exchange(4).url
        assert path.read_bytes().startswith(before)  # never shortened, never written into
        assert (after.file == path.name) == (cut == start)
        for other in files(tmp_path)[1:]:
            other.unlink()


def test_a_wrong_place_gives_one_clear_error(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        place = archive.write(exchange())
        for wrong in (
            replace(place, offset=place.offset + 1),
            replace(place, offset=10**9),
            replace(place, file="none.warc.gz"),
            replace(place, digest="sha256:0"),
        ):
            with pytest.raises(ArchiveError) as caught:
                archive.read(wrong)
            assert "\n" not in str(caught.value)


def test_what_could_not_be_forced_to_disk_is_never_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.write(exchange(1))

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(ArchiveError, match="Input/output error"):
            archive.write(exchange(2))
    with pytest.raises(ArchiveError, match="Input/output error"):  # the disk is well again, but the answer may be lost
        archive.write(exchange(2))
    archive.close()
    with Archive(tmp_path) as again:
        again.write(exchange(3))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="file"):
        Archive(tmp_path / "file").write(exchange())


def _other_tools_file(path: Path) -> None:
    """As other tools write: no request, the body as it came over the wire, digests in base 32."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream)
        for number, headers, body in (
            (1, [("Content-Type", "text/html")], b"one"),
            (2, [("Transfer-Encoding", "chunked")], b"3\r\ntwo\r\n0\r\n\r\n"),
            (3, [], b""),
        ):
            head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            url = f"http://example.com/{number}"
            writer.write_record(
                writer.create_warc_record(url, "response", payload=BytesIO(body), length=len(body), http_headers=head)
            )


def test_files_of_other_tools_are_read(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    _other_tools_file(path)
    found = list(exchanges(path))
    assert [(one.url, one.body, one.status) for _, one in found] == [
        ("http://example.com/1", b"one", 200),
        ("http://example.com/2", b"two", 200),
        ("http://example.com/3", b"", 200),
    ]
    archive = Archive(tmp_path)
    assert [archive.read(place) for place, _ in found] == [one for _, one in found]


def test_requests_that_stand_before_or_behind_their_answers_are_found(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream)
        for number in (1, 2):
            head = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
            asked = StatusAndHeaders(f"POST /{number} HTTP/1.1", [("A", str(number))], is_http_request=True)
            url = f"http://example.com/{number}"
            answer = writer.create_warc_record(url, "response", payload=BytesIO(b"x"), length=1, http_headers=head)
            request = writer.create_warc_record(url, "request", payload=BytesIO(b"form"), length=4, http_headers=asked)
            if number == 1:
                writer.write_request_response_pair(request, answer)
            else:
                writer.write_record(request)
                writer.write_record(answer)
    found = [one for _, one in exchanges(path)]
    assert [(one.method, one.request_body, list(one.request_headers)) for one in found] == [
        ("POST", b"form", [("A", "1")]),
        ("POST", b"form", [("A", "2")]),
    ]


def test_the_same_exchanges_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        with Archive(tmp_path / name) as archive:
            for number in (1, 2, 1):
                archive.write(exchange(number))
        made.append(files(tmp_path / name)[0].read_bytes())
    assert made[0] == made[1]
