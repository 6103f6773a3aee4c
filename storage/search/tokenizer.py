"""How the index of an SQLite database writes texts: every character a word, so that a phrase is a piece of text.

Blanks, line ends and characters that FTS5's tokenizer would split, drop or fold become `x` and their code. Facts that
are not text (issuers, the number) are words of several letters, which no text has.
"""

from collections.abc import Iterable
from hashlib import blake2b

from parsers.grammar.patterns import lazy_regex
from storage.search.expression import fold

# Words as they are: printed ASCII, Chinese characters and punctuation, full-width forms, quotation marks, dashes.
ODD = lazy_regex("([^!-~·‐-‧‰-›※①-⒵■-◿㐀-鿿、-〿！-･])")

TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
"""For a CREATE statement (quotes doubled): every category but blanks makes words."""

EVERY = "every"
"""A word that every row has."""

BETWEEN = "page"
"""The word between two pages: no text has a word of several letters, so no piece of a text crosses it."""


def words(text: str | None) -> str:
    """A text as words of one character, joined by blanks."""
    if not text:
        return ""
    pieces = ODD.split(fold(text))  # every second piece is an odd character
    pieces[0::2] = map(" ".join, pieces[0::2])
    pieces[1::2] = [f"x{ord(char):x}" for char in pieces[1::2]]
    return " ".join(filter(None, pieces))


def phrase(text: str) -> str:
    """The FTS5 query for a piece of text."""
    return quoted(words(text))


def whole(title: str) -> str:
    """What only a title that is this text and nothing more has."""
    return fact("title", blake2b(fold(title).encode(), digest_size=10).hexdigest())


def fact(kind: str, value: str) -> str:
    """A fact as one word: issuer=miit, number=国发〔2021〕20号."""
    return f"{kind}={''.join(fold(value).split())}"


def quoted(text: str) -> str:
    """A phrase of words in the query language of FTS5."""
    return '"' + text.replace('"', '""') + '"'


def any_of(queries: Iterable[str]) -> str:
    """Queries joined by OR; of none, what nothing has."""
    parts = list(dict.fromkeys(queries))
    return f"({' OR '.join(parts)})" if parts else '"nothing"'
