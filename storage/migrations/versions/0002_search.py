"""The search index and the keywords of documents."""

import sqlalchemy as sa
from alembic import op

from storage import fts, grams, search
from storage.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What a search without words walks along, and what counts documents by their facts without reading their texts.
# Names that begin with search_ belong to the index: they are no part of the schema that Alembic compares.
INDEXES = (
    "CREATE INDEX search_days ON documents (coalesce(published_on, written_on) DESC{nulls}, id DESC)",
    "CREATE INDEX search_facts ON documents (stage, source, document_type, topic, published_on, written_on)",
)


def upgrade() -> None:
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    op.create_table(
        "keywords",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="the weightiest first, from 0"),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False, comment="share of the document times rarity in all documents"),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_keywords_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_keywords"),
    )
    op.create_index("ix_keywords_word", "keywords", ["word"])
    for statement in fts.TABLES if sqlite else grams.STATEMENTS:
        connection.exec_driver_sql(statement)
    for statement in INDEXES:
        connection.exec_driver_sql(statement.format(nulls="" if sqlite else " NULLS LAST"))
    if sqlite:
        for _ in search.rebuild(connection):  # documents that were held before
            pass


def downgrade() -> None:
    connection = op.get_bind()
    for name in ("search_facts", "search_days"):
        connection.exec_driver_sql(f"DROP INDEX {name}")
    if connection.dialect.name == "sqlite":
        for name in ("search_titles", "search_texts", "search_rows"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
    else:
        connection.exec_driver_sql("DROP INDEX search_documents")
        connection.exec_driver_sql("DROP INDEX search_titles")
        connection.exec_driver_sql("DROP FUNCTION search_grams(text)")
        connection.exec_driver_sql("DROP FUNCTION search_text(text, text, text)")
    op.drop_table("keywords")
