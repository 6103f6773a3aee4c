"""Saves what a page gave: decides which document it belongs to and writes what changes, in the caller's transaction.

A document is its pages' records, merged (`resolution.merging`); `resolution.matching` says which belong together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from parsers.addresses import comparable
from parsers.extraction import Entry
from parsers.record import PolicyDocument
from storage import changes, search
from storage.crawl import captures
from storage.crawl.captures import CaptureFacts
from storage.crawl.listing_entries import entry_to_json
from storage.crawl.pages import listed_with, lost_for_good
from storage.crawl.revisits import due_at
from storage.documents.writing import lookup_columns, revisions, serialize
from storage.documents.writing.rebuilding import keep_own_record, settle
from storage.errors import PageLost
from storage.relations import linking
from storage.resolution import completing, matching, splitting
from storage.resolution.blocking import matches_of
from storage.resolution.clustering import groups_of, keep_apart, may_join, said_of
from storage.resolution.matching import Keys
from storage.resolution.merging import PageRecord, members_of, merge_pages
from storage.resolution.normalization import instrument_key
from storage.resolution.splitting import Former
from storage.schema import documents, pages
from storage.statements import insert_whole, update_by_id

OutcomeKind = Literal["new", "revised", "unchanged", "merged", "returned"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving a page did."""

    kind: OutcomeKind
    document_id: int
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What changed of the document: {field: {"old": …, "new": …}}."""


def save(
    connection: Connection,
    document: PolicyDocument,
    capture: CaptureFacts | None,
    entry: Entry | None,
    now: datetime,
    *,
    kind: revisions.RevisionKind = "crawled",
) -> Outcome:
    """Saves a record: a new document, a revision, or one more page of a document that is held.

    The page is known by its address in the listing (`entry`), else by the record's. With `kind="reparsed"` the page was
    not fetched: its schedule and whether it is gone stay, and it is matched anew. Raises PageLost where a fetched page
    says nothing of the document that it held, or that its list names.
    """
    document, text = serialize.storable(document)
    url, digest = comparable(entry.url if entry else document.url), serialize.digest(text)
    held = connection.execute(_page_by_url, {"url": url}).first()
    values = _page_values(document, url, held, digest, capture, entry, now, kind)
    if held is not None and held.document_id is not None and held.digest == digest and kind == "crawled":
        home = held.document_id
        _update_page(connection, held.id, values)
        _add_capture(connection, held.id, document.url, capture)
        returned = (
            held.gone_at is not None and settle(connection, home, members_of(connection, home), now, url).returned
        )
        return Outcome("returned" if returned else "unchanged", home)
    keys = matching.keys_of(document)
    visit = _Visit(document, url, values | columns_of(document, digest, keys), capture, keys, now, kind)
    if held is None or held.document_id is None:
        if kind == "crawled" and entry and matching.is_of_something_else(document, entry.title):
            raise PageLost(f"it says nothing of 《{entry.title}》, as its list calls it")
        return _place_new(connection, visit, held)
    return _place_again(connection, visit, held)


def place_again(connection: Connection, url: str, now: datetime) -> Outcome:
    """Finds anew which document a held page belongs to, now that a person said something of it. Raises LookupError."""
    held = connection.execute(_page_by_url, {"url": url}).first()
    if held is None or held.document_id is None:
        raise LookupError(f"{url}: no document stands there")
    page = next(page for page in members_of(connection, held.document_id) if page.page_id == held.id)
    keys = matching.keys_of(page.record)
    return _place_again(connection, _Visit(page.record, url, keys.columns(), None, keys, now, "judged"), held)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One page, as it was just read."""

    document: PolicyDocument
    url: str
    values: dict[str, Any]
    """The columns of the page that change."""
    capture: CaptureFacts | None
    keys: Keys
    now: datetime
    kind: revisions.RevisionKind

    @property
    def related(self) -> changes.ChangeKind:
        """How changes of other documents that this page brings are told."""
        return "reparsed" if self.kind == "reparsed" else "related"


_page_by_url = sa.select(pages).where(pages.c.url == sa.bindparam("url"))
_gone_at = sa.select(documents.c.gone_at).where(documents.c.id == sa.bindparam("id"))
_insert_page = insert_whole(pages, returning=pages.c.id, without=("id",))
_insert_document = insert_whole(documents, returning=documents.c.id, without=("id",))
_no_page: dict[str, Any] = {column.name: None for column in pages.c} | {"failures": 0}


def _page_values(
    document: PolicyDocument,
    url: str,
    held: Row[Any] | None,
    digest: str,
    capture: CaptureFacts | None,
    entry: Entry | None,
    now: datetime,
    kind: revisions.RevisionKind,
) -> dict[str, Any]:
    """The columns of a page that every saving writes."""
    if kind == "reparsed":
        return {}
    changed_at = held.changed_at if held is not None else None
    if held is not None and held.document_id is not None and held.digest != digest:
        changed_at = now
    published_on = document.published_on or (entry.published_on if entry else None)
    values: dict[str, Any] = {
        "checked_at": now,
        "changed_at": changed_at,
        "due_at": due_at(url, published_on, changed_at, now),
        "published_on": published_on,
        "failures": 0,
    }
    if held is not None and held.gone_at is not None:
        values |= {"gone_at": None, "gone_why": None, "returned_at": now}
    if capture is not None:
        values |= {"etag": capture.etag, "last_modified": capture.last_modified}
    if entry is not None:
        values["entry"] = entry_to_json(entry)
        if listed := listed_with(held.listed if held is not None else None, entry):
            values["listed"] = listed
    return values


def columns_of(document: PolicyDocument, digest: str, keys: Keys) -> dict[str, Any]:
    """The columns of a page that its record makes, but for the record itself."""
    return {
        "digest": digest,
        "written_on": document.written_on,
        **keys.columns(),
        **lookup_columns.of_titles(document.title, document.issued_title),
        "instrument_key": instrument_key(document.title),
    }


def _update_page(connection: Connection, page_id: int, values: Mapping[str, Any]) -> None:
    if values:
        update_by_id(pages, tuple(values)).run(connection, {**values, "this_id": page_id})


def _add_capture(connection: Connection, page_id: int, url: str, capture: CaptureFacts | None) -> None:
    if capture is not None:
        captures.add(connection, [(page_id, url, capture)])


def _place_new(connection: Connection, visit: _Visit, held: Row[Any] | None) -> Outcome:
    """A page that belongs to no document yet: it joins one that is held, or makes a new one."""
    document, url, now = visit.document, visit.url, visit.now
    matches = matches_of(connection, document, url, visit.keys, ())
    if not matches:
        home, completed = _add_document(connection, document, dict.fromkeys(document.evidence, url), now)
        own = {"record": serialize.to_json(document, fetched=True)} if completed else {}
        _keep_page(connection, visit, held, {"document_id": home, **own})
        changes.add(connection, "new", home, document.source, url, now)
        linking.link(connection, [home], now, new=[home])
        return Outcome("new", home)
    home, members = matches[0]
    _keep_records(connection, members)
    kept = {"document_id": home, "record": serialize.to_json(document, fetched=True)}
    page_id = _keep_page(connection, visit, held, kept)
    members = [*members, PageRecord(page_id, url, None, document)]
    home, members, absorbed = _absorb(connection, home, members, matches[1:])
    return _merged(connection, visit, home, members, absorbed)


def _place_again(connection: Connection, visit: _Visit, held: Row[Any]) -> Outcome:
    """A page that belongs to a document: it may change it, leave it, or show that two documents are one."""
    document, home = visit.document, held.document_id
    members = members_of(connection, home)
    alone = len(members) == 1
    was = next(page.record for page in members if page.page_id == held.id)
    if visit.kind == "crawled" and matching.is_lost(was, document):
        shown = "" if document.title == was.title else f", titled 《{document.title}》"
        why = f"it says nothing of 《{was.title}》 any more{shown}; what is held of it stays"
        raise PageLost(why, for_good=held.gone_at is not None or lost_for_good(held.failures, held.failed_why, why))
    before = members[0].record if alone and held.record is None else None
    _keep_page(connection, visit, held, {"record": None if alone else serialize.to_json(document, fetched=True)})
    gone_at = None if visit.kind == "crawled" else held.gone_at
    members = [replace(page, record=document, gone_at=gone_at) if page.page_id == held.id else page for page in members]
    members = members if alone else splitting.founder_first(connection, home, members)
    stay, mine, others = groups_of(connection, members, held.id)
    matches: list[tuple[int, list[PageRecord]]] = []
    was_keyed = Keys(held.number_key, held.title_key, held.issued_key, held.text_key)
    if visit.keys != was_keyed or visit.kind != "crawled":
        found = matches_of(connection, document, visit.url, visit.keys, [home])
        matches = [
            match
            for match in found
            if not keep_apart(connection, mine, match[1])
            and (
                visit.kind != "crawled"
                or may_join(was, document, match[1])
                or said_of(connection, mine, match[1]) == "positive"
            )
        ]
    for group in others:
        _part(connection, home, group, visit.url, visit.now)
    if stay:
        return _leave(connection, visit, home, stay, mine, matches)
    home, mine, absorbed = _absorb(connection, home, mine, matches)
    if absorbed:
        return _merged(connection, visit, home, mine, absorbed)
    settled = settle(connection, home, mine, visit.now, visit.url, visit.kind, before)
    if settled.fields and visit.kind != "judged":
        kind: changes.ChangeKind = "reparsed" if visit.kind == "reparsed" else "revised"
        changes.add(connection, kind, home, document.source, visit.url, visit.now, settled.fields)
        if kind == "revised":
            update_by_id(documents, ("revised_at",)).run(connection, {"revised_at": visit.now, "this_id": home})
    if settled.fields or visit.kind != "crawled":
        linking.link(connection, [home], visit.now, visit.related)
    done: OutcomeKind = "returned" if settled.returned else "revised" if settled.fields else "unchanged"
    return Outcome(done, home, settled.fields)


def _leave(
    connection: Connection,
    visit: _Visit,
    home: int,
    stay: Sequence[PageRecord],
    mine: list[PageRecord],
    matches: Sequence[tuple[int, list[PageRecord]]],
) -> Outcome:
    """A page (with those that agree with it) leaves a document for another one, or for one of its own."""
    settle(connection, home, stay, visit.now, visit.url, visit.kind)
    linking.link(connection, [home], visit.now, visit.related)
    if not matches:
        return Outcome("new", _part(connection, home, mine, visit.url, visit.now))
    left, (home, there) = home, matches[0]
    splitting.give_annotations_back(connection, splitting.formers_of(connection, mine), left, home)
    _keep_records(connection, there)
    _move(connection, mine, home)
    home, members, absorbed = _absorb(connection, home, [*there, *mine], matches[1:])
    return _merged(connection, visit, home, members, absorbed)


def _merged(
    connection: Connection, visit: _Visit, home: int, members: Sequence[PageRecord], absorbed: Sequence[int]
) -> Outcome:
    """Settles a document that a page or other documents joined; says so in `changes`."""
    settled = settle(connection, home, members, visit.now, visit.url, "merged")
    fields = settled.fields
    for other in (*absorbed,) or (None,):
        changes.add(connection, "merged", home, visit.document.source, visit.url, visit.now, fields or None, other)
    linking.link(connection, [home], visit.now, visit.related, absorbed)
    return Outcome("merged", home, fields)


def _absorb(
    connection: Connection,
    home: int,
    members: list[PageRecord],
    others: Sequence[tuple[int, list[PageRecord]]],
) -> tuple[int, list[PageRecord], list[int]]:
    """Makes one document of several: the oldest keeps its id. Gives it, its pages and the ids that are no more."""
    absorbed = []
    for other, pages_there in others:
        if keep_apart(connection, members, pages_there):
            continue
        _keep_records(connection, [*members, *pages_there])
        survivor, lost = min(home, other), max(home, other)
        _move(connection, pages_there if lost == other else members, survivor)
        splitting.share_annotations(connection, lost, survivor)
        search.forget(connection, lost)
        connection.execute(sa.delete(documents).where(documents.c.id == lost))
        home, members = survivor, [*members, *pages_there]
        absorbed.append(lost)
    return home, members, absorbed


def _part(connection: Connection, home: int, group: Sequence[PageRecord], url: str, now: datetime) -> int:
    """Makes a document of its own of pages that were taken for another's: the one that they were before, if any."""
    record, evidence_pages = merge_pages(group)
    formers = splitting.formers_of(connection, group)
    document_id, completed = _add_document(connection, record, evidence_pages, now, formers[0] if formers else None)
    splitting.give_annotations_back(connection, formers, home, document_id)
    _move(connection, group, document_id)
    if len(group) == 1:
        keep_own_record(connection, group[0], completed=completed)
    if all(page.gone_at for page in group):
        gone_at = max(page.gone_at for page in group if page.gone_at)
        connection.execute(sa.update(documents).where(documents.c.id == document_id).values(gone_at=gone_at))
    urls = [page.page_url for page in group]
    changes.add(connection, "new", document_id, record.source, url if url in urls else urls[0], now, other_id=home)
    linking.link(connection, [document_id], now, new=[document_id])
    return document_id


def _move(connection: Connection, group: Sequence[PageRecord], document_id: int) -> None:
    ids = [page.page_id for page in group]
    connection.execute(sa.update(pages).where(pages.c.id.in_(ids)).values(document_id=document_id))


def _keep_records(connection: Connection, members: Sequence[PageRecord]) -> None:
    """Gives a page that was alone the record of its own that pages of a company have."""
    for page in members:
        where = sa.and_(pages.c.id == page.page_id, pages.c.record.is_(None))
        connection.execute(sa.update(pages).where(where).values(record=serialize.to_json(page.record, fetched=True)))


def _keep_page(connection: Connection, visit: _Visit, held: Row[Any] | None, more: Mapping[str, Any]) -> int:
    """Writes the page and its capture; gives the page's id."""
    values = {**visit.values, **more}
    if held is not None:
        page_id = int(held.id)
        _update_page(connection, page_id, values)
    else:
        row = {"url": visit.url, "source": visit.document.source, "first_seen_at": visit.now, "due_at": visit.now}
        row |= lookup_columns.of_address(visit.url)
        page_id = int(_insert_page.run(connection, {**_no_page, **row, **values}).scalar_one())
    _add_capture(connection, page_id, visit.document.url, visit.capture)
    return page_id


def _add_document(
    connection: Connection,
    record: PolicyDocument,
    evidence_pages: Mapping[str, str],
    now: datetime,
    former: Former | None = None,
) -> tuple[int, bool]:
    """Writes a new document; gives its id, and whether its attached files gave values to it."""
    own = record
    record, evidence_pages = completing.complete(connection, record, evidence_pages)
    row = (
        serialize.document_row(record)
        | {"first_seen_at": now, "revised_at": None, "gone_at": None}
        | serialize.UNRELATED
    )
    if former is None:
        document_id = int(_insert_document.run(connection, row).scalar_one())
    else:
        document_id = former.id
        row |= {"id": former.id, "first_seen_at": former.first_seen_at, "revised_at": former.revised_at}
        connection.execute(sa.insert(documents).values(row))
    serialize.insert_parts(connection, document_id, record, evidence_pages, now)
    search.index(connection, document_id, record)
    return document_id, completing.is_completed(own, record)
