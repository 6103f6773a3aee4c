"""The quotations of documents: stored ones, and those taken from the text where none are stored.

`refresh` keeps them. What is read is the same with and without it; only the time differs.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path

from sqlalchemy.engine import Connection

from parsers.position import Position
from storage.attachments import queries as attachments
from storage.attachments.queries import PageText
from storage.database import Database
from storage.documents import queries
from storage.documents import quotations as stored
from storage.documents.queries import StoredDocument
from zhengce.brief import extracts
from zhengce.brief.extracts import Quote

BATCH = 200

_NAMES = tuple(field.name for field in fields(Quote))


@dataclass(frozen=True, slots=True)
class Quotations:
    """What a document sets out to do, in its own words."""

    opening: tuple[Quote, ...] = ()
    aims: tuple[Quote, ...] = ()
    """Sentences that set a figure for a year to come."""
    limits: tuple[Quote, ...] = ()
    """Figures that are bounds, and what those who do business are to do."""


def of(connection: Connection, documents: Sequence[StoredDocument]) -> dict[int, Quotations]:
    """The quotations of documents, which may come without their bodies, by id."""
    held = stored.of(connection, [document.id for document in documents], rules())
    found = {number: _from_json(text) for number, text in held.items()}
    rest = [document for document in documents if document.id not in held]
    return found | (_quoted(connection, rest) if rest else {})


def refresh(database: Database, *, progress: Callable[[int], None] | None = None) -> int:
    """Keeps the quotations of documents that are new or changed; returns of how many. A batch a transaction.

    `progress` gets the number done.
    """
    with database.read() as connection:
        ids = stored.stale(connection, rules())
    for start in range(0, len(ids), BATCH):
        with database.read() as connection:
            batch = queries.stored(connection, ids[start : start + BATCH], with_parts=False, with_body=False)
            states = stored.states(connection, [document.id for document in batch])
            found = _quoted(connection, batch)
        quoted = {number: (states[number], _to_json(one)) for number, one in found.items()}
        with database.write() as connection:
            stored.store(connection, rules(), quoted)
        if progress:
            progress(start + len(batch))
    return len(ids)


@cache
def rules() -> str:
    """A digest of the rules by which sentences are chosen: other rules choose others."""
    return blake2b(
        b"".join(Path(name).read_bytes() for name in (extracts.__file__, __file__)), digest_size=8
    ).hexdigest()


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


def _quoted(connection: Connection, documents: Sequence[StoredDocument]) -> dict[int, Quotations]:
    ids = [document.id for document in documents]
    bodies, having = queries.bodies(connection, ids), attachments.carrying(connection, ids)
    found = {}
    for document in documents:
        file = having.get(document.id)
        pages = attachments.pages(connection, *file) if file else ()
        day = document.record.written_on or document.record.published_on
        found[document.id] = quote(bodies[document.id], day, pages)
    return found


def _to_json(found: Quotations) -> str:
    lists = [
        [[getattr(one, name) for name in _NAMES] for one in several]
        for several in (found.opening, found.aims, found.limits)
    ]
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":"))


def _from_json(text: str) -> Quotations:
    return Quotations(*(tuple(Quote(*values) for values in several) for several in json.loads(text)))
