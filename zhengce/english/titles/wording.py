"""How two English words of a title stand together: article, number, preposition, and which word is an act.

The classes of words that decide it are in `classes.csv` (Chinese) and `english_words.csv` (English).
"""

import re
from collections.abc import Sequence
from functools import cache

from zhengce.english.plurals import english_class, is_adjective, plural, singular
from zhengce.english.titles import lexicon
from zhengce.english.titles.lexicon import ORDINALS, Word, ends_in, word_class

MOST_NOUNS = 3
"""Side by side; more of them say too little of what belongs to what."""
_HEADS = {word: preposition for preposition in ("of", "for", "on", "in") for word in word_class(f"noun {preposition}")}
"""The preposition behind a noun that what it is about stands before: 名单, list of."""
RELATES = re.compile(r" (?:of|from|for|in|to|on|with|between|by|under|at|through|concerning) ")
_BREAK = re.compile(
    r" (?:of|from|for|in|to|on|with|between|among|by|under|against|into|as|at|through|concerning|affecting|including"
    r"|and|or|the|a|an) |[,:;()“”]+ ?",
    re.IGNORECASE,
)
_PROPER_HEAD = re.compile("Action|Ban|Commission|Committee|Fund|Initiative|Plan|Program|Port|System|Strategy|Zone")
"""Last words of a name that has an article."""
_FURTHER = re.compile(r"^(?:further|\w+ly) (?=\w+ing\b)", re.IGNORECASE)
EVENTS = tuple("ation ction sion ing ment ition vention efficiency disclosure reform control review".split())
"""Endings of English nouns of doing."""


class Unclear(ValueError):
    """Two readings of a phrase give different English."""


def is_act(word: Word) -> bool:
    return word.kind in ("action", "verb")


def is_event(word: Word) -> bool:
    """True of a noun of doing: 建筑节能, energy efficiency of buildings."""
    last = last_word(word)
    return word.kind == "noun" and last.endswith(EVENTS) and last not in english_class("no event")


def last_word(word: Word) -> str:
    """The word that the others belong to: services of financial services for farmers."""
    return RELATES.split(word.english)[0].rpartition(" ")[2]


def is_owner(word: Word) -> bool:
    return ends_in("owner", word)


def is_organ(word: Word) -> bool:
    return ends_in("organ", word)


def is_built(word: Word) -> bool:
    """True of what is constructed of stone and steel; a system, a capacity is developed."""
    return ends_in("built", word)


def is_doing(text: str) -> bool:
    """True of English that names no thing: stabilizing growth."""
    first, _, rest = text.removeprefix("the ").partition(" ")
    return bool(rest) and first in _gerunds()


@cache
def _gerunds() -> frozenset[str]:
    acts = [word for word in lexicon.words().values() if is_act(word)]
    nouns = {*(word.english for word in acts), *english_class("noun")}
    return frozenset(word.gerund.split(" ")[0] for word in acts if word.gerund) - nouns


def listed(parts: Sequence[str]) -> str:
    """A, B and C."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def nouns_in_a_row(text: str) -> int:
    """The most nouns of an English text without a preposition or conjunction between them."""
    most = 0
    for run in _BREAK.split(_BREAK.sub(r"\g<0> ", f" {text} ")):
        words = _FURTHER.sub("", run.strip()).split()
        is_gerund = len(words) > 1 and words[0].lower().endswith("ing")
        most = max(most, sum(not is_adjective(word) for word in words[is_gerund:]))
    return most


def with_article(text: str) -> str:
    if text.startswith(("the ", "a ", "building ", "China's ")):
        return text
    head, *further = RELATES.split(text, maxsplit=1)
    last = head.rpartition(" ")[2]
    is_one = last.lower() in english_class("article") or bool(_PROPER_HEAD.fullmatch(last))
    is_one = is_one or text.split(" ")[0] in ORDINALS
    is_of = bool(further) and text.startswith(f"{head} of ") and head.islower() and not last.endswith("s")
    return f"the {text}" if is_one or (is_of and "s and " not in head) else text


def as_attribute(word: Word) -> str:
    """A word before a noun; nothing where it cannot stand there: a name, a term with “of”."""
    is_name = (
        word.english[:4] == "the " and not word.english[4:].islower() and not word.chinese.endswith(("国", "欧盟"))
    )
    text = word.english.removeprefix("the ")
    is_long = nouns_in_a_row(text) > MOST_NOUNS + 1 or RELATES.search(text) or text.count(" and ") > 1
    is_long = is_long or " and other " in text
    is_bare = not is_act(word) and (is_name or is_doing(word.english))
    return "" if is_long or is_bare else _modifier(Word("", "noun", text))


def _modifier(word: Word) -> str:
    if adjective := english_class("as adjective").get(word.english):
        return adjective
    is_many = word.kind == "noun" and not word.english.startswith("the ")
    is_many = is_many or word.english in ("applications", "services")
    text = " and ".join(map(singular, word.english.split(" and "))) if is_many else word.english
    return re.sub("services$", "service", text)


def compounded(words: Sequence[Word]) -> str:
    """Modifiers before the last word, which is plural where it is counted: three national standards."""
    last = words[-1].english
    if words[-1].kind == "noun" and (counts := [word.english for word in words[:-1] if word.kind == "count"]):
        last = singular(last) if counts == ["one"] else plural(last)
    modifiers = " ".join(_modifier(word) for word in words[:-1])
    if words[0].chinese.endswith(("国", "欧盟")):
        modifiers = modifiers.removeprefix("the ")  # European Union enterprises
    return f"{modifiers} {last}".strip().replace(" the ", " ")


def preposition_of(word: Word) -> str:
    """Between a head and what it is about: measures for, policies on; nothing of other words."""
    head = next((_HEADS[word.chinese[at:]] for at in range(-4, 0) if word.chinese[at:] in _HEADS), "")
    return head or "of" * ends_in("property", word)


def related(head: str, preposition: str, thing: str) -> str:
    """A head and its thing: the results of the review, standards for …."""
    if head.rpartition(" ")[2] in _gerunds():
        return f"{head} {thing}"  # criteria for determining
    text = with_article(head)
    is_one = preposition == "of" and text == head and not head.endswith("cases")
    return f"{'the ' * is_one}{text} {preposition} {thing}"


def act(action: Word, thing: str) -> str:
    """What is done to a thing: the administration of drugs, applications for projects."""
    if re.match("推荐|申报", action.chinese) and re.search("(?:list|catalogue)s?$", thing):
        raise Unclear  # for them: 目录推荐
    preposition = preposition_behind(action.english) or preposition_behind(last_word(action))
    if preposition and preposition != "of":
        return f"{with_article(action.english)} {preposition} {thing}"
    parts = re.split(", | and ", RELATES.split(action.english)[0])
    if not preposition and any(not is_adjective(word) for part in parts for word in part.split(" ")[:-1]):
        raise Unclear  # 消防队伍|消防员招录: of, by or for
    return f"the {action.english} of {thing}"


def preposition_behind(text: str) -> str:
    """The preposition behind an act that does not take “of”, by its last words."""
    prepositions = english_class("preposition")
    return next((prepositions[text[at:]] for at in range(len(text)) if text[at:] in prepositions), "")
