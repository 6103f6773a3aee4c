"""The search index of a PostgreSQL database: GIN indexes over the characters of titles, of bodies and of the pages of
attached files, each character by itself and with the one or two that follow it.

The indexes are expressions on `documents` and `attachment_texts`, so PostgreSQL keeps them itself, in the transaction
that writes the row. Up to three characters are found by them alone. Longer pieces are found by all their triples, then
the texts are looked through: for a page of results the newest first, until the page is full. They need no extension.
`docs/search-index.md` has the designs that were measured.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import reduce
from typing import Any, Literal

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

LONGEST = 3
"""Characters of the longest key. A piece of text that is no longer needs no look at the text."""

BITS = 21
"""Bits of a character in a key: three have room in a bigint, so that every key stands for one text."""

MANY = 500
"""Documents in whose texts refused words are looked for; among more, the index is asked for them."""

How = Literal["found", "candidates", "looked"]
"""By the index and a look at what it cannot tell; by the index alone, which may give too many; by looking alone.

What is refused is no use to the index, and to make the keys of a text takes long.
"""

PLANNER = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Ways through a table that are closed to the planner while it looks for texts, so that it takes the index.

It believes that reading every row by the index costs as much as making the keys of every text again, which takes
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
    # A key is one to three characters, the last in the lowest bits. Each is given once: an array beyond 64 kB is not in
    # the planner's statistics, and without them it would make the keys of texts to join two words.
    """
    CREATE FUNCTION search_keys(folded text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    DECLARE codes bigint[] := array(SELECT ascii(letter)::bigint FROM unnest(string_to_array(folded, NULL)) AS letter);
    BEGIN
        RETURN array(
            SELECT a FROM unnest(codes) AS one(a)
            UNION SELECT (a << 21) | b FROM unnest(codes, codes[2:]) AS two(a, b) WHERE b IS NOT NULL
            UNION SELECT (((a << 21) | b) << 21) | c
            FROM unnest(codes, codes[2:], codes[3:]) AS three(a, b, c) WHERE c IS NOT NULL
        );
    END $$
    """,
    # Packed texts would have to be unpacked to be looked through, which takes as long as to look.
    "ALTER TABLE documents ALTER body SET STORAGE EXTERNAL",
    "ALTER TABLE attachment_texts ALTER text SET STORAGE EXTERNAL",
    "CREATE INDEX search_documents ON documents USING gin (search_keys(search_text(title, issued_title, body)))",
    "CREATE INDEX search_titles ON documents USING gin (search_keys(search_text(title, issued_title, '')))",
    "CREATE INDEX search_files ON attachment_texts USING gin (search_keys(search_text(text, NULL, '')))",
)
"""The statements that make the indexes (migrations 0002, 0009 and 0017)."""

_HAS_INDEXES = (
    "SELECT count(*) = 3 FROM pg_index WHERE indisvalid AND indexrelid IN "
    "(to_regclass('search_documents'), to_regclass('search_titles'), to_regclass('search_files'))"
)
_columns = documents.c
_TEXT = sa.func.search_text(_columns.title, _columns.issued_title, _columns.body)
_TITLES = sa.func.search_text(_columns.title, _columns.issued_title, sa.literal_column("''"))
_PAGE = sa.func.search_text(attachment_texts.c.text, sa.null(), sa.literal_column("''"))
_owners = sa.select(attachments.c.document_id).join(
    attachment_texts, attachment_texts.c.file_id == attachments.c.file_id
)


def keys(text: str) -> list[int]:
    """The keys that every text has that holds a folded piece: the piece itself if it is a key, else its triples."""
    pieces = {text[at : at + LONGEST] for at in range(max(1, len(text) - LONGEST + 1))}
    return sorted(reduce(lambda key, character: key << BITS | ord(character), piece, 0) for piece in pieces)


def _stands_in(text: str, *, titles_only: bool, how: How) -> sa.ColumnElement[bool]:
    """Whether a piece of text stands in a document."""
    text = fold(text)
    looked = _looked(text, titles_only=titles_only)
    if how == "looked":
        return looked
    wanted = sa.cast(keys(text), postgresql.ARRAY(sa.BigInteger))

    def has_keys(indexed: sa.Function[str]) -> sa.ColumnElement[bool]:
        return sa.func.search_keys(indexed).op("@>", is_comparison=True)(wanted)

    if titles_only:
        candidates = has_keys(_TITLES)
    else:
        # As arrays, found once, so that the planner looks all of them up along an index at once.
        files = sa.select(attachment_texts.c.file_id).where(has_keys(_PAGE)).distinct()
        owners = sa.select(attachments.c.document_id).where(_is_in(attachments.c.file_id, files)).correlate(None)
        candidates = sa.or_(has_keys(_TEXT), _is_in(_columns.id, owners))
    return candidates if how == "candidates" or len(text) <= LONGEST else sa.and_(candidates, looked)


def _is_in(column: sa.Column[int], found: sa.Select[tuple[int]]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.func.array(found.scalar_subquery()))


def _looked(text: str, *, titles_only: bool) -> sa.ColumnElement[bool]:
    """The same by looking alone. Only letters and digits are folded: other texts are looked for as they are printed."""
    if _FOLDED.search(text):
        places: list[sa.ColumnElement[str]] = [_TITLES if titles_only else _TEXT]
    else:
        places = [_columns.title, sa.func.coalesce(_columns.issued_title, "")]
        if not titles_only:
            places.append(_columns.body)
    found = [sa.func.strpos(place, text) > 0 for place in places]
    if not titles_only:
        of_document = _owners.where(attachments.c.document_id == _columns.id).correlate(documents)
        found.append(sa.exists(of_document.where(_looked_on_page(text))))
    return sa.or_(*found)


def _looked_on_page(text: str) -> sa.ColumnElement[bool]:
    return sa.func.strpos(_PAGE if _FOLDED.search(text) else attachment_texts.c.text, text) > 0


def condition(
    expression: Expression, *, titles_only: bool = False, how: How = "found", looks: bool = True
) -> sa.ColumnElement[bool]:
    """An expression as a condition on `documents`; with `titles_only` its texts stand in a title (under NOT:
    anywhere).

    `looks`: what is refused is looked for in the texts of what passes all else, else it is found by the index first.
    Candidates are then not refused anything.
    """
    parts: dict[str, Any] = {"titles_only": titles_only, "how": how, "looks": looks}
    if isinstance(expression, All):
        if how != "looked":
            return sa.and_(*_joined(expression, titles_only=titles_only, how=how, looks=looks))
        return sa.and_(*(condition(part, **parts) for part in expression.parts))
    if isinstance(expression, AnyOf):
        return sa.or_(*(condition(part, **parts) for part in expression.parts))
    if isinstance(expression, Not):
        if how == "looked" or looks:
            return sa.true() if how == "candidates" else sa.not_(condition(expression.part, how="looked"))
        return _columns.id.not_in(_ids_of(condition(expression.part, looks=False)))
    found = [_stands_in(text, titles_only=titles_only, how=how) for text in expression.texts]
    found += [_stands_in(text, titles_only=True, how=how) for text in expression.titles]
    return sa.or_(sa.false(), *found, *_facts(expression))


def _joined(expression: All, *, titles_only: bool, how: How, looks: bool) -> Iterator[sa.ColumnElement[bool]]:
    """The conditions of all parts. The index is asked for each part by itself.

    Of two conditions on one index the planner may ask the index for one, and make the keys of all texts that it gives.
    """
    first = True
    for part in expression.parts:
        found = condition(part, titles_only=titles_only, how=how, looks=looks)
        if isinstance(part, Not) or first:
            yield found
            first = first and isinstance(part, Not)
            continue
        others = _ids_of(condition(part, titles_only=titles_only, how="candidates", looks=looks))
        # IS TRUE keeps it from becoming a join, which would look up each id and then make the keys of its text.
        yield _columns.id.in_(others).is_(True)
        if how == "found" and not _tells_all(part, looks=looks):
            yield condition(part, titles_only=titles_only, how="looked")


def _ids_of(found: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The ids of documents as an array, found once: whatever the planner believes of their number, it hashes them."""
    query = sa.select(_columns.id).where(found).correlate(None)
    return sa.select(sa.func.unnest(sa.func.array(query.scalar_subquery())))


def _tells_all(expression: Expression, *, looks: bool) -> bool:
    """Whether the candidates are the documents of which an expression holds, so that no text need be looked through."""
    if isinstance(expression, Term):
        return all(len(text) <= LONGEST for text in (*expression.texts, *expression.titles))
    if isinstance(expression, Not):
        return not looks
    return all(_tells_all(part, looks=looks) for part in expression.parts)


def _facts(term: Term) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if term.issuers:
        issued = sa.select(issuing_bodies.c.document_id).where(issuing_bodies.c.agency_id.in_(term.issuers))
        found.append(_columns.id.in_(issued))
    if term.numbers:
        # Never null, so that NOT means the documents without a number too.
        found.append(sa.and_(_columns.document_number.is_not(None), _columns.document_number.in_(term.numbers)))
    return found


def _is_whole(term: Term, *, how: How) -> sa.ColumnElement[bool]:
    """Whether title, issued title or number is what is looked for."""
    found: list[sa.ColumnElement[bool]] = []
    for text in (*term.texts, *term.titles):
        lines = sa.func.string_to_array(_TITLES, "\n")
        found.append(sa.and_(_stands_in(text, titles_only=True, how=how), sa.literal(fold(text)) == sa.any_(lines)))
    return sa.or_(sa.false(), *found, *_facts(Term(numbers=term.numbers)))


def _looks(connection: Connection, expression: Expression) -> bool:
    """Whether so few documents pass all but the NOTs that these are best answered by looking at their texts."""
    if not refuses(expression):
        return True
    wanted = _without_not(expression)
    if wanted is None:
        return False
    first = sa.select(sa.literal(1)).where(condition(wanted, how="candidates")).limit(MANY).subquery()
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
def asking(connection: Connection, *, by_looking: bool = False) -> Iterator[How]:
    """How texts are found in here: by looking while an upgrade makes the indexes, since to make keys takes longer."""
    if by_looking or not connection.exec_driver_sql(_HAS_INDEXES).scalar():
        yield "looked"
        return
    with _by_index(connection):
        yield "found"


@contextmanager
def _by_index(connection: Connection) -> Iterator[None]:
    """Queries in here look for texts by the index alone."""
    _let(connection, "off")
    try:
        yield
    finally:
        if not connection.invalidated and not _has_failed(connection):
            _let(connection, "on")


def _let(connection: Connection, value: str) -> None:
    """Opens or closes the ways of PLANNER, until the transaction ends."""
    settings = ", ".join(f"set_config('{setting}', '{value}', true)" for setting in PLANNER)
    connection.exec_driver_sql(f"SELECT {settings}")


def _has_failed(connection: Connection) -> bool:
    """Whether the transaction is broken, and takes nothing but its end."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.info.transaction_status.name == "INERROR")


def holds(connection: Connection, expression: Expression) -> sa.ColumnElement[bool]:
    """That an expression holds of a document, as a condition on `documents`: its id is one of those found."""
    return is_among(connection, _columns.id, ids(connection, expression))


def ids(connection: Connection, expression: Expression) -> Sequence[int]:
    """The ids of all documents of which an expression holds, in no order."""
    with asking(connection) as how:
        wanted = condition(expression, how=how, looks=how == "looked" or _looks(connection, expression))
        return connection.execute(sa.select(_columns.id).where(wanted)).scalars().all()


def ranked_ids(
    connection: Connection, expression: Expression, among: Collection[int] | None = None
) -> dict[int, Sequence[int]]:
    """The ids of all documents of which an expression holds in texts and titles, and of those that are it as a whole.

    By rank; what is in a title is in the text as well. `among`: only the texts of these documents are looked at.
    """
    found: dict[int, Sequence[int]] = {}
    with asking(connection, by_looking=among is not None) as how:
        looks = how == "looked" or _looks(connection, expression)
        for rank in (IN_TEXT, IN_TITLE, WHOLE):
            if rank == WHOLE and not isinstance(expression, Term):
                continue
            query = sa.select(_columns.id).where(_rank_condition(expression, rank, how=how, looks=looks))
            if among is not None:
                query = query.where(is_among(connection, _columns.id, among))
            found[rank] = connection.execute(query).scalars().all()
    return found


def whole_ids(connection: Connection, term: Term) -> Sequence[int]:
    """The ids of the documents whose title, issued title or number is what is looked for."""
    with asking(connection) as how:
        return connection.execute(sa.select(_columns.id).where(_is_whole(term, how=how))).scalars().all()


def hits(
    connection: Connection,
    expression: Expression,
    conditions: Sequence[sa.ColumnElement[bool]],
    ranks: Sequence[int],
    after: tuple[int, int, int] | None,
    limit: int,
) -> list[tuple[int, tuple[int, int, int]]]:
    """Documents and their places (rank, day, id), best rank first, the newest first within a rank."""
    found, better = list[tuple[int, tuple[int, int, int]]](), list[sa.ColumnElement[bool]]()
    with asking(connection) as how:
        looks = how == "looked" or _looks(connection, expression)
        for rank in ranks:
            if rank == WHOLE and not isinstance(expression, Term):
                continue
            looked = _rank_condition(expression, rank, how="looked")
            if not after or rank >= after[0]:
                first, told = list(conditions), False
                if how == "found":
                    first.append(_rank_condition(expression, rank, how="candidates", looks=looks))
                    told = rank == WHOLE or _tells_all(expression, looks=looks)
                if after and rank == after[0]:
                    first.append(older(after))
                query = _newest(first, better if told else [looked, *better]).limit(limit - len(found))
                rows = connection.execute(query).all()
                found += [(document_id, (rank, ordinal(day), document_id)) for document_id, day in rows]
                if len(found) == limit:
                    break
            better.append(sa.not_(looked))
    return found


def _newest(first: Sequence[sa.ColumnElement[bool]], then: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """Ids and days of the documents that pass all conditions, the newest first.

    `then` is dear: PostgreSQL asks it of one document after another, in their order, until there are enough.
    """
    query = sa.select(_columns.id, DAY.label("day")).where(*first)
    query = query.order_by(DAY.desc().nulls_last(), _columns.id.desc())
    if not then:
        return query
    ordered = query.subquery().c
    # A subquery for one value: no join, which could change the order and would have to sort again.
    passes = sa.select(sa.and_(*then)).where(_columns.id == ordered.id).scalar_subquery()
    query = sa.select(ordered.id, ordered.day).where(passes)
    return query.order_by(ordered.day.desc().nulls_last(), ordered.id.desc())


def _rank_condition(expression: Expression, rank: int, *, how: How, looks: bool = True) -> sa.ColumnElement[bool]:
    if rank == WHOLE and isinstance(expression, Term):
        return _is_whole(expression, how=how)
    return condition(expression, titles_only=rank == IN_TITLE, how=how, looks=looks)


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
