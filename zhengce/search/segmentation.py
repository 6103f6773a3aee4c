"""The words of policy: our own dictionary for jieba, which decides how a run of characters is taken apart.

Bodies come from the agencies table. Traditional characters of a query become the simplified ones that documents are
printed in.
"""

import logging
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from parsers.grammar.agencies import NAMES

_LINES = files(__package__).joinpath("terms.txt").read_text(encoding="utf-8").split("\n")
TERMS = tuple(line for line in _LINES if line and not line.startswith("#"))
"""Terms that jieba's dictionary of 2012 does not know or takes apart."""

LITTLE = frozenset("的了和与及或在对等为于以之其是并将由从被把向到")
"""Words of one character that say nothing by themselves."""


@cache
def segmenter() -> Any:
    """jieba with our dictionary; loads in about a second, once a process.

    jieba itself would keep its dictionary in a cache file in the shared temporary folder, and read that with marshal:
    anybody could put another one there, and on a full disk it fails. So the dictionary alone is read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and pkg_resources in jieba's own source
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = _dictionary()
    tokenizer.initialized = True
    for word in (*NAMES, *TERMS):
        tokenizer.add_word(word, freq=_FREQUENT)
    return tokenizer


def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's words and their beginnings with their counts, and the sum of these."""
    counts: dict[str, int] = {}
    total = 0
    with files("jieba").joinpath("dict.txt").open(encoding="utf-8") as lines:
        for word, count, _ in map(str.split, lines):
            counts[word] = number = int(count)
            total += number  # of a word that stands there twice as well
            for end in range(1, len(word)):
                counts.setdefault(word[:end], 0)
    return counts, total


_FREQUENT = 20_000
"""High enough that a word of ours is not taken apart again (一网通办), and nothing longer is taken for it."""


def cut(text: str) -> list[str]:
    """A text as words, in order, punctuation and blanks included."""
    return list(segmenter().lcut(text))


@lru_cache(maxsize=1024)
def simplified(words: str) -> str:
    """數據安全 and 気候変動 as 数据安全 and 气候变动. What the characters of GB 2312 can write stays as it is."""
    try:
        words.encode("gb2312")
    except UnicodeEncodeError:
        return _converters()[1](_converters()[0](words))
    return words


@cache
def _converters() -> tuple[Callable[[str], str], Callable[[str], str]]:
    import opencc

    return opencc.OpenCC("jp2t").convert, opencc.OpenCC("t2s").convert
