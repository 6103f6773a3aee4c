"""Pieces of text that are looked for in a database of invented documents, and the texts to look for them in."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.filters import DAY
from storage.schema import documents
from storage.search.expression import fold

WORDS = ("通知", "数据", "安全", "管理", "企业", "加快", "印发", "工业", "技术", "平台", "网络", "缂丝", "筇竹")
"""Words of many documents, and of few."""

Row = tuple[int, Any, str]
"""Id, day and folded text of a document."""


def short_pieces(connection: Connection, count: int, seed: int = 7) -> Iterator[str]:
    """Pieces of one to eight characters, half from titles, half from texts, without blanks and quotes."""
    chance = random.Random(seed)
    ids = connection.execute(sa.select(documents.c.id)).scalars().all()
    texts = sa.select(documents.c.title, documents.c.body)
    while count:
        row = connection.execute(texts.where(documents.c.id == chance.choice(ids))).one()
        piece = _piece(chance, row[count % 2], chance.randrange(1, 9))
        if piece and not any(char.isspace() or char == '"' for char in piece):
            yield piece
            count -= 1


def long_pieces(texts: Sequence[str], count: int) -> list[str]:
    """Pieces of 12 to 40 characters."""
    chance = random.Random(7)
    found: list[str] = []
    while len(found) < count:
        found.append(_piece(chance, chance.choice(texts), chance.randrange(12, 41)))
    return [text for text in found if text]


def _piece(chance: random.Random, text: str, length: int) -> str:
    """A piece of this length; nothing where the text is shorter."""
    start = chance.randrange(max(1, len(text) - length))
    piece = text[start : start + length]
    return piece if len(piece) == length else ""


def rows_and_pieces(connection: Connection, most: int, count: int) -> tuple[list[Row], list[str]]:
    """The texts of at most so many documents, and what is looked for in them."""
    columns = documents.c
    query = sa.select(columns.id, DAY, columns.title, columns.issued_title, columns.body)
    found = connection.execute(query.order_by(columns.id).limit(most))
    rows: list[Row] = [(row[0], row[1], fold(f"{row[2]}\n{row[3] or ''}\n{row[4]}")) for row in found]
    print(f"{len(rows):,} documents, {sum(len(row[2]) for row in rows) / 1e6:.0f} million characters")
    drawn = [fold(text) for text in short_pieces(connection, count)]
    return rows, drawn + long_pieces([row[2] for row in rows], count // 4)


def holders(rows: Sequence[Row], drawn: Sequence[str]) -> dict[str, list[int]]:
    """Piece -> ids of the documents that hold it, by a scan."""
    return {text: sorted(number for number, _, body in rows if text in body) for text in drawn}


def by_length(drawn: Sequence[str]) -> dict[str, list[str]]:
    """The pieces by what makes them dear; kinds of which none was drawn are left out."""
    kinds = {
        "1 character": [text for text in drawn if len(text) == 1],
        "2, any": [text for text in drawn if len(text) == 2],
        "2, common": [word for word in WORDS if len(word) == 2],
        "3": [text for text in drawn if len(text) == 3],
        "4": [text for text in drawn if len(text) == 4],
        "5 to 8": [text for text in drawn if 5 <= len(text) <= 8],
        "3 to 8": [text for text in drawn if 3 <= len(text) <= 8],
        "12 to 40": [text for text in drawn if len(text) > 8],
    }
    return {name: texts for name, texts in kinds.items() if texts}
