"""The search index of a PostgreSQL database has three characters in one key, and long texts are stored unpacked."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GRAMS = """
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
    """

KEYS = """
    CREATE FUNCTION search_keys(folded text) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
    DECLARE codes bigint[] := array(SELECT ascii(letter)::bigint FROM unnest(string_to_array(folded, NULL)) AS letter);
    BEGIN
        RETURN array(
            SELECT a FROM unnest(codes) AS one(a)
            UNION SELECT (a << 21) | b FROM unnest(codes, codes[2:]) AS two(a, b) WHERE b IS NOT NULL
            UNION SELECT (((a << 21) | b) << 21) | c
            FROM unnest(codes, codes[2:], codes[3:]) AS three(a, b, c) WHERE c IS NOT NULL
        );
    END $$
    """

INDEXES = (
    ("search_documents", "documents", "search_text(title, issued_title, body)"),
    ("search_titles", "documents", "search_text(title, issued_title, '')"),
    ("search_files", "attachment_texts", "search_text(text, NULL, '')"),
)
TEXTS = (("documents", "body"), ("attachment_texts", "text"))


def _make_anew(made: str, function: str, old: str, storage: str) -> None:
    """The indexes over what another function gives. Texts that are there stay as they are until they are written."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(made)
    for table, column in TEXTS:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER {column} SET STORAGE {storage}")
    for name, table, text in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, [sa.text(f"{function}({text})")], postgresql_using="gin")
    connection.exec_driver_sql(f"DROP FUNCTION {old}(text)")


def upgrade() -> None:
    _make_anew(KEYS, "search_keys", "search_grams", "EXTERNAL")


def downgrade() -> None:
    _make_anew(GRAMS, "search_grams", "search_keys", "EXTENDED")
