"""Damages files for tests of readers, the same way on every run."""

import random
from collections.abc import Callable, Iterator

from parsers.files.sandbox.limits import LIMITS, Limits
from parsers.files.text import FileNotRead, FileText


def damaged(content: bytes, count: int, seed: int = 20250101) -> Iterator[bytes]:
    """Copies of a file, every second one cut short, the others with up to 20 bytes changed."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 2:
            yield content[: chance.randrange(len(content))]
            continue
        copy = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        yield bytes(copy)


def state_of(read: Callable[[bytes, Limits], FileText], content: bytes, limits: Limits = LIMITS) -> str:
    """The state that a reader gives, as its result or in its error; any other error of the reader is raised."""
    try:
        return read(content, limits).state
    except FileNotRead as error:
        return error.state if error.reason and "\n" not in error.reason else f"{error.state}: {error.reason!r}"
