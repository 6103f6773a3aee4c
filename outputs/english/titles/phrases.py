"""Puts the words of a Chinese phrase in the order of English: modifiers before a noun, “the … of” before an action."""

from collections.abc import Sequence

from outputs.english.titles.lexicon import Word

_COMPOUNDS = frozenset(
    "services statistics education investment financing lending manufacturing reserves emissions transport procurement "
    "trading certification registration licensing monitoring inspection testing training employment entrepreneurship "
    "subsidies publicity consumption rectification penalties tendering charging recycling mediation arbitration".split()
)
"""Actions that stand behind their object as a noun does: internet services, not the services of internet."""
_THE = frozenset("industry system market economy sector environment mechanism network field period".split())
"""Last words that want an article: the information industry."""
_EMPTY = frozenset("工作 有关工作 相关工作 有关事项 有关事宜 相关事项 有关问题 相关事宜 事宜 事项".split())
"""关于做好…有关工作的通知: words that close a phrase and say nothing."""
_SMALL = frozenset("a an and as at by for from in of on or the to with".split())


def clause(words: Sequence[Word]) -> str:
    """What a document is about, behind 关于: accelerating the development of …, or a noun phrase."""
    words = _without_close(words)
    adverbs = 0
    while adverbs < len(words) and words[adverbs].kind == "adverb":
        adverbs += 1
    if adverbs == len(words):
        return noun_phrase(words)
    first, rest = words[adverbs], words[adverbs + 1 :]
    leads = first.kind == "verb" or (first.kind == "action" and rest and words[-1].kind not in ("action", "year"))
    if not leads:
        return noun_phrase(words)
    if not first.gerund:  # 做好 is work, and left out
        return noun_phrase(rest) if rest else first.english
    if not rest:
        return first.gerund if adverbs else first.english
    if rest[0].kind == "and" and len(rest) > 2 and rest[1].kind in ("verb", "action"):
        begin = f"{first.gerund} and {rest[1].gerund or rest[1].english}"
        rest = rest[2:]
    else:
        begin = first.gerund
    return " ".join([*(word.english for word in words[:adverbs]), begin, noun_phrase(rest)]).strip()


def noun_phrase(words: Sequence[Word]) -> str:
    """A noun phrase: the years at its end, “A的B” as B of A, an action behind its object as “the … of”."""
    words = _without_close(words)
    years = [word.english for word in words if word.kind == "year"]
    notes = [word.english for word in words if word.kind == "note"]
    plans = [f"under the {word.english}" for word in words if word.kind == "plan"]
    batches = [f"({word.english})" for word in words if word.kind == "batch"]
    core = [word for word in words if word.kind not in ("year", "note", "plan", "batch")]
    text = _of(core)
    return " ".join([text, *plans, *(f"in {year}" for year in years), *batches, *notes]).strip()


def _of(words: Sequence[Word]) -> str:
    at = next((at for at, word in enumerate(words) if word.chinese == "领域" and 0 < at < len(words) - 1), None)
    if at is not None:
        return f"{_of(words[at + 1 :])} in the field of {_of(words[:at])}"
    places = [at for at, word in enumerate(words) if word.kind == "of"]
    if not places or places[-1] in (0, len(words) - 1):
        return _joined([word for word in words if word.kind != "of"])
    at = places[-1]
    owner = words[:at]
    shown = clause(owner) if owner[0].kind in ("verb", "adverb") else noun_phrase(owner)
    return f"{_joined(words[at + 1 :])} of {shown}"


def _joined(words: Sequence[Word]) -> str:
    """Parts between 和 and 、; an action at the end goes for all of them: 生产和使用管理, A和B管理."""
    parts: list[list[Word]] = [[]]
    marks: list[str] = []
    for word in words:
        if word.kind == "and":
            parts.append([])
            marks.append(word.chinese)
        else:
            parts[-1].append(word)
    phrases = [part for part in parts if part]
    if len(phrases) < 2:
        return _simple(phrases[0]) if phrases else ""
    phrases = _adjectives_together(phrases)
    if len(phrases) < 2:
        return _simple(phrases[0])
    last = phrases[-1]
    if last[-1].kind == "action" and len(last) > 1 and not any(_is_act(part[-1]) for part in phrases[:-1]):
        objects = _listed([_simple(part) for part in (*phrases[:-1], last[:-1])])
        return _act(last[-1], objects)
    before = phrases[-2]
    if (
        len(phrases) == 2
        and len(last) == 1
        and last[0].kind == "action"
        and before[-1].kind == "action"
        and before[:-1]
    ):
        return f"the {before[-1].english} and {last[0].english} of {_simple(before[:-1])}"
    if len(last) > 1 and not _is_act(last[-1]) and any(_is_act(part[-1]) for part in phrases[:-1]):
        return _listed([*(_compound(part) for part in phrases[:-1]), _compound(last)])
    return _listed([_simple(part) for part in phrases])


def _adjectives_together(parts: list[list[Word]]) -> list[list[Word]]:
    """中央 与 地方 财政: central and local finance, one part."""
    found: list[list[Word]] = []
    for part in parts:
        if found and len(found[-1]) == 1 and found[-1][0].kind == "adjective" and part[0].kind == "adjective":
            first, second = found[-1][0], part[0]
            both = Word(first.chinese + second.chinese, "adjective", f"{first.english} and {second.english}")
            found[-1] = [both, *part[1:]]
        else:
            found.append(part)
    return found


def _compound(words: Sequence[Word]) -> str:
    return " ".join([*(_modifier(word) for word in words[:-1]), words[-1].english])


def _simple(words: Sequence[Word]) -> str:
    """Words without conjunctions: modifiers before the last one, or what the last one does to them."""
    if not words:
        return ""
    *before, last = words
    if not before:
        return _with_article(last.english)
    if words[0].kind == "verb" and last.kind != "action":
        return _act(words[0], _simple(words[1:]))
    if _is_act(last) and before[-1].kind in ("adjective", "adverb") and before[:-1]:
        qualified = Word("", "action", f"{before[-1].english} {last.english}")  # 健康发展: its sound development
        return _act(qualified, _simple(before[:-1]))
    if _is_act(last) and _is_act(before[-1]) and before[:-1]:
        both = Word("", "action", f"{before[-1].english} and {last.english}")
        return _act(both, _simple(before[:-1]))
    if _is_act(last):
        return _act(last, _simple(before))
    modifiers = " ".join(_modifier(word) for word in before)
    return _with_article(f"{modifiers} {last.english}".replace(" the ", " "))


def _with_article(text: str) -> str:
    wants = text.rpartition(" ")[2] in _THE and not text.startswith("the ")
    return f"the {text}" if wants else text


def _act(action: Word, thing: str) -> str:
    if action.english.rpartition(" ")[2] in _COMPOUNDS:
        return f"{thing} {action.english}"
    return f"the {action.english} of {thing}"


def _modifier(word: Word) -> str:
    text = word.english
    if " of " in text or text in ("series", "news", "goods", "customs", "arms"):
        return text
    if word.kind == "noun" and text.endswith("ies") and len(text) > 5:
        return text[:-3] + "y"
    if word.kind == "noun" and text.endswith("s") and not text.endswith(("ss", "us", "is", "ics", "services")):
        return text[:-1]
    return text


def _listed(parts: Sequence[str]) -> str:
    if len(parts) == 2:
        return f"{parts[0]} and {parts[1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _is_act(word: Word) -> bool:
    return word.kind in ("action", "verb")


def _without_close(words: Sequence[Word]) -> Sequence[Word]:
    end = len(words)
    while end > 1 and (words[end - 1].chinese in _EMPTY or words[end - 1].chinese == "等"):
        end -= 1
    if end > 1 and words[end - 1].kind == "of":
        end -= 1
    return words[:end]


def title_case(text: str) -> str:
    """Capitals as in a title: Measures for the Administration of Data Security."""
    words = text.split(" ")
    return " ".join(word if at and word in _SMALL else _capital(word) for at, word in enumerate(words) if word)


def _capital(word: str) -> str:
    for at, char in enumerate(word):
        if char.isalpha() and char.isascii():
            return word[:at] + char.upper() + word[at + 1 :]
        if char.isalnum():
            return word
    return word
