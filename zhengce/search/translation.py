"""English words of a query as Chinese phrases, by the glossary and the table of bodies; all else stays as written.

The longest term counts (`carbon market` before `carbon`), whatever its number, hyphens, spelling and case. A term that
means several phrases means any of them. `data center energy efficiency` becomes `数据中心 能效`, and the search is made
of that text: the same query in Chinese finds the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.grammar import agencies
from zhengce.english.glossary import renderings
from zhengce.english.glossary import terms as glossary
from zhengce.english.glossary.spelling import STOP_WORDS, words_of
from zhengce.english.glossary.terms import Entry
from zhengce.search import tokens
from zhengce.search.query import LONGEST, MOST_TERMS, BadQuery, Piece, Query, Translation, is_year
from zhengce.search.tokens import Token

MOST_PHRASES = (8, 3, 1)
"""Chinese phrases of one English term; fewer where the query would become too long."""

IN_TITLES = frozenset(
    "通知 公告 通告 意见 规划 计划 方案 办法 规定 条例 规则 细则 纲要 指南 指引 目录 批复 决定 令 函 白皮书 "
    "解读".split()
)
"""Kinds of documents, looked for as 《…》, in titles: nearly every text has the word somewhere."""

_HAN = re.compile("[^\x00-\u024f‘’‐-―…]")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
_SPLIT = re.compile(r"[/‐-―-]+")
_ENGLISH = re.compile("(?<![A-Za-z0-9\u00c0-\u024f])[A-Z\u00c0-\u00de]?[a-z\u00df-\u024f]{2,}")
_EDGES = ".,;:!?()[]'‘’…"


def translate(query: Query) -> Translation | None:
    """A query with Chinese in place of its English words; None where it has none, so that nothing changes.

    Of a term that means several phrases only the first are taken where the query would become too long. Raises
    BadQuery where it is too long even so.
    """
    if _HAN.search(query.text) and not _has_english_words(query.tokens):
        return None  # AI 芯片 is a Chinese query
    for most in MOST_PHRASES:
        translator = _Translator(query, most)
        pieces = tuple(translator.translate(query.tokens))
        unknown = tuple(dict.fromkeys(translator.unknown))
        if not translator.is_changed:
            return Translation(tuple(map(Piece, query.tokens)), False, unknown) if unknown else None
        translation = Translation(pieces, translator.is_plain, unknown, corrected=tuple(translator.corrected.items()))
        if len(translation.text) <= LONGEST and translation.terms <= MOST_TERMS:
            return translation
    if len(translation.text) > LONGEST:
        raise BadQuery(f"a query may have {LONGEST} characters, this one has {len(translation.text)} in Chinese")
    return translation


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a run of Latin letters: 5G-based has two."""

    printed: str
    plain: str
    """As words are compared; empty for an article."""
    run: int

    @property
    def is_stop_word(self) -> bool:
        return (not self.plain or self.plain in STOP_WORDS) and not (len(self.printed) > 1 and self.printed.isupper())


class _Translator:
    """Translates one query from left to right."""

    def __init__(self, query: Query, most: int) -> None:
        self.most = most
        self.is_plain = _is_plain(query.tokens)
        self.has_chinese = _HAN.search(query.text) is not None
        self.is_changed = False
        self.unknown: list[str] = []
        self.corrected: dict[str, str] = {}

    def translate(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        runs: list[str] = []
        for token in tokens:
            if token.kind == "run" and not _HAN.search(token.words):
                runs.append(token.words)
                continue
            yield from self._runs(runs)
            runs = []
            if token.kind == "group" and self.is_plain:  # brackets bind nothing where there is no operator
                yield from self.translate(token.parts)
            elif token.kind == "group":
                yield from self._group(token)
            elif token.kind == "phrase":
                yield self._phrase(token.words)
            else:
                yield Piece(token)
        yield from self._runs(runs)

    def _group(self, token: Token) -> Iterator[Piece]:
        parts = tuple(piece.token for piece in self.translate(token.parts))
        inner = " ".join(part.text for part in parts)
        if " " in inner:
            yield Piece(tokens.group(inner, parts))
        else:
            yield from map(Piece, parts)

    def _phrase(self, words: str) -> Piece:
        exact = Piece(tokens.phrase(words))
        plain = words_of(words)
        if _HAN.search(words) or not plain or plain in _bodies() or (len(plain) == 1 and _is_latin(words.strip())):
            return exact
        entries = renderings.index().find(plain)
        if entries:
            return self._term(words, plain, entries)
        if _is_english(words):
            self.unknown.append(words)
        return exact

    def _runs(self, runs: Sequence[str]) -> Iterator[Piece]:
        words = [self._corrected(word) for word in _words(runs)]
        found = list(self._matched(words))
        matched = {word.run for piece, covered in found if piece for word in covered}
        says = any(not word.is_stop_word for word in words) or self.has_chinese or not self.is_plain
        done: set[int] = set()
        for piece, covered in found:
            word = covered[0]
            if piece:
                yield piece
            elif word.run not in matched and word.run not in done:  # 2021-2025 and GB/T stay whole
                done.add(word.run)
                if not (says and all(one.is_stop_word for one in words if one.run == word.run)):
                    yield from self._unknown(runs[word.run].strip(_EDGES))
                elif len(words) == 1 and not self.is_plain:
                    yield Piece(tokens.run(runs[word.run]))  # NOT the: an operator needs its term
            elif word.run in matched and not word.is_stop_word:
                yield from self._unknown(word.printed)

    def _corrected(self, word: _Word) -> _Word:
        """A word in small letters, with a letter put right where only then it is known."""
        meant = renderings.index().corrected(word.plain) if word.printed.islower() else None
        if meant is None:
            return word
        self.corrected[word.printed] = meant
        return replace(word, printed=meant, plain=meant)

    def _unknown(self, printed: str) -> Iterator[Piece]:
        if not any(char.isalnum() for char in printed):
            return
        if _is_english(printed):
            self.unknown.append(printed)
        general = _is_english(printed) or not (_LETTER.search(printed) or is_year(printed))
        yield Piece(tokens.run(printed), printed, is_general=general)

    def _matched(self, words: Sequence[_Word]) -> Iterator[tuple[Piece | None, Sequence[_Word]]]:
        """The words from left to right, the longest terms together; None for a word without a term."""
        at = 0
        while at < len(words):
            length, piece = self._longest(words[at:])
            yield piece, words[at : at + length]
            at += length

    def _longest(self, words: Sequence[_Word]) -> tuple[int, Piece | None]:
        if words[0].is_stop_word:
            return 1, None
        index = renderings.index()
        for length in range(min(len(words), max(index.longest, _longest_name())), 0, -1):
            covered = words[:length]
            if covered[-1].is_stop_word:
                continue
            plain = tuple(word.plain for word in covered if word.plain)
            printed = " ".join(word.printed for word in covered)
            if piece := self._body(plain, printed):
                return length, piece
            entries = index.find(plain)
            if plain[0] in STOP_WORDS and length == 1:  # IT and US, but not it and us
                entries = tuple(entry for entry in entries if printed.replace(".", "") in entry.forms)
            if entries:
                return length, self._term(printed, plain, entries)
        return 1, None

    def _body(self, plain: tuple[str, ...], printed: str) -> Piece | None:
        owner = _bodies().get(plain)
        if owner is None:
            return None
        if plain == words_of(owner.abbr):
            is_term = plain[0] in STOP_WORDS or renderings.index().find(plain)
            is_abbreviation = not printed.islower() or not is_term
            return Piece(tokens.run(owner.abbr), printed) if is_abbreviation else None
        self.is_changed = True
        return Piece(tokens.run(owner.zh_short), printed, (owner.zh_short,))

    def _term(self, printed: str, plain: tuple[str, ...], entries: Sequence[Entry]) -> Piece:
        self.is_changed = True
        preferred = sorted(entries, key=lambda entry: words_of(entry.english) != plain)
        latin = [form for entry in entries for form in entry.forms if _is_latin(form) and words_of(form) == plain]
        chinese = _shortest([entry.chinese for entry in preferred])[: self.most]
        any_of = [tokens.phrase(form) for form in dict.fromkeys(latin)]
        any_of += [tokens.title(text) if text in IN_TITLES else tokens.run(text) for text in chinese]
        is_general = all(entry.field == glossary.GENERAL for entry in entries)
        return Piece(tokens.any_of(any_of), printed, (*dict.fromkeys(latin), *chinese), is_general)


def _is_plain(tokens: Sequence[Token]) -> bool:
    return all(token.kind in ("run", "title") or (token.kind == "group" and _is_plain(token.parts)) for token in tokens)


def _words(runs: Sequence[str]) -> Iterator[_Word]:
    for number, run in enumerate(runs):
        for part in _SPLIT.split(run):
            printed = part.strip(_EDGES)
            if printed:
                yield _Word(printed, "".join(words_of(part)), number)


def _shortest(texts: Sequence[str]) -> list[str]:
    """Without texts that hold another one: a document that has them has that one."""
    return [text for text in texts if not any(other != text and other in text for other in texts)]


def _is_latin(form: str) -> bool:
    """AI, IPv6: what Chinese documents write so, too."""
    is_acronym = sum(char.isupper() for char in form) > 1 and form.replace("-", "").isalnum()
    return is_acronym and form.lower() not in STOP_WORDS


def _is_english(printed: str) -> bool:
    """Whether a text has a word in small letters: what has none (5G, GB) is a token of any language."""
    return any(word != "App" for word in _ENGLISH.findall(printed))


def _has_english_words(tokens: Sequence[Token]) -> bool:
    """True if a query that is partly Chinese has English words besides: 5G base stations 算力."""
    return any(_is_english(token.words) for token in tokens if not _HAN.search(token.words)) or any(
        _has_english_words(token.parts) for token in tokens
    )


@cache
def _bodies() -> Mapping[tuple[str, ...], agencies.Agency]:
    """The words of English names and abbreviations -> the body; of several that bore the name, the one that exists."""
    found: dict[tuple[str, ...], agencies.Agency] = {}
    for agency in agencies.AGENCIES.values():
        for name in filter(None, (agency.abbr, agency.en_name)):
            key = words_of(name)
            if key not in found or agency.valid_to is None:
                found[key] = agency
    return found


@cache
def _longest_name() -> int:
    return max(map(len, _bodies()))
