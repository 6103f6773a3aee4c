"""Documents as they are held: read, counted and selected."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage.crawl.listing_entries import entry_from_json, printed_address
from storage.documents import deserialize
from storage.documents.archived_copies import NEWEST_CAPTURE, ArchivedCopy, choose_copy
from storage.documents.deserialize import PARTS
from storage.documents.filters import DAY, Filters
from storage.editing.annotations import NOTHING, Annotations, annotations_of
from storage.location import Location
from storage.relations.days import Suspension, read_suspensions
from storage.relations.status import status_of, today
from storage.resolution.redirects import present_id
from storage.schema import captures, documents, pages
from storage.translations.queries import HeldText, HeldTitle, find_texts, held_title
from storage.translations.texts import Text, texts_of, texts_of_title

Order = Literal["newest", "oldest", "id"]

DOCUMENTS_PER_QUERY = 500


@dataclass(frozen=True, slots=True)
class HeldPage:
    """An address where a document stands or stood."""

    url: str
    source: str
    published_on: date | None
    """The day of publication on this page."""
    first_seen_at: datetime
    checked_at: datetime | None
    gone_at: datetime | None
    gone_why: str | None
    archived: ArchivedCopy | None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it is held: the record, and what the database knows of the document."""

    id: int
    record: PolicyDocument
    first_seen_at: datetime
    revised_at: datetime | None
    gone_at: datetime | None
    pages: tuple[HeldPage, ...]
    annotations: Annotations
    """An editor's English title, note, tags and links."""
    ended_on: date | None
    """The first day on which another document has repealed or replaced it."""
    ended_by: int | None
    """That document."""
    ended_as: str | None
    """repealed, replaced."""
    moved: tuple[date | None, date | None]
    """The first and the last day in force that other documents give it: postponed to, extended until."""
    suspensions: tuple[Suspension, ...]
    """The times for which other documents suspend it, in order."""
    final_id: int | None
    """Of a draft: the document that it became."""
    english: HeldTitle
    """What is held in English of its title."""
    texts: Mapping[Text, HeldText]
    """What is held in English of its indicators, and of the sentences that are shown of it."""

    @property
    def title_en(self) -> str | None:
        """An editor's own English title."""
        return self.annotations.title_en

    def status(self, day: date | None = None) -> str | None:
        """The status on a day, by default today in China (`storage.relations.status`)."""
        own = self.record
        days = (self.moved[0] or own.effective_on, self.moved[1] or own.repealed_on, self.ended_on)
        return status_of(own.stage, *days, self.ended_as, own.validity, day or today(), self.suspensions)

    @property
    def archived(self) -> ArchivedCopy | None:
        """The archived copy of the page that the document is cited from; else that of any other page."""
        return choose_copy([(page.url, page.archived) for page in self.pages], self.record.url)


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
    location: Location


def by_id(connection: Connection, document_id: int) -> StoredDocument | None:
    """The document of this id; the id of a document that was found to be another one leads to that one."""
    if document_id >= 2**31:
        return None
    return next(iter(stored(connection, [present_id(connection, document_id)])), None)


def record(connection: Connection, document_id: int) -> PolicyDocument:
    """One document's record. Raises LookupError where there is none of this id."""
    try:
        return deserialize.records(connection, [document_id])[document_id]
    except KeyError as error:
        raise LookupError(f"there is no document {document_id}") from error


def select(
    connection: Connection, filters: Filters | None = None, order: Order = "newest", limit: int = 50, offset: int = 0
) -> list[StoredDocument]:
    """The documents that pass the filters, in order."""
    query = _ids(filters or Filters(), order).limit(limit).offset(offset)
    return stored(connection, list(connection.execute(query).scalars().all()))


def each(
    connection: Connection,
    filters: Filters | None = None,
    order: Order = "newest",
    limit: int | None = None,
    *,
    parts: Collection[str] = PARTS,
) -> Iterator[StoredDocument]:
    """All documents that pass the filters, or the first `limit` of them, in order, read a batch at a time."""
    return each_of(connection, ids(connection, filters or Filters(), order, limit), parts=parts)


def ids(connection: Connection, filters: Filters, order: Order = "newest", limit: int | None = None) -> list[int]:
    """The ids of the documents that pass the filters, or of the first `limit` of them, in order."""
    return list(connection.execute(_ids(filters, order).limit(limit)).scalars())


def each_of(
    connection: Connection, ids: Iterable[int], *, parts: Collection[str] = PARTS, with_body: bool = True
) -> Iterator[StoredDocument]:
    """Documents by id as `stored` gives them, read a batch at a time."""
    left = iter(ids)
    while batch := list(islice(left, DOCUMENTS_PER_QUERY)):
        yield from stored(connection, batch, parts=parts, with_body=with_body)


def bodies(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The texts of documents by id."""
    texts: dict[int, str] = {}
    for start in range(0, len(ids), DOCUMENTS_PER_QUERY):
        query = sa.select(documents.c.id, documents.c.body).where(
            documents.c.id.in_(ids[start : start + DOCUMENTS_PER_QUERY])
        )
        texts.update((row.id, row.body) for row in connection.execute(query))
    return texts


def count(connection: Connection, filters: Filters | None = None) -> int:
    """How many documents pass the filters."""
    query = sa.select(sa.func.count()).select_from(documents).where(*(filters or Filters()).conditions())
    return connection.execute(query).scalar_one()


def stored(
    connection: Connection, ids: Sequence[int], *, parts: Collection[str] = PARTS, with_body: bool = True
) -> list[StoredDocument]:
    """Documents by id, in this order; ids that do not exist are left out.

    `parts`: the lists of the record that are read, with the English of what they say, beside the issuing bodies; the
    others are empty, as the body is without body.
    """
    if not ids:
        return []
    read = deserialize.rows_and_records(connection, ids, parts=parts, with_body=with_body)
    records = {row.id: (row, record) for row, record in read}
    pages_of: dict[int, list[HeldPage]] = {}
    for owner, *columns in connection.execute(_pages, {"ids": list(ids)}).all():
        pages_of.setdefault(owner, []).append(_page(columns))
    suspended = read_suspensions(connection, ids)
    noted = annotations_of(connection, ids)
    titles = {number: texts_of_title(record) for number, (_, record) in records.items()}
    wordings = [text for _, record in records.values() for text in texts_of(record.targets, record.relations)]
    texts = find_texts(connection, [*wordings, *(text for pair in titles.values() for text in pair)])
    return [
        StoredDocument(
            id=number,
            record=record,
            first_seen_at=row.first_seen_at,
            revised_at=row.revised_at,
            gone_at=row.gone_at,
            pages=tuple(pages_of.get(number, ())),
            annotations=noted.get(number, NOTHING),
            ended_on=row.ended_on,
            ended_by=row.ended_by,
            ended_as=row.ended_as,
            moved=(row.postponed_to, row.extended_until),
            suspensions=tuple(suspended.get(number, ())),
            final_id=row.final_id,
            english=held_title(titles[number], texts),
            texts=texts,
        )
        for number in ids
        if number in records
        for row, record in (records[number],)
    ]


_pages = (
    sa.select(
        *(pages.c.document_id, pages.c.url, pages.c.source, pages.c.published_on, pages.c.first_seen_at),
        *(pages.c.checked_at, pages.c.gone_at, pages.c.gone_why, pages.c.entry),
        *(captures.c.id.label("capture_id"), captures.c.url.label("answered_url"), captures.c.fetched_at),
        *(captures.c.digest, captures.c.file, captures.c.offset),
    )
    .join(captures, captures.c.id == NEWEST_CAPTURE, isouter=True)
    .where(pages.c.document_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(pages.c.id)
)


def _page(columns: Sequence[Any]) -> HeldPage:
    url, source, published_on, first_seen_at, checked_at, gone_at, gone_why, entry, capture, *answer = columns
    archived = ArchivedCopy(capture, *answer) if capture is not None else None
    printed = printed_address(url, entry)
    return HeldPage(printed, source, published_on, first_seen_at, checked_at, gone_at, gone_why, archived)


def captured_pages(connection: Connection, sources: Sequence[str] = ()) -> list[int]:
    """The ids of the pages that are held and have an answer, of these sources or of all, in order."""
    answered = sa.exists().where(captures.c.page_id == pages.c.id)
    query = sa.select(pages.c.id).where(pages.c.document_id.is_not(None), answered).order_by(pages.c.id)
    if sources:
        query = query.where(pages.c.source.in_(sources))
    return list(connection.execute(query).scalars())


def captures_of(connection: Connection, ids: Sequence[int]) -> Iterator[CurrentCapture]:
    """The newest good answer of each of these pages, in the order of their ids."""
    any_of_page = captures.alias()
    newest = sa.select(sa.func.max(any_of_page.c.id)).where(any_of_page.c.page_id == pages.c.id).scalar_subquery()
    query = (
        sa.select(pages, captures)
        .select_from(pages)
        .join(captures, captures.c.id == newest)
        .where(pages.c.id.in_(ids), pages.c.document_id.is_not(None))
        .order_by(pages.c.id)
    )
    yield from map(_current, connection.execute(query).mappings().all())


def _current(row: Any) -> CurrentCapture:
    entry = row[pages.c.entry]
    return CurrentCapture(
        page_id=row[pages.c.id],
        source=row[pages.c.source],
        entry=entry_from_json(entry) if entry else None,
        document_id=row[pages.c.document_id],
        url=row[captures.c.url],
        location=Location(row[captures.c.file], row[captures.c.offset], row[captures.c.digest], row[captures.c.length]),
    )


def _ids(filters: Filters, order: Order) -> sa.Select[Any]:
    query = sa.select(documents.c.id).where(*filters.conditions())
    if order == "newest":
        return query.order_by(DAY.desc().nulls_last(), documents.c.id.desc())
    if order == "oldest":
        return query.order_by(DAY.asc().nulls_last(), documents.c.id)
    return query.order_by(documents.c.id)
