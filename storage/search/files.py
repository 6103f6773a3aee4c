"""The text of attached files in a search: what the index has of a document's files, and on which pages words stand."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.attachments.queries import PageText
from storage.schema import attachment_texts, attachments
from storage.search.expression import fold

FILES_SHOWN = 3
"""Attachments of a document in which words are shown."""

WORDS_LOOKED_FOR = 6
"""Words of a query that are looked for in the files of what was found."""

_page, _name, _text = (attachment_texts.c[name] for name in ("page", "name", "text"))
_join = attachments.join(attachment_texts, attachment_texts.c.file_id == attachments.c.file_id)
_owner = attachments.c.document_id

_owners = (
    sa.select(_owner)
    .where(attachments.c.file_id.is_not(None), _owner.in_(sa.bindparam("ids", expanding=True)))
    .distinct()
)
_pages = (
    sa.select(_owner, attachments.c.position, _page, _name, _text)
    .select_from(_join)
    .where(_owner.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_owner, attachments.c.position, attachments.c.file_id, _page)
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
    """
    found: dict[tuple[int, str], list[PageText]] = {}
    done: set[tuple[int, str, int]] = set()
    having = sorted(owners(connection, ids)) if ids and words else []
    for row in connection.execute(_pages, {"ids": having}) if having else ():
        text = fold(row.text)
        for word in words[:WORDS_LOOKED_FOR]:
            place = row.document_id, word, row.position
            if place not in done and word in text:
                done.add(place)
                pages = found.setdefault(place[:2], [])
                if len(pages) < FILES_SHOWN and row.text not in (page.text for page in pages):
                    pages.append(PageText(row.position + 1, row.page, row.name, row.text))
    return found
