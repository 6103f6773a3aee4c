"""Which document a page belongs to, once its record was written: it joins, leaves, makes or merges documents.

`resolution` decides what is one document; here that is done, with its changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.moments import format_moment
from storage import changes
from storage.documents.writing.rebuilding import add_document, rebuild_document
from storage.documents.writing.visit import Outcome, OutcomeKind, Visit
from storage.editing import annotations
from storage.relations import linking
from storage.resolution import redirects, splitting
from storage.resolution.blocking import matches_of, pages_to_take_over
from storage.resolution.clustering import groups_of, judgement_on, may_join, must_stay_apart
from storage.resolution.merging import PageRecord, members_of, merge_pages
from storage.schema import documents, pages
from storage.search import engine
from storage.statements import update_by_id

Match = tuple[int, list[PageRecord]]
"""A document that a page may be of, with its pages."""


def place_page(connection: Connection, visit: Visit) -> Outcome:
    """Gives a page its document, and makes that what its pages say."""
    outcome = _place(connection, visit)
    if visit.keys != visit.former_keys:
        _take_over(connection, visit, outcome.document_id)
    return outcome


def _place(connection: Connection, visit: Visit) -> Outcome:
    if visit.home is not None:
        return _reassign(connection, visit, visit.home)
    matches = matches_of(connection, visit.record, visit.url, visit.keys, ())
    if matches:
        return _join(connection, visit, [visit.page_id], matches)
    record, url = visit.record, visit.url
    home = add_document(connection, record, dict.fromkeys(record.evidence, url), visit.now)
    _move(connection, [visit.page_id], home)
    changes.add(connection, "new", home, record.source, url, visit.now)
    linking.link(connection, [home], visit.now, new=[home])
    return Outcome("new", home)


def _reassign(connection: Connection, visit: Visit, home: int) -> Outcome:
    """A page that belongs to a document: it may change it, leave it, or show that two documents are one."""
    members = splitting.founder_first(connection, home, members_of(connection, home))
    stay, mine, others = groups_of(connection, members, visit.page_id)
    matches = _other_matches(connection, visit, home, mine)
    for group in others:
        _split_off(connection, home, group, visit.url, visit.now)
    if stay:
        return _move_page_out(connection, visit, home, mine, matches)
    home, absorbed = _merge_documents(connection, home, matches, visit.now)
    if absorbed:
        return _record_merge(connection, visit, home, absorbed)
    return revise_document(connection, visit, home)


def _other_matches(connection: Connection, visit: Visit, home: int, mine: Sequence[PageRecord]) -> list[Match]:
    """Other documents that the page may be of, now that it says something else, was read anew or was judged."""
    former, is_crawled = visit.former, visit.kind == "crawled"
    if former is None or (is_crawled and visit.keys == visit.former_keys):
        return []
    return [
        (other, members)
        for other, members in matches_of(connection, visit.record, visit.url, visit.keys, [home])
        if not must_stay_apart(connection, mine, members)
        and (
            not is_crawled
            or may_join(former, visit.record, members)
            or judgement_on(connection, mine, members) == "positive"
        )
    ]


def revise_document(connection: Connection, visit: Visit, home: int) -> Outcome:
    """Writes what a page changes of its document, which is this one."""
    rebuilt = rebuild_document(connection, home, visit.now, visit.url, visit.kind)
    if rebuilt.fields and visit.kind != "judged":
        kind: changes.ChangeKind = "reparsed" if visit.kind == "reparsed" else "revised"
        changes.add(connection, kind, home, visit.record.source, visit.url, visit.now, rebuilt.fields)
        if kind == "revised":
            connection.execute(update_by_id(documents), {"revised_at": visit.now, "this_id": home})
    if rebuilt.fields or visit.kind != "crawled":
        linking.link(connection, [home], visit.now, visit.related)
    done: OutcomeKind = "returned" if rebuilt.returned else "revised" if rebuilt.fields else "unchanged"
    return Outcome(done, home, rebuilt.fields)


def _join(connection: Connection, visit: Visit, page_ids: Sequence[int], matches: Sequence[Match]) -> Outcome:
    """Moves pages into the first of these documents, and those of the others that are the same into it."""
    home = matches[0][0]
    _move(connection, page_ids, home)
    home, absorbed = _merge_documents(connection, home, matches[1:], visit.now)
    return _record_merge(connection, visit, home, absorbed)


def _record_merge(connection: Connection, visit: Visit, home: int, absorbed: Sequence[int]) -> Outcome:
    """Rebuilds a document that pages or other documents joined, and records that in `changes`."""
    fields = rebuild_document(connection, home, visit.now, visit.url, "merged").fields
    for other in (*absorbed,) or (None,):
        changes.add(connection, "merged", home, visit.record.source, visit.url, visit.now, fields or None, other)
    linking.link(connection, [home], visit.now, visit.related, absorbed)
    return Outcome("merged", home, fields)


def _merge_documents(
    connection: Connection, home: int, others: Sequence[Match], now: datetime
) -> tuple[int, list[int]]:
    """Makes one document of several: the oldest retains its id. Gives it, and the ids that are no more."""
    absorbed = []
    for other, members in others:
        if must_stay_apart(connection, members_of(connection, home), members):
            continue
        home, lost = min(home, other), max(home, other)
        connection.execute(sa.update(pages).where(pages.c.document_id == lost).values(document_id=home))
        annotations.share(connection, lost, home)
        redirects.merge(connection, lost, home, now)
        engine.forget(connection, lost)
        connection.execute(sa.delete(documents).where(documents.c.id == lost))
        absorbed.append(lost)
    return home, absorbed


def _move_page_out(
    connection: Connection, visit: Visit, home: int, mine: Sequence[PageRecord], matches: Sequence[Match]
) -> Outcome:
    """Moves a page, with those that agree with it, to another document, or to one of its own."""
    page_ids = [page.page_id for page in mine]
    _move(connection, page_ids, None)
    rebuild_document(connection, home, visit.now, visit.url, visit.kind)
    linking.link(connection, [home], visit.now, visit.related)
    if not matches:
        return Outcome("new", _split_off(connection, home, mine, visit.url, visit.now))
    splitting.give_back(connection, splitting.formers_of(connection, mine), matches[0][0])
    return _join(connection, visit, page_ids, matches)


def _take_over(connection: Connection, visit: Visit, home: int) -> None:
    """Moves pages without a number that stood with another notice to this one, where it goes before that."""
    for other, page in pages_to_take_over(connection, visit.record, visit.url, visit.keys, home):
        moved = replace(visit, page_id=page.page_id, url=page.page_url, record=page.record, home=other)
        _move_page_out(connection, moved, other, [page], [(home, members_of(connection, home))])


def _split_off(connection: Connection, home: int, group: Sequence[PageRecord], url: str, now: datetime) -> int:
    """Makes a document of its own of pages that were taken for another's: the one that they were before, if any."""
    record, evidence_pages = merge_pages(group)
    formers = splitting.formers_of(connection, group)
    document_id = add_document(connection, record, evidence_pages, now, formers[0] if formers else None)
    splitting.give_back(connection, formers, document_id)
    _move(connection, [page.page_id for page in group], document_id)
    gone = None
    if all(page.gone_at for page in group):
        gone_at = max(page.gone_at for page in group if page.gone_at)
        connection.execute(sa.update(documents).where(documents.c.id == document_id).values(gone_at=gone_at))
        gone = {"gone_at": {"old": None, "new": format_moment(gone_at)}}
    urls = [page.page_url for page in group]
    changes.add(connection, "new", document_id, record.source, url if url in urls else urls[0], now, gone, home)
    linking.link(connection, [document_id], now, new=[document_id])
    return document_id


def _move(connection: Connection, page_ids: Sequence[int], document_id: int | None) -> None:
    rows = [{"document_id": document_id, "this_id": page_id} for page_id in page_ids]
    connection.execute(update_by_id(pages), rows)
