"""What a document says of itself in its own words, kept so that a brief need not read its text again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quotations",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False, comment="digest of the rules that chose them"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="the newest of the document then; 0: none"),
        sa.Column("file", sa.Text(), nullable=False, comment="the file that holds what it issues, as it was then"),
        sa.Column("quoted", sa.Text(), nullable=False, comment="JSON: opening, aims, limits"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_quotations_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name="pk_quotations"),
    )


def downgrade() -> None:
    op.drop_table("quotations")
