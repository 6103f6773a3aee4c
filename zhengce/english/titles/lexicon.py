"""The words that titles are made of: tables of Chinese and English, and the cheapest cut of a text into them.

Tables: `words.csv` (nouns, adjectives, adverbs), `actions.csv` (verbs, with their noun and gerund), `places.csv`, the
glossary of policy terms, the agencies. A single character is never a word, but for conjunctions, 的 and
rare metals: it has too many meanings. What no table holds stays Chinese and is marked as unknown.
"""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, cast

import msgspec

from parsers.csv_tables import rows_of
from parsers.grammar.agencies import AGENCIES
from parsers.grammar.numerals import read_numeral
from zhengce.english.glossary import terms
from zhengce.english.plurals import is_adjective, plural_of_things

Kind = Literal[
    "noun", "adjective", "adverb", "verb", "action", "and", "of", "function", "place", "count", "year", "plan", "batch",
    "note", "unknown",
]  # fmt: skip


class Word(msgspec.Struct, frozen=True):
    """One word of a title: a struct, since 14,000 are made before the first title is read."""

    chinese: str
    kind: Kind
    english: str
    """Of a verb or an action its noun: development."""
    gerund: str = ""
    is_official: bool = False
    """From the glossary, the agencies or a pattern, not from the list of common words."""


_KINDS: Mapping[str, Kind] = {"n": "noun", "a": "adjective", "d": "adverb", "p": "noun", "b": "noun", "f": "adjective"}
_CONJUNCTIONS = "和 与 及 以及 暨 、 并 + ＋".split()
PREPOSITIONS = tuple("在 对 对于 为 向 从 由 以 按 按照 用 于 至 被 经 通过 同 将 把 或 使 关于".split())
"""What the clause around them is read by."""
_UNKNOWN_COST = 10
_FUNCTION_COST = 3
_LONGEST = 16

_PARTS = {
    "<number>": r"(?:\d+|[一二三四五六七八九十百]+)",
    "<year>": r"(?:19|20)\d\d",
    "<month>": "1[0-2]|[1-9]",
    "<measure>": "(?:个(?!人|体|税)|项(?!目)|家(?!庭|电|具|禽)|名(?!单|录|称|酒|牌)|件|种(?!子|植|业|质|类|畜)|座|位"
    "|户(?!籍|外|口)|所(?!得|有)|处(?!理|罚|置|分|方)|条(?!例|件|款|约)|部(?=部门规章|规章|法|规范))",
}
"""What stands for a part of a pattern in `patterns.csv`."""
_PATTERN_STARTS = '（(“"第中新国汛秋冬首一二三四五六七八九十百两0123456789' + string.ascii_letters
"""With what a text of a pattern begins."""
_MONTHS = "January February March April May June July August September October November December".split()
_SMALL_NUMBERS = "zero one two three four five six seven eight nine ten".split()
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()


@cache
def words() -> Mapping[str, Word]:
    """All words of the tables by their Chinese."""
    found: dict[str, Word] = {}
    for row in rows_of(__package__, "words.csv"):
        kind = _KINDS.get(row["kind"], "noun")
        if kind == "noun" and row["english"].islower() and " " not in row["english"] and is_adjective(row["english"]):
            kind = "adjective"
        if row["chinese"].endswith("期间"):
            kind = "year"
        is_thing = kind == "noun" and not row["english"].endswith("building")
        english = plural_of_things(row["english"]) if is_thing else row["english"]
        found[row["chinese"]] = Word(row["chinese"], kind, english)
    for agency in AGENCIES.values():
        for name in (agency.zh_full, agency.zh_full.removeprefix("中华人民共和国"), agency.zh_short):
            if agency.en_name and len(name) > 1:
                found[name] = Word(name, "noun", f"the {agency.en_name}", is_official=True)
    for entry in terms.entries():
        if len(entry.chinese) > 1 and entry.chinese not in found:
            english = entry.english if entry.chinese.endswith("建设") else plural_of_things(entry.english)
            is_plain = english.islower() and english.isalpha() and is_adjective(english)
            found[entry.chinese] = Word(entry.chinese, "adjective" if is_plain else "noun", english, is_official=True)
    for row in rows_of(__package__, "places.csv"):
        suffixes = {"province": ("", "省", "市"), "city": ("", "市"), "county": ("", "市", "县"), "region": ("",)}[
            row["kind"]
        ]
        for name in (row["chinese"] + suffix for suffix in suffixes):
            found[name] = Word(name, "place", row["english"], is_official=True)
            government = f"the People's Government of {row['english']}"
            found[f"{name}人民政府"] = Word(f"{name}人民政府", "noun", government, is_official=True)
    for row in rows_of(__package__, "actions.csv"):
        act: Kind = "action" if row["kind"] == "noun" else "verb"
        found[row["chinese"]] = Word(row["chinese"], act, row["noun"], row["gerund"])
    for conjunction in _CONJUNCTIONS:
        found[conjunction] = Word(conjunction, "and", "and", is_official=True)
    for preposition in PREPOSITIONS:
        found[preposition] = Word(preposition, "function", "", is_official=True)
    found["\u3000"] = Word("\u3000", "and", "and", is_official=True)
    return found | {"的": Word("的", "of", "of", is_official=True), "等": Word("等", "noun", "others")}


def rank(place: str) -> int:
    """0 for a province, 1 for a city, 2 for another place, by its English."""
    return _ranks().get(place, 0 if place.endswith("Autonomous Region") else 2)


@cache
def _ranks() -> Mapping[str, int]:
    ranks = {"city": 1, "province": 0}
    return {row["english"]: ranks[row["kind"]] for row in rows_of(__package__, "places.csv") if row["kind"] in ranks}


@cache
def _lengths() -> Mapping[str, Sequence[int]]:
    """The first two characters of words -> their lengths, the shortest first; a word of one character begins others."""
    found: dict[str, set[int]] = {}
    for word in words():
        if len(word) <= _LONGEST:
            found.setdefault(word[:2], set()).add(len(word))
    for first, lengths in found.items():
        if first[0] in found:
            lengths.add(1)
    return {first: tuple(sorted(lengths)) for first, lengths in found.items()}


@cache
def word_class(names: str) -> tuple[str, ...]:
    """The Chinese words of a class of `classes.csv`, or of several (light|lists): on them the order depends."""
    wanted = names.split("|")
    return tuple({row["chinese"]: "" for row in rows_of(__package__, "classes.csv") if row["class"] in wanted})


@cache
def _words_of_class(names: str) -> frozenset[str]:
    return frozenset(word_class(names))


def is_a(names: str, word: Word) -> bool:
    """True of a word of a class, or of one of several."""
    return word.chinese in _words_of_class(names)


def ends_in(names: str, word: Word) -> bool:
    """True of a word that ends in one of a class: 中小企业 in 企业."""
    return word.chinese.endswith(word_class(names))


def cut(text: str) -> list[Word]:
    """The cheapest cut of a text: as few words as possible, and as few unknown characters as possible."""
    known, lengths, patterns, last = words(), _lengths(), _patterns(), len(text)
    costs = [0, *[10**9] * last]
    ways: list[tuple[int, Word | tuple[_Pattern, re.Match[str]] | None]] = [(0, None)] * (last + 1)
    """How to come to each place: from where, by which word; None for an unknown character."""
    for at, start in enumerate(text):
        cost = costs[at]
        for pattern in patterns.get(start, ()):
            if (match := pattern.printed.match(text, at)) and cost + 1 < costs[match.end()]:
                costs[match.end()], ways[match.end()] = cost + 1, (at, (pattern, match))
        for length in lengths.get(text[at : at + 2]) or lengths.get(start, ()):
            end = at + length
            if end <= last and (word := known.get(text[at:end])):
                price = cost + (_FUNCTION_COST if word.kind == "function" else 1)
                is_tie = price == costs[end] and isinstance(ways[end][1], Word)  # 义务教育|质量, not 义务|教育质量
                if price < costs[end] or is_tie:
                    costs[end], ways[end] = price, (at, word)
        if cost + _UNKNOWN_COST < costs[at + 1]:
            costs[at + 1], ways[at + 1] = cost + _UNKNOWN_COST, (at, None)
    backwards: list[Word] = []
    at = last
    while at:
        end, (at, found) = at, ways[at]
        if isinstance(found, Word):
            backwards.append(found)
        elif found:
            pattern, match = found
            backwards.append(pattern.word(match))
        else:
            while at and ways[at][1] is None:  # unknown characters, joined
                at = ways[at][0]
            backwards.append(Word(text[at:end], "unknown", text[at:end]))
    return _in_sense(backwards[::-1])


def _in_sense(found: list[Word]) -> list[Word]:
    """Words of several senses in that of their neighbours (`senses.csv`); unknown where no row has the neighbours."""
    for at, word in enumerate(found):
        if rows := _senses().get(word.chinese):
            before = "".join(one.chinese for one in found[max(0, at - 3) : at])
            behind = "".join(one.chinese for one in found[at + 1 : at + 4])
            found[at] = next(
                (sense for left, right, sense in rows if left.search(before) and right.match(behind)),
                Word(word.chinese, "unknown", word.chinese),
            )
    return found


@cache
def _senses() -> Mapping[str, Sequence[tuple[re.Pattern[str], re.Pattern[str], Word]]]:
    """Patterns of what stands before and behind a word -> the word in that sense."""
    found: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], Word]]] = {}
    for row in rows_of(__package__, "senses.csv"):
        word = Word(row["chinese"], cast("Kind", row["kind"]), row["english"], row["gerund"])
        before, behind = re.compile(f"(?:{row['before']})$"), re.compile(row["behind"])
        found.setdefault(row["chinese"], []).append((before, behind, word))
    return found


class _Pattern(NamedTuple):
    """A row of `patterns.csv`: a text, the kind of its word, and that word's English by the groups of the text."""

    printed: re.Pattern[str]
    kind: Kind
    english: str

    def word(self, match: re.Match[str]) -> Word:
        groups = {name: _Found(value or "") for name, value in match.groupdict().items()}
        return Word(match[0], self.kind, self.english.format_map(groups), is_official=True)


@cache
def _patterns() -> Mapping[str, Sequence[_Pattern]]:
    """The patterns by what a text of them `starts` with, a character."""
    found: dict[str, list[_Pattern]] = {}
    for row in rows_of(__package__, "patterns.csv"):
        printed = re.sub("(?<!P)<(?:number|year|month|measure)>", lambda part: _PARTS[part[0]], row["pattern"])
        pattern = _Pattern(re.compile(printed), cast("Kind", row["kind"]), row["english"])
        for start in re.findall(f"[{row['starts']}]", _PATTERN_STARTS):
            found.setdefault(start, []).append(pattern)
    return found


class _Found(str):
    """What a group of a pattern found; `patterns.csv` names its form behind a colon: {n:ordinal}."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return _FORMS[form](self) if form else str(self)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else read_numeral(text) or 0


def _small(text: str) -> str:
    number = _number(text.replace("两", "二"))
    return _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) else str(number)


def _ordinal(text: str) -> str:
    number = _number(text)
    if number < len(ORDINALS):
        return ORDINALS[number]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FORMS: Mapping[str, Callable[[str], str]] = {
    "number": lambda text: str(_number(text)) if text else "",
    "ordinal": _ordinal,
    "Ordinal": lambda text: _ordinal(text).title(),
    "small": _small,
    "month": lambda text: _MONTHS[int(text) - 1],
    "digits": lambda text: text.translate(_DIGITS),
    "period": lambda text: " period" if text else "",
    "place": lambda text: words()[text].english if text in words() else text,
}
