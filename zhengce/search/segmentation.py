"""The words of policy: our own dictionary for jieba, and the office boilerplate that says nothing of a document.

Bodies come from the agencies table. The dictionary decides how a run of characters is taken apart and which
keywords a document has; what a search finds does not depend on it. Traditional characters of a query become the
simplified ones that documents are printed in.
"""

import logging
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from parsers.grammar.agencies import NAMES


def _lines(name: str) -> tuple[str, ...]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


TERMS = _lines("terms.txt")
"""Terms that jieba's dictionary of 2012 does not know or takes apart."""

BOILERPLATE = frozenset(_lines("boilerplate.txt"))
"""Words of nearly every document; never keywords."""

TELLING = frozenset("n nt nz nl ng ns l i j vn an eng".split())
"""Parts of speech of keywords: nouns but names of persons, set phrases, and verbs and adjectives used as nouns."""

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
    tokenizer.FREQ, tokenizer.total, _ = dictionary()
    tokenizer.initialized = True
    for word in (*NAMES, *TERMS):
        tokenizer.add_word(word, freq=_FREQUENT)
    return tokenizer


@cache
def dictionary() -> tuple[dict[str, int], int, list[str]]:
    """jieba's words and their beginnings with their counts; the sum of these; the TELLING words and ours, as the same
    strings, since a third of a million copies would take more memory than all else in a crawl."""
    counts: dict[str, int] = {}
    telling = [*TERMS]
    total = 0
    with files("jieba").joinpath("dict.txt").open(encoding="utf-8") as lines:
        for word, count, tag in map(str.split, lines):
            counts[word] = number = int(count)
            total += number  # of a word that stands there twice as well
            for end in range(1, len(word)):
                counts.setdefault(word[:end], 0)
            if tag in TELLING:
                telling.append(word)
    return counts, total, telling


_FREQUENT = 20_000
"""High enough that a word of ours is not taken apart again (一网通办), and nothing longer is taken for it."""


def known_words(text: str) -> list[str]:
    """A text as words of the dictionary alone; what it does not know is left in single characters."""
    words: list[str] = segmenter().lcut(text, HMM=False)
    return words


def cut(text: str) -> list[str]:
    """A text as words, in order, punctuation and blanks included."""
    words: list[str] = segmenter().lcut(text)
    return words


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
