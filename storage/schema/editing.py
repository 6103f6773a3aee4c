"""The tables of an editor: titles, notes, tags and links of documents, the documents picked for a newsletter, and the
history of all that is written.

They have no foreign keys: what an editor writes outlives a document that was found to be another one, and is there when
that is undone.
"""

import sqlalchemy as sa

from storage.schema.columns import Moment, metadata

_FROM = "the merged document that had it; 0: its own"

annotations = sa.Table(
    "annotations",
    metadata,
    sa.Column("document_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("title_en", sa.Text, nullable=False, comment="an editor's own English title"),
    sa.Column("annotated_at", Moment, nullable=False),
)

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

edits = sa.Table(
    "edits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("edited_at", Moment, nullable=False),
    sa.Column("editor", sa.Text, nullable=False, comment="who: the name given at the login, or the user of the system"),
    sa.Column("subject_kind", sa.Text, nullable=False, comment="document, pages, text"),
    sa.Column("subject", sa.Text, nullable=False, comment="id of a document, addresses of pages, key of a text"),
    sa.Column("field", sa.Text, nullable=False, comment="title_en, note, tag, link, pick, judgements, english"),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("undoes", sa.ForeignKey("edits.id"), comment="the edit that this one took back"),
    sa.Index(None, "subject"),
    sa.Index(None, "subject_kind", "id"),
    sqlite_autoincrement=True,  # the greater id is the later word
)
