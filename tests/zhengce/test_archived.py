"""Archived answers that are shown: only those of the archive, unpacked, and none larger than can be shown."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive, Exchange, Location
from storage.errors import ArchiveError
from tests.zhengce.holding import NOW
from zhengce.web.api import captures
from zhengce.web.api.captures import LARGEST, text_of

URL = "https://www.miit.gov.cn/1.html"


def answer(body: bytes, encoding: str = "") -> Exchange:
    headers = [("Content-Type", "text/plain; charset=utf-8")]
    return Exchange("GET", URL, (), b"", 200, "OK", [*headers, *([("Content-Encoding", encoding)] * bool(encoding))],
                    body, NOW)  # fmt: skip


def written(folder: Path) -> Location:
    with Archive(folder) as archive:
        return archive.write(answer(b"secret"))


@pytest.mark.parametrize("name", ["../other/{file}", "../archive-2/{file}", "{folder}/other/{file}", "link/{file}"])
def test_an_answer_outside_the_archive_is_not_shown_though_it_is_one(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    location = written(tmp_path / "other")
    written(tmp_path / "archive-2")
    (folder / "link").symlink_to(tmp_path / "other")
    outside = Location(name.format(file=location.file, folder=tmp_path), location.offset, location.digest)
    with pytest.raises(ArchiveError, match="not a file of the archive"):
        captures.stream(folder, outside, captures.content_of, "text/plain")


def test_an_answer_of_the_archive_is_shown(tmp_path: Path) -> None:
    shown = captures.stream(tmp_path, written(tmp_path), captures.content_of, "text/plain")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        await asyncio.sleep(60)

    asyncio.run(shown({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send))
    assert (b"content-length", b"6") in sent[0]["headers"]
    assert b"".join(message["body"] for message in sent[1:]) == b"secret"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "deflate": zlib.compress,
    " Deflate ": raw_deflate,
}


@pytest.mark.parametrize("encoding", PACKERS)
def test_an_answer_is_shown_however_it_is_packed(encoding: str) -> None:
    assert text_of(answer(PACKERS[encoding]("通知".encode()), encoding)) == "通知".encode()


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_an_answer_of_the_largest_size_is_shown_and_a_larger_one_refused(encoding: str) -> None:
    pack = PACKERS[encoding]
    assert len(text_of(answer(pack(b"x" * LARGEST), encoding))) == LARGEST == 20_000_000
    with pytest.raises(ArchiveError, match="larger than 20,000,000 bytes"):
        text_of(answer(pack(b"x" * (LARGEST + 1)), encoding))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_answer_that_is_damaged_or_packed_otherwise_is_said_so(encoding: str) -> None:
    with pytest.raises(ArchiveError, match="cannot be unpacked"):
        text_of(answer(b"no gzip", encoding))
    with pytest.raises(ArchiveError, match="packed as br"):
        text_of(answer(b"x", "br"))
