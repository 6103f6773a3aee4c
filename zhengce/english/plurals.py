"""Singular and plural of English nouns and noun phrases, and classes of English words (`english_words.csv`)."""

import re
from collections.abc import Mapping
from functools import cache

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex


@cache
def english_class(name: str) -> Mapping[str, str]:
    """The English words of a class, with the form that they take where they have another one."""
    return {row["english"]: row["form"] for row in rows_of(__package__, "english_words.csv") if row["class"] == name}


_BEHIND_NOUN = lazy_regex(r"( (?:of|above|at or above|in|for|that|who|which|per|with|under|from|on|to|using) )")
_ABSTRACT = ("ing", "ion", "ment", "ware", "ity", "ence", "ance", "ology")
"""Endings of what is not counted, but for the words of a class."""


def plural(phrase: str) -> str:
    """The plural of what is counted: new energy vehicles; of what is not, as it is: electricity."""
    head, *further = _BEHIND_NOUN.split(phrase, maxsplit=1)
    of, rest = further or ("", "")
    start, _, last = head.rpartition(" ")
    is_word = last.islower() and last.replace("-", "").isalpha() and last not in english_class("not counted")
    if last not in english_class("counted") and (not is_word or last.endswith(("s", *_ABSTRACT))):
        return phrase
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("ch", "sh", "x")) else "s"
    return f"{start} {last}".strip() + of + rest


def plural_of_things(phrase: str) -> str:
    """Things as a title speaks of them, of all: electric vehicles. Of anything else, and behind “the”, as it is."""
    last = re.split("[ -]", _BEHIND_NOUN.split(phrase)[0])[-1]
    return plural(phrase) if last in english_class("thing") and not phrase.startswith("the ") else phrase


def singular(phrase: str) -> str:
    """The English of one thing: national high-tech zones as national high-tech zone."""
    head, *further = _BEHIND_NOUN.split(phrase, maxsplit=1)
    if head.endswith(tuple(english_class("same ending"))):
        return phrase
    start, blank, last = head.rpartition(" ")
    return "".join([start, blank, singular_word(last), *further])


def singular_word(word: str) -> str:
    """A noun without the ending of its plural; any other word as it is."""
    if not word.endswith("s") or word.endswith(("ss", "ous")) or word in english_class("same in plural"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    is_long = word.endswith(("sses", "shes", "ches", "xes", "zzes", "toes"))
    return word[:-2] if is_long or word[:-2] in english_class("same in plural") else word[:-1]


_DESCRIBES = re.compile(
    r"(?:[a-z]{2,}(?:al|ic|ive|ous|ary|ed|ful|less|able|ible|ly)|[a-z]+(?:-[a-z]+)+|\W*\d.*)$", re.IGNORECASE
)


def is_adjective(word: str) -> bool:
    """True of a word that describes the noun behind it, by its ending."""
    plain = word.lower().removesuffix("'s").removesuffix("'")
    return plain in english_class("adjective") or bool(_DESCRIBES.match(plain) and plain not in english_class("noun"))


def is_described(text: str) -> bool:
    """True of an adjective and its noun: public service platforms."""
    first, _, rest = text.partition(" ")
    return bool(rest) and is_adjective(first) and not first[:1].isdigit()
