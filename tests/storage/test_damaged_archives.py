"""Whatever stands in a WARC file: reading it takes bounded memory, says in a line what is wrong, and loses no more."""

import gzip
import random
import tracemalloc
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.archive import Archive, exchanges, warc_reader
from storage.archive.warc import ORIGINAL, Exchange, body_digest
from storage.archive.warc_reader import (
    HEAD_BYTES,
    LARGEST_RECORD,
    LONGEST_MESSAGE,
)
from storage.errors import ArchiveError
from tests.storage.making import moment
from tests.storage.test_archive import exchange, files

MEGABYTE = 1 << 20
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(number: int, body: bytes = b"<p>x", *, head: bytes = b"", length: int | None = None) -> bytes:
    """A response record as other tools write it, not compressed."""
    block = HTTP + body
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\n"
        + f"WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n".encode()
        + (head or f"WARC-Target-URI: http://example.com/{number}\r\n".encode())
        + b"Content-Type: application/http; msgtype=response\r\n"
        + f"Content-Length: {len(block) if length is None else length}\r\n\r\n".encode()
        + block
        + b"\r\n\r\n"
    )


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def read(path: Path) -> tuple[list[str], list[str]]:
    """The addresses of the answers that are read, and what is said of the rest."""
    said: list[str] = []
    found = [one.url.rpartition("/")[2] for _, one in exchanges(path, on_damage=said.append)]
    assert all(len(line) <= len(str(path)) + LONGEST_MESSAGE + 60 and "\n" not in line for line in said)
    return found, said


def bomb(before: bytes, filling: bytes, megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = [packer.compress(before)]
    parts += [packer.compress(filling * MEGABYTE) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


@pytest.mark.parametrize(
    ("before", "filling"),
    [
        (record(2, length=7 * MEGABYTE), b"\0"),
        (record(2), b"\r" * 31 + b"\n"),
        (b"WARC/1.1\r\nWARC-Type: ", b"a"),
        (b"WARC/1.1\r\n", b"a:" + b"b" * 61 + b"\n"),
        (b"", b"\0"),
    ],
    ids=["a long body", "blank lines behind a record", "a line without an end", "a head without an end", "no record"],
)
def test_a_bomb_takes_bounded_memory_and_costs_itself_alone(
    tmp_path: Path, before: bytes, filling: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST_RECORD >= 65 * MEGABYTE  # a crawl takes answers of 64 MiB
    monkeypatch.setattr(warc_reader, "LARGEST_RECORD", 2 * MEGABYTE)
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(packed(record(1)) + bomb(before, filling, 40 // len(filling)) + packed(record(3)))
    tracemalloc.start()
    found, said = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MEGABYTE
    assert found == ["1", "3"]
    assert len(said) == 1


def test_a_record_of_the_largest_size_is_read_and_a_larger_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_reader, "LARGEST_RECORD", len(record(1, b"x" * MEGABYTE)))
    path = tmp_path / "large.warc.gz"
    path.write_bytes(packed(record(1, b"x" * MEGABYTE), record(2, b"x" * (MEGABYTE + 1)), record(3)))
    found, said = read(path)
    assert found == ["1", "3"]
    assert "is larger than 1 MiB" in said[0]


NO_ADDRESS = b"X-Nothing: here\r\n"
WRONG = {
    "no address": (record(2, head=NO_ADDRESS), "has no WARC-Target-URI"),
    "an empty address": (record(2, head=b"WARC-Target-URI: \r\n"), "has no WARC-Target-URI"),
    "no length": (record(2).replace(b"Content-Length:", b"Content-Hight:"), "has no usable Content-Length"),
    "a length that is no number": (record(2).replace(b"Content-Length: ", b"Content-Length: -"), "no usable"),
    "a length of many digits": (record(2, length=10**30), "is "),
    "a length beyond the file": (record(2, length=5000), "is torn"),
    "a very long head": (record(2, head=b"X: y\r\n" * (HEAD_BYTES // 5)), "of more than 1024 KiB"),
    "another version of nothing": (record(2).replace(b"WARC/1.1", b"WARC/9.9"), "is no WARC record"),
    "garbage": (b"\xff\xfe garbage \x00" * 50 + b"\r\n\r\n", "is no WARC record"),
    "garbage without a line": ("数据".encode() * 100_000 + b"\r\n\r\n", "is no WARC record"),
    "an answer without a status": (record(2).replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 OK OK "), "cannot be read"),
    "an answer of no day": (record(2).replace(b"2026-01-01T", b"2026-13-01T"), "cannot be read"),
}


@pytest.mark.parametrize(("wrong", "why"), WRONG.values(), ids=WRONG.keys())
def test_a_broken_record_is_named_and_costs_itself_alone(tmp_path: Path, wrong: bytes, why: str) -> None:
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(packed(record(1), wrong, record(3), record(4)))
    found, said = read(path)
    assert found == ["1", "3", "4"]
    assert len(said) == 1
    assert why in said[0]
    assert f"the record at {len(packed(record(1)))} " in said[0]


def test_a_file_that_is_not_packed_record_by_record_is_refused_in_a_line(tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    path.write_bytes(packed(record(1) + record(2)))
    found, [said] = read(path)
    assert found == []
    assert "a gzip member of its own" in said


def test_a_day_without_a_zone_is_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "zone.warc.gz"
    path.write_bytes(packed(record(1).replace(b"00:00:00Z", b"00:00:00")))
    assert [found.fetched_at for _, found in exchanges(path)] == [datetime(2026, 1, 1, tzinfo=UTC)]


def test_chunks_that_are_damaged_raise_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chunks.warc.gz"
    chunked = record(1, b"zz\r\nx").replace(b"Content-Type: text/html", b"Transfer-Encoding: chunked")
    path.write_bytes(packed(chunked.replace(b"Content-Length: 49", b"Content-Length: 51"), record(2)))
    found, _ = read(path)
    assert "2" in found


# ------------------------------------------------------------------ revisits


@pytest.mark.parametrize("name", ["../other.warc.gz", "/etc/other.warc.gz", "sub/other.warc.gz", ".."])
def test_a_pointer_out_of_the_folder_leads_nowhere(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "archive"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path, folder / "sub"):
        (place / "other.warc.gz").write_bytes(packed(record(1, b"secret")))
    revisit = record(2, head=f"WARC-Target-URI: http://example.com/2\r\n{ORIGINAL}: {name} 0\r\n".encode())
    (folder / "pointing.warc.gz").write_bytes(packed(revisit.replace(b"WARC-Type: response", b"WARC-Type: revisit")))
    found, said = read(folder / "pointing.warc.gz")
    assert found == []
    assert "repeats an answer that is not in this folder" in said[0]


def test_an_original_that_cannot_be_read_costs_its_revisit_alone(tmp_path: Path) -> None:
    with Archive(tmp_path) as held:
        held.write(exchange(1))
        again = held.write(exchange(1, fetched_at=moment(1)))
        held.write(exchange(2, fetched_at=moment(1)))
    first = files(tmp_path)[0]
    first.write_bytes(first.read_bytes()[:400] + b"\0" * 40 + first.read_bytes()[440:])
    assert [found.url for _, found in exchanges(tmp_path / again.file)] == [exchange(2).url]
    with pytest.raises(ArchiveError):
        Archive(tmp_path).read(again)


# ------------------------------------------------------------------ chance


def spoil(data: bytes, begin: int, end: int, chance: random.Random) -> bytes:
    """The data with some bytes between two places changed, taken away, put in or doubled."""
    at = chance.randrange(begin, end)
    upto = min(end, at + chance.randrange(1, 40))
    new = {
        "changed": bytes(byte ^ chance.randrange(1, 256) for byte in data[at:upto]),
        "taken away": b"",
        "put in": chance.randbytes(20) + data[at:upto],
        "doubled": data[at:upto] * 2,
        "blanked": b"\r\n" * chance.randrange(5),
    }[chance.choice(["changed", "taken away", "put in", "doubled", "blanked"])]
    return data[:at] + new + data[upto:]


def test_whatever_happens_to_a_record_reading_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "spoilt.warc.gz"
    parts = [packed(record(number, f"<p>{number} 数据".encode() * 20)) for number in range(5)]
    begin, end = len(b"".join(parts[:2])), len(b"".join(parts[:3]))
    path.write_bytes(b"".join(parts))
    whole = {one.url: one for _, one in exchanges(path)}
    for seed in range(120):
        chance = random.Random(seed)
        path.write_bytes(spoil(b"".join(parts), begin, end, chance))
        said: list[str] = []
        found = {one.url: one for _, one in exchanges(path, on_damage=said.append)}
        lost = {url for url, one in whole.items() if found.get(url) != one}
        assert lost <= {"http://example.com/2"}, f"seed {seed}: {lost}"
        assert all(len(line) < len(str(path)) + LONGEST_MESSAGE + 60 for line in said)


def test_our_own_files_are_read_whatever_their_bytes(tmp_path: Path) -> None:
    with Archive(tmp_path / "good") as held:
        for number in (1, 2, 1, 3):
            held.write(replace(exchange(number), request_headers=()))
    data = files(tmp_path / "good")[0].read_bytes()
    path = tmp_path / files(tmp_path / "good")[0].name
    for seed in range(120):
        path.write_bytes(spoil(data, 0, len(data), random.Random(seed)))
        for place, one in exchanges(path, on_damage=lambda said: None):
            assert isinstance(one, Exchange)
            assert body_digest(one.body) == place.digest
