"""The tables of an editor: notes, tags and links of documents, and the documents picked for a newsletter.

They have no foreign keys: what an editor writes outlives a document that was found to be another one, and is there when
that is undone.
"""

import sqlalchemy as sa

from storage.schema.columns import Moment, metadata

_FROM = "the merged document that had it; 0: its own"

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("from_id", sa.Integer, primary_key=True, autoincrement=False, comment=_FROM),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("annotated_at", Moment, nullable=False),
)

tags = sa.Table(
    "tags",
    metadata,
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("from_id", sa.Integer, nullable=False, comment=_FROM),
    sa.Column("annotated_at", Moment, nullable=False),
    sa.Index(None, "tag"),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, comment="what stands there: English coverage of the document"),
    sa.Column("from_id", sa.Integer, nullable=False, comment=_FROM),
    sa.Column("annotated_at", Moment, nullable=False),
)

picks = sa.Table(
    "picks",
    metadata,
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("from_id", sa.Integer, primary_key=True, autoincrement=False, comment=_FROM),
    sa.Column("kind", sa.Text, nullable=False, comment="top, worth_noting"),
    sa.Column("position", sa.Integer, nullable=False, comment="place among the picks of its kind"),
    sa.Column("line", sa.Text, comment="the heading of a top pick; the sentence of one worth noting"),
    sa.Column("summary", sa.Text, comment="what the document does, at a glance"),
    sa.Column("figures", sa.Text, comment="a bullet a line; null: the targets of the document"),
    sa.Column("comment", sa.Text),
    sa.Column("picked_at", Moment, nullable=False),
)
