"""Keeps what was made lately, within a bound of bytes and of age; what many readers want at once is made once.

`cachetools` has the bounds. Its own way to make a value once lets each waiting thread try again where making it
failed: a slow query would then run as often as there are readers. Here all of them get the error.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from operator import itemgetter
from typing import Any, Generic, TypeVar

from cachetools import TTLCache

Value = TypeVar("Value")

ENTRY_BYTES = 500
"""Of an entry beside its key and its value."""


class Cache(Generic[Value]):
    """Values by key, the least lately used given up first. For many threads."""

    def __init__(
        self,
        most_bytes: int,
        size: Callable[[Any], int],
        seconds: float = float("inf"),
        *,
        pack: Callable[[Value], Any] = lambda value: value,
        unpack: Callable[[Any], Value] = lambda packed: packed,
    ) -> None:
        """`size`: bytes that a value takes as `pack` makes it, without its key; `seconds`: how old a value becomes."""
        self._size_of, self._pack, self._unpack = size, pack, unpack
        self._values: TTLCache[Hashable, tuple[Any, int]] = TTLCache(most_bytes, seconds, getsizeof=itemgetter(1))
        self._pending: dict[Hashable, Future[Value]] = {}
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """Of all values and their keys."""
        return int(self._values.currsize)

    def get(
        self, key: Hashable, make: Callable[[], Value], is_lasting: Callable[[Value], bool] = lambda value: True
    ) -> Value:
        """The value of a key, or what is made now; others who want the same meanwhile wait for it.

        A value that is not lasting is given to them, and to nobody after them. Raises what `make` raises.
        """
        with self._lock:
            held = self._values.get(key)
            if held is None:
                is_mine = key not in self._pending
                pending = self._pending.setdefault(key, Future())
        if held is not None:
            return self._unpack(held[0])
        if is_mine:
            self._make(key, make, is_lasting, pending)
        return pending.result()

    def peek(self, key: Hashable) -> Value | None:
        """The value of a key; None where there is none yet."""
        with self._lock:
            held = self._values.get(key)
        return None if held is None else self._unpack(held[0])

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value in place of the one before, unless it is larger than the cache."""
        packed = self._pack(value)
        size = ENTRY_BYTES + len(repr(key)) + self._size_of(packed)
        with self._lock:
            self._values.pop(key, None)
            if size <= self._values.maxsize:
                self._values[key] = (packed, size)

    def _make(
        self, key: Hashable, make: Callable[[], Value], is_lasting: Callable[[Value], bool], pending: "Future[Value]"
    ) -> None:
        try:
            value = make()
            if is_lasting(value):
                self.put(key, value)
        except BaseException as error:
            pending.set_exception(error)
        else:
            pending.set_result(value)
        finally:
            with self._lock:
                del self._pending[key]
