"""Reads an analyst's query: 数据安全 AND (工信部 OR NDRC) NOT 《办法》 becomes an expression that the index knows.

- A run of characters without blanks is looked for as it stands. Where nothing holds it so, jieba's words of it are,
  each by itself. A blank between two runs means AND.
- `"…"`, and “…” around a whole term, is a phrase: exactly these characters and nothing else.
- 《…》 is a title: so cited in a text, or standing in a title.
- A number in any form of brackets (工信部规[2021]164号) is the document of that number, or a text that names it.
- A body by any of its names (工信部, 工业和信息化部, MIIT) is its documents, and texts that name it.
- AND, OR, NOT in capitals; NOT binds before AND, AND before OR; ( ) around terms with blanks between them.
- English words are looked for in Chinese (`translation`).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from storage.search.expression import Term, replace_terms, terms
from storage.search.searcher import Searcher
from zhengce.search import identifiers
from zhengce.search.query import LONGEST, TEXT, BadQuery, Query
from zhengce.search.terms import add_terms, check_terms, name_of, numbers_of, runs_of, with_number_forms, words_of
from zhengce.search.tokens import tokenize
from zhengce.search.translation import translate


def read_query(text: str) -> Query:
    """What a text asks for, by its words alone. Raises BadQuery where there is nothing to look for, or too much."""
    if not TEXT.fullmatch(text):
        raise BadQuery("a query is text; this one holds control characters or bytes that are not UTF-8")
    # Drop format characters. Characters of private use stay: rare names are printed with them.
    printed = "".join(char for char in text if unicodedata.category(char) != "Cf").strip()
    if not printed:
        raise BadQuery("nothing to look for")
    if len(printed) > LONGEST:
        raise BadQuery(f"a query may have {LONGEST} characters, this one has {len(printed)}")
    if name := name_of(printed):
        return Query(printed, expression=name)
    query = Query(printed, tokenize(printed))
    return add_terms(replace(query, translation=translate(query)))


def understand(connection: Connection, text: str, searcher: Searcher | None = None) -> Query:
    """What a text asks of a database: its numbers as documents bear them, its runs taken apart if need be.

    `searcher`: looks the terms up; by default in the index. Raises BadQuery.
    """
    query = read_query(text)
    searcher = searcher or Searcher(connection)
    if numbers := numbers_of(query):
        forms = identifiers.forms_of(connection, numbers)
        query = replace(query, number_forms=forms, expression=with_number_forms(query.expression, forms))
    return _take_apart(query, searcher)


def _take_apart(query: Query, searcher: Searcher) -> Query:
    """The query with those runs as their words that no document holds as they stand; with all if that does not help."""
    if not any(term.is_run for term in terms(query.expression)) or searcher.is_held(query.expression):
        return query
    runs = {run: words for run, words in runs_of(query.expression).items() if _is_written(run, query)}
    if not runs:
        return query
    words = {run: with_number_forms(words_of(run, its), query.number_forms) for run, its in runs.items()}

    def apart(chosen: Sequence[Term]) -> Query:
        parts = {run: words[run] for run in chosen}
        expression = replace_terms(query.expression, lambda term: parts.get(term, term) if term.is_run else term)
        return replace(query, expression=check_terms(expression), apart={run.texts[0]: runs[run] for run in chosen})

    missing = [run for run in runs if not searcher.is_held(run)]
    if missing and len(missing) < len(runs) and searcher.is_held((some := apart(missing)).expression):
        return some
    return apart(list(runs))


def _is_written(run: Term, query: Query) -> bool:
    """Whether a run was written in Chinese: those that English words mean stay whole."""
    pieces = query.translation.pieces if query.translation else ()
    return not any(run in terms(piece.expression) for piece in pieces if piece.english and piece.expression)
