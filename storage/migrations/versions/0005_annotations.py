"""An editor's title stays under the id of its document when that is found to be another one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FOREIGN_KEY = "fk_annotations_document_id_documents"


def _annotations(*constraints: sa.Constraint) -> sa.Table:
    """The table, which SQLite makes anew to change it. Written out: reading it from a database warns of an index."""
    return sa.Table(
        "annotations",
        sa.MetaData(),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False, comment="an editor's own English title"),
        sa.Column("annotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_annotations"),
        *constraints,
    )


def upgrade() -> None:
    key = sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=FOREIGN_KEY, ondelete="CASCADE")
    with op.batch_alter_table("annotations", copy_from=_annotations(key)) as table:
        table.drop_constraint(FOREIGN_KEY, type_="foreignkey")


def downgrade() -> None:
    op.execute("DELETE FROM annotations WHERE document_id NOT IN (SELECT id FROM documents)")
    with op.batch_alter_table("annotations", copy_from=_annotations()) as table:
        table.create_foreign_key(FOREIGN_KEY, "documents", ["document_id"], ["id"], ondelete="CASCADE")
