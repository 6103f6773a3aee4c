"""What a word does in its phrase: lead a clause, describe a noun, close the phrase and say nothing."""

from collections.abc import Sequence

from msgspec.structs import replace

from zhengce.english.titles.lexicon import Word, word_class

_EMPTY = word_class("empty")
"""关于做好…有关工作的通知: words that close a phrase and say nothing."""
EMPTY_BEFORE = _EMPTY | {"有关", "相关"}
"""Those that close a phrase before others do."""
_DOES_TO_NOUN = word_class("takes object")
"""Actions before a noun that may be done to it or describe it: 建设 in 建设住房, but not in 建设项目."""
CARRIERS = word_class("carrier")
"""Nouns that an action before them describes: 管理制度, management system."""
AS_NOUNS = word_class("describes")
"""Verbs that describe a noun as well: 技术推广体系; all others begin a clause of their own."""
_EVENTS = ("ation", "ction", "sion", "ing", "ment", "ition")
_NO_EVENTS = frozenset(
    "information institution station population corporation association organisation environment government equipment "
    "department instrument region building housing television television-station accounting".split()
)
_ADJECTIVES = (("ically", "ic"), ("ibly", "ible"), ("fully", "full"), ("ily", "y"), ("ly", ""))


class Unclear(ValueError):
    """Two readings of a phrase give different English."""


def leads(words: Sequence[Word], has_adverb: bool) -> bool:
    """True if the first word is a verb with an object behind it."""
    first = words[0]
    if first.kind == "verb":
        return True
    if first.kind != "action" or len(words) < 2:
        return has_adverb and first.kind == "action"
    behind = words[1]
    if behind.kind == "and" and len(words) > 3 and words[2].kind in ("verb", "action"):
        return words[3].kind not in ("and", "action", "of") and words[3].chinese not in CARRIERS
    if behind.kind == "verb" and len(words) > 2:
        return True
    return first.chinese in _DOES_TO_NOUN and behind.kind in ("noun", "adjective", "unknown") and is_done_to(words)


def is_done_to(words: Sequence[Word]) -> bool:
    """建设 in 建设住房; not in 建设项目, nor in 管理信息系统建设, where an action follows."""
    return words[1].chinese not in CARRIERS and not is_act(core_of(words)[-1])


def takes_object(words: Sequence[Word]) -> bool:
    return len(words) > 1 and (words[0].kind == "verb" or words[1].kind in ("noun", "adjective", "unknown", "place"))


def begins(words: Sequence[Word], at: int) -> bool:
    """True if the verb has an object of its own: not 推广 in 技术推广体系, nor the last word but 工作."""
    verb, behind = words[at], words[at + 1]
    ends = (behind.chinese in CARRIERS and at + 2 == len(words)) or all(map(is_act, words[at + 1 :]))
    if ends and verb.chinese not in AS_NOUNS:
        raise Unclear  # 合同定购制度, 品牌培育提升
    describes = verb.chinese in AS_NOUNS and (behind.chinese in CARRIERS or all(map(is_act, words[at + 1 :])))
    return not describes and behind.kind not in ("of", "and") and bool(verb.gerund)


def describes(words: Sequence[Word], at: int) -> bool:
    """True if the action describes the noun behind it, or other actions follow to the end."""
    return words[at + 1].chinese in CARRIERS or words[at + 1].kind in ("action", "verb")


def parted(words: Sequence[Word]) -> list[list[Word]]:
    """What stands between 和 and 、."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def places_before(words: Sequence[Word]) -> int:
    """How many places stand before something else; 0 where all are places."""
    return next((at for at, word in enumerate(words) if word.kind != "place"), 0)


def core_of(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind not in ("year", "note", "plan", "batch")] or list(words[-1:])


def without_close(words: Sequence[Word]) -> Sequence[Word]:
    end = len(words)
    while end > 1 and words[end - 1].chinese in (_EMPTY if end == len(words) else EMPTY_BEFORE):
        end -= 1
    if end > 1 and words[end - 1].kind == "of":
        end -= 1
    return words[:end]


def adjectives_for_adverbs(words: Sequence[Word]) -> list[Word]:
    """持续 before 增长 in a noun phrase: continuous growth."""
    found = []
    for word in words:
        if word.kind == "adverb":
            ending = next(((old, new) for old, new in _ADJECTIVES if word.english.endswith(old)), None)
            if ending is None or " " in word.english:
                raise Unclear
            word = replace(word, kind="adjective", english=word.english.removesuffix(ending[0]) + ending[1])
        found.append(word)
    return found


def adjectives_together(parts: list[list[Word]]) -> list[list[Word]]:
    """中央 与 地方 财政: central and local finance, one part."""
    found: list[list[Word]] = []
    for part in parts:
        if found and len(found[-1]) == 1 and found[-1][0].kind == "adjective" and part[0].kind == "adjective":
            first, second = found[-1][0], part[0]
            both = replace(first, chinese="", english=f"{first.english} and {second.english}")
            found[-1] = [both, *part[1:]]
        else:
            found.append(part)
    return found


def is_act(word: Word) -> bool:
    return word.kind in ("action", "verb")


def is_event(word: Word) -> bool:
    """True for a noun of what happens (造林绿化, afforestation), by its English."""
    last = word.english.rpartition(" ")[2]
    is_plain = " from " not in word.english and " to " not in word.english
    return word.kind == "noun" and is_plain and last.endswith(_EVENTS) and last not in _NO_EVENTS
