"""What is left to do after the schema was changed: rows to fill, indexes to make."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upgrade_steps",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False, comment="order of the steps"),
        sa.Column("name", sa.Text(), nullable=False, comment="what is filled, or the index that is made"),
        sa.Column("last_id", sa.Integer(), nullable=False, comment="rows up to this id are done"),
        sa.Column("statement", sa.Text(), comment="what makes the index; null for a step that fills rows"),
        sa.PrimaryKeyConstraint("position", name="pk_upgrade_steps"),
        sa.UniqueConstraint("name", name="uq_upgrade_steps_name"),
    )


def downgrade() -> None:
    op.drop_table("upgrade_steps")
