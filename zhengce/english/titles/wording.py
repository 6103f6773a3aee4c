"""The English of words side by side: modifiers, articles, lists, the noun of an action, the capitals of a title."""

from collections.abc import Sequence
from functools import lru_cache

from zhengce.english.plurals import plural, singular
from zhengce.english.titles.lexicon import ORDINALS, Word

_COMPOUNDS = frozenset(
    "services statistics education investment financing lending manufacturing reserves emissions transport procurement "
    "trading certification registration licensing monitoring inspection testing training employment entrepreneurship "
    "subsidies publicity consumption rectification penalties tendering charging recycling mediation arbitration".split()
)
"""Actions that stand behind their object as a noun does: internet services, not the services of internet."""
_THE = frozenset("industry system market economy sector environment mechanism network field period".split())
"""Last words that want an article: the information industry."""
_SMALL = frozenset("a an and as at by for from in into of on or the to with under".split())


def compound(words: Sequence[Word]) -> str:
    """Modifiers before the last word, which is plural where it is counted: three national standards."""
    last = words[-1].english
    if words[-1].kind == "noun" and any(word.kind == "count" and word.english != "one" for word in words[:-1]):
        last = plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    return f"{modifiers} {last}".replace(" the ", " ").strip()


def with_article(text: str) -> str:
    wants = text.rpartition(" ")[2] in _THE or text.partition(" ")[0] in ORDINALS
    wants = wants and not text.startswith("the ")
    return f"the {text}" if wants else text


def act(action: Word, thing: str) -> str:
    if action.english.rpartition(" ")[2] in _COMPOUNDS and " and " not in action.english and " of " not in thing:
        return f"{singular(thing)} {action.english}"
    return f"the {action.english} of {thing}"


_ADJECTIVES = {
    "public finance": "fiscal", "economy": "economic", "agriculture": "agricultural", "industry": "industrial",
    "culture": "cultural", "environment": "environmental", "politics": "political", "finance": "financial",
    "society": "social", "science": "scientific", "biology": "biological", "law": "legal", "ethnic groups": "ethnic",
    "medical care": "medical", "ecology": "ecological", "culture and tourism": "cultural and tourism",
}  # fmt: skip


def _modifier(word: Word) -> str:
    is_name = word.english.startswith("the ")  # the United States
    is_many = word.kind == "noun" and not is_name
    return _ADJECTIVES.get(word.english) or (singular(word.english) if is_many else word.english)


_PARTICIPLES = {"making": "made", "finding": "found", "holding": "held", "giving": "given", "setting": "set"}


def participle(gerund: str) -> str:
    """Approving as approved, setting up as set up."""
    verb, _, rest = gerund.partition(" ")
    return f"{_PARTICIPLES.get(verb, verb.removesuffix('ing') + 'ed')} {rest}".strip()


def listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def title_case(text: str) -> str:
    """Capitals as in a title: Measures for the Administration of Data Security."""
    words = text.split(" ")
    return " ".join([word if at and word in _SMALL else _capital(word) for at, word in enumerate(words) if word])


@lru_cache(maxsize=8192)
def _capital(word: str) -> str:
    if "a" <= word[0] <= "z":
        return word[0].upper() + word[1:]
    if word[0] == "[":
        return word
    for at, char in enumerate(word):
        if char.isalpha() and char.isascii():
            return word[:at] + char.upper() + word[at + 1 :]
        if char.isalnum():
            return word
    return word
