"""Documents whose titles are a text, or hold a piece of it: what a search for titles that look alike begins with."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.search import fts5, postgresql
from storage.search.expression import Term
from storage.search.tokenizer import phrase

_query = (
    sa.select(fts5.search_rows.c.document_id)
    .select_from(fts5.titles.join(fts5.search_rows, fts5.search_rows.c.row == fts5.titles.c.rowid))
    .where(
        sa.literal_column(fts5.titles.name).op("MATCH")(sa.bindparam("piece", type_=sa.Text)),
        fts5.search_rows.c.document_id.is_not(None),
    )
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def named(connection: Connection, titles: Collection[str]) -> Sequence[int]:
    """The documents whose title or issued title is one of these, compared as searches compare; in no order."""
    if not titles:
        return []
    whole_ids = fts5.whole_ids if connection.dialect.name == "sqlite" else postgresql.whole_ids
    return whole_ids(connection, Term(titles=tuple(titles)))


def holding(connection: Connection, pieces: Sequence[str], most: int) -> list[list[int]]:
    """For each piece of text the documents with it in the title or in the issued title, `most` of them at most, in no
    order."""
    if not pieces:
        return []
    if connection.dialect.name == "sqlite":  # without the texts, in which a piece may stand a thousand times as often
        wanted = ({"piece": f"{{title issued_title}} : {phrase(piece)}", "most": most} for piece in pieces)
        return [list(connection.execute(_query, values).scalars()) for values in wanted]
    return postgresql.in_titles(connection, pieces, most)
