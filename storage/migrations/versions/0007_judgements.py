"""A person's judgements of what is one document; keys of pages by value, which a step of the upgrade makes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Keys of another version find nothing and say nothing of it. A version before this one gives keys to pages that have
# none when they are read again (`zhengce reparse`).
NO_KEYS = "UPDATE pages SET number_key = NULL, title_key = NULL, issued_key = NULL"

KINDS = "COMMENT ON COLUMN revisions.kind IS 'crawled, reparsed, merged{judged}'"


def _comment(judged: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(KINDS.format(judged=judged))


def upgrade() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_url", sa.Text(), nullable=False, comment="the page whose address sorts first"),
        sa.Column("other_url", sa.Text(), nullable=False),
        sa.Column("judgement", sa.Text(), nullable=False, comment="positive: one document; negative: two"),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
        sa.UniqueConstraint("one_url", "other_url", name="uq_judgements_one_url_other_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_judgements_other_url", "judgements", ["other_url"])
    op.add_column("pages", sa.Column("text_key", sa.Text()))
    op.create_index("ix_pages_text_key", "pages", ["text_key"])
    _comment(", judged")


def downgrade() -> None:
    _comment("")
    op.execute("UPDATE revisions SET kind = 'reparsed' WHERE kind = 'judged'")
    op.execute(NO_KEYS)
    op.drop_index("ix_pages_text_key", "pages")
    op.drop_column("pages", "text_key")
    op.drop_table("judgements")
