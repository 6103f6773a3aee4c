"""Records a person's judgement of two documents, or of a page, and carries it out: merges, splits, or undoes either.

Each function writes in the caller's transaction, with an edit of the judgements that it changes, and raises NothingToDo
where nothing is to be done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.documents.writing.saving import reassign_page
from storage.editing import edits
from storage.editing.edits import Editor, Subject
from storage.resolution import judgements, matching, splitting
from storage.resolution.merging import PageRecord, members_of
from storage.schema import changes, pages


class NothingToDo(ValueError):
    """What is judged is so already, or a judgement to be undone was never made; the message names which."""


def merge(connection: Connection, one: int, other: int, editor: Editor) -> int:
    """Makes one document of two, for later crawls too; gives its id. Judgements against it are taken back."""
    if one == other:
        raise NothingToDo(f"both are document {one} already")
    some, others = _members(connection, one), _members(connection, other)
    urls = {page.page_url for page in others}
    judged = judgements.of(connection, [page.page_url for page in some])
    pair = some[0].page_url, others[0].page_url
    with _as_edit(connection, editor):
        judgements.forget(
            connection,
            [item for item in judged if item.judgement == "negative" and urls & {item.one_url, item.other_url}],
        )
        judgements.record(connection, "positive", [pair], editor.now)
    return reassign_page(connection, pair[1], editor.now).document_id


def unmerge(connection: Connection, some: Sequence[str], others: Sequence[str], editor: Editor) -> set[int]:
    """Undoes a judgement that the documents of these pages are one; gives the documents that they are by the rules."""
    judged = [
        item
        for item in judgements.of(connection, some)
        if item.judgement == "positive"
        and any(url in some and item.other(url) in others for url in (item.one_url, item.other_url))
    ]
    if not judged:
        raise NothingToDo("no judgement makes these one document")
    restore(connection, (), [{"one_url": item.one_url, "other_url": item.other_url} for item in judged], editor)
    return {_home(connection, url) for item in judged for url in (item.one_url, item.other_url)}


def split(connection: Connection, url: str, editor: Editor) -> tuple[int, int]:
    """Makes a page a document of its own, apart from the pages that it stood with, for later crawls too.

    Gives the ids of the document of the page and of the other pages.
    """
    home = _home(connection, url)
    members = members_of(connection, home)
    page = next(page for page in members if page.page_url == url)
    others = [page for page in members if page.page_url != url]
    if not others:
        raise NothingToDo(f"it is the only page of document {home}")
    with _as_edit(connection, editor):
        _hand_over(connection, page, others, editor.now)
        left = {other.page_url for other in others}
        # Pages that were split from the same document before are documents of their own, too.
        for item in judgements.of(connection, sorted(left)):
            if item.judgement == "negative":
                left |= {item.one_url, item.other_url}
        judgements.record(connection, "negative", [(url, other) for other in left - {url}], editor.now)
    reassign_page(connection, url, editor.now)
    return _home(connection, url), _home(connection, others[0].page_url)


def unsplit(connection: Connection, url: str, editor: Editor) -> int:
    """Undoes a judgement that a page is a document of its own; gives the document that it is of by the rules."""
    judged = [item for item in judgements.of(connection, [url]) if item.judgement == "negative"]
    if not judged:
        raise NothingToDo("no judgement makes this page a document of its own")
    with _as_edit(connection, editor):
        judgements.forget(connection, judged)
    return reassign_page(connection, url, editor.now).document_id


def held_verdicts(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """The judgements that hold now on the pairs of these rows, as an edit holds them; None for none."""
    verdicts = judgements.verdicts(connection)
    pairs = {(row["one_url"], row["other_url"]) for row in rows}
    return _as_json({pair: verdicts[pair] for pair in pairs if pair in verdicts})


def restore(
    connection: Connection, wanted: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]], editor: Editor
) -> None:
    """Makes the judgements on pairs of pages what they were, and the documents of these pages with them."""
    with _as_edit(connection, editor):
        for row in gone:
            judgements.forget_pair(connection, row["one_url"], row["other_url"])
        for row in wanted:
            judgements.record(connection, row["judgement"], [(row["one_url"], row["other_url"])], editor.now)
    for url in sorted({row[name] for row in (*gone, *wanted) for name in ("one_url", "other_url")}):
        reassign_page(connection, url, editor.now)


@contextmanager
def _as_edit(connection: Connection, editor: Editor) -> Iterator[None]:
    """Records what becomes of the judgements as one edit of their pages."""
    before = judgements.verdicts(connection)
    yield
    after = judgements.verdicts(connection)
    pairs = {pair for pair in before.keys() | after.keys() if before.get(pair) != after.get(pair)}
    subject = Subject("pages", " ".join(sorted({url for pair in pairs for url in pair})))
    was, now = (_as_json({pair: verdicts[pair] for pair in pairs if pair in verdicts}) for verdicts in (before, after))
    edits.record(connection, editor, subject, "judgements", was, now)


def _as_json(verdicts: Mapping[tuple[str, str], judgements.Verdict]) -> list[dict[str, Any]] | None:
    names = ("one_url", "other_url", "judgement")
    return [dict(zip(names, (*pair, verdicts[pair]), strict=True)) for pair in sorted(verdicts)] or None


def pages_of(connection: Connection, document_id: int) -> list[str]:
    """The addresses of a document; of one that was found to be another one, those that made it."""
    urls = sa.select(pages.c.url).where(pages.c.document_id == document_id).order_by(pages.c.id)
    founders = sa.select(changes.c.url).where(changes.c.kind == "new", changes.c.document_id == document_id)
    return list(connection.execute(urls).scalars()) or list(connection.execute(founders).scalars())


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
    home = connection.execute(sa.select(pages.c.document_id).where(pages.c.url == url)).scalar()
    if home is None:
        raise LookupError(f"{url}: no document stands there")
    return int(home)
