"""The quotations of documents, taken from their texts: half a millisecond each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.engine import Connection

from parsers.position import Position
from storage.attachments import queries as attachments
from storage.attachments.queries import PageText
from storage.documents import queries
from storage.documents.queries import StoredDocument
from storage.translations import pending
from storage.translations.texts import Text
from zhengce.brief import extracts
from zhengce.brief.extracts import Quote


@dataclass(frozen=True, slots=True)
class Quotations:
    """What a document sets out to do, in its own words."""

    opening: tuple[Quote, ...] = ()
    aims: tuple[Quote, ...] = ()
    """Sentences that set a figure for a year to come."""
    limits: tuple[Quote, ...] = ()
    """Figures that are bounds, and what those who do business are to do."""


def quote(body: str, day: date | None, pages: Iterable[PageText] = ()) -> Quotations:
    """The quotations of a text; `day`: of the document.

    `pages`: of the attached file that holds what the document issues. What the body says too is quoted from there.
    """
    year = day.year if day else None
    opening = extracts.opening(body)
    aims, limits = _figures(body, year)
    for page in pages:
        place = str(Position(attachment=page.attachment, page=page.page))
        of_page = _figures(page.text, year)
        # A first sentence that says nothing of a purpose is a line of a cover or of a list of contents here.
        purposes = [quote for quote in extracts.opening(page.text) if quote.kind == "purpose"] if page.page == 1 else []
        for held, more in ((opening, purposes), (aims, of_page[0]), (limits, of_page[1])):
            known = {quote.text for quote in held}
            held += [replace(quote, place=place) for quote in more if quote.text not in known]
    figures = {quote.text for quote in (*aims, *limits)}
    opening = [quote for quote in opening if quote.kind != "first" or quote.text not in figures]
    return Quotations(tuple(opening), tuple(aims), tuple(limits))


def _figures(text: str, year: int | None) -> tuple[list[Quote], list[Quote]]:
    """The aims of a text, and its limits and demands in their order."""
    aims, limits = extracts.figures(text, year)
    return aims, sorted(limits + extracts.demands(text), key=lambda quote: quote.paragraph)


def of(connection: Connection, documents: Sequence[StoredDocument]) -> dict[int, Quotations]:
    """The quotations of documents, which may come without their bodies, by id."""
    ids = [document.id for document in documents]
    bodies, having = queries.bodies(connection, ids), attachments.carrying(connection, ids)
    found = {}
    for document in documents:
        file = having.get(document.id)
        pages = attachments.pages(connection, *file) if file else ()
        day = document.record.written_on or document.record.published_on
        found[document.id] = quote(bodies[document.id], day, pages)
    return found


def sentences(connection: Connection, ids: list[int]) -> Iterator[Text]:
    """The sentences of these documents that briefs quote, and those that targets and relations were read from."""
    documents = queries.stored(connection, ids, with_parts=False, with_body=False)
    for found in of(connection, documents).values():
        yield from (Text("sentence", quote.text) for quote in (*found.opening, *found.aims, *found.limits))
    yield from pending.sentences(connection, ids)
