"""Documents that an editor picked for a newsletter, with the lines written for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FROM = "the merged document that had it; 0: its own"


def upgrade() -> None:
    op.create_table(
        "picks",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), autoincrement=False, nullable=False, comment=FROM),
        sa.Column("kind", sa.Text(), nullable=False, comment="top, worth_noting"),
        sa.Column("position", sa.Integer(), nullable=False, comment="place among the picks of its kind"),
        sa.Column(
            "line",
            sa.Text(),
            nullable=True,
            comment="the heading of a top pick; the sentence of one worth noting",
        ),
        sa.Column("summary", sa.Text(), nullable=True, comment="what the document does, at a glance"),
        sa.Column("figures", sa.Text(), nullable=True, comment="a bullet a line; null: the targets of the document"),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "from_id", name="pk_picks"),
    )


def downgrade() -> None:
    op.drop_table("picks")
