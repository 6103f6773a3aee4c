"""A document for an editor: the stored document, quotations of its aims, targets and limits, and its weight.

Brief and feeds show these items.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy.engine import Connection

from outputs import documents, english
from outputs.brief import extracts, ranking
from outputs.brief.extracts import Quote
from outputs.brief.ranking import Reason
from parsers.record import Target, plain_target
from storage.documents import attachments, queries, serialize
from storage.documents.attachments import PageText
from storage.documents.queries import StoredDocument

FIELDS = (
    "id title title_en issued_title document_number document_type stage issuing_bodies issuing_bodies_complete "
    "written_on published_on published_at effective_on repealed_on comments_due_on topic source url pages archived "
    "first_seen_at revised_at gone_at"
).split()
"""Fields of the document in the JSON of brief and feeds."""

DayOf = Literal["published_on", "written_on", "first_seen_at"]


@dataclass(frozen=True, slots=True)
class Item(StoredDocument):
    """A document for editors; its record is without text, evidence, citations, relations and attachments."""

    opening: tuple[Quote, ...]
    aims: tuple[Quote, ...]
    """Sentences that set a figure for a year to come."""
    limits: tuple[Quote, ...]
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """The sum of the reasons' points."""
        return ranking.weight(self.reasons)

    @property
    def day_of(self) -> DayOf:
        """Which day places the document in a period."""
        if self.record.published_on:
            return "published_on"
        return "written_on" if self.record.written_on else "first_seen_at"

    def to_dict(self, base: str | None = None) -> dict[str, Any]:
        """As JSON; `docs/brief.schema.json` says what each field means. `base`: where `zhengce serve` answers."""
        record = self.record
        return documents.select(self, FIELDS) | {
            "document_type_en": english.document_type(record.document_type),
            "stage_en": english.STAGES[record.stage],
            "topic_en": english.topic(record.topic),
            "placed_by": self.day_of,
            "weight": self.weight,
            "reasons": [{"points": reason.points, "reason": reason.text} for reason in self.reasons],
            "opening": [_quote(item) for item in self.opening],
            "targets": [plain_target(item) for item in self.record.targets],
            "aims": [_quote(item) for item in self.aims],
            "limits": [_quote(item) for item in self.limits],
            "document_url": document_url(base, self.id),
            "archive_url": archive_url(base, self.archived.id) if self.archived else None,
        }


def document_url(base: str | None, document_id: int) -> str | None:
    """The document's page in `zhengce serve`."""
    return f"{base.rstrip('/')}/documents/{document_id}" if base else None


def archive_url(base: str | None, capture_id: int) -> str | None:
    """The archived answer in `zhengce serve`."""
    return f"{base.rstrip('/')}/archive/{quote(str(capture_id))}" if base else None


def load(connection: Connection, ids: Sequence[int], *, quoted: bool = True) -> Iterator[Item]:
    """Items by id, in this order; ids that do not exist are left out. `quoted`: with quotations and targets."""
    if not quoted:
        for document in queries.each_of(connection, ids, with_parts=False):
            yield item_of(replace(document, record=replace(document.record, body="")))
        return
    having = attachments.carrying(connection, ids)
    targets = serialize.targets_of(connection, ids)
    for document in queries.each_of(connection, ids, with_parts=False):
        carried = having.get(document.id)
        pages = attachments.pages(connection, *carried) if carried else ()
        yield item_of(document, targets.get(document.id, ()), pages)


def item_of(document: StoredDocument, targets: Sequence[Target] = (), pages: Iterable[PageText] = ()) -> Item:
    """A document with its targets, its quotations and its weight, without the text that they were taken from.

    `pages`: of the attached file that holds what the document issues. What the body says too is quoted from there.
    """
    record = document.record
    day = record.written_on or record.published_on
    year = day.year if day else None
    opening = extracts.opening(record.body)
    aims, limits = extracts.figures(record.body, year)
    for page in pages:
        place = f"attachment {page.attachment}, page {page.page}"
        of_page = extracts.figures(page.text, year)
        # A first sentence that says nothing of a purpose is a line of a cover or of a list of contents here.
        purposes = [quote for quote in extracts.opening(page.text) if quote.kind == "purpose"] if page.page == 1 else []
        for held, more in ((opening, purposes), (aims, of_page[0]), (limits, of_page[1])):
            known = {quote.text for quote in held}
            held += [replace(quote, place=place) for quote in more if quote.text not in known]
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    values["record"] = replace(record, body="", targets=tuple(targets))
    return Item(
        **values,
        opening=tuple(opening),
        aims=tuple(aims),
        limits=tuple(limits),
        reasons=ranking.reasons(record),
    )


def _quote(item: Quote) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("kind", "paragraph", "text", "context", "place")}
