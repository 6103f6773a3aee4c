"""An editor's notes, tags and links of documents."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FROM = "the merged document that had it; 0: its own"


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), autoincrement=False, nullable=False, comment=FROM),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("annotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "from_id", name="pk_notes"),
    )
    op.create_table(
        "tags",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False, comment=FROM),
        sa.Column("annotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "tag", name="pk_tags"),
    )
    op.create_index("ix_tags_tag", "tags", ["tag"])
    op.create_table(
        "links",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True, comment="what stands there: English coverage of the document"),
        sa.Column("from_id", sa.Integer(), nullable=False, comment=FROM),
        sa.Column("annotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "url", name="pk_links"),
    )


def downgrade() -> None:
    op.drop_table("links")
    op.drop_index("ix_tags_tag", "tags")
    op.drop_table("tags")
    op.drop_table("notes")
