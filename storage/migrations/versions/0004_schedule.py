"""How often the workers crawl each source, and when next."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False, comment="seconds from one crawl by the workers to the next"),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, comment="crawls in a row that broke down"),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("failed_why", sa.Text()),
        sa.PrimaryKeyConstraint("source", name="pk_schedule"),
    )


def downgrade() -> None:
    op.drop_table("schedule")
