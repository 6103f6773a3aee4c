"""The tables of an editor: titles, notes, tags and links of documents, the issues of a newsletter, saved searches with
what each has told, and the history of all that is written.

They have no foreign keys to documents: what an editor writes outlives a document that was found to be another one, and
is there when that is undone.
"""

import sqlalchemy as sa

from storage.schema.columns import Moment, metadata

annotations = sa.Table(
    "annotations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False, comment="title_en (an editor's own English title), note, tag, link"),
    sa.Column("value", sa.Text, nullable=False, comment="the title, note or tag; the address of a link"),
    sa.Column("title", sa.Text, comment="what stands at a link: English coverage of the document"),
    sa.Column("from_id", sa.Integer, nullable=False, comment="the merged document that had it; 0: its own"),
    sa.Column("annotated_at", Moment, nullable=False),
)

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text),
    sa.Column("day", sa.Date),
    sa.Column("introduction", sa.Text),
    sa.Column("comment_label", sa.Text, comment="what stands before a comment: MERICS comment; null: Comment"),
    sa.Column("published", sa.Boolean, nullable=False, comment="false: editors alone see it"),
    sa.Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

sections = sa.Table(
    "sections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("issue_id", sa.ForeignKey("issues.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="top, worth_noting, own"),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("by_day", sa.Boolean, nullable=False, comment="its entries are printed by day"),
    sa.Column("shown", sa.Boolean, nullable=False, comment="false: it was put aside"),
    sqlite_autoincrement=True,
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("section_id", sa.ForeignKey("sections.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("document_id", sa.Integer, index=True, comment="the document that was picked; null: a text of one's own"),
    sa.Column("day", sa.Date, comment="printed in place of the document's"),
    sa.Column("link", sa.Text, comment="printed in place of the document's address"),
    sa.Column("subheading", sa.Text, comment="printed above the entry: Policy news"),
    sa.Column("line", sa.Text, comment="the heading of a story; the sentence of a line"),
    sa.Column("summary", sa.Text, comment="what the document does, at a glance"),
    sa.Column("figures", sa.Text, comment="a bullet a line, paragraphs after an empty one; null: as drafted"),
    sa.Column("comment", sa.Text),
    sa.Column("picture", sa.Boolean, nullable=False, comment="the targets of the document are drawn"),
    sa.Column("shown", sa.Boolean, nullable=False, comment="false: it was put aside"),
    sa.Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "settings", sa.JSON(none_as_null=True), nullable=False, comment="what it looks for, where it sends: by name"
    ),
    sa.Column("shown", sa.Boolean, nullable=False, comment="false: it was put aside"),
    sqlite_autoincrement=True,
)

watch_cursors = sa.Table(
    "watch_cursors",
    metadata,
    sa.Column("watch", sa.Text, primary_key=True, comment="its name"),
    sa.Column("channel", sa.Text, primary_key=True, comment="digest of the channel's address without its password"),
    sa.Column("shown", sa.Text, nullable=False, comment="the channel for people, without its secret"),
    sa.Column("number", sa.Integer, nullable=False, comment="the last change that was told or passed over"),
    sa.Column("days_to", sa.Date, nullable=False, comment="the last day of which it was reminded"),
    sa.Column("told_at", Moment, nullable=False, comment="when it was last up to date"),
    sa.Column("sent_at", Moment, comment="when it took the last message"),
    sa.Column("message", sa.JSON(none_as_null=True), comment="what waits to be sent, with its id and events"),
)

edits = sa.Table(
    "edits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("edited_at", Moment, nullable=False),
    sa.Column("editor", sa.Text, nullable=False, comment="who: the name given at the login, or the user of the system"),
    sa.Column("subject_kind", sa.Text, nullable=False, comment="document, pages, text, issue, section, entry, watch"),
    sa.Column("subject", sa.Text, nullable=False, comment="its id; of pages, their addresses; of a text, its key"),
    sa.Column("field", sa.Text, nullable=False, comment="title_en, note, tag, link, line, comment …"),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("undoes", sa.ForeignKey("edits.id"), comment="the edit that this one took back"),
    sa.Index(None, "subject"),
    sa.Index(None, "subject_kind", "id"),
    sqlite_autoincrement=True,  # the greater id is the later word
)
