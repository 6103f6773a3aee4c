"""Keeps what was made lately, within a bound of bytes and of age; what many ask for at once is made once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(slots=True)
class _Kept(Generic[Value]):
    future: "Future[Value]" = field(default_factory=Future)
    size: int = 0
    until: float = float("inf")


class Cache(Generic[Value]):
    """Values by key, the least lately used given up first. For many threads."""

    def __init__(self, most_bytes: int, size: Callable[[Value], int], seconds: float = float("inf")) -> None:
        """`size`: bytes that a value takes; `seconds`: how old a value becomes."""
        self._most, self._size_of, self._seconds = most_bytes, size, seconds
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()
        self.bytes = 0
        """Of all that is kept."""

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under a key, or what is made now. Who asks meanwhile for the same waits for it.

        Raises what `make` raises, for all who wait; nothing is kept then.
        """
        with self._lock:
            kept = self._held.get(key)
            if kept is not None and time.monotonic() >= kept.until:
                self._drop(key)
                kept = None
            if kept is not None:
                self._held.move_to_end(key)
                is_mine = False
            else:
                kept = self._held[key] = _Kept()
                is_mine = True
        if is_mine:
            self._fill(key, kept, make)
        return kept.future.result()

    def _fill(self, key: Hashable, kept: _Kept[Value], make: Callable[[], Value]) -> None:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                if self._held.get(key) is kept:
                    self._drop(key)
            kept.future.set_exception(error)
            return
        size = self._size_of(value)
        with self._lock:
            if self._held.get(key) is kept:
                kept.size, kept.until = size, time.monotonic() + self._seconds
                self.bytes += size
                while self.bytes > self._most:
                    self._drop(next(name for name, other in self._held.items() if other.size))
        kept.future.set_result(value)

    def _drop(self, key: Hashable) -> None:
        self.bytes -= self._held.pop(key).size
