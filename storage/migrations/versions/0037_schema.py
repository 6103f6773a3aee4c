"""The whole schema: tables, the view `policies`, and the full-text index of the engine.

It makes what the code declares today; the first revision after a release writes it out.
"""

from alembic import op

from storage.schema import metadata
from storage.search import fts5, postgresql
from storage.views import policies_view, search_indexes

revision = "0037"
down_revision = None
branch_labels = None
depends_on = None

SEARCH = {"sqlite": fts5.TABLES, "postgresql": postgresql.STATEMENTS}


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    metadata.create_all(connection)
    for statement in (policies_view(dialect), *search_indexes(dialect), *SEARCH[dialect]):
        connection.exec_driver_sql(statement)
