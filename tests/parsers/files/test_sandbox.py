"""Files are read in a worker process: what one file does to it costs that file alone."""

import asyncio
import gc
import os
import select
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from parsers.files import FileReader, FileText, Limits
from parsers.files.sandbox import pool, worker
from tests.processes import FORKS
from tests.samples.files.pdf import Page, write_pdf

ROOT = Path(__file__).parents[3]
SMALL = write_pdf([Page().write("本办法自印发之日起施行。")])
LARGE = write_pdf([Page().write("各省、自治区、直辖市有关部门要结合本地区实际制定年度计划。" * 12)] * 2000)
PATIENCE = 60_000
"""Milliseconds after which a process that should have ended has not."""


@pytest.fixture(scope="module")
def shared() -> Iterator[FileReader]:
    with FileReader() as reader:
        yield reader


def is_read(reader: FileReader) -> bool:
    text = reader.read(SMALL)
    return text.state == "ok" and text.pages[0].paragraphs == ("本办法自印发之日起施行。",)


def pid_of(reader: FileReader) -> int:
    assert reader.worker_pid is not None
    return reader.worker_pid


def wait_for_end(pid: int) -> bool:
    """Whether a process ends, one that is not a child of ours too."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    watched = select.poll()
    watched.register(descriptor, select.POLLIN)
    ended = bool(watched.poll(PATIENCE))
    os.close(descriptor)
    return ended


def test_a_file_is_read_in_another_process_and_the_next_in_the_same(shared: FileReader) -> None:
    assert is_read(shared)
    pid = pid_of(shared)
    assert pid != os.getpid()
    assert is_read(shared)
    assert pid_of(shared) == pid


def bytes_written(pid: int) -> int:
    """All that a process has written, to files and pipes: `wchar` of proc_pid_io(5)."""
    return int(Path(f"/proc/{pid}/io").read_text().split()[3])


def write_beyond_the_limits(path: Path) -> None:
    """What a process does that has taken its limits: writes one byte too many, and reads for ever."""
    worker._GRACE_SECONDS = 0
    worker._set_limits(Limits(output_bytes=10, wall_seconds=1))
    with suppress(OSError):
        path.write_bytes(b"0123456789A")
    signal.pause()


def test_a_worker_fills_no_disk_and_outlives_no_limit_though_its_parent_is_gone(tmp_path: Path) -> None:
    process = FORKS.Process(target=write_beyond_the_limits, args=(tmp_path / "written",))
    process.start()
    process.join(PATIENCE / 1000)
    assert process.exitcode == -signal.SIGALRM
    assert (tmp_path / "written").read_bytes() == b"0123456789"


def test_a_worker_that_is_killed_costs_one_file(shared: FileReader) -> None:
    assert is_read(shared)
    pid = pid_of(shared)
    before = bytes_written(pid)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(shared.read, LARGE)
        while bytes_written(pid) == before and not answer.done():  # until it has told the type of the file
            os.sched_yield()
        os.kill(pid, signal.SIGKILL)  # in the middle of two thousand pages
        text = answer.result()
    assert (text.state, text.media_type) == ("failed", "application/pdf")
    assert text.reason == "the reader crashed on this file (SIGKILL)"
    assert is_read(shared)
    assert pid_of(shared) != pid


def test_a_file_that_takes_too_long_costs_one_file() -> None:
    with FileReader(Limits(wall_seconds=0.4)) as reader:
        text = reader.read(LARGE)
        assert (text.state, text.reason) == ("failed", "not read within 0.4 s")
        assert reader.worker_pid is None


def test_a_file_that_takes_all_memory_costs_one_file() -> None:
    """A page of 100 MB of blanks, packed into less than one."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(100)) + packer.flush()
    start = SMALL.index(b"8 0 obj")
    stream = b"8 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\n" % (len(packed), packed)
    bomb = SMALL[:start] + stream + SMALL[SMALL.index(b"endobj", start) :]
    with FileReader(Limits(memory_bytes=128 * 2**20)) as reader:
        assert reader.read(bomb).state == "failed"
        assert is_read(reader)


def test_what_a_reader_raises_is_the_reason_and_a_panic_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """What a library in Rust raises, as pyo3 derives it."""

    for error, answer in (
        (ValueError("row 3\nis cut"), {"error": "the reader failed: ValueError: row 3 is cut"}),
        (
            PanicException("index out of range"),
            {"error": "the reader failed: PanicException: index out of range", "last": True},
        ),
        (MemoryError(), {"error": "needs more than 1 GB of memory", "last": True}),
    ):

        def fail(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(worker, "read_content", fail)
        assert worker.answer(b"", Limits()) == answer


def test_a_worker_is_replaced_after_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FILES_OF_A_WORKER", 2)
    with FileReader() as reader:
        assert is_read(reader)
        first = pid_of(reader)
        assert is_read(reader)
        assert wait_for_end(first)
        assert is_read(reader)
        assert pid_of(reader) != first


def test_threads_share_a_reader_inside_an_event_loop(shared: FileReader) -> None:
    texts = [f"第{number}号" for number in range(12)]

    async def read_all() -> list[FileText]:
        return await asyncio.gather(*(asyncio.to_thread(shared.read, text.encode()) for text in texts))

    assert [text.pages[0].paragraphs for text in asyncio.run(read_all())] == [(text,) for text in texts]


def test_a_read_that_is_broken_off_leaves_no_answer_for_the_next(shared: FileReader) -> None:
    with pytest.raises(TypeError):
        shared.read("a text, where bytes are meant")  # type: ignore[arg-type]
    assert is_read(shared)


def test_what_is_empty_or_too_large_is_refused(shared: FileReader) -> None:
    assert shared.read(b"").reason == "the file is empty"
    text = FileReader(Limits(file_bytes=2**20)).read(LARGE, "附件1.pdf")
    assert (text.state, text.reason) == ("failed", "附件1.pdf has 4 MB, and files over 1 MB are not read")


def test_a_worker_sees_no_secrets_and_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGCE_DATABASE", "postgresql://user:secret@host/db")
    with FileReader() as reader:
        assert is_read(reader)
        pid = pid_of(reader)
        assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()
        assert {os.readlink(f"/proc/{pid}/fd/{standard}") for standard in (0, 1, 2)} == {os.devnull}


def test_no_worker_is_left_behind() -> None:
    with FileReader() as closed:
        assert is_read(closed)
        pids = [pid_of(closed)]
    with pytest.raises(ValueError, match="closed"):
        closed.read(SMALL)
    forgotten = FileReader()
    assert is_read(forgotten)
    pids.append(pid_of(forgotten))
    del forgotten
    gc.collect()
    assert [wait_for_end(pid) for pid in pids] == [True, True]


def test_a_worker_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal; from parsers.files import FileReader; reader = FileReader(); reader.read(b'1');"
        "print(reader.worker_pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL
    assert wait_for_end(int(ended.stdout))
