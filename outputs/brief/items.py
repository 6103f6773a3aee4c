"""One document as an editor needs it: facts, what it sets out to do, weight, where it stands and is archived.

Brief and feeds show these items. They are read in bulk, so that a year of documents takes seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from outputs import english
from outputs.brief import extracts as targets
from outputs.brief import ranking as weight
from outputs.brief.extracts import Quote
from outputs.brief.ranking import Reason
from parsers.addresses import same_page
from parsers.grammar.agencies import AGENCIES
from parsers.moments import format_moment
from parsers.record import IssuingBody, PolicyDocument
from storage.crawl.listing_entries import printed_address
from storage.schema import annotations, captures, documents, issuing_bodies, pages

BATCH = 500
SHORT_ENOUGH = 6
"""Characters up to which a body's full name is shown instead of its short one: 国务院办公厅 rather than 国办."""

DayOf = Literal["published_on", "written_on", "first_seen_at"]


@dataclass(frozen=True, slots=True)
class Archived:
    """The newest answer of a page that the archive keeps."""

    capture_id: int
    url: str
    """The address that answered."""
    fetched_at: datetime
    digest: str
    """sha256: of the body as served."""
    file: str
    """WARC file in the archive folder."""
    offset: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An address where the document stands or stood, and the day of publication there."""

    source: str
    url: str
    published_on: date | None
    gone_at: datetime | None
    archived: Archived | None


@dataclass(frozen=True, slots=True)
class Item:
    """A document for editors."""

    id: int
    record: PolicyDocument
    """Without its text, evidence, citations and attachments."""
    title_en: str | None
    first_seen_at: datetime
    revised_at: datetime | None
    gone_at: datetime | None
    pages: tuple[Standing, ...]
    opening: tuple[Quote, ...]
    targets: tuple[Quote, ...]
    limits: tuple[Quote, ...]
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """The sum of the reasons' points."""
        return weight.weight(self.reasons)

    @property
    def archived(self) -> Archived | None:
        """The archived copy of the page that the document is cited from; else that of any other page."""
        home = [page for page in self.pages if same_page(page.url, self.record.url)]
        return next((page.archived for page in (*home, *self.pages) if page.archived), None)

    @property
    def day_of(self) -> DayOf:
        """Which day places the document in a period."""
        if self.record.published_on:
            return "published_on"
        return "written_on" if self.record.written_on else "first_seen_at"

    def to_dict(self, base: str | None = None) -> dict[str, Any]:
        """As JSON; `docs/brief.schema.json` says what each field means. `base`: where `zhengce serve` answers."""
        record = self.record
        return {
            "id": self.id,
            "title": record.title,
            "title_en": self.title_en,
            "issued_title": record.issued_title,
            "document_number": record.document_number,
            "document_type": record.document_type,
            "document_type_en": english.document_type(record.document_type),
            "stage": record.stage,
            "stage_en": english.STAGES[record.stage],
            "issuing_bodies": [_body(body) for body in record.issuing_bodies],
            "issuing_bodies_complete": record.issuing_bodies_complete,
            "written_on": _text(record.written_on),
            "published_on": _text(record.published_on),
            "published_at": _text(record.published_at),
            "effective_on": _text(record.effective_on),
            "repealed_on": _text(record.repealed_on),
            "comments_due_on": _text(record.comments_due_on),
            "topic": record.topic,
            "topic_en": english.topic(record.topic),
            "placed_by": self.day_of,
            "weight": self.weight,
            "reasons": [{"points": reason.points, "reason": reason.text} for reason in self.reasons],
            "opening": [_quote(item) for item in self.opening],
            "targets": [_quote(item) for item in self.targets],
            "limits": [_quote(item) for item in self.limits],
            "source": record.source,
            "live_url": record.url,
            "archived": _archived(self.archived, base),
            "page_url": document_url(base, self.id),
            "stands_at": [
                {
                    "source": page.source,
                    "url": page.url,
                    "published_on": _text(page.published_on),
                    "gone_at": moment(page.gone_at),
                }
                for page in self.pages
            ],
            "first_seen_at": moment(self.first_seen_at),
            "revised_at": moment(self.revised_at),
            "gone_at": moment(self.gone_at),
        }


def document_url(base: str | None, document_id: int) -> str | None:
    """The document's page in `zhengce serve`."""
    return f"{base.rstrip('/')}/documents/{document_id}" if base else None


def archive_url(base: str | None, capture_id: int) -> str | None:
    """The archived answer in `zhengce serve`."""
    return f"{base.rstrip('/')}/archive/{quote(str(capture_id))}" if base else None


def body_name(body: IssuingBody) -> str:
    """The name to print: 国务院办公厅 for 国办, else the short name; with the office that signed."""
    agency = AGENCIES.get(body.id or "")
    name = agency.zh_full if agency and len(agency.zh_full) <= SHORT_ENOUGH else body.name
    return name + (body.unit or "")


def moment(value: datetime | None) -> str | None:
    """A moment as JSON knows it: 2021-11-16T02:30:00Z."""
    return format_moment(value) if value else None


def load(connection: Connection, ids: Sequence[int]) -> Iterator[Item]:
    """Items by id, in this order; ids that do not exist are left out."""
    for start in range(0, len(ids), BATCH):
        yield from _batch(connection, ids[start : start + BATCH])


_COLUMNS = [
    column
    for column in documents.c
    if column.name not in ("addressed_to", "index_number", "document_number_as_printed", "parser_version", "fetched_at")
]


def _batch(connection: Connection, ids: Sequence[int]) -> Iterator[Item]:
    rows = {row.id: row for row in connection.execute(sa.select(*_COLUMNS).where(documents.c.id.in_(ids)))}
    bodies = _grouped(
        connection.execute(
            sa.select(issuing_bodies)
            .where(issuing_bodies.c.document_id.in_(ids))
            .order_by(issuing_bodies.c.document_id, issuing_bodies.c.position)
        )
    )
    places = _grouped(
        connection.execute(
            sa.select(
                pages.c.document_id,
                pages.c.source,
                pages.c.url,
                pages.c.entry,
                pages.c.published_on,
                pages.c.gone_at,
                captures.c.id.label("capture_id"),
                captures.c.url.label("answered_at"),
                captures.c.fetched_at,
                captures.c.digest,
                captures.c.file,
                captures.c.offset,
            )
            .join(captures, captures.c.id == _newest_capture, isouter=True)
            .where(pages.c.document_id.in_(ids))
            .order_by(pages.c.id)
        )
    )
    notes = connection.execute(sa.select(annotations).where(annotations.c.document_id.in_(ids)))
    titles = {note.document_id: note.title_en for note in notes}
    for number in ids:
        if number in rows:
            yield _item(rows[number], bodies.get(number, ()), places.get(number, ()), titles.get(number))


_newest_capture = (
    sa.select(sa.func.max(captures.c.id)).where(captures.c.page_id == pages.c.id).correlate(pages).scalar_subquery()
)


def _item(row: Row[Any], bodies: Iterable[Row[Any]], places: Iterable[Row[Any]], title_en: str | None) -> Item:
    record = PolicyDocument(
        source=row.source,
        url=row.url,
        title=row.title,
        stage=row.stage,
        issued_title=row.issued_title,
        subject=row.subject,
        document_type=row.document_type,
        document_number=row.document_number,
        issuing_bodies=tuple(
            IssuingBody(body.agency_id, body.name, body.as_printed, body.name_en, body.abbreviation, body.unit)
            for body in bodies
        ),
        issuing_bodies_complete=row.issuing_bodies_complete,
        written_on=row.written_on,
        published_on=row.published_on,
        published_at=datetime.fromisoformat(row.published_at) if row.published_at else None,
        effective_on=row.effective_on,
        repealed_on=row.repealed_on,
        comments_due_on=row.comments_due_on,
        topic=row.topic,
    )
    day = record.written_on or record.published_on
    aims, limits = targets.figures(row.body, day.year if day else None)
    return Item(
        id=row.id,
        record=record,
        title_en=title_en,
        first_seen_at=row.first_seen_at,
        revised_at=row.revised_at,
        gone_at=row.gone_at,
        pages=tuple(_standing(place) for place in places),
        opening=tuple(targets.opening(row.body)),
        targets=tuple(aims),
        limits=tuple(limits),
        reasons=weight.reasons(record),
    )


def _standing(row: Row[Any]) -> Standing:
    archived = None
    if row.capture_id is not None:
        archived = Archived(row.capture_id, row.answered_at, row.fetched_at, row.digest, row.file, row.offset)
    return Standing(row.source, printed_address(row.url, row.entry), row.published_on, row.gone_at, archived)


def _grouped(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return found


def _body(body: IssuingBody) -> dict[str, Any]:
    return {
        "id": body.id,
        "name": body.name,
        "shown": body_name(body),
        "name_en": body.name_en,
        "abbreviation": body.abbreviation,
        "unit": body.unit,
        "as_printed": body.as_printed,
    }


def _quote(item: Quote) -> dict[str, Any]:
    return {"kind": item.kind, "paragraph": item.paragraph, "text": item.text, "context": item.context}


def _archived(archived: Archived | None, base: str | None) -> dict[str, Any] | None:
    if archived is None:
        return None
    return {
        "url": archive_url(base, archived.capture_id),
        "file": archived.file,
        "offset": archived.offset,
        "digest": archived.digest,
        "fetched_at": moment(archived.fetched_at),
        "answered_at": archived.url,
    }


def _text(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
