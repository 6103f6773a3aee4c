"""Whether the archive folder still has what the database names: sizes of its files, and digests of their answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.archive import Archive, ArchiveError, ArchiveFiles, ArchivePlace, exchanges
from storage.archive.archive import machine
from storage.archive.files import WarcFile
from storage.archive.push import closed
from storage.crawl.captures import location_of
from storage.database import Database
from storage.health.checking import Health
from storage.health.problems import Problem
from storage.schema import attachments, captures, pages

NAME = "archive"
"""In place of a source's name."""
DAYS_TO_MOVE, NAMED = 2, 3
"""Days after its own that a file may take to the bucket, and how many that took longer a message names."""

_end = sa.func.max(captures.c.offset + captures.c.length)


@dataclass(frozen=True, slots=True)
class Damage:
    """What the archive cannot give: the answer at an offset of a file, or all from there on."""

    file: str
    why: str
    offset: int = 0
    is_rest: bool = False
    """True if all answers from the offset on are concerned, not the one that stands there."""
    url: str | None = None
    documents: Sequence[int] = ()
    """Ids of the documents whose pages or files were answered there."""


def ends(connection: Connection) -> dict[str, int]:
    """Of each archive file the bytes up to the end of the last answer that the database names."""
    query = sa.select(captures.c.file, _end.label("end")).group_by(captures.c.file).order_by(captures.c.file)
    return {row.file: row.end for row in connection.execute(query)}


def short_files(connection: Connection, place: ArchivePlace) -> list[Damage]:
    """The files that are missing or shorter than the database knows; found by sizes alone.

    Raises OSError where the bucket cannot be used.
    """
    sizes = ArchiveFiles.at(place).sizes()
    is_shared = connection.dialect.name == "postgresql"
    damages = []
    for name, end in ends(connection).items():
        if is_shared and f"-{machine()}-" not in name:
            continue  # another machine wrote it, perhaps into a folder of its own
        if (size := sizes.get(name)) is None:
            damages.append(Damage(name, "is missing", is_rest=True))
        elif size < end:
            damages.append(Damage(name, f"has {size:,} bytes of {end:,}", _first_lost(connection, name, size), True))
    return damages


def health(connection: Connection, place: ArchivePlace) -> Health:
    """The archive as `health` judges it: a missing or shorter file is a problem, and a bucket that is away."""
    try:
        damages = short_files(connection, place)
    except OSError as error:
        return Health(NAME, (Problem("no answer", str(error)),))
    problems = []
    if damages:
        more = f", and {len(damages) - 1} more; " if len(damages) > 1 else "; "
        problems.append(Problem("archive damaged", f"{damages[0].file} {damages[0].why}{more}`zhengce archive check`"))
    files = ArchiveFiles.at(place)
    if files.url and (waiting := closed(files, datetime.now(UTC), DAYS_TO_MOVE)):
        names = ", ".join(path.name for path in waiting[:NAMED])
        more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        problems.append(Problem("behind", f"{names}{more} not in {files.url} yet; `zhengce archive push` says why"))
    return Health(NAME, tuple(problems), well="every file has the bytes that the database names")


def check(database: Database, place: ArchivePlace) -> Iterator[Damage]:
    """Read all archived answers, file by file, and compare their digests.

    Where the archive lacks a file, or its end, that is one damage. Raises ArchiveError where the bucket cannot be used.
    """
    files = ArchiveFiles.at(place)
    with database.read() as connection:
        try:
            short, sizes = short_files(connection, files), files.sizes()
        except OSError as error:
            raise ArchiveError(str(error)) from None
        names = [name for name in ends(connection) if name in sizes]
        for one in short:
            yield _with_documents(connection, one)
    lost = {damage.file: damage.offset for damage in short}
    for name in names:
        yield from _check_file(database, files, name, lost.get(name))


def _first_lost(connection: Connection, name: str, size: int) -> int:
    query = sa.select(sa.func.min(captures.c.offset)).where(
        captures.c.file == name, captures.c.offset + captures.c.length > size
    )
    return int(connection.execute(query).scalar_one())


def _check_file(database: Database, files: ArchiveFiles, name: str, end: int | None) -> Iterator[Damage]:
    """One file, read from its beginning; answers from `end` on are known to be lost."""
    with database.read() as connection:
        wanted = connection.execute(
            sa.select(captures).where(captures.c.file == name).order_by(captures.c.offset)
        ).all()
    answers = exchanges(WarcFile(files, name), on_damage=lambda trouble: None)
    try:
        digests = {where.offset: where.digest for where, _ in answers}
    except OSError as error:
        raise ArchiveError(f"{name}: {error}") from None
    bad = [row for row in wanted if digests.get(row.offset) != row.digest and (end is None or row.offset < end)]
    with Archive(files) as archive, database.read() as connection:
        for offset, row in {row.offset: row for row in bad}.items():
            why = _why(archive, row) or f"cannot be read at {offset}"
            yield _with_documents(connection, Damage(row.file, why, row.offset, url=row.url))


def _why(archive: Archive, row: Any) -> str | None:
    """Why the archive cannot give an answer; None where it can."""
    try:
        archive.read(location_of(row))
    except ArchiveError as error:
        return str(error)
    return None


def _with_documents(connection: Connection, damage: Damage) -> Damage:
    owner = sa.func.coalesce(pages.c.document_id, attachments.c.document_id)
    place = captures.c.offset >= damage.offset if damage.is_rest else captures.c.offset == damage.offset
    query = (
        sa.select(owner)
        .select_from(captures)
        .outerjoin(pages, pages.c.id == captures.c.page_id)
        .outerjoin(attachments, attachments.c.file_id == captures.c.file_id)
        .where(captures.c.file == damage.file, place, owner.is_not(None))
    )
    return replace(damage, documents=sorted(set(connection.execute(query).scalars())))
