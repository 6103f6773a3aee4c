"""How English words are compared: without case, number, possessive, hyphens, and with American spelling."""

import re
import unicodedata
from functools import lru_cache

from parsers.csv_tables import rows_of
from zhengce.english.plurals import english_class, singular_word

ARTICLES = frozenset(("the", "a", "an"))

STOP_WORDS = ARTICLES | frozenset(
    "of on for and or to in with by from at as into over under via about between among is are be will can may not no "
    "its their that this these those which how what who it us up out off all more most has have "
    "china chinese prc".split()
)
"""English words that say nothing of a document."""

_BETWEEN = re.compile(r"[\s/‐-―-]+")
_EDGE = " \t.,;:!?()[]{}\"'“”‘’…"
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]")  # u.s
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")

_AMERICAN = {row["british"]: row["american"] for row in rows_of(__package__, "american.csv")}

_ISE = re.compile(r"(?<=[a-z]{3})is(e|ed|ing|er|ation|ational)$")
"""digitise, digitisation: with a z in America."""

_ENDINGS = re.compile(
    r"(?<=....)(?:(?<=([bdgmnprt]))\1(?=ing|ed)|ational|ations?|itions?|ments?|ings?|ally|ical|ials?|ives?|ised|ized|ise|"
    r"ize|ates?|ated|ors?|ers?|ions?|ance|ence|ity|ies|als?|ed|es|ic|ly|al|e|y|s)+$"
)
"""All that can be taken off a word, of planned the second n, too; four letters stay."""


def words_of(text: str) -> tuple[str, ...]:
    """A text as words for comparing, without articles: Data-centres of the State's -> data, center, of, state.

    Letters lose their marks: Ürümqi is urumqi.
    """
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    pieces = (piece.strip(_EDGE) for piece in _BETWEEN.split(text))
    plain = (_plain(piece) for piece in pieces if piece)
    return tuple(word for word in plain if word not in ARTICLES)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word of `words_of` without its endings: industry and industrial are one, promoting, promotion and promote."""
    return _ENDINGS.sub("", word)


@lru_cache(maxsize=16_384)
def _plain(piece: str) -> str:
    word = _POSSESSIVE.sub("", piece.lower().replace("&amp;", "&"))
    if word == "&":
        return "and"
    if _DOTTED.fullmatch(word):
        return word.replace(".", "")
    if not piece.isupper():  # ETS and BRICS are no plurals, SMEs is
        word = singular_word(word)
    return _AMERICAN.get(word) or (word if word in english_class("with s") else _ISE.sub(r"iz\1", word))
