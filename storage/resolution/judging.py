"""Records a person's judgement of two documents, or of a page, and carries it out: merges, splits, or undoes either.

Each function writes in the caller's transaction and raises NothingToDo where nothing is to be done.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.writing.saving import reassign_page
from storage.resolution import judgements, matching, splitting
from storage.resolution.merging import PageRecord, members_of
from storage.resolution.normalization import number_parts
from storage.schema import changes, pages


class NothingToDo(ValueError):
    """What is judged is so already, or a judgement to be undone was never made; the message names which."""


def merge(connection: Connection, one: int, other: int, now: datetime) -> int:
    """Makes one document of two, for later crawls too; gives its id. Judgements against it are taken back."""
    if one == other:
        raise NothingToDo(f"both are document {one} already")
    some, others = _members(connection, one), _members(connection, other)
    urls = {page.page_url for page in others}
    judged = judgements.of(connection, [page.page_url for page in some])
    judgements.forget(
        connection,
        [item for item in judged if item.judgement == "negative" and urls & {item.one_url, item.other_url}],
    )
    pair = some[0].page_url, others[0].page_url
    judgements.record(connection, "positive", [pair], now)
    return reassign_page(connection, pair[1], now).document_id


def unmerge(connection: Connection, some: Sequence[str], others: Sequence[str], now: datetime) -> set[int]:
    """Undoes a judgement that the documents of these pages are one; gives the documents that they are by the rules."""
    judged = [
        item
        for item in judgements.of(connection, some)
        if item.judgement == "positive"
        and any(url in some and item.other(url) in others for url in (item.one_url, item.other_url))
    ]
    if not judged:
        raise NothingToDo("no judgement makes these one document")
    judgements.forget(connection, judged)
    found: set[int] = set()
    for item in judged:
        for url in (item.one_url, item.other_url):
            reassign_page(connection, url, now)
    for item in judged:
        found |= {_home(connection, item.one_url), _home(connection, item.other_url)}
    return found


def split(connection: Connection, url: str, now: datetime) -> tuple[int, int]:
    """Makes a page a document of its own, apart from the pages that it stood with, for later crawls too.

    Gives the ids of the document of the page and of the other pages.
    """
    home = _home(connection, url)
    members = members_of(connection, home)
    page = next(page for page in members if page.page_url == url)
    others = [page for page in members if page.page_url != url]
    if not others:
        raise NothingToDo(f"it is the only page of document {home}")
    _hand_over(connection, page, others, now)
    left = {other.page_url for other in others}
    # Pages that were split from the same document before are documents of their own, too.
    for item in judgements.of(connection, sorted(left)):
        if item.judgement == "negative":
            left |= {item.one_url, item.other_url}
    judgements.record(connection, "negative", [(url, other) for other in left - {url}], now)
    reassign_page(connection, url, now)
    return _home(connection, url), _home(connection, others[0].page_url)


def unsplit(connection: Connection, url: str, now: datetime) -> int:
    """Undoes a judgement that a page is a document of its own; gives the document that it is of by the rules."""
    judged = [item for item in judgements.of(connection, [url]) if item.judgement == "negative"]
    if not judged:
        raise NothingToDo("no judgement makes this page a document of its own")
    judgements.forget(connection, judged)
    return reassign_page(connection, url, now).document_id


def pages_of(connection: Connection, document_id: int) -> list[str]:
    """The addresses of a document; of one that was found to be another one, those that made it."""
    held = sa.select(pages.c.url).where(pages.c.document_id == document_id).order_by(pages.c.id)
    founders = sa.select(changes.c.url).where(changes.c.kind == "new", changes.c.document_id == document_id)
    return list(connection.execute(held).scalars()) or list(connection.execute(founders).scalars())


def pages_numbered(connection: Connection, number: str) -> dict[str, int]:
    """The addresses of pages that bear this number, and their documents; none for a number without its year."""
    parts = number_parts(number)
    if parts is None or not parts.yeared:
        return {}
    query = sa.select(pages.c.url, pages.c.document_id).where(
        pages.c.number_key == parts.form, pages.c.document_id.is_not(None)
    )
    return {row.url: row.document_id for row in connection.execute(query.order_by(pages.c.id))}


def _hand_over(connection: Connection, page: PageRecord, others: Sequence[PageRecord], now: datetime) -> None:
    """Lets another page stand for the document that a person joined by this page, so that the others stay together."""
    by_url = {other.page_url: other for other in others}
    judged = [item for item in judgements.of(connection, [page.page_url]) if item.judgement == "positive"]
    for item in judged:
        far = item.other(page.page_url)
        heirs = [
            url for url, other in by_url.items() if url != far and matching.same_document(page.record, other.record)
        ]
        if far in by_url and heirs:
            judgements.record(connection, "positive", [(heirs[0], far)], now)
    judgements.forget(connection, judged)


def _members(connection: Connection, document_id: int) -> list[PageRecord]:
    return splitting.founder_first(connection, document_id, members_of(connection, document_id))


def _home(connection: Connection, url: str) -> int:
    found = connection.execute(sa.select(pages.c.document_id).where(pages.c.url == url)).scalar()
    if found is None:
        raise LookupError(f"{url}: no document stands there")
    return int(found)
