"""What was last told of each source's health, so that only a change is told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=False, comment="as told last: [kind, column] each"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_health"),
    )


def downgrade() -> None:
    op.drop_table("health")
