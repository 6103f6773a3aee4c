"""A query as a value: each step of reading it fills in what the step knows.

Tokens (`tokens`) -> English words in Chinese (`translation`) -> terms (`terms`). `parser` runs the steps.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.search.expression import Expression, Term
from zhengce.search.tokens import Token

LONGEST = 200
"""Characters of a query."""

MOST_TERMS = 24
"""Terms of a query, after it was taken apart."""

CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""Characters that no query has, as a pattern has them."""

_YEAR = re.compile("19[4-9][0-9]|20[0-9]{2}", re.ASCII)
TEXT = re.compile(rf"[^{CONTROL}\ud800-\udfff]*")
"""What a query may be."""

NOTHING = Term()


class BadQuery(ValueError):
    """A query that cannot be searched for; its message says why, for the one who wrote it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a translated query."""

    token: Token
    english: str | None = None
    """The English words, or the token in Latin letters, that it comes from; None for what was written in Chinese."""
    phrases: tuple[str, ...] = ()
    """What the English words mean: any of these. Empty where nothing was translated."""
    is_general: bool = False
    """Office language, or a word without a term: it weighs less in a title."""
    expression: Expression | None = None
    """What is searched for; None in an operator, and before the terms are read."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A query whose English words were translated."""

    pieces: tuple[Piece, ...]
    """What is searched for, in order."""
    is_plain: bool
    """True if it is nothing but words: no operator, no phrase in quotes."""
    unknown: tuple[str, ...] = ()
    """English words without a term, searched for as written."""
    corrected: tuple[tuple[str, str], ...] = ()
    """Words with a wrong letter, and what they were read as."""

    @property
    def text(self) -> str:
        """The query as it is searched for."""
        return " ".join(piece.token.text for piece in self.pieces)

    @property
    def terms(self) -> int:
        """The number of terms."""
        return sum(len(piece.phrases) or 1 for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks the index for."""

    text: str
    """As it was written, without format characters."""
    tokens: tuple[Token, ...] = ()
    """Empty where the whole text is one name of a body, or one number."""
    translation: Translation | None = None
    """How English words were translated; None where there are none."""
    expression: Expression = NOTHING
    """What is searched for."""
    number_forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Numbers -> the forms in which documents bear them: 国令第790号 for 国务院令第七百九十号."""
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Runs that no document holds as they were written, and the words that are searched for instead."""


def is_year(words: str) -> bool:
    """True for 1949 to 2099."""
    return _YEAR.fullmatch(words) is not None


def is_blank(text: str | None) -> bool:
    """True if a text asks for nothing: it is empty, or nothing but blanks."""
    return not text or (text.isspace() and TEXT.fullmatch(text) is not None)
