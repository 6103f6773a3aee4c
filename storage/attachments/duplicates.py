"""Which attached files of a document hold one text in two formats: a PDF and an OFD of the same plan.

Both are stored. The one that can be read best, and stands first, holds the text; the others are its duplicates
(`files.duplicate_of`), so that no text is counted twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.resolution.similarity import LEAST_TEXT, NEARLY_ALL, SHARED, shingles
from storage.schema import attachment_texts, attachments, files

_READABLE = {"ok": 0, "partial": 1}
_ENDING = re.compile(r"\.[0-9a-z]{2,4}$", re.IGNORECASE)
_text = (
    sa.select(attachment_texts.c.text)
    .where(attachment_texts.c.file_id == sa.bindparam("file_id"))
    .order_by(attachment_texts.c.page)
)


@dataclass(frozen=True, slots=True)
class _File:
    file_id: int
    media_type: str
    is_readable: bool
    names: frozenset[str]
    """Without their endings: of the address, and of the link where that names a file."""
    text: str


def mark(connection: Connection, document_id: int) -> None:
    """Notes of each file of a document of which other file it is a duplicate."""
    query = (
        sa.select(files, attachments.c.title)
        .join(attachments, attachments.c.file_id == files.c.id)
        .where(attachments.c.document_id == document_id, files.c.state.is_not(None))
        .order_by(attachments.c.position)
    )
    rows = {row.id: row for row in connection.execute(query)}
    if len({row.media_type for row in rows.values()}) < 2 and not any(row.duplicate_of for row in rows.values()):
        return
    leaders: list[_File] = []
    for row in sorted(rows.values(), key=lambda row: _READABLE.get(row.state, 2)):
        lines = connection.execute(_text, {"file_id": row.id}).scalars()
        names = frozenset(_stems((row.title, unquote(urlsplit(row.url).path).rpartition("/")[2])))
        file = _File(row.id, row.media_type, row.state in _READABLE, names, "\n".join(lines))
        leader = next((one.file_id for one in leaders if _are_duplicates(one, file)), None)
        if leader is None:
            leaders.append(file)
        if leader != row.duplicate_of:
            connection.execute(sa.update(files).where(files.c.id == row.id).values(duplicate_of=leader))


def _stems(names: Iterable[str]) -> Iterable[str]:
    return (_ENDING.sub("", "".join(name.split())) for name in names if _ENDING.search(name))


def _are_duplicates(one: _File, other: _File) -> bool:
    """Two formats of a text: the names or nearly all of the words say so, and the words do not speak against it."""
    if one.media_type == other.media_type:
        return False
    have_one_name = bool(one.names & other.names)
    if not (one.is_readable and other.is_readable):
        return have_one_name
    first, second = shingles(one.text), shingles(other.text)
    common = len(first & second)
    if have_one_name:
        return common >= SHARED * max(len(first), len(second))
    return min(len(first), len(second)) >= LEAST_TEXT and common >= NEARLY_ALL * max(len(first), len(second))
