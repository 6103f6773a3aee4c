"""Singular and plural of English nouns and noun phrases."""

import re

from parsers.grammar.patterns import lazy_regex

_NOT_COUNTED = frozenset(
    "energy power water infrastructure waste income talent personnel staff software equipment storage electricity air "
    "steel coal oil gas land soil forest farmland hydropower photovoltaic capital finance credit labor work research "
    "public tourism culture health commerce e-commerce traffic transport wastewater sewage rubbish hydrogen capacity "
    "machinery nitrogen dioxide people data media demand supply use area society agriculture sector computing economy "
    "trade care GDP approval exchange methane groundwater mainland safety food".split()
)
"""Last words without a plural."""
_BEHIND_NOUN = lazy_regex(r"( (?:of|above|at or above|in|for|that|who|which|per|with|under|from|on|to|using) )")
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
    "standard project task expressway "
    "plant chip cell signature additive fertilizer incubator laboratory model barrier".split()
)


def plural_of_things(phrase: str) -> str:
    """Things as a title speaks of them, of all: electric vehicles. Of anything else, the phrase as it is."""
    last = re.split("[ -]", _BEHIND_NOUN.split(phrase)[0])[-1]
    return plural(phrase) if last in _THINGS else phrase


_KEPT_ENDINGS = tuple(
    "ss gas us is ics services affairs securities statistics overseas species diabetes games minors ashes premises "
    "futures goods works series news arms sports means logistics customs headquarters".split()
)
"""Endings of words that have no singular."""


def singular(phrase: str) -> str:
    """The English of one thing: national high-tech zones as national high-tech zone."""
    if " of " in phrase or phrase == "ports of entry":
        return phrase.replace("ports of", "port of")
    if phrase.endswith(_KEPT_ENDINGS):
        return phrase
    if phrase.endswith("ies") and len(phrase) > 5:
        return phrase[:-3] + "y"
    return phrase[:-2] if phrase.endswith(("sses", "ches", "xes", "toes")) else phrase.removesuffix("s")


_DESCRIBES = re.compile(
    r"(?:[a-z]{2,}(?:al|ic|ive|ous|ary|ed|ful|less|able|ible|ly)|[a-z]+(?:-[a-z]+)+|\W*\d.*)$", re.IGNORECASE
)
_NOUNS = frozenset(
    "capital material hospital animal metal chemical approval disposal professional proposal renewal traffic plastic "
    "ceramic archive initiative executive library subsidiary boundary e-commerce table cable supply family "
    "anti-dumping logistic interval manual journal".split()
)
_PLAIN_ADJECTIVES = frozenset(
    "key new first second third smart green small large major special joint modern rural urban clean heavy low high "
    "safe fair open young foreign domestic certain several basic public state china two three four five six seven "
    "eight nine ten typical excellent own whole overall intelligent advanced no human other main raw current long "
    "short multi pilot".split()
)


def is_adjective(word: str) -> bool:
    """True of a word that describes the noun behind it, by its ending."""
    plain = word.lower().removesuffix("'s").removesuffix("'")
    return plain in _PLAIN_ADJECTIVES or bool(_DESCRIBES.match(plain) and plain not in _NOUNS)


def is_described(text: str) -> bool:
    """True of an adjective and its noun: public service platforms."""
    first, _, rest = text.partition(" ")
    return bool(rest) and is_adjective(first) and not first[:1].isdigit()
