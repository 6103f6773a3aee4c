"""Singular and plural of English nouns and noun phrases."""

import re

from parsers.grammar.patterns import lazy_regex

_NOT_COUNTED = frozenset(
    "energy power water infrastructure waste income talent personnel staff software equipment storage electricity air "
    "steel coal oil gas land soil forest farmland hydropower photovoltaic capital finance credit labour work research "
    "public tourism culture health commerce e-commerce traffic transport wastewater sewage rubbish hydrogen capacity "
    "machinery nitrogen dioxide people data media demand supply use area society agriculture sector computing economy "
    "trade care GDP approval exchange methane groundwater mainland safety".split()
)
"""Last words without a plural."""
_BEHIND_NOUN = lazy_regex(r"( (?:of|above|at or above|in|for|that|per|with|under|from) )")
_ABSTRACT = ("ing", "ion", "ment", "ware", "ity", "ence", "ance", "ology")
"""Endings of what is not counted, but for these:"""
_COUNTED = frozenset(
    "institution station application organization solution university facility community region building activity city "
    "section investment document settlement reference conference".split()
)


def plural(phrase: str) -> str:
    """The plural of what is counted: new energy vehicles; of what is not, as it is: electricity."""
    head, *further = _BEHIND_NOUN.split(phrase, maxsplit=1)
    of, rest = further or ("", "")
    start, _, last = head.rpartition(" ")
    is_counted = last in _COUNTED or not last.endswith(("s", *_ABSTRACT))
    if not is_counted or last in _NOT_COUNTED or not (last.islower() and last.replace("-", "").isalpha()):
        return phrase
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("ch", "sh", "x")) else "s"
    return f"{start} {last}".strip() + of + rest


_THINGS = frozenset(
    "company vehicle car battery product platform drug robot station park road institution enterprise bank "
    "investor consumer drama worker device terminal factory building bicycle ship train cable machine tool satellite "
    "pollutant patent certificate bond invoice accountant operator processor subsidiary homestead mine grid taxi "
    "expressway plant chip cell signature additive fertilizer incubator laboratory model barrier".split()
)


def plural_of_things(phrase: str) -> str:
    """Things as a title speaks of them, of all: electric vehicles. Of anything else, the phrase as it is."""
    last = re.split("[ -]", _BEHIND_NOUN.split(phrase)[0])[-1]
    return plural(phrase) if last in _THINGS else phrase


_PLURALS = ("series", "news", "goods", "customs", "arms", "sports", "ports of entry")
_KEPT_ENDINGS = tuple("ss gas us is ics services affairs securities statistics overseas species diabetes games".split())
"""Endings of words that have no singular."""


def singular(phrase: str) -> str:
    """The English of one thing: national high-tech zones as national high-tech zone."""
    if " of " in phrase or " and " in phrase or phrase in _PLURALS:
        return phrase.replace("ports of", "port of")
    if phrase.endswith("ies") and len(phrase) > 5:
        return phrase[:-3] + "y"
    if phrase.endswith(("sses", "ches", "xes", "toes")):
        return phrase[:-2]
    return phrase[:-1] if phrase.endswith("s") and not phrase.endswith(_KEPT_ENDINGS) else phrase
