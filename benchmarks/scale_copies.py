"""Makes a large corpus larger: `python -m benchmarks.scale_copies DATABASE --copies 9`.

Saving a million documents as crawls do takes hours. This copies what `benchmarks.scale` saved, with other ids,
addresses, numbers and titles, by a statement a table, and lets an upgrade do the rest as it does with rows of an older
version: keys, look-ups, the search index. So it measures an upgrade of that size as well: rows a second, the longest
time that a writer had to wait, and memory. `benchmarks.scale --more N` then saves further documents as crawls do.

What a copy names and is named by (relations, judgements) stays with the first ones, so that some documents are named
very often; a copy is never repealed.
"""

import argparse
import resource
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from benchmarks import scale
from storage import upgrades
from storage.database import Database, open_database
from storage.schema import (
    attachment_texts,
    attachments,
    captures,
    changes,
    citations,
    documents,
    evidence,
    file_captures,
    files,
    issuing_bodies,
    pages,
    relations,
    targets,
    upgrade_steps,
)

TABLES = (
    documents,
    issuing_bodies,
    evidence,
    citations,
    targets,
    relations,
    files,
    attachments,
    attachment_texts,
    file_captures,
    pages,
    captures,
    changes,
)
OWNERS = {"document_id": documents, "file_id": files, "page_id": pages, "twin_of": files, "number": changes}
"""What a column counts, where it does not count its own rows."""

STEPS = (
    "keys of pages",
    "instruments of pages",
    "look-ups of documents",
    "addresses of pages",
    "titles of pages",
    "search index",
)
"""What an upgrade makes of the copies."""

MADE_LATER = {
    documents: ("serial", "serial_year", "address_key", "ended_on", "ended_by", "ended_as", "final_id"),
    pages: (
        "number_key",
        "title_key",
        "issued_key",
        "text_key",
        "instrument_key",
        "address_key",
        "stem_key",
        "issued_stem_key",
    ),
}


def copy(connection: Connection, last: Mapping[str, int], times: int) -> None:
    """The rows up to `last` (the highest id of each table) once more, as the copy of this number, from 1."""
    for table in TABLES:
        columns = {column.name: _copied(column, last, times) for column in table.columns}
        for name in MADE_LATER.get(table, ()):
            columns[name] = sa.cast(sa.null(), table.c[name].type)
        rows = sa.select(*columns.values()).where(*_among_first(table, last))
        connection.execute(sa.insert(table).from_select(list(columns), rows, include_defaults=False))


def count_on(connection: Connection) -> None:
    """Lets PostgreSQL give ids after those of the copies."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if "id" in table.columns:
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            highest_id = sa.select(sa.func.max(table.c.id)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest_id)))


def _among_first(table: sa.Table, last: Mapping[str, int]) -> Iterator[sa.ColumnElement[bool]]:
    for column in table.primary_key:
        if (owner := _counted(column)) is not None:
            yield column <= last[owner.name]


def _counted(column: sa.Column[object]) -> sa.Table | None:
    """The table whose rows a column counts."""
    if column.name == "id":
        return column.table if isinstance(column.table, sa.Table) else None
    if column.name == "number" and column.table is not changes:
        return None
    return OWNERS.get(column.name)


def _copied(column: sa.Column[object], last: Mapping[str, int], times: int) -> sa.ColumnElement[object]:
    owner = _counted(column)
    value: sa.ColumnElement[object] = column
    if owner is not None:
        return value + times * last[owner.name]
    if column.name in ("url", "page_url", "printed_url"):
        return sa.func.replace(column, ".example/", f".example/copy{times}/")
    if column.table is documents and column.name in ("title", "issued_title", "subject"):
        return sa.func.replace(
            sa.func.replace(column, "关于印发《", f"关于印发《第{times}批"), "关于", f"关于第{times}批"
        )
    if column.table is documents and column.name == "document_number":
        return sa.func.replace(column, "〕", f"〕{times}0000")
    if column.table is documents and column.name == "document_number_as_printed":
        return sa.func.replace(sa.func.replace(column, "〕", f"〕{times}0000"), "]", f"]{times}0000")
    return value


def highest(connection: Connection) -> dict[str, int]:
    """Of each counted table the highest id."""
    found = {}
    for table in (documents, files, pages, changes, captures, file_captures):
        column = table.c.number if table is changes else table.c.id
        found[table.name] = int(connection.execute(sa.select(sa.func.max(column))).scalar() or 0)
    return found


def note(connection: Connection, last: Mapping[str, int]) -> None:
    """Notes what an upgrade has to make, from the first copy on."""
    from storage.upgrades.steps import BY_NAME

    for position, name in enumerate(STEPS, 1):
        table = BY_NAME[name].table
        values = {"position": position, "name": name, "last_id": last[table.name], "statement": None}
        connection.execute(sa.insert(upgrade_steps).values(values))


class Writer(threading.Thread):
    """Another writer, who wants the lock each tenth of a second; knows how long he waited at most."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self.database, self.longest, self.times = database, 0.0, 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Takes the lock until told to end."""
        while not self.ended.wait(0.1):
            begun = time.perf_counter()
            with self.database.write() as connection:
                connection.execute(sa.update(documents).where(documents.c.id == 1).values(topic=documents.c.topic))
            self.longest, self.times = max(self.longest, time.perf_counter() - begun), self.times + 1


def upgrade(database: Database, other: Database) -> None:
    """Makes what is noted, beside another writer; prints each step."""
    begun: dict[str, tuple[float, int]] = {}
    ends: dict[str, tuple[float, int]] = {}

    def told(progress: upgrades.Progress) -> None:
        now = (time.perf_counter(), progress.done)
        begun.setdefault(progress.step, now)
        ends[progress.step] = now

    writer = Writer(other)
    writer.start()
    upgrades.finish(database, told)
    writer.ended.set()
    writer.join()
    for step, (start, first) in begun.items():
        end, last = ends[step]
        pace = (last - first) / (end - start)
        print(f"{step:24} {last - first:>10,} rows in {end - start:7.0f} s, {pace:8,.0f} a second", flush=True)
    print(f"another writer got the lock {writer.times:,} times and waited {writer.longest:.2f} s at most")


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale_copies", description=__doc__)
    parser.add_argument("database", help="a file, or a server's URL, that benchmarks.scale filled")
    parser.add_argument("--copies", type=int, default=9)
    options = parser.parse_args(argv)
    url = options.database if "://" in options.database else f"sqlite:///{options.database}"
    database, other = open_database(url), open_database(url)
    with database.read() as connection:
        last = highest(connection)
    begun = time.perf_counter()
    for times in range(1, options.copies + 1):
        with database.write() as connection:
            copy(connection, last, times)
    with database.write() as connection:
        count_on(connection)
        note(connection, last)
    taken = time.perf_counter() - begun
    print(f"{options.copies} copies of {last['documents']:,} documents in {taken:.0f} s", flush=True)
    upgrade(database, other)
    scale.merge_pieces(database)
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at its peak")
    other.close()
    database.close()


if __name__ == "__main__":
    main()
