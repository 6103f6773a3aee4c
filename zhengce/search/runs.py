"""Runs of Chinese characters that stand nowhere as they were written are looked for as their words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from storage.search.expression import Expression, Term, replace_terms, terms
from zhengce.search.query import Query
from zhengce.search.terms import check_terms, runs_of, with_number_forms, words_of


class Index(Protocol):
    """What is known of the documents."""

    def load(self, terms: Iterable[Term]) -> None:
        """Look these terms up together."""

    def is_held(self, expression: Expression) -> bool:
        """Whether it holds of a document that is no news."""


def take_apart(query: Query, index: Index) -> Query:
    """The query with those runs taken apart that no document holds as they stand; with all if that does not help."""
    if not any(term.is_run for term in terms(query.expression)) or index.is_held(query.expression):
        return query
    runs = {run: words for run, words in runs_of(query.expression).items() if _is_written(run, query)}
    words = {run: with_number_forms(words_of(run, its), query.number_forms) for run, its in runs.items()}
    index.load(term for expression in words.values() for term in terms(expression))

    def apart(chosen: Sequence[Term]) -> Query:
        found = replace_terms(query.expression, lambda term: words[term] if term.is_run and term in chosen else term)
        return replace(query, expression=check_terms(found), apart={run.texts[0]: runs[run] for run in chosen})

    if not runs:
        return query
    missing = [run for run in runs if not index.is_held(run)]
    if missing and len(missing) < len(runs):
        found = apart(missing)
        if index.is_held(found.expression):
            return found
    return apart(list(runs))


def _is_written(run: Term, query: Query) -> bool:
    """Whether a run was written in Chinese: those that English words mean stay whole."""
    pieces = query.translation.pieces if query.translation else ()
    return run not in (
        term for piece in pieces if piece.english and piece.expression for term in terms(piece.expression)
    )
