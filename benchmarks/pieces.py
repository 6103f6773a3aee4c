"""Pieces of text that are looked for in a database of invented documents, and the texts to look for them in."""

import random
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.schema import documents

WORDS = ("通知", "数据", "安全", "管理", "企业", "加快", "印发", "工业", "技术", "平台", "网络", "缂丝", "筇竹")
"""Words of many documents, and of few."""


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


def _piece(chance: random.Random, text: str, length: int) -> str:
    """A piece of this length; nothing where the text is shorter."""
    start = chance.randrange(max(1, len(text) - length))
    piece = text[start : start + length]
    return piece if len(piece) == length else ""
