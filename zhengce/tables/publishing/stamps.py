"""What the rows of a year are made of, as a digest: a year with the digest of the last publication is not made again.

Of each document it covers what a crawl, a reparse, a merge or an editor changes, by the small columns that change with
it (`pages.digest` is that of all that a page says), without reading a text. What is common to all documents (English,
the version of the product, the columns of the tables) is part of each.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers import PARSER_VERSION
from storage import schema
from storage.relations.status import expression, today
from zhengce.tables.publishing import dictionary

_documents, _pages, _relations, _files = (
    table.c for table in (schema.documents, schema.pages, schema.relations, schema.files)
)
_attached, _keywords, _changes = schema.attachments.c, schema.keywords.c, schema.changes.c

_FACTS = (
    sa.select(
        *(_documents[name] for name in ("id", "published_on", "written_on", "url", "fetched_at", "parser_version")),
        *(_documents[name] for name in ("first_seen_at", "revised_at", "gone_at", "ended_on", "ended_by", "final_id")),
        *(_documents.extended_until, expression(sa.bindparam("day", type_=sa.Date))),
    ),
    sa.select(_changes.document_id, sa.func.max(_changes.number)).group_by(_changes.document_id),
    sa.select(_pages.document_id, _pages.id, _pages.digest).where(_pages.document_id.is_not(None)),
    sa.select(_relations.document_id, _relations.position, _relations.related_id).where(_relations.related_id > 0),
    sa.select(
        *(_attached.document_id, _attached.position, _attached.carries, _files.sha256, _files.state, _files.reason),
        *(_files.extractor, _files.origin, _files.gone_at),
    ).join(schema.files, _files.id == _attached.file_id),
    sa.select(schema.redirects.c.document_id, schema.redirects.c.former_id),
    sa.select(_keywords.document_id, _keywords.made_at).where(_keywords.position == 0),
    *(sa.select(table) for table in (schema.annotations, schema.notes, schema.tags, schema.links)),
)
"""Of documents, their ids first."""

_ACCEPTED = sa.func.max(schema.edits.c.id).filter(schema.edits.c.subject_kind == "text")
_COMMON = sa.select(
    *(
        sa.select(found).scalar_subquery()
        for found in (
            *(sa.func.count(schema.translations.c.key), sa.func.max(schema.translations.c.made_at)),
            *(sa.func.count(schema.accepted.c.key), _ACCEPTED),
        )
    )
)


CHANGES = "changes"
"""In the place of a year: what the files of changes are made of, whose rows never differ."""


def year_stamps(connection: Connection, years: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """The digest of each year, given its documents, and of CHANGES."""
    versions = version("zhengce"), PARSER_VERSION, pa.__version__, dictionary.markdown(dictionary.ALL)
    common = repr((versions, tuple(connection.execute(_COMMON).one()))).encode()
    digests = {year: blake2b(common, digest_size=16) for year in years}
    digests[CHANGES] = blake2b(repr(versions).encode(), digest_size=16)
    of_document = {document_id: digests[year] for year, ids in years.items() for document_id in ids}
    for query in _FACTS:
        first = next(iter(query.selected_columns))
        rest = [column for column in query.selected_columns if column.primary_key and column is not first]
        # By the driver alone, which is four times as fast.
        ordered = query.order_by(first, *rest).params({"day": today()})
        text = str(ordered.compile(connection, compile_kwargs={"literal_binds": True}))
        for row in connection.exec_driver_sql(text).fetchall():
            if digest := of_document.get(row[0]):
                digest.update(repr(tuple(row)).encode())
    return {year: digest.hexdigest() for year, digest in digests.items()}
