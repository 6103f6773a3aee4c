"""The clock by which machines that share a database decide what is due and who is alive."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def moment(connection: Connection) -> datetime:
    """This moment, UTC: on PostgreSQL the server's, for clocks of machines differ; on SQLite that of this machine."""
    if connection.dialect.name == "postgresql":
        now: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)
