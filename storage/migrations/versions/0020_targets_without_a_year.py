"""A target may have no year, and the figure of a range has an upper end."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NO_YEAR = "null where none is printed"
VALUE = "the number before its unit; the lower end of a range"
OLD_VALUE = "the number before its unit; null where it is no single number, as 3-5"
KEY = "fk_targets_document_id_documents"


def _targets(*upper: sa.Column[float]) -> sa.Table:
    """The table as it is before, from which SQLite makes it anew."""
    plain = ("baseline_year", sa.Integer), ("baseline", sa.Float), ("value", sa.Float), ("amount", sa.Float)
    texts = "base_unit direction nature place".split()
    needed = "indicator value_as_printed unit comparator kind words".split()
    return sa.Table(
        "targets",
        sa.MetaData(),
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=bool(upper)),
        *(sa.Column(name, kind) for name, kind in plain),
        *(sa.Column(name, sa.Text) for name in texts),
        *(sa.Column(name, sa.Text, nullable=False) for name in needed),
        *upper,
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=KEY, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_targets"),
        sa.Index("ix_targets_indicator", "indicator"),
        sa.Index("ix_targets_year", "year"),
    )


def upgrade() -> None:
    view = _drop_view()
    with op.batch_alter_table("targets", copy_from=_targets()) as table:
        table.add_column(sa.Column("upper", sa.Float(), comment="the upper end of a range"))
        table.alter_column("year", existing_type=sa.Integer(), nullable=True, comment=NO_YEAR)
        table.alter_column("value", existing_type=sa.Float(), comment=VALUE, existing_comment=OLD_VALUE)
    _create(view)


def downgrade() -> None:
    op.execute("DELETE FROM targets WHERE year IS NULL")
    view = _drop_view()
    with op.batch_alter_table("targets", copy_from=_targets(sa.Column("upper", sa.Float))) as table:
        table.alter_column("value", existing_type=sa.Float(), comment=OLD_VALUE, existing_comment=VALUE)
        table.alter_column("year", existing_type=sa.Integer(), nullable=False, comment=None, existing_comment=NO_YEAR)
        table.drop_column("upper")
    _create(view)


def _drop_view() -> str | None:
    """On SQLite, where the table is made anew, takes away the view that counts its rows, and returns its text."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'policies'")
    view: str = op.get_bind().execute(query).scalar_one()
    op.execute("DROP VIEW policies")
    return view


def _create(view: str | None) -> None:
    if view is not None:
        op.execute(view)
