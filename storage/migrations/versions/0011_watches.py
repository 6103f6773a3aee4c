"""What each saved search has told to each of its channels."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "watch_cursors",
        sa.Column("watch", sa.Text(), nullable=False, comment="its name in zhengce.toml"),
        sa.Column("channel", sa.Text(), nullable=False, comment="digest of the channel's address without its password"),
        sa.Column("shown", sa.Text(), nullable=False, comment="the channel for people, without its secret"),
        sa.Column("number", sa.Integer(), nullable=False, comment="the last change that was dealt with"),
        sa.Column("told_at", MOMENT, nullable=False, comment="when it was last up to date"),
        sa.PrimaryKeyConstraint("watch", "channel", name="pk_watch_cursors"),
    )
    op.create_table(
        "watch_deliveries",
        sa.Column("id", sa.Text(), nullable=False, comment="the message's own, the same in every attempt"),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False, comment="the cursor once it is sent"),
        sa.Column("events", sa.JSON(), nullable=False, comment="[change or null, document, [kind, …]] each"),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", MOMENT),
        sa.Column("failed_why", sa.Text()),
        sa.Column("sent_at", MOMENT, comment="null while it waits"),
        sa.PrimaryKeyConstraint("id", name="pk_watch_deliveries"),
    )
    op.create_index("ix_watch_deliveries_watch_channel", "watch_deliveries", ["watch", "channel"])
    op.create_table(
        "watch_reminders",
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="the last day for comments of which was told"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_watch_reminders_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("watch", "channel", "document_id", "due_on", name="pk_watch_reminders"),
    )


def downgrade() -> None:
    op.drop_table("watch_reminders")
    op.drop_table("watch_deliveries")
    op.drop_table("watch_cursors")
