"""Citations are found by the title that they name."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A hash, for a key of PostgreSQL's other indexes holds 2,704 bytes, and nothing limits a title.
    op.create_index("ix_citations_title", "citations", ["title"], postgresql_using="hash")


def downgrade() -> None:
    op.drop_index("ix_citations_title", table_name="citations")
