"""Publishes the whole database as a folder of files: a file a table and year, their description, and what changed.

A file that would not differ stays untouched. Needs pyarrow.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database
from storage.documents.filters import DAY
from storage.schema import documents
from zhengce.tables.export.errors import ExportError
from zhengce.tables.publishing import dictionary, history, manifest, package
from zhengce.tables.publishing.croissant import croissant
from zhengce.tables.publishing.dcat import dcat
from zhengce.tables.publishing.folder import PublishedFolder, opened_folder
from zhengce.tables.publishing.manifest import Manifest, PublishedFile
from zhengce.tables.publishing.stamps import CHANGES, year_stamps
from zhengce.tables.publishing.tables import TABLES, PublishedTable

UNDATED = "undated"
"""In the place of the year: documents without a day of publication or of writing."""

BATCH = 200
"""Documents that are read at a time."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did."""

    documents: int
    last_change: int
    """Number of the last change in it; 0 where there is none."""
    written: tuple[str, ...]
    """Names of the files that are new or differ."""
    removed: tuple[str, ...]
    files: int
    """All files, the manifest included."""
    started_anew: bool
    """Whether the folder was of another database or of a later state of it, so that its history was dropped."""


def publish(database: Database, folder: Path, progress: Callable[[int], None] = lambda done: None) -> Published:
    """Publishes the database to a folder, as one consistent view. `progress` gets the number of documents done.

    Every file appears whole, the manifest last. Raises ExportError for a folder that cannot be used, StorageError.
    """
    with opened_folder(folder) as target, database.read() as connection:
        before = read_manifest(folder, None)
        goes_on = history.goes_on(connection, before)
        last = history.last_change(connection)
        # The ids of all documents in order, by the year of their day.
        query = sa.select(documents.c.id, sa.type_coerce(DAY, sa.Date)).order_by(documents.c.id)
        years = by_year(connection.execute(query))
        stamps, made = year_stamps(connection, years), target.read_stamps()
        same = {name for name, stamp in stamps.items() if made.get(name) == stamp}
        unchanged = _kept_years(target, before, same) if before and goes_on else {}
        files = publish_tables(connection, target, TABLES, years, unchanged, progress)
        files += history.publish_changes(connection, target, before if goes_on else None, last, keep=CHANGES in same)
        if stamps != made:
            target.write_stamps({})
        done = finish(target, package.Contents(files, last, dictionary.ALL), sum(map(len, years.values())))
        if stamps != made:
            target.write_stamps(stamps)
        return replace(done, started_anew=not goes_on)


def finish(target: PublishedFolder, contents: package.Contents, documents: int) -> Published:
    """Describes the files that were made, and has all take their places, the manifest last."""
    files = [*contents.files, *_describe(target, contents)]
    written = target.settle()
    day = contents.as_of["day"] if contents.as_of else None
    target.path(manifest.NAME).write_text(manifest.to_json(contents.last, files, day), encoding="utf-8")
    written += target.settle()
    folders = [f"{place}{name}" for place in ("", "jsonl/", "csv/") for name in dictionary.ALL] + ["deltas", "schemas"]
    removed = target.remove_others(folders, {file.path for file in files})
    last_change = contents.last.number if contents.last else 0
    return Published(documents, last_change, tuple(written), tuple(removed), len(files) + 1, started_anew=False)


def read_manifest(folder: Path, as_of: str | None) -> Manifest | None:
    """The manifest of a folder. Raises ExportError where it tells of another day, or of one where none is meant."""
    found = manifest.read(folder)
    if found is not None and found.as_of != as_of:
        other = f"was published as of {found.as_of}" if found.as_of else "was published without --as-of"
        raise ExportError(f"{folder}: {other}; name another folder")
    return found


def _kept_years(folder: PublishedFolder, before: Manifest, same: Collection[str]) -> dict[str, list[PublishedFile]]:
    """The files of the years whose rows are made of what they were made of before, if all of them are there."""
    found: dict[str, list[PublishedFile]] = {}
    names = {table.name for table in TABLES}
    for file in before.files:
        year = PurePosixPath(file.path).stem
        if file.table in names and year in same:
            found.setdefault(year, []).append(file)
    return {year: files for year, files in found.items() if all(map(folder.holds, files))}


def publish_tables(
    connection: Connection,
    folder: PublishedFolder,
    tables: Sequence[PublishedTable],
    years: Mapping[str, Sequence[int]],
    unchanged: Mapping[str, Sequence[PublishedFile]],
    progress: Callable[[int], None],
) -> list[PublishedFile]:
    """The files of all years; makes those that changed."""
    files: list[PublishedFile] = []
    done = 0
    for year, ids in years.items():
        files += unchanged.get(year, ())
        for table in tables if year not in unchanged else ():
            batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
            rows = (row for batch in batches for row in table.rows(connection, batch))
            files += folder.publish_rows(table.name, year, table.columns, rows)
        done += len(ids)
        progress(done)
    order = [table.name for table in tables]
    return sorted(files, key=lambda file: (order.index(file.table or ""), file.path))


def by_year(days: Iterable[tuple[int, date | None]]) -> Mapping[str, Sequence[int]]:
    """Ids with their days, by the year of the day."""
    found: dict[str, list[int]] = {}
    for document_id, day in days:
        found.setdefault(f"{day.year:04}" if day else UNDATED, []).append(document_id)
    return dict(sorted(found.items()))


def _describe(folder: PublishedFolder, contents: package.Contents) -> list[PublishedFile]:
    """Makes the files about the publication."""
    texts = package.schemas(contents.tables) | {
        "dictionary.md": dictionary.markdown(contents.tables),
        "datapackage.json": package.datapackage(contents),
        "README.md": package.readme(contents),
        "croissant.json": croissant(contents),
        "dcat.jsonld": dcat(contents),
    }
    made = []
    for name, text in texts.items():
        path = folder.path(name)
        path.write_text(text, encoding="utf-8")
        made.append(manifest.describe(path, name))
    path = folder.path("SHA256SUMS")
    path.write_text(package.checksums([*contents.files, *made]), encoding="utf-8")
    return [*made, manifest.describe(path, "SHA256SUMS")]
