"""Pages read from a bucket beside the same pages from a folder: equal by digest, and the time of both.

    python -m benchmarks.bucket s3://NAME/PREFIX [--pages 2000]

The server and its keys are set as for `archive` in zhengce.toml. The files stay in the bucket.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from storage.archive import Archive, ArchiveFiles, Exchange, Location
from storage.archive.push import push

PAGE_BYTES = 60_000
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the rate of both and the number of pages that differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bucket", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--pages", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stamp = f"{given.url.rstrip('/')}/{datetime.now(UTC):%Y%m%dT%H%M%S}"
        files = ArchiveFiles(Path(folder), stamp)
        with Archive(files) as archive:
            held = [archive.write(_page(number), sync=False) for number in range(given.pages)]
        random.shuffle(held)
        local = _read(files, held, "folder")
        moved = list(push(files, datetime.now(UTC)))
        staying = len(list(files.folder.iterdir()))
        print(f"moved    {len(moved)} files, {sum(one.size for one in moved):,} bytes; {staying} stay")
        there = _read(files, held, "bucket")
    print(f"differ   {sum(one != other for one, other in zip(local, there, strict=True))} of {len(held)}")


def _read(files: ArchiveFiles, held: Sequence[Location], name: str) -> list[Exchange]:
    began, worked = perf_counter(), process_time()
    with Archive(files) as archive:
        found = [archive.read(where) for where in held]
    rate, work = len(found) / (perf_counter() - began), 1000 * (process_time() - worked) / len(found)
    print(f"{name:8} {rate:6.0f} pages/s, {work:.2f} ms of processor time a page")
    return found


def _page(number: int) -> Exchange:
    chosen = random.Random(number)
    text = "".join(chosen.choice("政策规划通知工业信息化部门办公厅关于印发") for _ in range(PAGE_BYTES // 3))
    return Exchange(
        "GET", f"https://www.miit.gov.cn/art/{number}.html", [], b"", 200, "OK", [("Content-Type", "text/html")],
        text.encode(), BEGINNING + timedelta(days=number // 500),
    )  # fmt: skip


if __name__ == "__main__":
    main()
