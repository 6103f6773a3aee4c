"""Former documents: what those were that are merged from now on."""

from alembic import op

from storage.schema import former_documents

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    former_documents.create(op.get_bind(), checkfirst=True)
