"""What each token of a query is looked for as: a body by its names, a number in any brackets, a title, or a text."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from parsers.grammar import agencies, document_number
from parsers.grammar.patterns import lazy_regex
from storage.search import expression as expressions
from storage.search.expression import All, AnyOf, Expression, Not, Term, all_of
from zhengce.search import segmentation
from zhengce.search.query import MOST_TERMS, BadQuery, Piece, Query
from zhengce.search.tokens import Token

DEEPEST = 8
"""Brackets inside brackets."""

_BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞")
_YEAR = lazy_regex("〔([0-9]{4})〕")
_WORD = lazy_regex("[0-9A-Za-z㐀-鿿\U00020000-\U0003ffff]")


def name_of(text: str) -> Term | None:
    """A text that is one name of a body or one number as a whole; names in English and numbers may hold blanks."""
    return _body(text) or _number(text)


def add_terms(query: Query) -> Query:
    """The query with the expression that its tokens, or the pieces of its translation, mean. Raises BadQuery."""
    if not query.tokens:
        return query
    if query.translation is None:
        return replace(query, expression=_expression(query.tokens))
    pieces = tuple(map(_with_expression, query.translation.pieces))
    expression = _expression([piece.token for piece in pieces])
    return replace(query, translation=replace(query.translation, pieces=pieces), expression=expression)


def _with_expression(piece: Piece) -> Piece:
    if piece.token.kind == "operator":
        return piece
    return replace(piece, expression=_any_of([piece.token], 0))


def _expression(tokens: Sequence[Token]) -> Expression:
    return check_terms(_any_of(tokens, 0))


def check_terms(expression: Expression) -> Expression:
    """The same, if it has no more terms than a query may have. Raises BadQuery."""
    if sum(1 for _ in expressions.terms(expression)) > MOST_TERMS:
        raise BadQuery(f"a query may have {MOST_TERMS} terms")
    return expression


def _any_of(tokens: Sequence[Token], depth: int) -> Expression:
    """NOT binds before AND, AND before OR."""
    if depth > DEEPEST:
        raise BadQuery("too many brackets inside brackets")
    groups: list[list[Expression]] = [[]]
    refused = False
    for token in tokens:
        if token.kind == "operator":
            if token.words == "OR" and groups[-1]:
                groups.append([])
            elif token.words == "NOT":
                refused = not refused
            continue
        part = _any_of(token.parts, depth + 1) if token.kind == "group" else _term(token)
        groups[-1].append(Not(part) if refused else part)
        refused = False
    parts = tuple(all_of(group) for group in groups if group)
    if not parts:  # nothing but operators: then they are words
        return Term(texts=(" ".join(token.text for token in tokens),))
    return AnyOf(parts) if len(parts) > 1 else parts[0]


def _term(token: Token) -> Term:
    words = token.words
    if token.kind == "phrase":
        return _body_in_english(words) or Term(texts=(words,))
    plain = segmentation.simplified(words)
    forms = tuple(dict.fromkeys((plain, words)))
    if token.kind == "title":
        return Term(texts=forms, titles=tuple(form[1:-1] for form in forms), is_run=True)
    return _number(words) or _body(plain) or Term(texts=forms, is_run=True)


# ------------------------------------------------------------------ runs taken apart


def runs_of(expression: Expression) -> dict[Term, tuple[str, ...]]:
    """The runs and titles that consist of several words, and the words."""
    found = {term: _words(term.texts[0].strip("《》")) for term in expressions.terms(expression) if term.is_run}
    return {term: words for term, words in found.items() if len(words) > 1}


def words_of(run: Term, words: Iterable[str]) -> Expression:
    """A run, or a title, as its words, each by itself."""
    if run.titles:
        return All(tuple(Term(titles=(word,)) for word in words))
    return All(tuple(_number(word) or _body(word) or Term(texts=(word,)) for word in words))


def _words(run: str) -> tuple[str, ...]:
    """The words of a run, in order and each once: numbers whole, the rest as jieba cuts it, without punctuation."""
    pieces: list[str] = []
    at = 0
    for number in document_number.numbers_in(run):
        start = run.find(number.as_printed, at)
        if start >= at:
            pieces += [*segmentation.cut(run[at:start]), number.as_printed]
            at = start + len(number.as_printed)
    pieces += segmentation.cut(run[at:])
    words = tuple(piece for piece in dict.fromkeys(pieces) if _WORD.search(piece))
    return tuple(word for word in words if word not in segmentation.LITTLE) or words


# ------------------------------------------------------------------ numbers and bodies


def numbers_of(query: Query) -> list[document_number.Number]:
    """The numbers that a query names, also those inside of runs."""
    found: dict[str, document_number.Number] = {}
    for term in expressions.terms(query.expression):
        for number in filter(None, map(document_number.read_number, term.numbers)):
            found[number.standard] = number
        for run in term.texts if term.is_run else ():
            found |= {number.standard: number for number in document_number.numbers_in(run)}
    return list(found.values())


def with_number_forms(expression: Expression, forms: Mapping[str, Sequence[str]]) -> Expression:
    """The same, its numbers also in the forms in which documents bear them."""

    def extended(term: Term) -> Term:
        also = [form for number in term.numbers for form in forms.get(number, ())]
        texts, numbers = (tuple(dict.fromkeys((*those, *also))) for those in (term.texts, term.numbers))
        return replace(term, texts=texts, numbers=numbers)

    return expressions.replace_terms(expression, extended)


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
