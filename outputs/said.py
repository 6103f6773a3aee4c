"""A sentence that the project says of its data, in English and with the same in Chinese beside it."""

from collections.abc import Iterable
from typing import Self


class Said(str):
    """The English sentence, as every output for programs gives it; `zh` is for pages in Chinese."""

    zh: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """Both sentences."""
        said = super().__new__(cls, english)
        said.zh = chinese
        return said


NOTHING = Said("", "")


def join(parts: Iterable[Said], english: str = "; ", chinese: str = "；") -> Said:
    """The sentences one after the other, without empty ones."""
    every = [part for part in parts if part]
    return Said(english.join(every), chinese.join(part.zh for part in every))
