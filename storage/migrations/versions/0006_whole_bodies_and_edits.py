"""`policies` says whether all issuing bodies are named; `revised_at` is the ministry's last edit and nothing else."""

from alembic import op

from storage.schema import policies_view

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A merge and a newer parser set it, too, before.
LAST_EDIT = "SELECT max(changed_at) FROM changes AS c WHERE c.document_id = documents.id AND c.kind = 'revised'"
LAST_REVISION = "SELECT max(r.revised_at) FROM revisions AS r WHERE r.document_id = documents.id"


def _remake(view: str) -> None:
    op.execute("DROP VIEW policies")
    op.execute(view)


def upgrade() -> None:
    _remake(policies_view(op.get_bind().dialect.name))
    op.execute(f"UPDATE documents SET revised_at = ({LAST_EDIT}) WHERE revised_at IS NOT NULL")


def downgrade() -> None:
    op.execute(f"UPDATE documents SET revised_at = ({LAST_REVISION})")
    _remake(policies_view(op.get_bind().dialect.name, later=()))
