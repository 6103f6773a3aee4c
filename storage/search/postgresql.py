"""The search index of a PostgreSQL database: GIN indexes over the pairs of neighbouring characters of titles, of bodies
and of the pages of attached files.

The indexes are expressions on `documents` and `attachment_texts`, so PostgreSQL keeps them itself, in the transaction
that writes the row. They hold each character and each pair of a text: one or two characters are found by them alone,
longer pieces by all their pairs and a look at the text. They need no extension.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.schema import attachment_texts, attachments, documents, issuing_bodies
from storage.search.expression import FOLDED_FROM, FOLDED_TO, All, AnyOf, Expression, Not, Term, fold, refuses
from storage.search.ranks import IN_TEXT, IN_TITLE, WHOLE
from storage.statements import is_among

_WIDE = FOLDED_FROM[26:]
_FOLDED = re.compile("[a-z0-9]")

MANY = 500
"""Documents in whose texts refused words are looked for; among more, the index is asked for them."""

PLANNER = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Ways through a table that are closed to the planner while it looks for texts, so that it takes the index.

It believes that reading every row by the index costs as much as making the pairs of every text again, which takes
milliseconds each.
"""

STATEMENTS = (
    # The costs tell the planner to use the index and to look at texts last.
    # lower() with the collation C knows ASCII only, as our fold does; few texts hold wide letters, so most are spared
    # the rest.
    f"""
    CREATE FUNCTION search_text(title text, issued_title text, body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    DECLARE found text := lower((title || E'\\n' || coalesce(issued_title, '') || E'\\n' || body) COLLATE "C");
    BEGIN
        IF found ~ '[{_WIDE}]' THEN
            found := translate(found, '{_WIDE}', '{FOLDED_TO[26:]}');
        END IF;
        RETURN found;
    END $$
    """,
    """
    CREATE FUNCTION search_grams(found text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
        SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
            SELECT letter COLLATE "C" AS gram FROM unnest(string_to_array(found, NULL)) AS letter
            UNION
            SELECT (a || b) COLLATE "C" FROM unnest(
                string_to_array(found, NULL), (string_to_array(found, NULL))[2:]
            ) AS pair(a, b) WHERE b IS NOT NULL
        ) AS grams
    $$
    """,
    "CREATE INDEX search_documents ON documents USING gin (search_grams(search_text(title, issued_title, body)))",
    "CREATE INDEX search_titles ON documents USING gin (search_grams(search_text(title, issued_title, '')))",
    "CREATE INDEX search_files ON attachment_texts USING gin (search_grams(search_text(text, NULL, '')))",
)
"""The statements that make the indexes (migrations 0002 and 0009)."""

_columns = documents.c
_TEXT = sa.func.search_text(_columns.title, _columns.issued_title, _columns.body)
_TITLES = sa.func.search_text(_columns.title, _columns.issued_title, sa.literal_column("''"))
_PAGE = sa.func.search_text(attachment_texts.c.text, sa.null(), sa.literal_column("''"))
_owners = sa.select(attachments.c.document_id).join(
    attachment_texts, attachment_texts.c.file_id == attachments.c.file_id
)


def _stands_in(text: str, *, titles_only: bool, plain: bool) -> sa.ColumnElement[bool]:
    """Whether a piece of text stands in a document: by its pairs, then, for more than a pair, by looking.

    `plain`: by looking alone. What is refused is no use to the index, and to make the pairs of a text takes long.
    """
    text = fold(text)
    looked = _looked(text, titles_only=titles_only)
    if plain:
        return looked
    pairs = [text] if len(text) <= 2 else [text[at : at + 2] for at in range(len(text) - 1)]
    wanted = sa.cast(sorted(set(pairs)), postgresql.ARRAY(sa.Text))

    def by_index(indexed: sa.Function[str], seen: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        has_pairs: sa.ColumnElement[bool] = sa.func.search_grams(indexed).op("@>", is_comparison=True)(wanted)
        return has_pairs if len(text) <= 2 else sa.and_(has_pairs, seen)

    if titles_only:
        return by_index(_TITLES, looked)
    # As an array, found once, so that the planner joins it to the hits of the other index along the primary key.
    on_pages = _owners.where(by_index(_PAGE, _looked_on_page(text))).correlate(None)
    in_files = _columns.id == sa.any_(sa.func.array(on_pages.scalar_subquery()))
    has_pairs = sa.or_(by_index(_TEXT, sa.true()), in_files)
    if len(text) <= 2:
        return has_pairs
    # Apart, so that the planner need not make the pairs of each text again that the index gave.
    return sa.and_(has_pairs, sa.or_(in_files, _looked(text, titles_only=False, files=False)))


def _looked(text: str, *, titles_only: bool, files: bool = True) -> sa.ColumnElement[bool]:
    """The same by looking alone. Only letters and digits are folded: other texts are looked for as they are printed."""
    if _FOLDED.search(text):
        places: list[sa.ColumnElement[str]] = [_TITLES if titles_only else _TEXT]
    else:
        places = [_columns.title, sa.func.coalesce(_columns.issued_title, "")]
        if not titles_only:
            places.append(_columns.body)
    found = [sa.func.strpos(place, text) > 0 for place in places]
    if files and not titles_only:
        of_document = _owners.where(attachments.c.document_id == _columns.id).correlate(documents)
        found.append(sa.exists(of_document.where(_looked_on_page(text))))
    return sa.or_(*found)


def _looked_on_page(text: str) -> sa.ColumnElement[bool]:
    return sa.func.strpos(_PAGE if _FOLDED.search(text) else attachment_texts.c.text, text) > 0


def condition(
    expression: Expression, *, titles_only: bool = False, plain: bool = False, looks: bool = True
) -> sa.ColumnElement[bool]:
    """An expression as a condition on `documents`; with `titles_only` its texts stand in a title (under NOT:
    anywhere).

    `looks`: what is refused is looked for in the texts of what passes all else, else it is found by the index first.
    """
    how: dict[str, bool] = {"titles_only": titles_only, "plain": plain, "looks": looks}
    if isinstance(expression, All):
        return sa.and_(*(condition(part, **how) for part in expression.parts))
    if isinstance(expression, AnyOf):
        return sa.or_(*(condition(part, **how) for part in expression.parts))
    if isinstance(expression, Not):
        if plain or looks:
            return sa.not_(condition(expression.part, plain=True))
        refused = sa.select(_columns.id).where(condition(expression.part, looks=False)).correlate(None)
        # As an array, found once. Whatever the planner believes of their number, NOT IN makes a hash table of them.
        return _columns.id.not_in(sa.select(sa.func.unnest(sa.func.array(refused.scalar_subquery()))))
    found = [_stands_in(text, titles_only=titles_only, plain=plain) for text in expression.texts]
    found += [_stands_in(text, titles_only=True, plain=plain) for text in expression.titles]
    return sa.or_(sa.false(), *found, *_facts(expression))


def _facts(term: Term) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if term.issuers:
        issued = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id.in_(term.issuers))
        found.append(_columns.id.in_(issued))
    if term.numbers:
        # Never null, so that NOT means the documents without a number too.
        found.append(sa.and_(_columns.document_number.is_not(None), _columns.document_number.in_(term.numbers)))
    return found


def _is_whole(term: Term, *, plain: bool = False) -> sa.ColumnElement[bool]:
    """Whether title, issued title or number is what is looked for."""
    found: list[sa.ColumnElement[bool]] = []
    for text in (*term.texts, *term.titles):
        lines = sa.func.string_to_array(_TITLES, "\n")
        found.append(sa.and_(_stands_in(text, titles_only=True, plain=plain), sa.literal(fold(text)) == sa.any_(lines)))
    return sa.or_(sa.false(), *found, *_facts(Term(numbers=term.numbers)))


def _looks(connection: Connection, expression: Expression) -> bool:
    """Whether so few documents pass all but the NOTs that these are best answered by looking at their texts."""
    if not refuses(expression):
        return True
    wanted = _without_not(expression)
    if wanted is None:
        return False
    first = sa.select(sa.literal(1)).where(condition(wanted)).limit(MANY).subquery()
    with by_index(connection):
        return connection.execute(sa.select(sa.func.count()).select_from(first)).scalar_one() < MANY


def _without_not(expression: Expression) -> Expression | None:
    """An expression that holds wherever the given one does, without NOT; None: it holds everywhere."""
    if isinstance(expression, Not):
        return None
    if isinstance(expression, Term):
        return expression
    parts = [_without_not(part) for part in expression.parts]
    wanted = tuple(part for part in parts if part is not None)
    if isinstance(expression, AnyOf):
        return AnyOf(wanted) if len(wanted) == len(parts) else None
    return All(wanted) if wanted else None


@contextmanager
def by_index(connection: Connection) -> Iterator[None]:
    """Queries in here look for texts by the index alone."""
    _let(connection, "off")
    try:
        yield
    finally:
        if not connection.invalidated and not _has_failed(connection):
            _let(connection, "on")


def _let(connection: Connection, value: str) -> None:
    """Opens or closes the ways of PLANNER, until the transaction ends."""
    connection.execute(sa.select(*(sa.func.set_config(setting, value, True) for setting in PLANNER)))


def _has_failed(connection: Connection) -> bool:
    """Whether the transaction is broken, and takes nothing but its end."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.info.transaction_status.name == "INERROR")


def holds(connection: Connection, expression: Expression) -> sa.ColumnElement[bool]:
    """That an expression holds of a document, as a condition on `documents`: its id is one of those found."""
    return is_among(connection, _columns.id, ids(connection, expression))


def ids(connection: Connection, expression: Expression) -> Sequence[int]:
    """The ids of all documents of which an expression holds, in no order."""
    wanted = condition(expression, looks=_looks(connection, expression))
    with by_index(connection):
        return connection.execute(sa.select(_columns.id).where(wanted)).scalars().all()


def ranked_ids(
    connection: Connection, expression: Expression, among: Collection[int] | None = None
) -> dict[int, Sequence[int]]:
    """The ids of all documents of which an expression holds in texts and titles, and of those that are it as a whole.

    By rank; what is in a title is in the text as well. `among`: only the texts of these documents are looked at.
    """
    plain = among is not None
    looks = plain or _looks(connection, expression)
    found: dict[int, Sequence[int]] = {}
    for rank in (IN_TEXT, IN_TITLE, WHOLE):
        wanted = _rank_condition(expression, rank, plain=plain, looks=looks)
        if wanted is None:
            continue
        query = sa.select(_columns.id).where(wanted)
        if among is not None:
            found[rank] = connection.execute(query.where(is_among(connection, _columns.id, among))).scalars().all()
        else:
            with by_index(connection):
                found[rank] = connection.execute(query).scalars().all()
    return found


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    with by_index(connection):
        return connection.execute(sa.select(_columns.id).where(_is_whole(term))).scalars().all()


def hits(
    connection: Connection,
    expression: Expression,
    conditions: Sequence[sa.ColumnElement[bool]],
    ranks: Sequence[int],
    after: tuple[int, int, int] | None,
    limit: int,
) -> list[tuple[int, tuple[int, int, int]]]:
    """Documents and their places (rank, day, id), best rank first, the newest first within a rank."""
    found: list[tuple[int, tuple[int, int, int]]] = []
    better: list[sa.ColumnElement[bool]] = []
    looks = _looks(connection, expression)
    for rank in ranks:
        wanted = _rank_condition(expression, rank, looks=looks)
        if wanted is None:
            continue
        query = sa.select(_columns.id, DAY).where(wanted, *better, *conditions)
        if (passed := _rank_condition(expression, rank, plain=True)) is not None:
            better.append(sa.not_(passed))
        if after and rank < after[0]:
            continue
        if after and rank == after[0]:
            query = query.where(older(after))
        query = query.order_by(DAY.desc().nulls_last(), _columns.id.desc()).limit(limit - len(found))
        with by_index(connection):
            rows = connection.execute(query).all()
        found += [(document_id, (rank, ordinal(day), document_id)) for document_id, day in rows]
        if len(found) == limit:
            break
    return found


def _rank_condition(
    expression: Expression, rank: int, *, plain: bool = False, looks: bool = True
) -> sa.ColumnElement[bool] | None:
    if rank == WHOLE:
        return _is_whole(expression, plain=plain) if isinstance(expression, Term) else None
    return condition(expression, titles_only=rank == IN_TITLE, plain=plain, looks=looks)


def ordinal(day: date | None) -> int:
    """A day as a number for a place in the results; 0 for none."""
    return day.toordinal() if day else 0


def older(after: tuple[int, int, int]) -> sa.ColumnElement[bool]:
    """Comes after this place, the newest first, documents without a day last."""
    _, day, document_id = after
    if not day:
        return sa.and_(DAY.is_(None), _columns.id < document_id)
    on = date.fromordinal(day)
    return sa.or_(on > DAY, sa.and_(DAY.in_((on,)), _columns.id < document_id), DAY.is_(None))


def size(connection: Connection) -> int:
    """Bytes of the indexes."""
    query = "SELECT sum(pg_relation_size(indexname::regclass)) FROM pg_indexes WHERE indexname LIKE 'search\\_%'"
    return int(connection.execute(sa.text(query)).scalar() or 0)
