"""Expressions as conditions on the rows of `search_texts`, in the SQL of PostgreSQL.

By the index a piece of text is found by its keys: in a document, and on the pages of the files that it links to. A
piece that is longer than a key is looked for in what has all its triples.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from hashlib import md5
from typing import Any, Literal

from storage.search.expression import All, AnyOf, Expression, Not, Term, fold
from storage.search.postgresql_index import BITS, LONGEST

How = Literal["found", "candidates", "looked"]
"""By the index and a look at what it cannot tell; by the index alone, which may give too many; by looking alone.

What is refused is no use to the index, and to make the keys of a text takes long.
"""

ID = "search_texts.document_id"

_TITLE_KEYS = "(search_keys(search_texts.titles) || search_lines(search_texts.titles))"


def keys(text: str) -> list[int]:
    """The keys that every text has that holds a folded piece: the piece itself if it is a key, else its triples."""
    pieces = {text[at : at + LONGEST] for at in range(max(1, len(text) - LONGEST + 1))}
    return sorted(reduce(lambda key, character: key << BITS | ord(character), piece, 0) for piece in pieces)


def whole_key(title: str) -> int:
    """The key that only a folded title, or issued title, has that is this one."""
    return -1 - int(md5(title.encode(), usedforsecurity=False).hexdigest()[:15], 16)


def tells_all(expression: Expression, *, looks: bool) -> bool:
    """Whether the candidates are the documents of which an expression holds, so that no text need be looked through."""
    if isinstance(expression, Term):
        return all(len(text) <= LONGEST for text in (*expression.texts, *expression.titles))
    if isinstance(expression, Not):
        return not looks
    return all(tells_all(part, looks=looks) for part in expression.parts)


def without_not(expression: Expression) -> Expression | None:
    """An expression that holds wherever the given one does, without NOT; None: it holds everywhere."""
    if isinstance(expression, Not):
        return None
    if isinstance(expression, Term):
        return expression
    parts = [without_not(part) for part in expression.parts]
    wanted = tuple(part for part in parts if part is not None)
    if isinstance(expression, AnyOf):
        return AnyOf(wanted) if len(wanted) == len(parts) else None
    return All(wanted) if wanted else None


class Conditions:
    """Makes the conditions of one statement.

    `looks`: what is refused is looked for in the texts of what passes all else, else it is found by the index first.
    Candidates are then not refused anything.
    """

    def __init__(self, *, looks: bool = True) -> None:
        self.values: dict[str, Any] = {}
        """By the names that stand in the conditions."""
        self.looks = looks

    def value(self, value: Any) -> str:
        """What stands for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def holds(self, expression: Expression, how: How, *, titles_only: bool = False) -> str:
        """That an expression holds; with `titles_only` its texts stand in a title (under NOT: anywhere)."""
        if isinstance(expression, All):
            if how != "looked":
                return _join(" AND ", self._joined(expression, how, titles_only=titles_only))
            return _join(" AND ", (self.holds(part, how, titles_only=titles_only) for part in expression.parts))
        if isinstance(expression, AnyOf):
            return _join(" OR ", (self.holds(part, how, titles_only=titles_only) for part in expression.parts))
        if isinstance(expression, Not):
            return self._refused(expression.part, how)
        return _join(" OR ", self._has(expression, how, titles_only=titles_only))

    def is_whole(self, term: Term, how: How) -> str:
        """That title, issued title or number is what is looked for."""
        lines = [fold(text) for text in (*term.texts, *term.titles)]
        if how == "candidates":
            found = [f"{_TITLE_KEYS} @> {self._array([whole_key(line)])}" for line in lines]
            return _join(" OR ", [*found, *self._facts(Term(numbers=term.numbers), how)])
        values = [self.value(f"\n{line}\n") for line in lines if "\n" not in line]
        found = [f"strpos(E'\\n' || search_texts.titles, {value}) > 0" for value in values]
        return _join(" OR ", [*found, *self._facts(Term(numbers=term.numbers), "looked")])

    def _has(self, term: Term, how: How, *, titles_only: bool) -> Iterator[str]:
        for text in term.texts:
            yield self._stands(fold(text), how, titles_only=titles_only)
        for text in term.titles:
            yield self._stands(fold(text), how, titles_only=True)
        yield from self._facts(term, how)

    def _refused(self, part: Expression, how: How) -> str:
        if how == "looked" or self.looks:
            return "TRUE" if how == "candidates" else f"NOT {self.holds(part, 'looked')}"
        return f"{ID} NOT IN ({self._ids(self.holds(part, 'found'))})"

    def _joined(self, expression: All, how: How, *, titles_only: bool) -> Iterator[str]:
        """The conditions of all parts. The index is asked for each part by itself.

        Of two conditions on one index the planner may ask the index for one, and make the keys of all texts that it
        gives.
        """
        first = True
        for part in expression.parts:
            if isinstance(part, Not) or first:
                yield self.holds(part, how, titles_only=titles_only)
                first = first and isinstance(part, Not)
                continue
            # IS TRUE keeps it from becoming a join, which would look up each id and then make the keys of its text.
            yield f"({ID} IN ({self._ids(self.holds(part, 'candidates', titles_only=titles_only))})) IS TRUE"
            if how == "found" and not tells_all(part, looks=self.looks):
                yield self.holds(part, "looked", titles_only=titles_only)

    def _ids(self, found: str) -> str:
        """The ids of documents as an array, found once: whatever the planner believes of their number, it hashes
        them."""
        return f"SELECT unnest(ARRAY(SELECT {ID} FROM search_texts WHERE {found}))"

    def _stands(self, text: str, how: How, *, titles_only: bool) -> str:
        """That a folded piece of text stands in a document."""
        if how == "looked":
            return self._looked(text, titles_only=titles_only)
        wanted = self._array(keys(text))
        if titles_only:
            candidates = f"{_TITLE_KEYS} @> {wanted}"
        else:
            # As arrays, found once, so that the planner looks all of them up along an index at once.
            pages = f"SELECT file_id FROM search_pages WHERE search_keys(text) @> {wanted}"
            owners = f"SELECT document_id FROM attachments WHERE file_id = ANY(ARRAY({pages}))"
            candidates = f"(search_keys(search_texts.text) @> {wanted} OR {ID} = ANY(ARRAY({owners})))"
        if how == "candidates" or len(text) <= LONGEST:
            return candidates
        return f"({candidates} AND {self._looked(text, titles_only=titles_only)})"

    def _looked(self, text: str, *, titles_only: bool) -> str:
        wanted = self.value(text)
        if titles_only:
            return f"strpos(search_texts.titles, {wanted}) > 0"
        # OFFSET 0 keeps the planner from looking through the pages of all documents at once.
        pages = f"attachments JOIN search_pages USING (file_id) WHERE attachments.document_id = {ID}"
        on_page = f"EXISTS (SELECT FROM {pages} AND strpos(search_pages.text, {wanted}) > 0 OFFSET 0)"
        return f"(strpos(search_texts.text, {wanted}) > 0 OR {on_page})"

    def _array(self, numbers: Sequence[int]) -> str:
        return f"CAST({self.value('{' + ','.join(map(str, numbers)) + '}')} AS bigint[])"

    def _facts(self, term: Term, how: How) -> Iterator[str]:
        queries = []
        if term.issuers:
            issuers = self.value(list(term.issuers))
            queries.append(f"SELECT document_id FROM issuing_bodies WHERE agency_id = ANY(CAST({issuers} AS text[]))")
        if term.numbers:
            numbers = self.value(list(term.numbers))
            queries.append(f"SELECT id FROM documents WHERE document_number = ANY(CAST({numbers} AS text[]))")
        for query in queries:
            # An array goes along an index, a subquery is hashed.
            yield f"{ID} IN ({query})" if how == "looked" else f"{ID} = ANY(ARRAY({query}))"


def _join(word: str, conditions: Iterable[str]) -> str:
    """Of none: what never holds."""
    return f"({word.join(conditions) or 'FALSE'})"
