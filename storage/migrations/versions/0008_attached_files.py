"""Attached files: where they are, what was fetched of them, and their text by page."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

POLICIES_BEFORE = {
    "sqlite": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT group_concat(b.name, '、')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies,
       (SELECT group_concat(coalesce(b.abbreviation, b.name_en, b.name), ', ')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete
FROM documents AS d
WHERE d.stage <> 'news'
""",
    "postgresql": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT string_agg(b.name, '、' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies,
       (SELECT string_agg(coalesce(b.abbreviation, b.name_en, b.name), ', ' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete
FROM documents AS d
WHERE d.stage <> 'news'
""",
}

POLICIES = {
    "sqlite": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT group_concat(b.name, '、')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies,
       (SELECT group_concat(coalesce(b.abbreviation, b.name_en, b.name), ', ')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete,
       (SELECT count(*) FROM attachments AS a WHERE a.document_id = d.id) AS attachments
FROM documents AS d
WHERE d.stage <> 'news'
""",
    "postgresql": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT string_agg(b.name, '、' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies,
       (SELECT string_agg(coalesce(b.abbreviation, b.name_en, b.name), ', ' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete,
       (SELECT count(*) FROM attachments AS a WHERE a.document_id = d.id) AS attachments
FROM documents AS d
WHERE d.stage <> 'news'
""",
}

KINDS = "COMMENT ON COLUMN changes.kind IS 'new, revised, merged, withdrawn, returned, reparsed{read}'"
WON = "COMMENT ON COLUMN evidence.page_url IS 'the page{or_file} whose value won'"
LINKED = "COMMENT ON COLUMN attachments.media_type IS {as_linked}"


def _comment(read: str, or_file: str, as_linked: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(KINDS.format(read=read))
        op.execute(WON.format(or_file=or_file))
        op.execute(LINKED.format(as_linked=as_linked))


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("printed_url", sa.Text(), nullable=False, comment="as the page links to it"),
        sa.Column(
            "page_url", sa.Text(), nullable=False, comment="the page that links to it; the Referer of its request"
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="the crawl that fetches it"),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("published_on", sa.Date(), comment="of the page: sets how often the file is looked at"),
        sa.Column("checked_at", MOMENT, comment="last answer that was read, or confirmed by 304"),
        sa.Column("changed_at", MOMENT, comment="last answer with another content than the one before"),
        sa.Column("due_at", MOMENT, nullable=False, comment="when the next crawl fetches it, or looks at it again"),
        sa.Column("gone_at", MOMENT),
        sa.Column("gone_why", sa.Text()),
        sa.Column("returned_at", MOMENT),
        sa.Column(
            "left_why", sa.Text(), comment="why it is not fetched: another body's host, a type that is switched off"
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row, since the last good answer"),
        sa.Column("failed_at", MOMENT),
        sa.Column("failed_why", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("media_type", sa.Text(), comment="by its content"),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("sha256", sa.Text(), comment="of the file; null until it was fetched"),
        sa.Column("state", sa.Text(), comment="ok, partial, scan, garbled, encrypted, unsupported, failed"),
        sa.Column("reason", sa.Text(), comment="why the state is not ok"),
        sa.Column("extractor", sa.Text(), comment="the reader of its text, with its version"),
        sa.Column("origin", sa.Text(), comment="text, or ocr: read from pictures"),
        sa.Column("pages", sa.Integer(), comment="pages, sheets or members that have text"),
        sa.Column("record", sa.Text(), comment="JSON: what its own head, sign-off and text say"),
        sa.Column("twin_of", sa.Integer(), comment="the file that has the same text in another format"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.ForeignKeyConstraint(["twin_of"], ["files.id"], name="fk_files_twin_of_files"),
        sa.UniqueConstraint("url", name="uq_files_url"),
    )
    op.create_index("ix_files_source_due_at", "files", ["source", "due_at"])
    op.create_index("ix_files_sha256", "files", ["sha256"])
    op.create_table(
        "file_captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="the address that answered"),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), comment="as the server says"),
        sa.Column("digest", sa.Text(), nullable=False, comment="sha256: of the body as served"),
        sa.Column("file", sa.Text(), nullable=False, comment="WARC file in the archive folder"),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file_captures"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_file_captures_file_id_files", ondelete="CASCADE"),
        sa.UniqueConstraint("file_id", "file", "offset", name="uq_file_captures_file_id_file_offset"),
    )
    op.create_index("ix_file_captures_digest", "file_captures", ["digest"])
    op.create_table(
        "attachment_texts",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False, comment="page, sheet or member, from 1"),
        sa.Column("name", sa.Text(), comment="of the sheet, or of the member of an archive"),
        sa.Column("text", sa.Text(), nullable=False, comment="a paragraph a line; cells of a table are parted by tabs"),
        sa.PrimaryKeyConstraint("file_id", "page", name="pk_attachment_texts"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name="fk_attachment_texts_file_id_files", ondelete="CASCADE"
        ),
    )
    op.execute("DROP VIEW policies")
    # SQLite adds a reference only while it makes a table anew; a column that is added with one needs no copy.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE attachments ADD COLUMN file_id INTEGER REFERENCES files (id)")
    else:
        comment = "what is known of the file itself"
        op.add_column("attachments", sa.Column("file_id", sa.Integer(), comment=comment))
        op.create_foreign_key("fk_attachments_file_id_files", "attachments", "files", ["file_id"], ["id"])
    op.add_column("attachments", sa.Column("carries", sa.Text(), comment="title of the document that the file holds"))
    op.create_index("ix_attachments_file_id", "attachments", ["file_id"])
    place = "where the words stand, if not on a page: attachment 1, page 2"
    op.add_column("evidence", sa.Column("place", sa.Text(), comment=place))
    files = sa.Column("files", sa.Integer(), nullable=False, server_default="0", comment="attached files fetched")
    op.add_column("runs", files)
    op.execute(POLICIES[op.get_bind().dialect.name])
    _comment(", read", " or file", "'as the link says'")


def downgrade() -> None:
    _comment("", "", "NULL")
    op.execute("DROP VIEW policies")
    op.execute("DELETE FROM changes WHERE kind = 'read'")
    op.drop_column("runs", "files")
    op.drop_column("evidence", "place")
    op.drop_index("ix_attachments_file_id", "attachments")
    op.drop_column("attachments", "carries")
    op.drop_column("attachments", "file_id")
    op.drop_table("attachment_texts")
    op.drop_table("file_captures")
    op.drop_table("files")
    op.execute(POLICIES_BEFORE[op.get_bind().dialect.name])
