"""Interrupts Python code that computes longer than a request may, so that its thread serves others.

One thread watches all requests. What it interrupts ends between two instructions; a single call of a C function, such
as one regular expression, ends before it is interrupted, and keeps the interpreter's lock meanwhile: every rule is
linear in its text for that reason (`python -m benchmarks.linear`).
"""

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from zhengce.web.errors import TooSlow

LOOK_SECONDS = 0.25
"""Between two looks at the clock."""

AGAIN = 1.0
"""Seconds after which code is interrupted again: a destructor, or a callback of a library, may swallow the first."""


class Interrupted(TooSlow):
    """Its code was interrupted after so many seconds, perhaps amid the use of a connection."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"stopped after {seconds:g} seconds; ask for less")


class Overdue(BaseException):
    """What an interruption raises. Not an Exception: SQLAlchemy would wrap it as the error of a statement.

    It leaves `interrupted_after` itself where it arrives as the `with` statement ends: callers take it for Interrupted.
    """


@dataclass(eq=False, slots=True)
class _Computation:
    thread: int
    deadline: float
    is_over: bool = False
    is_being_interrupted: bool = False


class _Watch:
    """The computations that are running, and the thread that interrupts those beyond their deadlines.

    They share no lock: an interruption that arrives while a lock is taken can leave it taken for ever. Each flag and
    set changes in one step under the interpreter's lock, and an interruption is begun and found over in this order:
    either the watching thread sees that a computation is over, or that one sees that it is being interrupted.
    """

    def __init__(self) -> None:
        self._running: set[_Computation] = set()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, computation: _Computation) -> None:
        """Watches a computation from now on."""
        self._running.add(computation)
        if self._thread is None:
            self._start()

    def remove(self, computation: _Computation) -> None:
        """Watches it no longer; takes back an interruption that has not arrived. To be repeated where one arrives."""
        computation.is_over = True
        while computation.is_being_interrupted:
            time.sleep(0)
        self._running.discard(computation)
        _interrupt(computation.thread, None)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="deadlines", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            for computation in tuple(self._running):
                if computation.deadline <= now:
                    computation.deadline = now + AGAIN
                    computation.is_being_interrupted = True
                    if not computation.is_over:
                        _interrupt(computation.thread, Overdue)
                    computation.is_being_interrupted = False


_watch = _Watch()


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Lets the code inside run so long in this thread. Raises Interrupted."""
    computation = _Computation(threading.get_ident(), time.monotonic() + seconds)
    try:
        try:
            _watch.add(computation)
            yield
        finally:
            try:
                _watch.remove(computation)
            finally:  # where an interruption has just arrived; the next comes after AGAIN
                _watch.remove(computation)
    except Overdue:
        raise Interrupted(seconds) from None


def _interrupt(thread: int, error: type[BaseException] | None) -> None:
    """Raises an exception in a thread, at its next instruction; None takes back one that has not arrived."""
    value = ctypes.py_object(error) if error is not None else ctypes.py_object()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), value)
