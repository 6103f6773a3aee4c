"""The English of words side by side: modifiers, articles, lists, the noun of an action, the capitals of a title."""

import re
from collections.abc import Sequence
from functools import lru_cache

from zhengce.english.plurals import is_adjective, plural, singular
from zhengce.english.titles.lexicon import ORDINALS, Word

COMPOUNDS = frozenset(
    "services statistics education investment financing lending manufacturing reserves emissions transport procurement "
    "trading certification registration licensing monitoring inspection testing training employment entrepreneurship "
    "subsidies publicity consumption rectification penalties tendering charging recycling mediation arbitration".split()
)
"""Actions that stand behind their object as a noun does: internet services, not the services of internet."""
_THE = frozenset("industry system market economy sector environment mechanism network field period".split())
"""Last words that want an article: the information industry."""
_SMALL = frozenset("a an and as at by for from in into of on or the to with under".split())


RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between) ")
_BREAK = re.compile(
    r" (?:of|from|for|in|to|on|with|between|among|by|under|against|into|as|at|through|and|or|including|the|a|an) "
    r"|[,:;()“”]+ ?",
    re.IGNORECASE,
)


def nouns_in_a_row(text: str) -> int:
    """The most nouns of an English text without a preposition or conjunction between them."""
    most = 0
    for run in _BREAK.split(_BREAK.sub(r"\g<0> ", f" {text} ")):
        nouns = 0
        words = run.split()
        for at, word in enumerate(words):
            is_gerund = at == 0 and word.lower().endswith("ing") and len(words) > 2
            nouns += not (is_gerund or is_adjective(word))
        most = max(most, nouns)
    return most


def compound(words: Sequence[Word]) -> str:
    """Modifiers before the last word, which is plural where it is counted: three national standards."""
    words = [*sorted(words[:-1], key=lambda word: word.english not in ("various", "several", "certain")), words[-1]]
    last = words[-1].english
    if words[-1].kind == "noun" and any(word.kind == "count" and word.english != "one" for word in words[:-1]):
        last = plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    if words[0].chinese.endswith(("国", "欧盟")):
        modifiers = modifiers.removeprefix("the ")  # European Union enterprises
    return f"{modifiers} {last}".replace(" the ", " ").strip()


def with_article(text: str) -> str:
    wants = text.rpartition(" ")[2] in _THE or text.partition(" ")[0] in ORDINALS
    wants = wants and not text.startswith(("the ", "building ")) and not RELATES.search(text)
    return f"the {text}" if wants else text


_ACT_PREPOSITIONS = {
    "applications": "for", "application for": "for", "investment": "in", "support": "for", "research": "on",
    "penalties": "for", "access": "to", "participation": "in", "subsidies": "for",
    "cooperation": "in", "competition": "for", "response": "to",
}  # fmt: skip


def act(action: Word, thing: str) -> str:
    """What is done to a thing: the administration of drugs, applications for projects, internet services."""
    last = action.english.rpartition(" ")[2]
    is_short = nouns_in_a_row(thing) < 3 and not RELATES.search(thing) and " and " not in action.english + thing
    if last in COMPOUNDS and is_short:
        return f"{singular(thing)} {action.english}"
    if last in _ACT_PREPOSITIONS:
        return f"{action.english} {_ACT_PREPOSITIONS[last]} {thing}"
    return f"the {action.english} of {thing}"


_ADJECTIVES = {
    "public finance": "fiscal", "economy": "economic", "agriculture": "agricultural", "industry": "industrial",
    "culture": "cultural", "environment": "environmental", "politics": "political", "finance": "financial",
    "society": "social", "science": "scientific", "biology": "biological", "law": "legal", "ethnic groups": "ethnic",
    "medical care": "medical", "teenagers": "teenage", "minors": "minors'", "women": "women's",
    "children": "children's", "citizens": "citizens'", "ecology": "ecological",
    "culture and tourism": "cultural and tourism",
}  # fmt: skip


def _modifier(word: Word) -> str:
    is_name = word.english.startswith("the ")  # the United States
    is_many = (word.kind == "noun" and not is_name) or word.english == "applications"
    return _ADJECTIVES.get(word.english) or (singular(word.english) if is_many else word.english)


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
