"""The first schema: documents, pages, captures, revisions, changes, runs and the view `policies`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at
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
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at
FROM documents AS d
WHERE d.stage <> 'news'
""",
}


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name_full", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="short Chinese name"),
        sa.Column("aliases", sa.Text(), nullable=False, comment="joined by |"),
        sa.Column("name_en", sa.Text()),
        sa.Column("abbreviation", sa.Text()),
        sa.Column("prefixes", sa.Text(), nullable=False, comment="of document numbers, joined by |"),
        sa.Column("valid_from", sa.Text()),
        sa.Column("valid_to", sa.Text()),
        sa.Column("successor", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
    )
    op.create_table(
        "changes",
        sa.Column(
            "number", sa.Integer(), autoincrement=False, nullable=False, comment="without gaps, in order of commit"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="new, revised, merged, withdrawn, returned, reparsed"),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment="the page that brought it"),
        sa.Column("fields", sa.JSON(none_as_null=True), comment='{field: {"old": …, "new": …}}'),
        sa.Column(
            "other_id", sa.Integer(), comment="merged: the document that was found to be this one; new: the one it left"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_index("ix_changes_document_id", "changes", ["document_id"])
    op.create_index("ix_changes_other_id", "changes", ["other_id"])
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_title", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("document_type", sa.Text()),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text()),
        sa.Column("document_number_as_printed", sa.Text()),
        sa.Column("issuing_bodies_complete", sa.Boolean(), nullable=False),
        sa.Column("written_on", sa.Date()),
        sa.Column("published_on", sa.Date()),
        sa.Column("published_at", sa.Text(), comment="ISO 8601 with +08:00, only where the page prints a time"),
        sa.Column("effective_on", sa.Date()),
        sa.Column("repealed_on", sa.Date()),
        sa.Column("comments_due_on", sa.Date()),
        sa.Column("index_number", sa.Text()),
        sa.Column("topic", sa.Text()),
        sa.Column("addressed_to", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("parser_version", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True)),
        sa.Column("gone_at", sa.DateTime(timezone=True), comment="set while no page holds it any more"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_documents_document_number", "documents", ["document_number"])
    op.create_index("ix_documents_published_on", "documents", ["published_on"])
    op.create_index("ix_documents_written_on", "documents", ["written_on"])
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False, comment="what is done by one at a time: crawl:miit"),
        sa.Column("holder", sa.Text(), nullable=False, comment="host, process and a random part"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1 is the first change of the document"),
        sa.Column("kind", sa.Text(), nullable=False, comment="crawled, reparsed, merged"),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False, comment="the page that brought it"),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False, comment='{field: {"old": …, "new": …}}'),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("document_id", "number", name="uq_revisions_document_id_number"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), comment="the crawl was to stop at this day"),
        sa.Column("full", sa.Boolean(), nullable=False, comment="the crawl was to walk every listing page"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), comment="why it ended; null while it runs or when it was killed"),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("listings", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("statuses", sa.JSON(none_as_null=True), comment="answers by HTTP status"),
        sa.Column(
            "columns", sa.JSON(none_as_null=True), comment="by column: what the spider wants to know of it next time"
        ),
        sa.Column("filled", sa.JSON(none_as_null=True), comment="by field: share of documents that have it"),
        sa.Column("messages", sa.JSON(none_as_null=True), comment="what went wrong, a line each"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_source_started_at", "runs", ["source", "started_at"])
    op.create_table(
        "annotations",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False, comment="an editor's own English title"),
        sa.Column("annotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_annotations_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name="pk_annotations"),
    )
    op.create_table(
        "attachments",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text()),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_attachments_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_attachments"),
    )
    op.create_table(
        "citations",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_citations_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_citations"),
    )
    op.create_index("ix_citations_document_number", "citations", ["document_number"])
    op.create_table(
        "evidence",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False, comment="the page whose value won"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_evidence_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "field", name="pk_evidence"),
    )
    op.create_table(
        "issuing_bodies",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="order of printing, from 0"),
        sa.Column("agency_id", sa.Text(), comment="agencies.id; null for a body that we do not know"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text()),
        sa.Column("abbreviation", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("as_printed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_issuing_bodies_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_issuing_bodies"),
    )
    op.create_index("ix_issuing_bodies_agency_id", "issuing_bodies", ["agency_id"])
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the crawl that found it"),
        sa.Column("document_id", sa.Integer(), comment="null until the page was read once"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), comment="last answer that was read, or confirmed by 304"),
        sa.Column("changed_at", sa.DateTime(timezone=True), comment="last answer that differed from the one before"),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=False, comment="when the next crawl looks at it again"
        ),
        sa.Column("published_on", sa.Date(), comment="as the page or its listing says: sets how often it is looked at"),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.Column("gone_why", sa.Text()),
        sa.Column("returned_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row, since the last good answer"),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("failed_why", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column(
            "listed", sa.Text(), comment="JSON: the [title, day] pairs under which listings showed it, newest last"
        ),
        sa.Column("entry", sa.Text(), comment="JSON: the listing row that led here last"),
        sa.Column("digest", sa.Text(), comment="of the record that the page gave"),
        sa.Column(
            "record", sa.Text(), comment="JSON: the page's own record; null while the document has no other page"
        ),
        sa.Column("number_key", sa.Text()),
        sa.Column("title_key", sa.Text()),
        sa.Column("issued_key", sa.Text()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_pages_document_id_documents"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("url", name="uq_pages_url"),
    )
    op.create_index("ix_pages_document_id", "pages", ["document_id"])
    op.create_index("ix_pages_issued_key", "pages", ["issued_key"])
    op.create_index("ix_pages_number_key", "pages", ["number_key"])
    op.create_index("ix_pages_source_due_at", "pages", ["source", "due_at"])
    op.create_index("ix_pages_title_key", "pages", ["title_key"])
    op.create_table(
        "captures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column(
            "url",
            sa.Text(),
            nullable=False,
            comment="the address that answered; differs from the page's after a redirect",
        ),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False, comment="sha256: of the body as served"),
        sa.Column("file", sa.Text(), nullable=False, comment="WARC file in the archive folder"),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_captures_page_id_pages", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_captures"),
        sa.UniqueConstraint("page_id", "file", "offset", name="uq_captures_page_id_file_offset"),
    )
    op.create_index("ix_captures_digest", "captures", ["digest"])
    op.execute(POLICIES[op.get_bind().dialect.name])


def downgrade() -> None:
    op.execute("DROP VIEW policies")
    op.drop_index("ix_captures_digest", table_name="captures")
    op.drop_table("captures")
    op.drop_index("ix_pages_title_key", table_name="pages")
    op.drop_index("ix_pages_source_due_at", table_name="pages")
    op.drop_index("ix_pages_number_key", table_name="pages")
    op.drop_index("ix_pages_issued_key", table_name="pages")
    op.drop_index("ix_pages_document_id", table_name="pages")
    op.drop_table("pages")
    op.drop_index("ix_issuing_bodies_agency_id", table_name="issuing_bodies")
    op.drop_table("issuing_bodies")
    op.drop_table("evidence")
    op.drop_index("ix_citations_document_number", table_name="citations")
    op.drop_table("citations")
    op.drop_table("attachments")
    op.drop_table("annotations")
    op.drop_index("ix_runs_source_started_at", table_name="runs")
    op.drop_table("runs")
    op.drop_table("revisions")
    op.drop_table("leases")
    op.drop_index("ix_documents_written_on", table_name="documents")
    op.drop_index("ix_documents_published_on", table_name="documents")
    op.drop_index("ix_documents_document_number", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_changes_other_id", table_name="changes")
    op.drop_index("ix_changes_document_id", table_name="changes")
    op.drop_table("changes")
    op.drop_table("agencies")
