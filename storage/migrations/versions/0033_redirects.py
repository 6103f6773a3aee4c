"""Redirects: where the ids of documents that were merged before lead, from the changes that recorded it."""

import sqlalchemy as sa
from alembic import op

from storage.schema import changes, documents, pages, redirects

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    redirects.create(connection, checkfirst=True)
    merged, made, first = changes.alias(), changes.alias(), changes.alias()
    founding = sa.select(sa.func.min(first.c.number)).where(
        first.c.kind == "new", first.c.document_id == merged.c.other_id
    )
    formers = (
        sa.select(merged.c.other_id, pages.c.document_id, sa.func.max(merged.c.changed_at))
        .select_from(merged)
        .join(made, made.c.number == founding.correlate(merged).scalar_subquery())
        .join(pages, pages.c.url == made.c.url)
        .where(
            merged.c.kind == "merged",
            pages.c.document_id.is_not(None),
            ~sa.exists().where(documents.c.id == merged.c.other_id),
        )
        .group_by(merged.c.other_id, pages.c.document_id)
    )
    connection.execute(sa.insert(redirects).from_select(["former_id", "document_id", "merged_at"], formers))
