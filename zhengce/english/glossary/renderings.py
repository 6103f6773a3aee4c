"""The Chinese that English words may stand for: the glossary, the words of titles, places and bodies, all together.

`find` takes a term as a whole (carbon market); `containing` gives all Chinese of whose English a word is a part
(market: 市场, 集市), for a title may have other words than the term that a reader knows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from parsers.csv_tables import rows_of
from zhengce.english.glossary import terms
from zhengce.english.glossary.spelling import STOP_WORDS, stem, words_of
from zhengce.english.glossary.terms import Entry
from zhengce.english.titles import lexicon

LEAST_CORRECTED = 5
"""Letters of a word of which one may be wrong."""

MOST_RENDERINGS = 20
"""Of a word, those that mean it alone and then the shortest first: it may be a part of the English of hundreds."""

_Table = Mapping[tuple[str, ...], Mapping[str, Entry]]


@dataclass(frozen=True, slots=True)
class Index:
    """Entries by the words of their English forms."""

    tables: Sequence[tuple[_Table, _Table]]
    """By the words themselves and by their stems: first the glossary, then what the tables of titles have besides."""
    parts: Mapping[str, Sequence[str]]
    """Chinese by the stem of each word of its English."""
    known: frozenset[str]
    """All English words."""
    longest: int
    """Words of the longest form."""

    def find(self, words: Sequence[str]) -> tuple[Entry, ...]:
        """The entries of these words; of each table those of exactly these, or else of other forms of the verb."""
        found: dict[str, Entry] = {}
        for exact, stems in self.tables:
            held = exact.get(tuple(words)) or stems.get(tuple(map(stem, words)), {})
            found |= {chinese: entry for chinese, entry in held.items() if chinese not in found}
        return tuple(found.values())

    def containing(self, word: str) -> tuple[str, ...]:
        """The Chinese of whose English a word, in any form, is a part; none that another one is a part of."""
        own = tuple(entry.chinese for entry in self.find((word,)))
        return _shortest(own, self.parts.get(stem(word), ()))

    def corrected(self, word: str) -> str | None:
        """The known word that differs from an unknown one by a letter that is wrong, missing, too much or misplaced.

        The first letter is taken to be right.
        """
        if len(word) < LEAST_CORRECTED or not word.isalpha() or word in self.known or stem(word) in self.parts:
            return None
        shortest, longest = max(LEAST_CORRECTED, len(word) - 1), len(word) + 1
        near = [known for known in self.known if known[0] == word[0] and shortest <= len(known) <= longest]
        return next(iter(get_close_matches(word, sorted(near), 1, 1 - 1 / len(word) - 1e-9)), None)


@cache
def index() -> Index:
    """All tables by English words."""
    tables = [_tables(terms.entries()), _tables(_of_titles())]
    entries = [item for exact, _ in tables for item in exact.items()]
    parts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for words, held in entries:
        for word in set(words) - STOP_WORDS:
            parts[stem(word)].update(dict.fromkeys(held))
    known = frozenset(word for words, _ in entries for word in words)
    longest = max(len(words) for words, _ in entries)
    return Index(tables, {key: tuple(held) for key, held in parts.items()}, known, longest)


def _tables(entries: Iterable[Entry]) -> tuple[_Table, _Table]:
    exact: defaultdict[tuple[str, ...], dict[str, Entry]] = defaultdict(dict)
    stems: defaultdict[tuple[str, ...], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        for words in {words_of(form) for form in entry.forms} - {()}:
            exact[words][entry.chinese] = stems[tuple(map(stem, words))][entry.chinese] = entry
    return exact, stems


@lru_cache(maxsize=4096)
def _shortest(first: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in (*sorted(first, key=len), *sorted(texts, key=len)):
        if not any(one in text for one in found):
            found.append(text)
    return tuple(found[:MOST_RENDERINGS])


def _of_titles() -> Iterator[Entry]:
    for word in lexicon.words().values():
        if len(word.chinese) > 1 and word.english:
            yield Entry(word.chinese, word.english, tuple(filter(None, [word.gerund])), "title")
    for row in rows_of("zhengce.english.titles", "heads.csv"):
        yield Entry(row["chinese"], row["before"], (), terms.GENERAL)
