"""Puts a phrase into English that `phrases` finds two readings in: in the order of the Chinese, which leaves both open.

Verbs with an object become gerunds, 的 turns its sides around, places and prepositional phrases stand behind the rest,
and nouns stand side by side: “environmental protection and restoration systems” has the two readings of the Chinese.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from outputs.english.titles.lexicon import Word, word_class
from outputs.english.titles.phrases import noun_phrase
from outputs.english.titles.readings import (
    AS_NOUNS,
    CARRIERS,
    EMPTY_BEFORE,
    Unclear,
    core_of,
    is_act,
    is_event,
    leads,
    without_close,
)
from outputs.english.titles.refusals import SYSTEMS
from outputs.english.titles.wording import act, compound, listed

_PIVOTS = tuple(word_class("pivot"))
_LIGHT = word_class("light")
_SILENT = EMPTY_BEFORE | {"其", "所"}
_SETS_UP = word_class("sets up")
_RELATIVE = word_class("relative")
_LONG = 3
"""Nouns side by side, from which on the act behind them is said first: the reform of …."""
_AROUND = ("under ", "in ", "during ", "amid ")
"""What the English of circumstances begins with: 新形势下, under the new situation."""
_FORMS = {"year": "in {}", "plan": "under the {}", "batch": "({})"}

_ACTORS = frozenset("地方 当地 中方".split())
"""Adjectives that act, where a verb follows."""
_KEEPS = frozenset("在 对 对于 按 按照 关于 为 向 至 于".split())
"""The prepositions whose phrase stands as well behind the rest."""


def is_orderly(words: Sequence[Word]) -> bool:
    """False where the order of the Chinese says too little: 以A为B, A或B, 地方支持A做法."""
    functions = [word.chinese for word in words if word.kind == "function"]
    is_cut = (
        not words or words[-1].kind in ("function", "and") or len(functions) > 1 or not _KEEPS.issuperset(functions)
    )
    return not is_cut and not any(
        (one.chinese in _ACTORS and other.kind == "verb") or (other.chinese == "为" and not is_act(one))
        for one, other in pairwise(words)
    )


def in_order(words: Sequence[Word]) -> str:
    """The English of a clause or a noun phrase; an empty text where its words say nothing."""
    found = core_of(words)
    core = [word for word in found if not word.english.startswith(_AROUND)] or found
    around = (
        []
        if len(core) == len(words)
        else [_FORMS.get(word.kind, "{}").format(word.english) for word in words if word not in core]
    )
    count = next((at for at, word in enumerate(core) if word.kind != "place"), 0)
    if count and core[count].kind not in ("and", "of", "function") and core[count].chinese != "等":
        around.insert(0, f"in {', '.join(word.english for word in core[:count][::-1])}")
        core = core[count:]
    of = next((at for at, word in enumerate(core) if word.kind == "of"), 0)
    if of > 1 and core[0].chinese in _RELATIVE and core[of + 1 :]:  # 享受A的B: B enjoying A
        return " ".join([in_order(core[of + 1 :]), core[0].gerund, _thing(core[1:of]), *around])
    opens = [_opens(core, at) for at in range(len(core))]
    parts: list[str] = []
    behind: list[str] = []
    holds, at = True, 0
    while at < len(core):
        start = at
        while at < len(core) - 1 and core[at].kind in ("adverb", "and"):
            at += 1
        first, is_preposition, is_verb = core[at], core[at].kind == "function", opens[at]
        if is_preposition or is_verb:
            adverbs, start = core[start:at], at + 1
        end = start
        while end < len(core) and not (core[end].kind == "function" or opens[end]):
            end += 1
        at = end
        while start < at < len(core) and core[at - 1].kind in ("adverb", "and"):
            at -= 1  # they belong to the verb that follows
        things = core[start:at]
        if is_preposition:
            done = next((at for at, word in enumerate(things) if at and is_act(word)), len(things))
            if first.chinese == "向" and done > 1:
                done = 1  # 向企业乱摊派
            lead = "as" if first.chinese == "为" and at > 1 and is_act(core[start - 2]) else first.english
            lead = "from" if first.chinese == "向" and done < len(things) and "购" in things[done].chinese else lead
            lead = "to" if first.chinese == "对" and at < len(core) and core[at].chinese == "提供" else lead
            behind.append(f"{lead} {thing}" if (thing := _thing(things[:done])) else "")
            rest = things[done:]
            does = [rest.pop(0).gerund] if parts and rest and leads(rest, has_adverb=False) else []
            parts.append(" ".join([*does, _thing(rest)]))
        elif is_verb:
            thing = _thing(things)
            said = [word.english for word in adverbs if word.kind == "adverb" and first.gerund]
            is_pivot = any(pivot in first.chinese for pivot in _PIVOTS)
            is_joined = parts and (is_pivot or not holds) and (first.chinese in _LIGHT or adverbs)
            parts.append(" ".join(["and" if is_joined else "", *said, first.gerund, thing]))
            holds = is_pivot or all(word.is_official for word in things)
        else:
            parts.append(_thing(things))
        if is_verb or at == len(core):
            parts, behind = [*parts, *behind], []
    return " ".join(" ".join([*parts, *around]).split())


def _opens(words: Sequence[Word], at: int) -> bool:
    """True for a verb with an object behind it; an action has one only where a clause begins."""
    word, rest = words[at], words[at + 1 :]
    if word.kind not in ("verb", "action") or not rest or rest[0].kind in ("of", "and"):
        return False
    begins = at == 0 or words[at - 1].kind in ("adverb", "function", "and") or words[at - 1].chinese.endswith("做好")
    if word.kind == "action":
        return begins and leads([word, *rest], has_adverb=False)
    if (rest[0].chinese in CARRIERS and not (begins and rest[1:])) or (at and all(map(is_act, rest))):
        return False
    if not begins and rest[-1].chinese.endswith(SYSTEMS) and word.chinese not in _SETS_UP:
        return False  # 天然气稳定供应机制
    return begins or word.chinese not in AS_NOUNS or word.chinese in _LIGHT


def _thing(words: Sequence[Word]) -> str:
    """A noun phrase without a clause in it; “A的B” is B of A."""
    closed = without_close(words) if words else []
    if closed and closed[-1].kind in ("adjective", "count"):
        closed = words  # 几个问题
    words = [word for word in closed if word.chinese not in _SILENT]
    while words and words[0].kind in ("and", "of"):
        words = words[1:]
    while words and words[-1].kind in ("and", "of"):
        words = words[:-1]
    if not words:
        return ""
    try:
        return noun_phrase(words)
    except Unclear:
        pass
    others = next((at for at, word in enumerate(words) if at and word.chinese == "等"), 0)
    if others:
        listed_before, counted = _thing(words[:others]), words[others + 1 :]
        if counted and counted[0].kind == "count":
            return f"{_thing(counted)} including {listed_before}"
        return f"{listed_before} and other {_thing(counted) or 'matters'}"
    of = max((at for at, word in enumerate(words) if word.kind == "of"), default=0)
    if of and all(word.kind in ("adjective", "adverb") for word in words[:of]):
        return f"{' '.join(word.english for word in words[:of])} {_thing(words[of + 1 :])}"
    if of:
        return f"{_thing(words[of + 1 :])} of {_thing(words[:of])}"
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    phrases = [part for part in parts if part]
    if len(phrases) == 1 and leads(words, has_adverb=False) and words[0].kind == "action":
        return f"the {words[0].english} of {_thing(words[1:])}"
    last, before = words[-1], words[:-1]
    if len(phrases) == 1 and len(words) > 2 and is_act(last) and before[-1].kind == "adjective":
        return act(replace(last, english=f"{before[-1].english} {last.english}"), compound(before[:-1]))
    if len(phrases) == 1 and ((len(words) > _LONG and is_act(last)) or (before and is_event(last))):
        return act(last, compound(before))
    return listed([compound(part) for part in phrases])
