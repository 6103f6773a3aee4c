"""Publishes the changes: a file for each publication with those since the one before, and deltas with whole records.

A file of changes is never written again, so that a reader fetches what is new and nothing twice.
"""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage.schema import changes
from zhengce.documents import changes as log
from zhengce.tables.export.rows import to_line
from zhengce.tables.publishing import manifest
from zhengce.tables.publishing.folder import PublishedFolder
from zhengce.tables.publishing.manifest import LastChange, Manifest, PublishedFile
from zhengce.tables.publishing.tables import CHANGES

KEPT_DELTAS = 60
"""Older deltas are removed: a reader that is further behind takes the tables of the years."""

BATCH = 500

_SPAN = re.compile(r"(\d+)-(\d+)\.parquet$")


def last_change(connection: Connection) -> LastChange | None:
    """The newest change of the database."""
    return change(connection, sa.select(sa.func.max(changes.c.number)).scalar_subquery())


def goes_on(connection: Connection, before: Manifest | None) -> bool:
    """Whether the database is the one of an earlier publication, and not an older copy of it or another one."""
    if before is None or before.last_change is None:
        return True
    return change(connection, before.last_change.number) == before.last_change


def publish_changes(
    connection: Connection,
    folder: PublishedFolder,
    before: Manifest | None,
    last: LastChange | None,
    *,
    keep: bool,
) -> list[PublishedFile]:
    """Makes the files of changes and the delta since `before`; returns them with those that stay. `keep`: the files of
    changes that are there need not be made again."""
    held = before.of_table("changes") if before else []
    spans = [(int(span[1]), int(span[2])) for file in held if (span := _SPAN.search(file.path))]
    done = spans[-1][1] if spans else 0
    files = held if keep and all(map(folder.holds, held)) else []
    if files:
        spans = []
    if last and last.number > done:
        spans.append((done + 1, last.number))
    files += [file for first, end in spans for file in publish_span(connection, folder, first, end)]
    deltas = [file for file in before.of_table("deltas") if (folder.folder / file.path).is_file()] if before else []
    if before and last and last.number > done:
        deltas.append(_publish_delta(connection, folder, done, last.number))
    return files + deltas[-KEPT_DELTAS:]


def publish_span(connection: Connection, folder: PublishedFolder, first: int, last: int) -> list[PublishedFile]:
    """Makes the files of the changes from one number to another."""
    return folder.publish_rows("changes", f"{first:09}-{last:09}", CHANGES.columns, _rows(connection, first, last))


def _rows(connection: Connection, first: int, last: int) -> Iterator[dict[str, Any]]:
    number = changes.c.number
    query = sa.select(changes).order_by(number)
    for start in range(first, last + 1, BATCH):
        of_batch = query.where(number >= start, number < min(start + BATCH, last + 1))
        for row in connection.execute(of_batch).mappings():
            yield dict(row)


def _publish_delta(connection: Connection, folder: PublishedFolder, after: int, last: int) -> PublishedFile:
    """The changes as `zhengce changes` prints them, with the record of each document as it stands now."""
    name = f"deltas/{after + 1:09}-{last:09}.jsonl"
    path = folder.path(name)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        while lines := log.lines(connection, after, min(log.BATCH, last - after)):
            file.writelines(map(to_line, lines))
            after = lines[-1]["number"]
            count += len(lines)
    return manifest.describe(path, name, "deltas", count)


def change(connection: Connection, number: int | sa.ScalarSelect[Any]) -> LastChange | None:
    """The change of a number, as a manifest names it."""
    columns = changes.c.number, changes.c.document_id, changes.c.changed_at
    row = connection.execute(sa.select(*columns).where(changes.c.number == number)).first()
    return LastChange(row[0], row[1], format_moment(row[2])) if row else None
