"""A document for an editor: the stored document, quotations of its aims, targets and limits, and its weight.

Brief and feeds show these items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from urllib.parse import quote

from sqlalchemy.engine import Connection

from parsers.fields import shown_in
from parsers.record import Target
from storage.documents import deserialize, queries
from storage.documents.queries import StoredDocument
from storage.translations.queries import find_texts
from storage.translations.texts import Text, texts_of
from zhengce.brief import quotations, ranking
from zhengce.brief.extracts import Quote
from zhengce.brief.quotations import Quotations
from zhengce.documents import view as documents
from zhengce.english import vocabulary
from zhengce.english.texts import english_target, shown_text

FIELDS = (*shown_in("brief"), "pages", "archived")
"""Fields of the document in the JSON of brief and feeds."""

NOTHING = Quotations()

_STORED = tuple(field.name for field in fields(StoredDocument))

DayOf = Literal["published_on", "written_on", "first_seen_at"]


@dataclass(frozen=True, slots=True)
class Item(StoredDocument):
    """A document for editors; its record is without text, evidence, citations, relations and attachments."""

    opening: tuple[Quote, ...]
    aims: tuple[Quote, ...]
    """Sentences that set a figure for a year to come."""
    limits: tuple[Quote, ...]

    @property
    def weight(self) -> int:
        """Its points."""
        return ranking.weight(self.record)

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
            "document_type_en": vocabulary.document_type(record.document_type),
            "stage_en": vocabulary.STAGES[record.stage],
            "topic_en": vocabulary.topic(record.topic),
            "placed_by": self.day_of,
            "weight": self.weight,
            "opening": [self._quote(item) for item in self.opening],
            "targets": [english_target(item, self.texts) for item in self.record.targets],
            "aims": [self._quote(item) for item in self.aims],
            "limits": [self._quote(item) for item in self.limits],
            "document_url": document_url(base, self.id),
            "archive_url": archive_url(base, self.archived.id) if self.archived else None,
        }

    def _quote(self, quote: Quote) -> dict[str, Any]:
        text = shown_text(Text("sentence", quote.text), self.texts)
        found = {name: getattr(quote, name) for name in ("kind", "paragraph", "text", "context", "place")}
        return found | {"text_en": text.text if text else None, "text_en_origin": text.origin if text else None}


def document_url(base: str | None, document_id: int) -> str | None:
    """The document's page in `zhengce serve`."""
    return f"{base.rstrip('/')}/documents/{document_id}" if base else None


def archive_url(base: str | None, capture_id: int) -> str | None:
    """The archived answer in `zhengce serve`."""
    return f"{base.rstrip('/')}/archive/{quote(str(capture_id))}" if base else None


def load(connection: Connection, ids: Sequence[int], *, quoted: bool = True) -> Iterator[Item]:
    """Items by id, in this order; ids that do not exist are left out. `quoted`: with quotations and targets."""
    for start in range(0, len(ids), queries.DOCUMENTS_PER_QUERY):
        batch = ids[start : start + queries.DOCUMENTS_PER_QUERY]
        documents = queries.stored(connection, batch, with_parts=False, with_body=False)
        found = quotations.of(connection, documents) if quoted else {}
        targets = deserialize.targets_of(connection, batch) if quoted else {}
        wordings = texts_of(target for several in targets.values() for target in several)
        quotes = [quote for one in found.values() for quote in (*one.opening, *one.aims, *one.limits)]
        texts = find_texts(connection, [*wordings, *(Text("sentence", quote.text) for quote in quotes)])
        for document in (replace(one, texts=texts) for one in documents):
            yield item_of(document, targets.get(document.id, ()), found.get(document.id, NOTHING))


def item_of(document: StoredDocument, targets: Sequence[Target] = (), quoted: Quotations = NOTHING) -> Item:
    """A document with its targets, its quotations and its weight, without the text that they were taken from."""
    values = {name: getattr(document, name) for name in _STORED}
    if targets or document.record.body:
        values["record"] = replace(document.record, body="", targets=tuple(targets))
    return Item(
        **values,
        opening=quoted.opening,
        aims=quoted.aims,
        limits=quoted.limits,
    )
