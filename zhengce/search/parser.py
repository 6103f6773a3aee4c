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

from dataclasses import replace

from sqlalchemy.engine import Connection

from storage.search.searcher import Searcher
from zhengce.search import identifiers
from zhengce.search.query import Query, query_of
from zhengce.search.runs import take_apart
from zhengce.search.terms import add_terms, name_of, numbers_of, with_number_forms
from zhengce.search.tokens import tokenize
from zhengce.search.translation import translate


def read_query(text: str) -> Query:
    """What a text asks for, by its words alone. Raises BadQuery where there is nothing to look for, or too much."""
    query = query_of(text)
    if name := name_of(query.text):
        return replace(query, expression=name)
    query = replace(query, tokens=tokenize(query.text))
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
    searcher.load(query.terms)
    return take_apart(query, searcher)
