"""Limits the processor time that reading one page may take, so that a page which no rule was made for fails alone.

A timer of the process (`ITIMER_PROF`) interrupts the main thread, where crawls and the processes of a reparse read
pages: Python code between two instructions, a regular expression amid its matching. One call of another C library, such
as the parse of libxml2, ends before it is interrupted. Python handles signals in the main thread alone: in any other
thread, and on systems without such timers, there is no limit.
"""

import signal
import threading
import time
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import TypeVar

from parsers.errors import TooSlow, UnknownTemplate

SECONDS = 10.0
"""Of processor time, of the thread that reads."""

AGAIN = 1.0
"""Seconds after which a reader is interrupted again, where a library has swallowed the exception."""

T = TypeVar("T")

_end: float | None = None
"""The thread's processor time at which reading is interrupted; None while no page is read."""


class _TimeOver(BaseException):
    """Not an Exception: rules that pass over what they cannot read must not pass over this."""


def read_in_time(url: str, read: Callable[[], T]) -> T:
    """Returns what `read` returns. Raises TooSlow, which names `url`, where it takes more than SECONDS, and
    UnknownTemplate where what it reads is nested too deeply."""
    global _end
    if _end is not None or threading.current_thread() is not threading.main_thread() or not _can_interrupt():
        return _read(url, read)
    try:
        _end = time.thread_time() + SECONDS
        signal.setitimer(signal.ITIMER_PROF, SECONDS, AGAIN)
        return _read(url, read)
    except _TimeOver:
        raise TooSlow(f"{url}: reading it took more than {SECONDS:g} s of processor time") from None
    finally:
        _end = None
        signal.setitimer(signal.ITIMER_PROF, 0)


def _read(url: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except RecursionError as error:  # brackets in brackets, a thousand deep
        raise UnknownTemplate(f"{url}: nested too deeply: {error}") from error


@cache
def _can_interrupt() -> bool:
    """Takes the signal of the timer, for as long as the process runs: one may arrive after its page was read."""
    if not hasattr(signal, "setitimer"):  # Windows
        return False
    signal.signal(signal.SIGPROF, _interrupt)
    return True


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _end is None:
        return
    left = _end - time.thread_time()
    if left <= 0:
        raise _TimeOver
    signal.setitimer(signal.ITIMER_PROF, left, AGAIN)  # other threads took a part of the process's time
