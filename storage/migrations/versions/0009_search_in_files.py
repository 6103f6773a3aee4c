"""The search index has the text of attached files."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROWS = """
    CREATE TABLE search_rows (
        row INTEGER NOT NULL PRIMARY KEY, serial INTEGER NOT NULL UNIQUE, document_id INTEGER UNIQUE,
        digest TEXT NOT NULL
    )
"""
TEXTS = """
    CREATE VIRTUAL TABLE search_texts USING fts5(
        title, issued_title, body, {files}facts, content='',
        tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*'''
    )
"""
TITLES = """
    CREATE VIRTUAL TABLE search_titles USING fts5(
        title, issued_title, facts, content='',
        tokenize='unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*'''
    )
"""

FILES = "search_grams(search_text(text, NULL, ''))"
"""What PostgreSQL indexes; it does so by itself."""


def _make_anew(files: str) -> None:
    """The tables of SQLite, empty: a step of the upgrade fills them (`search.index_after`)."""
    for name in ("search_titles", "search_texts", "search_rows"):
        op.get_bind().exec_driver_sql(f"DROP TABLE {name}")
    for statement in (ROWS, TEXTS.format(files=files), TITLES):
        op.get_bind().exec_driver_sql(statement)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew("files, ")
    else:
        op.create_index("search_files", "attachment_texts", [sa.text(FILES)], postgresql_using="gin")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew("")
    else:
        op.get_bind().exec_driver_sql("DROP INDEX search_files")
