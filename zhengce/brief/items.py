"""A document for an editor: the stored document, quotations of its aims, targets and limits, and its weight.

Quotations are taken from its text and from the attached file that holds what it issues: half a millisecond a document.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from sqlalchemy.engine import Connection

from parsers.fields import shown_in
from parsers.position import Position
from storage.attachments import queries as attachments
from storage.attachments.queries import PageText
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.translations import pending
from storage.translations.queries import find_texts
from storage.translations.texts import Text, TextKind
from zhengce.brief import extracts, ranking
from zhengce.brief.extracts import Quote
from zhengce.documents import view as documents
from zhengce.documents.phrases import phrase_or
from zhengce.english import vocabulary
from zhengce.english.texts import english_target, shown_text

FIELDS = (*shown_in("brief"), "pages", "archived")
"""Fields of the document in the JSON of a brief."""

Quotations = dict[str, tuple[Quote, ...]]
"""opening, aims and limits, as `Item` has them."""

SHORT, MOST_REMEMBERED = 5_000, 2_000
"""Characters of a text that is read once while a server runs, and how many such texts: at most 20 MB.

The same documents stand on many pages and feeds.
"""

_STORED = tuple(field.name for field in fields(StoredDocument))


@dataclass(frozen=True, slots=True)
class Item(StoredDocument):
    """A document for editors; its record has its text and targets, and no other parts."""

    opening: tuple[Quote, ...] = ()
    """What it does."""
    aims: tuple[Quote, ...] = ()
    """Sentences that set a figure for a year to come."""
    limits: tuple[Quote, ...] = ()
    """Figures that are bounds, and what those who do business are to do."""

    @property
    def weight(self) -> int:
        """Its points."""
        return ranking.weight(self.record)

    def to_dict(self, base: str | None = None) -> dict[str, Any]:
        """As JSON; `docs/brief.schema.json` says what each field means. `base`: where `zhengce serve` answers."""
        record = self.record
        days = {"published_on": record.published_on, "written_on": record.written_on}
        return documents.select(self, FIELDS) | {
            "document_type_en": vocabulary.document_type(record.document_type),
            "stage_en": phrase_or(f"stage.{record.stage}", "Unknown"),
            "topic_en": vocabulary.topic(record.topic),
            "placed_by": next((name for name, day in days.items() if day), "first_seen_at"),
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


PARTS = ("targets",)
"""Of the record of an item."""


def load(connection: Connection, ids: Sequence[int], *, for_rows: bool = False) -> Iterator[Item]:
    """Items by id, in this order, as `items_of` gives them; ids that do not exist are left out."""
    for start in range(0, len(ids), queries.DOCUMENTS_PER_QUERY):
        batch = ids[start : start + queries.DOCUMENTS_PER_QUERY]
        yield from items_of(connection, queries.stored(connection, batch, parts=PARTS), for_rows=for_rows)


def items_of(connection: Connection, documents: Sequence[StoredDocument], *, for_rows: bool = False) -> Iterator[Item]:
    """Documents that were read with PARTS; `for_rows`: of the quotations with those alone that `parts.row` prints."""
    quoted = [document for document in documents if not (for_rows and document.record.targets)]
    found = _quotations(connection, quoted, limits_of if for_rows else quote_text)
    quotes = (quote for quotations in found.values() for several in quotations.values() for quote in several)
    texts = find_texts(connection, list(map(_text, quotes)))
    for document in documents:
        values = {name: getattr(document, name) for name in _STORED} | {"texts": {**document.texts, **texts}}
        yield Item(**values | found.get(document.id, {}))


def sentences(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The sentences of these documents that briefs quote, and those that targets and relations were read from."""
    for found in _quotations(connection, queries.stored(connection, ids, parts=())).values():
        yield from (_text(quote) for quotes in found.values() for quote in quotes)
    yield from pending.sentences(connection, ids)


TEXTS: Mapping[TextKind, Callable[[Connection, list[int]], Iterator[Text]]] = {
    "name": pending.names,
    "indicator": pending.indicators,
    "sentence": sentences,
}
"""The texts of documents that have English of their own, by kind."""


def _text(quote: Quote) -> Text:
    return Text("sentence", quote.text)


def quote_text(body: str, day: date | None, pages: Iterable[PageText] = ()) -> Quotations:
    """The quotations of a text; `day`: of the document.

    `pages`: of the attached file that holds what the document issues. What the body says too is quoted from there.
    """
    year = day.year if day else None
    read = _read_short if len(body) <= SHORT else _read
    opening, aims, limits = map(list, read(body, year))
    for page in pages:
        place = str(Position(attachment=page.attachment, page=page.page))
        of_page = _figures(page.text, year)
        # A first sentence that says nothing of a purpose is a line of a cover or of a list of contents here.
        purposes = [quote for quote in extracts.opening(page.text) if quote.kind == "purpose"] if page.page == 1 else []
        for quotes, more in ((opening, purposes), (aims, of_page[0]), (limits, of_page[1])):
            known = {quote.text for quote in quotes}
            quotes += [replace(quote, place=place) for quote in more if quote.text not in known]
    figures = {quote.text for quote in (*aims, *limits)}
    opening = [quote for quote in opening if quote.kind != "first" or quote.text not in figures]
    return {"opening": tuple(opening), "aims": tuple(aims), "limits": tuple(limits)}


def limits_of(body: str, day: date | None, pages: Iterable[PageText] = ()) -> Quotations:
    """Of the quotations of a text those that are bounds, without their places in files."""
    texts = (body, *(page.text for page in pages))
    return {"limits": tuple(quote for text in texts for quote in extracts.limits(text, day.year if day else None))}


def _quotations(
    connection: Connection,
    documents: Sequence[StoredDocument],
    read: Callable[[str, date | None, Iterable[PageText]], Quotations] = quote_text,
) -> dict[int, Quotations]:
    """The quotations of documents by id."""
    files = attachments.carrying(connection, [document.id for document in documents])
    found = {}
    for document in documents:
        file = files.get(document.id)
        pages = attachments.pages(connection, *file) if file else ()
        day = document.record.written_on or document.record.published_on
        found[document.id] = read(document.record.body, day, pages)
    return found


def _read(body: str, year: int | None) -> tuple[list[Quote], list[Quote], list[Quote]]:
    return extracts.opening(body), *_figures(body, year)


_read_short = lru_cache(MOST_REMEMBERED)(_read)


def _figures(text: str, year: int | None) -> tuple[list[Quote], list[Quote]]:
    """The aims of a text, and its limits and demands in their order."""
    aims, limits = extracts.figures(text, year)
    return aims, sorted(limits + extracts.demands(text), key=lambda quote: quote.paragraph)
