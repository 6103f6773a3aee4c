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

from web.errors import TooSlow

LOOK_SECONDS = 0.25
"""Between two looks at the clock, while requests are computed."""

AGAIN = 1.0
"""Seconds after which code is interrupted again: a destructor, or a callback of a library, may swallow the first."""


class Interrupted(TooSlow):
    """Its code was interrupted, perhaps amid the use of a connection."""


class _Overdue(BaseException):
    """Not an Exception: SQLAlchemy would wrap it as the error of a statement."""


@dataclass(eq=False, slots=True)
class _Computation:
    thread: int
    deadline: float


class _Watch:
    """The computations that are running, and the thread that interrupts those beyond their deadlines."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: set[_Computation] = set()
        self._was_used = self._is_asleep = False
        self._thread: threading.Thread | None = None

    def add(self, computation: _Computation) -> None:
        """Watches a computation from now on."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="deadlines", daemon=True)
                self._thread.start()
            elif self._is_asleep:
                self._is_asleep = False
                self._changed.notify()
            self._running.add(computation)
            self._was_used = True

    def remove(self, computation: _Computation) -> None:
        """Watches it no longer; takes back an interruption that has not arrived."""
        with self._changed:
            if computation in self._running:
                self._running.remove(computation)
                _interrupt(computation.thread, None)

    def _look(self) -> None:
        with self._changed:
            while True:
                # Sleeps only after a while without computations: to wake a thread for each is a tenth of a request.
                self._is_asleep = not self._running and not self._was_used
                self._was_used = False
                self._changed.wait(None if self._is_asleep else LOOK_SECONDS)
                now = time.monotonic()
                for computation in self._running:
                    if computation.deadline <= now:
                        computation.deadline = now + AGAIN
                        _interrupt(computation.thread, _Overdue)


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
    except _Overdue:
        raise Interrupted(f"stopped after {seconds:g} seconds; ask for less") from None


def _interrupt(thread: int, error: type[BaseException] | None) -> None:
    """Raises an exception in a thread, at its next instruction; None takes back one that has not arrived."""
    value = ctypes.py_object(error) if error is not None else ctypes.py_object()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), value)
