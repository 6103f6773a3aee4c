"""Documents whose titles hold a piece of text: what a search for titles that look alike begins with."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import search
from storage.search import fts5
from storage.search.expression import Term
from storage.search.tokenizer import phrase
from storage.statements import Prepared

_query = Prepared(
    sa.select(fts5.search_rows.c.document_id)
    .select_from(fts5.titles.join(fts5.search_rows, fts5.search_rows.c.row == fts5.titles.c.rowid))
    .where(
        sa.literal_column(fts5.titles.name).op("MATCH")(sa.bindparam("piece", type_=sa.Text)),
        fts5.search_rows.c.document_id.is_not(None),
    )
    .limit(sa.bindparam("most", type_=sa.Integer)),
    ("piece", "most"),
)


def holding(connection: Connection, piece: str, most: int) -> list[int]:
    """Documents with a piece of text in the title or in the issued title, `most` of them at most, in no order."""
    if connection.dialect.name == "sqlite":  # without the texts, in which a piece may stand a thousand times as often
        asked = {"piece": f"{{title issued_title}} : {phrase(piece)}", "most": most}
        return list(_query.run(connection, asked).scalars())
    hits = search.search(connection, Term(titles=(piece,)), order="newest", limit=most)
    return [hit.document_id for hit in hits]
