"""How the attached files of a source do: how many are in which state, which fail, whether new ones are readable."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.crawl.revisits import FAILED_A_FORTNIGHT
from storage.health.problems import Problem
from storage.schema import attachments, files

READABLE = ("ok", "partial")
NEWEST_FILES, EARLIER_FILES = 10, 40
"""Files published last whose states are compared, and those before them."""
LEAST_NEWEST, LEAST_EARLIER = 5, 10
"""Of both, the least that show anything."""
WERE_READABLE, ARE_READABLE = 0.7, 0.3
"""Files stop being readable when their share falls from at least the first to below the second."""

_linked = sa.exists().where(attachments.c.file_id == files.c.id)


def count(connection: Connection, source: str) -> dict[str, int]:
    """Files by state, and of those that were never read `waiting`, `failing` and `left`; without empty ones."""
    state = sa.case(
        (files.c.state.is_not(None), files.c.state),
        (files.c.skip_reason.is_not(None), "left"),
        (files.c.failures > 0, "failing"),
        else_="waiting",
    ).label("state")
    query = sa.select(state, sa.func.count().label("number")).where(files.c.source == source, _linked).group_by(state)
    return {row.state: row.number for row in sorted(connection.execute(query).all())}


def find_problems(connection: Connection, source: str) -> Iterator[Problem]:
    """What is wrong with the files of a source."""
    columns = (files.c.failed_why, files.c.checked_at, files.c.first_seen_at)
    query = sa.select(*columns).where(
        files.c.source == source,
        # Old pages link to files that are long gone: after a fortnight they are counted, and no message goes out.
        files.c.failures.between(1, FAILED_A_FORTNIGHT),
        files.c.skip_reason.is_(None),
        files.c.gone_at.is_(None),
        _linked,
    )
    if failing := connection.execute(query.order_by(files.c.failed_at, files.c.id)).all():
        number = "1 file" if len(failing) == 1 else f"{len(failing)} files"
        what = f"{number} could not be had when last requested, such as {failing[0].failed_why}"
        yield Problem("files failing", what, min(row.checked_at or row.first_seen_at for row in failing))
    yield from _unreadable(connection, source)


def _unreadable(connection: Connection, source: str) -> Iterator[Problem]:
    # By publication: the first crawl walks back into years whose files were scans.
    query = (
        sa.select(files.c.printed_url, files.c.state, files.c.reason, files.c.first_seen_at)
        .where(files.c.source == source, files.c.state.is_not(None), _linked)
        .order_by(files.c.published_on.is_(None), files.c.published_on.desc(), files.c.id.desc())
        .limit(NEWEST_FILES + EARLIER_FILES)
    )
    read = connection.execute(query).all()
    late, early = read[:NEWEST_FILES], read[NEWEST_FILES:]
    if len(late) < LEAST_NEWEST or len(early) < LEAST_EARLIER:
        return
    now, then = (sum(row.state in READABLE for row in rows) for rows in (late, early))
    if then >= WERE_READABLE * len(early) and now < ARE_READABLE * len(late):
        bad = next(row for row in late if row.state not in READABLE)
        what = f"{now} of the {len(late)} newest can be read, {then} of {len(early)} before, such as {bad.printed_url}"
        since = min(row.first_seen_at for row in late if row.state not in READABLE)
        yield Problem("files unreadable", f"{what}: {bad.reason or bad.state}", since)
