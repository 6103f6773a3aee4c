"""The search index and the keywords of documents."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TABLE search_rows (
        row INTEGER NOT NULL PRIMARY KEY, serial INTEGER NOT NULL UNIQUE, document_id INTEGER UNIQUE,
        digest TEXT NOT NULL
    )
    """,
    """
    CREATE VIRTUAL TABLE search_texts USING fts5(
        title, issued_title, body, facts, content='',
        tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*'''
    )
    """,
    """
    CREATE VIRTUAL TABLE search_titles USING fts5(
        title, issued_title, facts, content='',
        tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*'''
    )
    """,
)
"""The index of an SQLite database. It is made empty: a step of the upgrade fills it (`search.index_after`)."""

WIDE = (
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
)
NARROW = "0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"

POSTGRESQL = (
    f"""
    CREATE FUNCTION search_text(title text, issued_title text, body text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
    DECLARE found text := lower((title || E'\\n' || coalesce(issued_title, '') || E'\\n' || body) COLLATE "C");
    BEGIN
        IF found ~ '[{WIDE}]' THEN
            found := translate(found, '{WIDE}', '{NARROW}');
        END IF;
        RETURN found;
    END $$
    """,
    """
    CREATE FUNCTION search_grams(found text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
        SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
            SELECT letter COLLATE "C" AS gram FROM unnest(string_to_array(found, NULL)) AS letter
            UNION
            SELECT (a || b) COLLATE "C" FROM unnest(
                string_to_array(found, NULL), (string_to_array(found, NULL))[2:]
            ) AS pair(a, b) WHERE b IS NOT NULL
        ) AS grams
    $$
    """,
    "CREATE INDEX search_documents ON documents USING gin (search_grams(search_text(title, issued_title, body)))",
    "CREATE INDEX search_titles ON documents USING gin (search_grams(search_text(title, issued_title, '')))",
)
"""The index of a PostgreSQL database, which fills itself."""

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
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_keywords_document_id_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_keywords"),
    )
    op.create_index("ix_keywords_word", "keywords", ["word"])
    for statement in SQLITE if sqlite else POSTGRESQL:
        connection.exec_driver_sql(statement)
    for statement in INDEXES:
        connection.exec_driver_sql(statement.format(nulls="" if sqlite else " NULLS LAST"))


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
