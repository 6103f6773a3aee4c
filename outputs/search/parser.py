"""What an analyst's query means: 数据安全 AND (工信部 OR NDRC) NOT 《办法》 as terms that the index can be asked for.

- A run of characters without blanks is looked for as it stands. Where nothing holds it so, jieba's words of it are,
  each by itself (`Query.apart`). A blank between two runs means AND.
- `"…"`, and “…” around a whole term, is a phrase: exactly these characters and nothing else.
- 《…》 is a title: so cited in a text, or standing in a title.
- A number in any form of brackets (工信部规[2021]164号) is the document of that number, or a text that names it.
- A body by any of its names (工信部, 工业和信息化部, MIIT) is its documents, and texts that name it.
- AND, OR, NOT in capitals; NOT binds before AND, AND before OR; ( ) around terms with blanks between them.
- English words are looked for in Chinese (`translation`).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy.engine import Connection

from outputs.search import identifiers, segmentation
from outputs.search.query_tokens import tokens
from outputs.search.relaxation import fit
from outputs.search.translation import Translation, translate
from parsers.grammar import agencies, document_number
from storage.search.expression import All, AnyOf, Expression, Not, Term
from storage.search.searcher import IndexSearcher, Searcher

LONGEST = 200
"""Characters of a query."""

MOST_TERMS = 24
"""Terms of a query, after it was taken apart."""

DEEPEST = 8
"""Brackets inside brackets."""

CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""Characters that no query has, as a pattern has them."""

_TEXT = re.compile(rf"[^{CONTROL}\ud800-\udfff]*")
_BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞")
_YEAR = re.compile("〔([0-9]{4})〕")
_WORD = re.compile("[0-9A-Za-z㐀-鿿\U00020000-\U0003ffff]")


class BadQuery(ValueError):
    """A query that cannot be asked; its message says why, for the one who wrote it."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    text: str
    expression: Expression
    """Every run as it stands."""
    runs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Runs that consist of several words, and the words."""

    def apart(self, runs: Collection[str]) -> Expression:
        """The same with these runs taken apart into their words."""
        return _Reader(self.text, frozenset(runs)).read()


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it is asked of one database."""

    query: Query
    expression: Expression
    apart: Mapping[str, tuple[str, ...]]
    """Runs that stand nowhere as they were written and are looked for by their words."""
    translation: Translation | None = None
    as_written: Expression | None = None
    """Of an English query, its own words: an editor's notes are in English, too."""
    """How English words were translated; None where there are none. `query` is the Chinese one."""


def read_query(text: str) -> Query:
    """What a query means. Raises BadQuery where there is nothing to look for, or too much."""
    reader = _Reader(text, frozenset())
    expression = reader.read()
    return Query(text, expression, reader.runs)


def understand(connection: Connection, text: str, searcher: Searcher | None = None) -> Understood:
    """A query, with its English words in Chinese, and taken apart where no document holds a run as it stands.

    `searcher`: who says what documents hold; else the index. Raises BadQuery.
    """
    searcher = searcher or IndexSearcher(connection)
    translation = _translation(text)
    if translation is None:
        return _understand_chinese(connection, text, searcher)

    def best_rank(chinese: str) -> int | None:
        return searcher.best_rank(_with_held_forms(connection, read_query(chinese).expression))

    fitted = fit(translation, best_rank)
    as_written = read_query(text).apart(())
    return replace(_understand_chinese(connection, fitted.text, searcher), translation=fitted, as_written=as_written)


def _translation(text: str) -> Translation | None:
    """The English words of a query in Chinese; None where it has none, or is the name of a body as a whole."""
    printed = _Reader(text, frozenset()).text
    if _body(printed) or _number(printed) or len(printed) > LONGEST:
        return None
    return translate(printed, LONGEST, MOST_TERMS)


def _understand_chinese(connection: Connection, text: str, searcher: Searcher) -> Understood:
    """A query, with those runs taken apart that no document holds as they stand; all of them if that does not help."""
    query = read_query(text)
    as_it_stands = _with_held_forms(connection, query.expression)
    if not query.runs or searcher.best_rank(as_it_stands, is_wanted=True) is not None:
        return Understood(query, as_it_stands, {})
    missing = [run for run in query.runs if searcher.best_rank(_as_written(run)) is None]
    if missing and len(missing) < len(query.runs):
        expression = _with_held_forms(connection, query.apart(missing))
        if searcher.best_rank(expression, is_wanted=True) is not None:
            return Understood(query, expression, {run: query.runs[run] for run in missing})
    return Understood(query, _with_held_forms(connection, query.apart(query.runs)), query.runs)


def _with_held_forms(connection: Connection, expression: Expression) -> Expression:
    """The same, its numbers also in the forms in which documents hold them: 国令第790号 for 国务院令第七百九十号."""
    if isinstance(expression, Not):
        return Not(_with_held_forms(connection, expression.part))
    if isinstance(expression, All | AnyOf):
        return replace(expression, parts=tuple(_with_held_forms(connection, part) for part in expression.parts))
    read = filter(None, map(document_number.read_number, expression.numbers))
    forms = [form for number in read for form in identifiers.held_forms(connection, number)]
    return replace(
        expression,
        texts=tuple(dict.fromkeys((*expression.texts, *forms))),
        numbers=tuple(dict.fromkeys((*expression.numbers, *forms))),
    )


def _as_written(run: str) -> Term:
    return _title_term(run) if _is_title(run) else Term(texts=(run,))


class _Reader:
    """Reads one query from left to right."""

    def __init__(self, text: str, apart: frozenset[str]) -> None:
        if not _TEXT.fullmatch(text):
            raise BadQuery("a query is text; this one holds control characters or bytes that are not UTF-8")
        self.text = _printed(text).strip()
        self.apart = apart
        self.runs: dict[str, tuple[str, ...]] = {}
        self.terms = 0

    def read(self) -> Expression:
        if not self.text:
            raise BadQuery("nothing to look for")
        if len(self.text) > LONGEST:
            raise BadQuery(f"a query may have {LONGEST} characters, this one has {len(self.text)}")
        whole = _body(self.text) or _number(self.text)  # names in English and numbers may hold blanks
        return whole or self._any_of(self.text, 0)

    def _any_of(self, text: str, depth: int) -> Expression:
        if depth > DEEPEST:
            raise BadQuery("too many brackets inside brackets")
        groups: list[list[Expression]] = [[]]
        refused = False
        for kind, words in tokens(text):
            if kind == "operator":
                if words == "OR" and groups[-1]:
                    groups.append([])
                elif words == "NOT":
                    refused = not refused
                continue
            part = self._any_of(words, depth + 1) if kind == "group" else self._term(kind, words)
            groups[-1].append(Not(part) if refused else part)
            refused = False
        parts = [All(tuple(group)) if len(group) > 1 else group[0] for group in groups if group]
        if not parts:  # nothing but operators: then they are words
            return self._counted(Term(texts=(text.strip(),)))
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def _term(self, kind: str, words: str) -> Expression:
        if kind == "phrase":
            return self._counted(_body_in_english(words) or Term(texts=(words,)))
        known = None if kind == "title" else _number(words) or _body(words)
        if known:
            return self._counted(known)
        term = _title_term(words) if kind == "title" else Term(texts=(words,))
        pieces = _pieces(words.strip("《》") if kind == "title" else words)
        if len(pieces) < 2:
            return self._counted(term)
        self.runs[words] = tuple(pieces)
        if words not in self.apart:
            return self._counted(term)
        if kind == "title":
            return All(tuple(self._counted(Term(titles=(piece,))) for piece in pieces))
        return All(tuple(self._counted(_number(piece) or _body(piece) or Term(texts=(piece,))) for piece in pieces))

    def _counted(self, term: Term) -> Term:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise BadQuery(f"a query may have {MOST_TERMS} terms")
        return term


def is_blank(text: str | None) -> bool:
    """Whether a text asks for nothing: it is empty, or nothing but blanks."""
    return not text or (text.isspace() and _TEXT.fullmatch(text) is not None)


def _printed(text: str) -> str:
    """Without format characters. Characters of private use stay: rare names are printed with them."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _is_title(words: str) -> bool:
    return words.startswith("《") and words.endswith("》") and len(words) > 2


def _title_term(words: str) -> Term:
    return Term(texts=(words,), titles=(words[1:-1],))


def _number(text: str) -> Term | None:
    """工信部规[2021]164号 as the number and the ways to write it; None where the text is not one number."""
    if not any(char.isdigit() or char in "一二三四五六七八九十" for char in text):
        return None
    number = document_number.read_number(text)
    if number is None or number.kind == "serial" or _solid(number.as_printed) != _solid(text):
        return None
    forms = [text, number.standard]
    if year := _YEAR.search(number.standard):
        before, after = number.standard[: year.start()], number.standard[year.end() :]
        forms += [f"{before}{pair[0]}{year[1]}{pair[1]}{after}" for pair in _BRACKETS]
    return Term(texts=tuple(dict.fromkeys(forms)), numbers=(number.standard,))


def _solid(text: str) -> str:
    return "".join(text.split())


@cache
def _in_english() -> Mapping[str, tuple[agencies.Agency, ...]]:
    """Abbreviations and English names, in small letters -> bodies."""
    found: dict[str, tuple[agencies.Agency, ...]] = {}
    for agency in agencies.AGENCIES.values():
        for name in {agency.abbr.lower(), agency.en_name.lower()} - {""}:
            found[name] = (*found.get(name, ()), agency)
    return found


def _body(text: str) -> Term | None:
    """A body by any of its names, as what it issued and what names it; None where the text is not one name."""
    names = agencies.NAMES.get(text)
    if not names:
        return _body_in_english(text)
    return _body_term(text, {name.agency.id: name.agency for name in names}.values())


def _body_in_english(text: str) -> Term | None:
    owners = _in_english().get(" ".join(text.lower().split()))
    return _body_term(text, owners) if owners else None


def _body_term(text: str, owners: Collection[agencies.Agency]) -> Term:
    texts = [text]
    for agency in owners:
        # Only names that mean the central body wherever they stand: 档案局 may be any province's.
        texts += [agency.zh_short, agency.zh_full.removeprefix("中华人民共和国") or agency.zh_full]
    return Term(texts=tuple(dict.fromkeys(texts)), issuers=tuple(sorted(agency.id for agency in owners)))


def _pieces(run: str) -> list[str]:
    """The words of a run, in order and each once: numbers whole, the rest as jieba cuts it, without punctuation."""
    pieces: list[str] = []
    at = 0
    for number in document_number.numbers_in(run):
        start = run.find(number.as_printed, at)
        if start >= at:
            pieces += [*segmentation.cut(run[at:start]), number.as_printed]
            at = start + len(number.as_printed)
    pieces += segmentation.cut(run[at:])
    words = [piece for piece in dict.fromkeys(pieces) if _WORD.search(piece)]
    return [word for word in words if word not in segmentation.LITTLE] or words
