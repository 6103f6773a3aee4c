"""The English of an indicator: 每万人口高价值发明专利拥有量 as high-value invention patents held per 10,000 people.

An indicator is a thing, what is measured of it, and per what. What is measured is a closed class (`measures.csv`, the
longest that ends the indicator counts); 建成, 培育 and their like say what is done to the things that are counted
(`acts.csv`); the thing is a noun phrase of the words of titles. Where a part of it is in no table, or where its words
can be understood in two ways, there is no English: half an indicator misleads.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from unicodedata import normalize

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.targets.quantities import read_quantity
from storage.resolution.normalization import comparable
from zhengce.english.glossary import renderings
from zhengce.english.glossary.spelling import STOP_WORDS, stem, words_of
from zhengce.english.plurals import plural, singular
from zhengce.english.titles.grammar import noun_phrase, stacked
from zhengce.english.titles.lexicon import cut, word_class, words
from zhengce.english.titles.wording import Unclear

_LEFT_OUT = lazy_regex(r"[\s“”\"]|(?<=县)[（(]市、区[）)]")
_MODIFIERS = {"城市": "urban", "城镇": "urban", "农村": "rural", "工业": "industrial", "县域": "county"}
"""Nouns that are adjectives before another."""
_POINTING = lazy_regex("[以如]下|以上|上述|其他|[该各](?!类)|每[个家项]|本(?!科)")
"""以下比例, 每个方向揭榜单位: of what stands elsewhere."""
_BRACKET = lazy_regex(r"[（(]([^（）()]{1,24})[）)]")
_NO_NOUN = ("unknown", "verb", "adverb", "note", "function")
_SHORT = 2
"""Characters of a measure that may be a part of another word: 效率, 比."""
_MEASURED = lazy_regex(
    r"\b(?:gross marine product|rate|ratio|share|index|level|density|intensity|period|cycle|limit)"
    r"(?: (?:of|in|per)\b.*)?$"
)
"""One of it is measured: it has no plural."""
_TWICE = lazy_regex(r"\b(\w+|in the \w+)(?: \1)+\b")
_MEASURES = {row["chinese"]: (row["before"], row["after"]) for row in rows_of(__package__, "measures.csv")}
_ACTS = {row["chinese"]: row["behind"] for row in rows_of(__package__, "acts.csv")}
_WORDS = {row["chinese"]: row["english"] for row in rows_of(__package__, "indicator_words.csv")}
"""Words of forms; the same word is the same in each of them."""
_LONGEST = 60
"""Characters; what is longer is a sentence."""


@lru_cache(maxsize=8192)
def english_indicator(indicator: str) -> str | None:
    """An indicator in English with a capital; None where a part of it has no certain English."""
    text = _LEFT_OUT.sub("", indicator)
    is_name = 0 < len(text) <= _LONGEST and not _POINTING.match(text)
    if not is_name or not (found := _translated(text)):
        return None
    if _thing(text) == found and not _MEASURED.search(found):  # what is counted, without a measure
        found = plural(found)
    return found[0].upper() + _TWICE.sub(r"\1", found)[1:]


@lru_cache(maxsize=8192)
def _translated(text: str) -> str | None:
    """The English of an indicator or of a part of one; each part is read once, however many ways lead to it."""
    if notes := _BRACKET.findall(text):  # （不包括海岛岸线）
        shown = [_formed(note, "note") or _translated(note) for note in notes]
        found = _translated(_BRACKET.sub("", text))
        return f"{found} ({'; '.join(filter(None, shown))})" if found and None not in shown else None
    return _formed(text) or _done(text) or _measured(text) or _thing(text)


def _formed(text: str, of: str = "whole") -> str | None:
    """By the first form of `indicator_forms.csv` all of whose parts have English: A占B比重, share of A in B.

    A part is named by how it is read: x as an indicator, t as a thing, plural as things of which there are many,
    word by the table of its name in the pattern, count as a number.
    """
    for pattern, english in _forms()[of]:
        if match := pattern.fullmatch(text):
            parts = {name: _part(name, part) for name, part in match.groupdict().items()}
            if None not in parts.values():
                return english.format(**parts).replace("share of share of", "share of")
    return None


def _part(name: str, text: str) -> str | None:
    if name == "plural":
        return plural(found) if (found := _thing(text)) else None
    if name == "count":
        amount = read_quantity("1", f"{text}个").amount
        return None if amount is None else f"{amount:,.0f}"
    if name == "word":
        return _WORDS.get(text)
    return _translated(text) if name[0] == "x" else _thing(text) if name[0] == "t" else text


@cache
def _forms() -> Mapping[str, Sequence[tuple[re.Pattern[str], str]]]:
    words: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows_of(__package__, "indicator_words.csv"):
        words[row["table"]].append(row["chinese"])
    forms: defaultdict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
    for row in rows_of(__package__, "indicator_forms.csv"):
        pattern = re.sub("(?<!P)<([a-z]+)>", lambda name: f"(?:{'|'.join(words[name[1]])})", row["pattern"])
        forms[row["of"]].append((re.compile(pattern), row["english"]))
    return forms


def _measured(text: str) -> str | None:
    """What is measured, and of what."""
    for count in range(min(len(text), 14), 0, -1):
        measure = _MEASURES.get(text[-count:])
        if measure is None or (count <= _SHORT and _splits_word(text, len(text) - count)):
            continue
        before, after = measure
        if count == len(text):
            return _TRAILING.sub("", after or before) if count > 1 else None
        thing = text[:-count]
        plain = _thing(thing)
        is_vague = count == 1 or text[-count:][:2] in _DOUBLED or before == "number of"
        if plain and is_vague and cut(thing)[-1].kind in ("action", "verb"):
            return None  # 利用处置能力: of one act or of two; 全民艺术普及率 of which 率 says too little
        found = plural(plain) if plain else _translated(thing) if before.startswith(_OF_MEASURES) else None
        if found is None:
            continue
        if before:
            return f"{before} {found}"
        one = singular(plain or found)
        return f"{one} {after}" if _is_short(one) and _is_short(after) else f"{after} of {found}"
    return None


_OF_MEASURES = ("share of", "market share of", "total imports")
"""Measures of other measures: the share of an output value."""
_DOUBLED = ("处置", "处理", "回收", "利用", "收集", "加工", "运输", "储备")
"""Acts with which a measure begins, and before which another act may stand."""
_TRAILING = lazy_regex(r"(?: (?:of|in|on|for|by|to|into|from))+$")


def _is_short(phrase: str) -> bool:
    """Whether a phrase can stand before a noun: 5G user, not the treatment of sewage and refuse."""
    return len(phrase.split()) <= 4 and not re.search(r"\b(?:of|and|in|for|per|to|above)\b|,", phrase)


def _splits_word(text: str, at: int) -> bool:
    """Whether a cut goes through a known word: 效率 of 服务效率, 比 of 对比."""
    known = words()
    return any(
        text[start:end] in known
        for start in range(max(0, at - 3), at)
        for end in range(at + 1, min(len(text), at + 4) + 1)
    )


def _done(text: str) -> str | None:
    """培育具有国际竞争力的领军企业: leading enterprises … fostered."""
    for count in range(min(6, len(text) - 2), 1, -1):
        rest = text[count:]
        if (behind := _ACTS.get(text[:count])) is None or rest in _MEASURES or rest in word_class("carrier"):
            continue
        if not rest.startswith(tuple(_ACTS)) and (found := _translated(rest)):
            return f"{plural(found) if _thing(rest) else found} {behind}"
    return None


def _thing(text: str) -> str | None:
    """A noun phrase, where all of its words are known and no verb stands amid them."""
    if not text:
        return None
    if found := _formed(text, "thing"):
        return found
    for name, adjective in _MODIFIERS.items():
        rest = text.removeprefix(name)
        if 1 < len(rest) < len(text) and not _splits_word(text, len(name)) and (found := _noun(rest)):
            return f"{adjective} {found}"
    return _noun(text)


def _noun(text: str) -> str | None:
    parts = cut(text)
    if any(word.kind in _NO_NOUN for word in parts) or parts[-1].kind in ("and", "of"):
        return None
    for phrase in (noun_phrase, stacked):
        with suppress(Unclear):
            return phrase(parts).removeprefix("the ")
    return None


def indicator_filter(text: str) -> Callable[[str], bool]:
    """Whether an indicator, as printed, is meant by a text; width, case, blanks and punctuation do not matter.

    Each word of an English text is in the indicator's English, in its name, or stands for Chinese that the name has.
    """
    wanted = comparable(text)
    words = [word for word in words_of(text) if word not in STOP_WORDS] if text.isascii() and wanted else []

    @cache
    def is_meant(indicator: str) -> bool:
        name = comparable(indicator)
        if not words or wanted in name:
            return wanted != "" and wanted in name
        own = {stem(word) for word in words_of(english_indicator(normalize("NFKC", indicator)) or "")}
        return all(
            stem(word) in own
            or comparable(word) in name
            or any(chinese in name for chinese in renderings.index().containing(word))
            for word in words
        )

    return is_meant
