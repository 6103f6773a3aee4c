"""`policies` says whether all issuing bodies are named; `revised_at` is the ministry's last edit and nothing else,
which a step of the upgrade sets.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

POLICIES_BEFORE = {
    "sqlite": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT group_concat(b.name, '、')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies,
       (SELECT group_concat(coalesce(b.abbreviation, b.name_en, b.name), ', ')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at
FROM documents AS d
WHERE d.stage <> 'news'
""",
    "postgresql": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT string_agg(b.name, '、' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies,
       (SELECT string_agg(coalesce(b.abbreviation, b.name_en, b.name), ', ' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at
FROM documents AS d
WHERE d.stage <> 'news'
""",
}

POLICIES = {
    "sqlite": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT group_concat(b.name, '、')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies,
       (SELECT group_concat(coalesce(b.abbreviation, b.name_en, b.name), ', ')
        FROM (SELECT * FROM issuing_bodies AS i WHERE i.document_id = d.id ORDER BY i.position) AS b
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete
FROM documents AS d
WHERE d.stage <> 'news'
""",
    "postgresql": """
CREATE VIEW policies AS
SELECT d.id, d.title, d.issued_title,
       (SELECT string_agg(b.name, '、' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies,
       (SELECT string_agg(coalesce(b.abbreviation, b.name_en, b.name), ', ' ORDER BY b.position)
        FROM issuing_bodies AS b WHERE b.document_id = d.id
       ) AS issuing_bodies_en,
       d.document_number, d.document_type, d.stage, d.written_on, d.published_on, d.effective_on, d.comments_due_on,
       d.topic, d.source, d.url, d.first_seen_at, d.revised_at, d.gone_at, d.issuing_bodies_complete
FROM documents AS d
WHERE d.stage <> 'news'
""",
}

LAST_REVISION = "SELECT max(r.revised_at) FROM revisions AS r WHERE r.document_id = documents.id"


def _remake(views: dict[str, str]) -> None:
    op.execute("DROP VIEW policies")
    op.execute(views[op.get_bind().dialect.name])


def upgrade() -> None:
    _remake(POLICIES)


def downgrade() -> None:
    op.execute(f"UPDATE documents SET revised_at = ({LAST_REVISION})")
    _remake(POLICIES_BEFORE)
