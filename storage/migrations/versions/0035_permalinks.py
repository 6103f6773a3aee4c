"""Permalinks: the address of every document that is held."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.documents import deserialize
from storage.documents import permalinks as rule
from storage.schema import documents, permalinks

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

DOCUMENTS_PER_STEP = 500


def upgrade() -> None:
    connection = op.get_bind()
    permalinks.create(connection, checkfirst=True)
    now = datetime.now(UTC)
    ids = connection.execute(sa.select(documents.c.id).order_by(documents.c.id)).scalars().all()
    for start in range(0, len(ids), DOCUMENTS_PER_STEP):
        step = ids[start : start + DOCUMENTS_PER_STEP]
        for row, record in deserialize.rows_and_records(connection, step, with_parts=False, with_body=False):
            rule.give(connection, row.id, record, now)
