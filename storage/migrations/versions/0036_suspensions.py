"""Suspensions: every time for which others suspend a document, from the relations to it; documents have the last."""

from dataclasses import asdict
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from storage.relations.days import SUSPENSION, done_by_others, suspensions_of
from storage.schema import documents, suspensions
from storage.views import policies_view

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    suspensions.create(connection, checkfirst=True)
    ids = connection.execute(sa.select(documents.c.id).where(documents.c.suspended_on.is_not(None))).scalars().all()
    rows = connection.execute(done_by_others(SUSPENSION).order_by("related_id"), {"ids": list(ids)}).all()
    for document_id, done in groupby(rows, key=lambda row: row.related_id):
        for times in suspensions_of(list(done)):
            connection.execute(sa.insert(suspensions).values(document_id=document_id, **asdict(times)))
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_documents_suspended_until")
    view = policies_view(connection.dialect.name)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP VIEW policies")
        connection.exec_driver_sql(view)
    else:  # who may read it stays so
        connection.exec_driver_sql(view.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
