"""Documents as they are held: read, counted and selected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.archive import Location
from storage.crawl.listing_entries import entry_from_json, printed_address
from storage.documents import serialize
from storage.documents.filters import DAY, Filters
from storage.schema import annotations, captures, changes, documents, pages

Order = Literal["newest", "oldest", "id"]

BATCH = 500


@dataclass(frozen=True, slots=True)
class HeldPage:
    """An address where a document stands or stood."""

    url: str
    source: str
    first_seen_at: datetime
    checked_at: datetime | None
    gone_at: datetime | None
    gone_why: str | None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it is held."""

    id: int
    record: PolicyDocument
    first_seen_at: datetime
    revised_at: datetime | None
    gone_at: datetime | None
    pages: tuple[HeldPage, ...]
    title_en: str | None
    """An editor's own English title."""


@dataclass(frozen=True, slots=True)
class CurrentCapture:
    """A page's newest good answer: what `reparse` reads again."""

    page_id: int
    source: str
    entry: Entry | None
    """The listing row that led to the page."""
    document_id: int
    url: str
    """The address that answered."""
    status: int
    media_type: str | None
    fetched_at: datetime
    location: Location


def by_id(connection: Connection, document_id: int) -> StoredDocument | None:
    """The document of this id; the id of a document that was found to be another one leads to that one."""
    if document_id >= 2**31:
        return None
    return next(iter(stored(connection, [_survivor(connection, document_id)])), None)


def record(connection: Connection, document_id: int) -> PolicyDocument:
    """One document's record. Raises LookupError where there is none of this id."""
    try:
        return serialize.records(connection, [document_id])[document_id]
    except KeyError as error:
        raise LookupError(f"there is no document {document_id}") from error


def select(
    connection: Connection, filters: Filters | None = None, order: Order = "newest", limit: int = 50, offset: int = 0
) -> list[StoredDocument]:
    """The documents that pass the filters, in order."""
    query = _ids(filters or Filters(), order).limit(limit).offset(offset)
    return stored(connection, list(connection.execute(query).scalars().all()))


def each(connection: Connection, filters: Filters | None = None, order: Order = "newest") -> Iterator[StoredDocument]:
    """All documents that pass the filters, in order, read a batch at a time."""
    ids = list(connection.execute(_ids(filters or Filters(), order)).scalars())
    for start in range(0, len(ids), BATCH):
        yield from stored(connection, ids[start : start + BATCH])


def count(connection: Connection, filters: Filters | None = None) -> int:
    """How many documents pass the filters."""
    query = sa.select(sa.func.count()).select_from(documents).where(*(filters or Filters()).conditions())
    return connection.execute(query).scalar_one()


def stored(connection: Connection, ids: Sequence[int]) -> list[StoredDocument]:
    """Documents by id, in this order; ids that do not exist are left out."""
    if not ids:
        return []
    records = serialize.records(connection, ids)
    states = connection.execute(
        sa.select(documents.c.id, documents.c.first_seen_at, documents.c.revised_at, documents.c.gone_at).where(
            documents.c.id.in_(ids)
        )
    )
    state = {row.id: row for row in states}
    held: dict[int, list[HeldPage]] = {}
    columns = (
        pages.c.document_id,
        pages.c.url,
        pages.c.source,
        pages.c.first_seen_at,
        pages.c.checked_at,
        pages.c.gone_at,
        pages.c.gone_why,
        pages.c.entry,
    )
    for page in connection.execute(sa.select(*columns).where(pages.c.document_id.in_(ids)).order_by(pages.c.id)):
        known = HeldPage(printed_address(page.url, page.entry), *page[2:-1])
        held.setdefault(page.document_id, []).append(known)
    notes = connection.execute(sa.select(annotations).where(annotations.c.document_id.in_(ids)))
    titles = {note.document_id: note.title_en for note in notes}
    return [
        StoredDocument(
            id=number,
            record=records[number],
            first_seen_at=state[number].first_seen_at,
            revised_at=state[number].revised_at,
            gone_at=state[number].gone_at,
            pages=tuple(held.get(number, ())),
            title_en=titles.get(number),
        )
        for number in ids
        if number in records
    ]


def annotate(connection: Connection, document_id: int, title_en: str | None, now: datetime) -> None:
    """Keeps an editor's own English title with a document, or takes it away (None). Raises LookupError."""
    record(connection, document_id)
    connection.execute(sa.delete(annotations).where(annotations.c.document_id == document_id))
    if title_en:
        values = {"document_id": document_id, "title_en": title_en, "annotated_at": now}
        connection.execute(sa.insert(annotations).values(values))


def current_captures(connection: Connection, sources: Sequence[str] = ()) -> Iterator[CurrentCapture]:
    """The newest good answer of every page that is held, of these sources or of all, in the order of the pages."""
    any_of_page = captures.alias()
    newest = sa.select(sa.func.max(any_of_page.c.id)).where(any_of_page.c.page_id == pages.c.id).scalar_subquery()
    query = (
        sa.select(pages, captures)
        .select_from(pages)
        .join(captures, captures.c.id == newest)
        .where(pages.c.document_id.is_not(None))
        .order_by(pages.c.id)
        .limit(BATCH)
    )
    if sources:
        query = query.where(pages.c.source.in_(sources))
    last = 0
    while batch := connection.execute(query.where(pages.c.id > last)).mappings().all():
        yield from map(_current, batch)
        last = batch[-1][pages.c.id]


def _current(row: Any) -> CurrentCapture:
    entry = row[pages.c.entry]
    return CurrentCapture(
        page_id=row[pages.c.id],
        source=row[pages.c.source],
        entry=entry_from_json(entry) if entry else None,
        document_id=row[pages.c.document_id],
        url=row[captures.c.url],
        status=row[captures.c.status],
        media_type=row[captures.c.media_type],
        fetched_at=row[captures.c.fetched_at],
        location=Location(row[captures.c.file], row[captures.c.offset], row[captures.c.digest], row[captures.c.length]),
    )


def _survivor(connection: Connection, document_id: int) -> int:
    """Where the id of a merged document leads."""
    for _ in range(100):
        if connection.execute(sa.select(documents.c.id).where(documents.c.id == document_id)).first():
            break
        merged = sa.select(changes.c.document_id).where(changes.c.kind == "merged", changes.c.other_id == document_id)
        survivor = connection.execute(merged.order_by(changes.c.number.desc())).scalar()
        if survivor is None:
            break
        document_id = survivor
    return document_id


def _ids(filters: Filters, order: Order) -> sa.Select[Any]:
    query = sa.select(documents.c.id).where(*filters.conditions())
    if order == "newest":
        return query.order_by(DAY.desc().nulls_last(), documents.c.id.desc())
    if order == "oldest":
        return query.order_by(DAY.asc().nulls_last(), documents.c.id)
    return query.order_by(documents.c.id)
