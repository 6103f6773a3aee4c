"""Reads files in a worker process with limits, so that a crash, a hang or a memory bomb costs one file alone.

Native readers panic, crash and hang on broken files. The worker (`worker.py`) is a fresh interpreter that talks over
two pipes: a JSON line and the file's bytes in; a JSON line with the type and one with the text out. JSON, not pickle:
a file that takes over a reader must not run code here. This process looks at no byte of a file itself."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from parsers.files.sandbox.limits import LIMITS, Limits
from parsers.files.text import FileText

FILES_OF_A_WORKER = 50
"""After so many files a worker is replaced: what native libraries leak goes with it."""

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from parsers.files.sandbox.worker import main; main()"
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")
"""What a worker sees of our environment: no passwords of databases, no keys."""
_LONGEST_ANSWER_PER_CHARACTER = 12  # a character outside the BMP as two JSON escapes
_LONGEST_TYPE = 1000
_UNTOLD = "application/octet-stream"
_ROOM_OF_AN_ANSWER = 16 * 1024**2  # page numbers, names and quotation marks


class FileReader:
    """Reads files, one at a time, in a worker process that it starts for the first one. A context manager.

    Threads may share one: they wait for one another. Use one for each thread that is to read at the same time."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._closed = False

    def read(self, content: bytes, name: str | None = None) -> FileText:
        """The text of a file; whatever is wrong with it or its reader is the state and reason of the answer.

        `name` is a label for messages alone: the content decides the type. Raises ValueError after `close`."""
        with self._lock:
            if self._closed:
                raise ValueError("the reader of files is closed")
            if not content:
                return FileText("failed", _UNTOLD, reason="the file is empty")
            if len(content) > self.limits.file_bytes:
                size, most = len(content) / 1024**2, self.limits.file_bytes / 1024**2
                why = f"{name or 'the file'} has {size:,.0f} MB, and files over {most:,.0f} MB are not read"
                return FileText("failed", _UNTOLD, reason=why)
            return self._read(content)

    @property
    def worker_pid(self) -> int | None:
        """The process that reads; None where none runs."""
        worker = self._worker
        return worker.pid if worker is not None else None

    def _read(self, content: bytes) -> FileText:
        worker = self._worker
        if worker is None or not worker.is_usable():
            self._drop_worker()
            worker = self._worker = _Worker()
        try:
            text = worker.read(content, self.limits)
        except BaseException:  # Ctrl-C: the answer that is still to come must not be the next file's
            self._drop_worker()
            raise
        if not worker.is_usable():
            self._drop_worker()
        return text

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def close(self) -> None:
        """Ends the worker; waits for a file that another thread is reading."""
        with self._lock:
            self._closed = True
            self._drop_worker()

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One worker process, from its start to its end."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/" if os.name == "posix" else None,
            start_new_session=True,  # Ctrl-C in a terminal is for us; and `stop` ends what the worker started
        )
        self._files = 0
        self._reading = threading.Lock()
        """Held while a file is read and while its time runs out: the limit of one file must not end another."""
        self._busy = self._timed_out = self._ended = False
        self._media_type = _UNTOLD
        self._finalizer = weakref.finalize(self, _end, self._process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def is_usable(self) -> bool:
        """Whether it can take another file."""
        return not self._ended and self._files < FILES_OF_A_WORKER and self._process.poll() is None

    def read(self, content: bytes, limits: Limits) -> FileText:
        """The text of a file; `failed` where the worker ended before it had it."""
        self._files += 1
        self._busy = True
        self._media_type = _UNTOLD
        timer = threading.Timer(limits.wall_seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            answer = self._ask(content, limits)
        finally:
            with self._reading:
                self._busy = False
            timer.cancel()
        if answer is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)
            self.stop()
            return FileText("failed", self._media_type, reason=self._explain_end(limits))
        self._ended = self._timed_out or bool(answer.get("last"))
        if "error" in answer:
            return FileText("failed", self._media_type, reason=str(answer["error"]))
        try:
            return msgspec.convert(answer["text"], FileText)
        except (KeyError, msgspec.ValidationError):
            self._ended = True
            return FileText("failed", self._media_type, reason="the reader gave something other than text")

    def _ask(self, content: bytes, limits: Limits) -> dict[str, Any] | None:
        """The worker's answer to one file, after the type of the file; None where it ended before."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = {"bytes": len(content), "limits": asdict(limits)}
        longest = limits.characters * _LONGEST_ANSWER_PER_CHARACTER + _ROOM_OF_AN_ANSWER
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.write(content)
            self._process.stdin.flush()
            self._media_type = str(json.loads(self._process.stdout.readline(_LONGEST_TYPE)))
            answer = json.loads(self._process.stdout.readline(longest))
            return answer if isinstance(answer, dict) else None
        except (OSError, ValueError, RecursionError):  # a broken pipe, or an answer cut by the worker's end
            return None

    def _time_out(self) -> None:
        with self._reading:
            if self._busy:
                self._timed_out = True
                _kill_group(self._process)

    def _explain_end(self, limits: Limits) -> str:
        code = self._process.returncode
        if self._timed_out or code == -signal.SIGALRM:
            return f"not read within {limits.wall_seconds:g} s"
        if code == -signal.SIGXCPU:
            return f"not read within {limits.cpu_seconds} s of processor time"
        if code < 0:
            return f"the reader crashed on this file ({signal.Signals(-code).name})"
        return f"the reader ended on this file (exit code {code})"

    def stop(self) -> None:
        """Ends the process, if it has not ended, and frees its pipes."""
        self._ended = True
        self._finalizer()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kills a worker that has not ended, with what it started, and frees its pipes. One that waits loses nothing."""
    if process.poll() is None:
        _kill_group(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        with contextlib.suppress(OSError):  # bytes that a dead worker did not take
            pipe.close()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):  # ended already
        os.killpg(process.pid, signal.SIGKILL)
