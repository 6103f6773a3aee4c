"""Keeps what was made lately, within a bound of bytes and of age; what many ask for at once is made once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")

ENTRY_BYTES = 500
"""Of what is kept beside its key and its value."""


@dataclass(slots=True)
class _Kept(Generic[Value]):
    made: "Future[Value] | None" = field(default_factory=Future)
    """While it is being made: what others wait for."""
    value: Value | None = None
    size: int = 0
    until: float = float("inf")


class Cache(Generic[Value]):
    """Values by key, the least lately used given up first. For many threads."""

    def __init__(self, most_bytes: int, size: Callable[[Value], int], seconds: float = float("inf")) -> None:
        """`size`: bytes that a value takes, without its key; `seconds`: how old a value becomes."""
        self._most, self._size_of, self._seconds = most_bytes, size, seconds
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()
        self.bytes = 0
        """Of all that is kept, keys as well."""

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under a key, or what is made now. Who asks meanwhile for the same waits for it.

        Raises what `make` raises, for all who wait; nothing is kept then.
        """
        with self._lock:
            kept = self._find(key)
            if kept is not None and kept.made is None:
                return kept.value  # type: ignore[return-value]
            is_mine = kept is None
            if kept is None:
                kept = self._held[key] = _Kept()
            made = kept.made
        assert made is not None
        if is_mine:
            self._fill(key, kept, made, make)
        return made.result()

    def put(self, key: Hashable, value: Value) -> None:
        """Keeps a value in place of what was kept."""
        self.drop(key)
        self.get(key, lambda: value)

    def drop(self, key: Hashable) -> None:
        """Gives up what is kept under a key."""
        with self._lock:
            kept = self._held.get(key)
            if kept is not None and kept.made is None:
                self._drop(key)

    def peek(self, key: Hashable) -> Value | None:
        """What is kept under a key; None where there is nothing yet."""
        with self._lock:
            kept = self._find(key)
            return kept.value if kept is not None else None

    def _find(self, key: Hashable) -> _Kept[Value] | None:
        kept = self._held.get(key)
        if kept is not None and time.monotonic() >= kept.until:
            self._drop(key)
            return None
        if kept is not None:
            self._held.move_to_end(key)
        return kept

    def _fill(self, key: Hashable, kept: _Kept[Value], made: "Future[Value]", make: Callable[[], Value]) -> None:
        try:
            value = make()
            size = ENTRY_BYTES + len(repr(key)) + self._size_of(value)
        except BaseException as error:
            with self._lock:
                if self._held.get(key) is kept:
                    self._drop(key)
            made.set_exception(error)
            return
        with self._lock:
            if self._held.get(key) is kept and size > self._most:
                self._drop(key)
            elif self._held.get(key) is kept:
                kept.size, kept.until = size, time.monotonic() + self._seconds
                kept.value, kept.made = value, None
                self.bytes += size
                while self.bytes > self._most:
                    self._drop(next(name for name, other in self._held.items() if other.made is None))
        made.set_result(value)

    def _drop(self, key: Hashable) -> None:
        self.bytes -= self._held.pop(key).size
