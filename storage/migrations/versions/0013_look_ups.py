"""Columns by which numbers, addresses and titles are looked up, which steps of the upgrade fill; indexes of the
days that a brief asks for; in how many texts a word stands, which is counted when keywords are made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OF_URL = "of url: without scheme, www. and the slash at the end"
COLUMNS = (
    ("documents", "serial", sa.Integer(), "the running number of document_number, by value"),
    ("documents", "serial_year", sa.Integer(), "the year of document_number"),
    ("documents", "address_key", sa.Text(), OF_URL),
    ("pages", "address_key", sa.Text(), OF_URL),
    ("pages", "stem_key", sa.Text(), "of the title alone, where title_key may hold a body and a day too"),
    ("pages", "issued_stem_key", sa.Text(), "of the issued title, without the issuers in front of 关于"),
)
INDEXES = (
    ("documents", ("serial", "serial_year")),
    ("documents", ("address_key",)),
    ("documents", ("effective_on",)),
    ("documents", ("comments_due_on",)),
    ("documents", ("repealed_on",)),
    ("documents", ("ended_on",)),
    ("documents", ("final_id",)),
    ("changes", ("changed_at",)),
    ("pages", ("source", "published_on", "document_id")),
    ("pages", ("address_key",)),
    ("pages", ("stem_key",)),
    ("pages", ("issued_stem_key",)),
)


def upgrade() -> None:
    for table, name, kind, comment in COLUMNS:
        op.add_column(table, sa.Column(name, kind, comment=comment))
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    held = "texts that hold it; a revised one counts once more"
    op.create_table(
        "word_frequencies",
        sa.Column("word", sa.Text(), nullable=False, comment="empty: how many texts were counted"),
        sa.Column("documents", sa.Integer(), nullable=False, comment=held),
        sa.PrimaryKeyConstraint("word", name="pk_word_frequencies"),
    )


def downgrade() -> None:
    op.drop_table("word_frequencies")
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    for table, name, _, _ in reversed(COLUMNS):
        op.drop_column(table, name)
