"""The table of upgrades: what is left to do after the schema was changed."""

import sqlalchemy as sa

from storage.schema.columns import metadata

upgrade_steps = sa.Table(
    "upgrade_steps",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="order of the steps"),
    sa.Column("name", sa.Text, nullable=False, unique=True, comment="what is filled, or the index that is made"),
    sa.Column("last_id", sa.Integer, nullable=False, default=0, comment="rows up to this id are done"),
    sa.Column("statement", sa.Text, comment="what makes the index; null for a step that fills rows"),
)
