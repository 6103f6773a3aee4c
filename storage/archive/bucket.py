"""Closed WARC files in a bucket of an S3 server: read by ranges, written once and never again.

Amazon's API as object stores speak it; the client is obstore (the extra `s3`). Credentials, region and endpoint come
from the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and AWS_ENDPOINT_URL. No
message holds one.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obstore.store import S3Store

BLOCK_BYTES = 1 << 20
"""Bytes that are asked for at once where nobody said how many are needed."""
WAIT, STALL = timedelta(seconds=20), timedelta(seconds=60)
"""For a connection, and for one answer that does not begin or stops: a range that is read, a part that was sent."""
PART_BYTES = 5 << 20
"""A larger file is sent in parts, one after the other, of which the bucket shows nothing before it has the last."""
REST_SECONDS = 30.0
"""After a failure the bucket is not asked for so long, so that a crawl goes on at its own pace without it."""
BEHIND_THE_END = "416 Range Not Satisfiable"
"""In the client's error where a range begins behind the end of a file."""
LONGEST_REASON = 120


class Bucket:
    """Files under a prefix of a bucket. All methods raise OSError; ConnectionError where the bucket cannot be used."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._rests_until = 0.0
        self._client: S3Store | None = None

    def sizes(self) -> Mapping[str, int]:
        """File name -> bytes."""
        try:
            with self._asking():
                import obstore

                listed = [item for page in obstore.list(self._store) for item in page]
        except FileNotFoundError:
            raise ConnectionError(f"{self.url}: no such bucket") from None
        return {str(item["path"]): int(item["size"]) for item in listed}

    def open(self, name: str, offset: int = 0, length: int = 0) -> "_RangedFile":
        """A file that is read by ranges, the first of them from `offset` on with `length` bytes."""
        return _RangedFile(self, name, offset, length)

    def read(self, name: str, offset: int, length: int) -> tuple[bytes, int]:
        """So many bytes of a file and its size; no bytes behind its end, with `offset` in place of the size."""
        with self._asking():
            import obstore

            try:
                answer = obstore.get(self._store, name, options={"range": (offset, offset + length)})
            except obstore.exceptions.BaseError as error:
                if BEHIND_THE_END not in str(error):
                    raise
                return b"", offset
            return bytes(answer.bytes()), int(answer.meta["size"])

    def put(self, path: Path) -> None:
        """Writes a file, or raises FileExistsError where one of its name is there. Holds a part of it in memory.

        Of a large file that is looked up before: no other machine writes a file of this name.
        """
        self._rests_until = 0.0
        with self._asking():
            import obstore

            try:
                if path.stat().st_size <= PART_BYTES:
                    obstore.put(self._store, path.name, path, mode="create")
                    return
                obstore.head(self._store, path.name)
            except obstore.exceptions.AlreadyExistsError:
                pass
            except FileNotFoundError:
                obstore.put(self._store, path.name, path, chunk_size=PART_BYTES, max_concurrency=1)
                return
        raise FileExistsError(f"{self.url}/{path.name}")

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of a file, read whole."""
        hasher, place, size = sha256(), 0, 1
        while place < size:
            block, size = self.read(name, place, 8 * BLOCK_BYTES)
            if not block:
                raise ConnectionError(f"{self.url}: {name} ended at {place} of {size}")
            hasher.update(block)
            place += len(block)
        return hasher.hexdigest(), size

    @property
    def _store(self) -> "S3Store":
        if self._client is None:
            from obstore.store import S3Store

            endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
            self._client = S3Store.from_url(
                self.url,
                client_options={
                    **{"connect_timeout": WAIT, "read_timeout": STALL, "timeout": timedelta(days=1)},
                    "allow_http": endpoint.startswith("http://"),
                },
                retry_config={"max_retries": 2, "retry_timeout": WAIT},
            )
        return self._client

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turns errors of the client into ours, each a line, and lets a bucket that failed rest."""
        try:
            from obstore.exceptions import BaseError
        except ModuleNotFoundError:
            raise ConnectionError(f"{self.url} needs obstore: pip install 'zhengce[s3]'") from None
        if monotonic() < self._rests_until:
            raise ConnectionError(f"{self.url} failed and is asked again within {REST_SECONDS:.0f} seconds")
        try:
            yield
        except FileNotFoundError as error:
            raise FileNotFoundError(_reason(error)) from None
        except BaseError as error:
            self._rests_until = monotonic() + REST_SECONDS
            raise ConnectionError(f"{self.url} cannot be used ({_reason(error)})") from None


@cache
def bucket_at(url: str) -> Bucket:
    """The bucket of an address, the same for all of this process."""
    return Bucket(url)


class _RangedFile(RawIOBase):
    """A file of a bucket. Asks for a block when one is needed, and holds the last one."""

    def __init__(self, bucket: Bucket, name: str, offset: int, length: int) -> None:
        self._bucket = bucket
        self._name = name
        self._place = offset
        self._needed = length
        self._start = offset
        self._block = b""
        self._size: int | None = None
        if length:
            self._load()  # so that a file which is not there is known now

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END and self._size is None:
            self._load()
        before = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size or 0}[whence]
        self._place = before + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        if not self._start <= self._place < self._start + len(self._block):
            if self._size is not None and self._place >= self._size:
                return 0
            self._load()
        begin = self._place - self._start
        data = self._block[begin : begin + len(buffer)]
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def _load(self) -> None:
        self._start = self._place
        self._block, self._size = self._bucket.read(self._name, self._place, self._needed or BLOCK_BYTES)
        self._needed = 0


def _reason(error: Exception) -> str:
    """The first line of an error of the client, without the address, whose query may be signed."""
    first = str(error).partition("\n")[0]
    words = " ".join(word for word in first.split() if "://" not in word)
    return words if len(words) <= LONGEST_REASON else f"{words[:LONGEST_REASON]}…"
