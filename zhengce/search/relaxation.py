"""Which words of a query are searched for together, where no document has them all.

A Chinese title and its English one differ in the words around the subject (开展, 有关事项; rollout, push for): a query
that asks for every English word often finds nothing. What was written in Chinese is never left out; a run of it that
stands nowhere is taken apart into its words.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import replace
from typing import Protocol

from storage.search.expression import Expression, Term, all_of, replace_terms, terms
from zhengce.search.query import Piece, Query, Translation, is_year
from zhengce.search.terms import check_terms, runs_of, with_number_forms, words_of


class Index(Protocol):
    """What is known of the documents."""

    def load(self, terms: Iterable[Term]) -> None:
        """Look these terms up together."""

    def is_held(self, expression: Expression) -> bool:
        """Whether it holds of a document that is no news."""

    def is_in_title(self, expression: Expression) -> bool:
        """Whether a document that is no news has it in its titles."""

    def titles(self, expression: Expression) -> Sized:
        """The documents that have it in their titles."""


def relax(query: Query, index: Index) -> Query:
    """The query without the English words that keep it from finding something, its runs taken apart if need be."""
    translation = query.translation and _fit(query.translation, index)
    if translation != query.translation and translation is not None:
        query = replace(query, translation=translation, expression=_together(translation.pieces))
    return _take_apart(query, index)


# ------------------------------------------------------------------ Chinese runs


def _take_apart(query: Query, index: Index) -> Query:
    """The query with those runs taken apart that no document holds as they stand; with all if that does not help."""
    if not any(term.is_run for term in terms(query.expression)) or index.is_held(query.expression):
        return query
    runs = runs_of(query.expression)
    words = {run: with_number_forms(words_of(run, its), query.number_forms) for run, its in runs.items()}
    index.load(term for expression in words.values() for term in terms(expression))

    def apart(chosen: Sequence[Term]) -> Query:
        found = replace_terms(query.expression, lambda term: words[term] if term.is_run and term in chosen else term)
        return replace(query, expression=check_terms(found), apart={run.texts[0]: runs[run] for run in chosen})

    missing = [run for run in runs if not index.is_held(run)]
    if missing and len(missing) < len(runs):
        found = apart(missing)
        if index.is_held(found.expression):
            return found
    return apart(list(runs))


# ------------------------------------------------------------------ English words


def _fit(translation: Translation, index: Index) -> Translation:
    """The translation without the words that keep it from finding something, and these words as `left_out`.

    Tried in turn: all words in a title; those that are neither office language nor unknown in a title; these as their
    shorter terms in a title (数据 安全 评估 for 数据安全 评估: Chinese puts words between); the first two in a text; at
    last as many as go together, years and then the rarest first. A term that no document has gives way to its shorter
    terms. Words that no document has at all are left out beforehand, unless they alone say what is looked for: then
    nothing is found.
    """
    pieces = translation.pieces
    if not translation.is_plain or (len(pieces) == 1 and not pieces[0].parts):
        return translation

    def together(chosen: Sequence[Piece]) -> Expression:  # of shorter terms only titles are asked
        return all_of(
            [_in_titles(part) if piece not in pieces else part for piece in chosen if (part := piece.expression)]
        )

    def is_held(chosen: Sequence[Piece]) -> bool:
        return bool(chosen) and index.is_held(together(chosen))

    def is_in_title(chosen: Sequence[Piece]) -> bool:
        return bool(chosen) and index.is_in_title(together(chosen))

    def count_titles(piece: Piece) -> int:
        return len(index.titles(together([piece])))

    if is_in_title(pieces):
        return translation
    pieces = tuple(_split(pieces, index))
    held = [piece for piece in pieces if piece.english is None or is_held([piece])]
    core = [piece for piece in held if not piece.is_general]
    if not held or (not core and any(not piece.is_general for piece in pieces)):
        return translation
    translation = replace(translation, pieces=pieces, asked=pieces)
    for chosen in (held, core):
        if is_in_title(chosen):
            return _without(translation, chosen)
    apart = _apart(core)
    if len(apart) > len(core) and is_in_title(apart):
        return _without(_taken_apart(translation, core), apart)
    for chosen in (held, core):
        if is_held(chosen):
            return _without(translation, chosen)
    in_title = _compatible(held, count_titles, is_in_title)
    apart_in_title = _compatible(_apart(held), count_titles, is_in_title)
    if _words(apart_in_title) > _words(in_title):
        translation, in_title = _taken_apart(translation, held), apart_in_title
    in_text = _compatible(core or held, count_titles, is_held)
    return _without(translation, in_title if _words(in_title) >= _words(in_text) else in_text)


def _together(pieces: Sequence[Piece]) -> Expression:
    return all_of([piece.expression for piece in pieces if piece.expression is not None])


def _in_titles(expression: Expression) -> Expression:
    return replace_terms(expression, lambda term: term.in_titles)


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as their shorter terms."""
    return [part for piece in pieces for part in piece.parts or (piece,)]


def _taken_apart(translation: Translation, pieces: Sequence[Piece]) -> Translation:
    parts = [part for piece in translation.pieces for part in (_apart([piece]) if piece in pieces else [piece])]
    return replace(translation, pieces=tuple(parts))


def _words(pieces: Sequence[Piece]) -> tuple[int, int]:
    """English words without and with office language."""
    counts = [(len((piece.english or "").split()), piece.is_general) for piece in pieces]
    return sum(count for count, is_general in counts if not is_general), sum(count for count, _ in counts)


def _split(pieces: Sequence[Piece], index: Index) -> Iterator[Piece]:
    """The pieces, and in place of a term that no document has its shorter terms."""
    index.load(term for piece in pieces for term in terms(_together([piece])))
    for piece in pieces:
        if piece.parts and not index.is_held(_together([piece])):
            yield from _split(piece.parts, index)
        else:
            yield piece


def _compatible(
    pieces: Sequence[Piece], count_titles: Callable[[Piece], int], is_found: Callable[[Sequence[Piece]], bool]
) -> list[Piece]:
    """As many pieces as go together: those written in Chinese, then years, then the rarest, then office language."""

    def turn(piece: Piece) -> tuple[bool, bool, bool, int]:
        return piece.english is not None, piece.is_general, not is_year(piece.text), count_titles(piece)

    chosen: list[Piece] = []
    for piece in sorted(pieces, key=turn):
        if piece.english is None or is_found([*chosen, piece]):
            chosen.append(piece)
    return chosen


def _without(translation: Translation, chosen: Sequence[Piece]) -> Translation:
    pieces = tuple(piece for piece in translation.pieces if piece in chosen)
    left_out = tuple(piece.english or piece.text for piece in translation.pieces if piece not in chosen)
    return replace(translation, pieces=pieces, left_out=left_out)
