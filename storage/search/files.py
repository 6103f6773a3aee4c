"""The text of attached files in a search: what the index has of a document's files, and on which pages words stand."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.attachments.queries import PageText
from storage.schema import attachment_texts, attachments
from storage.search.expression import fold

FILES_SHOWN = 3
"""Attachments of a document in which words are shown."""

WORDS_LOOKED_FOR = 6
"""Words of a query that are looked for in the files of what was found."""

_ASCII = re.compile("[a-z0-9]")
_page, _name, _text = (attachment_texts.c[name] for name in ("page", "name", "text"))
_join = attachments.join(attachment_texts, attachment_texts.c.file_id == attachments.c.file_id)
_owner = attachments.c.document_id

_owners = (
    sa.select(_owner)
    .where(attachments.c.file_id.is_not(None), _owner.in_(sa.bindparam("ids", expanding=True)))
    .distinct()
)
_texts = (
    sa.select(_text)
    .select_from(_join)
    .where(_owner == sa.bindparam("number"))
    .order_by(attachments.c.position, attachments.c.file_id, _page)
)


def owners(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of the documents that link to a file."""
    return set(connection.execute(_owners, {"ids": list(ids)}).scalars())


def texts_of(connection: Connection, document_id: int) -> list[str]:
    """The text of every page of a document's files, each text once: a PDF and an OFD of one text count as one."""
    return list(dict.fromkeys(connection.execute(_texts, {"number": document_id}).scalars()))


def first_pages(
    connection: Connection, ids: Sequence[int], words: Sequence[str]
) -> dict[tuple[int, str], list[PageText]]:
    """By document and word (folded): the first page of each of its attachments on which the word stands.

    At most FILES_SHOWN attachments of a document are given for a word, and a text that two files have is given once.
    One statement for all words.
    """
    found: dict[tuple[int, str], list[PageText]] = {}
    ids = sorted(owners(connection, ids)) if ids and words else []
    if not ids:
        return found
    searched = words[:WORDS_LOOKED_FOR]
    query = _first_pages(connection.dialect.name, tuple(_ASCII.search(word) is not None for word in searched))
    if connection.dialect.name == "sqlite":
        _add_function(connection)
    values = {f"word_{number}": word for number, word in enumerate(searched)}
    for row in connection.execute(query, {"ids": ids, **values}):
        page_texts = found.setdefault((row.document_id, words[row.word]), [])
        if len(page_texts) < FILES_SHOWN and row.text not in (other.text for other in page_texts):
            page_texts.append(PageText(row.position + 1, row.page, row.name, row.text))
    return found


@lru_cache(maxsize=64)
def _first_pages(dialect: str, folded: tuple[bool, ...]) -> sa.Select[Any]:
    """The query of the first pages for as many words as `folded` has, which says of each whether pages are folded.

    Only letters and digits are folded; other words need no copy of the text.
    """
    find = sa.func.instr if dialect == "sqlite" else sa.func.strpos
    position = attachments.c.position
    searched = [
        sa.select(
            sa.literal(number).label("word"),
            *(_owner, position, attachments.c.file_id, sa.func.min(_page).label("page")),
        )
        .select_from(_join)
        .where(
            _owner.in_(sa.bindparam("ids", expanding=True)),
            find(
                sa.func.search_text(_text, sa.null(), "") if is_folded else _text,
                sa.bindparam(f"word_{number}", type_=sa.Text),
            )
            > 0,
        )
        .group_by(_owner, position, attachments.c.file_id)
        for number, is_folded in enumerate(folded)
    ]
    first = sa.union_all(*searched).subquery()
    same = sa.and_(attachment_texts.c.file_id == first.c.file_id, _page == first.c.page)
    query = sa.select(first.c.word, first.c.document_id, first.c.position, _page, _name, _text)
    query = query.select_from(first.join(attachment_texts, same))
    return query.order_by(first.c.word, first.c.document_id, first.c.position)


def _add_function(connection: Connection) -> None:
    """Gives a connection to SQLite the function that a PostgreSQL database has of its own."""
    driver = connection.connection
    if "search_text" not in driver.info:
        driver.info["search_text"] = True
        driver_connection = driver.driver_connection
        assert driver_connection is not None
        driver_connection.create_function("search_text", 3, lambda text, *_: fold(text), deterministic=True)
